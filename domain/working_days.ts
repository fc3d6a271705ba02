import type { Calendar } from "./calendar.ts";
import { addDays, type LocalDate } from "./local_date.ts";

/** A date reached by counting working days, and why it is that one. */
export interface CountedDate {
  readonly date: LocalDate;
  /** Every non-working day passed over, in order, each with its Russian reason. */
  readonly skipped: { date: LocalDate; reason: string }[];
  /** A day that was counted or passed over lies in a year that is not decided yet. */
  readonly provisional: boolean;
}

/** The first working day strictly after `date` (Civil Code art. 191: the day itself never counts). */
export function nextWorkingDay(calendar: Calendar, date: LocalDate): CountedDate {
  return workingDayAfter(calendar, date, 1);
}

/**
 * The n-th working day strictly after `date`.
 *
 * @param n 1 or more; 0 or less, or a fraction, is a RangeError
 */
export function workingDayAfter(calendar: Calendar, date: LocalDate, n: number): CountedDate {
  if (!Number.isInteger(n) || n < 1) throw new RangeError(`${n} is not a number of working days`);
  const skipped: { date: LocalDate; reason: string }[] = [];
  let provisional = false;
  let reached = date;
  for (let counted = 0; counted < n;) {
    reached = addDays(reached, 1);
    const day = calendar.dayKind(reached);
    provisional ||= day.provisional;
    if (day.working) counted++;
    else skipped.push({ date: reached, reason: day.reason ?? "выходной" });
  }
  return { date: reached, skipped, provisional };
}

/** How many working days lie after `fromExclusive` up to and with `toInclusive`; never negative. */
export function workingDaysBetween(
  calendar: Calendar,
  fromExclusive: LocalDate,
  toInclusive: LocalDate,
): number {
  let count = 0;
  for (let day = addDays(fromExclusive, 1); day <= toInclusive; day = addDays(day, 1)) {
    if (calendar.dayKind(day).working) count++;
  }
  return count;
}
