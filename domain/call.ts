import {
  addDays,
  addMinutes,
  atLocalTime,
  type Instant,
  localDateOf,
  localTimeOf,
} from "./local_date.ts";

/** What came of one try to call somebody, as staff record it. */
export const CALL_OUTCOMES = [
  "answered",
  "no_answer",
  "busy",
  "call_back",
  "wrong_number",
] as const;

export type CallOutcome = typeof CALL_OUTCOMES[number];

/** How many tries without an answer end a call. */
export const UNANSWERED_TRIES = 3;

/** A note's length in characters: a line for the next colleague, no record of a talk. */
export const CALL_NOTE_LENGTH = 300;

/** Hours of the person's own clock in which they may be called; 21:00 itself is too late. */
const CALLING_HOURS = { from: "09:00", until: "21:00" };

/** Minutes until the next try. A busy line is free sooner than a phone that nobody hears. */
const PAUSE_MINUTES = { no_answer: 120, busy: 30 };

/** Where the person's days and hours are counted, and until when the invoice can be paid in time. */
export interface CallTerm {
  zone: string;
  dueAt: Instant;
}

export type CallTry =
  | { outcome: Exclude<CallOutcome, "call_back"> }
  | { outcome: "call_back"; callBackAt: Instant };

export type CallResult =
  | { state: "done" }
  | { state: "failed"; detail: "wrong_number" | "unreached" }
  | { state: "open"; nextTryAt: Instant };

/**
 * What becomes of a call after a try at `at`. A try that nobody answered is repeated within the
 * calling hours, up to three times; a try for which no time is left before the deadline is none.
 *
 * @param unansweredBefore earlier tries that nobody answered; a call back that was asked for is none
 */
export function resultOfTry(
  made: CallTry,
  { at, unansweredBefore, term }: { at: Instant; unansweredBefore: number; term: CallTerm },
): CallResult {
  switch (made.outcome) {
    case "answered":
      return { state: "done" };
    case "wrong_number":
      return { state: "failed", detail: "wrong_number" };
    case "call_back":
      return { state: "open", nextTryAt: made.callBackAt };
    case "no_answer":
    case "busy": {
      const nextTryAt = callingTime(addMinutes(at, PAUSE_MINUTES[made.outcome]), term.zone);
      const over = unansweredBefore + 1 >= UNANSWERED_TRIES || nextTryAt >= term.dueAt;
      return over ? { state: "failed", detail: "unreached" } : { state: "open", nextTryAt };
    }
  }
}

/** Whether nobody answered: what three of end a call. */
export function isUnanswered(outcome: CallOutcome): boolean {
  return outcome === "no_answer" || outcome === "busy";
}

export type CallBackProblem = "not_ahead" | "after_deadline" | "quiet_hours";

/** What speaks against calling back at that moment; null where nothing does. */
export function callBackProblem(
  callBackAt: Instant,
  { now, term }: { now: Instant; term: CallTerm },
): CallBackProblem | null {
  if (callBackAt <= now) return "not_ahead";
  if (callBackAt >= term.dueAt) return "after_deadline";
  return isCallingTime(callBackAt, term.zone) ? null : "quiet_hours";
}

/** Whether people in `zone` may be called at that moment: from 9:00 until before 21:00. */
export function isCallingTime(at: Instant, zone: string): boolean {
  const time = localTimeOf(at, zone);
  return time >= CALLING_HOURS.from && time < CALLING_HOURS.until;
}

/** `at`, or the 9:00 that comes next where `at` lies outside the calling hours. */
function callingTime(at: Instant, zone: string): Instant {
  const today = localDateOf(at, zone);
  const time = localTimeOf(at, zone);
  if (time < CALLING_HOURS.from) return atLocalTime(today, CALLING_HOURS.from, zone);
  if (time >= CALLING_HOURS.until) return atLocalTime(addDays(today, 1), CALLING_HOURS.from, zone);
  return at;
}
