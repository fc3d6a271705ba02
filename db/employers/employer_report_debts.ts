import type { DebtStateNow, MarkKind } from "../../domain/employer_report.ts";
import type { LocalDate } from "../../domain/local_date.ts";
import { nameKey } from "../../domain/person_name.ts";
import type { Sql } from "../connection.ts";
import { balancesOf } from "../invoices/balances.ts";

/** Which report: an employer's of a month. */
export interface ReportOfMonth {
  employerId: number;
  period: LocalDate;
}

export type DebtOrder = "name" | "owed" | "due";

/** Which debts of a report are asked for. */
export interface DebtFilter {
  /** A part of a name, a personnel number or an invoice's number; "" is any. */
  query: string;
  /** `late`: overdue or in recovery. */
  state: DebtStateNow | "late" | "open" | "";
  /** `none`: without a mark that counts. */
  mark: MarkKind | "none" | "";
}

/** The formed report, as `report`. */
export function reportOf(sql: Sql, { employerId, period }: ReportOfMonth) {
  return sql`
    report as materialized (
      select * from employer_reports
      where employer_id = ${employerId} and period = ${period} and formed_at is not null)`;
}

/**
 * Debts of a report with what is owed of each now and the mark that counts, as `debts`. Balances are
 * read in one pass: a report has thousands.
 */
export function debtsOf(
  sql: Sql,
  key: ReportOfMonth,
  today: LocalDate,
) {
  const ids = sql`
    select l.invoice_id from report r join employer_report_lines l on l.report_id = r.id`;
  return sql`
    ${reportOf(sql, key)},
    balances as (${balancesOf(sql, ids)}),
    marked as (
      select distinct on (m.invoice_id) m.invoice_id, m.kind
      from report r
      join employer_report_lines l on l.report_id = r.id
      join employer_report_marks m on m.invoice_id = l.invoice_id and m.report_id <= r.id
      order by m.invoice_id, m.id desc
    ),
    debts as materialized (
      select l.*, greatest(b.owed_kopecks, 0) as owed_now, i.due_on as due_now,
             a.invoice_id is not null as paying_now,
             case when b.owed_kopecks <= 0 then b.last_paid_at end as closed_at,
             case when b.owed_kopecks <= 0 then 'closed'
                  when c.id is not null then 'recovery'
                  when i.due_on < ${today} then 'overdue'
                  else 'not_due' end as state_now,
             coalesce(nullif(k.kind, 'cleared'), 'none') as mark
      from report r
      join employer_report_lines l on l.report_id = r.id
      join balances b on b.invoice_id = l.invoice_id
      join invoices i on i.id = l.invoice_id
      left join recovery_cases c on c.invoice_id = l.invoice_id and c.closed_at is null
      left join payment_allocations a on a.invoice_id = l.invoice_id and a.open
      left join marked k on k.invoice_id = l.invoice_id
    )`;
}

/** Whether a row `l` of `debts` belongs to the filter. */
export function letsThrough(sql: Sql, { query, state, mark }: DebtFilter) {
  const key = nameKey(query);
  const invoice = query.replace(/^№\s*/, "");
  const named = key === "" ? sql`true` : sql`(
    strpos(replace(lower(concat_ws(' ', l.surname, l.name, l.patronymic)), 'ё', 'е'), ${key}) > 0
    or lower(l.personnel_number) = ${key} or l.invoice_id::text = ${invoice})`;
  const stands = state === ""
    ? sql`true`
    : state === "open"
    ? sql`l.state_now <> 'closed'`
    : state === "late"
    ? sql`l.state_now in ('overdue', 'recovery')`
    : sql`l.state_now = ${state}`;
  return sql`${named} and ${stands} and ${mark === "" ? sql`true` : sql`l.mark = ${mark}`}`;
}

/** Rows `l` of debts: what is equal otherwise goes by name. */
export function ordered(sql: Sql, order: DebtOrder) {
  switch (order) {
    case "name":
      return sql`l.place`;
    case "owed":
      return sql`l.owed_now desc, l.place`;
    case "due":
      return sql`l.due_on, l.place`;
  }
}
