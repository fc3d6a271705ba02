import { type Sql, transaction } from "../../db/connection.ts";
import { enqueue, waits } from "../../db/outbox.ts";
import { lockUndecidedByProvider } from "../../db/payments/payments.ts";
import type { Clock } from "../../domain/clock.ts";
import { workflowId } from "../../workflows/contract.ts";

/**
 * A bank's notification is not signed, so it is only a hint: the payment's workflow is woken and
 * reads the payment from the bank itself. Of an unknown payment nothing is done: one that the web
 * has not noted yet is asked about by its workflow anyway. Nor is anything done of a decided one, or
 * where an earlier hint still waits to be delivered: anybody may send these, as often as they like.
 *
 * @returns whether an attempt was woken
 */
export function noteBankNotification(
  sql: Sql,
  clock: Clock,
  notification: { providerId: string },
): Promise<boolean> {
  return transaction(sql, async (sql) => {
    const attemptId = await lockUndecidedByProvider(sql, notification.providerId);
    if (attemptId === null) return false;
    const hint = {
      workflowType: "payment",
      workflowId: workflowId.payment(attemptId),
      input: { attemptId },
      signal: "bankNotified",
    };
    if (await waits(sql, hint)) return false;
    await enqueue(sql, hint, clock.now());
    return true;
  });
}
