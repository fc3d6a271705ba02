import type { ProviderPayment } from "../../adapters/payment_provider/mod.ts";
import { closeOpenCalls } from "../../db/cases/calls.ts";
import {
  endSpell,
  insertSpell,
  listOverdueEver,
  lockInvoices,
  lockPolicyOfSpells,
  paidBeforeDeadline,
  readInvoiceCase,
  readSpellCovering,
  unmarkDefaulted,
} from "../../db/cases/cases.ts";
import { type Sql, transaction } from "../../db/connection.ts";
import { owedOn, postTransfer } from "../../db/invoices/ledger.ts";
import { closeRecovery } from "../../db/invoices/recoveries.ts";
import { enqueue } from "../../db/outbox.ts";
import {
  type Allocation,
  type Attempt,
  closeAllocations,
  listAllocations,
  lockAttempt,
  recordDecision,
} from "../../db/payments/payments_settling.ts";
import { type Instant, localDateOf } from "../../domain/local_date.ts";
import { kopecks, subtract, sum } from "../../domain/money.ts";
import { isUndecided } from "../../domain/payment.ts";
import { workflowId } from "../../workflows/contract.ts";
import { restoreFranchise } from "../decisions/restore_franchise.ts";

export interface Settlement {
  attemptId: string;
  /** What the bank answered when it was asked. */
  payment: ProviderPayment;
  now: Instant;
}

export type SettlementOutcome =
  | { ok: true; state: "pending" | "succeeded" | "canceled" }
  /** What the bank answers is not what was asked of it: nothing is posted, staff decide. */
  | { ok: false; reason: Contradiction };

export type Contradiction =
  | "other_payment"
  | "other_attempt"
  | "other_amount"
  | "other_currency"
  | "captured_after_cancel";

/**
 * Brings a bank's decision into the books, once: on success a transfer for each invoice, in effect
 * from the bank's capture; what is not owed any more is kept as the payer's unallocated money. A
 * cancellation frees the invoices. A capture from before the deadline that we learn of after it
 * reverses the default. Invoices' and franchises' workflows are told in the same transaction.
 */
export function settlePayment(sql: Sql, settlement: Settlement): Promise<SettlementOutcome> {
  const { attemptId, payment, now } = settlement;
  return transaction(sql, async (sql): Promise<SettlementOutcome> => {
    const allocations = await listAllocations(sql, attemptId);
    await lockInvoices(sql, allocations.map((allocation) => allocation.invoiceId));
    const attempt = await lockAttempt(sql, attemptId);
    if (attempt.state === "succeeded") return { ok: true, state: "succeeded" };

    const wrong = contradiction(attempt, payment);
    // A contradiction that staff have decided on stays decided.
    if (attempt.state === "canceled" && (wrong === null || wrong === attempt.reason)) {
      return { ok: true, state: "canceled" };
    }
    if (wrong) {
      await recordDecision(sql, attemptId, {
        state: "unknown",
        reason: wrong,
        providerId: null,
        capturedAt: null,
        settledAt: null,
      });
      return { ok: false, reason: wrong };
    }
    if (payment.status === "succeeded") {
      await postCapture(sql, { attempt, allocations, capturedAt: payment.capturedAt ?? now, now });
    } else if (payment.status !== "canceled") {
      return { ok: true, state: "pending" };
    }
    await recordDecision(sql, attemptId, {
      state: payment.status,
      reason: payment.cancelReason,
      providerId: payment.id,
      capturedAt: payment.status === "succeeded" ? payment.capturedAt ?? now : null,
      settledAt: now,
    });
    await closeAllocations(sql, attemptId);
    await tellInvoices(sql, allocations, now);
    if (payment.status === "succeeded") await tellFranchises(sql, allocations, now);
    return { ok: true, state: payment.status };
  });
}

/**
 * Ends an attempt whose payment the bank refused to open: no money can come of it.
 *
 * @param refusal.code the provider's code, cleaned
 */
