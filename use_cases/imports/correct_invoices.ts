import { lockInvoices, readInvoiceCase } from "../../db/cases/cases.ts";
import { type Sql, transaction } from "../../db/connection.ts";
import { lockImports } from "../../db/imports/imports.ts";
import { type Overcharge, overcharges } from "../../db/imports/replaced_lines.ts";
import {
  insertCorrection,
  insertOffset,
  lockOpenCredits,
  paidOf,
} from "../../db/invoices/corrections.ts";
import { owedOn, postTransfer } from "../../db/invoices/ledger.ts";
import { enqueue } from "../../db/outbox.ts";
import { groupedBy } from "../../domain/grouped.ts";
import type { Instant } from "../../domain/local_date.ts";
import { type Kopecks, kopecks, subtract, sum } from "../../domain/money.ts";
import { workflowId } from "../../workflows/contract.ts";
import { closeSettledInvoices, tellFranchises } from "../payments/settle_payment.ts";

export interface FileToCredit {
  fileId: number;
  clinicId: number;
  at: Instant;
}

/**
 * Credits what invoices charged for lines that a corrected file took back or made cheaper: an
 * invoice a transaction, each overcharge once. Called again it goes on where it stopped.
 *
 * @returns how many invoices came down
 */
export async function creditInvoices(sql: Sql, file: FileToCredit): Promise<number> {
  const byInvoice = groupedBy(
    await overcharges(sql, { fileId: file.fileId }),
    (charge) => charge.invoiceId,
  );
  let credited = 0;
  for (const [invoiceId, charges] of [...byInvoice].sort(([a], [b]) => a - b)) {
    const lineIds = charges.map((charge) => charge.lineId);
    credited += await transaction(sql, async (sql) => {
      await lockImports(sql, `clinic/${file.clinicId}`);
      await lockInvoices(sql, [invoiceId]);
      const open = (await overcharges(sql, { fileId: file.fileId, lineIds }))
        .filter((charge) => charge.invoiceId === invoiceId);
      if (open.length === 0) return 0;
      await creditInvoice(sql, { ...file, invoiceId, open });
      return 1;
    });
  }
  return credited;
}

/**
 * Lowers one invoice, which is locked: what is still owed goes down, and what was paid already
 * becomes the payer's, for the next invoices. An invoice that nothing is owed on any more is
 * settled, as by a payment.
 */
async function creditInvoice(
  sql: Sql,
  { fileId, at, invoiceId, open }: FileToCredit & { invoiceId: number; open: Overcharge[] },
): Promise<void> {
  const { payerId, franchiseId } = await readInvoiceCase(sql, invoiceId);
  const credited = sum(open.map((charge) => charge.amount));
  const owed = await owedOn(sql, invoiceId);
  const lowered = kopecks(Math.max(0, Math.min(owed, credited)));
  const above = subtract(credited, lowered);
  const unallocated = kopecks(Math.min(above, await paidOf(sql, invoiceId)));
  const lines = open.map(({ lineId, amount }) => ({ lineId, amount }));
  const correctionId = await insertCorrection(sql, {
    fileId,
    invoiceId,
    payerId,
    credited,
    unallocated,
    lines,
    at,
  });
  const dates = { effectiveAt: at, recordedAt: at };
  const debit = { kind: "income" } as const;
  if (lowered > 0) {
    await postTransfer(sql, {
      eventKey: `correction/${correctionId}/invoice`,
      debit,
      credit: { kind: "receivable", invoiceId },
      amount: lowered,
      ...dates,
    });
  }
  if (unallocated > 0) {
    await postTransfer(sql, {
      eventKey: `correction/${correctionId}/unallocated`,
      debit,
      credit: { kind: "unallocated", personId: payerId },
      amount: unallocated,
      ...dates,
    });
  }
  // What staff had forgiven of it was never paid: it is forgiven no more, and nobody's money.
  const forgiven = subtract(above, unallocated);
  if (forgiven > 0) {
    await postTransfer(sql, {
      eventKey: `correction/${correctionId}/forgiven`,
      debit,
      credit: { kind: "forgiven" },
      amount: forgiven,
      ...dates,
    });
  }
  const corrected = [{ invoiceId, franchiseId, amountKopecks: credited }];
  if (lowered > 0) {
    await closeSettledInvoices(sql, corrected, at);
    await tellFranchises(sql, corrected, at);
    await enqueue(sql, {
      workflowType: "invoice",
      workflowId: workflowId.invoice(invoiceId),
      input: { invoiceId },
      signal: lowered === owed ? "paid" : "reread",
    }, at);
  }
  await enqueue(sql, {
    workflowType: "correction",
    workflowId: workflowId.correction(correctionId),
    input: { correctionId },
  }, at);
}

/** Pays for an invoice just published with what earlier corrections left of paid ones. */
export async function offsetCredits(
  sql: Sql,
  { invoiceId, payerId, total, at }: {
    invoiceId: number;
    payerId: number;
    total: Kopecks;
    at: Instant;
  },
): Promise<void> {
  let owed = total;
  for (const { correctionId, left } of await lockOpenCredits(sql, payerId)) {
    const amount = kopecks(Math.min(left, owed));
    if (amount === 0) return;
    await insertOffset(sql, { correctionId, invoiceId, amount, at });
    await postTransfer(sql, {
      eventKey: `correction/${correctionId}/offset/${invoiceId}`,
      debit: { kind: "unallocated", personId: payerId },
      credit: { kind: "receivable", invoiceId },
      amount,
      effectiveAt: at,
      recordedAt: at,
    });
    owed = subtract(owed, amount);
  }
}
