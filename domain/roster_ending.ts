import { addDays, type LocalDate } from "./local_date.ts";

/** How far ahead an employer may say who leaves: a notice of dismissal and a month of its papers. */
const DAYS_AHEAD = 92;

/**
 * From which day to which a full roster may end whom it leaves out, inclusive. No earlier than the
 * day before it came: till then clinics were told that the policy served.
 */
export function lastDaysOfAbsent(cameOn: LocalDate): { from: LocalDate; to: LocalDate } {
  return { from: addDays(cameOn, -1), to: addDays(cameOn, DAYS_AHEAD) };
}
