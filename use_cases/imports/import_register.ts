import type { Blocks, FileProblem, SentFile } from "../../adapters/spreadsheet/mod.ts";
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
  writeRefusals,
} from "../../db/imports/imports.ts";
import {
  beginProgress,
  type ImportProgress,
  noteProgress,
} from "../../db/imports/import_progress.ts";
import {
  countWithdrawn,
  lockCorrectedLines,
  replacementOf,
  withdrawLines,
} from "../../db/imports/replaced_lines.ts";
import {
  filesWithServices,
  insertServiceLines,
  insuredPolicies,
  type NewServiceLine,
  servicesOfClinics,
  standingLines,
  standingRows,
} from "../../db/imports/service_lines.ts";
import type { Clock } from "../../domain/clock.ts";
import type { Kopecks } from "../../domain/money.ts";
import {
  cellText,
  checkRegisterRow,
  type HoldReason,
  type RefusalReason,
  type RegisterVerdict,
} from "../../domain/register_line.ts";
import {
  compareWithReplaced,
  type FileComparison,
  judgeChanged,
  placeChanged,
  recurrenceOf,
  takeBack,
} from "./compare_files.ts";
import { creditInvoices } from "./correct_invoices.ts";
import { importMended } from "./import_mended.ts";
import { readRegister, type RegisterFile, type RegisterRow } from "./register_file.ts";
import { type Correction, type StoredFile, storeFile, type Stranger } from "./receive_file.ts";
import { clinicsOfOneName, settleSender } from "./senders.ts";

export interface RegisterImport {
  fileId: number;
  /** Called after each part of the file. */
  progress?: (reached: ImportProgress) => void;
}

/** What stands of a register once it has been gone through. */
export interface RegisterOutcome {
  ok: true;
  fileId: number;
  accepted: number;
  /** Accepted ones that equal another row but for its number. */
  marked: number;
  refused: RefusedRow[];
  held: { sheetRow: number; reason: HoldReason }[];
  /** Rows that say what a line of the replaced file says. */
  unchanged: number;
  /** Lines of the replaced file that this one changed or lacks. */
  withdrawn: { changed: number; gone: number };
  /** The insured's part of the accepted lines, by policy number. */
  franchiseByPolicy: Map<string, Kopecks>;
  /** False where this check changed nothing: the same file again, with the same outcome. */
  changed: boolean;
}

export interface UnreadableFile extends FileProblem {
  ok: false;
  reason: "unreadable";
  fileId: number;
}

/**
 * Goes through a stored register: each row becomes a priced line, a line held for staff, or a
 * refusal. Works in parts, each its own transaction, and starts where an interrupted run stopped;
 * for a file that was gone through before it checks the refused rows alone.
 */
export async function importRegister(
  sql: Sql,
  clock: Clock,
  { fileId, progress }: RegisterImport,
): Promise<RegisterOutcome | UnreadableFile> {
  const stored = await readImportFile(sql, fileId);
  if (stored?.kind !== "register") throw new Error(`Import file ${fileId} is no register`);
  if (stored.mendsId !== null) return await mendTarget(sql, clock, { file: stored, progress });
  const content = await readImportContent(sql, fileId);
  const table = await readRegister({ name: stored.name, content });
  if (!table.ok) {
    await markUnreadable(sql, fileId, { problem: table.problem, at: clock.now() });
    return { ...table, reason: "unreadable", fileId };
  }

  const file = await settleSender(sql, stored, clock.now());
  const { lastRow } = table;
  if (!await beginChecking(sql, file, table)) {
    return { ...await outcomeOf(sql, file), changed: false };
  }
  let changes = file.state === "done" ? 0 : 1;
  const comparison = await compareWithReplaced(sql, file, table.rows);
  const alikeClinics = await clinicsOfOneName(sql, file.clinicId!);
  for await (const rows of readAhead(table.rows)) {
    const part = { file, rows, comparison, alikeClinics };
    const reached = { reachedRow: rows.at(-1)!.row.row, lastRow };
    changes += await transaction(sql, async (sql) => {
      const changes = await importRows(sql, clock, part);
      await noteProgress(sql, { fileId, work: "import" }, reached);
      return changes;
    });
    progress?.(reached);
  }
  if (file.replacesId !== null) {
    const at = clock.now();
    changes += await takeBack(sql, { file, comparison, at });
    changes += await creditInvoices(sql, { fileId, clinicId: file.clinicId!, at });
  }

  const outcome = await outcomeOf(sql, { ...file, unchanged: comparison.same.size });
  await finishImport(sql, fileId, {
    accepted: outcome.accepted,
    unchanged: outcome.unchanged,
    held: outcome.held.length,
    refused: outcome.refused.length,
    at: clock.now(),
  });
  return { ...outcome, changed: changes > 0 };
}

