import type { PaymentRequestBody } from "../../adapters/payment_provider/mod.ts";
import type { Instant } from "../../domain/local_date.ts";
import type { Kopecks } from "../../domain/money.ts";
import type { PaymentState } from "../../domain/payment.ts";
import type { Sql } from "../connection.ts";

/** An attempt as its settlement sees it. */
export interface Attempt {
  attemptId: string;
  payerId: number;
  amountKopecks: Kopecks;
  request: PaymentRequestBody;
  providerId: string | null;
  state: PaymentState;
  reason: string | null;
  createdAt: Instant;
  expiresAt: Instant;
  settledAt: Instant | null;
}

export async function readAttemptToSettle(sql: Sql, attemptId: string): Promise<Attempt> {
  const [row] = await sql<Attempt[]>`${selectAttempt(sql)} where id = ${attemptId}`;
  return required(row, attemptId);
}

/** Locks the attempt; its invoices are locked before it. */
export async function lockAttempt(sql: Sql, attemptId: string): Promise<Attempt> {
  const [row] = await sql<Attempt[]>`${selectAttempt(sql)} where id = ${attemptId} for update`;
  return required(row, attemptId);
}

function selectAttempt(sql: Sql) {
  return sql`
    select id as "attemptId", payer_id as "payerId", amount_kopecks as "amountKopecks", request,
           provider_id as "providerId", state, reason, created_at as "createdAt",
           expires_at as "expiresAt", settled_at as "settledAt"
    from payment_attempts`;
}

function required(row: Attempt | undefined, attemptId: string): Attempt {
  if (!row) throw new Error(`There is no payment attempt ${attemptId}`);
  return row;
}

export interface Allocation {
  invoiceId: number;
  amountKopecks: Kopecks;
  franchiseId: number;
}

/** What the attempt was to pay, in the order of invoices' ids. */
export async function listAllocations(sql: Sql, attemptId: string): Promise<Allocation[]> {
  return await sql<Allocation[]>`
    select a.invoice_id as "invoiceId", a.amount_kopecks as "amountKopecks",
           i.franchise_id as "franchiseId"
    from payment_allocations a join invoices i on i.id = a.invoice_id
    where a.attempt_id = ${attemptId}
    order by a.invoice_id`;
}

/** Frees the attempt's invoices: another attempt may pay what is still owed. */
export async function closeAllocations(sql: Sql, attemptId: string): Promise<void> {
  await sql`update payment_allocations set open = false where attempt_id = ${attemptId} and open`;
}

export async function recordDecision(
  sql: Sql,
  attemptId: string,
  decision: {
    state: "succeeded" | "canceled" | "unknown";
    reason: string | null;
    providerId: string | null;
    capturedAt: string | null;
    settledAt: string | null;
  },
): Promise<void> {
  await sql`
    update payment_attempts
    set state = ${decision.state}, reason = ${decision.reason},
        provider_id = coalesce(provider_id, ${decision.providerId}),
        captured_at = ${decision.capturedAt}, settled_at = ${decision.settledAt}
    where id = ${attemptId}`;
}
