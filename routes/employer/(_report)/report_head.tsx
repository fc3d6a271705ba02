import { ReportState } from "../../../components/employer/report_state.tsx";
import { CsrfField, SubmitButton } from "../../../components/page/form.tsx";
import { LargeSum, Sum } from "../../../components/page/money.tsx";
import { groupedNumber } from "../../../components/page/pagination.tsx";
import { Sign } from "../../../components/page/sign.tsx";
import { unbroken } from "../../../components/page/text.ts";
import { subtract } from "../../../domain/money.ts";
import { formatDateTime, plural } from "../../../domain/russian.ts";
import type { EmployerState } from "../../../state.ts";
import { reportPath } from "./periods.ts";

type Opened = NonNullable<Awaited<ReturnType<EmployerState["useCases"]["openReport"]>>>;

export interface ReportHeadProps {
  title: string;
  report: Opened["report"];
  state: EmployerState;
}

/** What the month comes to, whether it is acknowledged, and its file. */
export function ReportHead({ title, report, state }: ReportHeadProps) {
  const { debts, acknowledgedAt, acknowledgedName } = report;
  const path = reportPath(report.period);
  return (
    <div class="sheet">
      <h1 class="title-quiet">{title}</h1>
      {debts === 0
        ? <p>Неоплаченных счетов на&nbsp;этот день нет. Делать ничего не&nbsp;нужно.</p>
        : (
          <>
            <LargeSum amount={report.owedKopecks} />
            <Totals report={report} />
          </>
        )}
      <div>
        <ReportState state={report.state} />
        {acknowledgedAt && (
          <p class="small muted">
            {acknowledgedName}, {unbroken(formatDateTime(acknowledgedAt, state.owner.timeZone))}
          </p>
        )}
      </div>
      <div class="actions">
        {debts > 0 && acknowledgedAt === null && (
          <form method="post" action={`${path}/acknowledge`}>
            <CsrfField token={state.csrfToken} />
            <SubmitButton>Подтвердить получение</SubmitButton>
          </form>
        )}
        <a class="button button-quiet" href={`${path}/file`}>
          <Sign kind="file" /> Скачать таблицу, xlsx
        </a>
      </div>
      {debts > 0 && acknowledgedAt === null && (
        <p class="small muted">
          Запишем ваше имя и&nbsp;время: отчет получен. С&nbsp;суммами вы этим не&nbsp;соглашаетесь.
        </p>
      )}
    </div>
  );
}

function Totals({ report }: { report: Opened["report"] }) {
  const { people, debts, overdueDebts, overdueKopecks, owedKopecks, penaltyKopecks } = report;
  return (
    <dl class="facts">
      <dt>Кто и&nbsp;сколько</dt>
      <dd>
        {count(people, ["человек", "человека", "человек"])},{" "}
        {count(debts, ["счет", "счета", "счетов"])}
      </dd>
      <dt>Просрочено</dt>
      <dd>
        <Sum amount={overdueKopecks} />, {count(overdueDebts, ["счет", "счета", "счетов"])}
      </dd>
      <dt>Срок не&nbsp;наступил</dt>
      <dd>
        <Sum amount={subtract(owedKopecks, overdueKopecks)} />,{" "}
        {count(debts - overdueDebts, ["счет", "счета", "счетов"])}
      </dd>
      {penaltyKopecks > 0 && (
        <>
          <dt>Проценты по&nbsp;взысканию</dt>
          <dd>
            <Sum amount={penaltyKopecks} />, в&nbsp;долг не&nbsp;входят
          </dd>
        </>
      )}
      <dt>Чего здесь нет</dt>
      <dd>Клиник, услуг и&nbsp;диагнозов: это врачебная тайна</dd>
    </dl>
  );
}

function count(n: number, forms: readonly [string, string, string]): string {
  return `${groupedNumber(n)}\u00a0${plural(n, forms)}`;
}
