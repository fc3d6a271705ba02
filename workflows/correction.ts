import { numbered } from "../domain/russian.ts";
import { facts, gateways, NEWS_HOURS, tellOrGiveUp, waysOf } from "./calls.ts";
import type { WorkflowInputs } from "./contract.ts";
import { now } from "./news.ts";
import { viewer } from "./view.ts";

/** After an invoice came down: whoever owes or paid it is told by SMS and by letter. */
export async function correction(
  { correctionId }: WorkflowInputs["correction"],
): Promise<"told" | "not_told"> {
  const show = viewer();
  const title = `Исправление ${numbered(correctionId)}`;
  show({ stage: "Сообщаем", details: `${title}: говорим, что сумма стала меньше.` });
  const told = (await tell(["sms", "email"])).includes("sent");
  show(
    told
      ? { stage: "Завершена", details: `${title}: сообщили.` }
      : { stage: "Не удалось", details: `${title}: **сообщить не удалось**, видно в кабинете.` },
  );
  return told ? "told" : "not_told";

  function tell(channels: ("sms" | "email")[]): Promise<string[]> {
    return tellOrGiveUp({
      summary: `Сообщаем об исправлении: ${waysOf(channels)}`,
      hours: NEWS_HOURS,
      tell: (options) =>
        gateways.tellOfCorrection.executeWithOptions(
          options,
          [{ correctionId, channels, now: now() }],
        ),
      giveUp: (options) =>
        facts.giveUpTellingOfCorrection.executeWithOptions(
          options,
          [{ correctionId, channels, now: now() }],
        ),
    });
  }
}
