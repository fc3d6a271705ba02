import type { Instant } from "../../domain/local_date.ts";
import type { Sql } from "../connection.ts";

/**
 * The lists of the staff, each with what its rows hold besides `id`, `personId`, `who` (the person's
 * full name) and `org` (the employer or the clinic). A list is sorted by any of these, at first by
 * the first one.
 */
export const STAFF_LISTS = {
  calls: ["dueOn", "who", "phone", "org", "invoiceId", "owedKopecks", "nextTryAt", "tries"],
  registrations: ["confirmedAt", "who", "birthDate", "org", "personnelNumber", "phone", "email"],
  defaults: ["defaultedAt", "who", "org", "invoiceId", "dueOn", "totalKopecks", "owedKopecks"],
  recovery: ["openedAt", "who", "org", "invoiceId", "dueOn", "totalKopecks", "owedKopecks"],
  refused: ["refusedAt", "fileId", "org", "file", "sheetRow", "reason"],
  held: [
    "recordedAt",
    "who",
    "org",
    "fileId",
    "sheetRow",
    "serviceDate",
    "franchiseKopecks",
    "reason",
  ],
  notices: ["finishedAt", "who", "org", "channel", "template", "invoiceId", "state", "detail"],
} as const satisfies Record<string, readonly string[]>;

export type StaffListName = keyof typeof STAFF_LISTS;

/** Money in kopecks, dates and instants as ISO text, codes as they are stored. */
export type StaffListRow = Record<string, string | number | null>;

export interface StaffListQuery {
  list: StaffListName;
  /** A part of the name; "" is anybody. */
  who: string;
  /** The employer or clinic; "" is any. */
  org: string;
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
  const columns: readonly string[] = STAFF_LISTS[query.list];
  const sort = sql(columns.includes(query.sort) ? query.sort : columns[0]!);
  const order = query.direction === "descending"
    ? sql`${sort} desc nulls last, id desc`
    : sql`${sort} nulls last, id`;
  return await sql<StaffListRow[]>`
    select * from (${selectList(sql, query.list, page.now)}) l ${where(sql, query)}
    order by ${order} offset ${page.offset} limit ${page.limit}`;
}

export async function countStaffList(
  sql: Sql,
  query: StaffListQuery,
  now: Instant,
): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*) as count from (${selectList(sql, query.list, now)}) l ${where(sql, query)}`;
  return row!.count;
}

/** The employers or clinics that the list names, for its filter. */
export async function orgsOfStaffList(
  sql: Sql,
  list: StaffListName,
  now: Instant,
): Promise<string[]> {
  const rows = await sql<{ org: string }[]>`
    select distinct org from (${selectList(sql, list, now)}) l
    where org is not null order by org limit 500`;
  return rows.map(({ org }) => org);
}

function where(sql: Sql, { who, org }: StaffListQuery) {
  return sql`
    where (${who} = '' or strpos(lower(who), lower(${who})) > 0) and (${org} = '' or org = ${org})`;
}

function selectList(sql: Sql, list: StaffListName, now: Instant) {
  const who = sql`concat_ws(' ', p.surname, p.name, p.patronymic) as who`;
  const debt = sql`
    i.id, i.payer_id as "personId", ${who}, e.name as org, i.id as "invoiceId",
    i.due_on as "dueOn", i.total_kopecks as "totalKopecks", b.owed_kopecks as "owedKopecks"`;
  const owed = sql`
    cross join lateral (select owed_kopecks from invoice_balances where invoice_id = i.id) b`;
  switch (list) {
    case "calls":
      return sql`
        select n.id, p.id as "personId", ${who}, e.name as org, coalesce(a.phone, p.phone) as phone,
               i.id as "invoiceId", b.owed_kopecks as "owedKopecks", i.due_on as "dueOn",
               n.next_try_at as "nextTryAt",
               (select count(*) from call_tries t where t.notice_id = n.id) as tries
        from notices n
        join people p on p.id = n.person_id
        left join accounts a on a.person_id = p.id
        join invoices i on i.id = n.invoice_id
        join employers e on e.id = i.employer_id
        ${owed}
        where n.channel = 'call' and n.state = 'open' and coalesce(n.next_try_at <= ${now}, true)`;
    case "registrations":
      return sql`
        select r.id, p.id as "personId", ${who}, e.name as org, p.birth_date as "birthDate",
               p.personnel_number as "personnelNumber", r.phone, r.email,
               r.confirmed_at as "confirmedAt"
        from registrations r
        join people p on p.id = r.person_id
        join employers e on e.id = p.employer_id
        where r.state = 'awaiting_staff'`;
    case "defaults":
      return sql`
        select ${debt}, i.defaulted_at as "defaultedAt"
        from invoices i
        join people p on p.id = i.payer_id
        join employers e on e.id = i.employer_id
        ${owed}
        where i.defaulted_at is not null and b.owed_kopecks > 0`;
    case "recovery":
      return sql`
        select ${debt}, c.opened_at as "openedAt"
        from recovery_cases c
        join invoices i on i.id = c.invoice_id
        join people p on p.id = i.payer_id
        join employers e on e.id = i.employer_id
        ${owed}
        where c.closed_at is null`;
    case "refused":
      return sql`
        select r.id, null::bigint as "personId", '' as who, coalesce(c.name, e.name) as org,
               f.id as "fileId", f.name as file, f.kind as kind, r.sheet_row as "sheetRow", r.reason,
               r.refused_at as "refusedAt"
        from refused_rows r
        join import_files f on f.id = r.file_id
        left join clinics c on c.id = f.clinic_id
        left join employers e on e.id = f.employer_id
        where r.accepted_at is null`;
    case "held":
      return sql`
        select l.id, p.id as "personId", ${who}, c.name as org, l.file_id as "fileId",
               l.sheet_row as "sheetRow", l.service_date as "serviceDate",
               l.franchise_kopecks as "franchiseKopecks", l.held as reason,
               l.recorded_at as "recordedAt"
        from service_lines l
        join policies o on o.id = l.policy_id
        join people p on p.id = o.person_id
        join clinics c on c.id = l.clinic_id
        where l.held is not null and l.withdrawn is null`;
    case "notices":
      return sql`
        select n.id, p.id as "personId", ${who}, e.name as org, n.channel, n.template, n.state,
               n.detail, n.invoice_id as "invoiceId", n.finished_at as "finishedAt"
        from notices n
        join people p on p.id = n.person_id
        join employers e on e.id = p.employer_id
        where n.channel <> 'call' and n.state in ('failed', 'unknown')
          and n.finished_at is not null`;
  }
}
