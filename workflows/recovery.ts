import { continueAsNew, workflowInfo } from "@temporalio/workflow";
import type { RecoveryStanding } from "../activities/recoveries.ts";
import type { LocalDate } from "../domain/local_date.ts";
import { formatRoubles, type Kopecks } from "../domain/money.ts";
import { formatDate, numbered } from "../domain/russian.ts";
import { facts, gateways, NEWS_HOURS, tellOrGiveUp, waysOf } from "./calls.ts";
import { SIGNALS, type WorkflowInputs } from "./contract.ts";
import { newsBy, now } from "./news.ts";
import { type View, viewer } from "./view.ts";

/**
 * The recovery of one debt: opened after the pre-trial term → the person is told → the debt and its
 * penalty are waited for, each month with the penalty as it has become → paid, or found to have been
 * paid in time.
 */
export async function recovery(
  { invoiceId }: WorkflowInputs["recovery"],
): Promise<"paid" | "default_reversed"> {
  const news = newsBy(SIGNALS.recovery);
  const show = viewer();

  while (true) {
    const standing = await read();
    show(viewOf(invoiceId, standing));
    if (standing.closed !== null) return standing.closed;
    if (workflowInfo().continueAsNewSuggested) await continueAsNew({ invoiceId });
    if (standing.tellAt === null) {
      await news.before(standing.nextMonthAt, "Через месяц пересчитаем проценты");
    } else if (!await news.before(standing.tellAt, "Утром сообщим о взыскании")) {
      await tell(standing.untold, standing.tellAt);
    }
  }

  async function read(): Promise<RecoveryStanding> {
    news.clear();
    return await facts.readRecovery.executeWithOptions(
      { summary: "Читаем дело о взыскании" },
      [{ invoiceId, now: now() }],
    );
  }

  async function tell(channels: RecoveryStanding["untold"], at: string): Promise<void> {
    await tellOrGiveUp({
      summary: `Сообщение о взыскании: ${waysOf(channels)}`,
      hours: NEWS_HOURS,
      tell: (options) =>
        gateways.tellOfRecovery.executeWithOptions(
          options,
          [{ invoiceId, channels, at, now: now() }],
        ),
      giveUp: (options) =>
        facts.giveUpTellingOfRecovery.executeWithOptions(
          options,
          [{ invoiceId, channels, now: now() }],
        ),
    });
  }
}

function viewOf(invoiceId: number, standing: RecoveryStanding): View {
  const { closed, employerId, franchiseId, owedKopecks } = standing;
  return {
    stage: closed === null ? "Взыскание" : "Взыскание закрыто",
    employerId,
    franchiseId,
    amountKopecks: Math.max(0, owedKopecks),
    overdue: closed === null,
    details: detailsOf(invoiceId, standing),
  };
}

function detailsOf(invoiceId: number, standing: RecoveryStanding): string {
  const title = `Взыскание по счету ${numbered(invoiceId)}`;
  if (standing.closed === "paid") return `${title} закрыто: долг оплачен.`;
  if (standing.closed === "default_reversed") return `${title} закрыто: просрочки не было.`;
  const owed = formatRoubles(standing.owedKopecks as Kopecks);
  const penalty = formatRoubles(standing.penaltyKopecks as Kopecks);
  const known = standing.penaltyComplete ? "" : ", без дней, для которых ставка не внесена";
  return `${title}: ждем **${owed}**. Проценты на ${formatDate(standing.today as LocalDate)}: ` +
    `${penalty}${known}. Закроется само, когда долг будет оплачен.`;
}
