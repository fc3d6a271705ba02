import type { ProviderRefund } from "../../adapters/payment_provider/mod.ts";
import { type Sql, transaction } from "../../db/connection.ts";
import { postTransfer } from "../../db/invoices/ledger.ts";
import { enqueue } from "../../db/outbox.ts";
import { lockRefund, recordRefund, type RefundRow } from "../../db/payments/refunds.ts";
import type { RefundFinding } from "../../domain/decision.ts";
import type { Instant } from "../../domain/local_date.ts";
import { REFUND_TRANSITIONS } from "../../domain/refund.ts";
import { isFinal, next } from "../../domain/transitions.ts";
import { workflowId } from "../../workflows/contract.ts";

/**
 * Brings the bank's answer to a refund into the books, once: what went back leaves by the bank, what
 * the bank refused is the payer's again. An answer that is not to what was asked is left to staff.
 */
export function settleRefund(
  sql: Sql,
  { refundId, refund, now }: { refundId: string; refund: ProviderRefund; now: Instant },
): Promise<void> {
  return transaction(sql, async (sql) => {
    const row = await lockRefund(sql, refundId);
    if (isFinal(REFUND_TRANSITIONS, row.state) || row.state === "unknown") return;
    const wrong = contradiction(row, refund);
    const { id: providerId } = refund;
    if (wrong !== null) {
      const state = next(REFUND_TRANSITIONS, row.state, "answer_contradicts");
      return await recordRefund(sql, refundId, {
        state,
        reason: wrong,
        providerId: null,
        settledAt: null,
      });
    }
    if (refund.status === "pending") {
      if (row.state !== "created") return;
      const state = next(REFUND_TRANSITIONS, row.state, "bank_accepted");
      return await recordRefund(sql, refundId, {
        state,
        reason: null,
        providerId,
        settledAt: null,
      });
    }
    const returned = refund.status === "succeeded";
    await close(sql, row, {
      event: returned ? "bank_returned" : "bank_refused",
      reason: refund.cancelReason,
      providerId,
      now,
    });
  });
}

/**
 * Ends a refund that the bank refused to make: the money is the payer's again.
 *
 * @param refusal.code the provider's code, cleaned
 */
export function refuseRefund(
  sql: Sql,
  { refundId, code, now }: { refundId: string; code: string; now: Instant },
): Promise<void> {
  return transaction(sql, async (sql) => {
    const row = await lockRefund(sql, refundId);
    if (row.state !== "created") return;
    await close(sql, row, { event: "bank_refused", reason: code, providerId: null, now });
  });
}

/** Leaves a refund to staff: the key's life is over, and a repeat could return twice. */
export function leaveRefundToStaff(
  sql: Sql,
  { refundId, reason }: { refundId: string; reason: "key_expired" | "not_at_bank" },
): Promise<void> {
  return transaction(sql, async (sql) => {
    const row = await lockRefund(sql, refundId);
    if (row.state !== "created" && row.state !== "pending") return;
    const event = reason === "key_expired" && row.state === "created"
      ? "key_expired"
      : "answer_contradicts";
    const state = next(REFUND_TRANSITIONS, row.state, event);
    await recordRefund(sql, refundId, { state, reason, providerId: null, settledAt: null });
  });
}

export type RefundFindingProblem = { ok: false; reason: "answered" };

/**
 * Why a locked refund can't be decided by what staff found; null where it can.
 *
 * @param waitedFor why it waited when staff looked at the bank; null: it is looked at now
 */
export function refundFindingProblem(
  { state, reason }: RefundRow,
  waitedFor: string | null,
): RefundFindingProblem | null {
  return state !== "unknown" || (waitedFor !== null && waitedFor !== (reason ?? ""))
    ? { ok: false, reason: "answered" }
    : null;
}

/** Books what staff found of a locked refund that the bank's answers could not decide. */
export async function bookRefundFinding(
  sql: Sql,
  refund: RefundRow,
  { found, now }: { found: RefundFinding; now: Instant },
): Promise<void> {
  const { refundId, reason } = refund;
  const event = found === "returned" ? "staff_found_returned" : "staff_found_kept";
  await close(sql, refund, { event, reason, providerId: null, now });
  await enqueue(sql, {
    workflowType: "refund",
    workflowId: workflowId.refund(refundId),
    input: { refundId },
    signal: "staffDecided",
  }, now);
}

/** @returns why the answer is to something else; null where it is to what was asked */
function contradiction(row: RefundRow, refund: ProviderRefund): string | null {
  if (row.providerId !== null && row.providerId !== refund.id) return "other_refund";
  if (refund.refundId !== null && refund.refundId !== row.refundId) return "other_refund";
  if (refund.paymentId !== row.paymentId) return "other_payment";
  if (refund.amount !== row.amountKopecks) return "other_amount";
  return refund.currency === "RUB" ? null : "other_currency";
}

interface Closing {
  event: "bank_returned" | "bank_refused" | "staff_found_returned" | "staff_found_kept";
  reason: string | null;
  providerId: string | null;
  now: Instant;
}

async function close(
  sql: Sql,
  { refundId, payerId, amountKopecks: amount, state }: RefundRow,
  { event, reason, providerId, now }: Closing,
): Promise<void> {
  const reached = next(REFUND_TRANSITIONS, state, event);
  await recordRefund(sql, refundId, { state: reached, reason, providerId, settledAt: now });
  const returned = reached === "succeeded";
  await postTransfer(sql, {
    eventKey: `refund/${refundId}/${returned ? "returned" : "kept"}`,
    debit: { kind: "returning" },
    credit: returned ? { kind: "bank" } : { kind: "unallocated", personId: payerId },
    amount,
    effectiveAt: now,
    recordedAt: now,
  });
}
