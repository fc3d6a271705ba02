import { numbered } from "../domain/russian.ts";
import { facts, gateways, NEWS_HOURS, tellOrGiveUp, waysOf } from "./calls.ts";
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
    const state = await tellOrGiveUp({
      summary: `Подтверждаем отзыв: ${waysOf([channel])}`,
      hours: NEWS_HOURS,
      tell: (options) =>
        gateways.tellOfWithdrawal.executeWithOptions(
          options,
          [{ withdrawalId, channel, now: now() }],
        ),
      giveUp: (options) =>
        facts.giveUpTellingOfWithdrawal.executeWithOptions(
          options,
          [{ withdrawalId, channel, now: now() }],
        ),
    });
    return state === "sent";
  }
}
