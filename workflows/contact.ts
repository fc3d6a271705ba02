import { ActivityFailure, isCancellation } from "@temporalio/workflow";
import { numbered } from "../domain/russian.ts";
import { facts, gateways, NEWS_HOURS, telling } from "./calls.ts";
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
    const summary = "Сообщаем на прежний контакт";
    try {
      const input = { changeId, now: now() };
      const state = await gateways.tellOldContact.executeWithOptions(
        telling(NEWS_HOURS, summary),
        [input],
      );
      return state === "sent";
    } catch (error) {
      if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
      await facts.giveUpTellingOldContact.executeWithOptions(
        { summary: `${summary}: не удалось` },
        [{ changeId, now: now() }],
      );
      return false;
    }
  }
}
