import type { Sql } from "../../db/connection.ts";
import {
  type EmployerContacts,
  readEmployerContacts,
} from "../../db/employers/employer_contacts.ts";
import {
  readFrozenReport,
  readReport,
  type ReportedLine,
} from "../../db/employers/employer_report_lines.ts";
import {
  listReports,
  type ReportRow,
  type ReportSummary,
} from "../../db/employers/employer_reports.ts";
import { listMarkedDebts, type MarkedDebt } from "../../db/employers/employer_report_marks.ts";
import { journalLooks } from "../../db/staff/journal.ts";
import { moveSession } from "../../db/accounts/sessions.ts";
import type { Clock } from "../../domain/clock.ts";
import type { LocalDate } from "../../domain/local_date.ts";
import type { EmployerActor } from "./acknowledge_report.ts";
import { hashOf } from "../accounts/open_session.ts";
import type { StaffActor } from "../imports/upload_file.ts";
import { writeReportFile } from "./write_report_file.ts";

/** Whether a debt is shown: a part of its debtor, its number, its state or its mark was asked for. */
export type LineFilter = (line: ReportedLine) => boolean;

export interface ReportLook {
  period: LocalDate;
  shown: LineFilter;
  offset: number;
  limit: number;
  actor: EmployerActor;
}

export interface ReportShown {
  report: ReportSummary;
  /** All that the filter lets through, before paging. */
  found: ReportedLine[];
  page: ReportedLine[];
}

/** A report of the actor's own employer; whose debts were shown is journalled (152-FZ). */
export async function openReport(
  sql: Sql,
  clock: Clock,
  { period, shown, offset, limit, actor }: ReportLook,
): Promise<ReportShown | null> {
  const read = await readReport(sql, { employerId: actor.employerId, period });
  if (read === null) return null;
  const found = read.lines.filter(shown);
  const page = found.slice(offset, offset + limit);
  await journalDebtors(sql, clock, { actor, action: "looked", lines: page });
  return { report: read.report, found, page };
}

/** The report as a workbook: its frozen debts alone, so that it is the same whenever it is taken. */
export async function reportFile(
  sql: Sql,
  clock: Clock,
  { period, actor }: { period: LocalDate; actor: EmployerActor },
): Promise<{ content: Uint8Array<ArrayBuffer>; formedOn: LocalDate } | null> {
  const frozen = await readFrozenReport(sql, { employerId: actor.employerId, period });
  if (frozen === null) return null;
  await journalDebtors(sql, clock, { actor, action: "downloaded", lines: frozen.lines });
  return { content: writeReportFile(frozen), formedOn: frozen.report.formedOn };
}

async function journalDebtors(
  sql: Sql,
  clock: Clock,
  { actor, action, lines }: {
    actor: EmployerActor;
    action: string;
    lines: readonly { payerId: number }[];
  },
): Promise<void> {
  await journalLooks(sql, {
    actor: `employer_contact/${actor.contactId}`,
    action,
    subjects: [...new Set(lines.map(({ payerId }) => `person/${payerId}`))],
    ip: actor.ip,
    at: clock.now(),
  });
}

/** Lets the session of this token act for another employer whom the same address serves. */
export async function chooseEmployer(
  sql: Sql,
  { token, contactId }: { token: string; contactId: number },
): Promise<boolean> {
  return await moveSession(sql, { tokenHash: await hashOf(token), contactId });
}

/** An employer as staff see it: whom they told what, and what came back. */
export interface EmployerOverview extends EmployerContacts {
  reports: ReportRow[];
  /** Of the newest report that is formed. */
  marked: MarkedDebt[];
}

const MARKS_SHOWN = 200;

/** One employer's contacts, reports and marks; whose marks were shown is journalled (152-FZ). */
export async function readEmployerOverview(
  sql: Sql,
  clock: Clock,
  { employerId, actor }: { employerId: number; actor: StaffActor },
): Promise<EmployerOverview | null> {
  const employer = await readEmployerContacts(sql, employerId);
  if (employer === null) return null;
  const reports = await listReports(sql, employerId);
  const last = reports.find(({ state }) => state !== "requested");
  const marked = last === undefined
    ? []
    : await listMarkedDebts(sql, { reportId: last.id, limit: MARKS_SHOWN });
  await journalLooks(sql, {
    actor: `staff/${actor.staffId}`,
    action: "looked",
    subjects: [...new Set(marked.map(({ payerId }) => `person/${payerId}`))],
    ip: actor.ip,
    at: clock.now(),
  });
  return { ...employer, reports, marked };
}
