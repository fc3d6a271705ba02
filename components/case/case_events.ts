import type { CallOutcome } from "../../domain/call.ts";
import type { ReminderChannels } from "../../domain/channels.ts";
import type { ConsentGap } from "../../domain/franchise.ts";
import { type Instant, type LocalDate, localDateOf, startOfDay } from "../../domain/local_date.ts";
import { type Kopecks, kopecks, subtract, sum } from "../../domain/money.ts";
import type { PaymentState } from "../../domain/payment.ts";
import type { DatedRate } from "../../domain/penalty.ts";
import type { ReminderChannel, ReminderPlan } from "../../domain/reminder_plan.ts";
import type { InvoiceFacts } from "../invoice/invoice_facts.ts";

/** What Postgres knows of one invoice's case. */
export interface CaseFacts extends InvoiceFacts {
  id: number;
  totalKopecks: Kopecks;
  publishedAt: Instant;
  /** The first moment after the term. */
  dueAt: Instant;
  defaultedAt: Instant | null;
  history: CaseHistory;
}

export interface CaseHistory {
  policyEndsOn: LocalDate;
  /** Null is the product's own plan. */
  reminderPlan: ReminderPlan | null;
  notices: readonly CaseNotice[];
  dueMoves: readonly DueMove[];
  /** In the order in which they were decided. */
  pauses?: readonly CasePause[];
  /** The last day without reminders, by the pauses that count. */
  pausedThrough?: LocalDate | null;
  attempts: readonly CaseAttempt[];
  payments: readonly CasePayment[];
  /** Every spell of the policy under the emergency programme, in order. */
  spells: readonly CaseSpell[];
  /** In the order in which the consent to the franchise was withdrawn. */
  consentGaps: readonly ConsentGap[];
  /** On which the payer gets reminders. */
  channels: ReminderChannels;
  recovery: CaseRecovery | null;
  /** Of the employer's contract; null is the key rate. */
  contractRateBp: number | null;
  keyRates: readonly DatedRate[];
}

export interface CaseNotice {
  channel: ReminderChannel;
  template: string;
  state: string;
  /** A code: why it was not sent, or how a call ended. */
  detail: string | null;
  dueAt: Instant;
  finishedAt: Instant | null;
  nextTryAt: Instant | null;
  /** Of a call. */
  tries: readonly CallTry[];
}

export interface CallTry {
  outcome: CallOutcome;
  triedAt: Instant;
  nextTryAt: Instant | null;
  /** Who recorded it. */
  staff: string;
  note: string | null;
}

export interface DueMove {
  from: LocalDate;
  to: LocalDate;
  movedAt: Instant;
  /** The calendar version's. */
  source: string;
  calendarVersionId: number;
  /** Left out is the calendar's. */
  by?: "calendar" | "staff";
}

/** Staff stopped the reminders of the invoice, or of all that the payer owes. */
export interface CasePause {
  decidedAt: Instant;
  /** The last day without reminders. */
  through: LocalDate;
}

export interface CaseAttempt {
  id: string;
  amountKopecks: Kopecks;
  state: PaymentState;
  reason: string | null;
  createdAt: Instant;
  expiresAt: Instant;
  capturedAt: Instant | null;
  settledAt: Instant | null;
}

export interface CasePayment {
  /**
   * A correction lowers the invoice, an offset pays with what one left, staff forgive; left out is
   * the bank's.
   */
  source?: "bank" | "correction" | "offset" | "forgiven";
  amountKopecks: Kopecks;
  effectiveAt: Instant;
  recordedAt: Instant;
}

export interface CaseSpell {
  invoiceId: number;
  from: LocalDate;
  /** First day of the group programme again. Equal to `from` where the default was reversed. */
  until: LocalDate | null;
  endedReason: string | null;
  recordedAt: Instant;
  endedRecordedAt: Instant | null;
}

export interface CaseRecovery {
  openedAt: Instant;
  contractRateBp: number | null;
  closedAt: Instant | null;
  closedReason: "paid" | "default_reversed" | null;
}

