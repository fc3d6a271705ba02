import { lockInvoices, readInvoiceCase } from "../../db/cases/cases.ts";
import { type Sql, transaction } from "../../db/connection.ts";
import { insertRecovery } from "../../db/invoices/recoveries.ts";
import { enqueue } from "../../db/outbox.ts";
import { preTrialEndsAt } from "../../domain/invoice.ts";
import type { Instant } from "../../domain/local_date.ts";
import { workflowId } from "../../workflows/contract.ts";

export type RecoveryOutcome =
  | { outcome: "opened"; openedAt: Instant }
  /** The pre-trial term has not ended yet. */
  | { outcome: "too_early"; until: Instant }
  /** Nothing is owed, or the default was reversed. */
  | { outcome: "not_in_default" };

/**
 * Opens the recovery case of an invoice whose default is 30 calendar days old and still unpaid
 * (domain: default). From then on the debt may be recovered under the law, with its penalty.
 *
 * Calling it again changes nothing.
 */
export function openRecovery(
  sql: Sql,
  { invoiceId, at }: { invoiceId: number; at: Instant },
): Promise<RecoveryOutcome> {
  return transaction(sql, async (sql): Promise<RecoveryOutcome> => {
    await lockInvoices(sql, [invoiceId]);
    const invoice = await readInvoiceCase(sql, invoiceId);
    if (invoice.recoveryAt) return { outcome: "opened", openedAt: invoice.recoveryAt };
    if (invoice.owedKopecks <= 0 || !invoice.defaultedAt) return { outcome: "not_in_default" };
    const until = preTrialEndsAt(invoice.defaultedAt, invoice.timeZone);
    if (at < until) return { outcome: "too_early", until };

    await insertRecovery(sql, invoiceId, at);
    await enqueue(sql, {
      workflowType: "recovery",
      workflowId: workflowId.recovery(invoiceId),
      input: { invoiceId },
    }, at);
    return { outcome: "opened", openedAt: at };
  });
}