export function cancelUnopened(
  sql: Sql,
  refusal: { attemptId: string; code: string; now: Instant },
): Promise<void> {
  const { attemptId, code, now } = refusal;
  return transaction(sql, async (sql) => {
    const allocations = await listAllocations(sql, attemptId);
    await lockInvoices(sql, allocations.map((allocation) => allocation.invoiceId));
    const attempt = await lockAttempt(sql, attemptId);
    if (attempt.state !== "created" || attempt.providerId !== null) return;
    await recordDecision(sql, attemptId, {
      state: "canceled",
      reason: code,
      providerId: null,
      capturedAt: null,
      settledAt: now,
    });
    await closeAllocations(sql, attemptId);
    await tellInvoices(sql, allocations, now);
  });
}

/** Leaves an undecided attempt to staff: its invoices stay taken, so that nobody pays twice. */
export function leaveToStaff(
  sql: Sql,
  { attemptId, reason }: { attemptId: string; reason: "key_expired" | "not_at_bank" },
): Promise<void> {
  return transaction(sql, async (sql) => {
    const attempt = await lockAttempt(sql, attemptId);
    if (!isUndecided(attempt.state) || attempt.state === "unknown") return;
    await recordDecision(sql, attemptId, {
      state: "unknown",
      reason,
      providerId: null,
      capturedAt: null,
      settledAt: null,
    });
  });
}

function contradiction(attempt: Attempt, payment: ProviderPayment): Contradiction | null {
  if (attempt.providerId !== null && attempt.providerId !== payment.id) return "other_payment";
  if (payment.attemptId !== attempt.attemptId) return "other_attempt";
  if (payment.amount !== attempt.amountKopecks) return "other_amount";
  if (payment.currency !== "RUB") return "other_currency";
  const canceled = attempt.state === "canceled" || attempt.reason === "captured_after_cancel";
  return canceled && payment.status === "succeeded" ? "captured_after_cancel" : null;
}

export interface Capture {
  attempt: Attempt;
  allocations: Allocation[];
  capturedAt: Instant;
  now: Instant;
}

/**
 * Posts an attempt's money, in effect from its capture, reverses defaults that it came before and
 * restores the programmes. What is paid is not called about or recovered any more. The invoices and
 * the attempt are locked; each event posts once.
 */
export async function postCapture(
  sql: Sql,
  { attempt, allocations, capturedAt, now }: Capture,
): Promise<void> {
  const { attemptId, payerId } = attempt;
  const dates = { effectiveAt: capturedAt, recordedAt: now };
  const posted = [];
  for (const { invoiceId, amountKopecks } of allocations) {
    const owed = await owedOn(sql, invoiceId);
    const amount = kopecks(Math.max(0, Math.min(owed, amountKopecks)));
    if (amount === 0) continue;
    await postTransfer(sql, {
      eventKey: `payment/${attemptId}/invoice/${invoiceId}`,
      debit: { kind: "bank" },
      credit: { kind: "receivable", invoiceId },
      amount,
      ...dates,
    });
    posted.push(amount);
  }
  const excess = subtract(attempt.amountKopecks, sum(posted));
  if (excess > 0) {
    await postTransfer(sql, {
      eventKey: `payment/${attemptId}/excess`,
      debit: { kind: "bank" },
      credit: { kind: "unallocated", personId: payerId },
      amount: excess,
      ...dates,
    });
  }
  await closeSettledInvoices(sql, allocations, now);
}

/**
 * After what is owed on locked invoices went down: a default that never was is reversed, what is
 * settled is not called about or recovered any more, and the programmes are restored.
 */
export async function closeSettledInvoices(
  sql: Sql,
  invoices: readonly { invoiceId: number }[],
  now: Instant,
): Promise<void> {
  const policies = await lockPoliciesPaidFor(sql, invoices);
  for (const { invoiceId } of invoices) {
    const inTime = await paidBeforeDeadline(sql, invoiceId);
    if (inTime) await reverseDefault(sql, invoiceId, now);
    if (await owedOn(sql, invoiceId) > 0) continue;
    await closeOpenCalls(sql, invoiceId, { detail: "paid", at: now });
    await endRecovery(sql, invoiceId, { reason: inTime ? "default_reversed" : "paid", at: now });
  }
  for (const policyId of policies) await restoreFranchise(sql, { policyId, at: now });
}

