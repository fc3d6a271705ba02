import type postgres from "postgres";
import type { ReportedDebt, UnpaidInvoice } from "../../domain/employer_report.ts";
import type { Instant, LocalDate } from "../../domain/local_date.ts";
import type { Kopecks } from "../../domain/money.ts";
import type { PersonName } from "../../domain/person_name.ts";
import type { Sql } from "../connection.ts";
import { marksOfLine, type ReportMark } from "./employer_report_marks.ts";
import { type ReportSummary, rowOf, summaryColumns, type SummaryRow } from "./employer_reports.ts";

/** An unpaid invoice with whose it is; no clinic and no service. */
export interface UnpaidRow extends UnpaidInvoice, PersonName {
  invoiceId: number;
  payerId: number;
  personnelNumber: string;
  publishedOn: LocalDate;
  paying: boolean;
}

/** Every invoice of the employer's contract that has not been paid whole. */
export async function listUnpaidInvoices(sql: Sql, employerId: number): Promise<UnpaidRow[]> {
  return await sql<UnpaidRow[]>`
    select i.id as "invoiceId", i.payer_id as "payerId", p.personnel_number as "personnelNumber",
           p.surname, p.name, p.patronymic, i.published_on as "publishedOn", i.due_on as "dueOn",
           i.total_kopecks as "totalKopecks", b.owed_kopecks as "owedKopecks",
           exists (select from payment_allocations a where a.invoice_id = i.id and a.open)
             as paying,
           case when r.id is not null then json_build_object(
             'contractRateBp', r.contract_rate_bp,
             'payments', coalesce((
               select json_agg(json_build_object(
                        'on', (t.effective_at at time zone i.time_zone)::date,
                        'amount', t.amount_kopecks) order by t.effective_at, t.id)
               from ledger_accounts a join ledger_transfers t on t.credit_id = a.id
               where a.invoice_id = i.id), '[]')) end as recovery
    from invoices i
    join people p on p.id = i.payer_id
    join (${balancesOf(sql, sql`select id from invoices where employer_id = ${employerId}`)}) b
      on b.invoice_id = i.id
    left join recovery_cases r on r.invoice_id = i.id and r.closed_at is null
    where b.owed_kopecks > 0
    order by i.id`;
}

/**
 * Balances of many invoices in one pass over each side of the ledger: `invoice_balances` asks for
 * each by itself, and where few have been paid yet the planner reads the whole ledger each time.
 *
 * @param ids a query of invoices' ids
 */
function balancesOf(sql: Sql, ids: postgres.PendingQuery<postgres.Row[]>) {
  return sql`
    select side.invoice_id, sum(side.amount)::bigint as owed_kopecks,
           max(side.paid_at) as last_paid_at
    from (
      select a.invoice_id, t.amount_kopecks as amount, null::timestamptz as paid_at
      from (${ids}) wanted (id)
      join ledger_accounts a on a.invoice_id = wanted.id
      join ledger_transfers t on t.debit_id = a.id
      union all
      select a.invoice_id, -t.amount_kopecks, t.effective_at
      from (${ids}) wanted (id)
      join ledger_accounts a on a.invoice_id = wanted.id
      join ledger_transfers t on t.credit_id = a.id
    ) side
    group by side.invoice_id`;
}

/** A debt as a report keeps it. */
export type ReportLine =
  & Omit<UnpaidRow, "recovery">
  & ReportedDebt
  & { place: number };

/** Writes the lines of a report; the table is append-only. */
export async function insertReportLines(
  sql: Sql,
  reportId: number,
  lines: readonly ReportLine[],
): Promise<void> {
  await sql`
    insert into employer_report_lines (
      report_id, place, invoice_id, payer_id, personnel_number, surname, name, patronymic,
      published_on, due_on, total_kopecks, owed_kopecks, state, paying, days_overdue,
      working_days_left, penalty_kopecks)
    select ${reportId}, place, "invoiceId", "payerId", "personnelNumber", surname, name, patronymic,
           "publishedOn", "dueOn", "totalKopecks", "owedKopecks", state, paying, "daysOverdue",
           "workingDaysLeft", "penaltyKopecks"
    from jsonb_to_recordset(${sql.json(lines as never)}) as l (
      place integer, "invoiceId" bigint, "payerId" bigint, "personnelNumber" text, surname text,
      name text, patronymic text, "publishedOn" date, "dueOn" date, "totalKopecks" bigint,
      "owedKopecks" bigint, state text, paying boolean, "daysOverdue" integer,
      "workingDaysLeft" integer, "penaltyKopecks" bigint)`;
}

/** A report with its debts as they stood on its day. */
export interface FrozenReport {
  report: ReportSummary;
  employer: string;
  lines: ReportLine[];
}

/** One report of this employer as it was formed, in one query; null where it has none. */
export async function readFrozenReport(
  sql: Sql,
  { employerId, period }: { employerId: number; period: LocalDate },
): Promise<FrozenReport | null> {
  const [row] = await sql<(SummaryRow & { employer: string; lines: ReportLine[] })[]>`
    select ${summaryColumns(sql)}, e.name as employer,
      coalesce((select json_agg(json_build_object(${lineFields(sql)}) order by l.place)
                from employer_report_lines l where l.report_id = r.id), '[]') as lines
    from employer_reports r join employers e on e.id = r.employer_id
    where r.employer_id = ${employerId} and r.period = ${period} and r.formed_at is not null`;
  if (!row) return null;
  const { lines, employer, ...report } = row;
  return { report: rowOf(report) as ReportSummary, employer, lines };
}

/** A debt of a report, with what has come of it since. */
export interface ReportedLine extends ReportLine {
  /** What is still owed now. */
  owedNowKopecks: Kopecks;
  /** When the last of it had been paid; null while any of it is owed. */
  paidAt: Instant | null;
  /** The newest first. */
  marks: ReportMark[];
}

/** One report of this employer with what has come of its debts, in one query. */
export async function readReport(
  sql: Sql,
  { employerId, period }: { employerId: number; period: LocalDate },
): Promise<{ report: ReportSummary; lines: ReportedLine[] } | null> {
  const linesOf = sql`
    select l.invoice_id from employer_report_lines l join employer_reports r on r.id = l.report_id
    where r.employer_id = ${employerId} and r.period = ${period}`;
  const [row] = await sql<(SummaryRow & { lines: ReportedLine[] })[]>`
    with balances as (${balancesOf(sql, linesOf)})
    select ${summaryColumns(sql)},
      coalesce((
        select json_agg(json_build_object(
          ${lineFields(sql)},
          'owedNowKopecks', greatest(b.owed_kopecks, 0),
          'paidAt', case when b.owed_kopecks <= 0 then to_char(
            b.last_paid_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') end,
          'marks', ${marksOfLine(sql)}) order by l.place)
        from employer_report_lines l
        join balances b on b.invoice_id = l.invoice_id
        where l.report_id = r.id), '[]') as lines
    from employer_reports r
    where r.employer_id = ${employerId} and r.period = ${period} and r.formed_at is not null`;
  if (!row) return null;
  const { lines, ...report } = row;
  return { report: rowOf(report) as ReportSummary, lines };
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
