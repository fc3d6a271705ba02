import type { DebtStateNow, ReportedNow } from "../../domain/employer_report.ts";
import type { Instant, LocalDate } from "../../domain/local_date.ts";
import type { Kopecks } from "../../domain/money.ts";
import type { Sql } from "../connection.ts";
import { instantJson } from "../instant_json.ts";
import {
  type DebtFilter,
  type DebtOrder,
  debtsOf,
  letsThrough,
  ordered,
  reportOf,
} from "./employer_report_debts.ts";
import type { ReportLine } from "./employer_report_lines.ts";
import { marksOfLine, type ReportMark } from "./employer_report_marks.ts";
import { type ReportSummary, rowOf, summaryColumns, type SummaryRow } from "./employer_reports.ts";

/** Whose report is read, and who is journalled to have seen whose debts (152-FZ). */
export interface ReportKey {
  employerId: number;
  period: LocalDate;
  contactId: number;
  ip: string;
  at: Instant;
}

/** Lines of a report as they were frozen, with the report that they are of. */
export interface FrozenPage {
  report: ReportSummary;
  employer: string;
  lines: ReportLine[];
}

/**
 * Frozen lines in their order, those after place `after`, and in the same statement the note whose
 * they are; null where this employer has no such report.
 */
export async function takeFrozenLines(
  sql: Sql,
  { after, limit, ...key }: ReportKey & { after: number; limit: number },
): Promise<FrozenPage | null> {
  const [row] = await sql<(SummaryRow & { employer: string; lines: ReportLine[] })[]>`
    with ${reportOf(sql, key)},
    page as (
      select l.* from report r join employer_report_lines l on l.report_id = r.id
      where l.place > ${after} order by l.place limit ${limit}
    ),
    ${journalled(sql, key, "downloaded")}
    select ${summaryColumns(sql)}, e.name as employer,
      coalesce((select json_agg(json_build_object(${lineFields(sql)}) order by l.place)
                from page l), '[]') as lines
    from report r join employers e on e.id = r.employer_id`;
  if (!row) return null;
  const { lines, employer, ...report } = row;
  return { report: rowOf(report) as ReportSummary, employer, lines };
}

/** A debt of a report, with what has come of it since. */
export interface ReportedLine extends ReportLine {
  owedNowKopecks: Kopecks;
  stateNow: DebtStateNow;
  /** The last day of its term, where it was moved since. */
  dueNowOn: LocalDate;
  payingNow: boolean;
  /** When the last of it was gone; null while any of it is owed. */
  closedAt: Instant | null;
  /** Some of it was taken off since the report, not paid: corrected or forgiven. */
  takenOff: boolean;
  /** The newest first. */
  marks: ReportMark[];
}

export interface DebtsWanted extends ReportKey {
  filter: DebtFilter;
  order: DebtOrder;
  /** The employer's local date: terms have ended before it. */
  today: LocalDate;
  offset: number;
  limit: number;
  action: "looked" | "downloaded";
  /** Counts the marks that the contact gave at that instant; null for none. */
  markedAt: Instant | null;
}

export interface ShownDebts {
  report: ReportSummary;
  employer: string;
  /** The report that has taken this one's place; null while it is the last. */
  newer: { period: LocalDate; formedOn: LocalDate } | null;
  /** Of all the report's debts. */
  now: ReportedNow;
  /** How many debts the filter lets through. */
  found: number;
  /** On how many of them something is owed: these may be marked. */
  foundOpen: number;
  /** How many the contact marked at the instant that was asked for. */
  markedThen: number;
  lines: ReportedLine[];
}

/**
 * Debts of a report that the filter lets through, a page of them, and in the same statement the note
 * whose they are; null where this employer has no such report.
 */
export async function takeReportedDebts(
  sql: Sql,
  { filter, order, today, offset, limit, action, markedAt, ...key }: DebtsWanted,
): Promise<ShownDebts | null> {
  type Row = SummaryRow & Omit<ShownDebts, "report">;
  const [row] = await sql<Row[]>`
    with ${debtsOf(sql, key, today)},
    found as (select * from debts l where ${letsThrough(sql, filter)}),
    page as (
      select * from found l order by ${ordered(sql, order)} offset ${offset} limit ${limit}
    ),
    ${journalled(sql, key, action)}
    select ${summaryColumns(sql)}, e.name as employer,
      (select json_build_object('period', n.period, 'formedOn', n.formed_on)
       from employer_reports n
       where n.employer_id = r.employer_id and n.period > r.period and n.formed_at is not null
       order by n.period desc limit 1) as newer,
      (select json_build_object(
                'debts', count(*) filter (where l.owed_now > 0),
                'owedKopecks', coalesce(sum(l.owed_now), 0)) from debts l) as now,
      (select count(*) from found) as found,
      (select count(*) from found where state_now <> 'closed') as "foundOpen",
      (select count(*) from employer_report_marks m
       where m.report_id = r.id and m.contact_id = ${key.contactId}
         and m.marked_at = ${markedAt}::timestamptz) as "markedThen",
      coalesce((
        select json_agg(json_build_object(
          ${lineFields(sql)},
          'owedNowKopecks', l.owed_now, 'stateNow', l.state_now, 'dueNowOn', l.due_now,
          'payingNow', l.paying_now,
          'closedAt', ${instantJson(sql, "l.closed_at")},
          'takenOff', exists (
            select from ledger_accounts a
            join ledger_transfers t on t.credit_id = a.id and t.recorded_at > r.formed_at
            join ledger_accounts d on d.id = t.debit_id and d.kind in ('income', 'forgiven')
            where a.invoice_id = l.invoice_id),
          'marks', ${marksOfLine(sql)}) order by ${ordered(sql, order)})
        from page l), '[]') as lines
    from report r join employers e on e.id = r.employer_id`;
  if (!row) return null;
  const { lines, employer, newer, now, found, foundOpen, markedThen, ...report } = row;
  const counts = { found, foundOpen, markedThen };
  return { report: rowOf(report) as ReportSummary, employer, newer, now, ...counts, lines };
}

/** Notes at each person of `page` that the contact has seen it. */
function journalled(sql: Sql, { contactId, ip, at }: ReportKey, action: string) {
  return sql`
    journalled as (
      insert into journal (actor, action, subject, ip, happened_at)
      select distinct ${`employer_contact/${contactId}`}, ${action}, 'person/' || payer_id, ${ip},
             ${at}::timestamptz
      from page)`;
}

/** The line `l` as fields of JSON. */
function lineFields(sql: Sql) {
  return sql`
    'place', l.place, 'invoiceId', l.invoice_id, 'payerId', l.payer_id,
    'personnelNumber', l.personnel_number, 'surname', l.surname, 'name', l.name,
    'patronymic', l.patronymic, 'publishedOn', l.published_on, 'dueOn', l.due_on,
    'totalKopecks', l.total_kopecks, 'owedKopecks', l.owed_kopecks, 'state', l.state,
    'paying', l.paying, 'daysOverdue', l.days_overdue, 'workingDaysLeft', l.working_days_left,
    'penaltyKopecks', l.penalty_kopecks`;
}
