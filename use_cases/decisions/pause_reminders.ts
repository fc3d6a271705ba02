import { closeOpenCalls } from "../../db/cases/calls.ts";
import { lockInvoices, readInvoiceCase } from "../../db/cases/cases.ts";
import { insertDecision, listOwedInvoices } from "../../db/cases/decisions.ts";
import { readPersonRecord } from "../../db/cases/people_reading.ts";
import { type Sql, transaction } from "../../db/connection.ts";
import { enqueueAll } from "../../db/outbox.ts";
import { writeJournal } from "../../db/staff/journal.ts";
import type { Clock } from "../../domain/clock.ts";
import { type PauseProblem, pauseProblem } from "../../domain/decision.ts";
import { type LocalDate, localDateOf } from "../../domain/local_date.ts";
import { workflowId } from "../../workflows/contract.ts";
import type { StaffActor } from "../imports/upload_file.ts";

/** Of one invoice, or of all that the person owes. */
export type PausedSubject = { invoiceId: number } | { personId: number };

export interface ReminderPause {
  subject: PausedSubject;
  /** The last day without reminders. */
  through: LocalDate;
  reason: string;
  actor: StaffActor;
}

export type PausedReminders =
  | { ok: true; decisionId: number }
  | { ok: false; reason: "unknown" }
  /** Nothing is owed: there is nothing to remind of. */
  | { ok: false; reason: "paid" }
  | { ok: false; reason: "day"; problem: PauseProblem };

/**
 * Stops reminders and calls through a day. What the law asks for goes on: the news of an invoice, of
 * a moved term, of a default and of recovery, and the term itself. A later pause of the same takes
 * the place of an earlier one, so it may also be shortened.
 */
export function pauseReminders(
  sql: Sql,
  clock: Clock,
  { subject, through, reason, actor: { staffId, ip } }: ReminderPause,
): Promise<PausedReminders> {
  return transaction(sql, async (sql): Promise<PausedReminders> => {
    const at = clock.now();
    const paused = await lockPaused(sql, subject);
    if (paused === null) return { ok: false, reason: "unknown" };
    const { personId, timeZone, owed } = paused;
    if (owed.length === 0) return { ok: false, reason: "paid" };
    const problem = pauseProblem(through, localDateOf(at, timeZone));
    if (problem !== null) return { ok: false, reason: "day", problem };

    const invoiceId = "invoiceId" in subject ? subject.invoiceId : null;
    const decided = { personId, invoiceId, untilOn: through, reason, staffId, at };
    const decisionId = await insertDecision(sql, { kind: "pause", ...decided });
    for (const invoiceId of owed) await closeOpenCalls(sql, invoiceId, { detail: "paused", at });
    await enqueueAll(
      sql,
      owed.map((invoiceId) => ({
        workflowType: "invoice",
        workflowId: workflowId.invoice(invoiceId),
        input: { invoiceId },
        signal: "reread",
      })),
      at,
    );
    await writeJournal(sql, {
      actor: `staff/${staffId}`,
      action: "reminders_paused",
      subject: `person/${personId}`,
      detail: { decision: decisionId, through, reason },
      ip,
      at,
    });
    return { ok: true, decisionId };
  });
}

interface Paused {
  personId: number;
  timeZone: string;
  /** Locked; those on which something is owed. */
  owed: number[];
}

async function lockPaused(sql: Sql, subject: PausedSubject): Promise<Paused | null> {
  if ("invoiceId" in subject) {
    await lockInvoices(sql, [subject.invoiceId]);
    const invoice = await readInvoiceCase(sql, subject.invoiceId);
    const owed = invoice.owedKopecks > 0 ? [subject.invoiceId] : [];
    return { personId: invoice.payerId, timeZone: invoice.timeZone, owed };
  }
  const person = await readPersonRecord(sql, subject.personId);
  if (person === null) return null;
  const { id: personId, timeZone } = person;
  await lockInvoices(sql, await listOwedInvoices(sql, personId));
  return { personId, timeZone, owed: await listOwedInvoices(sql, personId) };
}
