import {
  type AttemptFacts,
  type BankDecision,
  type CaseFacts,
  type CaseOutcome,
  caseOutcome,
  CLOSE_SECONDS,
  type ExpectedNotice,
  type InvoiceOutcome,
  type SpellOutcome,
} from "../../domain/case_model.ts";
import { addMinutes, epochMs, type Instant } from "../../domain/local_date.ts";
import { kopecks } from "../../domain/money.ts";
import { ATTEMPT_MINUTES, invoiceIdOf } from "./plan.ts";
import type { OpenedAttempt, Played } from "./play.ts";
import type { Seen, SeenInvoice, SeenNotice } from "./seen.ts";

export interface Verdict {
  /** What the product did otherwise than the model; empty where they agree. */
  differences: string[];
  /** Why only part was compared: see CaseOutcome. */
  tooClose: string[];
  facts: CaseFacts;
}

/** The server's clock goes on while the test acts; nothing of ours takes longer than this. */
const LATE_SECONDS = CLOSE_SECONDS;
/** Without a notification we ask at least so often, until an attempt has expired, and after. */
const QUESTION_MINUTES = 10;
const SLOW_QUESTION_MINUTES = 60;
/** An expired attempt is asked about once more so soon. */
const AFTER_EXPIRY_MINUTES = 5;

/** Holds what came of a case against what its model demands. */
export function verdictOn(played: Played): Verdict {
  const { facts, differences } = factsOf(played);
  const outcome = caseOutcome(facts);
  const { tooClose } = outcome;
  differences.push(...played.troubles);
  if (tooClose.length === 0) {
    differences.push(...compare(outcome, played.seen));
    differences.push(...compareWorkflows(outcome, played, facts));
  }
  return { differences: [...new Set(differences)], tooClose, facts };
}

function factsOf(played: Played): { facts: CaseFacts; differences: string[] } {
  const { plan, person, attempts, calendars, calls, seen, seenAt } = played;
  const { script } = plan;
  const differences: string[] = [];
  const published = plan.acts.flatMap((act) => act.kind === "publish" ? [act] : []);
  const known = attempts.map((opened, index): AttemptFacts | null => {
    if (!opened?.attemptId) return null;
    return {
      attemptId: opened.attemptId,
      invoiceIds: script.attempts[index]!.invoices.map((one) => invoiceIdOf(script, one)),
      createdAt: opened.createdAt,
      expiresAt: addMinutes(opened.createdAt, ATTEMPT_MINUTES),
      decision: decisionOf(opened, seen, differences),
    };
  });
  for (const [index, opened] of attempts.entries()) {
    const invoiceIds = script.attempts[index]!.invoices.map((one) => invoiceIdOf(script, one));
    if (opened) differences.push(...wrongAnswer(opened, invoiceIds, known));
  }
  const facts: CaseFacts = {
    zone: script.zone,
    personId: person.personId,
    activeFrom: seen.activeFrom,
    policyEndsOn: plan.policyEndsOn,
    calendars,
    invoices: published.map(({ invoice, publishedAt }) => ({
      invoiceId: invoiceIdOf(script, invoice),
      amount: kopecks(script.invoices[invoice]!.amount),
      publishedAt,
      plan: script.plan,
    })),
    attempts: known.filter((attempt) => attempt !== null),
    calls,
    seenAt,
  };
  return { facts, differences };
}

/** When we learnt of a decision is the product's own doing, within bounds. */
function decisionOf(
  { attemptId, createdAt, decision }: OpenedAttempt,
  seen: Seen,
  differences: string[],
): BankDecision | null {
  const row = seen.attempts.find(({ id }) => id === attemptId);
  if (!row) {
    differences.push(`payment ${attemptId}: the attempt is lost`);
    return null;
  }
  if (decision === null) {
    if (row.settledAt) differences.push("a payment is settled that the bank has not decided");
    return null;
  }
  const { decidedAt, capturedAt, notified } = decision;
  const state = capturedAt === null ? "canceled" : "succeeded";
  if (row.state !== state || row.settledAt === null) {
    differences.push(`payment: the bank says ${state}, the product says ${row.state}`);
    return null;
  }
  const expired = addMinutes(createdAt, ATTEMPT_MINUTES + AFTER_EXPIRY_MINUTES) <= decidedAt;
  const pause = expired ? SLOW_QUESTION_MINUTES : QUESTION_MINUTES;
  const patience = notified > 0 ? 0 : pause;
  const by = addMinutes(decidedAt, patience + LATE_SECONDS / 60);
  if (!isWithin(row.settledAt, decidedAt, by)) {
    differences.push(`payment: decided at ${decidedAt}, known only at ${row.settledAt}`);
  }
  if (row.capturedAt !== capturedAt) {
    differences.push(`payment: captured at ${capturedAt}, but noted as ${row.capturedAt}`);
  }
  const times = { decidedAt, knownAt: row.settledAt };
  return capturedAt === null
    ? { ...times, outcome: "canceled" }
    : { ...times, outcome: "captured", capturedAt };
}

