import { refundRequest } from "../../adapters/payment_provider/mod.ts";
import { lockOpenCredits } from "../../db/invoices/corrections.ts";
import { postTransfer } from "../../db/invoices/ledger.ts";
import type { Sql } from "../../db/connection.ts";
import { enqueue } from "../../db/outbox.ts";
import {
  freeMoneyOf,
  insertRefund,
  listRefundablePayments,
  lockPayer,
  type RefundablePaymentRow,
} from "../../db/payments/refunds.ts";
import { addDays, type Instant, localDateOf, startOfDay } from "../../domain/local_date.ts";
import { type Kopecks, kopecks, subtract, sum } from "../../domain/money.ts";
import { type PlannedRefund, planRefunds } from "../../domain/refund.ts";
import { workflowId } from "../../workflows/contract.ts";

/** The bank returns a payment for three years; a day less, so that none is asked for too late. */
const REFUNDABLE_DAYS = 3 * 365 - 1;

export type RefundProblem =
  /** An invoice was paid with a part of it meanwhile, or it has gone back. */
  | { ok: false; reason: "free_less"; free: Kopecks }
  /** The bank returns by payments, and those that it still returns don't suffice. */
  | { ok: false; reason: "no_payment" };

export type RefundPlan =
  | { ok: true; parts: PlannedRefund[]; payments: RefundablePaymentRow[] }
  | RefundProblem;

/** Through which payments that much of the payer's money goes back; they and their credits are locked. */
export async function planRefund(
  sql: Sql,
  { payerId, amount, at }: { payerId: number; amount: Kopecks; at: Instant },
): Promise<RefundPlan> {
  await lockPayer(sql, payerId);
  const credits = await lockOpenCredits(sql, payerId);
  const free = await freeMoneyOf(sql, payerId);
  if (free < amount) return { ok: false, reason: "free_less", free };
  const since = startOfDay(addDays(localDateOf(at, "UTC"), -REFUNDABLE_DAYS), "UTC");
  const payments = await listRefundablePayments(sql, { payerId, since });
  const excess = kopecks(Math.max(0, subtract(free, sum(credits.map((credit) => credit.left)))));
  const parts = planRefunds({ amount, excess, payments, credits });
  return parts === null ? { ok: false, reason: "no_payment" } : { ok: true, parts, payments };
}

/**
 * Sends money back: each part with its frozen request and the start of its workflow, which asks the
 * bank. Until the bank has answered it is nobody's to spend (`unallocated → returning`).
 */
export async function sendBack(
  sql: Sql,
  { decisionId, payerId, plan, at }: {
    decisionId: number;
    payerId: number;
    plan: RefundPlan & { ok: true };
    at: Instant;
  },
): Promise<void> {
  const payments = new Map(plan.payments.map((payment) => [payment.attemptId, payment]));
  for (const { attemptId, amount, credits } of plan.parts) {
    const { providerId: paymentId, request: payment } = payments.get(attemptId)!;
    const id = crypto.randomUUID();
    const request = refundRequest({ refundId: id, paymentId, payment, amount });
    await insertRefund(sql, { id, decisionId, payerId, attemptId, amount, request, credits, at });
    await postTransfer(sql, {
      eventKey: `refund/${id}/leaving`,
      debit: { kind: "unallocated", personId: payerId },
      credit: { kind: "returning" },
      amount,
      effectiveAt: at,
      recordedAt: at,
    });
    await enqueue(sql, {
      workflowType: "refund",
      workflowId: workflowId.refund(id),
      input: { refundId: id },
    }, at);
  }
}
