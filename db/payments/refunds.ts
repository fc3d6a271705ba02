import type {
  FiscalReceipt,
  PaymentRequestBody,
  RefundRequestBody,
} from "../../adapters/payment_provider/mod.ts";
import type { Instant } from "../../domain/local_date.ts";
import type { Kopecks } from "../../domain/money.ts";
import type { RefundState } from "../../domain/refund.ts";
import type { Sql } from "../connection.ts";
import { instantJson } from "../instant_json.ts";

/** A payment of the payer's that money can go back through. */
export interface RefundablePaymentRow {
  attemptId: string;
  providerId: string;
  request: PaymentRequestBody;
  /** What of it has not gone back, nor is on its way. */
  left: Kopecks;
}

/**
 * The payer's payments that the bank still returns, those that brought too much first and then the
 * newest.
 *
 * @param key.since older ones the bank returns no more
 */
export async function listRefundablePayments(
  sql: Sql,
  key: { payerId: number; since: Instant },
): Promise<RefundablePaymentRow[]> {
  return await sql<RefundablePaymentRow[]>`
    select t.id as "attemptId", t.provider_id as "providerId", t.request, r.left
    from payment_attempts t
    cross join lateral (
      select (t.amount_kopecks - coalesce(sum(f.amount_kopecks), 0))::bigint as left
      from refunds f where f.attempt_id = t.id and f.state <> 'canceled'
    ) r
    where t.payer_id = ${key.payerId} and t.state = 'succeeded' and t.provider_id is not null
      and t.captured_at >= ${key.since} and r.left > 0
    order by exists (select from ledger_transfers x
                     where x.event_key = 'payment/' || t.id || '/excess') desc,
             t.captured_at desc, t.id`;
}

/** Locks a payer: what is theirs goes back by one decision at a time. */
export async function lockPayer(sql: Sql, personId: number): Promise<void> {
  await sql`select from people where id = ${personId} for no key update`;
}

/** What is the payer's beyond what they owe: came in excess, or was paid before a correction. */
export async function freeMoneyOf(sql: Sql, personId: number): Promise<Kopecks> {
  const [row] = await sql<{ free: Kopecks }[]>`select ${freeMoney(sql, sql`${personId}`)} as free`;
  return row!.free;
}

/** The balance of a person's unallocated money, as a column. */
export function freeMoney(sql: Sql, personId: ReturnType<Sql>) {
  return sql`
    coalesce((select coalesce((select sum(t.amount_kopecks) from ledger_transfers t
                               where t.credit_id = u.id), 0)
                     - coalesce((select sum(t.amount_kopecks) from ledger_transfers t
                                 where t.debit_id = u.id), 0)
              from ledger_accounts u
              where u.kind = 'unallocated' and u.person_id = ${personId}), 0)::bigint`;
}

/** A payer with money of theirs that pays for nothing. */
export interface FreeMoneyRow {
  personId: number;
  surname: string;
  name: string;
  patronymic: string | null;
  freeKopecks: Kopecks;
  /** Of it, what came in excess: nothing will be paid with it. */
  excessKopecks: Kopecks;
  /** The proposal that waits to give it back. */
  decisionId: number | null;
}

/** Payers whose money came in excess and is to go back at `at`, the most first. */
export async function listExcess(
  sql: Sql,
  { at, limit }: { at: Instant; limit: number },
): Promise<FreeMoneyRow[]> {
  return await sql<FreeMoneyRow[]>`
    select p.id as "personId", p.surname, p.name, p.patronymic, m.free as "freeKopecks",
           (m.free - c.credits)::bigint as "excessKopecks",
           (select d.id from decisions d
            where d.kind = 'refund' and d.person_id = p.id and d.outcome is null
              and d.expires_at > ${at}
            limit 1) as "decisionId"
    from ledger_accounts a
    join people p on p.id = a.person_id
    cross join lateral (select ${freeMoney(sql, sql`a.person_id`)} as free) m
    cross join lateral (
      select coalesce(sum(left_kopecks), 0) as credits from credits_left where payer_id = p.id
    ) c
    where a.kind = 'unallocated' and m.free > c.credits
    order by m.free - c.credits desc, p.id
    limit ${limit}`;
}

export interface NewRefund {
  id: string;
  decisionId: number;
  payerId: number;
  attemptId: string;
  amount: Kopecks;
  request: RefundRequestBody;
  credits: readonly { correctionId: number; amount: Kopecks }[];
  at: Instant;
}

export async function insertRefund(sql: Sql, refund: NewRefund): Promise<void> {
  await sql`
    insert into refunds (id, decision_id, payer_id, attempt_id, amount_kopecks, request, state,
                         created_at)
    values (${refund.id}, ${refund.decisionId}, ${refund.payerId}, ${refund.attemptId},
            ${refund.amount}, ${sql.json(refund.request)}, 'created', ${refund.at})`;
  await sql`
    insert into refund_credits (refund_id, correction_id, amount_kopecks)
    select ${refund.id}, correction_id, amount
    from unnest(${refund.credits.map((credit) => credit.correctionId)}::bigint[],
                ${refund.credits.map((credit) => credit.amount)}::bigint[])
      as c (correction_id, amount)`;
}

