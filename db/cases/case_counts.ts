import type { Kopecks } from "../../domain/money.ts";
import type { Sql } from "../connection.ts";

/** Where an employer's unpaid invoices stand. */
export interface EmployerCases {
  employerId: number;
  employer: string;
  /** Not paid, whatever else. */
  open: number;
  dueSoon: number;
  overdue: number;
  overdueKopecks: Kopecks;
  inRecovery: number;
}

/**
 * Employers with unpaid invoices, those with most overdue first.
 *
 * @param until the deadline of an invoice that is due soon lies between `at` and this instant
 * @param employerId this one alone
 */
export async function countCasesByEmployer(
  sql: Sql,
  { at, until, employerId }: { at: string; until: string; employerId?: number },
): Promise<EmployerCases[]> {
  return await sql<EmployerCases[]>`
    select e.id as "employerId", e.name as employer, count(*) as open,
           count(*) filter (where i.due_at > ${at} and i.due_at <= ${until}) as "dueSoon",
           count(*) filter (where i.defaulted_at is not null or i.due_at <= ${at}) as overdue,
           coalesce(sum(b.owed_kopecks) filter (
             where i.defaulted_at is not null or i.due_at <= ${at}), 0)::bigint as "overdueKopecks",
           count(r.id) filter (where r.closed_at is null) as "inRecovery"
    from invoices i
    join invoice_balances b on b.invoice_id = i.id and b.owed_kopecks > 0
    join employers e on e.id = i.employer_id
    left join recovery_cases r on r.invoice_id = i.id
    ${employerId === undefined ? sql`` : sql`where i.employer_id = ${employerId}`}
    group by e.id
    order by "overdueKopecks" desc, e.name`;
}
