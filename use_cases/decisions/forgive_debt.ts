import { readInvoiceCase } from "../../db/cases/cases.ts";
import { readOpenDebt } from "../../db/cases/decisions.ts";
import type { Sql } from "../../db/connection.ts";
import { postTransfer } from "../../db/invoices/ledger.ts";
import { enqueue } from "../../db/outbox.ts";
import type { Instant } from "../../domain/local_date.ts";
import { type Kopecks, subtract } from "../../domain/money.ts";
import { workflowId } from "../../workflows/contract.ts";
import { closeSettledInvoices, tellFranchises } from "../payments/settle_payment.ts";

export type ForgivingProblem =
  | { ok: false; reason: "paid" }
  /** A payment of it is undecided: what it brings is known first. */
  | { ok: false; reason: "being_paid" }
  /** A payment or a correction came meanwhile: less is owed than was to be forgiven. */
  | { ok: false; reason: "owed_less"; owed: Kopecks };

/** Why that much of a locked invoice can't be forgiven now; null where it can. */
export async function forgivingProblem(
  sql: Sql,
  { invoiceId, amount }: { invoiceId: number; amount: Kopecks },
): Promise<ForgivingProblem | null> {
  const debt = await readOpenDebt(sql, invoiceId);
  if (debt.owedKopecks <= 0) return { ok: false, reason: "paid" };
  if (debt.attemptId !== null) return { ok: false, reason: "being_paid" };
  return amount > debt.owedKopecks
    ? { ok: false, reason: "owed_less", owed: debt.owedKopecks }
    : null;
}

/**
 * Takes a part or the whole of what is owed off a locked invoice, by a transfer of the decision's
 * own. Where nothing is left it is settled as by a payment: calls and recovery end, the programme
 * returns. Whoever owed it is told by a case of its own. Unlike a clinic's correction it says nothing of whether the term was kept.
 */
export async function forgiveDebt(
  sql: Sql,
  { decisionId, invoiceId, amount, at }: {
    decisionId: number;
    invoiceId: number;
    amount: Kopecks;
    at: Instant;
  },
): Promise<void> {
  const { franchiseId, owedKopecks } = await readInvoiceCase(sql, invoiceId);
  await postTransfer(sql, {
    eventKey: `decision/${decisionId}/forgiven`,
    debit: { kind: "forgiven" },
    credit: { kind: "receivable", invoiceId },
    amount,
    effectiveAt: at,
    recordedAt: at,
  });
  const forgiven = [{ invoiceId, franchiseId, amountKopecks: amount }];
  await closeSettledInvoices(sql, forgiven, at);
  await tellFranchises(sql, forgiven, at);
  await enqueue(sql, {
    workflowType: "invoice",
    workflowId: workflowId.invoice(invoiceId),
    input: { invoiceId },
    signal: subtract(owedKopecks, amount) <= 0 ? "paid" : "reread",
  }, at);
  await enqueue(sql, {
    workflowType: "decision",
    workflowId: workflowId.decision(decisionId),
    input: { decisionId },
  }, at);
}
