import type { LocalDate } from "../../domain/local_date.ts";
import type { Kopecks } from "../../domain/money.ts";
import type { Sql } from "../connection.ts";
import { isNamed } from "../cases/people_named.ts";

/** What a list of the staff is narrowed by. An empty text and null leave everything in. */
export interface ListFilter {
  /** Which part of the list, as the list names its parts; "" is what is to be done now. */
  part: string;
  /** Beginnings of surname, name and patronymic, or of a policy number. */
  who: string;
  /** The employer's or the clinic's whole name. */
  org: string;
  /** Codes, as they are stored. */
  reason: string;
  channel: string;
  state: string;
  kind: string;
  fileId: number | null;
  /** Days of the list's own date, both inclusive, in `timeZone`. */
  since: LocalDate | null;
  until: LocalDate | null;
  /** No smaller sums. */
  sumFrom: Kopecks | null;
  timeZone: string;
}

/** Whether a column with a person's id is of those whom the filter names. */
export function isWho(sql: Sql, column: string, { who }: ListFilter) {
  return who === "" ? sql`true` : sql`${sql(column)} in (
    select named.id from people named where ${isNamed(sql, "named", who)})`;
}

export function isEmployer(sql: Sql, column: string, { org }: ListFilter) {
  return org === ""
    ? sql`true`
    : sql`${sql(column)} = (select id from employers where name = ${org})`;
}

export function isClinic(sql: Sql, column: string, { org }: ListFilter) {
  return org === ""
    ? sql`true`
    : sql`${sql(column)} = (select id from clinics where name = ${org})`;
}

/** Whether a column is this code; "" is any. */
export function isCode(sql: Sql, column: string, code: string) {
  return code === "" ? sql`true` : sql`${sql(column)} = ${code}`;
}

export function isOfFile(sql: Sql, column: string, { fileId }: ListFilter) {
  return fileId === null ? sql`true` : sql`${sql(column)} = ${fileId}`;
}

export function isAtLeast(sql: Sql, column: string, { sumFrom }: ListFilter) {
  return sumFrom === null ? sql`true` : sql`${sql(column)} >= ${sumFrom}`;
}

/** Whether a date is one of the filter's days. */
export function isOnDays(sql: Sql, column: string, { since, until }: ListFilter) {
  return sql`
    ${since === null ? sql`true` : sql`${sql(column)} >= ${since}::date`}
    ${until === null ? sql`` : sql`and ${sql(column)} <= ${until}::date`}`;
}

/** Whether an instant falls on one of the filter's days. */
export function isWithinDays(sql: Sql, column: string, { since, until, timeZone }: ListFilter) {
  const start = (day: ReturnType<typeof isCode>) => sql`${day}::timestamp at time zone ${timeZone}`;
  return sql`
    ${since === null ? sql`true` : sql`${sql(column)} >= ${start(sql`${since}::date`)}`}
    ${until === null ? sql`` : sql`and ${sql(column)} < ${start(sql`(${until}::date + 1)`)}`}`;
}
