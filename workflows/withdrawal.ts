import { patched } from "@temporalio/workflow";
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
  const told = (await tell()).includes("sent");
  show(
    told
      ? { stage: "Завершена", details: `${title}: подтвердили.` }
      : { stage: "Не удалось", details: `${title}: **подтвердить не удалось**.` },
  );
  return told ? "told" : "not_told";

  async function tell(): Promise<string[]> {
    if (patched("allChannelsAtOnce")) return await tellBy(["sms", "email"]);
    return (await Promise.all([tellBy(["sms"]), tellBy(["email"])])).flat();
  }

  function tellBy(channels: ("sms" | "email")[]): Promise<string[]> {
    return tellOrGiveUp({
      summary: `Подтверждаем отзыв: ${waysOf(channels)}`,
      hours: NEWS_HOURS,
      tell: (options) =>
        gateways.tellOfWithdrawal.executeWithOptions(
          options,
          [{ withdrawalId, channels, now: now() }],
        ),
      giveUp: (options) =>
        facts.giveUpTellingOfWithdrawal.executeWithOptions(
          options,
          [{ withdrawalId, channels, now: now() }],
        ),
    });
  }
}
