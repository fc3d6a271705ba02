import type { CalendarData } from "../domain/calendar.ts";
import type { Instant } from "../domain/local_date.ts";
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

/**
 * The newest version, for a promise that is written in the caller's transaction: until it ends no
 * other version is added, so no case is published by an old calendar and missed by the recount.
 * To be called before any invoice is locked, which the recount does under the lock of versions.
 */
export async function calendarToPromiseBy(sql: Sql): Promise<CalendarVersion> {
  await sql`select pg_advisory_xact_lock_shared(hashtext(${VERSIONS_LOCK}))`;
  return await latestCalendar(sql);
}

/** Waits for promises under way, and holds new ones and other versions until the transaction ends. */
export async function lockCalendarVersions(sql: Sql): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext(${VERSIONS_LOCK}))`;
}

const VERSIONS_LOCK = "calendar versions";

/** The version that a promise was computed from. */
export async function calendarVersion(sql: Sql, versionId: number): Promise<CalendarVersion> {
  const version = await findCalendarVersion(sql, versionId);
  if (version === null) throw new Error(`There is no calendar version ${versionId}`);
  return version;
}

/** A version and where it comes from. */
export interface SourcedCalendar extends CalendarVersion {
  source: string;
  recordedAt: Instant;
}

export async function findCalendarVersion(
  sql: Sql,
  versionId: number,
): Promise<SourcedCalendar | null> {
  const [row] = await sql<SourcedCalendar[]>`
    ${selectVersion(sql)} where id = ${versionId}`;
  return row ?? null;
}

/** Versions, the newest first. */
export async function listCalendarVersions(sql: Sql, limit: number): Promise<SourcedCalendar[]> {
  return await sql<SourcedCalendar[]>`${selectVersion(sql)} order by id desc limit ${limit}`;
}

function selectVersion(sql: Sql) {
  return sql`
    select id as "versionId", content as data, source, recorded_at as "recordedAt"
    from calendar_versions`;
}

export interface NewCalendarVersion {
  data: CalendarData;
  source: string;
  /** Of the content and of the version that it follows: after one version, the same comes once. */
  sha256: string;
  at: Instant;
}

export async function insertCalendarVersion(
  sql: Sql,
  { data, source, sha256, at }: NewCalendarVersion,
): Promise<number> {
  const [row] = await sql<{ id: number }[]>`
    insert into calendar_versions (source, content, sha256, recorded_at)
    values (${source}, ${sql.json(data as never)}, ${sha256}, ${at})
    returning id`;
  return row!.id;
}
