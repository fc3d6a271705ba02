import { servesOn } from "../../domain/franchise.ts";
import { PRE_TRIAL_DAYS } from "../../domain/invoice.ts";
import { addDays, addMonths, dayOfMonth, type LocalDate } from "../../domain/local_date.ts";
import { formatRoubles, interest } from "../../domain/money.ts";
import { type DatedRate, penaltyOf } from "../../domain/penalty.ts";
import { formatRate } from "../../domain/russian.ts";
import { nextWorkingDay } from "../../domain/working_days.ts";
import { type CaseFacts, owed } from "../case/case_events.ts";
import { unbroken } from "../page/text.ts";
import type { Telling } from "./invoice_story.ts";

/** What happens to an unpaid invoice on a day, with its sums. */
export interface UnpaidStep {
  on: LocalDate;
  title: string;
  details: string[];
}

/**
 * «Что будет, если не оплатить», told while the term lasts: the employer's report, the emergency
 * programme, the penalty by day, the recovery. What may still change is said to be so.
 */
export function ifUnpaid(invoice: CaseFacts, telling: Telling): UnpaidStep[] {
  const { dueOn, history } = invoice;
  const emergency = addDays(dueOn, 1);
  const served = servesOn(emergency, history);
  const penalty = penaltyForecast(invoice);
  const steps = [
    employersReport(telling),
    {
      on: emergency,
      title: served ? "Останется только экстренная помощь" : "Начнется просрочка",
      details: penalty.byDay,
    },
    {
      on: addDays(emergency, PRE_TRIAL_DAYS),
      title: "Страховая откроет дело о\u00a0взыскании",
      details: penalty.byRecovery,
    },
  ];
  return steps.sort((a, b) => a.on < b.on ? -1 : 1);
}

/** On the first working day of a month the employer gets what is unpaid on that day. */
function employersReport({ calendar, today }: Telling): UnpaidStep {
  const thisMonth = addDays(today, 1 - dayOfMonth(today));
  const [on] = [thisMonth, addMonths(thisMonth, 1)]
    .map((first) => nextWorkingDay(calendar, addDays(first, -1)).date)
    .filter((day) => day > today);
  return {
    on: on!,
    title: "Работодатель увидит счет в\u00a0отчете",
    details: ["Номер, сумму и\u00a0срок. Клиник и\u00a0услуг в\u00a0отчете нет"],
  };
}

function penaltyForecast(invoice: CaseFacts): { byDay: string[]; byRecovery: string[] } {
  const { dueOn, history } = invoice;
  const debt = owed(invoice);
  const basisPoints = history.contractRateBp ?? lastRate(history.keyRates, addDays(dueOn, 1));
  if (basisPoints === null) {
    return { byDay: ["За просрочку начисляются проценты по\u00a0закону"], byRecovery: [] };
  }
  const from = addDays(dueOn, 1);
  const forecast = penaltyOf({
    total: debt,
    credits: [],
    dueOn,
    until: addDays(dueOn, PRE_TRIAL_DAYS),
    rates: [{ from, basisPoints }],
    contractBasisPoints: basisPoints,
  });
  const [first] = forecast.lines;
  const daily = first === undefined ? null : interest(debt, { ...first, days: 1 });
  const rate = history.contractRateBp === null
    ? `по\u00a0ключевой ставке, последняя известная — ${formatRate(basisPoints)} в\u00a0год`
    : `по\u00a0договору с\u00a0работодателем, ${formatRate(basisPoints)} в\u00a0год`;
  return {
    byDay: daily === null || daily === 0
      ? []
      : [unbroken(`Проценты за просрочку: ${formatRoubles(daily)} в день, ${rate}`)],
    byRecovery: forecast.total === 0 ? [] : [
      unbroken(
        `За ${PRE_TRIAL_DAYS} дней просрочки процентов — около ${formatRoubles(forecast.total)}` +
          ` сверх ${formatRoubles(debt)}`,
      ),
    ],
  };
}

/** The rate of the day, or the last that was entered before it: nobody knows a later one yet. */
function lastRate(rates: readonly DatedRate[], on: LocalDate): number | null {
  return rates.findLast(({ from, basisPoints }) => from <= on && basisPoints !== null)
    ?.basisPoints ?? null;
}
