import {
  type EmployerReportState,
  type ReportStanding,
  reportState,
  type ReportTotals,
} from "../../domain/employer_report.ts";
import type { Instant, LocalDate } from "../../domain/local_date.ts";
import type { Kopecks } from "../../domain/money.ts";
import type { Sql } from "../connection.ts";
import { balancesOf } from "../invoices/balances.ts";
import { unreachedOf } from "./employer_report_letters.ts";

/** @returns null where the employer has the report of that period already */
export async function insertReport(
  sql: Sql,
  request: { employerId: number; period: LocalDate; staffId: number | null; at: Instant },
): Promise<number | null> {
  const [row] = await sql<{ id: number }[]>`
    insert into employer_reports (employer_id, period, requested_by, requested_at)
    values (${request.employerId}, ${request.period}, ${request.staffId}, ${request.at})
    on conflict (employer_id, period) do nothing
    returning id`;
  return row?.id ?? null;
}

/** What an employer's own day and calendar need, and since when it is known here. */
export interface ReportingEmployer {
  id: number;
  timeZone: string;
  region: string | null;
  recordedAt: Instant;
  /** Of the newest report that was asked for. */
  lastPeriod: LocalDate | null;
}

/** Employers with a policy that lasted until `since` or later, or with an unpaid invoice. */
export async function listReportingEmployers(
  sql: Sql,
  since: LocalDate,
): Promise<ReportingEmployer[]> {
  return await sql<ReportingEmployer[]>`
    select e.id, e.time_zone as "timeZone", e.region, e.recorded_at as "recordedAt",
           (select max(period) from employer_reports r where r.employer_id = e.id) as "lastPeriod"
    from employers e
    where exists (select from policies o join people p on p.id = o.person_id
                  where p.employer_id = e.id and o.ends_on >= ${since})
       or exists (
         select from (${balancesOf(sql, sql`select id from invoices where employer_id = e.id`)}) b
         where b.owed_kopecks > 0)
    order by e.id`;
}

/** A report that is being formed or carried on, locked until the transaction's end. */
export interface ReportCase {
  id: number;
  employerId: number;
  period: LocalDate;
  timeZone: string;
  region: string | null;
  formedOn: LocalDate | null;
  remindAt: Instant | null;
  debts: number | null;
  owedKopecks: Kopecks | null;
  state: EmployerReportState;
  /** Contacts of now who have not been told of it, nor given up. */
  untold: number;
}

type ReportCaseRow = Omit<ReportCase, "state"> & ReportStanding;

/**
 * Locks whose report it is until the transaction's end: of a mark, an acknowledgement and the next
 * report's forming one comes first, so that nothing lands in a report which is replaced meanwhile.
 * Rows that name the employer may still be written.
 */
export async function lockReportsOf(
  sql: Sql,
  of: { employerId: number } | { reportId: number },
): Promise<void> {
  const id = "employerId" in of
    ? sql`${of.employerId}`
    : sql`(select employer_id from employer_reports where id = ${of.reportId})`;
  await sql`select from employers where id = ${id} for no key update`;
}

export async function lockReport(sql: Sql, reportId: number): Promise<ReportCase> {
  const [row] = await sql<ReportCaseRow[]>`
    select r.id, r.employer_id as "employerId", r.period, e.time_zone as "timeZone", e.region,
           r.formed_on as "formedOn", r.remind_at as "remindAt",
           r.owed_kopecks as "owedKopecks", ${standingColumns(sql)},
           (select count(*) from employer_contacts c
            where c.employer_id = r.employer_id and c.ended_at is null
              and not exists (select from employer_report_letters l
                              where l.report_id = r.id and l.contact_id = c.id
                                and l.step = 'formed' and l.finished_at is not null)) as untold
    from employer_reports r join employers e on e.id = r.employer_id
    where r.id = ${reportId}
    for update of r`;
  if (!row) throw new Error(`There is no employer's report ${reportId}`);
  return { ...row, state: reportState(row) };
}

