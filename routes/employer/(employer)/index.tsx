import { Empty } from "../../../components/page/empty.tsx";
import { SumCell } from "../../../components/page/money.tsx";
import { ReportState } from "../../../components/employer/report_state.tsx";
import { unbroken } from "../../../components/page/text.ts";
import { counted, dayAndYear, formatDateTime } from "../../../domain/russian.ts";
import { defineEmployer, type EmployerState } from "../../../state.ts";
import { EmployerFrame } from "../../(_frame)/employer_frame.tsx";
import { reportPath } from "../(_report)/periods.ts";

type Report = Awaited<ReturnType<EmployerState["useCases"]["listReports"]>>[number];

export const handler = defineEmployer.handlers({
  async GET({ state }) {
    return { data: await state.useCases.listReports(state.owner.employerId) };
  },
});

export default defineEmployer.page<typeof handler>(function Reports({ data, state }) {
  return (
    <EmployerFrame state={state} title="Отчеты о долгах" inReports>
      <h1>Отчеты о&nbsp;долгах</h1>
      <div class="stack">
        <p>
          Здесь счета сотрудников за&nbsp;франшизу ДМС, не&nbsp;оплаченные на&nbsp;день отчета.
          Отчет приходит в&nbsp;первый рабочий день месяца.
        </p>
        {data.length === 0
          ? (
            <Empty title="Отчетов пока нет">
              Первый появится в&nbsp;первый рабочий день месяца, пришлем письмо.
            </Empty>
          )
          : (
            <div class="sheet">
              <ReportTable reports={data} zone={state.owner.timeZone} />
            </div>
          )}
      </div>
    </EmployerFrame>
  );
});

function ReportTable({ reports, zone }: { reports: Report[]; zone: string }) {
  return (
    <table class="table table-cards reports" role="table">
      <caption class="vh">Отчеты о долгах, новые сверху</caption>
      <thead role="rowgroup">
        <tr role="row">
          <th scope="col" role="columnheader">На день</th>
          <th scope="col" role="columnheader">Состояние</th>
          <th scope="col" role="columnheader" class="num">Долг</th>
          <th scope="col" role="columnheader" class="num">Просрочено</th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {reports.map((report) => <Row key={report.id} report={report} zone={zone} />)}
      </tbody>
    </table>
  );
}

function Row({ report, zone }: { report: Report; zone: string }) {
  if (report.state === "requested") {
    return (
      <tr role="row">
        <td role="cell">Новый отчет</td>
        <td role="cell" colSpan={3}>
          <ReportState state="requested" />
        </td>
      </tr>
    );
  }
  const { debts, people, marked, acknowledgedAt, acknowledgedName } = report;
  return (
    <tr role="row">
      <td role="cell">
        <a class="open-row" href={reportPath(report.period)}>
          {unbroken(dayAndYear(report.formedOn))}
        </a>
        {debts > 0 && (
          <p class="small muted">
            {counted(people, ["человек", "человека", "человек"])},{" "}
            {counted(debts, ["счет", "счета", "счетов"])}
          </p>
        )}
      </td>
      <td role="cell">
        <ReportState state={report.state} />
        {acknowledgedAt && (
          <p class="small muted">
            {acknowledgedName}, {unbroken(formatDateTime(acknowledgedAt, zone))}
          </p>
        )}
        {debts > 0 && marked !== null && (
          <p class="small muted">Отмечено: {marked}&nbsp;из&nbsp;{debts}</p>
        )}
      </td>
      <SumCell amount={report.owedKopecks} name="Долг" />
      <SumCell amount={report.overdueKopecks} name="Просрочено" />
    </tr>
  );
}
