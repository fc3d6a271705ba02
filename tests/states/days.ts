import { latestCalendar } from "../../db/calendars.ts";
import type { Sql } from "../../db/connection.ts";
import { calendarOf } from "../../domain/calendar.ts";
import { dueDate } from "../../domain/invoice.ts";
import {
  addDays,
  atLocalTime,
  type Instant,
  instant,
  type LocalDate,
  localDateOf,
} from "../../domain/local_date.ts";

/** Tuesday noon in Yekaterinburg, where the sample employer is; a working day amid its week. */
export const NOW = "2026-11-24T07:00:00.000Z";

const ZONE = "Asia/Yekaterinburg";
export const TODAY: LocalDate = localDateOf(instant(NOW), ZONE);

/** Ten in the morning, days ago. */
export function daysAgo(days: number): Instant {
  return atLocalTime(addDays(TODAY, -days), "10:00", ZONE);
}

/** When an invoice was published whose term ends so many days from today, or on the day before. */
export async function publishedForTerm(sql: Sql, days: number): Promise<Instant> {
  const { data } = await latestCalendar(sql);
  const calendar = calendarOf(data, null);
  const latest = addDays(TODAY, days);
  let ago = 0;
  while (dueDate(calendar, addDays(TODAY, -ago)).date > latest) ago += 1;
  return daysAgo(ago);
}