/** What tells the state of report `r`. */
export function standingColumns(sql: Sql) {
  return sql`
    r.formed_at as "formedAt", r.debts, r.reminded_at as "remindedAt",
    r.acknowledged_at as "acknowledgedAt", ${overtaken(sql)} as superseded`;
}

/** Whether a later report than `r` is formed. */
function overtaken(sql: Sql) {
  return sql`
    exists (select from employer_reports later
            where later.employer_id = r.employer_id and later.period > r.period
              and later.formed_at is not null)`;
}

export interface Forming {
  at: Instant;
  on: LocalDate;
  calendarVersionId: number;
  remindAt: Instant;
  totals: ReportTotals;
}

export async function closeForming(
  sql: Sql,
  reportId: number,
  { at, on, calendarVersionId, remindAt, totals }: Forming,
): Promise<void> {
  await sql`
    update employer_reports
    set formed_at = ${at}, formed_on = ${on}, calendar_version_id = ${calendarVersionId},
        remind_at = ${remindAt}, debts = ${totals.debts}, people = ${totals.people},
        total_kopecks = ${totals.totalKopecks}, owed_kopecks = ${totals.owedKopecks},
        overdue_debts = ${totals.overdueDebts}, overdue_kopecks = ${totals.overdueKopecks},
        penalty_kopecks = ${totals.penaltyKopecks}
    where id = ${reportId}`;
}

/** Reports of the employer whose acknowledgement is still awaited: the newest one, or none. */
export async function listAwaitedReports(
  sql: Sql,
  employerId: number,
): Promise<{ id: number; period: LocalDate }[]> {
  return await sql<{ id: number; period: LocalDate }[]>`
    select r.id, r.period from employer_reports r
    where r.employer_id = ${employerId} and r.acknowledged_at is null and r.debts > 0
      and not ${overtaken(sql)}
    order by r.period`;
}

/**
 * Reports whose case stands still: not formed though asked for before `since`, or not reminded of
 * though due before it.
 */
export async function listStalledReports(
  sql: Sql,
  since: Instant,
): Promise<{ id: number; employerId: number; period: LocalDate }[]> {
  return await sql<{ id: number; employerId: number; period: LocalDate }[]>`
    select r.id, r.employer_id as "employerId", r.period from employer_reports r
    where (r.formed_at is null and r.requested_at < ${since})
       or (r.debts > 0 and r.acknowledged_at is null and r.reminded_at is null
           and r.remind_at < ${since}
           and not ${overtaken(sql)})
    order by r.id`;
}

export async function noteReminded(sql: Sql, reportId: number, at: Instant): Promise<void> {
  await sql`
    update employer_reports set reminded_at = ${at}
    where id = ${reportId} and reminded_at is null`;
}

/** @returns false where somebody has acknowledged it already */
export async function writeAcknowledgement(
  sql: Sql,
  { reportId, contactId, at }: { reportId: number; contactId: number; at: Instant },
): Promise<boolean> {
  const rows = await sql`
    update employer_reports r
    set acknowledged_at = ${at}, acknowledged_by = c.id, acknowledged_name = c.name
    from employer_contacts c
    where r.id = ${reportId} and r.acknowledged_at is null and c.id = ${contactId}
      and c.employer_id = r.employer_id
    returning r.id`;
  return rows.length === 1;
}

/** A formed report of this employer, locked until the transaction's end; null where it has none. */
export async function findReport(
  sql: Sql,
  { employerId, period }: { employerId: number; period: LocalDate },
): Promise<FoundReport | null> {
  const [row] = await sql<(Omit<FoundReport, "state"> & ReportStanding)[]>`
    select r.id, e.time_zone as "timeZone", ${standingColumns(sql)}
    from employer_reports r join employers e on e.id = r.employer_id
    where r.employer_id = ${employerId} and r.period = ${period} and r.formed_at is not null
    for update of r`;
  if (!row) return null;
  const { id, timeZone, superseded } = row;
  return { id, timeZone, superseded, state: reportState(row) };
}

