import { Fragment } from "preact";
import { ReportState } from "../../../components/employer/report_state.tsx";
import { DataTable } from "../../../components/page/data_table.tsx";
import { Empty } from "../../../components/page/empty.tsx";
import { SelectField, SubmitButton } from "../../../components/page/form.tsx";
import { groupedNumber, Pagination } from "../../../components/page/pagination.tsx";
import { DEDUCTED_REST_DAYS, MARKS_ON_PAGE, periodKey } from "../../../domain/employer_report.ts";
import { MARK_WORDS, STATE_NOW_WORDS } from "../../../domain/employer_report_words.ts";
import { daysBetween, type LocalDate, localDateOf } from "../../../domain/local_date.ts";
import { formatRoubles } from "../../../domain/money.ts";
import { fullName } from "../../../domain/person_name.ts";
import { counted, dayAndYear, formatDateTime, numbered } from "../../../domain/russian.ts";
import type { StaffState } from "../../../state.ts";
import { WorkflowLink } from "./workflow_link.tsx";

type Overview = NonNullable<Awaited<ReturnType<StaffState["useCases"]["readEmployerOverview"]>>>;
type Report = Overview["reports"][number];
type Formed = Extract<Report, { formedOn: unknown }>;

export interface ReportListProps {
  reports: readonly Report[];
  overview: Pick<Overview, "id" | "timeZone">;
  state: StaffState;
}

/** An employer's reports as staff follow them up. */
export function ReportList({ reports, overview: { id, timeZone }, state }: ReportListProps) {
  return (
    <DataTable
      caption="Отчеты о долгах"
      rows={reports}
      rowKey={(report) => report.id}
      empty={
        <Empty title="Отчетов не было">
          Первый сформируется в&nbsp;первый рабочий день месяца.
        </Empty>
      }
      columns={[
        {
          key: "on",
          title: "На день",
          cell: (report) => ofFormed(report, ({ formedOn }) => dayAndYear(formedOn)),
        },
        {
          key: "state",
          title: "Состояние",
          cell: (report) => <ReportState state={report.state} />,
        },
        {
          key: "who",
          title: "Кто и когда подтвердил",
          cell: (report) =>
            ofFormed(report, ({ acknowledgedAt, acknowledgedName }) =>
              acknowledgedAt === null
                ? "—"
                : `${acknowledgedName}, ${formatDateTime(acknowledgedAt, timeZone)}`),
        },
        sum("Долг", ({ owedKopecks }) =>
          formatRoubles(owedKopecks)),
        sum("Просрочено", ({ overdueKopecks }) =>
          formatRoubles(overdueKopecks)),
        sum("Людей", ({ people }) => groupedNumber(people)),
        sum(
          "Отмечено",
          ({ marked, debts }) =>
            marked === null ? "—" : `${groupedNumber(marked)} из\u00a0${groupedNumber(debts)}`,
        ),
        {
          key: "case",
          title: "Ход дела",
          cell: ({ period }) => (
            <WorkflowLink
              state={state}
              workflowId={`employer-report/${id}/${periodKey(period)}`}
            />
          ),
        },
      ]}
    />
  );
}

function sum(title: string, tell: (report: Formed) => string) {
  return {
    key: title,
    title,
    align: "num",
    cell: (report: Report) => ofFormed(report, tell),
  } as const;
}

function ofFormed(report: Report, tell: (report: Formed) => string): string {
  return report.state === "requested" ? "—" : tell(report);
}

const TALLY_TITLES = {
  deducted: "Удержано, ждем деньги",
  refused: "Отказ, долг остался",
  agreed: "Договорились, ждем оплату",
} as const;

/** How many debts wait for what, and how many are gone. */
export function MarksTally({ tally }: { tally: Overview["tally"] }) {
  if (tally.length === 0) return null;
  const closed = tally.reduce((sum, { closed }) => sum + closed, 0);
  return (
    <dl class="facts">
      {tally.filter(({ open }) => open > 0).map(({ kind, open, owedKopecks }) => (
        <Fragment key={kind}>
          <dt>{TALLY_TITLES[kind]}</dt>
          <dd>
            {counted(open, ["счет", "счета", "счетов"])} на{" "}
            <span class="nb">{formatRoubles(owedKopecks)}</span>
          </dd>
        </Fragment>
      ))}
      <dt>Долга уже нет</dt>
      <dd>{counted(closed, ["счет", "счета", "счетов"])}</dd>
    </dl>
  );
}

export interface MarkedDebtsProps {
  overview: Pick<Overview, "id" | "timeZone" | "tally" | "marked" | "markFilter">;
  today: LocalDate;
}

type MarkFilter = Overview["markFilter"];

const KINDS = [
  { value: "", title: "Любая" },
  { value: "deducted", title: MARK_WORDS.deducted },
  { value: "refused", title: MARK_WORDS.refused },
  { value: "agreed", title: MARK_WORDS.agreed },
] as const;

