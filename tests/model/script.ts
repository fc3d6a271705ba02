import fc from "fast-check";
import type { ReminderPlan } from "../../domain/reminder_plan.ts";

/**
 * What happens to one case, relative to the day on which its batch begins: plain data, so that a
 * failing one can be printed, made smaller and played again.
 */
export interface Script {
  /** Names the case's rows: with the same number the same ids, and so the same minutes of reminders. */
  number: number;
  zone: string;
  /** The employer's own; null is the product's. */
  plan: ReminderPlan | null;
  /** Days from the batch's beginning to the policy's last; null is far away. */
  policyDays: number | null;
  invoices: ScriptInvoice[];
  attempts: ScriptAttempt[];
  decrees: ScriptDecree[];
  calls: ScriptCall[];
  /** Moments at which messages of the outbox come once more. */
  again: Moment[];
  /** In which order, and how often, messages of one moment come. */
  shuffle: number;
}

/** A local time of the case's zone. */
export interface Moment {
  day: number;
  minute: number;
}

export interface ScriptInvoice extends Moment {
  amount: number;
}

export interface ScriptAttempt {
  /** Indexes; the first one's dates are meant below. */
  invoices: number[];
  from: "publication" | "promise" | "deadline";
  /** Creation, in milliseconds after that. */
  ms: number;
  /** When the bank captures, after the creation or the deadline; null is a refusal of the bank. */
  capture: { of: "creation" | "deadline"; ms: number } | null;
  /** From when on the bank says so, in milliseconds after the creation. */
  saysAfterMs: number;
  /** How often the bank notifies us; 0 leaves us to our own questions. */
  notified: number;
}

/** A change of the calendar of the case's own region. */
export interface ScriptDecree extends Moment {
  /** `off` adds days off; `back` takes all of them away; `old` is an old file loaded by mistake. */
  kind: "off" | "back" | "old" | "same";
  /** Days off, counted from the batch's beginning. */
  days: number[];
}

/** Staff call about an invoice, so many minutes after the call came onto the list. */
export interface ScriptCall {
  invoice: number;
  /** Which of its calls. */
  index: number;
  outcome: "answered" | "wrong_number";
  afterMinutes: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const ZONES = ["Asia/Yekaterinburg", "Asia/Yekaterinburg", "Europe/Kaliningrad", "Asia/Kamchatka"];
const PLANS: (ReminderPlan | null)[] = [
  null,
  null,
  [
    { day: 5, channels: ["sms"] },
    { day: 12, channels: ["call", "email"] },
    { day: 18, channels: ["call"] },
    { day: 26, channels: ["call", "sms"] },
    { day: 30, channels: ["sms"] },
  ],
];

/** Scripts of a seed: the same seed and count give the same scripts. */
export function scriptsOf(seed: number, count: number): Script[] {
  return fc.sample(scriptShape(), { seed, numRuns: count })
    .map((script, index) => ({ ...script, number: index }));
}

function scriptShape(): fc.Arbitrary<Omit<Script, "number">> {
  return fc.integer({ min: 1, max: 10 }).chain((dice) => {
    const count = dice <= 6 ? 1 : dice <= 9 ? 2 : 3;
    return fc.record({
      zone: fc.constantFrom(...ZONES),
      plan: fc.constantFrom(...PLANS),
      policyDays: fc.constantFrom(null, null, null, null, 35, 60, 80),
      invoices: fc.tuple(...Array.from({ length: count }, (_, index) => invoiceShape(index))),
      attempts: fc.array(attemptShape(count), { maxLength: 3 }),
      decrees: fc.oneof(
        { weight: 3, arbitrary: fc.constant<ScriptDecree[]>([]) },
        { weight: 2, arbitrary: fc.array(decreeShape(), { minLength: 1, maxLength: 3 }) },
      ),
      calls: fc.array(callShape(count), { maxLength: 2 }),
      again: fc.array(momentShape(5, 95), { maxLength: 2 }),
      shuffle: fc.integer({ min: 0, max: 1_000_000 }),
    });
  });
}

function invoiceShape(index: number): fc.Arbitrary<ScriptInvoice> {
  return fc.record({
    day: fc.integer(index === 0 ? { min: 0, max: 8 } : { min: 0, max: 45 }),
    minute: fc.integer({ min: 0, max: 1439 }),
    amount: fc.integer({ min: 1, max: 5_000_000 }),
  });
}

/** Most of them around the deadline, on both sides of it and to the millisecond. */
function attemptShape(count: number): fc.Arbitrary<ScriptAttempt> {
  const index = fc.integer({ min: 0, max: count - 1 });
  const ofCreation = fc.constantFrom(0, 1, 30_000, 4 * MINUTE).map((ms) => ({
    of: "creation" as const,
    ms,
  }));
  const ofDeadline = fc.constantFrom(-1000, -1, 0, 1, 1000).map((ms) => ({
    of: "deadline" as const,
    ms,
  }));
  const refused = fc.constant(null);
  const sometime = fc.record({
    when: fc.oneof(
      { weight: 2, arbitrary: after("publication", fc.constantFrom(0, 1, 5 * MINUTE, 3 * DAY)) },
      { weight: 3, arbitrary: after("publication", minutesOf(45 * DAY)) },
      { weight: 4, arbitrary: after("deadline", minutesOf(45 * DAY)) },
    ),
    capture: fc.oneof(
      { weight: 3, arbitrary: ofCreation },
      { weight: 1, arbitrary: refused },
    ),
  });
  const sharply = fc.record({
    when: fc.oneof(
      {
        weight: 6,
        arbitrary: after(
          "deadline",
          fc.constantFrom(-1000, -1, 0, 1, 999, -10 * MINUTE, -40 * MINUTE, 20 * MINUTE),
        ),
      },
      { weight: 2, arbitrary: after("deadline", fc.constantFrom(-75 * MINUTE, -5 * HOUR)) },
      { weight: 1, arbitrary: after("promise", fc.constantFrom(-1, 0, 30 * MINUTE)) },
    ),
    capture: fc.oneof(
      { weight: 3, arbitrary: ofCreation },
      { weight: 3, arbitrary: ofDeadline },
      { weight: 2, arbitrary: refused },
    ),
  });
  return fc.record({
    invoices: fc.uniqueArray(index, { minLength: 1, maxLength: Math.min(count, 2) }),
    begun: fc.oneof(sometime, sharply),
    saysAfterMs: fc.constantFrom(
      ...[0, 0, 0, 0, 40_000, 3 * MINUTE, 10 * MINUTE, 25 * MINUTE, 45 * MINUTE],
      ...[75 * MINUTE, 3 * HOUR, 26 * HOUR],
    ),
    notified: fc.constantFrom(0, 1, 1, 2, 3),
  }).map(({ begun: { when, capture }, ...attempt }) => ({ ...attempt, ...when, capture }));
}

function after(from: ScriptAttempt["from"], ms: fc.Arbitrary<number>) {
  return ms.map((ms) => ({ from, ms }));
}

function minutesOf(most: number): fc.Arbitrary<number> {
  return fc.integer({ min: 1, max: most / MINUTE }).map((count) => count * MINUTE);
}

function decreeShape(): fc.Arbitrary<ScriptDecree> {
  return fc.record({
    day: fc.integer({ min: 1, max: 70 }),
    minute: fc.oneof(
      { weight: 4, arbitrary: fc.integer({ min: 9 * 60, max: 20 * 60 }) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 1439 }) },
    ),
    kind: fc.constantFrom("off", "off", "off", "back", "old", "same"),
    days: fc.uniqueArray(fc.integer({ min: 5, max: 75 }), { minLength: 1, maxLength: 6 }),
  });
}

