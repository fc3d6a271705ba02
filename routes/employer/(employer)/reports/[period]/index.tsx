import { HttpError } from "fresh";
import { DebtTable } from "../../../../../components/employer/debt_table.tsx";
import { Empty } from "../../../../../components/page/empty.tsx";
import {
  errorOf,
  ErrorSummary,
  type FieldError,
  titleWithErrors,
} from "../../../../../components/page/form.tsx";
import { BackLink } from "../../../../../components/page/layout.tsx";
import { Notice } from "../../../../../components/page/notice.tsx";
import { Sign } from "../../../../../components/page/sign.tsx";
import { Pagination } from "../../../../../components/page/pagination.tsx";
import { reportTitle } from "../../../../../domain/employer_letters.ts";
import { MARK_NOTE_LENGTH } from "../../../../../domain/employer_report.ts";
import type { LocalDate } from "../../../../../domain/local_date.ts";
import { counted } from "../../../../../domain/russian.ts";
import { defineEmployer, type EmployerState } from "../../../../../state.ts";
import { EmployerFrame } from "../../../../(_frame)/employer_frame.tsx";
import { formText } from "../../../../(_frame)/form_text.ts";
import { FilterForm, MarkForm } from "../../../(_report)/forms.tsx";
import { periodIn } from "../../../(_report)/periods.ts";
import {
  filterBy,
  isNarrowed,
  PAGE_LENGTH,
  type ReportView,
  type TypedMarks,
  typedMarks,
  viewIn,
  viewPath,
} from "../../../(_report)/report_view.ts";
import { ReportHead } from "../../../(_report)/report_head.tsx";

type Shown = NonNullable<Awaited<ReturnType<EmployerState["useCases"]["openReport"]>>>;

interface ReportData {
  shown: Shown;
  view: ReportView;
  typed: TypedMarks;
  errors: FieldError[];
  /** What the form before has done. */
  done: { kind: "acknowledged" } | { kind: "marked"; count: number } | null;
}

const NOTHING_TYPED: TypedMarks = { invoiceIds: [], all: false, kind: null, note: "" };

export const handler = defineEmployer.handlers({
  async GET(ctx) {
    const { state, url } = ctx;
    const view = viewIn(url.searchParams);
    const shown = await open(state, { period: periodIn(ctx.params["period"]), view });
    const done = doneIn(url.searchParams);
    const data: ReportData = { shown, view, typed: NOTHING_TYPED, errors: [], done };
    return { data };
  },

  async POST(ctx) {
    const { state, url } = ctx;
    const period = periodIn(ctx.params["period"]);
    if (period === null) throw new HttpError(404);
    const view = viewIn(url.searchParams);
    const typed = typedMarks(state.form, formText(state.form, "note"));
    const errors = errorsIn(typed);
    if (errors.length > 0) {
      const shown = await open(state, { period, view });
      const data: ReportData = { shown, view, typed, errors, done: null };
      return { data, status: 422 };
    }
    const { owner, ip } = state;
    const invoiceIds = typed.all
      ? (await open(state, { period, view })).found.map((line) => line.invoiceId)
      : typed.invoiceIds;
    const marked = await state.useCases.markDebts({
      period,
      invoiceIds,
      kind: typed.kind!,
      note: typed.note,
      actor: { contactId: owner.contactId, employerId: owner.employerId, ip },
    });
    if (!marked.ok && marked.reason !== "closed") throw new HttpError(404);
    const path = viewPath(period, view);
    const count = marked.ok ? `${path.includes("?") ? "&" : "?"}marked=${marked.marked}` : "";
    return ctx.redirect(path + count, 303);
  },
});

async function open(
  state: EmployerState,
  { period, view }: { period: LocalDate | null; view: ReportView },
): Promise<Shown> {
  const { owner, ip } = state;
  const shown = period && await state.useCases.openReport({
    period,
    shown: filterBy(view),
    offset: (view.page - 1) * PAGE_LENGTH,
    limit: PAGE_LENGTH,
    actor: { contactId: owner.contactId, employerId: owner.employerId, ip },
  });
  if (!shown) throw new HttpError(404);
  return shown;
}

