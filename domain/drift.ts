import { runOffEndsOn } from "./franchise.ts";
import type { EmployerReportState } from "./employer_report.ts";
import { preTrialEndsAt } from "./invoice.ts";
import { endOfDay, type Instant, type LocalDate, localDateOf, startOfDay } from "./local_date.ts";
import type { Kopecks } from "./money.ts";
import { isUndecided, type PaymentState } from "./payment.ts";
import { REFUND_TRANSITIONS, type RefundFacts } from "./refund.ts";
import { isFinal } from "./transitions.ts";

/** How the latest run of a case's workflow stands. */
export type RunStatus =
  | "running"
  | "completed"
  | "failed"
  | "canceled"
  | "terminated"
  | "timed_out";

/** What an operator sees of a case beside its id; null is not set. */
export interface ShownState {
  dueAt: Instant | null;
  amountKopecks: number | null;
  overdue: boolean | null;
}

/** A workflow's own state, as Temporal tells it. */
export interface CaseRun {
  status: RunStatus;
  startedAt: Instant;
  shown: ShownState;
  /** Tries of the workflow's current step of code; 0 where none is under way. */
  taskAttempts: number;
  /** Names of what the server itself reports of the workflow's code. */
  problems: readonly string[];
  activities: readonly { name: string; attempts: number }[];
}

/** What a case's facts say of its workflow. What is left out of `shown` is not compared. */
export interface ExpectedCase {
  open: boolean;
  shown: Partial<ShownState>;
  /** The case's next step by itself has been due since then. */
  stepDueAt?: Instant;
}

/** Differences, by name. What each means and who mends it: docs/decisions/0015. */
export type DriftKind =
  | "not_running"
  | "still_running"
  | "no_rows"
  | "due_at"
  | "amount"
  | "overdue"
  | "step_late"
  | "code_fails"
  | "activity_fails"
  | "undelivered"
  | "total"
  | "call_open"
  | "spell_missing"
  | "spell_open"
  | "recovery_open"
  | "notice_unsent";

/** What Postgres says, and what was found; ids, dates, amounts and states only. */
export interface Difference {
  kind: DriftKind;
  expected: string | null;
  found: string | null;
}

/** An invoice as it is compared. */
export interface InvoiceFacts {
  invoiceId: number;
  totalKopecks: Kopecks;
  /** Sum of its service lines. */
  linesKopecks: Kopecks;
  /** Balance of its receivable. */
  owedKopecks: Kopecks;
  dueAt: Instant;
  timeZone: string;
  policyEndsOn: LocalDate;
  defaultedAt: Instant | null;
  /** Expiry of an undecided attempt from before the deadline. */
  heldUntil: Instant | null;
  recoveryOpenedAt: Instant | null;
  openCalls: number;
  /** An emergency spell without an end, or ended by staff, covers the day of the default. */
  inSpell: boolean;
}

export interface FranchiseFacts {
  franchiseId: number;
  activeFrom: LocalDate;
  activatedAt: Instant | null;
  policyEndsOn: LocalDate;
  timeZone: string;
  invoices: readonly InvoiceFacts[];
  hasOpenSpell: boolean;
}

export interface PaymentFacts {
  attemptId: string;
  state: PaymentState;
  amountKopecks: Kopecks;
  expiresAt: Instant;
}

export interface RecoveryFacts {
  invoiceId: number;
  owedKopecks: Kopecks;
  closedAt: Instant | null;
}

export interface ContactFacts {
  changeId: number;
  confirmed: boolean;
  /** The former contact was told, or nothing more will be tried. */
  told: boolean;
}

/** A withdrawal, a correction or a forgiven debt, whose case only tells of it. */
export interface NewsFacts {
  id: number;
  /** By each channel, or nothing more will be tried. */
  told: boolean;
}

/** An employer's report, whose case waits for its acknowledgement. */
export interface EmployerReportFacts {
  employerId: number;
  period: LocalDate;
  state: EmployerReportState;
  requestedAt: Instant;
  /** Null until it is formed, as the sum is. */
  remindAt: Instant | null;
  owedKopecks: Kopecks | null;
  /** Somebody who was a contact when it was formed has had no letter of it yet. */
  telling: boolean;
}