/** A refund as its settlement sees it. */
export interface RefundRow {
  refundId: string;
  payerId: number;
  attemptId: string;
  /** The bank's id of the payment that goes back. */
  paymentId: string;
  amountKopecks: Kopecks;
  request: RefundRequestBody;
  state: RefundState;
  reason: string | null;
  providerId: string | null;
  createdAt: Instant;
  askedAt: Instant | null;
  settledAt: Instant | null;
  receipt: FiscalReceipt | null;
  /** Of the payer's employer. */
  timeZone: string;
}

export async function readRefund(sql: Sql, refundId: string): Promise<RefundRow> {
  const [row] = await sql<RefundRow[]>`
    select r.id as "refundId", r.payer_id as "payerId", r.attempt_id as "attemptId",
           t.provider_id as "paymentId", r.amount_kopecks as "amountKopecks", r.request, r.state,
           r.reason, r.provider_id as "providerId", r.created_at as "createdAt",
           r.asked_at as "askedAt", r.settled_at as "settledAt", r.receipt,
           e.time_zone as "timeZone"
    from refunds r
    join payment_attempts t on t.id = r.attempt_id
    join people p on p.id = r.payer_id
    join employers e on e.id = p.employer_id
    where r.id = ${refundId}`;
  if (!row) throw new Error(`There is no refund ${refundId}`);
  return row;
}

export async function lockRefund(sql: Sql, refundId: string): Promise<RefundRow> {
  await sql`select from refunds where id = ${refundId} for update`;
  return await readRefund(sql, refundId);
}

/** Notes that the bank is about to be asked; the first note stays. */
export async function noteAsked(sql: Sql, refundId: string, at: Instant): Promise<void> {
  await sql`update refunds set asked_at = ${at} where id = ${refundId} and asked_at is null`;
}

export async function recordRefund(
  sql: Sql,
  refundId: string,
  answer: {
    state: RefundState;
    reason: string | null;
    providerId: string | null;
    settledAt: Instant | null;
  },
): Promise<void> {
  await sql`
    update refunds
    set state = ${answer.state}, reason = ${answer.reason},
        provider_id = coalesce(provider_id, ${answer.providerId}), settled_at = ${answer.settledAt}
    where id = ${refundId}`;
}

/** Keeps the marks of the receipt; the first stay. */
export async function keepReceipt(
  sql: Sql,
  refundId: string,
  receipt: FiscalReceipt,
): Promise<void> {
  await sql`
    update refunds set receipt = ${sql.json({ ...receipt })}
    where id = ${refundId} and receipt is null`;
}

/** The refund behind a bank's notification, unless it is decided; locked until the transaction's end. */
export async function lockUndecidedRefund(sql: Sql, providerId: string): Promise<string | null> {
  const [row] = await sql<{ id: string }[]>`
    select id from refunds
    where provider_id = ${providerId} and state not in ('succeeded', 'canceled')
    for no key update`;
  return row?.id ?? null;
}

/** A refund as the payer's pages and staff's show it. */
export interface ShownRefund {
  id: string;
  amountKopecks: Kopecks;
  state: RefundState;
  createdAt: Instant;
  settledAt: Instant | null;
  receipt: FiscalReceipt | null;
}

/** Refunds of the attempt with this id, as JSON, in the order in which they were decided. */
export function refundsOfAttempt(sql: Sql, attemptId: ReturnType<Sql>) {
  return sql`
    coalesce((select json_agg(json_build_object(
                'id', f.id, 'amountKopecks', f.amount_kopecks, 'state', f.state,
                'createdAt', ${instantJson(sql, "f.created_at")},
                'settledAt', ${instantJson(sql, "f.settled_at")},
                'receipt', f.receipt) order by f.created_at, f.id)
              from refunds f where f.attempt_id = ${attemptId}), '[]')`;
}

/** A refund that staff decide, as their list shows it. */
export interface UnknownRefund {
  id: string;
  attemptId: string;
  payerId: number;
  surname: string;
  name: string;
  patronymic: string | null;
  timeZone: string;
  amountKopecks: Kopecks;
  reason: string | null;
  /** The bank's ids, of the payment and of the refund. */
  paymentId: string;
  providerId: string | null;
  createdAt: Instant;
  /** The proposal that waits to decide it. */
  decisionId: number | null;
}

/** The oldest refunds that wait for staff at `at`. */
export async function listUnknownRefunds(
  sql: Sql,
  { at, limit }: { at: Instant; limit: number },
): Promise<UnknownRefund[]> {
  return await sql<UnknownRefund[]>`
    select r.id, r.attempt_id as "attemptId", r.payer_id as "payerId", p.surname, p.name,
           p.patronymic, e.time_zone as "timeZone", r.amount_kopecks as "amountKopecks", r.reason,
           t.provider_id as "paymentId", r.provider_id as "providerId",
           r.created_at as "createdAt",
           (select d.id from decisions d
            where d.refund_id = r.id and d.outcome is null and d.expires_at > ${at}
            limit 1) as "decisionId"
    from refunds r
    join payment_attempts t on t.id = r.attempt_id
    join people p on p.id = r.payer_id
    join employers e on e.id = p.employer_id
    where r.state = 'unknown'
    order by r.created_at, r.id limit ${limit}`;
}
