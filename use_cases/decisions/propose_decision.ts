import { latestCalendar } from "../../db/calendars.ts";
import {
  lockInvoices,
  lockPolicyOfSpells,
  readInvoiceCase,
  readOpenSpell,
} from "../../db/cases/cases.ts";
import {
  findOpenProposal,
  insertProposal,
  type NewProposal,
  type ProposalSubject,
} from "../../db/cases/decisions.ts";
import { readPersonRecord } from "../../db/cases/people_reading.ts";
import { type Sql, transaction } from "../../db/connection.ts";
import { freeMoneyOf, lockPayer } from "../../db/payments/refunds.ts";
import { writeJournal } from "../../db/staff/journal.ts";
import { calendarOf } from "../../domain/calendar.ts";
import type { Clock } from "../../domain/clock.ts";
import { proposalExpiresAt } from "../../domain/decision.ts";
import { type Instant, type LocalDate, localDateOf } from "../../domain/local_date.ts";
import type { Kopecks } from "../../domain/money.ts";
import type { StaffActor } from "../imports/upload_file.ts";
import { planReturn, type ReturnProblem } from "../policies/return_programme.ts";
import { type ForgivingProblem, forgivingProblem } from "./forgive_debt.ts";
import { planRefund, type RefundProblem } from "./refund_money.ts";

export interface Proposed {
  /** Why, in the words of who proposes; not empty. */
  reason: string;
  actor: StaffActor;
}

export type ForgivingProposal = Proposed & { invoiceId: number; amount: Kopecks };
export type ReturnProposal = Proposed & { policyId: number };
export type RefundProposal = Proposed & { personId: number };

export type ProposedDecision =
  | { ok: true; decisionId: number; expiresAt: Instant }
  /** The same is proposed already, and waits. */
  | { ok: false; reason: "proposed"; decisionId: number };

/**
 * Proposes to forgive a part or the whole of what is owed. Nothing changes until another member of
 * staff confirms it.
 */
export function proposeForgiving(
  sql: Sql,
  clock: Clock,
  { invoiceId, amount, reason, actor }: ForgivingProposal,
): Promise<ProposedDecision | ForgivingProblem> {
  return transaction(sql, async (sql): Promise<ProposedDecision | ForgivingProblem> => {
    const at = clock.now();
    await lockInvoices(sql, [invoiceId]);
    const { payerId: personId, timeZone } = await readInvoiceCase(sql, invoiceId);
    const problem = await forgivingProblem(sql, { invoiceId, amount });
    if (problem) return problem;
    const proposal = { kind: "forgive" as const, invoiceId, amount, personId, reason };
    return await propose(sql, { proposal, timeZone, actor, at });
  });
}

/**
 * Proposes to give a payer back all that is theirs beyond what they owe: what came in excess, and
 * what they had paid before a correction.
 */
export function proposeRefund(
  sql: Sql,
  clock: Clock,
  { personId, reason, actor }: RefundProposal,
): Promise<ProposedDecision | { ok: false; reason: "no_free_money" } | RefundProblem> {
  return transaction(sql, async (sql) => {
    const at = clock.now();
    await lockPayer(sql, personId);
    const person = await readPersonRecord(sql, personId);
    const amount = await freeMoneyOf(sql, personId);
    if (person === null || amount <= 0) return { ok: false, reason: "no_free_money" } as const;
    const plan = await planRefund(sql, { payerId: personId, amount, at });
    if (!plan.ok) return plan;
    const proposal = { kind: "refund" as const, personId, amount, reason };
    return await propose(sql, { proposal, timeZone: person.timeZone, actor, at });
  });
}

/** Proposes to give the group programme back before the debt is paid. */
export function proposeReturn(
  sql: Sql,
  clock: Clock,
  { policyId, reason, actor }: ReturnProposal,
): Promise<ProposedDecision | ReturnProblem> {
  return transaction(sql, async (sql): Promise<ProposedDecision | ReturnProblem> => {
    const at = clock.now();
    await lockPolicyOfSpells(sql, policyId);
    const spell = await readOpenSpell(sql, policyId);
    if (spell === null) return { ok: false, reason: "not_in_emergency" };
    const planned = await planReturn(sql, { spellId: spell.spellId, at });
    if (!planned.ok) return planned;
    const { payerId: personId, timeZone } = await readInvoiceCase(sql, spell.invoiceId);
    const proposal = { kind: "restore" as const, spellId: spell.spellId, personId, reason };
    return await propose(sql, { proposal, timeZone, actor, at });
  });
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

interface Making {
  proposal: DistributiveOmit<NewProposal, "staffId" | "at" | "expiresAt">;
  /** What the journal tells of it besides. */
  about?: Readonly<Record<string, string>>;
  timeZone: string;
  actor: StaffActor;
  at: Instant;
}

/** Writes a proposal down, for ten working days. Its subject is locked: two at once leave one. */
export async function propose(
  sql: Sql,
  { proposal, about = {}, timeZone, actor: { staffId, ip }, at }: Making,
): Promise<ProposedDecision> {
  const subject: ProposalSubject = proposal;
  const waiting = await findOpenProposal(sql, subject, at);
  if (waiting !== null) return { ok: false, reason: "proposed", decisionId: waiting };
  // Staff's own days: those of the federal calendar.
  const calendar = calendarOf((await latestCalendar(sql)).data, null);
  const madeOn: LocalDate = localDateOf(at, timeZone);
  const expiresAt = proposalExpiresAt(calendar, madeOn, timeZone);
  const decisionId = await insertProposal(sql, { ...proposal, staffId, at, expiresAt });
  await writeJournal(sql, {
    actor: `staff/${staffId}`,
    action: "decision_proposed",
    subject: `person/${proposal.personId}`,
    detail: { decision: decisionId, kind: proposal.kind, reason: proposal.reason, ...about },
    ip,
    at,
  });
  return { ok: true, decisionId, expiresAt };
}