/** The same rules as `viewOf` in workflows/invoice.ts shows. */
export function expectedInvoice(facts: InvoiceFacts, at: Instant): ExpectedCase {
  const { owedKopecks, dueAt, heldUntil, defaultedAt, recoveryOpenedAt, timeZone } = facts;
  if (owedKopecks <= 0) return { open: false, shown: {} };
  const owed = { amountKopecks: owedKopecks, overdue: defaultedAt !== null };
  if (recoveryOpenedAt !== null) return { open: true, shown: { ...owed, dueAt: null } };
  const held = dueAt <= at && heldUntil !== null && heldUntil > at;
  const stepDueAt = defaultedAt !== null
    ? preTrialEndsAt(defaultedAt, timeZone)
    : held
    ? heldUntil
    : dueAt;
  return { open: true, shown: { ...owed, dueAt: stepDueAt }, stepDueAt };
}

/** The same rules as `viewOf` in workflows/franchise.ts shows. */
export function expectedFranchise(facts: FranchiseFacts, at: Instant): ExpectedCase {
  const { activeFrom, activatedAt, policyEndsOn, timeZone, invoices } = facts;
  const debts = invoices.filter(({ owedKopecks }) => owedKopecks > 0);
  const runOffEndsAt = endOfDay(runOffEndsOn(policyEndsOn), timeZone);
  if (runOffEndsAt <= at && debts.length === 0) return { open: false, shown: {} };

  const steps = [endOfDay(policyEndsOn, timeZone), runOffEndsAt];
  const dueAt = activatedAt === null
    ? startOfDay(activeFrom, timeZone)
    : steps.find((step) => step > at) ?? null;
  const shown = {
    dueAt,
    amountKopecks: debts.reduce((sum, { owedKopecks }) => sum + owedKopecks, 0),
    ...overdueOf(debts, at),
  };
  return activatedAt === null && dueAt !== null
    ? { open: true, shown, stepDueAt: dueAt }
    : { open: true, shown };
}

/** Between a deadline and the decision on it either answer may be shown: no signal tells of it. */
function overdueOf(debts: readonly InvoiceFacts[], at: Instant): { overdue?: boolean } {
  if (debts.some(({ defaultedAt }) => defaultedAt !== null)) return { overdue: true };
  return debts.some(({ dueAt }) => dueAt <= at) ? {} : { overdue: false };
}

/** The same rules as `viewOf` in workflows/payment.ts shows. */
export function expectedPayment(facts: PaymentFacts): ExpectedCase {
  const { state, amountKopecks, expiresAt } = facts;
  if (!isUndecided(state)) return { open: false, shown: {} };
  return { open: true, shown: { amountKopecks, dueAt: state === "unknown" ? null : expiresAt } };
}

/** The same rules as `viewOf` in workflows/refund.ts shows. */
export function expectedRefund(facts: RefundFacts, at: Instant): ExpectedCase {
  const { state, amountKopecks, receiptAwaitedUntil } = facts;
  const over = isFinal(REFUND_TRANSITIONS, state) &&
    (receiptAwaitedUntil === null || receiptAwaitedUntil <= at);
  return over ? { open: false, shown: {} } : { open: true, shown: { amountKopecks } };
}

/** The same rules as `viewOf` in workflows/recovery.ts shows. */
export function expectedRecovery({ owedKopecks, closedAt }: RecoveryFacts): ExpectedCase {
  if (closedAt !== null) return { open: false, shown: {} };
  return { open: true, shown: { amountKopecks: Math.max(0, owedKopecks), overdue: true } };
}

export function expectedContact({ confirmed, told }: ContactFacts): ExpectedCase {
  return { open: confirmed && !told, shown: {} };
}

export function expectedNews({ told }: NewsFacts): ExpectedCase {
  return { open: !told, shown: {} };
}

/** The same rules as `viewOf` in workflows/employer_report.ts shows. */
export function expectedReport(facts: EmployerReportFacts): ExpectedCase {
  const { state, requestedAt, remindAt, owedKopecks, telling } = facts;
  switch (state) {
    case "requested":
      return { open: true, shown: {}, stepDueAt: requestedAt };
    case "clear":
      return { open: telling, shown: {} };
    case "waiting":
      return {
        open: true,
        shown: { dueAt: remindAt, amountKopecks: owedKopecks },
        stepDueAt: remindAt!,
      };
    case "reminded":
      return { open: true, shown: { dueAt: null, amountKopecks: owedKopecks } };
    case "superseded":
    case "acknowledged":
      return { open: false, shown: {} };
  }
}

/** A case by its facts; `before` as they would have looked minutes ago, null without rows. */
export interface Expectation {
  now: ExpectedCase;
  before: ExpectedCase;
  /** Instant of `before`: what happened after it may be on its way. */
  since: Instant;
}

/** More tries than this are no accident: each waits longer than the one before. */
const CODE_ATTEMPTS = 3;
const ACTIVITY_ATTEMPTS = 8;

