import { lockInvoices } from "../../db/cases/cases.ts";
import { type Sql, transaction } from "../../db/connection.ts";
import { enqueue } from "../../db/outbox.ts";
import {
  closeAllocations,
  listAllocations,
  lockAttempt,
  recordDecision,
} from "../../db/payments/payments_settling.ts";
import { writeJournal } from "../../db/staff/journal.ts";
import type { Clock } from "../../domain/clock.ts";
import { addMinutes, type Instant } from "../../domain/local_date.ts";
import { PAYMENT_TRANSITIONS } from "../../domain/payment.ts";
import { next } from "../../domain/transitions.ts";
import { workflowId } from "../../workflows/contract.ts";
import { postCapture, tellFranchises, tellInvoices } from "./settle_payment.ts";

/** What staff found at the bank, and how they know it. */
export type PaymentDecision =
  & { attemptId: string; reason: string; staffId: number; ip: string }
  & ({ decision: "paid"; capturedAt: Instant } | { decision: "unpaid" });

export type DecidedPayment =
  | { ok: true }
  /** Somebody, or the bank's own answer, decided it before. */
  | { ok: false; reason: "decided" }
  /** The capture lies in the future, or before the person began to pay. */
  | { ok: false; reason: "captured_later" | "captured_earlier" };

/**
 * Staff decide an attempt that the bank's answers could not. Paid: the same postings as when the
 * bank says so, in effect from the capture. Unpaid: its invoices are free to be paid again. The
 * attempt keeps the reason why it waited, so that the same answer of the bank does not reopen it.
 */
export function decidePayment(
  sql: Sql,
  clock: Clock,
  found: PaymentDecision,
): Promise<DecidedPayment> {
  const { attemptId, decision, staffId, ip } = found;
  return transaction(sql, async (sql): Promise<DecidedPayment> => {
    const now = clock.now();
    const allocations = await listAllocations(sql, attemptId);
    await lockInvoices(sql, allocations.map((allocation) => allocation.invoiceId));
    const attempt = await lockAttempt(sql, attemptId);
    if (attempt.state !== "unknown") return { ok: false, reason: "decided" };

    const capturedAt = decision === "paid" ? found.capturedAt : null;
    if (capturedAt !== null) {
      if (capturedAt > now) return { ok: false, reason: "captured_later" };
      // Staff know the minute, not its seconds.
      if (addMinutes(capturedAt, 1) <= attempt.createdAt) {
        return { ok: false, reason: "captured_earlier" };
      }
      await postCapture(sql, { attempt, allocations, capturedAt, now });
    }
    const event = decision === "paid" ? "staff_found_paid" : "staff_found_unpaid";
    await recordDecision(sql, attemptId, {
      state: next(PAYMENT_TRANSITIONS, attempt.state, event) as "succeeded" | "canceled",
      reason: attempt.reason,
      providerId: null,
      capturedAt,
      settledAt: now,
    });
    await closeAllocations(sql, attemptId);
    await tellInvoices(sql, allocations, now);
    if (decision === "paid") await tellFranchises(sql, allocations, now);
    await enqueue(sql, {
      workflowType: "payment",
      workflowId: workflowId.payment(attemptId),
      input: { attemptId },
      signal: "staffDecided",
    }, now);
    await writeJournal(sql, {
      actor: `staff/${staffId}`,
      action: decision === "paid" ? "payment_found_paid" : "payment_found_unpaid",
      subject: `person/${attempt.payerId}`,
      detail: {
        attempt: attemptId,
        reason: found.reason,
        ...(capturedAt === null ? {} : { capturedAt }),
      },
      ip,
      at: now,
    });
    return { ok: true };
  });
}