export type CaseEvent =
  & { at: Instant }
  & (
    | { kind: "published" }
    /** One topic of one day, on all its channels. */
    | { kind: "told"; template: string; notices: readonly CaseNotice[] }
    | { kind: "call_tried"; tried: CallTry }
    | { kind: "due_moved"; move: DueMove }
    | { kind: "paused"; pause: CasePause }
    | { kind: "attempt_opened" | "attempt_canceled"; attempt: CaseAttempt }
    | { kind: "paid"; payment: CasePayment; closes: boolean }
    | { kind: "term_ended" }
    | { kind: "defaulted" }
    /** A default was written although the money had come in time: nobody knew of it yet. */
    | { kind: "default_mistaken" | "default_reversed" }
    | { kind: "emergency_began"; spell: CaseSpell }
    /** The default fell into a spell that another invoice had begun. */
    | { kind: "emergency_joined"; spell: CaseSpell }
    | { kind: "group_returned"; spell: CaseSpell }
    | { kind: "recovery_opened" | "recovery_closed"; recovery: CaseRecovery }
  );

/** Everything that has happened to the invoice by `now`, in order; what causes comes first. */
export function caseEvents(facts: CaseFacts, now: Instant): CaseEvent[] {
  const { history } = facts;
  const events: CaseEvent[] = [
    { kind: "published", at: facts.publishedAt },
    ...toldEvents(facts),
    ...history.dueMoves.map((move) => ({ kind: "due_moved", at: move.movedAt, move }) as const),
    ...(history.pauses ?? []).map((pause) =>
      ({ kind: "paused", at: pause.decidedAt, pause }) as const
    ),
    ...history.attempts.flatMap(attemptEvents),
    ...defaultEvents(facts),
    ...paymentEvents(facts),
    ...spellEvents(facts),
    ...recoveryEvents(history.recovery),
  ];
  return events.filter((event) => event.at <= now)
    .map((event, index) => ({ event, index }))
    .sort((a, b) => order(a.event.at, b.event.at) || a.index - b.index)
    .map(({ event }) => event);
}

function order(a: Instant, b: Instant): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function toldEvents({ history, timeZone }: CaseFacts): CaseEvent[] {
  const topics = new Map<string, CaseNotice[]>();
  for (const notice of history.notices) {
    const key = `${notice.template} ${localDateOf(noticeAt(notice), timeZone)}`;
    topics.set(key, [...topics.get(key) ?? [], notice]);
  }
  const told = [...topics.values()].map((notices): CaseEvent => ({
    kind: "told",
    at: notices.map(noticeAt).reduce((a, b) => (b < a ? b : a)),
    template: notices[0]!.template,
    notices,
  }));
  const tried = history.notices.flatMap(({ tries }) =>
    tries.map((tried): CaseEvent => ({ kind: "call_tried", at: tried.triedAt, tried }))
  );
  return [...told, ...tried];
}

/** A call stands on the list from its day on; a message is told when it is sent. */
function noticeAt({ channel, dueAt, finishedAt }: CaseNotice): Instant {
  return channel === "call" ? dueAt : finishedAt ?? dueAt;
}

function attemptEvents(attempt: CaseAttempt): CaseEvent[] {
  const opened: CaseEvent = { kind: "attempt_opened", at: attempt.createdAt, attempt };
  if (attempt.state !== "canceled" || attempt.settledAt === null) return [opened];
  return [opened, { kind: "attempt_canceled", at: attempt.settledAt, attempt }];
}

function paymentEvents({ totalKopecks, history }: CaseFacts): CaseEvent[] {
  const paid: Kopecks[] = [];
  return history.payments.map((payment): CaseEvent => {
    paid.push(payment.amountKopecks);
    const closes = subtract(totalKopecks, sum(paid)) <= 0;
    return { kind: "paid", at: payment.effectiveAt, payment, closes };
  });
}

