import { numbered } from "../domain/russian.ts";
import { facts, gateways } from "./calls.ts";
import type { WorkflowInputs } from "./contract.ts";
import { now } from "./news.ts";
import { tellOnce } from "./told_once.ts";

/** After an invoice came down: whoever owes or paid it is told by SMS and by letter. */
export function correction(
  { correctionId }: WorkflowInputs["correction"],
): Promise<"told" | "not_told"> {
  return tellOnce({
    title: `Исправление ${numbered(correctionId)}`,
    saying: "говорим, что сумма стала меньше",
    summary: "Сообщаем об исправлении",
    tell: (options, channels) =>
      gateways.tellOfCorrection.executeWithOptions(options, [{
        correctionId,
        channels,
        now: now(),
      }]),
    giveUp: (options, channels) =>
      facts.giveUpTellingOfCorrection.executeWithOptions(options, [{
        correctionId,
        channels,
        now: now(),
      }]),
  });
}