/** A representative pays for several policies: they are locked in the order of their ids. */
async function lockPoliciesPaidFor(
  sql: Sql,
  invoices: readonly { invoiceId: number }[],
): Promise<number[]> {
  const policies = new Set<number>();
  for (const { invoiceId } of invoices) {
    policies.add((await readInvoiceCase(sql, invoiceId)).policyId);
  }
  const inOrder = [...policies].sort((a, b) => a - b);
  for (const policyId of inOrder) await lockPolicyOfSpells(sql, policyId);
  return inOrder;
}

/**
 * The money was taken in time and only the news came late: the default never was. The emergency
 * spell becomes empty, unless other invoices of the policy defaulted under it; then one goes on from
 * the first of their days.
 */
async function reverseDefault(sql: Sql, invoiceId: number, now: Instant): Promise<void> {
  const invoice = await readInvoiceCase(sql, invoiceId);
  if (invoice.defaultedAt === null) return;
  const { policyId, timeZone } = invoice;
  await lockPolicyOfSpells(sql, policyId);
  await unmarkDefaulted(sql, invoiceId);
  const day = localDateOf(invoice.defaultedAt, timeZone);
  const spell = await readSpellCovering(sql, { policyId, day });
  if (!spell) return;

  const others = (await listOverdueEver(sql, { policyId, at: now })).flatMap((debt) => {
    const on = debt.defaultedAt === null ? null : localDateOf(debt.defaultedAt, timeZone);
    const within = on !== null && on >= spell.startsOn &&
      (spell.until === null || on < spell.until);
    return within ? [{ invoiceId: debt.invoiceId, on }] : [];
  });
  const first = others[0];
  if (first?.on === spell.startsOn) return;
  await endSpell(sql, spell.spellId, {
    until: spell.startsOn,
    reason: "default_reversed",
    at: now,
  });
  if (!first) return;
  const later = await insertSpell(
    sql,
    { policyId, invoiceId: first.invoiceId, startsOn: first.on, reason: "invoice_defaulted" },
    now,
  );
  if (spell.until !== null) {
    await endSpell(sql, later, {
      until: spell.until,
      reason: spell.endedReason ?? "overdue_paid",
      at: now,
    });
  }
}

async function endRecovery(
  sql: Sql,
  invoiceId: number,
  end: { reason: "paid" | "default_reversed"; at: Instant },
): Promise<void> {
  if (!await closeRecovery(sql, invoiceId, end)) return;
  await enqueue(sql, {
    workflowType: "recovery",
    workflowId: workflowId.recovery(invoiceId),
    input: { invoiceId },
    signal: "paid",
  }, end.at);
}

/** Wakes the workflows of the attempt's invoices, each by what it owes now. */
export async function tellInvoices(
  sql: Sql,
  allocations: readonly Allocation[],
  now: Instant,
): Promise<void> {
  for (const { invoiceId } of allocations) {
    const paid = await owedOn(sql, invoiceId) <= 0;
    await enqueue(sql, {
      workflowType: "invoice",
      workflowId: workflowId.invoice(invoiceId),
      input: { invoiceId },
      signal: paid ? "paid" : "attemptDecided",
    }, now);
  }
}

/** Wakes the workflows of franchises whose invoices were paid. */
export async function tellFranchises(
  sql: Sql,
  allocations: readonly Allocation[],
  now: Instant,
): Promise<void> {
  for (const franchiseId of new Set(allocations.map((allocation) => allocation.franchiseId))) {
    await enqueue(sql, {
      workflowType: "franchise",
      workflowId: workflowId.franchise(franchiseId),
      input: { franchiseId },
      signal: "invoicePaid",
    }, now);
  }
}
