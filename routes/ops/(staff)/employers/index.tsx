import { Fragment } from "preact";
import { DataTable } from "../../../../components/page/data_table.tsx";
import { Empty } from "../../../../components/page/empty.tsx";
import { Notice } from "../../../../components/page/notice.tsx";
import { groupedNumber } from "../../../../components/page/pagination.tsx";
import { ReportState } from "../../../../components/employer/report_state.tsx";
import { Mark } from "../../../../components/page/status.tsx";
import { formatRoubles } from "../../../../domain/money.ts";
import { dayAndYear } from "../../../../domain/russian.ts";
import { defineOps, type StaffState } from "../../../../state.ts";
import { OpsFrame } from "../../../(_frame)/frame.tsx";

type Employer = Awaited<ReturnType<StaffState["useCases"]["readEmployers"]>>[number];
type Formed = Extract<Employer["last"], { formedOn: unknown }>;

export const handler = defineOps.handlers({
  async GET({ state }) {
    return { data: await state.useCases.readEmployers() };
  },
});

export default defineOps.page<typeof handler>(function Employers({ data, state }) {
  return (
    <OpsFrame state={state} title="Работодатели" current="/ops/employers">
      <h1>Работодатели</h1>
      <div class="stack">
        <p>
          Отчет о&nbsp;долгах формируется сам в&nbsp;первый рабочий день месяца. Не&nbsp;подтвержден
          за&nbsp;5&nbsp;рабочих дней&nbsp;— напоминаем и&nbsp;показываем здесь.
        </p>
        <Unreached employers={data} />
        <DataTable
          caption="Работодатели"
          rows={data}
          rowKey={(row) => row.id}
          empty={<Empty title="Работодателей нет">Они появятся с&nbsp;первым списком людей.</Empty>}
          columns={[
            {
              key: "name",
              title: "Работодатель",
              cell: (row) => <a href={`/ops/employers/${row.id}`}>{row.name}</a>,
            },
            {
              key: "contacts",
              title: "Контакты",
              cell: (row) => <Contacts row={row} />,
            },
            { key: "on", title: "Последний отчет", cell: (row) => formedOn(row) ?? "—" },
            {
              key: "state",
              title: "Состояние",
              cell: (row) => row.last === null ? "—" : <ReportState state={row.last.state} />,
            },
            {
              key: "sum",
              title: "Долг",
              align: "num",
              cell: (row) => ofReport(row, (report) => formatRoubles(report.owedKopecks)),
            },
            {
              key: "overdue",
              title: "Просрочено",
              align: "num",
              cell: (row) => ofReport(row, (report) => formatRoubles(report.overdueKopecks)),
            },
            {
              key: "people",
              title: "Людей",
              align: "num",
              cell: (row) => ofReport(row, (report) => groupedNumber(report.people)),
            },
            {
              key: "marked",
              title: "Отмечено",
              align: "num",
              cell: (row) =>
                ofReport(
                  row,
                  ({ marked, debts }) =>
                    marked === null
                      ? "—"
                      : `${groupedNumber(marked)} из\u00a0${groupedNumber(debts)}`,
                ),
            },
          ]}
        />
      </div>
    </OpsFrame>
  );
});

function Contacts({ row: { contacts, unreached } }: { row: Employer }) {
  if (contacts === 0) return <Mark tone="overdue" sign="triangle">Некому отправить</Mark>;
  if (unreached === 0) return <>{contacts}</>;
  return (
    <Mark tone="overdue" sign="triangle">
      {`Письмо не дошло: ${unreached} из ${contacts}`}
    </Mark>
  );
}

/** What nobody sees by the reports' state: an employer that knows of none looks as a slow one. */
function Unreached({ employers }: { employers: readonly Employer[] }) {
  const unreached = employers.filter((row) => row.unreached > 0);
  if (unreached.length === 0) return null;
  return (
    <Notice tone="warn" title="Письма об&nbsp;отчете дошли не&nbsp;всем">
      <p>
        Отчет ждет подтверждения, а&nbsp;знают о&nbsp;нем не&nbsp;все. Проверьте адрес
        или&nbsp;добавьте другой контакт:{" "}
        {unreached.map(({ id, name }, index) => (
          <Fragment key={id}>
            {index > 0 && ", "}
            <a href={`/ops/employers/${id}#contacts`}>{name}</a>
          </Fragment>
        ))}.
      </p>
    </Notice>
  );
}

function formedOn(row: Employer): string | null {
  return row.last !== null && row.last.state !== "requested" ? dayAndYear(row.last.formedOn) : null;
}

function ofReport(row: Employer, tell: (report: Formed) => string): string {
  return row.last !== null && row.last.state !== "requested" ? tell(row.last) : "—";
}