/** Which marks an employer's address asks for: `?mark=deducted&marks=2`. */
export function marksAsked(params: URLSearchParams): { kind: MarkFilter["kind"]; page: number } {
  const kind = KINDS.find(({ value }) => value === params.get("mark"))?.value ?? "";
  const page = Number(params.get("marks") ?? 1);
  return { kind, page: Number.isSafeInteger(page) && page >= 1 && page <= 100_000 ? page : 1 };
}

/** What the employer says of its debts, what has come of each, and what is to be done next. */
export function MarkedDebts({ overview, today }: MarkedDebtsProps) {
  const { id, timeZone: zone, tally, marked, markFilter } = overview;
  if (tally.length === 0) {
    return (
      <Empty title="Отметок нет">
        Здесь будет, что работодатель удержал, о&nbsp;чем договорился и&nbsp;кто отказался.
      </Empty>
    );
  }
  return (
    <>
      <form class="filters" method="get" action={`/ops/employers/${id}#marks`}>
        <SelectField name="mark" label="Отметка" options={KINDS} value={markFilter.kind} />
        <SubmitButton tone="quiet">Показать</SubmitButton>
        {markFilter.kind !== "" && (
          <a class="link" href={`/ops/employers/${id}#marks`}>
            Убрать
          </a>
        )}
      </form>
      <MarkTable marked={marked} zone={zone} today={today} />
      <MarkPages overview={overview} />
    </>
  );
}

function MarkTable(
  { marked, zone, today }: { marked: Overview["marked"]; zone: string; today: LocalDate },
) {
  return (
    <DataTable
      caption="Отметки работодателя: что ждет денег, сверху"
      rows={marked}
      rowKey={(debt) => debt.invoiceId}
      empty={<Empty title="Таких отметок нет">Выберите «Любая».</Empty>}
      columns={[
        {
          key: "invoice",
          title: "Счет",
          cell: (debt) => <a href={`/ops/cases/${debt.invoiceId}`}>{numbered(debt.invoiceId)}</a>,
        },
        {
          key: "who",
          title: "Должник",
          cell: (debt) => <a href={`/ops/people/${debt.payerId}`}>{fullName(debt)}</a>,
        },
        { key: "mark", title: "Отметка", cell: (debt) => MARK_WORDS[debt.kind] },
        { key: "note", title: "Заметка", cell: (debt) => debt.note ?? "—" },
        {
          key: "contact",
          title: "Кто и когда",
          cell: (debt) => `${debt.contact}, ${formatDateTime(debt.markedAt, zone)}`,
        },
        {
          key: "owed",
          title: "Осталось",
          align: "num",
          cell: ({ owedKopecks }) => owedKopecks === 0 ? "—" : formatRoubles(owedKopecks),
        },
        { key: "state", title: "Состояние", cell: ({ stateNow }) => STATE_NOW_WORDS[stateNow] },
        { key: "next", title: "Что дальше", cell: (debt) => nextOf(debt, { zone, today }) },
      ]}
    />
  );
}

function MarkPages({ overview }: Pick<MarkedDebtsProps, "overview">) {
  const { id, marked, markFilter: { kind, from, total } } = overview;
  const to = from - 1 + marked.length;
  if (from === 1 && to === total) return null;
  const page = Math.floor((from - 1) / MARKS_ON_PAGE) + 1;
  const path = (page: number) => {
    const mark = kind === "" ? "" : `mark=${kind}&`;
    return `/ops/employers/${id}?${mark}marks=${page}#marks`;
  };
  return (
    <Pagination
      from={marked.length === 0 ? 0 : from}
      to={marked.length === 0 ? 0 : to}
      total={total}
      previousHref={page > 1 ? path(page - 1) : null}
      nextHref={to < total ? path(page + 1) : null}
    />
  );
}

function nextOf(
  { kind, stateNow, dueOn, markedAt, closedAt }: Overview["marked"][number],
  { zone, today }: { zone: string; today: LocalDate },
): string {
  if (stateNow === "closed") {
    const on = closedAt === null ? "" : ` с ${dayAndYear(localDateOf(closedAt, zone), today)}`;
    return `Ничего: долга нет${on}`;
  }
  if (kind === "deducted") {
    const days = daysBetween(localDateOf(markedAt, zone), today);
    const waited = counted(days, ["день", "дня", "дней"]);
    return days > DEDUCTED_REST_DAYS
      ? `Спросить работодателя: денег нет ${waited}, напоминания идут снова`
      : `Ждать деньги, прошло ${waited}. Поступят — записать`;
  }
  if (stateNow === "recovery") return "Взыскание идет";
  if (stateNow === "overdue") return "Просрочен: откроется взыскание";
  return `Ждать оплату до ${dayAndYear(dueOn, today)}, напоминания идут`;
}