/** A file of mended rows acts in the file that it mends, whose comparison then goes on. */
async function mendTarget(
  sql: Sql,
  clock: Clock,
  { file, progress }: { file: ImportFile; progress: RegisterImport["progress"] },
): Promise<RegisterOutcome | UnreadableFile> {
  const outcome = await importMended(sql, clock, { file, ...progress ? { progress } : {} });
  const target = (await readImportFile(sql, file.mendsId!))!;
  if (outcome.ok && outcome.changed && target.replacesId !== null) {
    await importRegister(sql, clock, { fileId: target.id });
  }
  return outcome;
}

/** @returns false where another file replaces this one: it does not count any more */
function beginChecking(
  sql: Sql,
  file: ImportFile,
  { places, header, lastRow }: Extract<RegisterFile, { ok: true }>,
): Promise<boolean> {
  return transaction(sql, async (sql) => {
    await lockImports(sql, `clinic/${file.clinicId}`);
    if (await replacementOf(sql, file.id) !== null) return false;
    await beginProgress(sql, { fileId: file.id, work: "import" }, lastRow);
    await markChecking(sql, file.id);
    await recordPlaces(sql, file.id, { places, header });
    return true;
  });
}

async function outcomeOf(
  sql: Sql,
  { id: fileId, unchanged }: ImportFile,
): Promise<Omit<RegisterOutcome, "changed">> {
  return {
    ok: true,
    fileId,
    ...await standingLines(sql, fileId),
    unchanged,
    withdrawn: await countWithdrawn(sql, fileId),
    refused: await standingRefusals(sql, fileId),
  };
}

export type NotPreviewed = Exclude<StoredFile, { ok: true }>;

export type RegisterToPreview =
  & { clinic: string }
  & SentFile
  & Pick<RegisterImport, "progress">
  & Stranger
  & Correction;

/** What loading the register would come to; writes nothing. */
export async function previewRegister(
  sql: Sql,
  clock: Clock,
  { progress, ...register }: RegisterToPreview,
): Promise<RegisterOutcome | UnreadableFile | NotPreviewed> {
  class Previewed extends Error {
    constructor(readonly outcome: RegisterOutcome | UnreadableFile) {
      super("Rolled back after a preview");
    }
  }
  try {
    return await transaction(sql, async (sql) => {
      const stored = await storeFile(sql, clock, {
        kind: "register",
        ...register,
        uploadedBy: null,
      });
      if (!stored.ok) return stored;
      const fileId = stored.file.id;
      throw new Previewed(
        await importRegister(sql, clock, { fileId, ...progress ? { progress } : {} }),
      );
    });
  } catch (error) {
    if (error instanceof Previewed) return error.outcome;
    throw error;
  }
}

const ROWS_AT_ONCE = 1000;

/** The rows in parts: the next one is read while Postgres works on the one before. */
async function* readAhead(blocks: Blocks<RegisterRow>): AsyncGenerator<RegisterRow[]> {
  const parts = partsOf(blocks);
  let next = parts.next();
  while (true) {
    const part = await next;
    if (part.done) return;
    next = parts.next();
    // Who stops in between never asks for it: what went wrong in it is of no account then.
    next.catch(() => {});
    yield part.value;
  }
}

