import type { PaymentRequestBody } from "../../adapters/payment_provider/mod.ts";
import type { Instant } from "../../domain/local_date.ts";
import type { Kopecks } from "../../domain/money.ts";
import type { Sql } from "../connection.ts";

/** An invoice locked for paying, with what is owed on it and the attempt that is under way. */
export interface InvoiceToPay {
  id: number;
  owedKopecks: Kopecks;
  attemptId: string | null;
}

/**
 * Locks the payer's invoices in the order of their ids, as `default_invoice` does, and reads what
 * is owed on each. Ids of others are left out.
 */
export async function lockInvoicesToPay(
  sql: Sql,
  key: { payerId: number; invoiceIds: number[] },
): Promise<InvoiceToPay[]> {
  const locked = await sql<{ id: number }[]>`
    select id from invoices
    where id = any(${key.invoiceIds}::bigint[]) and payer_id = ${key.payerId}
    order by id for update`;
  const ids = locked.map((row) => row.id);
  return await sql<InvoiceToPay[]>`
    select b.invoice_id as id, b.owed_kopecks as "owedKopecks", a.attempt_id as "attemptId"
    from invoice_balances b
    left join payment_allocations a on a.invoice_id = b.invoice_id and a.open
    where b.invoice_id = any(${ids}::bigint[])
    order by b.invoice_id`;
}

export interface NewAttempt {
  id: string;
  payerId: number;
  amount: Kopecks;
  request: PaymentRequestBody;
  at: Instant;
  expiresAt: Instant;
  allocations: { invoiceId: number; amount: Kopecks }[];
}

export async function insertAttempt(sql: Sql, attempt: NewAttempt): Promise<void> {
  await sql`
    insert into payment_attempts (id, payer_id, amount_kopecks, request, state, created_at,
                                  expires_at)
    values (${attempt.id}, ${attempt.payerId}, ${attempt.amount}, ${sql.json(attempt.request)},
            'created', ${attempt.at}, ${attempt.expiresAt})`;
  const allocations = attempt.allocations.map(({ invoiceId, amount }) => ({
    attempt_id: attempt.id,
    invoice_id: invoiceId,
    amount_kopecks: amount,
    open: true,
  }));
  await sql`insert into payment_allocations ${sql(allocations)}`;
}

/** Notes the bank's id and page for an attempt; the first note stays. */
export async function noteProviderPayment(
  sql: Sql,
  note: { attemptId: string; providerId: string; confirmationUrl: string | null },
): Promise<void> {
  await sql`
    update payment_attempts
    set provider_id = ${note.providerId}, confirmation_url = ${note.confirmationUrl},
        state = 'pending'
    where id = ${note.attemptId} and provider_id is null and state = 'created'`;
}

export interface AttemptDetails {
  id: string;
  amountKopecks: Kopecks;
  state: "created" | "pending" | "succeeded" | "canceled" | "unknown";
  reason: string | null;
  confirmationUrl: string | null;
  createdAt: Instant;
  expiresAt: Instant;
  capturedAt: Instant | null;
  settledAt: Instant | null;
  timeZone: string;
  allocations: { invoiceId: number; amountKopecks: Kopecks; owedKopecks: Kopecks }[];
}

/** One attempt to pay, or null where it is not this payer's. */
export async function readAttempt(
  sql: Sql,
  key: { attemptId: string; payerId: number },
): Promise<AttemptDetails | null> {
  const [row] = await sql<AttemptDetails[]>`
    select t.id, t.amount_kopecks as "amountKopecks", t.state, t.reason,
           t.confirmation_url as "confirmationUrl", t.created_at as "createdAt",
           t.expires_at as "expiresAt", t.captured_at as "capturedAt",
           t.settled_at as "settledAt", e.time_zone as "timeZone",
           (select json_agg(json_build_object('invoiceId', a.invoice_id,
                              'amountKopecks', a.amount_kopecks, 'owedKopecks', b.owed_kopecks)
                            order by a.invoice_id)
            from payment_allocations a join invoice_balances b on b.invoice_id = a.invoice_id
            where a.attempt_id = t.id) as allocations
    from payment_attempts t
    join people p on p.id = t.payer_id
    join employers e on e.id = p.employer_id
    where t.id = ${key.attemptId} and t.payer_id = ${key.payerId}`;
  return row ?? null;
}

/** The attempt behind a bank's notification, unless it is decided; locked until the transaction's end. */
export async function lockUndecidedByProvider(
  sql: Sql,
  providerId: string,
): Promise<string | null> {
  const [row] = await sql<{ id: string }[]>`
    select id from payment_attempts
    where provider_id = ${providerId} and state not in ('succeeded', 'canceled')
    for no key update`;
  return row?.id ?? null;
}

/** An attempt that staff decide, as their list shows it. */
export interface UnknownAttempt {
  id: string;
  payerId: number;
  surname: string;
  name: string;
  patronymic: string | null;
  /** Of the payer's employer. */
  timeZone: string;
  amountKopecks: Kopecks;
  reason: string | null;
  providerId: string | null;
  createdAt: Instant;
  invoices: { id: number; amountKopecks: Kopecks; owedKopecks: Kopecks }[];
  /** The proposal that waits to decide it. */
  decisionId: number | null;
}

/** The oldest attempts that wait for staff at `at`. */
export async function listUnknownAttempts(
  sql: Sql,
  { at, limit }: { at: Instant; limit: number },
): Promise<UnknownAttempt[]> {
  return await sql<UnknownAttempt[]>`
    select t.id, t.payer_id as "payerId", p.surname, p.name, p.patronymic,
           e.time_zone as "timeZone", t.amount_kopecks as "amountKopecks", t.reason,
           t.provider_id as "providerId", t.created_at as "createdAt",
           (select json_agg(json_build_object('id', a.invoice_id,
                              'amountKopecks', a.amount_kopecks, 'owedKopecks', b.owed_kopecks)
                            order by a.invoice_id)
            from payment_allocations a join invoice_balances b on b.invoice_id = a.invoice_id
            where a.attempt_id = t.id) as invoices,
           (select d.id from decisions d
            where d.attempt_id = t.id and d.outcome is null and d.expires_at > ${at}
            limit 1) as "decisionId"
    from payment_attempts t
    join people p on p.id = t.payer_id
    join employers e on e.id = p.employer_id
    where t.state = 'unknown'
    order by t.created_at, t.id
    limit ${limit}`;
}
