import { numbered } from "../domain/russian.ts";
import { facts, gateways, NEWS_HOURS, tellOrGiveUp, waysOf } from "./calls.ts";
import type { WorkflowInputs } from "./contract.ts";
import { now } from "./news.ts";
import { viewer } from "./view.ts";

/** After staff forgave a debt or a part of it: whoever owed it is told by SMS and by letter. */
export async function decision(
  { decisionId }: WorkflowInputs["decision"],
): Promise<"told" | "not_told"> {
  const show = viewer();
  const title = `Решение ${numbered(decisionId)}`;
  show({ stage: "Сообщаем", details: `${title}: говорим, что долг списан.` });
  const told = (await tell(["sms", "email"])).includes("sent");
  show(
    told
      ? { stage: "Завершена", details: `${title}: сообщили.` }
      : { stage: "Не удалось", details: `${title}: **сообщить не удалось**, видно в кабинете.` },
  );
  return told ? "told" : "not_told";

  function tell(channels: ("sms" | "email")[]): Promise<string[]> {
    return tellOrGiveUp({
      summary: `Сообщаем о списании долга: ${waysOf(channels)}`,
      hours: NEWS_HOURS,
      tell: (options) =>
        gateways.tellOfForgiving.executeWithOptions(
          options,
          [{ decisionId, channels, now: now() }],
        ),
      giveUp: (options) =>
        facts.giveUpTellingOfForgiving.executeWithOptions(
          options,
          [{ decisionId, channels, now: now() }],
        ),
    });
  }
}