/** Whoever wants to pay what is paid, or being paid, is told so; everybody else is let in. */
function wrongAnswer(
  { answer, askedAt, attemptId }: OpenedAttempt,
  invoiceIds: readonly number[],
  attempts: readonly (AttemptFacts | null)[],
): string[] {
  const sharing = attempts.filter((attempt) => attempt !== null).filter((attempt) =>
    attempt.attemptId !== attemptId && attempt.invoiceIds.some((id) => invoiceIds.includes(id))
  );
  const before = sharing.filter(({ createdAt }) => createdAt < askedAt);
  if (before.some(({ decision }) => decision !== null && isNear(decision.knownAt, askedAt))) {
    return [];
  }
  const open = before.filter(({ decision }) => decision === null || decision.knownAt > askedAt);
  const paid = before.some(({ decision }) =>
    decision?.outcome === "captured" && decision.knownAt <= askedAt
  );
  const covering = open[0] && invoiceIds.every((id) => open[0]!.invoiceIds.includes(id));
  const right = open.length > 0 ? covering ? "resumed" : "busy" : paid ? "paid" : "opened";
  if (sharing.some(({ createdAt }) => isNear(createdAt, askedAt))) return [];
  return answer === right ? [] : [`who wanted to pay was answered "${answer}", not "${right}"`];
}

function compare(outcome: CaseOutcome, seen: Seen): string[] {
  const differences: string[] = [];
  for (const expected of outcome.invoices) {
    const found = seen.invoices.find(({ id }) => id === expected.invoiceId);
    if (!found) differences.push(`invoice ${expected.invoiceId} is not there`);
    else differences.push(...compareInvoice(expected, found, seen.notices));
  }
  const spells = (all: readonly Pick<SpellOutcome, "from" | "until" | "reason">[]) =>
    all.map(({ from, until, reason }) => `${from}…${until ?? ""} ${reason ?? "open"}`).join("; ");
  differences.push(...different("emergency spells", spells(outcome.spells), spells(seen.spells)));
  const others = seen.notices.filter(({ invoiceId }) => invoiceId === null);
  differences.push(...compareNotices("", outcome.notices, others));
  const owed = seen.invoices.reduce((all, { owed }) => all + owed, 0);
  differences.push(...different("owed in all", outcome.owed, owed));
  const posted = seen.attempts.filter(({ state }) => state === "succeeded")
    .reduce((all, { amount }) => all + amount, 0);
  differences.push(...different("received in all", outcome.received, posted));
  differences.push(...different("money without an invoice", 0, seen.unallocated));
  differences.push(...different("the first day recorded", true, seen.activated));
  const sent = (channel: string) =>
    seen.notices.filter((notice) => notice.state === "sent" && notice.channel === channel).length;
  differences.push(...different("SMS in the phone", sent("sms"), seen.sms));
  differences.push(...different("letters in the mailbox", sent("email"), seen.mail));
  return differences;
}

function compareInvoice(
  expected: InvoiceOutcome,
  found: SeenInvoice,
  notices: readonly SeenNotice[],
): string[] {
  const name = `invoice ${expected.invoiceId}`;
  const own = notices.filter(({ invoiceId }) => invoiceId === expected.invoiceId);
  const moves = (all: readonly { fromOn: string; toOn: string }[]) =>
    all.map(({ fromOn, toOn }) => `${fromOn}→${toOn}`).join(" ");
  return [
    ...different(`${name}: due on`, expected.dueOn, found.dueOn),
    ...different(`${name}: deadline`, expected.dueAt, found.dueAt),
    ...different(`${name}: moves`, moves(expected.moves), moves(found.moves)),
    ...different(`${name}: owed`, expected.owed, found.owed),
    ...different(`${name}: paid at`, expected.paid?.capturedAt ?? null, found.paidAt),
    ...differentTime(`${name}: default`, expected.defaultedAt, found.defaultedAt),
    ...differentTime(
      `${name}: recovery opened`,
      expected.recovery?.openedAt ?? null,
      found.recovery?.openedAt ?? null,
    ),
    ...different(
      `${name}: recovery closed`,
      expected.recovery?.closed ?? null,
      found.recovery?.closed ?? null,
    ),
    ...goneOn(name, expected, own),
    ...compareNotices(
      `${name}: `,
      expected.notices,
      own.filter(({ channel }) => channel !== "call"),
    ),
    ...compareCalls(name, expected, own.filter(({ channel }) => channel === "call")),
  ];
}

