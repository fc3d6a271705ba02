import type { Instant } from "../../domain/local_date.ts";
import type { Kopecks } from "../../domain/money.ts";
import { type ComparedService, serviceKey } from "../../domain/register_correction.ts";
import type { HoldReason } from "../../domain/register_line.ts";
import type { Sql } from "../connection.ts";
import type { FileLink } from "./imports.ts";

/** The file that is replaced, and those that it replaced itself, one after the other. */
export async function replacedFiles(sql: Sql, replacesId: number | null): Promise<number[]> {
  if (replacesId === null) return [];
  const rows = await sql<{ id: number }[]>`
    with recursive replaced as (
      select ${replacesId}::bigint as id
      union all
      select f.replaces_id from replaced r join import_files f on f.id = r.id
      where f.replaces_id is not null
    )
    select id from replaced`;
  return rows.map((row) => row.id);
}

/** The file that replaces this one, or null while it counts itself. */
export async function replacementOf(sql: Sql, fileId: number): Promise<number | null> {
  const [row] = await sql<{ id: number }[]>`
    select id from import_files where replaces_id = ${fileId}
      and state not in ('unreadable', 'discarded')`;
  return row?.id ?? null;
}

/** What a file corrects, and what corrects it. */
export interface LinksOfFile extends FileLink {
  replacedById: number | null;
}

/** As of now: staff may link a file while it is gone through. */
export async function linksOf(sql: Sql, fileId: number): Promise<LinksOfFile> {
  const [row] = await sql<LinksOfFile[]>`
    select f.replaces_id as "replacesId", f.mends_id as "mendsId", b.id as "replacedById"
    from import_files f
    left join import_files b on b.replaces_id = f.id and b.state not in ('unreadable', 'discarded')
    where f.id = ${fileId}`;
  return row!;
}

/** A line of a replaced file, as the corrected one is compared with it. */
export interface ReplacedLine extends ComparedService {
  lineId: number;
}

/**
 * The lines of the replaced files that stood before this file came: those that it took back itself
 * are among them, so that an interrupted comparison comes out the same.
 */
export async function linesToCompare(
  sql: Sql,
  { fileId, replaced }: { fileId: number; replaced: number[] },
): Promise<ReplacedLine[]> {
  const rows = await sql<{
    id: number;
    number: string;
    service_date: string;
    service_code: string | null;
    row_number: string | null;
    fingerprint: string;
  }[]>`
    select l.id, p.number, l.service_date, l.service_code, l.row_number, l.fingerprint
    from service_lines l join policies p on p.id = l.policy_id
    where l.file_id = any(${replaced}::bigint[])
      and coalesce(l.withdrawn_by_id, ${fileId}) = ${fileId}
      and not exists (
        select from service_lines n where n.corrects_id = l.id and n.file_id <> ${fileId})
    order by l.file_id, l.sheet_row`;
  return rows.map((row) => ({
    lineId: row.id,
    fingerprint: row.fingerprint,
    key: serviceKey({
      policyNumber: row.number,
      serviceDate: row.service_date,
      code: row.service_code,
      rowNumber: row.row_number,
    }),
  }));
}

/** What a line that is being corrected has come to so far. */
export interface CorrectedLine {
  lineId: number;
  held: HoldReason | null;
  withdrawn: "refused_by_staff" | "changed" | "gone" | null;
  /** By which the insured's part was counted. */
  rateBasisPoints: number;
  /** What earlier invoices charged for the service, and what of its price that is for. */
  charged: Kopecks;
  chargedCost: Kopecks;
}

/** Locks lines against being invoiced meanwhile, in the order of their ids. */
export async function lockLines(sql: Sql, lineIds: number[]): Promise<void> {
  if (lineIds.length === 0) return;
  await sql`
    select from service_lines where id = any(${lineIds}::bigint[]) order by id for update`;
}

/** By id. */
export async function correctedLines(
  sql: Sql,
  lineIds: number[],
): Promise<Map<number, CorrectedLine>> {
  if (lineIds.length === 0) return new Map();
  const rows = await sql<CorrectedLine[]>`
    select id as "lineId", held, withdrawn, rate_bp as "rateBasisPoints",
           ${chargedFranchise(sql)}::bigint as charged, ${chargedCost(sql)}::bigint as "chargedCost"
    from service_lines l where id = any(${lineIds}::bigint[])`;
  return new Map(rows.map((row) => [row.lineId, row]));
}

/** What invoices have charged for the service of line `l`, those of the lines it corrects too. */
function chargedFranchise(sql: Sql) {
  return sql`
    case when l.invoice_id is not null then coalesce(l.full_franchise_kopecks, l.franchise_kopecks)
         else ${carriedFranchise(sql, "l")} end`;
}

function chargedCost(sql: Sql) {
  return sql`
    case when l.invoice_id is not null then coalesce(l.full_cost_kopecks, l.cost_kopecks)
         when l.covered then l.cost_kopecks
         else coalesce(l.full_cost_kopecks - l.cost_kopecks, 0) end`;
}

/** What of a line's price earlier invoices have charged and still claim. */
function carriedFranchise(sql: Sql, line: "l" | "n") {
  const l = sql(line);
  return sql`
    case when ${l}.covered then ${l}.franchise_kopecks
         else coalesce(${l}.full_franchise_kopecks - ${l}.franchise_kopecks, 0) end`;
}