async function* partsOf(blocks: Blocks<RegisterRow>): AsyncGenerator<RegisterRow[]> {
  let part: RegisterRow[] = [];
  for await (const rows of blocks) {
    part = part.concat(rows);
    while (part.length >= ROWS_AT_ONCE) {
      yield part.slice(0, ROWS_AT_ONCE);
      part = part.slice(ROWS_AT_ONCE);
    }
    // The process goes on answering, also where bytes are at hand without waiting for them.
    await new Promise<void>((go) => setImmediate(go));
  }
  if (part.length > 0) yield part;
}

/** @returns how many rows stand differently than before */
async function importRows(
  sql: Sql,
  clock: Clock,
  { file, rows, comparison, alikeClinics }: {
    file: ImportFile;
    rows: RegisterRow[];
    comparison: FileComparison;
    alikeClinics: number[];
  },
): Promise<number> {
  const clinicId = file.clinicId!;
  await lockImports(sql, `clinic/${clinicId}`);
  // What a replaced file says does not count any more, its mended rows neither.
  if (await replacementOf(sql, file.id) !== null) return 0;
  const standing = await standingRows(sql, file.id, rows.map(({ row }) => row.row));
  const open = rows.filter(({ row }) => !standing.has(row.row) && !comparison.same.has(row.row));
  if (open.length === 0) return 0;

  const numbers = new Set(open.map(({ cells }) => cellText(cells.policyNumber)));
  const policies = await insuredPolicies(sql, [...numbers]);
  const fingerprints = open.map((row) => row.fingerprint);
  const files = await filesWithServices(sql, clinicId, fingerprints);
  const elsewhere = await servicesOfClinics(sql, alikeClinics, fingerprints);
  const corrected = await lockCorrectedLines(
    sql,
    open.flatMap(({ row }) => comparison.changed.get(row.row) ?? []).toSorted((a, b) => a - b),
  );
  const lines: NewServiceLine[] = [];
  const refusals: RefusedRow[] = [];
  for (const { row, cells, repeated, fingerprint } of open) {
    const policy = policies.get(cellText(cells.policyNumber));
    const filesOfService = files.get(fingerprint) ?? new Set();
    const recurrence = recurrenceOf({
      repeated,
      isOwn: (fileId) => fileId === file.id || comparison.replaced.has(fileId),
      filesOfService,
      inAlikeClinic: elsewhere.has(fingerprint),
    });
    const old = corrected.get(comparison.changed.get(row.row) ?? 0) ?? null;
    const judged = row.cutShort
      ? CUT_SHORT
      : checkRegisterRow(cells, { policy: policy?.record ?? null, today: file.asOf, recurrence });
    const verdict = old === null ? judged : judgeChanged(judged, old);
    if (verdict.kind === "refused") {
      refusals.push({ sheetRow: row.row, cells: row.cells, reason: verdict.reason });
      continue;
    }
    if (!policy || policy.franchiseId === null) {
      throw new Error(`A row was accepted without a franchise: row ${row.row} of file ${file.id}`);
    }
    // A held line claims nothing yet: what it corrects is credited whole, and comes back with a yes.
    const placed = old === null || verdict.kind === "held"
      ? { line: verdict.line, full: null, covered: false }
      : placeChanged(verdict.line, old);
    lines.push({
      sheetRow: row.row,
      policyId: policy.policyId,
      franchiseId: policy.franchiseId,
      ...placed,
      correctsId: old?.lineId ?? null,
      fingerprint,
      marked: verdict.kind === "accepted" ? verdict.mark : null,
      held: verdict.kind === "held" ? verdict.reason : null,
    });
    files.set(fingerprint, filesOfService.add(file.id));
  }

  const at = clock.now();
  await insertServiceLines(sql, { fileId: file.id, clinicId, lines, at });
  const replacedLines = lines.flatMap((line) => line.correctsId ?? []);
  await withdrawLines(sql, replacedLines, { by: file.id, why: "changed", at });
  await markRefusalsAccepted(sql, file.id, { sheetRows: lines.map((line) => line.sheetRow), at });
  return lines.length + await writeRefusals(sql, file.id, { rows: refusals, at });
}

const CUT_SHORT: RegisterVerdict = { kind: "refused", reason: "cut_short" satisfies RefusalReason };
