import { continueAsNew, workflowInfo } from "@temporalio/workflow";
import type { PaymentStanding } from "../activities/payments.ts";
import { formatRoubles, type Kopecks } from "../domain/money.ts";
import { bank, facts, gateways, NEWS_HOURS, tellOrGiveUp, unlessFailed } from "./calls.ts";
import { SIGNALS, type WorkflowInputs } from "./contract.ts";
import { newsBy, now } from "./news.ts";
import { type View, viewer } from "./view.ts";

/**
 * Pauses between questions to the bank, in seconds; the last one repeats. For some minutes a person
 * may be waiting on the page; who has not paid by then has seldom stayed.
 */
const PAUSES = [2, 5, 10, 20, 40, 60, 90, 150, 300, 600];
/** The bank cancels what has expired about then: it is asked as that happens, and soon after. */
const SOON_AFTER_EXPIRY = 5 * 60;
/** What is older than that the bank decides by itself, seldom soon. */
const SLOW_PAUSE = 60 * 60;

/**
 * An attempt to pay: the bank is asked until it has decided, whether it notifies us or not; the
 * answer is settled once, and the person told. What can't be decided here is left to staff.
 */
export async function payment(
  { attemptId }: WorkflowInputs["payment"],
): Promise<"succeeded" | "canceled"> {
  const news = newsBy(SIGNALS.payment);
  const show = viewer();

  for (let asked = 0;; asked++) {
    const standing = await ask();
    show(viewOf(standing));
    if (standing.state === "succeeded" || standing.state === "canceled") {
      if (standing.untold) await tell();
      return standing.state;
    }
    if (workflowInfo().continueAsNewSuggested) await continueAsNew({ attemptId });
    if (isForStaff(standing)) await news.ever();
    else await news.before(nextQuestion(asked, standing), "Пауза перед вопросом банку");
  }

  async function ask(): Promise<PaymentStanding> {
    while (true) {
      news.clear();
      const standing = await unlessFailed(bank.askBank.executeWithOptions(
        { summary: "Спрашиваем банк" },
        [{ attemptId, now: now() }],
      ));
      if (standing !== null) return standing;
    }
  }

  async function tell(): Promise<void> {
    await tellOrGiveUp({
      summary: "СМС о платеже",
      hours: NEWS_HOURS,
      tell: (options) =>
        gateways.tellOfPayment.executeWithOptions(options, [{ attemptId, now: now() }]),
      giveUp: (options) =>
        facts.giveUpTellingOfPayment.executeWithOptions(options, [{ attemptId, now: now() }]),
    });
  }
}

/** A payment that the bank had opened and does not find may be found again, so it is asked on. */
function isForStaff({ state, reason }: PaymentStanding): boolean {
  return state === "unknown" && reason !== "not_at_bank";
}

function nextQuestion(asked: number, { state, expiresAt }: PaymentStanding): string {
  const expiry = Date.parse(expiresAt);
  const sure = [expiry, expiry + SOON_AFTER_EXPIRY * 1000].find((at) => at > Date.now());
  if (state === "unknown" || sure === undefined) return secondsAhead(SLOW_PAUSE);
  const next = secondsAhead(PAUSES[asked] ?? PAUSES.at(-1)!);
  return Date.parse(next) < sure ? next : new Date(sure).toISOString();
}

function secondsAhead(seconds: number): string {
  return new Date(Date.now() + seconds * 1000).toISOString();
}

function viewOf({ state, amountKopecks, expiresAt }: PaymentStanding): View {
  const amount = formatRoubles(amountKopecks as Kopecks);
  return {
    stage: STAGES[state],
    dueAt: state === "created" || state === "pending" ? expiresAt : null,
    amountKopecks,
    details: DETAILS[state].replace("{}", amount),
  };
}

const STAGES: Record<PaymentStanding["state"], string> = {
  created: "Открываем платеж в банке",
  pending: "Ждем решения банка",
  succeeded: "Платеж принят",
  canceled: "Платеж не прошел",
  unknown: "Нужен сотрудник",
};

const DETAILS: Record<PaymentStanding["state"], string> = {
  created: "Платеж {}: банк еще не ответил кабинету. Повторим **тот же** запрос; через сутки " +
    "повторять нельзя, тогда нужен сотрудник.",
  pending: "Платеж {}: ждем решения банка. Спрашиваем сами и ждем уведомления; потом проведем " +
    "оплату по счетам.",
  succeeded: "Платеж {} **принят** и проведен по счетам.",
  canceled: "Платеж {} **не прошел**: деньги не списаны, счета снова можно оплатить.",
  unknown: "Платеж {}: **нужен сотрудник**. Ответ банка не сходится с заказом или неизвестен; " +
    "ничего не проведено, счета заняты.",
};
