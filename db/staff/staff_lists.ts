import type { Instant } from "../../domain/local_date.ts";
import type { Sql } from "../connection.ts";
import type { ListFilter } from "./list_filter.ts";
import { listSource } from "./list_sources.ts";

/**
 * The lists of the staff. `columns` are what a list's rows hold besides `id`, `personId`, `who` (the
 * person's full name) and `org` (the employer or the clinic); a list is sorted by any of these, at
 * first by the first one. `filters` are what it can be narrowed by, `parts` what it consists of: the
 * first one is what is to be done now.
 */
export const STAFF_LISTS = {
  calls: {
    columns: [
      "dueOn",
      "who",
      "phone",
      "org",
      "invoiceId",
      "owedKopecks",
      "nextTryAt",
      "tries",
      "state",
      "finishedAt",
    ],
    filters: ["who", "org", "since", "until", "sumFrom"],
    parts: ["now", "later", "closed"],
  },
  registrations: {
    columns: [
      "confirmedAt",
      "who",
      "birthDate",
      "org",
      "personnelNumber",
      "phone",
      "email",
      "state",
      "decidedFor",
      "staff",
      "decidedAt",
    ],
    filters: ["who", "org", "since", "until"],
    parts: ["waiting", "decided"],
  },
  defaults: {
    columns: ["defaultedAt", "who", "org", "invoiceId", "dueOn", "totalKopecks", "owedKopecks"],
    filters: ["who", "org", "since", "until", "sumFrom"],
    parts: [],
  },
  recovery: {
    columns: ["openedAt", "who", "org", "invoiceId", "dueOn", "totalKopecks", "owedKopecks"],
    filters: ["who", "org", "since", "until", "sumFrom"],
    parts: [],
  },
  refused: {
    columns: ["refusedAt", "fileId", "org", "file", "sheetRow", "reason"],
    filters: ["kind", "org", "reason", "fileId", "since", "until"],
    parts: [],
  },
  held: {
    columns: [
      "recordedAt",
      "who",
      "org",
      "fileId",
      "sheetRow",
      "serviceDate",
      "franchiseKopecks",
      "reason",
      "decision",
      "decidedFor",
      "staff",
      "decidedAt",
    ],
    filters: ["reason", "org", "who", "fileId", "since", "until", "sumFrom"],
    parts: ["waiting", "decided"],
  },
  notices: {
    columns: ["finishedAt", "who", "org", "channel", "template", "invoiceId", "state", "detail"],
    filters: ["who", "org", "channel", "state", "reason", "since", "until"],
    parts: [],
  },
} as const satisfies Record<
  string,
  { columns: readonly string[]; filters: readonly (keyof ListFilter)[]; parts: readonly string[] }
>;

export type StaffListName = keyof typeof STAFF_LISTS;

/** Money in kopecks, dates and instants as ISO text, codes as they are stored. */
export type StaffListRow = Record<string, string | number | null>;

export interface StaffListQuery {
  list: StaffListName;
  filter: ListFilter;
  /** One of the list's columns; any other is its first. */
  sort: string;
  direction: "ascending" | "descending";
}

/** The rows that the filter leaves, in their order. */
export async function readStaffList(
  sql: Sql,
  query: StaffListQuery,
  page: { offset: number; limit: number; now: Instant },
): Promise<StaffListRow[]> {
  return await sql<StaffListRow[]>`
    ${selectStaffList(sql, query, page.now)} offset ${page.offset} limit ${page.limit}`;
}

/**
 * The same rows by portions of 2,000, so that a list of any length takes no more memory. To be run
 * in a transaction: the cursor is closed with it.
 */
export async function* portionsOfStaffList(
  sql: Sql,
  query: StaffListQuery,
  { limit, now }: { limit: number; now: Instant },
): AsyncGenerator<StaffListRow[]> {
  // A name a list: a prepared `fetch` keeps the columns that it was first answered with.
  const cursor = sql(`list_of_${query.list}`);
  await sql`
    declare ${cursor} no scroll cursor for
    ${selectStaffList(sql, query, now)} limit ${limit}`;
  while (true) {
    const rows = await sql<StaffListRow[]>`fetch 2000 from ${cursor}`;
    yield rows;
    if (rows.length < 2000) return;
  }
}

function selectStaffList(
  sql: Sql,
  { list, filter, sort, direction }: StaffListQuery,
  now: Instant,
) {
  const columns: readonly string[] = STAFF_LISTS[list].columns;
  const first = columns[0]!;
  const by = columns.includes(sort) ? sort : first;
  // The first column is never empty, and its index has it as it is.
  const empty = by === first ? sql`` : sql`nulls last`;
  const order = direction === "descending"
    ? sql`${sql(by)} desc ${empty}, id desc`
    : sql`${sql(by)} ${empty}, id`;
  const source = listSource(sql, { list, filter, now });
  return sql`
    select ${source.columns} from ${source.rows} ${source.more} where ${source.where}
    order by ${order}`;
}

export async function countStaffList(
  sql: Sql,
  { list, filter }: Pick<StaffListQuery, "list" | "filter">,
  now: Instant,
): Promise<number> {
  const { rows, where } = listSource(sql, { list, filter, now });
  const [row] = await sql<{ count: number }[]>`
    select count(*) as count from ${rows} where ${where}`;
  return row!.count;
}

/** The employers and clinics to choose from, by name. */
export async function orgsOfStaffList(sql: Sql, list: StaffListName): Promise<string[]> {
  const tables = list === "held"
    ? sql`select name from clinics`
    : list === "refused"
    ? sql`select name from clinics union select name from employers`
    : sql`select name from employers`;
  const rows = await sql<{ name: string }[]>`${tables} order by name`;
  return rows.map(({ name }) => name);
}
