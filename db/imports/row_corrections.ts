import type { Instant } from "../../domain/local_date.ts";
import type { PersonName } from "../../domain/person_name.ts";
import { instantJson } from "../instant_json.ts";
import type { ImportKind, StoredCell } from "./imports.ts";
import type { Sql } from "../connection.ts";

/** A refused row, as the clinic sent it and as it was mended last. */
export interface MendableRow {
  fileName: string;
  kind: ImportKind;
  sheetRow: number;
  /** As the clinic sent them. */
  cells: StoredCell[];
  /** Of these cells; why a try failed is the try's own. */
  reason: string;
  /** Set where the row was let in. */
  acceptedAt: Instant | null;
  /** Another file came in the place of this one. */
  replaced: boolean;
  /** The next row of the file that stands refused, the first one after the last; null: none other. */
  nextRefused: number | null;
  /** Which cell is which column, from 0; null where the file was checked before it was kept. */
  places: Record<string, number> | null;
  /** In the order in which they were made. */
  tries: RowTry[];
}

/** One try to mend a row. */
export interface RowTry {
  cells: StoredCell[];
  /** Null where it let the row in. */
  refusedFor: string | null;
  /** Who typed it; null where a file brought it. */
  staff: string | null;
  mendingFileId: number | null;
  at: Instant;
}

/** A row of a file that was ever refused; null where there is none. */
export async function readMendableRow(
  sql: Sql,
  { fileId, sheetRow }: { fileId: number; sheetRow: number },
): Promise<MendableRow | null> {
  const [row] = await sql<MendableRow[]>`
    select f.name as "fileName", f.kind, r.sheet_row as "sheetRow", r.cells, r.reason,
           r.accepted_at as "acceptedAt", f.places,
           exists (select from import_files b where b.replaces_id = f.id
                   and b.state not in ('unreadable', 'discarded')) as replaced,
           (select n.sheet_row from refused_rows n
            where n.file_id = r.file_id and n.accepted_at is null and n.sheet_row <> r.sheet_row
            order by n.sheet_row < r.sheet_row, n.sheet_row limit 1) as "nextRefused",
           coalesce((select json_agg(json_build_object(
                       'cells', c.cells, 'refusedFor', c.refused_for, 'staff', s.name,
                       'mendingFileId', c.mending_file_id,
                       'at', ${instantJson(sql, "c.corrected_at")}) order by c.id)
                     from row_corrections c left join staff s on s.id = c.staff_id
                     where c.file_id = r.file_id and c.sheet_row = r.sheet_row), '[]') as tries
    from refused_rows r join import_files f on f.id = r.file_id
    where r.file_id = ${fileId} and r.sheet_row = ${sheetRow}`;
  return row ?? null;
}

/** Whose policy a number is; null where nobody's. */
export async function policyOwner(sql: Sql, number: string): Promise<PolicyOwner | null> {
  const [row] = await sql<PolicyOwner[]>`
    select p.id as "personId", p.surname, p.name, p.patronymic
    from policies o join people p on p.id = o.person_id where o.number = ${number}`;
  return row ?? null;
}

export interface PolicyOwner extends PersonName {
  personId: number;
}

/** Those of the rows that stand refused, by sheet row. */
export async function refusedRows(
  sql: Sql,
  fileId: number,
  sheetRows: number[],
): Promise<Map<number, StoredCell[]>> {
  const rows = await sql<{ sheet_row: number; cells: StoredCell[] }[]>`
    select sheet_row, cells from refused_rows
    where file_id = ${fileId} and sheet_row = any(${sheetRows}::int[]) and accepted_at is null`;
  return new Map(rows.map((row) => [row.sheet_row, row.cells]));
}

/** Where the file has its columns; null where that was not kept. */
export async function readPlaces(
  sql: Sql,
  fileId: number,
): Promise<Record<string, number> | null> {
  const [row] = await sql<{ places: Record<string, number> | null }[]>`
    select places from import_files where id = ${fileId}`;
  return row?.places ?? null;
}

export interface RowCorrection {
  sheetRow: number;
  cells: StoredCell[];
  /** Null where it let the row in. */
  refusedFor: string | null;
}

/** Keeps mended rows as they were judged; who mended them, or by which file. */
export async function writeRowCorrections(
  sql: Sql,
  fileId: number,
  made: {
    rows: readonly RowCorrection[];
    staffId: number | null;
    mendingFileId: number | null;
    at: Instant;
  },
): Promise<void> {
  if (made.rows.length === 0) return;
  const values = made.rows.map((row) => ({
    file_id: fileId,
    sheet_row: row.sheetRow,
    cells: sql.json(row.cells),
    refused_for: row.refusedFor,
    staff_id: made.staffId,
    mending_file_id: made.mendingFileId,
    corrected_at: made.at,
  }));
  await sql`insert into row_corrections ${sql(values)}`;
}

/** Sheet rows that this file has let into the one that it mends. */
export async function rowsLetInBy(sql: Sql, mendingFileId: number): Promise<Set<number>> {
  const rows = await sql<{ sheet_row: number }[]>`
    select sheet_row from row_corrections
    where mending_file_id = ${mendingFileId} and refused_for is null`;
  return new Set(rows.map((row) => row.sheet_row));
}

/** Counts a file's lines and refused rows anew, after rows of it were mended. */
export async function recountFile(sql: Sql, fileId: number): Promise<void> {
  await sql`
    update import_files f
    set accepted = (select count(*) from service_lines l
                    where l.file_id = f.id and l.held is null and l.withdrawn is null),
        held = (select count(*) from service_lines l
                where l.file_id = f.id and l.held is not null and l.withdrawn is null),
        refused = (select count(*) from refused_rows r
                   where r.file_id = f.id and r.accepted_at is null),
        refused_by_staff = (select count(*) from held_decisions d
                            join service_lines l on l.id = d.line_id
                            where l.file_id = f.id and l.withdrawn = 'refused_by_staff')
    where f.id = ${fileId}`;
}

/** Lines of these files that agree in the service and in their own number. */
export async function hasEqualLine(
  sql: Sql,
  line: { fileIds: number[]; fingerprint: string; rowNumber: string | null },
): Promise<boolean> {
  const rows = await sql`
    select from service_lines
    where file_id = any(${line.fileIds}::bigint[]) and fingerprint = ${line.fingerprint}
      and row_number is not distinct from ${line.rowNumber} and withdrawn is null
    limit 1`;
  return rows.length === 1;
}
