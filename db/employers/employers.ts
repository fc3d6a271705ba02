import type { InvoicePeriod } from "../../domain/contract_terms.ts";
import type { ReminderPlan } from "../../domain/reminder_plan.ts";
import type { Sql } from "../connection.ts";

/** What differs from employer to employer; null is the product's own. */
export interface EmployerSettings {
  /** ISO 3166-2 code whose regional holidays count; null is federal. */
  region: string | null;
  reminderPlan: ReminderPlan | null;
  /** Yearly rate of the contract's own penalty, in basis points; null is the key rate. */
  penaltyRateBp: number | null;
  /** IANA name: by its clocks days begin and end. */
  timeZone: string;
  /** Months of service of one scheduled invoice. */
  invoiceMonths: InvoicePeriod;
}

export interface EmployerRow extends EmployerSettings {
  id: number;
  name: string;
}

export async function listEmployers(sql: Sql): Promise<EmployerRow[]> {
  return await sql<EmployerRow[]>`${selectEmployers(sql)} order by name`;
}

export async function readEmployer(sql: Sql, id: number): Promise<EmployerRow | null> {
  const [row] = await sql<EmployerRow[]>`${selectEmployers(sql)} where id = ${id}`;
  return row ?? null;
}

/** The employer of exactly that name; null where there is none. */
export async function findEmployer(sql: Sql, name: string): Promise<EmployerRow | null> {
  const [row] = await sql<EmployerRow[]>`${selectEmployers(sql)} where name = ${name}`;
  return row ?? null;
}

/** Locks the employer of that name; null where there is none. */
export async function lockEmployer(sql: Sql, name: string): Promise<EmployerRow | null> {
  const [row] = await sql<EmployerRow[]>`
    ${selectEmployers(sql)} where name = ${name} for update`;
  return row ?? null;
}

function selectEmployers(sql: Sql) {
  return sql`
    select id, name, region, time_zone as "timeZone", reminder_plan as "reminderPlan",
           penalty_rate_bp as "penaltyRateBp", invoice_months as "invoiceMonths"
    from employers`;
}

export async function writeEmployerSettings(
  sql: Sql,
  employerId: number,
  { region, reminderPlan, penaltyRateBp, timeZone, invoiceMonths }: EmployerSettings,
): Promise<void> {
  const plan = reminderPlan?.map(({ day, channels }) => ({ day, channels: [...channels] })) ?? null;
  await sql`
    update employers
    set region = ${region}, reminder_plan = ${plan === null ? null : sql.json(plan)},
        penalty_rate_bp = ${penaltyRateBp}, time_zone = ${timeZone},
        invoice_months = ${invoiceMonths}
    where id = ${employerId}`;
}
