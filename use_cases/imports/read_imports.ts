import { type Cell, readSpreadsheet, type Sheet } from "../../adapters/spreadsheet/mod.ts";
import type { Sql } from "../../db/connection.ts";
import {
  type CorrectionView,
  countRefusals,
  hasChangedSince,
  type ImportSummary,
  listAcceptedLater,
  listImports,
  listNotedLines,
  listRefusals,
  listSenders,
  type NotedLine,
  readCorrection,
  readImportSummary,
  type RefusalCount,
  type RefusalRow,
} from "../../db/imports/imports_reading.ts";
import type { ImportProgress } from "../../db/imports/import_progress.ts";
import { readImportContent } from "../../db/imports/imports.ts";
import { journalLooks, writeJournal } from "../../db/staff/journal.ts";
import type { Clock } from "../../domain/clock.ts";
import { describeRefusal } from "../../domain/import_refusal.ts";
import { type ImportPreview, type LineChange, ROWS_SHOWN } from "../../domain/import_preview.ts";
import type { Instant } from "../../domain/local_date.ts";
import { meantEmployer } from "../../domain/roster_row.ts";
import { numbered } from "../../domain/russian.ts";

const FILES_SHOWN = 50;

/** A larger file would hold the web process up while it is read again for its column names. */
const READ_AT_ONCE_BYTES = 2 * 1024 * 1024;
const HEADER_WITHIN_ROWS = 30;

export interface ImportsOverview {
  files: (ImportSummary & Pick<ImportView, "underWay">)[];
  clinics: string[];
  employers: string[];
}

/** The last files, and the senders that are known. */
export async function readImports(sql: Sql): Promise<ImportsOverview> {
  const [files, senders] = await Promise.all([listImports(sql, FILES_SHOWN), listSenders(sql)]);
  return { files: files.map((file) => ({ ...file, underWay: underWay(file) })), ...senders };
}

export interface ImportView {
  file: ImportSummary;
  /** What the last check asked for came to; null where no check is asked about. */
  recheck: "running" | "changed" | "unchanged" | null;
  /** What is being done with it, or is to begin soon; null where nothing is. */
  underWay: "import" | "preview" | null;
  reasons: (RefusalCount & { sentence: string })[];
  /** The columns' names as the file has them, in its order; empty where they can't be told. */
  columns: string[];
  /** A page of the rows that stand refused. */
  refused: RefusalRow[];
  /** How many rows there are for the chosen reason, or in all. */
  refusedInAll: number;
  acceptedLater: RefusalRow[];
  noted: NotedLine[];
  /** Whom a roster was meant for, where its policies are another employer's; null where they aren't. */
  meantEmployer: string | null;
  /** What it corrected of the file in whose place it came; null where it came in none's. */
  correction: CorrectionView | null;
}

export interface ImportLook {
  fileId: number;
  /** Rows refused for this reason alone; null for all. */
  reason: string | null;
  offset: number;
  /** Rows of each list at once. */
  limit: number;
  /** When a new check was asked for. */
  since: Instant | null;
  staffId: number;
  ip: string;
}

/**
 * A file with what became of its rows. Rows are people's records, so the look is journalled, at the
 * file and at each person whose line is shown (152-FZ).
 */
export async function readImport(
  sql: Sql,
  clock: Clock,
  look: ImportLook,
): Promise<ImportView | null> {
  const { fileId, reason, offset, limit, since } = look;
  const file = await readImportSummary(sql, fileId);
  if (file === null) return null;
  const [counts, refused, acceptedLater, noted, correction] = await Promise.all([
    countRefusals(sql, fileId),
    listRefusals(sql, { fileId, reason, offset, limit }),
    listAcceptedLater(sql, fileId, limit),
    listNotedLines(sql, fileId, limit),
    file.replacesId === null ? null : readCorrection(sql, fileId, ROWS_SHOWN),
  ]);
  const changes = [correction, file.preview].flatMap(changesShown);
  const recheck = since === null ? null : await recheckState(sql, file, since);
  const shown = refused.length + acceptedLater.length;
  const columns = shown > 0 ? await columnNames(sql, file, refused[0] ?? acceptedLater[0]!) : [];
  await journalLooks(sql, {
    actor: `staff/${look.staffId}`,
    action: "looked",
    subjects: [
      `file/${fileId}`,
      ...new Set([...noted, ...changes].map((line) => `person/${line.personId}`)),
    ],
    ip: look.ip,
    at: clock.now(),
  });
  return {
    file,
    recheck,
    underWay: recheck === "running" ? "import" : underWay(file),
    reasons: counts.map((count) => ({
      ...count,
      sentence: describeRefusal(file.kind, count.reason, count.detail).russian,
    })),
    meantEmployer: meantEmployer(counts, file.accepted + file.unchanged + file.refused),
    columns,
    refused,
    refusedInAll: counts.filter((count) => reason === null || count.reason === reason)
      .reduce((rows, count) => rows + count.rows, 0),
    acceptedLater,
    noted,
    correction,
  };
}

