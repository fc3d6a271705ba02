import { calendarVersion } from "../../db/calendars.ts";
import { lockInvoices, readInvoiceCase } from "../../db/cases/cases.ts";
import { insertDecision } from "../../db/cases/decisions.ts";
import { type Sql, transaction } from "../../db/connection.ts";
import { writeJournal } from "../../db/staff/journal.ts";
import { calendarOf } from "../../domain/calendar.ts";
import type { Clock } from "../../domain/clock.ts";
import { type DueDateProblem, dueDateProblem } from "../../domain/decision.ts";
import { dueAt } from "../../domain/invoice.ts";
import { type LocalDate, localDateOf } from "../../domain/local_date.ts";
import type { StaffActor } from "../imports/upload_file.ts";
import { moveDeadlines } from "../invoices/move_deadlines.ts";

export interface Postponement {
  invoiceId: number;
  /** The new last day to pay, whole. */
  to: LocalDate;
  /** The last day as the page showed it. */
  dueOnSeen: LocalDate;
  reason: string;
  actor: StaffActor;
}

export type PostponedDueDate =
  | { ok: true; decisionId: number }
  | { ok: false; reason: "paid" }
  /** The term has ended with its consequences: forgiving or giving the programme back is left. */
  | { ok: false; reason: "defaulted" }
  /** It was moved meanwhile; maybe this is the same form again. */
  | { ok: false; reason: "moved"; dueOn: LocalDate }
  | { ok: false; reason: "day"; problem: DueDateProblem };

/**
 * Moves an invoice's last day later by staff's decision, as a recount does: with a row that tells
 * it, news to the person, and its workflow's signal. The calendar version stays the one that the
 * term was promised by.
 */
export function postponeDueDate(
  sql: Sql,
  clock: Clock,
  { invoiceId, to, dueOnSeen, reason, actor: { staffId, ip } }: Postponement,
): Promise<PostponedDueDate> {
  return transaction(sql, async (sql): Promise<PostponedDueDate> => {
    const at = clock.now();
    await lockInvoices(sql, [invoiceId]);
    const invoice = await readInvoiceCase(sql, invoiceId);
    const { dueOn, timeZone, region, calendarVersionId, payerId: personId } = invoice;
    if (invoice.owedKopecks <= 0) return { ok: false, reason: "paid" };
    if (invoice.defaultedAt !== null) return { ok: false, reason: "defaulted" };
    if (dueOn !== dueOnSeen) return { ok: false, reason: "moved", dueOn };
    const { data } = await calendarVersion(sql, calendarVersionId);
    const today = localDateOf(at, timeZone);
    const problem = dueDateProblem(calendarOf(data, region), to, { dueOn, today });
    if (problem !== null) return { ok: false, reason: "day", problem };

    const decided = { personId, invoiceId, untilOn: to, reason, staffId, at };
    const decisionId = await insertDecision(sql, { kind: "move_due", ...decided });
    const moved = { invoiceId, fromOn: dueOn, toOn: to, dueAt: dueAt(to, timeZone) };
    await moveDeadlines(sql, [moved], { calendarVersionId, decisionId, at });
    await writeJournal(sql, {
      actor: `staff/${staffId}`,
      action: "due_date_postponed",
      subject: `person/${personId}`,
      detail: { decision: decisionId, invoice: invoiceId, to, reason },
      ip,
      at,
    });
    return { ok: true, decisionId };
  });
}
