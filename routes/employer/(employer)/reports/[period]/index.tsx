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
import { unbroken } from "../../../../../components/page/text.ts";
import { Pagination } from "../../../../../components/page/pagination.tsx";
import { reportTitle } from "../../../../../domain/employer_letters.ts";
import { MARK_NOTE_LENGTH } from "../../../../../domain/employer_report.ts";
import type { LocalDate } from "../../../../../domain/local_date.ts";
import { counted, dayAndYear } from "../../../../../domain/russian.ts";
import { defineEmployer, type EmployerState } from "../../../../../state.ts";
import { EmployerFrame } from "../../../../(_frame)/employer_frame.tsx";
import { formText } from "../../../../(_frame)/form_text.ts";
import { FilterForm, MarkForm } from "../../../(_report)/forms.tsx";
import { periodIn, reportPath } from "../../../(_report)/periods.ts";
import {
  isNarrowed,
  PAGE_LENGTH,
  type ReportView,
  todayPath,
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
  done: { kind: "acknowledged" } | { kind: "marked"; count: number; closed: number } | null;
}

const NOTHING_TYPED: TypedMarks = { invoiceIds: [], all: false, kind: null, note: "" };

export const handler = defineEmployer.handlers({
  async GET(ctx) {
    const { state, url } = ctx;
    const view = viewIn(url.searchParams);
    const shown = await open(state, { period: periodIn(ctx.params["period"]), view });
    const done = doneIn(url.searchParams, shown);
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
    const marked = await state.useCases.markDebts({
      period,
      debts: typed.all ? view.filter : typed.invoiceIds,
      kind: typed.kind!,
      note: typed.note,
      actor: { contactId: owner.contactId, employerId: owner.employerId, ip },
    });
    if (!marked.ok && marked.reason !== "superseded") throw new HttpError(404);
    const path = viewPath(period, view);
    return ctx.redirect(marked.ok ? withCounts(path, marked) : path, 303);
  },
});

async function open(
  state: EmployerState,
  { period, view }: { period: LocalDate | null; view: ReportView },
): Promise<Shown> {
  const { owner, ip } = state;
  const shown = period && await state.useCases.openReport({
    period,
    filter: view.filter,
    order: view.order,
    today: state.today,
    offset: (view.page - 1) * PAGE_LENGTH,
    limit: PAGE_LENGTH,
    actor: { contactId: owner.contactId, employerId: owner.employerId, ip },
  });
  if (!shown) throw new HttpError(404);
  return shown;
}

function withCounts(path: string, { marked, closed }: { marked: number; closed: number }): string {
  const left = closed > 0 ? `&closed=${closed}` : "";
  return `${path}${path.includes("?") ? "&" : "?"}marked=${marked}${left}`;
}

function doneIn(params: URLSearchParams, { report }: Shown): ReportData["done"] {
  if (params.has("acknowledged") && report.acknowledgedAt !== null) return { kind: "acknowledged" };
  const count = countIn(params, "marked");
  return count === null ? null : { kind: "marked", count, closed: countIn(params, "closed") ?? 0 };
}

function countIn(params: URLSearchParams, name: string): number | null {
  const count = params.get(name) ?? "";
  return /^\d{1,6}$/.test(count) ? Number(count) : null;
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
  const { shown, errors, done } = data;
  const { report, newer } = shown;
  const title = reportTitle(report.formedOn);
  return (
    <EmployerFrame state={state} title={titleWithErrors(title, errors)} inReports>
      <ErrorSummary errors={errors} />
      <BackLink href="/employer">Отчеты</BackLink>
      <div class="stack">
        {done && <Done done={done} />}
        {newer && <Replaced newer={newer} />}
        <ReportHead title={title} shown={shown} state={state} />
        {report.debts > 0 && <Debts data={data} state={state} />}
      </div>
    </EmployerFrame>
  );
});

function Done({ done }: { done: NonNullable<ReportData["done"]> }) {
  if (done.kind === "acknowledged") {
    return <Notice tone="done" role="status" title="Получение подтверждено" />;
  }
  const { count, closed } = done;
  const left = closed > 0 && (
    <p>
      Без отметки{" "}
      {counted(closed, ["счет", "счета", "счетов"])}: долга по&nbsp;ним уже нет, удерживать нечего.
    </p>
  );
  if (count > 0) {
    const marked = `Отмечено: ${counted(count, ["долг", "долга", "долгов"])}`;
    return <Notice tone="done" role="status" title={marked}>{left}</Notice>;
  }
  return (
    <Notice tone="info" role="status" title="Ничего не изменилось">
      {left || <p>Такая отметка уже стоит.</p>}
    </Notice>
  );
}

function Replaced({ newer }: { newer: NonNullable<Shown["newer"]> }) {
  const day = unbroken(dayAndYear(newer.formedOn));
  return (
    <Notice tone="warn" title="Этот отчет заменен новым">
      <p>
        Подтверждать и&nbsp;отмечать нужно отчет на&nbsp;{day}: в&nbsp;нем все долги, которые
        остались, и&nbsp;их&nbsp;отметки. Здесь всё сохранилось для&nbsp;истории.
      </p>
      <p>
        <a href={reportPath(newer.period)}>Открыть отчет на&nbsp;{day}</a>
      </p>
    </Notice>
  );
}

function Debts({ data, state }: { data: ReportData; state: EmployerState }) {
  const { shown: { report, found, lines, newer }, view, typed, errors } = data;
  const { period, formedOn } = report;
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
      {found === 0
        ? (
          <Empty title="Таких долгов в&nbsp;отчете нет">
            <a class="link" href={reportPath(period)}>Показать все</a>
          </Empty>
        )
        : (
          <form method="post" action={to(view.page)} novalidate>
            <DebtTable
              debts={lines}
              chosen={newer ? null : new Set(typed.invoiceIds)}
              day={{ formedOn, today: state.today, zone: state.owner.timeZone }}
            />
            {(isNarrowed(view) || found > PAGE_LENGTH) && (
              <>
                <Pagination
                  from={lines.length === 0 ? 0 : first + 1}
                  to={first + lines.length}
                  total={found}
                  previousHref={view.page > 1 ? to(view.page - 1) : null}
                  nextHref={first + lines.length < found ? to(view.page + 1) : null}
                />
                {isNarrowed(view) && (
                  <p class="screen-only">
                    <a class="link" href={todayPath(period, view)}>
                      <Sign kind="file" /> Скачать найденное, xlsx
                    </a>
                  </p>
                )}
              </>
            )}
            {!newer && (
              <MarkForm typed={typed} errors={errors} csrf={state.csrfToken} found={found} />
            )}
          </form>
        )}
    </section>
  );
}
