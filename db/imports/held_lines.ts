import type { Instant, LocalDate } from "../../domain/local_date.ts";
import type { Kopecks } from "../../domain/money.ts";
import type { Quantity } from "../../domain/quantity.ts";
import type { HoldReason } from "../../domain/register_line.ts";
import type { Sql } from "../connection.ts";
import { instantJson } from "../instant_json.ts";
import {
  isAtLeast,
  isClinic,
  isOfFile,
  isOnDays,
  isWho,
  type ListFilter,
} from "../staff/list_filter.ts";

/** A service line as staff compare it with another. */
export interface ComparedLine {
  id: number;
  fileId: number;
  fileName: string;
  clinic: string;
  sheetRow: number;
  rowNumber: string | null;
  serviceDate: LocalDate;
  serviceCode: string | null;
  serviceName: string;
  quantity: Quantity;
  costKopecks: Kopecks;
  franchiseKopecks: Kopecks;
  /** Where it was charged; null while it waits. */
  invoiceId: number | null;
  held: HoldReason | null;
}

export type HeldDecision = "released" | "refused";

/** A held line, and what it was held for. */
export interface HeldLine extends ComparedLine {
  /** The reason that it is or was held for. */
  heldFor: HoldReason;
  personId: number;
  surname: string;
  name: string;
  patronymic: string | null;
  policyNumber: string;
  /** The same service of another file of the clinic. */
  resembles: ComparedLine | null;
  /** The emergency spell that its date falls into. */
  spell: { from: LocalDate; until: LocalDate | null; invoiceId: number } | null;
  decision: { decision: HeldDecision; reason: string; staff: string; at: Instant } | null;
}

/** Held lines in the order in which they came; decided ones, the latest decision first. */
export async function listHeldLines(
  sql: Sql,
  filter: ListFilter,
  page: { offset: number; limit: number },
): Promise<HeldLine[]> {
  const order = filter.part === "decided" ? sql`d.id desc` : sql`l.id`;
  return await sql<HeldLine[]>`
    with wanted as (
      select l.id from ${heldTables(sql)} where ${heldWhere(sql, filter)}
      order by ${order} offset ${page.offset} limit ${page.limit})
    select ${comparedColumns(sql, "l", "f")}, coalesce(d.held, l.held) as "heldFor",
           p.id as "personId", p.surname, p.name, p.patronymic,
           o.number as "policyNumber", r.line as resembles, e.spell,
           case when d.id is not null then json_build_object(
             'decision', d.decision, 'reason', d.reason, 'staff', s.name,
             'at', ${instantJson(sql, "d.decided_at")})
           end as decision
    from wanted
    join service_lines l on l.id = wanted.id
    left join held_decisions d on d.line_id = l.id
    join import_files f on f.id = l.file_id
    join clinics k on k.id = l.clinic_id
    join policies o on o.id = l.policy_id
    join people p on p.id = o.person_id
    left join staff s on s.id = d.staff_id
    left join lateral (
      select json_build_object(${comparedJson(sql)}) as line
      from service_lines x join import_files y on y.id = x.file_id
      join clinics z on z.id = x.clinic_id
      where (x.clinic_id = l.clinic_id) = (coalesce(d.held, l.held) = 'in_another_file')
        and x.fingerprint = l.fingerprint and x.id <> l.id and x.withdrawn is null
      order by x.held is not null, x.id limit 1
    ) r on coalesce(d.held, l.held) in ('in_another_file', 'in_alike_clinic')
    left join lateral (
      select json_build_object('from', x.starts_on, 'until', x.until, 'invoiceId', x.invoice_id)
        as spell
      from emergency_spells x
      where x.policy_id = l.policy_id and x.starts_on <= l.service_date
        and (x.until is null or x.until > l.service_date)
      order by x.id desc limit 1
    ) e on coalesce(d.held, l.held) = 'emergency_spell'
    order by ${order}`;
}

