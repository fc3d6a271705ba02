import { type Sql, transaction } from "../db/connection.ts";
import { enqueue } from "../db/outbox.ts";
import { findAttemptByProvider } from "../db/payments.ts";
import type { Clock } from "../domain/clock.ts";
import { workflowId } from "../workflows/contract.ts";

/**
 * A bank's notification is not signed, so it is only a hint: the payment's workflow is woken and
 * reads the payment from the bank itself. Of an unknown payment nothing is done: one that the web
 * has not noted yet is asked about by its workflow anyway.
 *
 * @returns whether an attempt was woken
 */
export function noteBankNotification(
  sql: Sql,
  clock: Clock,
  notification: { providerId: string },
): Promise<boolean> {
  return transaction(sql, async (sql) => {
    const attemptId = await findAttemptByProvider(sql, notification.providerId);
    if (attemptId === null) return false;
    await enqueue(sql, {
      workflowType: "payment",
      workflowId: workflowId.payment(attemptId),
      input: { attemptId },
      signal: "bankNotified",
    }, clock.now());
    return true;
  });
}