/** The lines that a page shows of what was, or would be, corrected. */
function changesShown(from: CorrectionView | ImportPreview | null): LineChange[] {
  if (from === null) return [];
  if (!("kind" in from)) return from.changes;
  return from.kind === "register" ? from.lineChanges ?? [] : [];
}

/** What is being done with a file as it stands, a check of its refused rows aside. */
function underWay(file: ImportSummary): ImportView["underWay"] {
  if (file.state === "unreadable" || file.state === "discarded") return null;
  if (file.previewAskedAt !== null) return file.preview === null ? "preview" : null;
  return file.state === "done" ? null : "import";
}

export interface ImportStanding {
  underWay: ImportView["underWay"];
  progress: ImportProgress | null;
}

/** How far a file is, for a page that waits; it shows no rows, so nothing is journalled. */
export async function readImportStanding(
  sql: Sql,
  { fileId, since }: Pick<ImportLook, "fileId" | "since">,
): Promise<ImportStanding | null> {
  const file = await readImportSummary(sql, fileId);
  if (file === null) return null;
  const waits = since !== null && isUnchecked(file, since);
  return { underWay: waits ? "import" : underWay(file), progress: file.progress };
}

async function recheckState(
  sql: Sql,
  file: ImportSummary,
  since: Instant,
): Promise<ImportView["recheck"]> {
  if (isUnchecked(file, since)) return "running";
  return await hasChangedSince(sql, file.id, since) ? "changed" : "unchanged";
}

function isUnchecked({ finishedAt }: ImportSummary, since: Instant): boolean {
  return finishedAt === null || finishedAt < since;
}

/** The refused rows as a table to correct and send again, or null where there is no such file. */
export async function exportRefusals(
  sql: Sql,
  clock: Clock,
  look: { fileId: number; staffId: number; ip: string },
): Promise<{ name: string; csv: string } | null> {
  const { fileId } = look;
  const file = await readImportSummary(sql, fileId);
  if (file === null) return null;
  const rows = await listRefusals(sql, {
    fileId,
    reason: null,
    offset: 0,
    limit: Number.MAX_SAFE_INTEGER,
  });
  const columns = rows[0] ? await columnNames(sql, file, rows[0]) : [];
  await writeJournal(sql, {
    actor: `staff/${look.staffId}`,
    action: "downloaded_refusals",
    subject: `file/${fileId}`,
    ip: look.ip,
    at: clock.now(),
  });
  return { name: `refused-${fileId}.csv`, csv: refusalsCsv(file, columns, rows) };
}

const BOM = "\ufeff";

/**
 * Excel in Russia opens it as a table: BOM, semicolons, decimal commas. Its first line names the file,
 * so that what is filled in alike for two files is not the same file sent twice.
 */
function refusalsCsv(
  { id, kind }: Pick<ImportSummary, "id" | "kind">,
  columns: string[],
  rows: RefusalRow[],
): string {
  const width = Math.max(columns.length, ...rows.map((row) => row.cells.length));
  const titles = Array.from({ length: width }, (_, at) => columns[at] || `Столбец ${at + 1}`);
  const lines = [
    [`Отказанные строки файла ${numbered(id)}`],
    [...titles, "Строка файла", "Причина"],
    ...rows.map((row) => [
      ...titles.map((_, at) => row.cells[at] ?? null),
      row.sheetRow,
      describeRefusal(kind, row.reason, row.detail).russian,
    ]),
  ];
  return BOM + lines.map((line) => line.map(csvCell).join(";") + "\r\n").join("");
}

function csvCell(cell: string | number | null): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell).replace(".", ",");
  // A cell that begins so would run as a formula in Excel.
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[";\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * The columns' names as the file has them. Of files that were checked before these were kept: the
 * header above this row, of the first 30 rows the one with the most names in it.
 */
async function columnNames(sql: Sql, file: ImportSummary, row: RefusalRow): Promise<string[]> {
  if (file.header !== null) return file.header.map(columnName);
  const content = await readImportContent(sql, file.id);
  if (content.length > READ_AT_ONCE_BYTES) return [];
  const spreadsheet = await readSpreadsheet({ name: file.name, content });
  if (!spreadsheet.ok) return [];
  for (const sheet of spreadsheet.sheets) {
    const names = await namesAbove(sheet, row);
    if (names !== null) return names;
  }
  return [];
}

/** Null where the row is not of this sheet. */
async function namesAbove(
  sheet: Sheet,
  { sheetRow, cells }: RefusalRow,
): Promise<string[] | null> {
  let header: Cell[] = [];
  let most = 0;
  for await (const rows of sheet.rows) {
    for (const row of rows) {
      if (row.row === sheetRow) {
        if (JSON.stringify(row.cells) !== JSON.stringify(cells)) return null;
        return header.map(columnName);
      }
      if (row.row > sheetRow) return null;
      const texts = row.cells.filter((cell) =>
        typeof cell === "string" && cell.trim() !== ""
      ).length;
      if (row.row > HEADER_WITHIN_ROWS || texts <= most) continue;
      most = texts;
      header = row.cells;
    }
  }
  return null;
}

function columnName(cell: Cell): string {
  return String(cell ?? "").trim().replace(/\s+/g, " ");
}
