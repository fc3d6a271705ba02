import { type Database, transaction } from "../db/connection.ts";
import { lockWaiting, markDelivered, markUndelivered, type WaitingMessage } from "../db/outbox.ts";
import type { Clock } from "../domain/clock.ts";
import type { Logger } from "../logging.ts";
import { type Lane, startLane, unlessStalled } from "./lane.ts";

/**
 * How a delivery ended. `away`: the server does not answer, so nothing else can be delivered either;
 * `refused`: it answers, and does not take this message.
 */
export type Delivery =
  | { ok: true }
  | { ok: false; reason: "away" | "refused"; code: string };

export interface RelayParts {
  sql: Database;
  clock: Clock;
  logger: Logger;
  deliver(message: WaitingMessage): Promise<Delivery>;
  /** 3,000 unless told. */
  pollMs?: number;
}

const BATCH = 25;
/** Well over a delivery's own deadline. */
const STALLED_MS = 10_000;
const REFUSED_FIRST_MS = 1000;
const REFUSED_LONGEST_MS = 60_000;

/**
 * Delivers the outbox: at least once, the messages of one workflow in their order, also when several
 * relays run. Rows stay locked while they are delivered, so a relay that dies gives them back.
 */
export function startOutboxRelay({ sql, clock, logger, deliver, pollMs }: RelayParts): Lane {
  // A message that the server refuses holds up its own workflow only.
  const refusals = new Map<string, { times: number; until: number }>();
  return startLane({ channel: "outbox", sql, logger, pollMs: pollMs ?? 3000, drain });

  async function drain(): Promise<boolean> {
    while (true) {
      const { taken, away } = await unlessStalled(deliverBatch(), STALLED_MS);
      if (away) return false;
      if (taken === 0) return true;
    }
  }

  function deliverBatch(): Promise<{ taken: number; away: boolean }> {
    return transaction(sql, async (sql) => {
      const messages = await lockWaiting(sql, { except: resting(), limit: BATCH });
      const deliveries = await Promise.all(messages.map(deliver));
      const delivered: number[] = [];
      let away = false;
      for (const [index, message] of messages.entries()) {
        const delivery = deliveries[index]!;
        if (delivery.ok) {
          delivered.push(message.id);
          refusals.delete(message.workflowId);
          continue;
        }
        away ||= delivery.reason === "away";
        if (delivery.reason === "refused") rest(message, delivery.code);
        await markUndelivered(sql, message.id, delivery.code);
      }
      await markDelivered(sql, delivered, clock.now());
      if (away) logger.warn("outbox waits", { count: messages.length, reason: "temporal_away" });
      return { taken: messages.length, away };
    });
  }

  function resting(): string[] {
    const now = Date.now();
    return [...refusals].flatMap(([workflowId, { until }]) => until > now ? [workflowId] : []);
  }

  function rest({ id, workflowId }: WaitingMessage, code: string): void {
    const times = (refusals.get(workflowId)?.times ?? 0) + 1;
    const ms = Math.min(REFUSED_FIRST_MS * 2 ** (times - 1), REFUSED_LONGEST_MS);
    refusals.set(workflowId, { times, until: Date.now() + ms });
    logger.error("outbox message refused", { outboxId: id, workflowId, attempt: times, code });
  }
}
