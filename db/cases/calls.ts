import type { CallOutcome, CallResult } from "../../domain/call.ts";
import type { Instant, LocalDate } from "../../domain/local_date.ts";
import type { Kopecks } from "../../domain/money.ts";
import type { Phone } from "../../domain/phone.ts";
import type { Sql } from "../connection.ts";
import { instantJson } from "../instant_json.ts";
import { isEmployer, isOnDays, isWho, type ListFilter } from "../staff/list_filter.ts";

/** One try of a call, as it was recorded. */
export interface CallTryRow {
  outcome: CallOutcome;
  note: string | null;
  triedAt: Instant;
  /** When the call was to be tried again; null where the try ended it. */
  nextTryAt: Instant | null;
  staff: string;
}

/** A call of the contact centre: whom, about which debt, and what came of it. */
export interface CallRow {
  id: number;
  state: "open" | "done" | "failed" | "skipped";
  detail: string | null;
  /** Of an open call: not before this; null is at once. */
  nextTryAt: Instant | null;
  finishedAt: Instant | null;
  personId: number;
  surname: string;
  name: string;
  patronymic: string | null;
  /** As registered, else as the roster has it. */
  phone: Phone | null;
  employer: string;
  /** Whose services they were, where that is not the payer. */
  insured: { id: number; surname: string; name: string; patronymic: string | null } | null;
  invoiceId: number;
  owedKopecks: Kopecks;
  /** The day before the term's first one. */
  publishedOn: LocalDate;
  dueOn: LocalDate;
  dueAt: Instant;
  timeZone: string;
  region: string | null;
  /** A payment of the invoice has begun and is not decided. */
  paying: boolean;
  tries: CallTryRow[];
}

/** `now`: to be made at this moment; `later`: at an hour that is still ahead. */
export const CALL_LISTS = ["now", "later", "closed"] as const;
export type CallList = typeof CALL_LISTS[number];

/**
 * Open calls to make now: those whom we promised to call back first, then by deadline. Later ones by
 * their hour, closed ones newest first.
 */
export async function listCalls(
  sql: Sql,
  { filter, now, offset, limit }: CallsWanted & { offset: number; limit: number },
): Promise<CallRow[]> {
  const order = filter.part === "later"
    ? sql`n.next_try_at, n.id`
    : filter.part === "closed"
    ? sql`n.finished_at desc, n.id desc`
    : sql`coalesce((select c.outcome from call_tries c where c.notice_id = n.id
                    order by c.id desc limit 1) = 'call_back', false) desc, i.due_at, n.id`;
  return await sql<CallRow[]>`
    with wanted as (
      select n.id, row_number() over (order by ${order}) as place
      from ${callTables(sql)}
      where ${callsWhere(sql, filter, now)}
      order by ${order} limit ${limit} offset ${offset})
    select ${callColumns(sql)}
    from wanted join notices n on n.id = wanted.id ${callJoins(sql)}
    order by wanted.place`;
}

interface CallsWanted {
  filter: ListFilter;
  now: string;
}

/** How many calls the filter leaves of each list, whichever of them it names. */
export async function countCalls(
  sql: Sql,
  { filter, now }: CallsWanted,
): Promise<Record<CallList, number>> {
  // Each by the index of its list: together they would be sought among all notices.
  const [row] = await sql<Record<CallList, number>[]>`
    select o.now, o.later, c.closed
    from (select count(*) filter (where coalesce(n.next_try_at <= ${now}, true)) as now,
                 count(*) filter (where n.next_try_at > ${now}) as later
          from ${callTables(sql)}
          where n.channel = 'call' and n.state = 'open' and ${callFilter(sql, filter)}) o,
         (select count(*) as closed
          from ${callTables(sql)}
          where n.channel = 'call' and n.state <> 'open' and ${callFilter(sql, filter)}) c`;
  return row!;
}

/** The tables that a filter of calls asks. */
export function callTables(sql: Sql) {
  return sql`notices n join invoices i on i.id = n.invoice_id`;
}

/** Whether a notice is a call of the filter's list, and one that the filter leaves. */
export function callsWhere(sql: Sql, filter: ListFilter, now: string) {
  const state = filter.part === "later"
    ? sql`n.state = 'open' and n.next_try_at > ${now}`
    : filter.part === "closed"
    ? sql`n.state <> 'open'`
    : sql`n.state = 'open' and coalesce(n.next_try_at <= ${now}, true)`;
  return sql`n.channel = 'call' and ${state} and ${callFilter(sql, filter)}`;
}

