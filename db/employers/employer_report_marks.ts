import {
  type DebtStateNow,
  DEDUCTED_REST_DAYS,
  type MarkKind,
} from "../../domain/employer_report.ts";
import type { Instant, LocalDate } from "../../domain/local_date.ts";
import type { Kopecks } from "../../domain/money.ts";
import type { PersonName } from "../../domain/person_name.ts";
import type { Sql } from "../connection.ts";
import { instantJson } from "../instant_json.ts";
import {
  type DebtFilter,
  debtsOf,
  letsThrough,
  type ReportOfMonth,
} from "./employer_report_debts.ts";

/** How the employer says that a debt is settled. */
export interface ReportMark {
  kind: MarkKind;
  note: string | null;
  /** Who marked it. */
  contact: string;
  markedAt: Instant;
}

/**
 * The marks of line `l` as JSON, the newest first: those of the reports before too, since a mark is
 * of the debt, and the next month's report carries it on. An employer's reports are asked for in the
 * order of their months, so their ids tell which is earlier.
 */
export function marksOfLine(sql: Sql) {
  return sql`
    coalesce((select json_agg(json_build_object(
                'kind', m.kind, 'note', m.note, 'contact', c.name, 'markedAt', ${
    instantJson(sql, "m.marked_at")
  })
                order by m.id desc)
              from employer_report_marks m join employer_contacts c on c.id = m.contact_id
              where m.invoice_id = l.invoice_id and m.report_id <= l.report_id), '[]')`;
}

/**
 * These invoices, or all on which something is owed of those that the filter lets through: as many
 * as whoever marks them was told.
 */
export type DebtsToMark = readonly number[] | { found: DebtFilter; expected: number };

export interface NewMarks {
  /** Locked. */
  report: ReportOfMonth & { id: number };
  debts: DebtsToMark;
  today: LocalDate;
  kind: MarkKind;
  note: string | null;
  contactId: number;
  ip: string;
  at: Instant;
}

export type InsertedMarks =
  | { ok: true } & MarkedNow
  /** `count`: so many the filter lets through by now. */
  | { ok: false; reason: "list_changed"; count: number }
  /** An invoice is not in the report. */
  | { ok: false; reason: "unknown" };

export interface MarkedNow {
  /** How many were marked anew. */
  marked: number;
  /** Of those asked for: nothing is owed on them any more, so they were left. */
  closed: number;
  /** Whose debts were marked anew. */
  payerIds: number[];
  /** Marked debts whose reminders rest by this mark, or do no more. */
  resting: number[];
}

/**
 * Marks debts of the report; the table is append-only. A debt that bears this very mark gets no
 * second one: a form sent twice is one mark. Refused, it marks none.
 */
export async function insertMarks(
  sql: Sql,
  { report, debts, today, kind, note, contactId, ip, at }: NewMarks,
): Promise<InsertedMarks> {
  const named = "found" in debts ? null : [...new Set(debts)];
  const chosen = "found" in debts
    ? letsThrough(sql, debts.found)
    : sql`l.invoice_id = any(${named}::bigint[])`;
  const wanted = "found" in debts
    ? sql`(select open from counted) = ${debts.expected}`
    : sql`(select known from counted) = ${named!.length}`;
  const [row] = await sql<(MarkedNow & { known: number; open: number; isWanted: boolean })[]>`
    with ${debtsOf(sql, report, today)},
    chosen as (select l.invoice_id, l.payer_id, l.state_now from debts l where ${chosen}),
    counted as (
      select count(*) as known, count(*) filter (where state_now <> 'closed') as open from chosen
    ),
    changed as (
      select d.invoice_id, d.payer_id, last.kind as before
      from chosen d
      left join lateral (
        select m.kind, m.note from employer_report_marks m
        where m.invoice_id = d.invoice_id order by m.id desc limit 1
      ) last on true
      where d.state_now <> 'closed'
        and (coalesce(last.kind, 'cleared'), coalesce(last.note, ''))
            is distinct from (${kind}::text, ${note ?? ""}::text)
        and ${wanted}
    ), inserted as (
      insert into employer_report_marks (report_id, invoice_id, kind, note, contact_id, ip, marked_at)
      select ${report.id}, invoice_id, ${kind}, ${note}, ${contactId}, ${ip}, ${at} from changed
    )
    select known, open, ${wanted} as "isWanted", known - open as closed,
           (select count(*) from changed) as marked,
           coalesce((select json_agg(distinct payer_id) from changed), '[]') as "payerIds",
           coalesce((select json_agg(invoice_id order by invoice_id) from changed
                     where 'deducted' in (${kind}::text, before)), '[]') as resting
    from counted`;
  const { known: _known, open, isWanted, ...marked } = row!;
  if (isWanted) return { ok: true, ...marked };
  return named === null
    ? { ok: false, reason: "list_changed", count: open }
    : { ok: false, reason: "unknown" };
}

/** What the employer says of a debt of its newest report, and what has come of it. */
export interface MarkedDebt extends ReportMark, PersonName {
  invoiceId: number;
  payerId: number;
  dueOn: LocalDate;
  owedKopecks: Kopecks;
  stateNow: DebtStateNow;
  closedAt: Instant | null;
}

