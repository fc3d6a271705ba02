import { closeOpenCalls } from "../../db/cases/calls.ts";
import {
  defaultHeldUntil,
  insertSpell,
  lockInvoices,
  lockPolicyOfSpells,
  markDefaulted,
  readInvoiceCase,
  readOpenSpell,
} from "../../db/cases/cases.ts";
import { type Sql, transaction } from "../../db/connection.ts";
import { enqueue } from "../../db/outbox.ts";
import { type Instant, localDateOf } from "../../domain/local_date.ts";
import { workflowId } from "../../workflows/contract.ts";

export type DefaultOutcome =
  | { outcome: "defaulted"; defaultedAt: Instant }
  /** The deadline is not yet there: it was moved. */
  | { outcome: "moved"; dueAt: Instant }
  /** An attempt made before the deadline is undecided; it holds no longer than this. */
  | { outcome: "held"; until: Instant }
  | { outcome: "paid" };

/**
 * Writes an invoice's default, unless under its lock it turns out to be paid, to have a later
 * deadline, or to be held by an attempt to pay. The person moves to the emergency programme from the
 * local day of `at`: the day after the term, or later where we were late to decide. The switch
 * covers the policy: while a spell lasts, a further default joins it.
 *
 * Calling it again changes nothing.
 */
export function defaultInvoice(
  sql: Sql,
  { invoiceId, at }: { invoiceId: number; at: Instant },
): Promise<DefaultOutcome> {
  return transaction(sql, async (sql): Promise<DefaultOutcome> => {
    await lockInvoices(sql, [invoiceId]);
    const invoice = await readInvoiceCase(sql, invoiceId);
    if (invoice.owedKopecks <= 0) return { outcome: "paid" };
    if (invoice.defaultedAt) return { outcome: "defaulted", defaultedAt: invoice.defaultedAt };
    if (at < invoice.dueAt) return { outcome: "moved", dueAt: invoice.dueAt };
    const until = await defaultHeldUntil(sql, invoiceId, at);
    if (until) return { outcome: "held", until };

    await lockPolicyOfSpells(sql, invoice.policyId);
    await markDefaulted(sql, invoiceId, at);
    await closeOpenCalls(sql, invoiceId, { detail: "defaulted", at });
    const startsOn = localDateOf(at, invoice.timeZone);
    const serviceOver = startsOn > invoice.policyEndsOn;
    if (!serviceOver && await readOpenSpell(sql, invoice.policyId) === null) {
      const { policyId } = invoice;
      await insertSpell(sql, { policyId, invoiceId, startsOn, reason: "invoice_defaulted" }, at);
    }
    await enqueue(sql, {
      workflowType: "franchise",
      workflowId: workflowId.franchise(invoice.franchiseId),
      input: { franchiseId: invoice.franchiseId },
      signal: "invoiceDefaulted",
    }, at);
    return { outcome: "defaulted", defaultedAt: at };
  });
}
