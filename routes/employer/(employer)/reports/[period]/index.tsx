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
import { counted, dayAndYear, formatDateTime } from "../../../../../domain/russian.ts";
import { defineEmployer, type EmployerState } from "../../../../../state.ts";
import { EmployerFrame } from "../../../../(_frame)/employer_frame.tsx";
import { formText } from "../../../../(_frame)/form_text.ts";
import { FilterForm, MarkForm } from "../../../(_report)/forms.tsx";
import { periodIn, reportPath } from "../../../(_report)/periods.ts";
import {
  isNarrowed,
  type Outcome,
  outcomeIn,
  PAGE_LENGTH,
  type ReportView,
  sortPath,
  todayPath,
  type TypedMarks,
  typedMarks,
  viewIn,
  viewPath,
  withOutcome,
} from "../../../(_report)/report_view.ts";
import { ReportHead } from "../../../(_report)/report_head.tsx";

type Shown = NonNullable<Awaited<ReturnType<EmployerState["useCases"]["openReport"]>>>;

interface ReportData {
  shown: Shown;
  view: ReportView;
  typed: TypedMarks;
  errors: FieldError[];
  /** What the form before has done. */
  outcome: Outcome | null;
}

const NOTHING_TYPED: TypedMarks = { invoiceIds: [], all: null, kind: null, note: "" };

export const handler = defineEmployer.handlers({
  async GET(ctx) {
    const { state, url } = ctx;
    const view = viewIn(url.searchParams);
    const outcome = outcomeIn(url.searchParams);
    const shown = await open(state, { period: periodIn(ctx.params["period"]), view, outcome });
    const data: ReportData = { shown, view, typed: typedBefore(view, shown), errors: [], outcome };
    return { data };
  },

  async POST(ctx) {
    const { state, url } = ctx;
    const period = periodIn(ctx.params["period"]);
    if (period === null) throw new HttpError(404);
    const view = { ...viewIn(url.searchParams), isPicked: false };
    const typed = typedMarks(state.form, formText(state.form, "note"));
    const refused = async (errors: FieldError[]) => {
      const shown = await open(state, { period, view, outcome: null });
      const data: ReportData = { shown, view, typed, errors, outcome: null };
      return { data, status: 422 };
    };
    const errors = errorsIn(typed);
    if (errors.length > 0) return await refused(errors);
    const { owner, ip } = state;
    const marked = await state.useCases.markDebts({
      period,
      debts: typed.all === null ? typed.invoiceIds : { found: view.filter, expected: typed.all },
      kind: typed.kind!,
      note: typed.note,
      actor: { contactId: owner.contactId, employerId: owner.employerId, ip },
    });
    const path = viewPath(period, view);
    if (!marked.ok) {
      if (marked.reason === "list_changed") return await refused([listChanged(typed, marked)]);
      if (marked.reason !== "superseded") throw new HttpError(404);
      return ctx.redirect(withOutcome(path, { kind: "unmarked" }), 303);
    }
    const someClosed = marked.closed > 0;
    const outcome: Outcome = marked.marked === 0
      ? { kind: "unchanged", someClosed }
      : { kind: "marked", at: marked.at, someClosed };
    return ctx.redirect(withOutcome(path, outcome), 303);
  },
});

async function open(
  state: EmployerState,
  { period, view, outcome }: {
    period: LocalDate | null;
    view: ReportView;
    outcome: Outcome | null;
  },
): Promise<Shown> {
  const { owner, ip } = state;
  const shown = period && await state.useCases.openReport({
    period,
    filter: view.filter,
    order: view.order,
    today: state.today,
    offset: (view.page - 1) * PAGE_LENGTH,
    limit: PAGE_LENGTH,
    markedAt: outcome?.kind === "marked" ? outcome.at : null,
    actor: { contactId: owner.contactId, employerId: owner.employerId, ip },
  });
  if (!shown) throw new HttpError(404);
  return shown;
}

/** Nothing, or every debt of the page where its address asks for that. */
function typedBefore(view: ReportView, { lines }: Shown): TypedMarks {
  if (!view.isPicked) return NOTHING_TYPED;
  const invoiceIds = lines.filter(({ stateNow }) => stateNow !== "closed")
    .map(({ invoiceId }) => invoiceId);
  return { ...NOTHING_TYPED, invoiceIds };
}

