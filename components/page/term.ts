import type { Calendar, DayKind } from "../../domain/calendar.ts";
import { addDays, type LocalDate } from "../../domain/local_date.ts";
import { dayAndYear, ordinal } from "../../domain/russian.ts";
import { unbroken } from "./text.ts";

/** A day of an invoice's term. Plain data: it may cross to an island. */
export interface TermDay extends DayKind {
  date: LocalDate;
}

/** Every day after publication up to and with the due day; the 30 working days are among them. */
export function termDays(
  calendar: Calendar,
  publishedOn: LocalDate,
  dueOn: LocalDate,
): TermDay[] {
  const days: TermDay[] = [];
  for (let date = addDays(publishedOn, 1); date <= dueOn; date = addDays(date, 1)) {
    days.push({ date, ...calendar.dayKind(date) });
  }
  return days;
}

/** Where a day stands in the term. */
export interface TermPosition {
  /** Working days of the term that have begun: 0 on the day of publication, `total` when it is over. */
  begun: number;
  /** 30, or more where a recount has moved the due day later. */
  total: number;
  place: "before_first" | "on_working_day" | "on_day_off" | "after_term";
  dueOn: LocalDate;
}

/** @throws RangeError for an empty term */
export function termPosition(days: readonly TermDay[], today: LocalDate): TermPosition {
  const dueOn = days.at(-1)?.date;
  if (!dueOn) throw new RangeError("A term has at least one day");
  const working = days.filter((day) => day.working);
  const begun = working.filter((day) => day.date <= today).length;
  const total = working.length;
  return { begun, total, dueOn, place: placeOf(working, today, dueOn) };
}

function placeOf(working: readonly TermDay[], today: LocalDate, dueOn: LocalDate) {
  if (today > dueOn) return "after_term";
  if (working.some((day) => day.date === today)) return "on_working_day";
  return working[0] && today < working[0].date ? "before_first" : "on_day_off";
}

/**
 * «Сегодня 21-й рабочий день из 30». Never "so many left": whether today is among those left is open
 * to dispute, an ordinal is not.
 */
export function termSentence(position: TermPosition, today: LocalDate): string {
  const { begun, total, place, dueOn } = position;
  switch (place) {
    case "before_first":
      return `Срок — ${total}\u00a0рабочих дней, первый из\u00a0них впереди`;
    case "on_working_day":
      return begun === total
        ? `Сегодня ${ordinal(begun)}\u00a0рабочий день из\u00a0${total}, последний`
        : `Сегодня ${ordinal(begun)}\u00a0рабочий день из\u00a0${total}`;
    case "on_day_off":
      return `Сегодня выходной, последним был ${ordinal(begun)}\u00a0рабочий день из\u00a0${total}`;
    case "after_term":
      return unbroken(`Срок закончился ${dayAndYear(dueOn, today)}`);
  }
}
