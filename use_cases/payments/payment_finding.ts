import { lockInvoices } from "../../db/cases/cases.ts";
import type { Sql } from "../../db/connection.ts";
import { enqueue } from "../../db/outbox.ts";
import {
  type Allocation,
  type Attempt,
  closeAllocations,
  listAllocations,
  lockAttempt,
  recordDecision,
} from "../../db/payments/payments_settling.ts";
import type { PaymentFinding } from "../../domain/decision.ts";
import { addMinutes, type Instant } from "../../domain/local_date.ts";
import { PAYMENT_TRANSITIONS } from "../../domain/payment.ts";
import { next } from "../../domain/transitions.ts";
import { workflowId } from "../../workflows/contract.ts";
import { postCapture, tellFranchises, tellInvoices } from "./settle_payment.ts";

export type PaymentFindingProblem =
  /** The bank, or another finding, decided it; or the bank gave another answer since. */
  | { ok: false; reason: "answered" }
  /** The capture lies in the future, or before the person began to pay. */
  | { ok: false; reason: "captured_later" | "captured_earlier" };

/** An attempt with what it was to pay; all of it is locked. */
export interface LockedAttempt {
  attempt: Attempt;
  allocations: Allocation[];
}

/** Locks an attempt after its invoices, as the bank's answers do. */
export async function lockAttemptAndInvoices(
  sql: Sql,
  attemptId: string,
): Promise<LockedAttempt> {
  const allocations = await listAllocations(sql, attemptId);
  await lockInvoices(sql, allocations.map((allocation) => allocation.invoiceId));
  return { attempt: await lockAttempt(sql, attemptId), allocations };
}

/**
 * Why a locked attempt can't be decided by what staff found; null where it can.
 *
 * @param seen.waitedFor why it waited when staff looked at the bank; null: it is looked at now
 */
export function paymentFindingProblem(
  { state, reason, createdAt }: Attempt,
  { finding, waitedFor, now }: {
    finding: PaymentFinding;
    waitedFor: string | null;
    now: Instant;
  },
): PaymentFindingProblem | null {
  if (state !== "unknown" || (waitedFor !== null && waitedFor !== (reason ?? ""))) {
    return { ok: false, reason: "answered" };
  }
  if (finding.found === "unpaid") return null;
  if (finding.capturedAt > now) return { ok: false, reason: "captured_later" };
  // Staff know the minute, not its seconds.
  return addMinutes(finding.capturedAt, 1) <= createdAt
    ? { ok: false, reason: "captured_earlier" }
    : null;
}

/**
 * Books what staff found of a locked attempt that the bank's answers could not decide. Paid: the same
 * postings as when the bank says so, in effect from the capture. Unpaid: its invoices are free to be
 * paid again. The attempt keeps the reason why it waited, so that the same answer of the bank does
 * not reopen it.
 */
export async function bookPaymentFinding(
  sql: Sql,
  { attempt, allocations }: LockedAttempt,
  { finding, now }: { finding: PaymentFinding; now: Instant },
): Promise<void> {
  const { attemptId } = attempt;
  const paid = finding.found === "paid";
  const capturedAt = paid ? finding.capturedAt : null;
  if (capturedAt !== null) await postCapture(sql, { attempt, allocations, capturedAt, now });
  const event = paid ? "staff_found_paid" : "staff_found_unpaid";
  await recordDecision(sql, attemptId, {
    state: next(PAYMENT_TRANSITIONS, attempt.state, event) as "succeeded" | "canceled",
    reason: attempt.reason,
    providerId: null,
    capturedAt,
    settledAt: now,
  });
  await closeAllocations(sql, attemptId);
  await tellInvoices(sql, allocations, now);
  if (paid) await tellFranchises(sql, allocations, now);
  await enqueue(sql, {
    workflowType: "payment",
    workflowId: workflowId.payment(attemptId),
    input: { attemptId },
    signal: "staffDecided",
  }, now);
}
