import { setTimeout as pause } from "node:timers/promises";
import type { WaitingMessage } from "../../db/outbox.ts";
import type { Deliver } from "../harness/case_world.ts";

/** Stands between the relay and Temporal: changes the order of messages, and repeats some. */
export interface Between {
  wrap(deliver: Deliver): Deliver;
  /** From now on messages are kept, as if the relay had to wait. */
  keep(): void;
  /**
   * Hands over what was kept, each workflow's messages in another order too, some of them twice. What
   * follows from a payment may overtake the rest: its invoice is told of it before it is started.
   *
   * @param decided workflows of payments that the bank has decided on
   */
  release(decided: ReadonlySet<string>): Promise<void>;
  /** Hands over once more what has been handed over before. */
  repeat(isWanted: (message: WaitingMessage) => boolean): Promise<void>;
}

/** In real time: no payment takes longer to be settled, and its invoice to be told. */
const CONSEQUENCES_MS = 1000;

/** @param chance a number from 0 to 1 that the text and the script of that workflow decide */
export function betweenRelayAndTemporal(
  chance: (message: WaitingMessage, purpose: string) => number,
): Between {
  let real: Deliver;
  let keeping = false;
  let kept: WaitingMessage[] = [];
  const handedOver: WaitingMessage[] = [];

  return {
    wrap(deliver) {
      real = deliver;
      return async (message) => {
        if (keeping) {
          kept.push(message);
          return { ok: true };
        }
        return await handOver(message);
      };
    },
    keep() {
      keeping = true;
    },
    async release(decided) {
      const messages = kept.toSorted((a, b) => chance(a, "order") - chance(b, "order"));
      kept = [];
      keeping = false;
      for (const message of messages) {
        const delivery = await handOver(message);
        if (!delivery.ok) throw new Error(`A message was not delivered: ${delivery.code}`);
        const overtakes = decided.has(message.workflowId) && chance(message, "overtakes") < 0.5;
        if (overtakes && message !== messages.at(-1)) await consequences(handedOver.length);
      }
    },
    async repeat(isWanted) {
      for (const message of handedOver.filter(isWanted)) await real(message);
    },
  };

  async function consequences(before: number): Promise<void> {
    for (let ms = 0; ms < CONSEQUENCES_MS && handedOver.length === before; ms += 10) {
      await pause(10);
    }
  }

  async function handOver(message: WaitingMessage) {
    const delivery = await real(message);
    if (delivery.ok) handedOver.push(message);
    return delivery.ok && chance(message, "twice") < 0.25 ? await real(message) : delivery;
  }
}