/** The month of the employer's newest formed report; null before the first. */
export async function newestFormed(sql: Sql, employerId: number): Promise<LocalDate | null> {
  const [row] = await sql<{ period: LocalDate | null }[]>`
    select max(period) as period from employer_reports
    where employer_id = ${employerId} and formed_at is not null`;
  return row!.period;
}

export interface FoundReport {
  id: number;
  timeZone: string;
  state: EmployerReportState;
  superseded: boolean;
}

/** A month's report as lists show it. */
export interface ReportSummary extends ReportTotals {
  id: number;
  period: LocalDate;
  state: EmployerReportState;
  formedOn: LocalDate;
  /** A later one is formed: no further marks. */
  superseded: boolean;
  acknowledgedAt: Instant | null;
  acknowledgedName: string | null;
  /** Debts that bear a mark now; null where a later report has taken them over. */
  marked: number | null;
}

/** A report that is asked for and not yet formed. */
export interface ReportRequested {
  id: number;
  period: LocalDate;
  state: "requested";
}

export type ReportRow = ReportSummary | ReportRequested;

/** A summary as its row comes; `rowOf` makes it whole. */
export type SummaryRow = Omit<ReportSummary, "state"> & ReportStanding;

/** The newest first. */
export async function listReports(sql: Sql, employerId: number): Promise<ReportRow[]> {
  const rows = await sql<SummaryRow[]>`
    select ${summaryColumns(sql)} from employer_reports r
    where r.employer_id = ${employerId} order by r.period desc`;
  return rows.map(rowOf);
}

/** What tells report `r` in a list. */
export function summaryColumns(sql: Sql) {
  return sql`
    r.id, r.period, r.formed_on as "formedOn", r.people, r.total_kopecks as "totalKopecks",
    r.owed_kopecks as "owedKopecks", r.overdue_debts as "overdueDebts",
    r.overdue_kopecks as "overdueKopecks", r.penalty_kopecks as "penaltyKopecks",
    r.acknowledged_name as "acknowledgedName", ${standingColumns(sql)},
    case when ${overtaken(sql)} then null else (
      select count(*) from (
        select distinct on (m.invoice_id) m.kind
        from employer_report_lines l join employer_report_marks m on m.invoice_id = l.invoice_id
        where l.report_id = r.id order by m.invoice_id, m.id desc) last
      where last.kind <> 'cleared') end as marked`;
}

/** An employer as staff oversee it. */
export interface OverseenEmployer {
  id: number;
  name: string;
  timeZone: string;
  region: string | null;
  contacts: number;
  /** Contacts of now whom the last letter of the newest report has not reached, or maybe not. */
  unreached: number;
  /** The newest report; null before the first. */
  last: ReportRow | null;
}

export async function listOverseenEmployers(sql: Sql): Promise<OverseenEmployer[]> {
  type Row = Omit<OverseenEmployer, "last"> & SummaryRow & { reportId: number | null };
  const rows = await sql<Row[]>`
    select l.*, e.name, e.time_zone as "timeZone", e.region, e.id, l.id as "reportId",
           (select count(*) from employer_contacts c
            where c.employer_id = e.id and c.ended_at is null) as contacts,
           ${unreachedOf(sql)} as unreached
    from employers e
    left join lateral (
      select ${summaryColumns(sql)} from employer_reports r
      where r.employer_id = e.id order by r.period desc limit 1
    ) l on true
    order by e.name`;
  return rows.map(
    ({ id, name, timeZone, region, contacts, unreached, reportId, ...report }) => ({
      ...{ id, name, timeZone, region, contacts, unreached },
      last: reportId === null ? null : rowOf({ ...report, id: reportId }),
    }),
  );
}

/** A row with the state that follows from it. */
export function rowOf(row: SummaryRow): ReportRow {
  return { ...row, state: reportState(row) } as ReportRow;
}
