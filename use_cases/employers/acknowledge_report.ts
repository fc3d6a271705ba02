import { type Sql, transaction } from "../../db/connection.ts";
import {
  findReport,
  lockReportsOf,
  writeAcknowledgement,
} from "../../db/employers/employer_reports.ts";
import { writeJournal } from "../../db/staff/journal.ts";
import { enqueue } from "../../db/outbox.ts";
import type { Clock } from "../../domain/clock.ts";
import { periodKey } from "../../domain/employer_report.ts";
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
  /**
   * `known`: a colleague, or this very form sent twice, was first. `superseded`: the next month's
   * report has come, that one is to be acknowledged.
   */
  | { ok: false; reason: "unknown" | "known" | "no_debts" | "superseded" };

/** Records who has got the report and when; its case ends with that. */
export function acknowledgeReport(
  sql: Sql,
  clock: Clock,
  { period, actor }: { period: LocalDate; actor: EmployerActor },
): Promise<AcknowledgedReport> {
  return transaction(sql, async (sql) => {
    const { employerId, contactId } = actor;
    await lockReportsOf(sql, { employerId });
    const report = await findReport(sql, { employerId, period });
    if (report === null) return { ok: false, reason: "unknown" };
    if (report.state === "clear") return { ok: false, reason: "no_debts" };
    if (report.state === "superseded") return { ok: false, reason: "superseded" };
    const at = clock.now();
    const written = await writeAcknowledgement(sql, { reportId: report.id, contactId, at });
    if (!written) return { ok: false, reason: "known" };
    await writeJournal(sql, {
      actor: `employer_contact/${contactId}`,
      action: "acknowledged",
      subject: `employer_report/${report.id}`,
      ip: actor.ip,
      at,
    });
    await enqueue(sql, {
      workflowType: "employerReport",
      workflowId: workflowId.employerReport(employerId, periodKey(period)),
      input: { reportId: report.id },
      signal: "acknowledged",
    }, at);
    return { ok: true };
  });
}
