import type { Calendar } from "./calendar.ts";
import { addDays, endOfDay, type Instant, type LocalDate, localDateOf } from "./local_date.ts";
import { workingDayAfter } from "./working_days.ts";

/** What staff may decide for a person outside the rules' own course. */
export type DecisionKind = ProposalKind | "move_due" | "pause";

/** What moves money or the programme: one member of staff proposes it, another one confirms. */
export type ProposalKind = "forgive" | "restore" | "refund" | "payment_found" | "refund_found";

/** What staff saw at the bank of a payment whose outcome was unclear; the hour decides on a default. */
export type PaymentFinding = { found: "paid"; capturedAt: Instant } | { found: "unpaid" };

/** The same of a refund: it has gone back, or the bank still has it. */
export type RefundFinding = "returned" | "kept";

export type DecisionOutcome = "confirmed" | "refused" | "withdrawn" | "expired";

/** A proposal waits this many working days for the second member of staff. */
export const PROPOSAL_WORKING_DAYS = 10;

/** The first instant at which a proposal made on that day can't be confirmed any more. */
export function proposalExpiresAt(calendar: Calendar, madeOn: LocalDate, zone: string): Instant {
  return endOfDay(workingDayAfter(calendar, madeOn, PROPOSAL_WORKING_DAYS).date, zone);
}

/** A longer postponement is another agreement: such a debt is forgiven, or goes its course. */
export const LONGEST_POSTPONEMENT_DAYS = 90;

export type DueDateProblem = "not_later" | "in_the_past" | "day_off" | "too_far";

/**
 * Why an invoice's last day can't become that one: it is never earlier than promised, and ends on a
 * working day, as terms do (Civil Code art. 193).
 */
export function dueDateProblem(
  calendar: Calendar,
  to: LocalDate,
  { dueOn, today }: { dueOn: LocalDate; today: LocalDate },
): DueDateProblem | null {
  if (to <= dueOn) return "not_later";
  if (to < today) return "in_the_past";
  if (!calendar.dayKind(to).working) return "day_off";
  const from = dueOn < today ? today : dueOn;
  return to > addDays(from, LONGEST_POSTPONEMENT_DAYS) ? "too_far" : null;
}

/** Whoever is not reminded for longer forgets the debt. */
export const LONGEST_PAUSE_DAYS = 60;

export type PauseProblem = "in_the_past" | "too_far";

/** Why reminders can't be stopped through that day. */
export function pauseProblem(through: LocalDate, today: LocalDate): PauseProblem | null {
  if (through < today) return "in_the_past";
  return through > addDays(today, LONGEST_PAUSE_DAYS) ? "too_far" : null;
}

/** Whether what would remind at that instant stays untold: the last day of a pause is whole. */
export function isPausedAt(
  at: Instant,
  { pausedThrough, timeZone }: { pausedThrough: LocalDate | null; timeZone: string },
): boolean {
  return pausedThrough !== null && localDateOf(at, timeZone) <= pausedThrough;
}
