import { allRows, readSpreadsheet } from "../../adapters/spreadsheet/mod.ts";
import { findTable } from "../../adapters/spreadsheet/table.ts";
import { type Sql, transaction } from "../../db/connection.ts";
import {
  finishImport,
  type ImportFile,
  lockImports,
  markChecking,
  markRefusalsAccepted,
  markUnreadable,
  readImportContent,
  readImportFile,
  recordPlaces,
  type RefusedRow,
  standingRefusals,
  type StoredCell,
  writeRefusals,
} from "../../db/imports/imports.ts";
import {
  beginProgress,
  type ImportProgress,
  noteProgress,
} from "../../db/imports/import_progress.ts";
import { replacementOf } from "../../db/imports/replaced_lines.ts";
import {
  readPlaces,
  recountFile,
  refusedRows,
  rowsLetInBy,
} from "../../db/imports/row_corrections.ts";
import { standingLines, standingRows } from "../../db/imports/service_lines.ts";
import type { Clock } from "../../domain/clock.ts";
import { cellText } from "../../domain/register_line.ts";
import type { RegisterOutcome, UnreadableFile } from "./import_register.ts";
import { judgeMended, type MendedRow } from "./judge_mended.ts";
import { REGISTER_COLUMNS } from "./register_file.ts";
import type { TrialRun } from "./trial_run.ts";

/** A row of the mending file, under the row that it mends. */
interface SentRow {
  sheetRow: number;
  /** Null where the cell names no row. */
  mends: number | null;
  cells: StoredCell[];
  values: Record<string, StoredCell>;
}

const ROWS_AT_ONCE = 1000;

/**
 * Goes through a file that brings refused rows of another again, mended: `refused.csv` as it was
 * downloaded and filled in. Each row is judged in the place of the one that it names, and becomes a
 * line of that file, so that sending it twice counts nothing twice.
 */
export async function importMended(
  sql: Sql,
  clock: Clock,
  { file, progress, trial }: {
    file: ImportFile;
    progress?: (reached: ImportProgress) => void;
    /** Given where the run is to count only, and is rolled back. */
    trial?: TrialRun;
  },
): Promise<RegisterOutcome | UnreadableFile> {
  const fileId = file.id;
  const read = await readMended(sql, file);
  if (!read.ok) {
    await markUnreadable(sql, fileId, { problem: read.problem, at: clock.now() });
    return { ...read, reason: "unreadable", fileId };
  }
  const { rows: all } = read;
  const lastRow = all.at(-1)?.sheetRow ?? 0;
  if (trial) trial.header = read.header;
  else {
    await transaction(sql, async (sql) => {
      await beginProgress(sql, { fileId, work: "import" }, lastRow);
      await markChecking(sql, fileId);
      await recordPlaces(sql, fileId, { places: null, header: read.header });
    });
  }
  let changes = file.state === "done" ? 0 : 1;
  let known = 0;
  for (let start = 0; start < all.length; start += ROWS_AT_ONCE) {
    const rows = all.slice(start, start + ROWS_AT_ONCE);
    const reached = { reachedRow: rows.at(-1)!.sheetRow, lastRow };
    const part = await transaction(sql, async (sql) => {
      if (!trial) await lockImports(sql, `clinic/${file.clinicId}`);
      const part = await mendPart(sql, clock, { ...read, file, rows });
      if (trial) return part;
      await recountFile(sql, file.mendsId!);
      await noteProgress(sql, { fileId, work: "import" }, reached);
      return part;
    });
    changes += part.changes;
    known += part.known;
    progress?.(reached);
  }
  const accepted = (await rowsLetInBy(sql, fileId)).size;
  const refused = await standingRefusals(sql, fileId);
  const counts = { accepted, unchanged: known, held: 0, refused: refused.length };
  if (!trial) await finishImport(sql, fileId, { ...counts, at: clock.now() });
  const { franchiseByPolicy } = await standingLines(sql, fileId);
  return {
    ok: true,
    fileId,
    accepted,
    marked: 0,
    held: [],
    franchiseByPolicy,
    unchanged: known,
    withdrawn: { changed: 0, gone: 0 },
    refused,
    changed: changes > 0,
  };
}

