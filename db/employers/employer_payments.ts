import type { Instant, LocalDate } from "../../domain/local_date.ts";
import type { Kopecks } from "../../domain/money.ts";
import type { PersonName } from "../../domain/person_name.ts";
import type { Sql } from "../connection.ts";
import { balancesOf } from "../invoices/balances.ts";

export interface PaymentPart {
  invoiceId: number;
  amountKopecks: Kopecks;
}

export interface NewEmployerPayment {
  employerId: number;
  orderNumber: string;
  receivedOn: LocalDate;
  amountKopecks: Kopecks;
  /** They come to the amount. */
  parts: readonly PaymentPart[];
  staffId: number;
  at: Instant;
}

/** @returns null where that order of that day is entered already */
export async function insertEmployerPayment(
  sql: Sql,
  payment: NewEmployerPayment,
): Promise<number | null> {
  const { employerId, orderNumber, receivedOn, amountKopecks, parts, staffId, at } = payment;
  const [row] = await sql<{ id: number }[]>`
    insert into employer_payments
      (employer_id, order_number, received_on, amount_kopecks, entered_by, entered_at)
    values (${employerId}, ${orderNumber}, ${receivedOn}, ${amountKopecks}, ${staffId}, ${at})
    on conflict (employer_id, order_number, received_on) where outcome is distinct from 'refused'
      do nothing
    returning id`;
  if (!row) return null;
  await sql`
    insert into employer_payment_parts (payment_id, invoice_id, amount_kopecks)
    select ${row.id}, invoice_id, amount
    from unnest(${parts.map((part) => part.invoiceId)}::bigint[],
                ${parts.map((part) => part.amountKopecks)}::bigint[]) as p (invoice_id, amount)`;
  return row.id;
}

/** Money that came from an employer, as staff entered it. */
export interface EmployerPayment {
  id: number;
  orderNumber: string;
  receivedOn: LocalDate;
  amountKopecks: Kopecks;
  /** How many invoices it is for. */
  parts: number;
  enteredById: number;
  enteredBy: string;
  enteredAt: Instant;
  /** Null while it waits for the second member. */
  outcome: "posted" | "refused" | null;
  decidedBy: string | null;
  decidedAt: Instant | null;
  /** What of it was owed no more when it was posted: it became the people's unallocated money. */
  excessKopecks: Kopecks;
}

/** What waits first, then the newest. */
export async function listEmployerPayments(
  sql: Sql,
  { employerId, limit }: { employerId: number; limit: number },
): Promise<EmployerPayment[]> {
  return await sql<EmployerPayment[]>`
    ${selectPayments(sql)} where y.employer_id = ${employerId}
    order by y.outcome is not null, y.id desc limit ${limit}`;
}

function selectPayments(sql: Sql) {
  return sql`
    select y.id, y.order_number as "orderNumber", y.received_on as "receivedOn",
           y.amount_kopecks as "amountKopecks",
           (select count(*) from employer_payment_parts p where p.payment_id = y.id) as parts,
           y.entered_by as "enteredById", e.name as "enteredBy", y.entered_at as "enteredAt",
           y.outcome, d.name as "decidedBy", y.decided_at as "decidedAt",
           ${excessOf(sql)} as "excessKopecks"
    from employer_payments y
    join staff e on e.id = y.entered_by
    left join staff d on d.id = y.decided_by`;
}

/** What posting payment `y` left beyond the debts; its transfers are found by their events. */
function excessOf(sql: Sql) {
  return sql`
    (select coalesce(sum(t.amount_kopecks), 0)::bigint
     from employer_payment_parts p
     join ledger_transfers t
       on t.event_key = 'employer_payment/' || y.id || '/invoice/' || p.invoice_id || '/excess'
     where p.payment_id = y.id)`;
}

export async function findEmployerPayment(
  sql: Sql,
  { employerId, paymentId }: { employerId: number; paymentId: number },
): Promise<EmployerPayment | null> {
  const [row] = await sql<EmployerPayment[]>`
    ${selectPayments(sql)} where y.id = ${paymentId} and y.employer_id = ${employerId}`;
  return row ?? null;
}

/** Until the transaction's end: of two answers one comes first. */
export async function lockEmployerPayment(sql: Sql, paymentId: number): Promise<void> {
  await sql`select from employer_payments where id = ${paymentId} for update`;
}

/** What of a payment is for which invoice, and what is owed on it now. */
export interface PartToPost extends PaymentPart, PersonName {
  franchiseId: number;
  payerId: number;
  owedKopecks: Kopecks;
  /** The bank has not decided a payment of it. */
  paying: boolean;
}

/** In the order of invoices, in which they are locked. */
export async function listPaymentParts(sql: Sql, paymentId: number): Promise<PartToPost[]> {
  return await sql<PartToPost[]>`
    select p.invoice_id as "invoiceId", p.amount_kopecks as "amountKopecks",
           i.franchise_id as "franchiseId", i.payer_id as "payerId",
           h.surname, h.name, h.patronymic, b.owed_kopecks as "owedKopecks",
           exists (select from payment_allocations a where a.invoice_id = i.id and a.open) as paying
    from employer_payment_parts p
    join invoices i on i.id = p.invoice_id
    join people h on h.id = i.payer_id
    join (${
    balancesOf(
      sql,
      sql`select invoice_id from employer_payment_parts where payment_id = ${paymentId}`,
    )
  }) b on b.invoice_id = i.id
    where p.payment_id = ${paymentId}
    order by p.invoice_id`;
}

export async function closeEmployerPayment(
  sql: Sql,
  paymentId: number,
  { outcome, staffId, at }: { outcome: "posted" | "refused"; staffId: number; at: Instant },
): Promise<void> {
  await sql`
    update employer_payments set outcome = ${outcome}, decided_by = ${staffId}, decided_at = ${at}
    where id = ${paymentId} and outcome is null`;
}

/** An unpaid invoice of an employer. */
export interface PayableInvoice {
  invoiceId: number;
  publishedOn: LocalDate;
  owedKopecks: Kopecks;
}

/** Of these invoices those that are the employer's. */
export async function listPayable(
  sql: Sql,
  { employerId, invoiceIds }: { employerId: number; invoiceIds: readonly number[] },
): Promise<PayableInvoice[]> {
  const ids = sql`select unnest(${invoiceIds as number[]}::bigint[])`;
  return await sql<PayableInvoice[]>`
    select i.id as "invoiceId", i.published_on as "publishedOn", b.owed_kopecks as "owedKopecks"
    from invoices i
    join (${balancesOf(sql, ids)}) b on b.invoice_id = i.id
    where i.employer_id = ${employerId}`;
}
