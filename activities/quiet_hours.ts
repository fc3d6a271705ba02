import { Context } from "@temporalio/activity";
import type { Sql } from "../db/connection.ts";
import { putOffNotice } from "../db/notices.ts";
import { epochMs, instant } from "../domain/local_date.ts";
import { awake } from "../domain/reminder_plan.ts";
import { tryAgain } from "./failure.ts";

/**
 * Puts a notice off to the morning whose gateway was down in the evening and may be back at night.
 * What is tried for the first time was timed by its workflow.
 */
export async function letSleep(sql: Sql, key: string, zone: string): Promise<void> {
  const scheduledMs = Context.current().info.currentAttemptScheduledTimestampMs;
  const at = instant(new Date(scheduledMs).toISOString());
  const morning = awake(at, zone, key);
  if (morning > at && await putOffNotice(sql, key)) {
    throw tryAgain("quiet_hours", epochMs(morning) - epochMs(at));
  }
}
