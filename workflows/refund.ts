import type { RefundStanding } from "../activities/refunds.ts";
import { formatRoubles, type Kopecks } from "../domain/money.ts";
import { bank, facts, gateways, NEWS_HOURS, tellOrGiveUp, unlessFailed, waysOf } from "./calls.ts";
import { SIGNALS, type WorkflowInputs } from "./contract.ts";
import { newsBy, now } from "./news.ts";
import { type View, viewer } from "./view.ts";

/** Pauses between questions to the bank, in seconds; the last one repeats. */
const PAUSES = [5, 20, 60, 300, 900, 3600];

/**
 * A part of a payment on its way back: the bank is asked until it has decided, the same under the
 * same key; the payer is told, and the receipt of the return is kept. What can't be decided here is
 * left to staff.
 */
export async function refund(
  { refundId }: WorkflowInputs["refund"],
): Promise<"succeeded" | "canceled"> {
  const news = newsBy(SIGNALS.refund);
  const show = viewer();

  for (let asked = 0;; asked++) {
    const standing = await ask();
    show(viewOf(standing));
    if (standing.state === "canceled") return "canceled";
    if (standing.untold) await tell();
    if (standing.state === "succeeded" && !standing.receiptAwaited) return "succeeded";
    if (standing.state === "unknown") await news.ever();
    else {
      const pause = PAUSES[asked] ?? PAUSES.at(-1)!;
      await news.before(
        new Date(Date.now() + pause * 1000).toISOString(),
        "Пауза перед вопросом банку",
      );
    }
  }

  async function ask(): Promise<RefundStanding> {
    while (true) {
      news.clear();
      const standing = await unlessFailed(bank.askBankToReturn.executeWithOptions(
        { summary: "Спрашиваем банк о возврате" },
        [{ refundId, now: now() }],
      ));
      if (standing !== null) return standing;
    }
  }

  async function tell(): Promise<void> {
    const channels: ("sms" | "email")[] = ["sms", "email"];
    await tellOrGiveUp({
      summary: `Сообщаем о возврате: ${waysOf(channels)}`,
      hours: NEWS_HOURS,
      tell: (options) =>
        gateways.tellOfRefund.executeWithOptions(options, [{ refundId, channels, now: now() }]),
      giveUp: (options) =>
        facts.giveUpTellingOfRefund.executeWithOptions(
          options,
          [{ refundId, channels, now: now() }],
        ),
    });
  }
}

function viewOf({ state, amountKopecks, receiptAwaited }: RefundStanding): View {
  const amount = formatRoubles(amountKopecks as Kopecks);
  return {
    stage: STAGES[state],
    dueAt: null,
    amountKopecks,
    details: DETAILS[state].replace("{}", amount) +
      (receiptAwaited ? " Ждем чек возврата." : ""),
  };
}

const STAGES: Record<RefundStanding["state"], string> = {
  created: "Просим банк вернуть",
  pending: "Ждем банк",
  succeeded: "Деньги вернулись",
  canceled: "Возврат не прошел",
  unknown: "Нужен сотрудник",
};

const DETAILS: Record<RefundStanding["state"], string> = {
  created: "Возврат {}: банк еще не ответил. Повторим **тот же** запрос; через сутки повторять " +
    "нельзя, тогда нужен сотрудник.",
  pending: "Возврат {}: банк принял его, ждем решения.",
  succeeded: "Возврат {}: деньги **вернулись** плательщику.",
  canceled: "Возврат {} **не прошел**: деньги по-прежнему числятся за плательщиком.",
  unknown: "Возврат {}: **нужен сотрудник**. Ответ банка не сходится с запросом или неизвестен.",
};
