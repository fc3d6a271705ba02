import type { ReminderPlan } from "../../domain/reminder_plan.ts";
import type { Script, ScriptAttempt } from "./script.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const WITH_CALLS: ReminderPlan = [
  { day: 5, channels: ["sms"] },
  { day: 12, channels: ["call", "email"] },
  { day: 18, channels: ["call"] },
  { day: 26, channels: ["call", "sms"] },
];

/** Cases told by hand: each comes upon one of the places where an error would hide. */
export const KNOWN_CASES = {
  "nobody pays": caseOf({}),
  "a payment of the last minutes is known after the deadline": caseOf({
    attempts: [attempt({ ms: -10 * MINUTE, capture: afterCreation(0), saysAfterMs: 25 * MINUTE })],
  }),
  "an attempt has expired before the deadline, its capture is known to the bank alone": caseOf({
    attempts: [
      attempt({
        ms: -75 * MINUTE,
        capture: afterCreation(30 * SECOND),
        saysAfterMs: 70 * MINUTE,
        notified: 0,
      }),
    ],
  }),
  "a capture of the term's last millisecond is known hours after the default": caseOf({
    attempts: [attempt({ ms: -10 * MINUTE, capture: ofDeadline(-1), saysAfterMs: 3 * HOUR })],
  }),
  "a capture of the first millisecond after the term is known hours after the default": caseOf({
    attempts: [attempt({ ms: -1 * SECOND, capture: ofDeadline(0), saysAfterMs: 3 * HOUR })],
  }),
  "an attempt of a second after the deadline is refused": caseOf({
    attempts: [attempt({ ms: 999, capture: null, saysAfterMs: 25 * MINUTE })],
  }),
  "it is paid days after the default": caseOf({
    attempts: [attempt({ ms: 3 * DAY + 9 * HOUR, capture: afterCreation(0) })],
  }),
  "it is paid when it is in recovery": caseOf({
    attempts: [attempt({ ms: 33 * DAY, capture: afterCreation(0) })],
  }),
  "one of two debts is paid, then the other": caseOf({
    invoices: [{ day: 1, minute: 600, amount: 100_00 }, { day: 4, minute: 700, amount: 1 }],
    attempts: [
      attempt({ ms: 8 * DAY, capture: afterCreation(0) }),
      attempt({ invoices: [1], ms: 12 * DAY, capture: afterCreation(0) }),
    ],
  }),
  "it is paid after reminders, and everything is told twice": caseOf({
    attempts: [
      attempt({ from: "publication", ms: 20 * DAY, capture: null, notified: 3 }),
      attempt({ from: "publication", ms: 25 * DAY, capture: afterCreation(0), notified: 3 }),
    ],
    again: [{ day: 20, minute: 700 }, { day: 27, minute: 700 }],
  }),
  "it is paid in the moment of its publication": caseOf({
    attempts: [attempt({ from: "publication", ms: 0, capture: afterCreation(0), notified: 3 })],
    again: [{ day: 20, minute: 700 }],
  }),
  "an attempt of the moment of publication is refused": caseOf({
    attempts: [attempt({ from: "publication", ms: 0, capture: null, notified: 3 })],
    // This one lets the payment's outcome come before the invoice's start.
    shuffle: 3,
  }),
  "an open call is overtaken by the payment": caseOf({
    plan: WITH_CALLS,
    attempts: [attempt({ ms: -2 * DAY, capture: afterCreation(0) })],
  }),
  "a call is answered": caseOf({
    plan: WITH_CALLS,
    calls: [{ invoice: 0, index: 0, outcome: "answered", afterMinutes: 100 }],
  }),
  "decrees add days off, take them back, and an old file comes again": caseOf({
    decrees: [
      { day: 10, minute: 700, kind: "off", days: [20, 21, 22] },
      { day: 13, minute: 700, kind: "back", days: [1] },
      { day: 15, minute: 700, kind: "old", days: [1] },
      { day: 17, minute: 700, kind: "off", days: [30] },
    ],
  }),
} satisfies Record<string, Omit<Script, "number">>;

export type KnownCase = keyof typeof KNOWN_CASES;

/** Their scripts, numbered as they stand here. */
export function knownScripts(names: readonly KnownCase[]): Script[] {
  const all = Object.keys(KNOWN_CASES);
  return names.map((name) => ({ ...KNOWN_CASES[name], number: all.indexOf(name) }));
}

function caseOf(told: Partial<Script>): Omit<Script, "number"> {
  return {
    zone: "Asia/Yekaterinburg",
    plan: null,
    policyDays: null,
    invoices: [{ day: 3, minute: 600, amount: 900_00 }],
    attempts: [],
    decrees: [],
    calls: [],
    again: [],
    shuffle: 1,
    ...told,
  };
}

function attempt(told: Partial<ScriptAttempt> & Pick<ScriptAttempt, "capture">): ScriptAttempt {
  return { invoices: [0], from: "deadline", ms: 0, saysAfterMs: 0, notified: 1, ...told };
}

function afterCreation(ms: number): ScriptAttempt["capture"] {
  return { of: "creation", ms };
}

function ofDeadline(ms: number): ScriptAttempt["capture"] {
  return { of: "deadline", ms };
}
