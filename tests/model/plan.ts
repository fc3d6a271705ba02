import { type CalendarData, calendarOf } from "../../domain/calendar.ts";
import {
  type CaseFacts,
  caseOutcome,
  CLOSE_SECONDS,
  type InvoiceOutcome,
} from "../../domain/case_model.ts";
import {
  addDays,
  addSeconds,
  atLocalTime,
  epochMs,
  type Instant,
  instant,
  type LocalDate,
} from "../../domain/local_date.ts";
import { kopecks } from "../../domain/money.ts";
import type { Moment, Script, ScriptAttempt, ScriptDecree } from "./script.ts";

/** How long a batch is followed: over 60 working days after the first invoice, in any season. */
export const BATCH_DAYS = 108;
export const ATTEMPT_MINUTES = 60;

/**
 * The server's clock goes on by itself while the test acts. What is to happen within a second of a
 * deadline is therefore done so long before or after it, and said to be of its own instant.
 */
const STAGE_SECONDS = CLOSE_SECONDS + 30;

/** Something that the test does at `at`. */
export type Act =
  & { at: Instant }
  & (
    | { kind: "publish"; invoice: number; publishedAt: Instant }
    | { kind: "open"; attempt: number; createdAt: Instant }
    | { kind: "decide"; attempt: number; capturedAt: Instant | null; notified: number }
    | { kind: "decree"; decree: number }
    | { kind: "call"; call: number }
    | { kind: "again" }
  );

/** In one moment, what others rest on comes first; how it is delivered is another matter. */
const ORDER: readonly Act["kind"][] = ["publish", "open", "decide", "call", "decree", "again"];

/** A script set to the calendar. */
export interface Plan {
  script: Script;
  acts: Act[];
  endsAt: Instant;
  region: string;
  policyEndsOn: LocalDate;
}

export interface Setting {
  /** The batch's first day. */
  base: LocalDate;
  /** The calendar that is there from the start, without the scripts' regions. */
  calendar: CalendarData;
}

export function planOf(script: Script, setting: Setting): Plan {
  const { base } = setting;
  const { zone, policyDays } = script;
  const at = ({ day, minute }: Moment) => momentOf(addDays(base, day), minute, zone);
  const endsAt = atLocalTime(addDays(base, BATCH_DAYS), "06:00", "UTC");
  const policyEndsOn = addDays(base, policyDays ?? 500);
  const unpaid = { base: unpaidOutcome(script, setting, []), all: unpaidOutcome(script, setting) };
  const acts: Act[] = [
    ...script.invoices.map((invoice, index): Act => ({
      kind: "publish",
      at: at(invoice),
      publishedAt: at(invoice),
      invoice: index,
    })),
    ...script.attempts.flatMap((attempt, index) =>
      actsOfAttempt(attempt, index, {
        unpaid,
        publishedAt: at(script.invoices[attempt.invoices[0]!]!),
      })
    ),
    ...script.decrees.map((decree, index): Act => ({
      kind: "decree",
      at: addSeconds(at(decree), 1),
      decree: index,
    })),
    ...script.calls.flatMap((call, index): Act[] => {
      const opened = unpaid.all[call.invoice]!.calls.toSorted((a, b) => a.at < b.at ? -1 : 1);
      const found = opened[call.index];
      if (!found) return [];
      return [{ kind: "call", at: addSeconds(found.at, call.afterMinutes * 60), call: index }];
    }),
    ...script.again.map((moment): Act => ({ kind: "again", at: at(moment) })),
  ];
  const last = addSeconds(endsAt, -4 * 60 * 60);
  return {
    script,
    acts: acts.filter((act) => act.at < last).sort(inOrder),
    endsAt,
    region: regionOf(script),
    policyEndsOn,
  };
}

function inOrder(a: Act, b: Act): number {
  if (a.at !== b.at) return a.at < b.at ? -1 : 1;
  return ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind);
}

interface Dates {
  unpaid: { base: InvoiceOutcome[]; all: InvoiceOutcome[] };
  publishedAt: Instant;
}