export async function countHeldLines(sql: Sql, filter: ListFilter): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*) as count from ${heldTables(sql)} where ${heldWhere(sql, filter)}`;
  return row!.count;
}

/** What a decision needs of a line that waits for one. */
export interface WaitingLine {
  id: number;
  fileId: number;
  held: HoldReason;
  personId: number;
}

/** Locks those of the lines that wait for a decision still, in the order of their ids. */
export async function lockHeldLines(sql: Sql, lineIds: readonly number[]): Promise<WaitingLine[]> {
  return await sql<WaitingLine[]>`
    select l.id, l.file_id as "fileId", l.held, o.person_id as "personId"
    from service_lines l join policies o on o.id = l.policy_id
    where l.id = any(${lineIds as number[]}::bigint[])
      and l.held is not null and l.withdrawn is null
    order by l.id for update of l`;
}

/** The ids of the lines that wait for a decision under this filter. */
export async function waitingLineIds(sql: Sql, filter: ListFilter): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    select l.id from ${heldTables(sql)}
    where ${heldWhere(sql, { ...filter, part: "" })} order by l.id`;
  return rows.map((row) => row.id);
}

/** Writes one decision on lines that are locked: a yes lets them into invoices, a no keeps them out. */
export async function recordHeldDecision(
  sql: Sql,
  lines: readonly WaitingLine[],
  made: { decision: HeldDecision; reason: string; staffId: number; at: Instant },
): Promise<void> {
  const { decision, reason, staffId, at } = made;
  const ids = lines.map((line) => line.id);
  await sql`
    insert into held_decisions (line_id, decision, held, reason, staff_id, decided_at)
    select id, ${decision}, held, ${reason}, ${staffId}, ${at}
    from service_lines where id = any(${ids}::bigint[]) order by id`;
  if (decision === "released") {
    await sql`update service_lines set held = null where id = any(${ids}::bigint[])`;
  } else {
    await sql`
      update service_lines set withdrawn = 'refused_by_staff', withdrawn_at = ${at}
      where id = any(${ids}::bigint[])`;
  }
  await sql`
    update import_files f
    set held = f.held - n.lines,
        accepted = f.accepted + case when ${decision} = 'released' then n.lines else 0 end,
        refused_by_staff = f.refused_by_staff
          + case when ${decision} = 'released' then 0 else n.lines end
    from (select file_id, count(*)::int as lines from service_lines
          where id = any(${ids}::bigint[]) group by file_id) n
    where n.file_id = f.id and f.state = 'done'`;
}

/** The tables that a filter of held lines asks. */
export function heldTables(sql: Sql) {
  return sql`service_lines l left join held_decisions d on d.line_id = l.id`;
}

/** Whether a line waits for a decision or is decided, as the filter's part says, and is left by it. */
export function heldWhere(sql: Sql, filter: ListFilter) {
  const state = filter.part === "decided"
    ? sql`d.id is not null`
    : sql`l.held is not null and l.withdrawn is null`;
  return sql`
    ${state} and ${isClinic(sql, "l.clinic_id", filter)} and ${isOfFile(sql, "l.file_id", filter)}
    and ${filter.reason === "" ? sql`true` : sql`coalesce(d.held, l.held) = ${filter.reason}`}
    and ${isOnDays(sql, "l.service_date", filter)}
    and ${isAtLeast(sql, "l.franchise_kopecks", filter)}
    and ${
    filter.who === "" ? sql`true` : sql`l.policy_id in (
      select o.id from policies o where ${isWho(sql, "o.person_id", filter)})`
  }`;
}

function comparedColumns(sql: Sql, line: string, file: string) {
  const l = sql(line);
  return sql`
    ${l}.id, ${l}.file_id as "fileId", ${sql(file)}.name as "fileName",
    k.name as clinic, ${l}.sheet_row as "sheetRow", ${l}.row_number as "rowNumber",
    ${l}.service_date as "serviceDate", ${l}.service_code as "serviceCode",
    ${l}.service_name as "serviceName", trim_scale(${l}.quantity)::text as quantity,
    ${l}.cost_kopecks as "costKopecks", ${l}.franchise_kopecks as "franchiseKopecks",
    ${l}.invoice_id as "invoiceId", ${l}.held`;
}

function comparedJson(sql: Sql) {
  return sql`
    'id', x.id, 'fileId', x.file_id, 'fileName', y.name, 'sheetRow', x.sheet_row,
    'clinic', z.name, 'rowNumber', x.row_number, 'serviceDate', x.service_date, 'serviceCode', x.service_code,
    'serviceName', x.service_name, 'quantity', trim_scale(x.quantity)::text,
    'costKopecks', x.cost_kopecks, 'franchiseKopecks', x.franchise_kopecks,
    'invoiceId', x.invoice_id, 'held', x.held`;
}
