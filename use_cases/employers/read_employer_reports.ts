import { moveSession } from "../../db/accounts/sessions.ts";
import type { Sql } from "../../db/connection.ts";
import {
  type EmployerContacts,
  readEmployerContacts,
} from "../../db/employers/employer_contacts.ts";
import type { DebtFilter, DebtOrder } from "../../db/employers/employer_report_debts.ts";
import {
  listMarkedDebts,
  type MarkedDebt,
  type MarkTally,
  tallyMarks,
} from "../../db/employers/employer_report_marks.ts";
import {
  type ReportKey,
  type ShownDebts,
  takeFrozenLines,
  takeReportedDebts,
} from "../../db/employers/employer_report_reading.ts";
import { listReports, type ReportRow } from "../../db/employers/employer_reports.ts";
import { journalLooks } from "../../db/staff/journal.ts";
import type { Clock } from "../../domain/clock.ts";
import { MARKS_ON_PAGE } from "../../domain/employer_report.ts";
import { type Instant, type LocalDate, localDateOf } from "../../domain/local_date.ts";
import { hashOf } from "../accounts/open_session.ts";
import type { StaffActor } from "../imports/upload_file.ts";
import type { EmployerActor } from "./acknowledge_report.ts";
import { writeCurrentFile } from "./write_current_file.ts";
import { writeReportFile } from "./write_report_file.ts";

export interface ReportLook {
  period: LocalDate;
  filter: DebtFilter;
  order: DebtOrder;
  /** The employer's local date. */
  today: LocalDate;
  actor: EmployerActor;
}

/** A report of the actor's own employer, with a page of the debts that the filter lets through. */
export async function openReport(
  sql: Sql,
  clock: Clock,
  { actor, ...look }: ReportLook & { offset: number; limit: number; markedAt: Instant | null },
): Promise<ShownDebts | null> {
  const key = keyOf(actor, look.period, clock.now());
  return await takeReportedDebts(sql, { ...key, ...look, action: "looked" });
}

/** A file whose rows were read by pages, each of them journalled. */
export interface ReportFile {
  content: Uint8Array<ArrayBuffer>;
  formedOn: LocalDate;
}

/** So many debts of a file are in memory at once; balances of all are read anew for each portion. */
const FROZEN_AT_ONCE = 1000;
const CURRENT_AT_ONCE = 2500;

/** The report as a workbook: its frozen debts alone, so that it is the same whenever it is taken. */
export async function reportFile(
  sql: Sql,
  clock: Clock,
  { period, actor }: { period: LocalDate; actor: EmployerActor },
): Promise<ReportFile | null> {
  const key = keyOf(actor, period, clock.now());
  const read = (after: number) => takeFrozenLines(sql, { ...key, after, limit: FROZEN_AT_ONCE });
  const first = await read(0);
  if (first === null) return null;

  async function* pages() {
    let page = first!;
    while (page.lines.length > 0) {
      yield page.lines;
      if (page.lines.length < FROZEN_AT_ONCE) return;
      page = (await read(page.lines.at(-1)!.place))!;
    }
  }

  const content = await writeReportFile({ ...first, pages: pages() });
  return { content, formedOn: first.report.formedOn };
}

/** What has come of the report's debts by now, those that the filter lets through, as a workbook. */
export async function currentFile(
  sql: Sql,
  clock: Clock,
  { actor, timeZone, ...look }: ReportLook & { timeZone: string },
): Promise<ReportFile | null> {
  const at = clock.now();
  const key = keyOf(actor, look.period, at);
  const read = (offset: number) =>
    takeReportedDebts(sql, {
      ...key,
      ...look,
      offset,
      limit: CURRENT_AT_ONCE,
      action: "downloaded",
      markedAt: null,
    });
  const first = await read(0);
  if (first === null) return null;

  async function* pages() {
    let page = first!;
    for (let offset = 0; page.lines.length > 0;) {
      yield page.lines;
      if (page.lines.length < CURRENT_AT_ONCE) return;
      offset += CURRENT_AT_ONCE;
      page = (await read(offset))!;
    }
  }

  const content = await writeCurrentFile({ ...first, pages: pages(), at, timeZone });
  return { content, formedOn: first.report.formedOn };
}

function keyOf(
  { employerId, contactId, ip }: EmployerActor,
  period: LocalDate,
  at: Instant,
): ReportKey {
  return { employerId, contactId, ip, period, at };
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
  /** What the employer says of the debts of the newest report that is formed. */
  tally: MarkTally[];
  /** A page of those debts, what waits for money first. */
  marked: MarkedDebt[];
  markFilter: { kind: MarkTally["kind"] | ""; from: number; total: number };
}

/** One employer's contacts, reports and marks; whose marks were shown is journalled (152-FZ). */
export async function readEmployerOverview(
  sql: Sql,
  clock: Clock,
  { employerId, kind, page, actor }: {
    employerId: number;
    kind: MarkTally["kind"] | "";
    /** Of the marks, from 1. */
    page: number;
    actor: StaffActor;
  },
): Promise<EmployerOverview | null> {
  const employer = await readEmployerContacts(sql, employerId);
  if (employer === null) return null;
  const at = clock.now();
  const today = localDateOf(at, employer.timeZone);
  const reports = await listReports(sql, employerId);
  const last = reports.find(({ state }) => state !== "requested");
  const offset = (page - 1) * MARKS_ON_PAGE;
  const markFilter = { kind, from: offset + 1 };
  if (last === undefined) {
    return { ...employer, reports, tally: [], marked: [], markFilter: { ...markFilter, total: 0 } };
  }
  const report = { employerId, period: last.period };
  const tally = await tallyMarks(sql, report, today);
  const marked = tally.length === 0
    ? []
    : await listMarkedDebts(sql, { report, today, kind, offset, limit: MARKS_ON_PAGE });
  const counted = kind === "" ? tally : tally.filter((of) => of.kind === kind);
  const total = counted.reduce((sum, { open, closed }) => sum + open + closed, 0);
  await journalLooks(sql, {
    actor: `staff/${actor.staffId}`,
    action: "looked",
    subjects: [...new Set(marked.map(({ payerId }) => `person/${payerId}`))],
    ip: actor.ip,
    at,
  });
  return { ...employer, reports, tally, marked, markFilter: { ...markFilter, total } };
}