type Mended =
  | {
    ok: true;
    rows: SentRow[];
    sent: ReadonlySet<string>;
    places: Record<string, number>;
    header: StoredCell[];
  }
  | { ok: false; problem: string; english: string };

async function readMended(sql: Sql, file: ImportFile): Promise<Mended> {
  const spreadsheet = await readSpreadsheet({
    name: file.name,
    content: await readImportContent(sql, file.id),
  });
  if (!spreadsheet.ok) return spreadsheet;
  const columns = REGISTER_COLUMNS.map((column) => ({ ...column, required: false }));
  const target = { key: "mends" as const, title: "Строка файла", names: [], required: true };
  const table = await findTable(spreadsheet.sheets, [...columns, target]);
  if (!table.ok) return table;
  const places = await readPlaces(sql, file.mendsId!);
  if (places === null) {
    return {
      ok: false,
      problem: "Проверьте отказанные строки исходного файла еще раз, потом загрузите этот",
      english: "Check the refused rows of the mended file again first",
    };
  }
  const rows = (await allRows(table.rows)).map(({ row, cells, values }): SentRow => {
    const number = Number(cellText(values.mends));
    const mends = Number.isSafeInteger(number) && number > 0 ? number : null;
    return { sheetRow: row, mends, cells, values };
  }).filter((row) => row.cells.some((cell) => cellText(cell) !== ""));
  return { ok: true, rows, sent: new Set(table.places.keys()), places, header: table.header };
}

async function mendPart(
  sql: Sql,
  clock: Clock,
  part: {
    file: ImportFile;
    rows: SentRow[];
    /** Our columns that the mending file has. */
    sent: ReadonlySet<string>;
    places: Record<string, number>;
  },
): Promise<{ changes: number; known: number }> {
  const { file, rows, sent, places } = part;
  const target = (await readImportFile(sql, file.mendsId!))!;
  const numbers = rows.flatMap(({ mends }) => mends ?? []);
  const replaced = await replacementOf(sql, target.id) !== null;
  const refused = replaced ? new Map() : await refusedRows(sql, target.id, numbers);
  const standing = await standingRows(sql, target.id, numbers);
  const letIn = await rowsLetInBy(sql, file.id);
  const at = clock.now();
  const refusals: RefusedRow[] = [];
  const mended: (MendedRow & { sent: SentRow })[] = [];
  const settled: number[] = [];
  let known = 0;
  for (const row of rows) {
    const original: StoredCell[] | undefined = refused.get(row.mends ?? 0);
    const again = mended.some((one) => one.sheetRow === row.mends);
    if (original && !again) {
      const cells = [...original];
      for (const [key, place] of Object.entries(places)) {
        if (sent.has(key)) cells[place] = sentCell(row.values[key] ?? null, cells[place] ?? null);
      }
      mended.push({ sheetRow: row.mends!, original, cells, sent: row });
    } else if (standing.has(row.mends ?? 0)) {
      settled.push(row.sheetRow);
      if (!letIn.has(row.mends!)) known += 1;
    } else {
      refusals.push({ sheetRow: row.sheetRow, cells: row.cells, reason: "not_refused" });
    }
  }
  const verdicts = await judgeMended(sql, {
    file: target,
    places,
    rows: mended,
    today: file.asOf,
    staffId: null,
    mendingFileId: file.id,
    at,
  });
  verdicts.forEach((verdict, index) => {
    const { sheetRow: mendsRow, sent: { sheetRow, cells } } = mended[index]!;
    if (verdict.kind === "refused") {
      refusals.push({ sheetRow, cells, reason: verdict.reason, mendsRow });
    } else {
      settled.push(sheetRow);
    }
  });
  await markRefusalsAccepted(sql, file.id, { sheetRows: settled, at });
  const accepted = verdicts.filter((verdict) => verdict.kind !== "refused").length;
  return { changes: accepted + await writeRefusals(sql, file.id, { rows: refusals, at }), known };
}

/** `refused.csv` guards text against being run as a formula, and writes numbers with a comma. */
function sentCell(cell: StoredCell, original: StoredCell): StoredCell {
  const text = typeof cell === "string" && /^'[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell;
  const untouched = typeof original === "number" && String(original).replace(".", ",") === text;
  return untouched ? original : text === "" ? null : text;
}
