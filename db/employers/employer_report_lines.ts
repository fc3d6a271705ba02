import type { ReportedDebt, UnpaidInvoice } from "../../domain/employer_report.ts";
import type { LocalDate } from "../../domain/local_date.ts";
import type { PersonName } from "../../domain/person_name.ts";
import type { Sql } from "../connection.ts";
import { balancesOf } from "../invoices/balances.ts";

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
             'credits', coalesce((
               select json_agg(json_build_object(
                        'on', (t.effective_at at time zone i.time_zone)::date,
                        'amount', t.amount_kopecks, 'neverOwed', d.kind = 'income')
                        order by t.effective_at, t.id)
               from ledger_accounts a
               join ledger_transfers t on t.credit_id = a.id
               join ledger_accounts d on d.id = t.debit_id
               where a.invoice_id = i.id), '[]')) end as recovery
    from invoices i
    join people p on p.id = i.payer_id
    join (${balancesOf(sql, sql`select id from invoices where employer_id = ${employerId}`)}) b
      on b.invoice_id = i.id
    left join recovery_cases r on r.invoice_id = i.id and r.closed_at is null
    where b.owed_kopecks > 0
    order by i.id`;
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
