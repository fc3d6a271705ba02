import type { Instant } from "../../domain/local_date.ts";
import type { Kopecks } from "../../domain/money.ts";
import type { PaymentState } from "../../domain/payment.ts";
import type { Sql } from "../connection.ts";
import { refundsOfAttempt, type ShownRefund } from "./refunds.ts";

/** A payment as a row of «Мои платежи». */
export interface PaymentRow {
  id: string;
  state: PaymentState;
  amountKopecks: Kopecks;
  createdAt: Instant;
  capturedAt: Instant | null;
  /** In the order of their ids. */
  invoiceIds: number[];
}

export interface PaymentPage {
  payments: PaymentRow[];
  /** Of all pages; 0 also past the last page. */
  total: number;
}

/** A page of the payer's payments in every state, newest first. */
export async function listPayments(
  sql: Sql,
  page: { payerId: number; offset: number; limit: number },
): Promise<PaymentPage> {
  const rows = await sql<(PaymentRow & { total: number })[]>`
    select p.id, p.state, p.amount_kopecks as "amountKopecks", p.created_at as "createdAt",
           p.captured_at as "capturedAt", count(*) over () as total,
           (select json_agg(a.invoice_id order by a.invoice_id)
            from payment_allocations a where a.attempt_id = p.id) as "invoiceIds"
    from payment_attempts p
    where p.payer_id = ${page.payerId}
    order by p.created_at desc, p.id desc
    limit ${page.limit} offset ${page.offset}`;
  return { payments: rows.map(({ total: _, ...row }) => row), total: rows[0]?.total ?? 0 };
}

/** A payment with what it was for and what came of it. */
export interface Receipt extends Omit<PaymentRow, "invoiceIds"> {
  /** A code of ours or of the bank's: why it was canceled or waits for staff. */
  reason: string | null;
  /** The bank's own id of the payment; null until the bank has opened it. */
  providerId: string | null;
  confirmationUrl: string | null;
  timeZone: string;
  invoices: ReceiptInvoice[];
  /** Came above what was owed; it is the payer's money still. */
  excessKopecks: Kopecks;
  /** What of it has gone back to the payer, or is on its way. */
  refunds: ShownRefund[];
}

export interface ReceiptInvoice {
  invoiceId: number;
  insuredId: number;
  surname: string;
  name: string;
  policyNumber: string;
  /** What the payment was to bring. */
  amountKopecks: Kopecks;
  /** What the ledger took of it; 0 before it has succeeded. */
  postedKopecks: Kopecks;
}

/** One payment whole, in one query, or null where it is not this payer's. */
export async function readReceipt(
  sql: Sql,
  key: { attemptId: string; payerId: number },
): Promise<Receipt | null> {
  const [row] = await sql<Receipt[]>`
    select p.id, p.state, p.reason, p.amount_kopecks as "amountKopecks",
           p.created_at as "createdAt", p.captured_at as "capturedAt",
           p.provider_id as "providerId", p.confirmation_url as "confirmationUrl",
           e.time_zone as "timeZone",
           coalesce((select t.amount_kopecks from ledger_transfers t
                     where t.event_key = 'payment/' || p.id || '/excess'), 0) as "excessKopecks",
           ${refundsOfAttempt(sql, sql`p.id`)} as refunds,
           (select json_agg(json_build_object(
                     'invoiceId', i.id, 'insuredId', h.id, 'surname', h.surname, 'name', h.name,
                     'policyNumber', o.number, 'amountKopecks', a.amount_kopecks,
                     'postedKopecks', coalesce(t.amount_kopecks, 0)) order by i.id)
            from payment_allocations a
            join invoices i on i.id = a.invoice_id
            join policies o on o.id = i.policy_id
            join people h on h.id = o.person_id
            left join ledger_transfers t
              on t.event_key = 'payment/' || p.id || '/invoice/' || a.invoice_id
            where a.attempt_id = p.id) as invoices
    from payment_attempts p
    join people w on w.id = p.payer_id
    join employers e on e.id = w.employer_id
    where p.id = ${key.attemptId} and p.payer_id = ${key.payerId}`;
  return row ?? null;
}
