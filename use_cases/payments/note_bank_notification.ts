import { type Sql, transaction } from "../../db/connection.ts";
import { enqueue, type OutboxMessage, waits } from "../../db/outbox.ts";
import { lockUndecidedByProvider } from "../../db/payments/payments.ts";
import { lockUndecidedRefund } from "../../db/payments/refunds.ts";
import type { Clock } from "../../domain/clock.ts";
import { workflowId } from "../../workflows/contract.ts";

/**
 * A bank's notification is not signed, so it is only a hint: the workflow of the payment or of the
 * refund is woken and reads it from the bank itself. Of an unknown payment nothing is done: one that the web
 * has not noted yet is asked about by its workflow anyway. Nor is anything done of a decided one, or
 * where an earlier hint still waits to be delivered: anybody may send these, as often as they like.
 *
 * @returns whether a workflow was woken
 */
export function noteBankNotification(
  sql: Sql,
  clock: Clock,
  notification: { providerId: string },
): Promise<boolean> {
  return transaction(sql, async (sql) => {
    const hint = await hintOf(sql, notification.providerId);
    if (hint === null || await waits(sql, hint)) return false;
    await enqueue(sql, hint, clock.now());
    return true;
  });
}

async function hintOf(
  sql: Sql,
  providerId: string,
): Promise<OutboxMessage & { signal: string } | null> {
  const attemptId = await lockUndecidedByProvider(sql, providerId);
  if (attemptId !== null) {
    return {
      workflowType: "payment",
      workflowId: workflowId.payment(attemptId),
      input: { attemptId },
      signal: "bankNotified",
    };
  }
  const refundId = await lockUndecidedRefund(sql, providerId);
  return refundId === null ? null : {
    workflowType: "refund",
    workflowId: workflowId.refund(refundId),
    input: { refundId },
    signal: "bankNotified",
  };
}
