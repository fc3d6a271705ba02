import type { DecisionRow } from "../../db/cases/decisions.ts";
import type { Sql } from "../../db/connection.ts";
import { lockRefund } from "../../db/payments/refunds.ts";
import type { PaymentFinding, RefundFinding } from "../../domain/decision.ts";
import type { Instant } from "../../domain/local_date.ts";
import {
  bookPaymentFinding,
  lockAttemptAndInvoices,
  type PaymentFindingProblem,
  paymentFindingProblem,
} from "../payments/payment_finding.ts";
import {
  bookRefundFinding,
  type RefundFindingProblem,
  refundFindingProblem,
} from "../payments/settle_refund.ts";

/**
 * Books a confirmed finding. The payment or the refund is looked at again: where the bank has answered
 * since, or has given another answer than staff saw, nothing is booked.
 *
 * @returns why it can't; nothing is written then
 */
export async function bookFinding(
  sql: Sql,
  { attemptId, refundId, found, capturedAt, waitedFor }: DecisionRow,
  now: Instant,
): Promise<PaymentFindingProblem | RefundFindingProblem | null> {
  if (refundId !== null) {
    const refund = await lockRefund(sql, refundId);
    const problem = refundFindingProblem(refund, waitedFor);
    if (problem === null) {
      await bookRefundFinding(sql, refund, { found: found as RefundFinding, now });
    }
    return problem;
  }
  const locked = await lockAttemptAndInvoices(sql, attemptId!);
  const finding: PaymentFinding = capturedAt === null
    ? { found: "unpaid" }
    : { found: "paid", capturedAt };
  const problem = paymentFindingProblem(locked.attempt, { finding, waitedFor, now });
  if (problem === null) await bookPaymentFinding(sql, locked, { finding, now });
  return problem;
}
