import type { Calendar } from "./calendar.ts";
import {
  addDays,
  addSeconds,
  atLocalTime,
  type Instant,
  type LocalDate,
  localDateOf,
  localTimeOf,
} from "./local_date.ts";
import { type CountedDate, workingDayAfter } from "./working_days.ts";

export type ReminderChannel = "sms" | "email" | "call";

export interface ReminderStep {
  /** Working days after publication. */
  readonly day: number;
  readonly channels: readonly ReminderChannel[];
}

export type ReminderPlan = readonly ReminderStep[];

export interface PlannedReminder extends ReminderStep {
  readonly on: LocalDate;
  /** Non-working days passed over since publication, each with its reason. */
  readonly skipped: CountedDate["skipped"];
  readonly provisional: boolean;
}

export const DEFAULT_REMINDER_PLAN: ReminderPlan = [
  { day: 10, channels: ["email"] },
  { day: 20, channels: ["sms", "email"] },
  { day: 25, channels: ["sms"] },
  { day: 27, channels: ["call"] },
  { day: 29, channels: ["sms", "email"] },
];

/** The dates of an invoice's reminders, in the plan's order. */
export function planReminders(
  calendar: Calendar,
  publishedOn: LocalDate,
  plan: ReminderPlan,
): PlannedReminder[] {
  return plan.map(({ day, channels }) => {
    const { date, skipped, provisional } = workingDayAfter(calendar, publishedOn, day);
    return { day, channels, on: date, skipped, provisional };
  });
}

/**
 * When on its day a reminder goes: between 9:00 and 12:00 local, spread by `key`, since many
 * invoices are published, and so reminded of, on one day. The same key always gives the same time.
 */
export function reminderInstant(on: LocalDate, zone: string, key: string): Instant {
  return addSeconds(atLocalTime(on, "09:00", zone), stableHash(key) % MORNING_SECONDS);
}

/** Nobody is woken by a notice that is late. */
const QUIET = { from: "21:00", until: "09:00" };

/** Whether that is between 21:00 and 9:00 local. */
export function isQuiet(at: Instant, zone: string): boolean {
  const time = localTimeOf(at, zone);
  return time >= QUIET.from || time < QUIET.until;
}

/** `at`, or, where that lies between 21:00 and 9:00 local, a time of the next morning. */
export function awake(at: Instant, zone: string, key: string): Instant {
  const time = localTimeOf(at, zone);
  const today = localDateOf(at, zone);
  if (time >= QUIET.from) return reminderInstant(addDays(today, 1), zone, key);
  if (time < QUIET.until) return reminderInstant(today, zone, key);
  return at;
}

const MORNING_SECONDS = 3 * 60 * 60;

/** FNV-1a, 32 bits: even enough for spreading, and the same on every runtime. */
function stableHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return hash >>> 0;
}
