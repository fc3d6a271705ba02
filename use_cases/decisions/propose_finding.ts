import { readInvoiceCase } from "../../db/cases/cases.ts";
import { type Sql, transaction } from "../../db/connection.ts";
import { lockRefund } from "../../db/payments/refunds.ts";
import type { Clock } from "../../domain/clock.ts";
import type { PaymentFinding, RefundFinding } from "../../domain/decision.ts";
import {
  lockAttemptAndInvoices,
  type PaymentFindingProblem,
  paymentFindingProblem,
} from "../payments/payment_finding.ts";
import { type RefundFindingProblem, refundFindingProblem } from "../payments/settle_refund.ts";
import { propose, type Proposed, type ProposedDecision } from "./propose_decision.ts";

/** What staff found at the bank of an unclear payment; the reason says how they know it. */
export type PaymentFindingProposal = Proposed & { attemptId: string; finding: PaymentFinding };

/** The same of an unclear refund. */
export type RefundFindingProposal = Proposed & { refundId: string; found: RefundFinding };

/**
 * Proposes to decide a payment that the bank's answers could not, by what staff see at the bank. It
 * is booked once another member of staff confirms it; until then its invoices stay taken.
 */
export function proposePaymentFinding(
  sql: Sql,
  clock: Clock,
  { attemptId, finding, reason, actor }: PaymentFindingProposal,
): Promise<ProposedDecision | PaymentFindingProblem> {
  return transaction(sql, async (sql): Promise<ProposedDecision | PaymentFindingProblem> => {
    const at = clock.now();
    const { attempt, allocations } = await lockAttemptAndInvoices(sql, attemptId);
    const problem = paymentFindingProblem(attempt, { finding, waitedFor: null, now: at });
    if (problem) return problem;
    const { timeZone } = await readInvoiceCase(sql, allocations[0]!.invoiceId);
    const proposal = {
      kind: "payment_found" as const,
      attemptId,
      personId: attempt.payerId,
      amount: attempt.amountKopecks,
      waitedFor: attempt.reason ?? "",
      reason,
      ...finding,
    };
    const about = { attempt: attemptId, ...finding };
    return await propose(sql, { proposal, about, timeZone, actor, at });
  });
}

/** Proposes to decide a refund that the bank's answers could not. */
export function proposeRefundFinding(
  sql: Sql,
  clock: Clock,
  { refundId, found, reason, actor }: RefundFindingProposal,
): Promise<ProposedDecision | RefundFindingProblem> {
  return transaction(sql, async (sql): Promise<ProposedDecision | RefundFindingProblem> => {
    const at = clock.now();
    const refund = await lockRefund(sql, refundId);
    const problem = refundFindingProblem(refund, null);
    if (problem) return problem;
    const proposal = {
      kind: "refund_found" as const,
      refundId,
      personId: refund.payerId,
      amount: refund.amountKopecks,
      waitedFor: refund.reason ?? "",
      found,
      reason,
    };
    const about = { refund: refundId, found };
    return await propose(sql, { proposal, about, timeZone: refund.timeZone, actor, at });
  });
}
