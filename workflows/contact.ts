import { numbered } from "../domain/russian.ts";
import { facts, gateways, NEWS_HOURS, tellOrGiveUp } from "./calls.ts";
import type { WorkflowInputs } from "./contract.ts";
import { now } from "./news.ts";
import { viewer } from "./view.ts";

/** After a changed phone or e-mail: the contact from before is told, so that no change goes unseen. */
export async function contact(
  { changeId }: WorkflowInputs["contact"],
): Promise<"told" | "not_told"> {
  const show = viewer();
  const title = `Смена контакта ${numbered(changeId)}`;
  show({ stage: "Сообщаем", details: `${title}: сообщаем на прежний контакт, и дело закроется.` });
  const told = await tell();
  show(
    told
      ? { stage: "Завершена", details: `${title}: на прежний контакт сообщили.` }
      : { stage: "Не удалось", details: `${title}: на прежний контакт **сообщить не удалось**.` },
  );
  return told ? "told" : "not_told";

  async function tell(): Promise<boolean> {
    const state = await tellOrGiveUp({
      summary: "Сообщаем на прежний контакт",
      hours: NEWS_HOURS,
      tell: (options) =>
        gateways.tellOldContact.executeWithOptions(options, [{ changeId, now: now() }]),
      giveUp: (options) =>
        facts.giveUpTellingOldContact.executeWithOptions(options, [{ changeId, now: now() }]),
    });
    return state === "sent";
  }
}
