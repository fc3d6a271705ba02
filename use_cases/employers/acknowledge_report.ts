import { type Sql, transaction } from "../../db/connection.ts";
import { findReport, writeAcknowledgement } from "../../db/employers/employer_reports.ts";
import { insertMarks } from "../../db/employers/employer_report_marks.ts";
import { writeJournal } from "../../db/staff/journal.ts";
import { enqueue } from "../../db/outbox.ts";
import type { Clock } from "../../domain/clock.ts";
import { MARK_NOTE_LENGTH, type MarkKind, periodKey } from "../../domain/employer_report.ts";
import type { LocalDate } from "../../domain/local_date.ts";
import { workflowId } from "../../workflows/contract.ts";

/** Somebody of an employer, as logged in: all that they touch is their employer's own. */
export interface EmployerActor {
  contactId: number;
  employerId: number;
  ip: string;
}

export type AcknowledgedReport =
  | { ok: true }
  /** `known`: a colleague, or this very form sent twice, was first. */
  | { ok: false; reason: "unknown" | "known" | "no_debts" };

/** Records who has got the report and when; its case ends with that. */
export function acknowledgeReport(
  sql: Sql,
  clock: Clock,
  { period, actor }: { period: LocalDate; actor: EmployerActor },
): Promise<AcknowledgedReport> {
  return transaction(sql, async (sql) => {
    const { employerId, contactId } = actor;
    const report = await findReport(sql, { employerId, period });
    if (report === null) return { ok: false, reason: "unknown" };
    if (report.state === "clear") return { ok: false, reason: "no_debts" };
    const at = clock.now();
    const written = await writeAcknowledgement(sql, { reportId: report.id, contactId, at });
    if (!written) return { ok: false, reason: "known" };
    await journal(sql, { actor, action: "acknowledged", reportId: report.id, at });
    await enqueue(sql, {
      workflowType: "employerReport",
      workflowId: workflowId.employerReport(employerId, periodKey(period)),
      input: { reportId: report.id },
      signal: "acknowledged",
    }, at);
    return { ok: true };
  });
}

export interface DebtMarks {
  period: LocalDate;
  invoiceIds: readonly number[];
  kind: MarkKind;
  /** Empty for none. */
  note: string;
  actor: EmployerActor;
}

export type MarkedDebts =
  | { ok: true; marked: number }
  /** `closed`: the next month's report is there, marks belong into it. */
  | { ok: false; reason: "unknown" | "closed" | "note_too_long" };

/**
 * Writes how the employer has settled debts of a report. A mark moves no money: a payment does. It
 * may be changed until the next report; what was marked before stays in the history.
 */
export function markDebts(
  sql: Sql,
  clock: Clock,
  { period, invoiceIds, kind, note, actor }: DebtMarks,
): Promise<MarkedDebts> {
  if (note.length > MARK_NOTE_LENGTH) {
    return Promise.resolve({ ok: false, reason: "note_too_long" });
  }
  return transaction(sql, async (sql): Promise<MarkedDebts> => {
    const { employerId, contactId, ip } = actor;
    const report = await findReport(sql, { employerId, period });
    if (report === null) return { ok: false, reason: "unknown" };
    if (report.superseded) return { ok: false, reason: "closed" };
    const at = clock.now();
    const marked = await insertMarks(sql, {
      reportId: report.id,
      invoiceIds,
      kind,
      note: note === "" ? null : note,
      contactId,
      ip,
      at,
    });
    if (marked === null) return { ok: false, reason: "unknown" };
    await journal(sql, { actor, action: `marked_${kind}`, reportId: report.id, at });
    return { ok: true, marked };
  });
}

async function journal(
  sql: Sql,
  { actor, action, reportId, at }: {
    actor: EmployerActor;
    action: string;
    reportId: number;
    at: string;
  },
): Promise<void> {
  await writeJournal(sql, {
    actor: `employer_contact/${actor.contactId}`,
    action,
    subject: `employer_report/${reportId}`,
    ip: actor.ip,
    at,
  });
}