function defaultEvents(facts: CaseFacts): CaseEvent[] {
  const { dueAt, defaultedAt } = facts;
  if (!paidInTime(facts)) {
    const ended: CaseEvent = { kind: "term_ended", at: dueAt };
    return defaultedAt === null ? [ended] : [ended, { kind: "defaulted", at: defaultedAt }];
  }
  const mistake = mistakenDefault(facts);
  if (mistake === null) return [];
  return [
    { kind: "default_mistaken", at: mistake.writtenAt },
    { kind: "default_reversed", at: mistake.reversedAt },
  ];
}

/**
 * Whether the bank had taken all of it before the deadline, whenever we learnt of it. What a
 * correction took off was never owed.
 */
export function paidInTime({ totalKopecks, dueAt, history }: CaseFacts): boolean {
  const timely = history.payments.filter(({ effectiveAt, source }) =>
    effectiveAt < dueAt || source === "correction"
  );
  return sum(timely.map((payment) => payment.amountKopecks)) >= totalKopecks;
}

/**
 * A reversed default leaves no mark on the invoice; the spell that it began, the message of it and
 * its recovery case stay.
 */
function mistakenDefault(facts: CaseFacts): { writtenAt: Instant; reversedAt: Instant } | null {
  const { id, defaultedAt, history } = facts;
  if (defaultedAt !== null) return null;
  const spell = history.spells.find((spell) =>
    spell.invoiceId === id && spell.endedReason === "default_reversed"
  );
  const told = history.notices.find((notice) => notice.template === "default");
  const writtenAt = spell?.recordedAt ?? told?.dueAt ?? history.recovery?.openedAt;
  const reversedAt = spell?.endedRecordedAt ?? history.payments.at(-1)?.recordedAt;
  return writtenAt && reversedAt ? { writtenAt, reversedAt } : null;
}

function spellEvents(facts: CaseFacts): CaseEvent[] {
  const { timeZone, defaultedAt, history } = facts;
  const spell = spellOf(facts);
  if (spell === null || defaultedAt === null) return [];
  const began: CaseEvent = spell.invoiceId === facts.id
    ? { kind: "emergency_began", at: beginningOf(spell, timeZone), spell }
    : { kind: "emergency_joined", at: defaultedAt, spell };
  // A debt paid as the policy ends brings no programme back.
  if (spell.until === null || spell.until > history.policyEndsOn) return [began];
  return [began, { kind: "group_returned", at: startOfDay(spell.until, timeZone), spell }];
}

/** The spell that the invoice's default began or fell into; null where it had none. */
export function spellOf({ timeZone, defaultedAt, history }: CaseFacts): CaseSpell | null {
  if (defaultedAt === null) return null;
  const on = localDateOf(defaultedAt, timeZone);
  return history.spells.findLast(({ from, until }) =>
    from <= on && (until === null || on < until)
  ) ?? null;
}

/** The programme was given back although the debt stands. */
export function isByDecision({ endedReason }: CaseSpell): boolean {
  return endedReason === "staff_decided";
}

function beginningOf({ from, recordedAt }: CaseSpell, zone: string): Instant {
  return localDateOf(recordedAt, zone) === from ? recordedAt : startOfDay(from, zone);
}

function recoveryEvents(recovery: CaseRecovery | null): CaseEvent[] {
  if (recovery === null) return [];
  const opened: CaseEvent = { kind: "recovery_opened", at: recovery.openedAt, recovery };
  if (recovery.closedAt === null) return [opened];
  return [opened, { kind: "recovery_closed", at: recovery.closedAt, recovery }];
}

/** The attempt that the bank or staff have not decided. */
export function openAttempt({ attemptId, history }: CaseFacts): CaseAttempt | null {
  return history.attempts.find((attempt) => attempt.id === attemptId) ?? null;
}

/** What is owed; never below zero. */
export function owed({ owedKopecks }: InvoiceFacts): Kopecks {
  return kopecks(Math.max(0, owedKopecks));
}
