import type { FileBytes } from "../../adapters/spreadsheet/mod.ts";
import type { Instant, LocalDate } from "../../domain/local_date.ts";
import type { Sql } from "../connection.ts";

export type ImportKind = "roster" | "register" | "activations";

export type ImportState = "received" | "checking" | "done" | "unreadable" | "discarded";

/** A cell as the file stores it. */
export type StoredCell = string | number | null;

/** What came in and what became of it; the content is read apart. */
export interface ImportFile {
  id: number;
  kind: ImportKind;
  employerId: number | null;
  clinicId: number | null;
  /** Its clinic or employer while neither has a row; loading the file makes it. */
  senderName: string | null;
  name: string;
  sha256: string;
  /** The day by which the file is judged: nothing in it may lie behind this day. */
  asOf: LocalDate;
  state: ImportState;
  /** Why the file as a whole could not be read, in Russian, for staff. */
  problem: string | null;
  accepted: number;
  unchanged: number;
  refused: number;
  held: number;
  /** The earlier file of the clinic that this one corrects. */
  replacesId: number | null;
  /** The file whose refused rows this one brings again. */
  mendsId: number | null;
  /** The last day of whom a full roster leaves out; null: it is not a full one. */
  absentLastDay: LocalDate | null;
  receivedAt: Instant;
  finishedAt: Instant | null;
}

export interface NewImportFile {
  kind: ImportKind;
  employerId: number | null;
  clinicId: number | null;
  senderName: string | null;
  /** Said with a roster; null leaves the employer's as it is. */
  senderRegion: string | null;
  name: string;
  sha256: string;
  content: FileBytes;
  asOf: LocalDate;
  uploadedBy: number | null;
  receivedAt: Instant;
}

/**
 * Stores a file once, in a transaction of the caller's: the same content for the same clinic or
 * employer answers with its first row.
 */
export async function storeImportFile(sql: Sql, file: NewImportFile): Promise<number> {
  const object = file.content.length > BYTES_AT_ONCE ? await sendInSlices(sql, file.content) : null;
  const content = object === null
    ? sql`${await file.content.read(0, file.content.length)}`
    : sql`lo_get(${object}::bigint::oid)`;
  const [stored] = await sql<{ id: number }[]>`
    insert into import_files (kind, employer_id, clinic_id, sender_name, sender_region, name, sha256,
                              content, as_of, state, uploaded_by, received_at)
    values (${file.kind}, ${file.employerId}, ${file.clinicId}, ${file.senderName},
            ${file.senderRegion}, ${file.name}, ${file.sha256}, ${content}, ${file.asOf}, 'received',
            ${file.uploadedBy}, ${file.receivedAt})
    on conflict do nothing
    returning id`;
  if (object !== null) await sql`select lo_unlink(${object}::bigint::oid)`;
  if (stored) return stored.id;
  const [known] = await sql<{ id: number }[]>`
    update import_files
    set as_of = ${file.asOf}, sender_region = coalesce(${file.senderRegion}, sender_region)
    where kind = ${file.kind} and sha256 = ${file.sha256}
      and clinic_id is not distinct from ${file.clinicId}
      and employer_id is not distinct from ${file.employerId}
      and sender_name is not distinct from ${file.senderName}
    returning id`;
  return known!.id;
}

/** A value takes several times its size on its way: it is written as text. */
const BYTES_AT_ONCE = 512 * 1024;

/**
 * A large content is sent in slices, to a large object that its transaction removes again: sent
 * whole, a file of 180 MB would take a gigabyte here.
 *
 * @returns the object's oid
 */
async function sendInSlices(sql: Sql, content: FileBytes): Promise<number> {
  const [object] = await sql<{ oid: number }[]>`select lo_create(0)::bigint as oid`;
  const { oid } = object!;
  for (let at = 0; at < content.length; at += BYTES_AT_ONCE) {
    // A copy: the driver keeps its last value for a while, and a view could keep the whole file.
    const slice = (await content.read(at, BYTES_AT_ONCE)).slice();
    await sql`select from lo_put(${oid}::bigint::oid, ${at}::bigint, ${slice}::bytea)`;
  }
  return oid;
}

export async function readImportFile(sql: Sql, fileId: number): Promise<ImportFile | null> {
  const [row] = await sql<ImportFileRow[]>`
    select id, kind, employer_id, clinic_id, sender_name, name, sha256, as_of, state, problem, accepted,
           unchanged, refused, held, replaces_id, mends_id, absent_last_day, received_at,
           finished_at
    from import_files where id = ${fileId}`;
  if (!row) return null;
  return {
    id: row.id,
    kind: row.kind,
    employerId: row.employer_id,
    clinicId: row.clinic_id,
    senderName: row.sender_name,
    name: row.name,
    sha256: row.sha256,
    asOf: row.as_of,
    state: row.state,
    problem: row.problem,
    accepted: row.accepted,
    unchanged: row.unchanged,
    refused: row.refused,
    held: row.held,
    replacesId: row.replaces_id,
    mendsId: row.mends_id,
    absentLastDay: row.absent_last_day,
    receivedAt: row.received_at,
    finishedAt: row.finished_at,
  };
}

interface ImportFileRow {
  id: number;
  kind: ImportKind;
  employer_id: number | null;
  clinic_id: number | null;
  sender_name: string | null;
  name: string;
  sha256: string;
  as_of: LocalDate;
  state: ImportState;
  problem: string | null;
  accepted: number;
  unchanged: number;
  refused: number;
  held: number;
  replaces_id: number | null;
  mends_id: number | null;
  absent_last_day: LocalDate | null;
  received_at: Instant;
  finished_at: Instant | null;
}