function doneIn(params: URLSearchParams): ReportData["done"] {
  if (params.has("acknowledged")) return { kind: "acknowledged" };
  const count = params.get("marked");
  return /^\d{1,6}$/.test(count ?? "") ? { kind: "marked", count: Number(count) } : null;
}

function errorsIn({ invoiceIds, all, kind, note }: TypedMarks): FieldError[] {
  const errors: FieldError[] = [];
  if (invoiceIds.length === 0 && !all) {
    errors.push({ field: "debts", message: "Выберите в\u00a0списке хотя бы один долг" });
  }
  if (kind === null) errors.push({ field: "kind", message: "Выберите, чем закончилось" });
  if (note.length > MARK_NOTE_LENGTH) {
    errors.push({ field: "note", message: `Сократите заметку до ${MARK_NOTE_LENGTH} знаков` });
  }
  return errors;
}

export default defineEmployer.page<typeof handler>(function Report({ data, state }) {
  const { shown: { report }, errors, done } = data;
  const title = reportTitle(report.formedOn);
  return (
    <EmployerFrame state={state} title={titleWithErrors(title, errors)} inReports>
      <ErrorSummary errors={errors} />
      <BackLink href="/employer">Отчеты</BackLink>
      <div class="stack">
        {done && <Done done={done} />}
        <ReportHead title={title} report={report} state={state} />
        {report.debts > 0 && <Debts data={data} state={state} />}
      </div>
    </EmployerFrame>
  );
});

function Done({ done }: { done: NonNullable<ReportData["done"]> }) {
  if (done.kind === "acknowledged") {
    return <Notice tone="done" role="status" title="Получение подтверждено" />;
  }
  return done.count === 0
    ? <Notice tone="info" role="status" title="Такая отметка уже стоит, ничего не изменилось" />
    : (
      <Notice
        tone="done"
        role="status"
        title={`Отмечено: ${counted(done.count, ["долг", "долга", "долгов"])}`}
      />
    );
}

function Debts({ data, state }: { data: ReportData; state: EmployerState }) {
  const { shown: { report, found, page }, view, typed, errors } = data;
  const { period } = report;
  const closed = report.superseded;
  const unchosen = errorOf(errors, "debts");
  const to = (page: number) => viewPath(period, { ...view, page });
  const first = (view.page - 1) * PAGE_LENGTH;
  return (
    <section class="sheet" aria-labelledby="debts">
      <h2 id="debts" tabindex={-1}>Долги</h2>
      {unchosen && (
        <p class="error">
          <Sign kind="triangle" />
          <span>
            <span class="vh">Ошибка:</span> {unchosen}
          </span>
        </p>
      )}
      <FilterForm period={period} view={view} />
      {found.length === 0
        ? (
          <Empty title="Таких долгов в&nbsp;отчете нет">
            <a
              class="link"
              href={viewPath(period, { ...view, query: "", state: "", mark: "", page: 1 })}
            >
              Показать все
            </a>
          </Empty>
        )
        : (
          <form method="post" action={to(view.page)} novalidate>
            <DebtTable
              debts={page}
              chosen={closed ? null : new Set(typed.invoiceIds)}
              zone={state.owner.timeZone}
            />
            {(isNarrowed(view) || found.length > PAGE_LENGTH) && (
              <Pagination
                from={page.length === 0 ? 0 : first + 1}
                to={first + page.length}
                total={found.length}
                previousHref={view.page > 1 ? to(view.page - 1) : null}
                nextHref={first + page.length < found.length ? to(view.page + 1) : null}
              />
            )}
            {closed
              ? (
                <p class="muted">
                  Есть отчет следующего месяца: отметки ставьте в&nbsp;нем. Здесь они остались
                  как&nbsp;были.
                </p>
              )
              : (
                <MarkForm
                  typed={typed}
                  errors={errors}
                  csrf={state.csrfToken}
                  found={found.length}
                />
              )}
          </form>
        )}
    </section>
  );
}
