import type { Instant, LocalDate } from "../domain/local_date.ts";
import type { Kopecks } from "../domain/money.ts";
import type { ReminderPlan } from "../domain/reminder_plan.ts";
import type { Sql } from "./connection.ts";

/** Franchises with lines to be invoiced: not held, not invoiced, of service up to `through`. */
export async function franchisesToInvoice(sql: Sql, through: LocalDate): Promise<number[]> {
  const rows = await sql<{ franchise_id: number }[]>`
    select distinct franchise_id from lines_to_invoice
    where service_date <= ${through}
    order by franchise_id`;
  return rows.map((row) => row.franchise_id);
}

/** Who owes for a franchise, and by whose calendar and zone the term counts. */
export interface FranchiseToInvoice {
  policyId: number;
  personId: number;
  birthDate: LocalDate;
  representativeId: number | null;
  ward: boolean;
  employerId: number;
  region: string | null;
  timeZone: string;
  /** The employer's own; null is the product's. */
  reminderPlan: ReminderPlan | null;
}

/** Reads a franchise and locks it until the transaction ends: two publications of it take turns. */
export async function lockFranchiseToInvoice(
  sql: Sql,
  franchiseId: number,
): Promise<FranchiseToInvoice> {
  await sql`select id from franchises where id = ${franchiseId} for no key update`;
  const [row] = await sql<{
    policy_id: number;
    person_id: number;
    birth_date: LocalDate;
    representative_id: number | null;
    ward: boolean;
    employer_id: number;
    region: string | null;
    time_zone: string;
    reminder_plan: ReminderPlan | null;
  }[]>`
    select f.policy_id, h.id as person_id, h.birth_date, h.representative_id, h.ward,
           h.employer_id, e.region, e.time_zone, e.reminder_plan
    from franchises f
    join policies p on p.id = f.policy_id
    join people h on h.id = p.person_id
    join employers e on e.id = h.employer_id
    where f.id = ${franchiseId}`;
  if (!row) throw new Error(`There is no franchise ${franchiseId}`);
  return {
    policyId: row.policy_id,
    personId: row.person_id,
    birthDate: row.birth_date,
    representativeId: row.representative_id,
    ward: row.ward,
    employerId: row.employer_id,
    region: row.region,
    timeZone: row.time_zone,
    reminderPlan: row.reminder_plan,
  };
}

export interface UnpublishedLine {
  id: number;
  franchise: Kopecks;
}

/** The franchise's lines to be invoiced, locked: staff can't hold one meanwhile. */
export async function lockUnpublishedLines(
  sql: Sql,
  franchiseId: number,
  through: LocalDate,
): Promise<UnpublishedLine[]> {
  return await sql<UnpublishedLine[]>`
    select id, franchise_kopecks as franchise from lines_to_invoice
    where franchise_id = ${franchiseId} and service_date <= ${through}
    order by id for update`;
}

export interface NewInvoice {
  franchiseId: number;
  policyId: number;
  payerId: number;
  employerId: number;
  through: LocalDate;
  total: Kopecks;
  publishedAt: Instant;
  publishedOn: LocalDate;
  dueOn: LocalDate;
  dueAt: Instant;
  calendarVersionId: number;
  /** Kept with the invoice: its timeline has promised these reminders. */
  reminderPlan: ReminderPlan;
  timeZone: string;
  recordedAt: Instant;
}

/** Writes an invoice and puts its lines into it. */
export async function insertInvoice(
  sql: Sql,
  invoice: NewInvoice,
  lineIds: number[],
): Promise<number> {
  const [row] = await sql<{ id: number }[]>`
    insert into invoices (franchise_id, policy_id, payer_id, employer_id, through, total_kopecks,
                          published_at, published_on, due_on, due_at, calendar_version_id,
                          reminder_plan, time_zone, recorded_at)
    values (${invoice.franchiseId}, ${invoice.policyId}, ${invoice.payerId}, ${invoice.employerId},
            ${invoice.through}, ${invoice.total}, ${invoice.publishedAt}, ${invoice.publishedOn},
            ${invoice.dueOn}, ${invoice.dueAt}, ${invoice.calendarVersionId},
            ${
    sql.json(invoice.reminderPlan.map(({ day, channels }) => ({ day, channels: [...channels] })))
  },
            ${invoice.timeZone}, ${invoice.recordedAt})
    returning id`;
  await sql`
    update service_lines set invoice_id = ${row!.id} where id = any(${lineIds}::bigint[])`;
  return row!.id;
}