/** Takes lines back; one that was taken back before, or refused by staff, stays as it is. */
export async function withdrawLines(
  sql: Sql,
  lineIds: readonly number[],
  { by, why, at }: { by: number; why: "changed" | "gone"; at: Instant },
): Promise<number> {
  if (lineIds.length === 0) return 0;
  const rows = await sql`
    update service_lines set withdrawn = ${why}, withdrawn_by_id = ${by}, withdrawn_at = ${at}
    where id = any(${lineIds as number[]}::bigint[]) and withdrawn is null
    returning id`;
  return rows.length;
}

/** The lines of a file by sheet row, those that were taken back too. */
export async function linesOfFile(
  sql: Sql,
  fileId: number,
): Promise<Map<number, { lineId: number; correctsId: number | null }>> {
  const rows = await sql<{ sheet_row: number; id: number; corrects_id: number | null }[]>`
    select sheet_row, id, corrects_id from service_lines where file_id = ${fileId}`;
  return new Map(
    rows.map((row) => [row.sheet_row, { lineId: row.id, correctsId: row.corrects_id }]),
  );
}

/** A line that a file would take back, were it loaded. */
export interface LineToTake {
  lineId: number;
  why: "changed" | "gone";
  /** What of earlier invoices' charges the line in its place would still claim. */
  carried: Kopecks;
}

/**
 * How many lines a file took back, by why.
 *
 * @param toTake those that it would take back besides
 */
export async function countWithdrawn(
  sql: Sql,
  fileId: number,
  toTake: readonly LineToTake[] = [],
): Promise<{ changed: number; gone: number }> {
  const [row] = await sql<{ changed: number; gone: number }[]>`
    select count(*) filter (where why = 'changed') as changed,
           count(*) filter (where why = 'gone') as gone
    from (select withdrawn as why from service_lines where withdrawn_by_id = ${fileId}
          union all
          select t.why from ${taking(sql, toTake)} join service_lines l on l.id = t.id
          where l.withdrawn is null) w`;
  return row!;
}

function taking(sql: Sql, lines: readonly LineToTake[]) {
  return sql`
    unnest(${lines.map((line) => line.lineId)}::bigint[], ${lines.map((line) => line.why)}::text[],
           ${lines.map((line) => line.carried)}::bigint[]) as t (id, why, carried)`;
}

/** A part of an invoice that a line which was taken back claims no more. */
export interface Overcharge {
  lineId: number;
  invoiceId: number;
  amount: Kopecks;
}

/**
 * What invoices charged for lines that this file took back, and what the lines in their place don't
 * claim; less what was credited before. Of several invoices of one service the newest comes first.
 *
 * @param of.lineIds these lines alone; all of the file's where it is left out
 * @param of.toTake lines that the file would take back besides
 */
export async function overcharges(
  sql: Sql,
  { fileId, lineIds, toTake = [] }: {
    fileId: number;
    lineIds?: number[];
    toTake?: readonly LineToTake[];
  },
): Promise<Overcharge[]> {
  const rows = await sql<{
    lineId: number;
    invoiceId: number;
    /** What the invoice claims for the service still. */
    claimed: Kopecks;
    /** How much is to be credited for the line, over all its invoices. */
    excess: Kopecks;
  }[]>`
    with recursive all_taken as (
      select l.id,
             coalesce((select ${carriedFranchise(sql, "n")} from service_lines n
                       where n.corrects_id = l.id), 0) as carried
      from service_lines l
      where l.withdrawn_by_id = ${fileId}
        and (${lineIds ?? null}::bigint[] is null or l.id = any(${lineIds ?? null}::bigint[]))
      union all
      select l.id, t.carried from ${taking(sql, toTake)} join service_lines l on l.id = t.id
      where l.withdrawn is null
    ), taken as (
      select l.id,
             ${chargedFranchise(sql)} - a.carried
               - coalesce((select sum(c.amount_kopecks) from corrected_lines c
                           where c.line_id = l.id), 0) as excess
      from all_taken a join service_lines l on l.id = a.id
    ), chain as (
      select id as root, id as line_id from taken where excess > 0
      union all
      select c.root, l.corrects_id from chain c join service_lines l on l.id = c.line_id
      where l.corrects_id is not null
    ), claims as (
      select c.root, l.invoice_id, sum(l.franchise_kopecks) as charged,
             (select coalesce(sum(x.amount_kopecks), 0)
              from corrected_lines x join corrections k on k.id = x.correction_id
              where k.invoice_id = l.invoice_id
                and x.line_id in (select line_id from chain y where y.root = c.root)) as credited
      from chain c join service_lines l on l.id = c.line_id
      where l.invoice_id is not null
      group by c.root, l.invoice_id
    )
    select m.root as "lineId", m.invoice_id as "invoiceId",
           (m.charged - m.credited)::bigint as claimed, t.excess::bigint as excess
    from claims m join taken t on t.id = m.root
    where m.charged > m.credited
    order by m.root, m.invoice_id desc`;
  const left = new Map<number, number>();
  return rows.flatMap(({ lineId, invoiceId, claimed, excess }) => {
    const open = left.get(lineId) ?? excess;
    const amount = Math.min(open, claimed) as Kopecks;
    left.set(lineId, open - amount);
    return amount > 0 ? [{ lineId, invoiceId, amount }] : [];
  });
}
