import { groupedBy } from "../../domain/grouped.ts";
import type { Instant, LocalDate } from "../../domain/local_date.ts";
import type { Kopecks } from "../../domain/money.ts";
import type { ReminderPlan } from "../../domain/reminder_plan.ts";
import type { InvoicePeriod } from "../../domain/contract_terms.ts";
import type { Sql } from "../connection.ts";

/**
 * Franchises with lines to be invoiced: not held, not invoiced, of service up to `through`, whose
 * employers have invoices of such periods.
 */
export async function franchisesToInvoice(
  sql: Sql,
  { through, periods }: { through: LocalDate; periods: readonly InvoicePeriod[] },
): Promise<number[]> {
  const rows = await sql<{ franchise_id: number }[]>`
    select distinct l.franchise_id
    from lines_to_invoice l
    join franchises f on f.id = l.franchise_id
    join policies o on o.id = f.policy_id
    join people p on p.id = o.person_id
    join employers e on e.id = p.employer_id
    where l.service_date <= ${through} and e.invoice_months = any(${[...periods]}::smallint[])
    order by l.franchise_id`;
  return rows.map((row) => row.franchise_id);
}

/** Clinics of which a register is under way: nothing of theirs is invoiced meanwhile. */
export async function clinicsUnderWay(sql: Sql): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`
    select distinct c.name from import_files f join clinics c on c.id = f.clinic_id
    where f.kind = 'register' and f.state = 'checking' order by c.name`;
  return rows.map((row) => row.name);
}

export interface RegisterUnderWay {
  fileId: number;
  clinicId: number;
  sha256: string;
}

export async function registersUnderWay(sql: Sql): Promise<RegisterUnderWay[]> {
  return await sql<RegisterUnderWay[]>`
    select id as "fileId", clinic_id as "clinicId", sha256 from import_files
    where kind = 'register' and state = 'checking' and clinic_id is not null order by id`;
}

/** Who owes for a franchise, and by whose calendar and zone the term counts. */
export interface FranchiseToInvoice {
  franchiseId: number;
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
  /** Its lines to be invoiced, by id; none where they were published meanwhile. */
  lines: UnpublishedLine[];
}

export interface UnpublishedLine {
  id: number;
  franchise: Kopecks;
}

/**
 * Reads franchises with their lines to be invoiced, and locks both until the transaction ends: two
 * publications of one take turns, and staff can't hold a line meanwhile.
 */
export async function lockFranchisesToInvoice(
  sql: Sql,
  { franchiseIds, through }: { franchiseIds: readonly number[]; through: LocalDate },
): Promise<FranchiseToInvoice[]> {
  const ids = franchiseIds as number[];
  await sql`
    select from franchises where id = any(${ids}::bigint[]) order by id for no key update`;
  const lines = await sql<(UnpublishedLine & { franchiseId: number })[]>`
    select id, franchise_id as "franchiseId", franchise_kopecks as franchise from lines_to_invoice
    where franchise_id = any(${ids}::bigint[]) and service_date <= ${through}
    order by id for update`;
  const linesOf = groupedBy(lines, (line) => line.franchiseId);
  const franchises = await sql<Omit<FranchiseToInvoice, "lines">[]>`
    select f.id as "franchiseId", f.policy_id as "policyId", h.id as "personId",
           h.birth_date as "birthDate", h.representative_id as "representativeId", h.ward,
           h.employer_id as "employerId", e.region, e.time_zone as "timeZone",
           e.reminder_plan as "reminderPlan"
    from franchises f
    join policies p on p.id = f.policy_id
    join people h on h.id = p.person_id
    join employers e on e.id = h.employer_id
    where f.id = any(${ids}::bigint[]) order by f.id`;
  return franchises.map((franchise) => ({
    ...franchise,
    lines: linesOf.get(franchise.franchiseId) ?? [],
  }));
}

export interface NewInvoice {
  franchiseId: number;
  policyId: number;
  payerId: number;
  employerId: number;
  total: Kopecks;
  publishedOn: LocalDate;
  dueOn: LocalDate;
  dueAt: Instant;
  /** Kept with the invoice: its timeline has promised these reminders. */
  reminderPlan: ReminderPlan;
  timeZone: string;
  lineIds: readonly number[];
}

export interface NewInvoices {
  invoices: readonly NewInvoice[];
  through: LocalDate;
  calendarVersionId: number;
  at: Instant;
}

/**
 * Writes invoices, puts their lines into them, and posts what is owed: the income of each against
 * its own receivable.
 *
 * @returns their ids, in the same order
 */
export async function insertInvoices(
  sql: Sql,
  { invoices, through, calendarVersionId, at }: NewInvoices,
): Promise<number[]> {
  const rows = invoices.map((invoice) => ({
    franchise_id: invoice.franchiseId,
    policy_id: invoice.policyId,
    payer_id: invoice.payerId,
    employer_id: invoice.employerId,
    total_kopecks: invoice.total,
    published_on: invoice.publishedOn,
    due_on: invoice.dueOn,
    due_at: invoice.dueAt,
    reminder_plan: invoice.reminderPlan.map(({ day, channels }) => ({
      day,
      channels: [...channels],
    })),
    time_zone: invoice.timeZone,
  }));
  const written = await sql<{ id: number; franchise_id: number }[]>`
    insert into invoices (franchise_id, policy_id, payer_id, employer_id, through, total_kopecks,
                          published_at, published_on, due_on, due_at, calendar_version_id,
                          reminder_plan, time_zone, recorded_at)
    select franchise_id, policy_id, payer_id, employer_id, ${through}, total_kopecks, ${at},
           published_on, due_on, due_at, ${calendarVersionId}, reminder_plan, time_zone, ${at}
    from jsonb_populate_recordset(null::invoices, ${sql.json(rows)}) with ordinality
    order by ordinality
    returning id, franchise_id`;
  const idOf = new Map(written.map((row) => [row.franchise_id, row.id]));
  const ids = invoices.map((invoice) => idOf.get(invoice.franchiseId)!);

  const lines = invoices.flatMap(({ lineIds }, at) =>
    lineIds.map((lineId) => ({ lineId, invoiceId: ids[at]! }))
  );
  await sql`
    update service_lines l set invoice_id = n.invoice_id
    from unnest(${lines.map((line) => line.lineId)}::bigint[],
                ${lines.map((line) => line.invoiceId)}::bigint[]) as n (id, invoice_id)
    where l.id = n.id`;
  await sql`
    with accounts as (
      insert into ledger_accounts (kind, invoice_id)
      select 'receivable', id from unnest(${ids}::bigint[]) id
      returning id, invoice_id)
    insert into ledger_transfers (event_key, debit_id, credit_id, amount_kopecks, effective_at,
                                  recorded_at)
    select 'invoice/' || a.invoice_id || '/published', a.id,
           (select id from ledger_accounts where kind = 'income'), n.amount, ${at}, ${at}
    from accounts a
    join unnest(${ids}::bigint[], ${invoices.map(({ total }) => total)}::bigint[])
      as n (invoice_id, amount) on n.invoice_id = a.invoice_id
    order by a.invoice_id`;
  return ids;
}

/**
 * Has Postgres count what stands in the tables that publishing fills. While they grow a
 * thousandfold within minutes, it would go on looking accounts up as it did when there were two:
 * by reading them all.
 */
export async function countAnew(sql: Sql): Promise<void> {
  await sql`analyze ledger_accounts, ledger_transfers, invoices`;
}
