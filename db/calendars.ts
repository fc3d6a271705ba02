import type { CalendarData } from "../domain/calendar.ts";
import type { Sql } from "./connection.ts";

/** A calendar as it was known when a date was promised. */
export interface CalendarVersion {
  versionId: number;
  data: CalendarData;
}

/** The newest version of the working-day calendar: what every new promise is computed from. */
export async function latestCalendar(sql: Sql): Promise<CalendarVersion> {
  const [row] = await sql<{ id: number; content: CalendarData }[]>`
    select id, content from calendar_versions order by id desc limit 1`;
  if (!row) throw new Error("The database has no working-day calendar: run the migrations");
  return { versionId: row.id, data: row.content };
}

/** The version that a promise was computed from. */
export async function calendarVersion(sql: Sql, versionId: number): Promise<CalendarVersion> {
  const [row] = await sql<{ id: number; content: CalendarData }[]>`
    select id, content from calendar_versions where id = ${versionId}`;
  if (!row) throw new Error(`There is no calendar version ${versionId}`);
  return { versionId: row.id, data: row.content };
}
