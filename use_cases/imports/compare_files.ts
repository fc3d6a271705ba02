import type { Blocks } from "../../adapters/spreadsheet/mod.ts";
import { type Sql, transaction } from "../../db/connection.ts";
import { type ImportFile, lockImports } from "../../db/imports/imports.ts";
import {
  type CorrectedLine,
  linesOfFile,
  linesToCompare,
  replacedFiles,
  type ReplacedLine,
  withdrawLines,
} from "../../db/imports/replaced_lines.ts";
import type { Instant } from "../../domain/local_date.ts";
import { type Kopecks, share, subtract } from "../../domain/money.ts";
import { compareServices, keyOfCells } from "../../domain/register_correction.ts";
import type { Recurrence, RegisterLine, RegisterVerdict } from "../../domain/register_line.ts";
import type { RegisterRow } from "./register_file.ts";

/** How a file's rows stand to the files that it replaces. */
export interface FileComparison {
  /** Ids of the replaced files: lines of theirs count as this file's own. */
  replaced: ReadonlySet<number>;
  /** Lines that say the same, by this file's sheet row: nothing is done about them. */
  same: ReadonlyMap<number, number>;
  /** Lines that say something else, by this file's sheet row. */
  changed: ReadonlyMap<number, number>;
  /** Lines that this file lacks. */
  gone: readonly number[];
}

const NOTHING: FileComparison = {
  replaced: new Set(),
  same: new Map(),
  changed: new Map(),
  gone: [],
};

/** Compares a file with those that it replaces; where it replaces none, everything is new. */
export async function compareWithReplaced(
  sql: Sql,
  file: ImportFile,
  rows: Blocks<RegisterRow>,
): Promise<FileComparison> {
  if (file.replacesId === null) return NOTHING;
  const replaced = await replacedFiles(sql, file.replacesId);
  const lines = await linesToCompare(sql, { fileId: file.id, replaced });
  const { pairs, gone } = compareServices<ReplacedLine, SentRow>(lines, await sentRows(rows));
  const paired = (kind: "same" | "changed") =>
    new Map(
      pairs.filter((pair) => pair.kind === kind)
        .map(({ old, fresh }) => [fresh.sheetRow, old.lineId]),
    );
  return {
    replaced: new Set(replaced),
    same: paired("same"),
    changed: paired("changed"),
    gone: gone.map(({ lineId }) => lineId),
  };
}

interface SentRow {
  sheetRow: number;
  key: string;
  fingerprint: string;
}

async function sentRows(blocks: Blocks<RegisterRow>): Promise<SentRow[]> {
  const sent: SentRow[] = [];
  for await (const rows of blocks) {
    for (const { row, cells, repeated, fingerprint } of rows) {
      if (!repeated) sent.push({ sheetRow: row.row, key: keyOfCells(cells), fingerprint });
    }
  }
  return sent;
}

/** The amounts of a line that takes a corrected one's place. */
export interface PlacedLine {
  line: RegisterLine;
  /** What the service comes to in all, where `line` holds only what is still to be charged. */
  full: { cost: Kopecks; franchise: Kopecks } | null;
  /** Earlier invoices have charged all of it. */
  covered: boolean;
}

/**
 * A changed service at the rate by which it was charged: what is dearer is charged by the next
 * invoice, and nothing is where it has not become dearer.
 */
export function placeChanged(line: RegisterLine, old: CorrectedLine): PlacedLine {
  if (old.charged === 0) return { line, full: null, covered: false };
  const { rateBasisPoints } = old;
  const franchise = share(line.cost, rateBasisPoints);
  const whole = { ...line, rateBasisPoints, franchise };
  if (franchise <= old.charged) return { line: whole, full: null, covered: true };
  return {
    line: {
      ...whole,
      cost: subtract(line.cost, old.chargedCost),
      franchise: subtract(franchise, old.charged),
    },
    full: { cost: line.cost, franchise },
    covered: false,
  };
}

/** A service under the emergency programme that was let in before isn't asked about again. */
export function judgeChanged(verdict: RegisterVerdict, old: CorrectedLine): RegisterVerdict {
  const letIn = old.held === null && old.withdrawn !== "refused_by_staff";
  if (verdict.kind === "held" && verdict.reason === "emergency_spell" && letIn) {
    return { kind: "accepted", line: verdict.line, mark: null };
  }
  return verdict;
}

const LINES_AT_ONCE = 1000;

/**
 * Which lines are to be taken back once all rows are in: what the file does not have any more. Where
 * the file had been loaded by itself before, its lines that say the same as replaced ones go too, and
 * those that it changed let the replaced ones go.
 */
export async function linesToTakeBack(
  sql: Sql,
  { file, comparison }: { file: ImportFile; comparison: FileComparison },
): Promise<{ gone: readonly number[]; changed: number[] }> {
  const own = await linesOfFile(sql, file.id);
  const again = [...comparison.same.keys()].flatMap((row) => own.get(row)?.lineId ?? []);
  const changed = [...comparison.changed].flatMap(([row, old]) =>
    own.has(row) && own.get(row)!.correctsId !== old ? [old] : []
  );
  return { gone: comparison.gone, changed: [...again, ...changed] };
}

/** Takes back what the file does not have any more. @returns how many lines went */
export async function takeBack(
  sql: Sql,
  { file, comparison, at }: { file: ImportFile; comparison: FileComparison; at: Instant },
): Promise<number> {
  const { gone, changed } = await linesToTakeBack(sql, { file, comparison });
  return await inParts(sql, gone, "gone") + await inParts(sql, changed, "changed");

  async function inParts(
    sql: Sql,
    lines: readonly number[],
    why: "gone" | "changed",
  ): Promise<number> {
    let taken = 0;
    for (let start = 0; start < lines.length; start += LINES_AT_ONCE) {
      const part = lines.slice(start, start + LINES_AT_ONCE).toSorted((a, b) => a - b);
      taken += await transaction(sql, async (sql) => {
        await lockImports(sql, `clinic/${file.clinicId}`);
        return await withdrawLines(sql, part, { by: file.id, why, at });
      });
    }
    return taken;
  }
}

/** What is known of a row's likes, here and in the clinic's other files. */
export function recurrenceOf(row: {
  repeated: boolean;
  /** Of this file, or of one that it replaces. */
  isOwn: (fileId: number) => boolean;
  filesOfService: Set<number>;
  /** A clinic of the same name, but for the legal form, has the service. */
  inAlikeClinic: boolean;
}): Recurrence {
  if (row.repeated) return "same_row";
  const files = [...row.filesOfService];
  if (files.some((fileId) => !row.isOwn(fileId))) return "in_another_file";
  if (row.inAlikeClinic) return "in_alike_clinic";
  return files.length > 0 ? "same_service" : "first";
}
