import { closeOpenCallsOf } from "../../db/cases/calls.ts";
import { lockInvoices } from "../../db/cases/cases.ts";
import { type Sql, transaction } from "../../db/connection.ts";
import { type DebtsToMark, insertMarks } from "../../db/employers/employer_report_marks.ts";
import { findReport, lockReportsOf } from "../../db/employers/employer_reports.ts";
import { enqueueAll } from "../../db/outbox.ts";
import { journalLooks, writeJournal } from "../../db/staff/journal.ts";
import type { Clock } from "../../domain/clock.ts";
import { MARK_NOTE_LENGTH, type MarkKind } from "../../domain/employer_report.ts";
import { type Instant, type LocalDate, localDateOf } from "../../domain/local_date.ts";
import { workflowId } from "../../workflows/contract.ts";
import type { EmployerActor } from "./acknowledge_report.ts";

export interface DebtMarks {
  period: LocalDate;
  debts: DebtsToMark;
  kind: MarkKind;
  /** Empty for none. */
  note: string;
  actor: EmployerActor;
}

export type MarkedDebts =
  /**
   * `closed`: so many were left, since nothing is owed on them any more. `at`: by it the page finds
   * these marks again.
   */
  | { ok: true; marked: number; closed: number; at: Instant }
  /** The filter lets `count` through by now, not as many as were to be marked. */
  | { ok: false; reason: "list_changed"; count: number }
  /** `superseded`: the next month's report is there, marks belong into it. */
  | { ok: false; reason: "unknown" | "superseded" | "note_too_long" };

/**
 * Writes how the employer has settled debts of a report. A mark moves no money: a payment does. It
 * may be changed, what was marked before stays in the history, and the next month's report carries
 * it on. Where money was withheld from pay the person's reminders and calls rest for a while: the
 * invoice's case reads its agenda anew.
 */
export function markDebts(
  sql: Sql,
  clock: Clock,
  { period, debts, kind, note, actor }: DebtMarks,
): Promise<MarkedDebts> {
  if (note.length > MARK_NOTE_LENGTH) {
    return Promise.resolve({ ok: false, reason: "note_too_long" });
  }
  return transaction(sql, async (sql): Promise<MarkedDebts> => {
    const { employerId, contactId, ip } = actor;
    await lockReportsOf(sql, { employerId });
    const report = await findReport(sql, { employerId, period });
    if (report === null) return { ok: false, reason: "unknown" };
    if (report.superseded) return { ok: false, reason: "superseded" };
    const at = clock.now();
    const inserted = await insertMarks(sql, {
      report: { id: report.id, employerId, period },
      debts,
      today: localDateOf(at, report.timeZone),
      kind,
      note: note === "" ? null : note,
      contactId,
      ip,
      at,
    });
    if (!inserted.ok) return inserted;
    const { marked, closed, resting, payerIds } = inserted;
    await lockInvoices(sql, resting);
    if (kind === "deducted") await closeOpenCallsOf(sql, resting, { detail: "paused", at });
    await enqueueAll(
      sql,
      resting.map((invoiceId) => ({
        workflowType: "invoice",
        workflowId: workflowId.invoice(invoiceId),
        input: { invoiceId },
        signal: "reread",
      })),
      at,
    );
    const act = { actor: `employer_contact/${contactId}`, action: `marked_${kind}`, ip, at };
    await writeJournal(sql, { ...act, subject: `employer_report/${report.id}` });
    await journalLooks(sql, { ...act, subjects: payerIds.map((id) => `person/${id}`) });
    return { ok: true, marked, closed, at };
  });
}
