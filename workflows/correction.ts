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
  const told = (await Promise.all([tell("sms"), tell("email")])).some((sent) => sent);
  show(
    told
      ? { stage: "Завершена", details: `${title}: сообщили.` }
      : { stage: "Не удалось", details: `${title}: **сообщить не удалось**, видно в кабинете.` },
  );
  return told ? "told" : "not_told";

  async function tell(channel: "sms" | "email"): Promise<boolean> {
    const state = await tellOrGiveUp({
      summary: `Сообщаем об исправлении: ${waysOf([channel])}`,
      hours: NEWS_HOURS,
      tell: (options) =>
        gateways.tellOfCorrection.executeWithOptions(
          options,
          [{ correctionId, channel, now: now() }],
        ),
      giveUp: (options) =>
        facts.giveUpTellingOfCorrection.executeWithOptions(
          options,
          [{ correctionId, channel, now: now() }],
        ),
    });
    return state === "sent";
  }
}
