import { Context } from "@temporalio/activity";
import { type NewNotice, putOffNotice } from "../db/cases/notices.ts";
import type { Sql } from "../db/connection.ts";
import type { Clock } from "../domain/clock.ts";
import { epochMs, instant } from "../domain/local_date.ts";
import { awake } from "../domain/reminder_plan.ts";
import { tryAgain } from "./failure.ts";

/** What goes as it happens goes at any hour: its workflow has timed it. */
const PROMPT_MS = 5 * 60_000;

/**
 * Puts a late notice off to the morning where it is night: its gateway was down in the evening, or
 * no worker was there to take it, and now it is back.
 */
export async function letSleep(
  { sql, clock }: { sql: Sql; clock: Clock },
  row: NewNotice,
  zone: string,
): Promise<void> {
  const { scheduledTimestampMs, currentAttemptScheduledTimestampMs } = Context.current().info;
  // A try waits for a worker: when it was scheduled tells when it is made only where one was there.
  const triedMs = Math.max(currentAttemptScheduledTimestampMs, epochMs(clock.now()));
  if (triedMs - scheduledTimestampMs < PROMPT_MS) return;
  const at = instant(new Date(triedMs).toISOString());
  const morning = awake(at, zone, row.key);
  if (morning > at && await putOffNotice(sql, row, at)) {
    throw tryAgain("quiet_hours", epochMs(morning) - epochMs(at));
  }
}