function callShape(count: number): fc.Arbitrary<ScriptCall> {
  return fc.record({
    invoice: fc.integer({ min: 0, max: count - 1 }),
    index: fc.integer({ min: 0, max: 2 }),
    outcome: fc.constantFrom("answered", "answered", "wrong_number"),
    afterMinutes: fc.constantFrom(5, 100, 600),
  });
}

function momentShape(min: number, max: number): fc.Arbitrary<Moment> {
  return fc.record({
    day: fc.integer({ min, max }),
    minute: fc.integer({ min: 0, max: 1439 }),
  });
}

/** The script with one thing less, in every way: from the largest things to the smallest. */
export function* smaller(script: Script): Generator<Script> {
  for (const [index] of script.attempts.entries()) {
    yield { ...script, attempts: without(script.attempts, index) };
  }
  if (script.invoices.length > 1) yield withoutLastInvoice(script);
  for (const [index] of script.decrees.entries()) {
    yield { ...script, decrees: without(script.decrees, index) };
  }
  for (const [index] of script.calls.entries()) {
    yield { ...script, calls: without(script.calls, index) };
  }
  if (script.again.length > 0) yield { ...script, again: [] };
  if (script.plan !== null) yield { ...script, plan: null };
  if (script.policyDays !== null) yield { ...script, policyDays: null };
  for (const [index, decree] of script.decrees.entries()) {
    if (decree.days.length < 2) continue;
    const less = { ...decree, days: decree.days.slice(0, 1) };
    yield { ...script, decrees: script.decrees.with(index, less) };
  }
  for (const [index, attempt] of script.attempts.entries()) {
    if (attempt.notified === 1) continue;
    yield { ...script, attempts: script.attempts.with(index, { ...attempt, notified: 1 }) };
  }
}

function without<T>(items: readonly T[], index: number): T[] {
  return items.filter((_, at) => at !== index);
}

function withoutLastInvoice(script: Script): Script {
  const gone = script.invoices.length - 1;
  return {
    ...script,
    invoices: script.invoices.slice(0, gone),
    attempts: script.attempts.filter(({ invoices }) => !invoices.includes(gone)),
    calls: script.calls.filter(({ invoice }) => invoice !== gone),
  };
}