/** A case that is paid waits for nothing: what it finds needless later, it should not have awaited. */
function goneOn(name: string, { paid }: InvoiceOutcome, notices: readonly SeenNotice[]): string[] {
  return notices.filter(({ detail, finishedAt }) =>
    paid !== null && detail === "not_due_any_more" && finishedAt! > late(paid.knownAt)
  ).map(({ key }) => `${name}: ${key} was still awaited after the payment`);
}

function compareNotices(
  name: string,
  expected: readonly ExpectedNotice[],
  found: readonly SeenNotice[],
): string[] {
  const differences: string[] = [];
  for (const { step, channel, at, by, certain } of expected) {
    const sent = found.filter((one) =>
      one.key === step && one.channel === channel && one.state === "sent"
    );
    if (sent.length > 1) differences.push(`${name}${step} by ${channel} went ${sent.length} times`);
    if (sent.length === 0 && certain) {
      differences.push(`${name}${step} by ${channel} was due at ${at} and did not go`);
    }
    for (const { finishedAt } of sent) {
      if (!isWithin(finishedAt!, at, by)) {
        differences.push(
          `${name}${step} by ${channel} was due between ${at} and ${by}, went ${finishedAt}`,
        );
      }
    }
  }
  for (const { key, channel, state, detail } of found) {
    if (state === "skipped") continue;
    if (state !== "sent") differences.push(`${name}${key} by ${channel} is "${state}" (${detail})`);
    const due = expected.some((one) => one.step === key && one.channel === channel);
    if (!due) differences.push(`${name}${key} by ${channel} went and was not due`);
  }
  return differences;
}

function compareCalls(
  name: string,
  { calls }: InvoiceOutcome,
  found: readonly SeenNotice[],
): string[] {
  const differences: string[] = [];
  for (const { step, at, state, detail, certain } of calls) {
    const row = found.find(({ key }) => key === step);
    if (!row && certain) {
      differences.push(`${name}: the call ${step} was due at ${at} and is not there`);
    }
    if (!row || !certain) continue;
    const text = (state: string, detail: string | null) => detail ? `${state} (${detail})` : state;
    differences.push(
      ...different(`${name}: the call ${step}`, text(state, detail), text(row.state, row.detail)),
    );
  }
  for (const { key, detail } of found) {
    const known = calls.some(({ step }) => step === key);
    if (!known && detail !== "not_due_any_more" && detail !== "overtaken") {
      differences.push(`${name}: the call ${key} is there and was not due`);
    }
  }
  return differences;
}

/** A workflow is over when nothing is awaited any more, and not before. */
function compareWorkflows(
  outcome: CaseOutcome,
  { seen, person }: Played,
  facts: CaseFacts,
): string[] {
  const differences: string[] = [];
  const expect = (id: string, status: string) =>
    differences.push(...different(`workflow ${id}`, status, seen.workflows[id]));
  expect(`franchise/${person.franchiseId}`, "RUNNING");
  for (const { invoiceId, paid, recovery } of outcome.invoices) {
    expect(`invoice/${invoiceId}`, paid ? "COMPLETED" : "RUNNING");
    expect(
      `recovery/${invoiceId}`,
      recovery === null ? "none" : recovery.closed ? "COMPLETED" : "RUNNING",
    );
  }
  for (const { attemptId, decision } of facts.attempts) {
    expect(`payment/${attemptId}`, decision ? "COMPLETED" : "RUNNING");
  }
  return differences;
}

function different(what: string, expected: unknown, found: unknown): string[] {
  return expected === found ? [] : [`${what}: should be ${expected}, is ${found}`];
}

function differentTime(what: string, expected: Instant | null, found: Instant | null): string[] {
  if (expected !== null && found !== null && isWithin(found, expected, late(expected))) return [];
  return different(what, expected, found);
}

function isWithin(at: Instant, from: Instant, by: Instant): boolean {
  return from <= at && at <= by;
}

function isNear(a: Instant, b: Instant): boolean {
  return Math.abs(epochMs(a) - epochMs(b)) < CLOSE_SECONDS * 1000;
}

function late(at: Instant): Instant {
  return addMinutes(at, LATE_SECONDS / 60);
}
