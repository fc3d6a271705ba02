import { numbered } from "../domain/russian.ts";
import { facts, gateways } from "./calls.ts";
import type { WorkflowInputs } from "./contract.ts";
import { now } from "./news.ts";
import { tellOnce } from "./told_once.ts";

/** After staff forgave a debt or a part of it: whoever owed it is told by SMS and by letter. */
export function decision({ decisionId }: WorkflowInputs["decision"]): Promise<"told" | "not_told"> {
  return tellOnce({
    title: `Решение ${numbered(decisionId)}`,
    saying: "говорим, что долг списан",
    summary: "Сообщаем о списании долга",
    tell: (options, channels) =>
      gateways.tellOfForgiving.executeWithOptions(options, [{ decisionId, channels, now: now() }]),
    giveUp: (options, channels) =>
      facts.giveUpTellingOfForgiving.executeWithOptions(options, [{
        decisionId,
        channels,
        now: now(),
      }]),
  });
}