/**
 * Every difference between what a case's facts expect and what its workflow is found to be; a change
 * that time alone has brought since `before` is none.
 *
 * @param expectation null where there are no rows
 * @param run null where there never was a workflow
 */
export function compareCase(expectation: Expectation | null, run: CaseRun | null): Difference[] {
  const running = run?.status === "running";
  const failing = running ? failuresOf(run) : [];
  if (expectation === null) {
    return running
      ? [{ kind: "no_rows", expected: "no such case", found: "running" }, ...failing]
      : [];
  }
  const { now, before, since } = expectation;
  if (!running) {
    if (!now.open || !before.open) return [];
    return [{ kind: "not_running", expected: "running", found: run?.status ?? "never started" }];
  }
  if (!now.open) {
    if (before.open) return failing;
    return [{ kind: "still_running", expected: "completed", found: "running" }, ...failing];
  }
  if (run.startedAt > since) return failing; // it may not have shown anything yet
  return [...shownDifferences({ now, before }, run.shown), ...lateStep(now, since), ...failing];
}

function shownDifferences(
  { now, before }: Pick<Expectation, "now" | "before">,
  found: ShownState,
): Difference[] {
  const kinds = { dueAt: "due_at", amountKopecks: "amount", overdue: "overdue" } as const;
  return (Object.keys(kinds) as (keyof ShownState)[]).flatMap((name) => {
    const expected = now.shown[name];
    if (expected === undefined || expected === found[name]) return [];
    if (before.shown[name] === found[name]) return [];
    return [{ kind: kinds[name], expected: text(expected), found: text(found[name]) }];
  });
}

function lateStep({ stepDueAt }: ExpectedCase, since: Instant): Difference[] {
  if (stepDueAt === undefined || stepDueAt > since) return [];
  return [{ kind: "step_late", expected: stepDueAt, found: "not done" }];
}

function failuresOf({ taskAttempts, problems, activities }: CaseRun): Difference[] {
  const code = taskAttempts >= CODE_ATTEMPTS ? [`${taskAttempts} attempts`] : [];
  const codeFails = [...problems, ...code].join(", ");
  return [
    ...(codeFails === ""
      ? []
      : [{ kind: "code_fails" as const, expected: null, found: codeFails }]),
    ...activities.filter(({ attempts }) => attempts >= ACTIVITY_ATTEMPTS).map((activity) => ({
      kind: "activity_fails" as const,
      expected: null,
      found: `${activity.name}, ${activity.attempts} attempts`,
    })),
  ];
}

/** Differences between an invoice's own rows. */
export function invoiceDifferences(facts: InvoiceFacts): Difference[] {
  const { totalKopecks, linesKopecks, owedKopecks, openCalls, defaultedAt, inSpell } = facts;
  const found: Difference[] = [];
  if (linesKopecks !== totalKopecks) {
    found.push({ kind: "total", expected: text(linesKopecks), found: text(totalKopecks) });
  }
  if (owedKopecks <= 0 && openCalls > 0) {
    found.push({ kind: "call_open", expected: "0", found: text(openCalls) });
  }
  const inService = defaultedAt !== null &&
    localDateOf(defaultedAt, facts.timeZone) <= facts.policyEndsOn;
  if (owedKopecks > 0 && inService && !inSpell) {
    found.push({ kind: "spell_missing", expected: `since ${defaultedAt}`, found: "none" });
  }
  return found;
}

/** Differences between a franchise's own rows. */
export function franchiseDifferences(facts: FranchiseFacts, at: Instant): Difference[] {
  const overdue = facts.invoices.some(({ owedKopecks, dueAt, defaultedAt }) =>
    owedKopecks > 0 && (dueAt <= at || defaultedAt !== null)
  );
  if (!facts.hasOpenSpell || overdue) return [];
  return [{ kind: "spell_open", expected: "ended: nothing is overdue", found: "open" }];
}

/** Differences between a recovery's own rows. */
export function recoveryDifferences({ owedKopecks, closedAt }: RecoveryFacts): Difference[] {
  if (closedAt !== null || owedKopecks > 0) return [];
  return [{ kind: "recovery_open", expected: "closed: nothing is owed", found: "open" }];
}

function text(value: string | number | boolean | null): string | null {
  return value === null ? null : String(value);
}

const MENDED_BY_READING: ReadonlySet<DriftKind> = new Set([
  "not_running",
  "still_running",
  "due_at",
  "amount",
  "overdue",
  "step_late",
  "spell_open",
]);

/** Whether it is safe to have the case's workflow read its rows again, and enough. */
export function isMendable(kind: DriftKind): boolean {
  return MENDED_BY_READING.has(kind);
}