function callFilter(sql: Sql, filter: ListFilter) {
  return sql`
    ${isWho(sql, "n.person_id", filter)} and ${isEmployer(sql, "i.employer_id", filter)}
    and ${isOnDays(sql, "i.due_on", filter)}
    and ${
    filter.sumFrom === null
      ? sql`true`
      : sql`(select owed_kopecks from invoice_balances where invoice_id = i.id) >= ${filter.sumFrom}`
  }`;
}

/** One call, open or closed; null where there is none of that number. */
export async function readCall(sql: Sql, noticeId: number): Promise<CallRow | null> {
  const [row] = await sql<CallRow[]>`
    select ${callColumns(sql)}
    from notices n ${callJoins(sql)}
    where n.channel = 'call' and n.id = ${noticeId}`;
  return row ?? null;
}

function callColumns(sql: Sql) {
  return sql`
    n.id, n.state, n.detail, n.next_try_at as "nextTryAt", n.finished_at as "finishedAt",
           p.id as "personId", p.surname, p.name, p.patronymic,
           coalesce(a.phone, p.phone) as phone, e.name as employer,
           case when o.person_id <> n.person_id then json_build_object(
             'id', w.id, 'surname', w.surname, 'name', w.name, 'patronymic', w.patronymic)
           end as insured,
           i.id as "invoiceId", b.owed_kopecks as "owedKopecks",
           i.published_on as "publishedOn", i.due_on as "dueOn",
           i.due_at as "dueAt", i.time_zone as "timeZone", e.region,
           exists (select from payment_allocations x where x.invoice_id = i.id and x.open)
             as paying,
           coalesce((${selectTries(sql)}), '[]') as tries`;
}

function callJoins(sql: Sql) {
  return sql`
    join people p on p.id = n.person_id
    left join accounts a on a.person_id = p.id
    join invoices i on i.id = n.invoice_id
    join employers e on e.id = i.employer_id
    join policies o on o.id = i.policy_id
    join people w on w.id = o.person_id
    join invoice_balances b on b.invoice_id = i.id`;
}

/** The tries of the notice `n` as JSON, the first one first; null where there are none. */
export function selectTries(sql: Sql) {
  return sql`
    select json_agg(json_build_object(
             'outcome', c.outcome, 'note', c.note, 'staff', s.name,
             'triedAt', ${instantJson(sql, "c.tried_at")},
             'nextTryAt', ${instantJson(sql, "c.next_try_at")})
             order by c.id) as tries
    from call_tries c join staff s on s.id = c.staff_id
    where c.notice_id = n.id`;
}

/** Records a try, and what becomes of its call. Lock the call's invoice before. */
export async function recordTry(
  sql: Sql,
  made: {
    noticeId: number;
    staffId: number;
    outcome: CallOutcome;
    note: string | null;
    result: CallResult;
    at: string;
  },
): Promise<void> {
  const { noticeId, result, at } = made;
  const nextTryAt = result.state === "open" ? result.nextTryAt : null;
  const detail = result.state === "failed" ? result.detail : null;
  await sql`
    insert into call_tries (notice_id, staff_id, outcome, note, tried_at, next_try_at)
    values (${noticeId}, ${made.staffId}, ${made.outcome}, ${made.note}, ${at}, ${nextTryAt})`;
  await sql`
    update notices
    set state = ${result.state}, detail = ${detail}, next_try_at = ${nextTryAt},
        finished_at = ${result.state === "open" ? null : at}
    where id = ${noticeId}`;
}

/** Why a call that stood on the list is not made. */
export type CallOvertaken = "paid" | "defaulted" | "answered_before" | "paused";

/** Whether the person has been spoken to about that invoice: no further call is due then. */
export async function hasAnsweredCall(sql: Sql, invoiceId: number): Promise<boolean> {
  const rows = await sql`
    select from notices
    where invoice_id = ${invoiceId} and channel = 'call' and state = 'done'
    limit 1`;
  return rows.length === 1;
}

/**
 * Takes an invoice's open calls off the contact centre's list, with the reason. Its tries stay.
 * Call it in the transaction of the fact that makes the calls needless, with the invoice locked.
 */
export async function closeOpenCalls(
  sql: Sql,
  invoiceId: number,
  overtaken: { detail: CallOvertaken; at: string },
): Promise<void> {
  await closeOpenCallsOf(sql, [invoiceId], overtaken);
}

/** The same for many invoices. */
export async function closeOpenCallsOf(
  sql: Sql,
  invoiceIds: readonly number[],
  { detail, at }: { detail: CallOvertaken; at: string },
): Promise<void> {
  await sql`
    update notices
    set state = 'skipped', detail = ${detail}, finished_at = ${at}, next_try_at = null
    where invoice_id = any(${invoiceIds as number[]}::bigint[]) and channel = 'call'
      and state = 'open'`;
}
