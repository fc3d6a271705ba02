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
  shown: Pick<Opened, "report" | "now" | "newer">;
  state: EmployerState;
}

/** What the month comes to and what is left of it, whether it is acknowledged, and its files. */
export function ReportHead({ title, shown, state }: ReportHeadProps) {
  const { report, now, newer } = shown;
  const { debts, acknowledgedAt, acknowledgedName } = report;
  const path = reportPath(report.period);
  const isAwaited = debts > 0 && acknowledgedAt === null && newer === null;
  return (
    <div class="sheet">
      <h1 class="title-quiet">{title}</h1>
      {debts === 0
        ? <p>Неоплаченных счетов на&nbsp;этот день нет. Делать ничего не&nbsp;нужно.</p>
        : (
          <>
            <LargeSum amount={report.owedKopecks} />
            <Totals report={report} now={now} />
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
        {isAwaited && (
          <form method="post" action={`${path}/acknowledge`}>
            <CsrfField token={state.csrfToken} />
            <SubmitButton>Подтвердить получение</SubmitButton>
          </form>
        )}
        <a class="button button-quiet" href={`${path}/file`}>
          <Sign kind="file" /> Отчет, xlsx
        </a>
        {debts > 0 && (
          <a class="button button-quiet" href={`${path}/today`}>
            <Sign kind="file" /> Таблица на&nbsp;сегодня, xlsx
          </a>
        )}
      </div>
      {debts > 0 && (
        <p class="small muted">
          Отчет не&nbsp;меняется. В&nbsp;таблице на&nbsp;сегодня учтено, что с&nbsp;тех пор
          оплачено: удерживайте по&nbsp;ней.
        </p>
      )}
      {isAwaited && (
        <p class="small muted">
          Запишем ваше имя и&nbsp;время: отчет получен. С&nbsp;суммами вы этим не&nbsp;соглашаетесь.
        </p>
      )}
    </div>
  );
}

function Totals({ report, now }: Pick<Opened, "report" | "now">) {
  const { people, debts, overdueDebts, overdueKopecks, owedKopecks, penaltyKopecks } = report;
  return (
    <dl class="facts">
      <dt>Осталось сейчас</dt>
      <dd>
        {now.debts === 0 ? "Ничего: долгов этого отчета больше нет" : (
          <>
            <b>
              <Sum amount={now.owedKopecks} />
            </b>, {count(now.debts, ["счет", "счета", "счетов"])}
          </>
        )}
      </dd>
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
