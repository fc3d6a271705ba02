import { ActivityFailure, isCancellation } from "@temporalio/workflow";
import { numbered } from "../domain/russian.ts";
import { facts, gateways, NEWS_HOURS, telling } from "./calls.ts";
import type { WorkflowInputs } from "./contract.ts";
import { now } from "./news.ts";
import { viewer } from "./view.ts";

/** After a consent was withdrawn: whoever did it has that confirmed by SMS and by letter. */
export async function withdrawal(
  { withdrawalId }: WorkflowInputs["withdrawal"],
): Promise<"told" | "not_told"> {
  const show = viewer();
  const title = `Отзыв согласия ${numbered(withdrawalId)}`;
  show({ stage: "Сообщаем", details: `${title}: подтверждаем СМС и письмом, и дело закроется.` });
  const told = (await Promise.all([tell("sms"), tell("email")])).some((sent) => sent);
  show(
    told
      ? { stage: "Завершена", details: `${title}: подтвердили.` }
      : { stage: "Не удалось", details: `${title}: **подтвердить не удалось**.` },
  );
  return told ? "told" : "not_told";

  async function tell(channel: "sms" | "email"): Promise<boolean> {
    const summary = `Подтверждаем отзыв: ${channel === "sms" ? "СМС" : "письмо"}`;
    try {
      const state = await gateways.tellOfWithdrawal.executeWithOptions(
        telling(NEWS_HOURS, summary),
        [{ withdrawalId, channel, now: now() }],
      );
      return state === "sent";
    } catch (error) {
      if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
      await facts.giveUpTellingOfWithdrawal.executeWithOptions(
        { summary: `${summary}: не удалось` },
        [{ withdrawalId, channel, now: now() }],
      );
      return false;
    }
  }
}
