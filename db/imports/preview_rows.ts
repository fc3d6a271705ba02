import type { LocalDate } from "../../domain/local_date.ts";
import type { Kopecks } from "../../domain/money.ts";
import type { LineChange } from "../../domain/import_preview.ts";
import type { HoldReason } from "../../domain/register_line.ts";
import type { Sql } from "../connection.ts";

/** A line that waits for staff, as a preview shows it. */
export interface FirstHeldLine {
  sheetRow: number;
  held: HoldReason;
  policyNumber: string;
  surname: string;
  name: string;
  patronymic: string | null;
  serviceDate: LocalDate;
  serviceName: string;
  costKopecks: Kopecks;
}

/**
 * The first held lines of a file, up to `limit` a reason.
 *
 * @param of.without lines that would be taken back
 */
export async function firstHeldLines(
  sql: Sql,
  fileId: number,
  { limit, without }: { limit: number; without: readonly number[] },
): Promise<FirstHeldLine[]> {
  return await sql<FirstHeldLine[]>`
    select l.sheet_row as "sheetRow", l.held, o.number as "policyNumber", p.surname, p.name,
           p.patronymic, l.service_date as "serviceDate", l.service_name as "serviceName",
           l.cost_kopecks as "costKopecks"
    from (select *, row_number() over (partition by held order by sheet_row) as place
          from service_lines
          where file_id = ${fileId} and held is not null and withdrawn is null
            and id <> all(${without as number[]}::bigint[])) l
    join policies o on o.id = l.policy_id
    join people p on p.id = o.person_id
    where l.place <= ${limit}
    order by l.held, l.sheet_row`;
}

/**
 * What the held lines of a file come to.
 *
 * @param without lines that would be taken back
 */
export async function sumsOfHeld(
  sql: Sql,
  fileId: number,
  without: readonly number[],
): Promise<{ heldCostKopecks: Kopecks; heldFranchiseKopecks: Kopecks }> {
  const [row] = await sql<{ heldCostKopecks: Kopecks; heldFranchiseKopecks: Kopecks }[]>`
    select coalesce(sum(coalesce(full_cost_kopecks, cost_kopecks)), 0)::bigint
             as "heldCostKopecks",
           coalesce(sum(coalesce(full_franchise_kopecks, franchise_kopecks)), 0)::bigint
             as "heldFranchiseKopecks"
    from service_lines
    where file_id = ${fileId} and held is not null and withdrawn is null
      and id <> all(${without as number[]}::bigint[])`;
  return row!;
}

/** A line that loading a file would take back. */
export interface LineWouldTake {
  lineId: number;
  /** The row of the file whose line would come in its place; null where none would. */
  sheetRow: number | null;
  /** The newest invoice that would come down for it, and by how much all would. */
  invoiceId: number | null;
  credited: Kopecks;
}

/** The cells of the row that names a file's columns; empty where they were not kept. */
export async function readHeader(sql: Sql, fileId: number): Promise<(string | number | null)[]> {
  const [row] = await sql<{ header: (string | number | null)[] | null }[]>`
    select header from import_files where id = ${fileId}`;
  return row?.header ?? [];
}

/** How many policies of the employer run on a day. */
export async function countRunningPolicies(
  sql: Sql,
  employerId: number,
  day: LocalDate,
): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*) as count from policies o join people p on p.id = o.person_id
    where p.employer_id = ${employerId} and ${day}::date between o.starts_on and o.ends_on`;
  return row!.count;
}

/**
 * The first lines of a replaced file that this one took back, those that a charged invoice comes
 * down for before others; as JSON, to be asked for with the totals.
 *
 * @param wouldTake lines that it would take back besides
 */
export function firstLineChanges(
  sql: Sql,
  fileId: number,
  { limit, wouldTake = [] }: { limit: number; wouldTake?: readonly LineWouldTake[] },
) {
  return sql`
    with taken as (
      select l.id, n.id as now_id, c.invoice_id, coalesce(c.credited, 0) as credited
      from service_lines l
      left join service_lines n on n.corrects_id = l.id
      left join lateral (
        select max(k.invoice_id) as invoice_id, sum(t.amount_kopecks)::bigint as credited
        from corrected_lines t join corrections k on k.id = t.correction_id
        where t.line_id = l.id and k.file_id = ${fileId}
      ) c on true
      where l.withdrawn_by_id = ${fileId}
      union all
      select l.id, n.id, t.invoice_id, t.credited
      from unnest(${wouldTake.map((line) => line.lineId)}::bigint[],
                  ${wouldTake.map((line) => line.sheetRow)}::integer[],
                  ${wouldTake.map((line) => line.invoiceId)}::bigint[],
                  ${wouldTake.map((line) => line.credited)}::bigint[])
        as t (id, sheet_row, invoice_id, credited)
      join service_lines l on l.id = t.id
      left join service_lines n on n.file_id = ${fileId} and n.sheet_row = t.sheet_row
      where l.withdrawn is null
    )
    select coalesce(json_agg(json_build_object(
             'personId', x.person_id, 'name', concat_ws(' ', x.surname, x.name, x.patronymic),
             'policyNumber', x.number, 'serviceDate', x.service_date, 'row', x.was_row,
             'was', json_build_object('service', x.was_service, 'quantity', x.was_quantity,
               'costKopecks', x.was_cost, 'franchiseKopecks', x.was_franchise),
             'now', case when x.now_row is not null then json_build_object(
               'row', x.now_row, 'service', x.now_service, 'quantity', x.now_quantity,
               'costKopecks', x.now_cost, 'franchiseKopecks', x.now_franchise,
               'held', x.now_held) end,
             'invoiceId', x.invoice_id, 'creditedKopecks', x.credited)
             order by x.credited desc, x.was_row), '[]') as changes
    from (select p.id as person_id, p.surname, p.name, p.patronymic, o.number, l.service_date,
                 l.sheet_row as was_row, l.service_name as was_service,
                 trim_scale(l.quantity)::text as was_quantity,
                 coalesce(l.full_cost_kopecks, l.cost_kopecks) as was_cost,
                 coalesce(l.full_franchise_kopecks, l.franchise_kopecks) as was_franchise,
                 n.sheet_row as now_row, n.service_name as now_service,
                 trim_scale(n.quantity)::text as now_quantity,
                 coalesce(n.full_cost_kopecks, n.cost_kopecks) as now_cost,
                 coalesce(n.full_franchise_kopecks, n.franchise_kopecks) as now_franchise,
                 n.held as now_held, coalesce(t.invoice_id, l.invoice_id) as invoice_id,
                 t.credited
          from taken t
          join service_lines l on l.id = t.id
          join policies o on o.id = l.policy_id
          join people p on p.id = o.person_id
          left join service_lines n on n.id = t.now_id
          order by t.credited desc, l.sheet_row limit ${limit}) x`;
}

/** As a page of its own query. */
export async function readLineChanges(
  sql: Sql,
  fileId: number,
  changes: { limit: number; wouldTake?: readonly LineWouldTake[] },
): Promise<LineChange[]> {
  const [row] = await sql<{ changes: LineChange[] }[]>`${firstLineChanges(sql, fileId, changes)}`;
  return row!.changes;
}
