import { lockInvoices } from "../../db/cases/cases.ts";
import type { CalendarVersion } from "../../db/calendars.ts";
import type { Sql } from "../../db/connection.ts";
import { listOpenCases } from "../../db/invoices/due_moves.ts";
import type { CalendarData } from "../../domain/calendar.ts";
import { type Recount, recountDueDates } from "../../domain/due_recount.ts";
import type { Instant } from "../../domain/local_date.ts";
import { moveDeadlines } from "./move_deadlines.ts";

/** What a calendar would move; nothing is written or locked. */
export async function planRecount(sql: Sql, data: CalendarData): Promise<Recount> {
  return recountDueDates(data, await listOpenCases(sql));
}

/**
 * Moves the deadline of every open case whose 30th working day a version makes later, and tells the
 * case's workflow, and no other; its franchise's too where the deadline had passed. A case that does
 * not move keeps the version it was promised by.
 *
 * To be called in the transaction that adds the version, under the lock of versions: no other
 * recount runs, and no invoice is published by the version before.
 */
export async function recount(
  sql: Sql,
  { versionId, data }: CalendarVersion,
  at: Instant,
): Promise<Recount> {
  const planned = await planRecount(sql, data);
  const invoiceIds = planned.moved.map((moved) => moved.invoiceId);
  if (invoiceIds.length === 0) return planned;

  await lockInvoices(sql, invoiceIds);
  // Some may have been paid, or declared in default, before they were locked.
  const open = await listOpenCases(sql, { invoiceIds });
  const { moved } = recountDueDates(data, open);
  await moveDeadlines(sql, moved, { calendarVersionId: versionId, at });
  return { ...planned, cases: planned.cases - (invoiceIds.length - open.length), moved };
}