/** A stored file's bytes, which leave the database as they are read. */
export async function readImportContent(sql: Sql, fileId: number): Promise<FileBytes> {
  const [file] = await sql<{ length: number }[]>`
    select length(content) as length from import_files where id = ${fileId}`;
  if (!file) throw new Error(`There is no import file ${fileId}`);
  return {
    length: file.length,
    async read(at, length) {
      const [slice] = await sql<{ content: Uint8Array }[]>`
        select substring(content from ${at + 1} for ${length}) as content
        from import_files where id = ${fileId}`;
      return slice!.content;
    },
  };
}

/** What can't be read corrects nothing: another file may come in the place of what it named. */
export async function markUnreadable(
  sql: Sql,
  fileId: number,
  outcome: { problem: string; at: Instant },
): Promise<void> {
  await sql`
    update import_files
    set state = 'unreadable', problem = ${outcome.problem}, finished_at = ${outcome.at},
        replaces_id = null, mends_id = null
    where id = ${fileId}`;
}

/**
 * Keeps where the file has its columns, since a refused row is mended column by column, and what it
 * calls them.
 */
export async function recordPlaces(
  sql: Sql,
  fileId: number,
  { places, header }: { places: ReadonlyMap<string, number> | null; header: StoredCell[] },
): Promise<void> {
  await sql`
    update import_files
    set places = ${places && sql.json(Object.fromEntries(places))}, header = ${sql.json(header)}
    where id = ${fileId}`;
}

/**
 * Has the refused rows of a file judged by that day; a full roster ends nobody again.
 *
 * @returns false where it was not gone through, or waits for staff
 */
export async function askCheckAgain(sql: Sql, fileId: number, asOf: LocalDate): Promise<boolean> {
  const rows = await sql`
    update import_files set as_of = ${asOf}, absent_last_day = null
    where id = ${fileId} and state = 'done' and preview_asked_at is null
    returning id`;
  return rows.length === 1;
}

export async function markChecking(sql: Sql, fileId: number): Promise<void> {
  await sql`
    update import_files set state = 'checking', problem = null, finished_at = null
    where id = ${fileId}`;
}

export interface ImportCounts {
  accepted: number;
  unchanged: number;
  held: number;
  refused: number;
}

export async function finishImport(
  sql: Sql,
  fileId: number,
  outcome: ImportCounts & { at: Instant },
): Promise<void> {
  await sql`
    update import_files
    set state = 'done', accepted = ${outcome.accepted}, unchanged = ${outcome.unchanged},
        held = ${outcome.held}, refused = ${outcome.refused}, finished_at = ${outcome.at},
        refused_by_staff = (select count(*) from held_decisions d
                            join service_lines l on l.id = d.line_id
                            where l.file_id = ${fileId} and l.withdrawn = 'refused_by_staff')
    where id = ${fileId}`;
}

/** The file that one corrects, if any: one of the two. */
export interface FileLink {
  /** In whose place it comes. */
  replacesId: number | null;
  /** Whose refused rows it brings again. */
  mendsId: number | null;
}

/** Names the file that a stored one replaces, or whose refused rows it mends. */
export async function linkFiles(sql: Sql, fileId: number, link: FileLink): Promise<void> {
  await sql`
    update import_files set replaces_id = ${link.replacesId}, mends_id = ${link.mendsId}
    where id = ${fileId}`;
}

/** One import at a time of what `key` names, until the transaction ends. */
export async function lockImports(sql: Sql, key: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`import/${key}`}, 0))`;
}

export interface RefusedRow {
  sheetRow: number;
  cells: StoredCell[];
  /** A code of the kind's refusals, such as `unknown_policy`. */
  reason: string;
  /** A name that belongs to the reason. */
  detail?: string;
  /** Of a file of mended rows: which row of the mended file it brings again. */
  mendsRow?: number;
}

/** The rows of a file that stand refused, in the sheet's order. */
export async function standingRefusals(sql: Sql, fileId: number): Promise<RefusedRow[]> {
  const rows = await sql<
    { sheet_row: number; cells: StoredCell[]; reason: string; detail: string | null }[]
  >`
    select sheet_row, cells, reason, detail from refused_rows
    where file_id = ${fileId} and accepted_at is null
    order by sheet_row`;
  return rows.map(({ sheet_row: sheetRow, cells, reason, detail }) => ({
    sheetRow,
    cells,
    reason,
    ...detail === null ? {} : { detail },
  }));
}

/**
 * Writes refusals; a row refused before takes the new reason.
 *
 * @returns how many are new or have another reason than before.
 */
export async function writeRefusals(
  sql: Sql,
  fileId: number,
  refusals: { rows: RefusedRow[]; at: Instant },
): Promise<number> {
  if (refusals.rows.length === 0) return 0;
  const values = refusals.rows.map((row) => ({
    file_id: fileId,
    sheet_row: row.sheetRow,
    cells: sql.json(row.cells),
    reason: row.reason,
    detail: row.detail ?? null,
    mends_row: row.mendsRow ?? null,
    refused_at: refusals.at,
  }));
  const written = await sql`
    insert into refused_rows ${sql(values)}
    on conflict (file_id, sheet_row) do update
      set reason = excluded.reason, detail = excluded.detail, refused_at = excluded.refused_at
      where (refused_rows.reason, refused_rows.detail)
        is distinct from (excluded.reason, excluded.detail)
    returning id`;
  return written.length;
}

/** Rows refused earlier that a later check let in. */
export async function markRefusalsAccepted(
  sql: Sql,
  fileId: number,
  accepted: { sheetRows: number[]; at: Instant },
): Promise<void> {
  if (accepted.sheetRows.length === 0) return;
  await sql`
    update refused_rows set accepted_at = ${accepted.at}
    where file_id = ${fileId} and sheet_row = any(${accepted.sheetRows}::int[])
      and accepted_at is null`;
}