function listChanged({ all }: TypedMarks, { count }: { count: number }): FieldError {
  const message = `Список изменился: был\u00a0${counted(all!, DEBTS)}, стало\u00a0${count}. ` +
    "Отметки не\u00a0поставлены: проверьте список и\u00a0отметьте еще раз";
  return { field: "debts", message, heading: "Отметки не\u00a0поставлены" };
}

const DEBTS = ["долг", "долга", "долгов"] as const;

function errorsIn({ invoiceIds, all, kind, note }: TypedMarks): FieldError[] {
  const errors: FieldError[] = [];
  if (invoiceIds.length === 0 && all === null) {
    errors.push({ field: "debts", message: "Выберите в\u00a0списке хотя бы один долг" });
  }
  if (kind === null) errors.push({ field: "kind", message: "Выберите, чем закончилось" });
  if (note.length > MARK_NOTE_LENGTH) {
    errors.push({ field: "note", message: `Сократите заметку до ${MARK_NOTE_LENGTH} знаков` });
  }
  return errors;
}

export default defineEmployer.page<typeof handler>(function Report({ data, state }) {
  const { shown, errors, outcome } = data;
  const { report, newer } = shown;
  const title = reportTitle(report.formedOn);
  return (
    <EmployerFrame state={state} title={titleWithErrors(title, errors)} inReports>
      <ErrorSummary errors={errors} />
      <BackLink href="/employer">Отчеты</BackLink>
      <div class="stack">
        {outcome && <Said outcome={outcome} shown={shown} zone={state.owner.timeZone} />}
        {newer && <Replaced newer={newer} />}
        <ReportHead title={title} shown={shown} state={state} />
        {report.debts > 0 && <Debts data={data} state={state} />}
      </div>
    </EmployerFrame>
  );
});

/** What came of the form before, as far as the report itself bears it out. */
function Said({ outcome, shown, zone }: { outcome: Outcome; shown: Shown; zone: string }) {
  const { report: { acknowledgedAt, acknowledgedName }, newer, markedThen } = shown;
  switch (outcome.kind) {
    case "acknowledged":
      if (acknowledgedAt === null) return null;
      return <Notice tone="done" role="status" title="Получение подтверждено" />;
    case "known":
      if (acknowledgedAt === null) return null;
      return (
        <Notice tone="info" role="status" title="Получение уже подтверждено">
          <p>
            {acknowledgedName}, {unbroken(formatDateTime(acknowledgedAt, zone))}
          </p>
        </Notice>
      );
    case "unmarked":
      if (newer === null) return null;
      return <Notice tone="warn" role="status" title="Отметки не&nbsp;поставлены: отчет заменен" />;
    case "unchanged":
      return (
        <Notice tone="info" role="status" title="Ничего не&nbsp;изменилось">
          {outcome.someClosed ? <p>{CLOSED_LEFT}</p> : <p>Такая отметка уже стоит.</p>}
        </Notice>
      );
    case "marked":
      if (markedThen === 0) return null;
      return (
        <Notice tone="done" role="status" title={`Отмечено: ${counted(markedThen, DEBTS)}`}>
          {outcome.someClosed && <p>{CLOSED_LEFT}</p>}
        </Notice>
      );
  }
}

const CLOSED_LEFT = "Где долга уже\u00a0нет, отметка не\u00a0ставится: удерживать нечего.";

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

/** Ticks each debt of the page, or none, without script. */
function Pick(
  { lines, period, view }: { lines: Shown["lines"]; period: LocalDate; view: ReportView },
) {
  const open = lines.filter(({ stateNow }) => stateNow !== "closed").length;
  if (open < 2) return null;
  const { isPicked } = view;
  return (
    <p class="screen-only">
      <a class="link" href={`${viewPath(period, { ...view, isPicked: !isPicked })}#debts`}>
        {isPicked ? "Снять выбор" : `Выбрать все на\u00a0странице: ${counted(open, DEBTS)}`}
      </a>
    </p>
  );
}

function Debts({ data, state }: { data: ReportData; state: EmployerState }) {
  const { shown: { report, found, foundOpen, lines, newer }, view, typed, errors } = data;
  const { period, formedOn } = report;
  const unchosen = errorOf(errors, "debts");
  const to = (page: number) => viewPath(period, { ...view, page, isPicked: false });
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
            {newer === null && <Pick lines={lines} period={period} view={view} />}
            <DebtTable
              debts={lines}
              sort={{ order: view.order, hrefOf: (order) => sortPath(period, view, order) }}
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
              <MarkForm typed={typed} errors={errors} csrf={state.csrfToken} open={foundOpen} />
            )}
          </form>
        )}
    </section>
  );
}
