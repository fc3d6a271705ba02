import { ReportState } from "../../../components/employer/report_state.tsx";
import { DataTable } from "../../../components/page/data_table.tsx";
import { Empty } from "../../../components/page/empty.tsx";
import { groupedNumber } from "../../../components/page/pagination.tsx";
import { periodKey } from "../../../domain/employer_report.ts";
import { MARK_WORDS } from "../../../domain/employer_report_words.ts";
import { formatRoubles } from "../../../domain/money.ts";
import { fullName } from "../../../domain/person_name.ts";
import { dayAndYear, formatDateTime, numbered } from "../../../domain/russian.ts";
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

/** What the employer says of its debts; it moves no money. */
export function MarkedDebts({ marked, zone }: { marked: Overview["marked"]; zone: string }) {
  return (
    <DataTable
      caption="Отметки работодателя, новые сверху"
      rows={marked}
      rowKey={(debt) => debt.invoiceId}
      empty={
        <Empty title="Отметок нет">
          Здесь будет, что работодатель удержал, о&nbsp;чем договорился и&nbsp;кто отказался.
        </Empty>
      }
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
        { key: "contact", title: "Кто отметил", cell: (debt) => debt.contact },
        { key: "at", title: "Когда", cell: (debt) => formatDateTime(debt.markedAt, zone) },
      ]}
    />
  );
}
