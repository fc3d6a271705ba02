import { lockInvoices } from "../../db/cases/cases.ts";
import { type Sql, transaction } from "../../db/connection.ts";
import {
  closeEmployerPayment,
  findEmployerPayment,
  listPaymentParts,
  lockEmployerPayment,
  type PartToPost,
} from "../../db/employers/employer_payments.ts";
import { readEmployer } from "../../db/employers/employers.ts";
import { postTransfer } from "../../db/invoices/ledger.ts";
import { writeJournal } from "../../db/staff/journal.ts";
import type { Clock } from "../../domain/clock.ts";
import { atLocalTime, type Instant } from "../../domain/local_date.ts";
import { kopecks, subtract } from "../../domain/money.ts";
import type { StaffActor } from "../imports/upload_file.ts";
import { closeSettledInvoices, tellFranchises, tellInvoices } from "../payments/settle_payment.ts";

export interface EmployerPaymentAnswer {
  employerId: number;
  paymentId: number;
  answer: "post" | "refuse";
  actor: StaffActor;
}

export type AnsweredEmployerPayment =
  | { ok: true }
  | { ok: false; reason: "unknown" }
  /** Somebody answered before; maybe it is this very answer. */
  | { ok: false; reason: "decided" }
  /** Who entered it can't post it. */
  | { ok: false; reason: "own" }
  /** The bank has not decided a payment of one of its invoices: what that brings is known first. */
  | { ok: false; reason: "being_paid" };

/**
 * The second member of staff posts an employer's payment, or refuses its entry. Each part is a
 * transfer of its own; where the person has paid meanwhile, the rest stays theirs as unallocated
 * money. What is settled ends as by any payment: calls, recovery, the emergency programme. It counts
 * from the day it came, so money that came within the term reverses a default.
 */
export function decideEmployerPayment(
  sql: Sql,
  clock: Clock,
  { employerId, paymentId, answer, actor }: EmployerPaymentAnswer,
): Promise<AnsweredEmployerPayment> {
  return transaction(sql, async (sql): Promise<AnsweredEmployerPayment> => {
    const at = clock.now();
    const parts = await listPaymentParts(sql, paymentId);
    await lockInvoices(sql, parts.map(({ invoiceId }) => invoiceId));
    await lockEmployerPayment(sql, paymentId);
    const payment = await findEmployerPayment(sql, { employerId, paymentId });
    if (payment === null) return { ok: false, reason: "unknown" };
    if (payment.outcome !== null) return { ok: false, reason: "decided" };
    if (answer === "post") {
      if (payment.enteredById === actor.staffId) return { ok: false, reason: "own" };
      const locked = await listPaymentParts(sql, paymentId);
      if (locked.some(({ paying }) => paying)) return { ok: false, reason: "being_paid" };
      const { timeZone } = (await readEmployer(sql, employerId))!;
      const noon = atLocalTime(payment.receivedOn, "12:00", timeZone);
      await post(sql, { paymentId, parts: locked, effectiveAt: noon < at ? noon : at, at });
    }
    const outcome = answer === "post" ? "posted" : "refused";
    await closeEmployerPayment(sql, paymentId, { outcome, staffId: actor.staffId, at });
    await writeJournal(sql, {
      actor: `staff/${actor.staffId}`,
      action: `employer_payment_${outcome}`,
      subject: `employer_payment/${paymentId}`,
      ip: actor.ip,
      at,
    });
    return { ok: true };
  });
}

async function post(
  sql: Sql,
  { paymentId, parts, effectiveAt, at }: {
    paymentId: number;
    parts: readonly PartToPost[];
    effectiveAt: Instant;
    at: Instant;
  },
): Promise<void> {
  for (const { invoiceId, payerId, amountKopecks, owedKopecks } of parts) {
    const eventKey = `employer_payment/${paymentId}/invoice/${invoiceId}`;
    const dates = { debit: { kind: "bank" }, effectiveAt, recordedAt: at } as const;
    const paid = kopecks(Math.max(0, Math.min(owedKopecks, amountKopecks)));
    const excess = subtract(amountKopecks, paid);
    if (paid > 0) {
      const credit = { kind: "receivable", invoiceId } as const;
      await postTransfer(sql, { eventKey, credit, amount: paid, ...dates });
    }
    if (excess > 0) {
      const credit = { kind: "unallocated", personId: payerId } as const;
      await postTransfer(sql, { eventKey: `${eventKey}/excess`, credit, amount: excess, ...dates });
    }
  }
  const invoices = [...parts];
  await closeSettledInvoices(sql, invoices, at);
  await tellInvoices(sql, invoices, at);
  await tellFranchises(sql, invoices, at);
}