/** Debts with a mark, by what is marked: how many, and what is owed on those not closed yet. */
export interface MarkTally {
  kind: Exclude<MarkKind, "cleared">;
  open: number;
  owedKopecks: Kopecks;
  closed: number;
}

/** The debts of a report that bear a mark. */
export async function tallyMarks(
  sql: Sql,
  report: ReportOfMonth,
  today: LocalDate,
): Promise<MarkTally[]> {
  return await sql<MarkTally[]>`
    with ${debtsOf(sql, report, today)}
    select mark as kind, count(*) filter (where owed_now > 0) as open,
           coalesce(sum(owed_now), 0)::bigint as "owedKopecks",
           count(*) filter (where owed_now = 0) as closed
    from debts where mark <> 'none' group by mark
    order by array_position(array['deducted', 'refused', 'agreed'], mark)`;
}

export interface MarkedDebtsWanted {
  report: ReportOfMonth;
  today: LocalDate;
  /** "" is any. */
  kind: MarkTally["kind"] | "";
  offset: number;
  limit: number;
}

/**
 * Debts of a report that bear a mark: those on which something is owed first, what was withheld
 * before the rest, the oldest mark first.
 */
export async function listMarkedDebts(
  sql: Sql,
  { report, today, kind, offset, limit }: MarkedDebtsWanted,
): Promise<MarkedDebt[]> {
  return await sql<MarkedDebt[]>`
    with ${debtsOf(sql, report, today)}
    select l.invoice_id as "invoiceId", last.kind, last.note, c.name as contact,
           last.marked_at as "markedAt", l.payer_id as "payerId", l.surname, l.name, l.patronymic,
           l.due_now as "dueOn", l.owed_now as "owedKopecks", l.state_now as "stateNow",
           l.closed_at as "closedAt"
    from debts l
    cross join lateral (
      select * from employer_report_marks m
      where m.invoice_id = l.invoice_id and m.report_id <= l.report_id
      order by m.id desc limit 1
    ) last
    join employer_contacts c on c.id = last.contact_id
    where ${kind === "" ? sql`l.mark <> 'none'` : sql`l.mark = ${kind}`}
    order by l.owed_now = 0, array_position(array['deducted', 'refused', 'agreed'], last.kind),
             last.id
    offset ${offset} limit ${limit}`;
}

/** A debt of a report on which something is owed, for staff to tell the employer's money to. */
export interface OpenDebtLine extends PersonName {
  invoiceId: number;
  payerId: number;
  personnelNumber: string;
  owedKopecks: Kopecks;
  dueOn: LocalDate;
  mark: MarkKind | "none";
  paying: boolean;
}

/** Debts of a report on which something is owed, of those that the filter lets through. */
export async function listOpenDebts(
  sql: Sql,
  { report, today, filter, limit }: {
    report: ReportOfMonth;
    today: LocalDate;
    filter: DebtFilter;
    limit: number;
  },
): Promise<OpenDebtLine[]> {
  return await sql<OpenDebtLine[]>`
    with ${debtsOf(sql, report, today)}
    select l.invoice_id as "invoiceId", l.payer_id as "payerId", l.surname, l.name, l.patronymic,
           l.personnel_number as "personnelNumber", l.owed_now as "owedKopecks",
           l.due_now as "dueOn", l.mark, l.paying_now as paying
    from debts l where l.state_now <> 'closed' and ${letsThrough(sql, filter)}
    order by l.place limit ${limit}`;
}

/** The last day on which the reminders of invoice `i` rest, where its mark of now says «withheld». */
export function restsThrough(sql: Sql) {
  return sql`
    select case m.kind when 'deducted'
             then (m.marked_at at time zone i.time_zone)::date + ${DEDUCTED_REST_DAYS}::int end
    from employer_report_marks m where m.invoice_id = i.id order by m.id desc limit 1`;
}

/** When the employer said that it had withheld invoice `i` from pay; null where its mark is another. */
export function withheldAt(sql: Sql) {
  return sql`
    (select case m.kind when 'deducted' then ${instantJson(sql, "m.marked_at")} end
     from employer_report_marks m where m.invoice_id = i.id order by m.id desc limit 1)`;
}

/** What an invoice's employer was told and has said of it. */
export interface ReportedToEmployer {
  formedAt: Instant;
  formedOn: LocalDate;
  acknowledgedAt: Instant | null;
  acknowledgedName: string | null;
  /** In their order. */
  marks: ReportMark[];
}

/** The reports that invoice `i` stands in, as JSON, in the order of their months. */
export function reportsOfInvoice(sql: Sql) {
  return sql`
    coalesce((select json_agg(json_build_object(
                'formedAt', ${instantJson(sql, "r.formed_at")}, 'formedOn', r.formed_on,
                'acknowledgedAt', ${instantJson(sql, "r.acknowledged_at")},
                'acknowledgedName', r.acknowledged_name,
                'marks', coalesce((
                  select json_agg(json_build_object(
                           'kind', m.kind, 'note', m.note, 'contact', c.name,
                           'markedAt', ${instantJson(sql, "m.marked_at")}) order by m.id)
                  from employer_report_marks m join employer_contacts c on c.id = m.contact_id
                  where m.report_id = r.id and m.invoice_id = i.id), '[]'))
                order by r.period)
              from employer_report_lines l join employer_reports r on r.id = l.report_id
              where l.invoice_id = i.id), '[]')`;
}
