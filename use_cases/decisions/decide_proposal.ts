import { lockInvoices, lockPolicyOfSpells, readSpell } from "../../db/cases/cases.ts";
import {
  closeProposal,
  type DecisionRow,
  lockDecision,
  readDecision,
} from "../../db/cases/decisions.ts";
import { type Sql, transaction } from "../../db/connection.ts";
import { lockRefund } from "../../db/payments/refunds.ts";
import { writeJournal } from "../../db/staff/journal.ts";
import type { Clock } from "../../domain/clock.ts";
import type { Instant } from "../../domain/local_date.ts";
import type { StaffActor } from "../imports/upload_file.ts";
import { lockAttemptAndInvoices, type PaymentFindingProblem } from "../payments/payment_finding.ts";
import type { RefundFindingProblem } from "../payments/settle_refund.ts";
import { planReturn, type ReturnProblem, returnProgramme } from "../policies/return_programme.ts";
import { bookFinding } from "./book_finding.ts";
import { planRefund, type RefundProblem, sendBack } from "./refund_money.ts";
import { forgiveDebt, type ForgivingProblem, forgivingProblem } from "./forgive_debt.ts";

/** The second member's answer. */
export type ProposalAnswer =
  & { decisionId: number; actor: StaffActor }
  & ({ answer: "confirm" } | { answer: "refuse"; refusal: string });

export type AnsweredProposal =
  | { ok: true; outcome: "confirmed" | "refused" }
  | { ok: false; reason: "unknown" | "expired" }
  /** Somebody answered before; maybe it is this very answer. */
  | { ok: false; reason: "decided" }
  /** Who proposed it can't confirm it. */
  | { ok: false; reason: "own" }
  | EffectProblem;

/** What has come between the proposal and its confirmation. */
type EffectProblem =
  | ForgivingProblem
  | PaymentFindingProblem
  | RefundFindingProblem
  | RefundProblem
  | ReturnProblem;

export type WithdrawnProposal =
  | { ok: true }
  | { ok: false; reason: "unknown" | "expired" | "decided" | "other" };

/**
 * The second member of staff confirms or refuses a proposal. A confirmed one takes effect in the
 * same transaction as its record and the workflows' signals. What it was about is locked first and
 * looked at again: a payment that came meanwhile is not forgiven a second time.
 */
export function decideProposal(
  sql: Sql,
  clock: Clock,
  answered: ProposalAnswer,
): Promise<AnsweredProposal> {
  const { decisionId, actor } = answered;
  return transaction(sql, async (sql): Promise<AnsweredProposal> => {
    const at = clock.now();
    const proposal = await lockProposal(sql, decisionId);
    if (proposal === null) return { ok: false, reason: "unknown" };
    const closed = closedReason(proposal, at);
    if (closed !== null) return { ok: false, reason: closed };
    if (answered.answer === "confirm") {
      if (proposal.proposedById === actor.staffId) return { ok: false, reason: "own" };
      const problem = await takeEffect(sql, proposal, at);
      if (problem) return problem;
    }
    await record(sql, proposal, { answered, at });
    return { ok: true, outcome: answered.answer === "confirm" ? "confirmed" : "refused" };
  });
}

/**
 * Who proposed it takes it back, while nobody has decided.
 *
 * @returns `other` where it is another's: those are refused, by who decides
 */
export function withdrawProposal(
  sql: Sql,
  clock: Clock,
  { decisionId, actor }: { decisionId: number; actor: StaffActor },
): Promise<WithdrawnProposal> {
  return transaction(sql, async (sql): Promise<WithdrawnProposal> => {
    const at = clock.now();
    const proposal = await lockProposal(sql, decisionId);
    if (proposal === null) return { ok: false, reason: "unknown" };
    if (proposal.proposedById !== actor.staffId) return { ok: false, reason: "other" };
    const closed = closedReason(proposal, at);
    if (closed !== null) return { ok: false, reason: closed };
    const { staffId, ip } = actor;
    await closeProposal(sql, decisionId, { outcome: "withdrawn", staffId, at });
    await writeJournal(sql, {
      actor: `staff/${staffId}`,
      action: "decision_withdrawn",
      subject: `person/${proposal.personId}`,
      detail: { decision: decisionId, kind: proposal.kind },
      ip,
      at,
    });
    return { ok: true };
  });
}

/** Why a locked proposal can't be answered any more; null where it can. */
function closedReason(
  { outcome, expiresAt }: DecisionRow,
  at: Instant,
): "expired" | "decided" | null {
  if (outcome === "expired" || (outcome === null && expiresAt! <= at)) return "expired";
  return outcome === null ? null : "decided";
}

/** The proposal under the locks of what it is about: invoices, an unclear payment, the spell's policy. */
async function lockProposal(sql: Sql, decisionId: number): Promise<DecisionRow | null> {
  const found = await readDecision(sql, decisionId);
  if (found === null) return null;
  if (found.invoiceId !== null) await lockInvoices(sql, [found.invoiceId]);
  if (found.attemptId !== null) await lockAttemptAndInvoices(sql, found.attemptId);
  if (found.refundId !== null) await lockRefund(sql, found.refundId);
  await lockDecision(sql, decisionId);
  if (found.spellId !== null) {
    const { policyId } = await readSpell(sql, found.spellId);
    await lockPolicyOfSpells(sql, policyId);
  }
  return await readDecision(sql, decisionId);
}

/** @returns why it can't; nothing is written then */
async function takeEffect(
  sql: Sql,
  proposal: DecisionRow,
  at: Instant,
): Promise<EffectProblem | null> {
  const { id: decisionId, kind, personId: payerId, invoiceId, spellId, amountKopecks } = proposal;
  if (kind === "forgive") {
    const forgiven = { invoiceId: invoiceId!, amount: amountKopecks! };
    const problem = await forgivingProblem(sql, forgiven);
    if (problem) return problem;
    await forgiveDebt(sql, { decisionId, ...forgiven, at });
    return null;
  }
  if (kind === "refund") {
    const plan = await planRefund(sql, { payerId, amount: amountKopecks!, at });
    if (!plan.ok) return plan;
    await sendBack(sql, { decisionId, payerId, plan, at });
    return null;
  }
  if (kind === "payment_found" || kind === "refund_found") {
    return await bookFinding(sql, proposal, at);
  }
  if (kind !== "restore") throw new Error(`Decision ${decisionId} is a ${kind}: no proposal`);
  const planned = await planReturn(sql, { spellId: spellId!, at });
  if (!planned.ok) return planned;
  await returnProgramme(sql, { spellId: spellId!, planned, at });
  return null;
}

async function record(
  sql: Sql,
  { id, personId, kind, found }: DecisionRow,
  { answered, at }: { answered: ProposalAnswer; at: Instant },
): Promise<void> {
  const { staffId, ip } = answered.actor;
  const refusal = answered.answer === "refuse" ? answered.refusal : null;
  await closeProposal(
    sql,
    id,
    refusal === null
      ? { outcome: "confirmed", staffId, at }
      : { outcome: "refused", refusal, staffId, at },
  );
  await writeJournal(sql, {
    actor: `staff/${staffId}`,
    action: refusal === null ? "decision_confirmed" : "decision_refused",
    subject: `person/${personId}`,
    detail: {
      decision: id,
      kind,
      ...found === null ? {} : { found },
      ...refusal === null ? {} : { reason: refusal },
    },
    ip,
    at,
  });
}