function actsOfAttempt(
  { invoices, from, ms, capture, saysAfterMs, notified }: ScriptAttempt,
  attempt: number,
  { unpaid, publishedAt }: Dates,
): Act[] {
  const deadlineOf = (index: number) => unpaid.all[index]!.dueAt;
  const promiseOf = (index: number) => unpaid.base[index]!.dueAt;
  const first = invoices[0]!;
  const deadline = deadlineOf(first);
  const anchors = { publication: publishedAt, promise: promiseOf(first), deadline };
  const createdAt = addMs(anchors[from], ms);
  const sharp = invoices.flatMap((index) => [deadlineOf(index), promiseOf(index)]);
  const opensAt = offStage(createdAt, sharp, "either");
  const wanted = capture === null
    ? null
    : addMs(capture.of === "creation" ? createdAt : deadline, capture.ms);
  const capturedAt = wanted === null ? null : latest(wanted, createdAt);
  const soonest = latest(addMs(createdAt, saysAfterMs), capturedAt ?? createdAt);
  const decidesAt = latest(opensAt, offStage(soonest, sharp, "after"));
  return [
    { kind: "open", at: opensAt, attempt, createdAt },
    { kind: "decide", at: decidesAt, attempt, capturedAt, notified },
  ];
}

/** `at`, or where that lies too near to a deadline, the nearest moment that does not. */
function offStage(at: Instant, sharp: readonly Instant[], side: "either" | "after"): Instant {
  for (const deadline of sharp) {
    if (Math.abs(epochMs(at) - epochMs(deadline)) >= STAGE_SECONDS * 1000) continue;
    const before = at < deadline && side === "either";
    return addSeconds(deadline, before ? -STAGE_SECONDS : STAGE_SECONDS);
  }
  return at;
}

/** What became of the invoices if nobody ever paid: where the script's dates come from. */
function unpaidOutcome(
  script: Script,
  setting: Setting,
  decrees: readonly ScriptDecree[] = script.decrees,
): InvoiceOutcome[] {
  const { base } = setting;
  const at = ({ day, minute }: Moment) => momentOf(addDays(base, day), minute, script.zone);
  const facts: CaseFacts = {
    zone: script.zone,
    personId: 0,
    activeFrom: base,
    policyEndsOn: addDays(base, 500),
    calendars: [
      {
        addedAt: instant("2000-01-01T00:00:00Z"),
        calendar: calendarOf(withRegion(setting, script, []), regionOf(script)),
      },
      ...decrees.filter(({ kind }) => kind === "off" || kind === "back").map((decree) => ({
        addedAt: addSeconds(at(decree), 1),
        calendar: calendarOf(withRegion(setting, script, daysOf(decree)), regionOf(script)),
      })),
    ],
    invoices: script.invoices.map((invoice, index) => ({
      invoiceId: invoiceIdOf(script, index),
      amount: kopecks(invoice.amount),
      publishedAt: at(invoice),
      plan: script.plan,
    })),
    attempts: [],
    calls: [],
    seenAt: atLocalTime(addDays(base, 400), "12:00", script.zone),
  };
  return caseOutcome(facts).invoices;
}

export function invoiceIdOf({ number }: Script, index: number): number {
  return 100_000 + number * 10 + index;
}

export function daysOf({ kind, days }: ScriptDecree): readonly number[] {
  return kind === "off" ? days : [];
}

/** A region of its own, so that its decrees concern no other case of the batch. */
export function regionOf({ number }: Script): string {
  const letter = (index: number) => String.fromCharCode(65 + index % 26);
  return `RU-M${letter(Math.floor(number / 26))}${letter(number)}`;
}

/** The calendar with the script's region, and these days off in it. */
export function withRegion(
  { base, calendar }: Setting,
  script: Script,
  days: readonly number[],
): CalendarData {
  const region = { name: `Область ${script.number}`, days_off: regionDays(base, days) };
  return { ...calendar, regions: { ...calendar.regions, [regionOf(script)]: region } };
}

/** A region that lists a Sunday of every year has announced it, and has no holiday in it yet. */
const QUIET_SUNDAYS = [
  "2026-07-05",
  "2027-07-04",
  "2028-07-02",
  "2029-07-01",
  "2030-07-07",
  "2031-07-06",
];

export function regionDays(base: LocalDate, days: readonly number[]): string[] {
  return [...new Set([...QUIET_SUNDAYS, ...days.map((day) => addDays(base, day))])].sort();
}

function momentOf(date: LocalDate, minute: number, zone: string): Instant {
  const two = (value: number) => String(value).padStart(2, "0");
  return atLocalTime(date, `${two(Math.floor(minute / 60))}:${two(minute % 60)}`, zone);
}

function addMs(at: Instant, ms: number): Instant {
  return instant(new Date(epochMs(at) + ms).toISOString());
}

function latest(a: Instant, b: Instant): Instant {
  return a < b ? b : a;
}
