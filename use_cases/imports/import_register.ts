import type { Blocks, FileProblem, SentFile } from "../../adapters/spreadsheet/mod.ts";
import { type Sql, transaction } from "../../db/connection.ts";
import {
  type FileLink,
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
  correctedLines,
  countWithdrawn,
  linksOf,
  lockLines,
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
import type { Instant } from "../../domain/local_date.ts";
import { type Kopecks, kopecks } from "../../domain/money.ts";
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
  linesToTakeBack,
  placeChanged,
  recurrenceOf,
  takeBack,
} from "./compare_files.ts";
import { creditInvoices } from "./correct_invoices.ts";
import { importMended } from "./import_mended.ts";
import { readRegister, type RegisterFile, type RegisterRow } from "./register_file.ts";
import { type Correction, type StoredFile, storeFile, type Stranger } from "./receive_file.ts";
import { clinicsOfOneName, giveSender, settleSender } from "./senders.ts";
import { carriedBy, type TrialRun, trialRun } from "./trial_run.ts";

export interface RegisterImport {
  fileId: number;
  /** Called after each part of the file. */
  progress?: (reached: ImportProgress) => void;
  /** Given where the run is to count only, in a transaction that the caller rolls back. */
  trial?: TrialRun;
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
 * refusal. Works in parts, each its own transaction, so that what an interrupted run has let in
 * stands; the next run reads the file from its beginning and passes over it. Of a file that was gone
 * through before that leaves the refused rows alone.
 *
 * Staff may say meanwhile what the file corrects: it is then compared and gone through anew.
 */
export async function importRegister(
  sql: Sql,
  clock: Clock,
  run: RegisterImport,
): Promise<RegisterOutcome | UnreadableFile> {
  for (;;) {
    const outcome = await goThrough(sql, clock, run);
    if (outcome !== LINKED) return outcome;
  }
}

/** The file corrects another since it was compared: what the comparison said is void. */
const LINKED = "linked";

async function goThrough(
  sql: Sql,
  clock: Clock,
  run: RegisterImport,
): Promise<RegisterOutcome | UnreadableFile | typeof LINKED> {
  const { fileId, progress, trial } = run;
  const stored = { ...(await readImportFile(sql, fileId))!, ...trial?.link };
  if (stored.kind !== "register") throw new Error(`Import file ${fileId} is no register`);
  if (stored.mendsId !== null) return await mendTarget(sql, clock, { file: stored, run });
  const content = await readImportContent(sql, fileId);
  const table = await readRegister({ name: stored.name, content });
  if (!table.ok) {
    await markUnreadable(sql, fileId, { problem: table.problem, at: clock.now() });
    return { ...table, reason: "unreadable", fileId };
  }

  if (trial) trial.header = table.header;
  const settle = trial ? giveSender : settleSender;
  const file = { ...await settle(sql, stored, clock.now()), ...trial?.link };
  const { lastRow } = table;
  const begun = await (trial ? mayBegin(sql, file) : beginChecking(sql, file, table));
  if (begun === LINKED) return LINKED;
  // What a replaced file says does not count any more; one that broke off is through with that.
  if (begun === "replaced" && file.state !== "checking") {
    return { ...await outcomeOf(sql, file), changed: false };
  }
  let changes = file.state === "done" ? 0 : 1;
  const comparison = await compareWithReplaced(sql, file, table.rows);
  const alikeClinics = await clinicsOfOneName(sql, file.clinicId!);
  for await (const rows of readAhead(table.rows)) {
    const part = { file, rows, comparison, alikeClinics, trial };
    const reached = { reachedRow: rows.at(-1)!.row.row, lastRow };
    const changed = await transaction(sql, async (sql) => {
      const changed = await importRows(sql, clock, part);
      if (!trial) await noteProgress(sql, { fileId, work: "import" }, reached);
      return changed;
    });
    if (changed === LINKED) return LINKED;
    changes += changed;
    progress?.(reached);
  }
  const unchanged = comparison.same.size;
  if (trial) {
    await noteLinesToTake(sql, { file, comparison, trial });
    return { ...await outcomeOf(sql, { ...file, unchanged }, trial), changed: changes > 0 };
  }
  if (file.replacesId !== null) {
    const at = clock.now();
    changes += await takeBack(sql, { file, comparison, at });
    changes += await creditInvoices(sql, { fileId, clinicId: file.clinicId!, at });
  }
  const outcome = await finish(sql, { ...file, unchanged }, clock.now());
  return outcome === LINKED ? LINKED : { ...outcome, changed: changes > 0 };
}

/** Notes what `takeBack` would take back, and what stands in the place of none of it. */
async function noteLinesToTake(
  sql: Sql,
  { file, comparison, trial }: { file: ImportFile; comparison: FileComparison; trial: TrialRun },
): Promise<void> {
  const { gone, changed } = await linesToTakeBack(sql, { file, comparison });
  const unplaced = { carried: kopecks(0), sheetRow: null };
  const noted = new Set(trial.toTake.map(({ lineId }) => lineId));
  for (const lineId of gone) trial.toTake.push({ lineId, why: "gone", ...unplaced });
  for (const lineId of changed) {
    if (!noted.has(lineId)) trial.toTake.push({ lineId, why: "changed", ...unplaced });
  }
}

/** Under the clinic's lock: who links the file now either is seen here, or finds it done. */
function finish(
  sql: Sql,
  file: ImportFile,
  at: Instant,
): Promise<Omit<RegisterOutcome, "changed"> | typeof LINKED> {
  return transaction(sql, async (sql) => {
    await lockImports(sql, `clinic/${file.clinicId}`);
    if (isLinkedAnew(file, await linksOf(sql, file.id))) return LINKED;
    const outcome = await outcomeOf(sql, file);
    await finishImport(sql, file.id, {
      accepted: outcome.accepted,
      unchanged: outcome.unchanged,
      held: outcome.held.length,
      refused: outcome.refused.length,
      at,
    });
    return outcome;
  });
}

function isLinkedAnew(file: ImportFile, { replacesId, mendsId }: FileLink): boolean {
  return replacesId !== file.replacesId || mendsId !== file.mendsId;
}

/** A file of mended rows acts in the file that it mends, whose comparison then goes on. */
async function mendTarget(
  sql: Sql,
  clock: Clock,
  { file, run: { progress, trial } }: { file: ImportFile; run: RegisterImport },
): Promise<RegisterOutcome | UnreadableFile> {
  const outcome = await importMended(sql, clock, {
    file,
    ...progress ? { progress } : {},
    ...trial ? { trial } : {},
  });
  const target = (await readImportFile(sql, file.mendsId!))!;
  if (!trial && outcome.ok && outcome.changed && target.replacesId !== null) {
    await importRegister(sql, clock, { fileId: target.id });
  }
  return outcome;
}

type Begun = "begun" | "replaced" | typeof LINKED;

function beginChecking(
  sql: Sql,
  file: ImportFile,
  { places, header, lastRow }: Extract<RegisterFile, { ok: true }>,
): Promise<Begun> {
  return transaction(sql, async (sql) => {
    await lockImports(sql, `clinic/${file.clinicId}`);
    const links = await linksOf(sql, file.id);
    if (isLinkedAnew(file, links)) return LINKED;
    if (links.replacedById !== null) return "replaced";
    await beginProgress(sql, { fileId: file.id, work: "import" }, lastRow);
    await markChecking(sql, file.id);
    await recordPlaces(sql, file.id, { places, header });
    return "begun";
  });
}

async function mayBegin(sql: Sql, file: ImportFile): Promise<Begun> {
  return (await linksOf(sql, file.id)).replacedById === null ? "begun" : "replaced";
}

async function outcomeOf(
  sql: Sql,
  { id: fileId, unchanged }: ImportFile,
  { toTake }: Pick<TrialRun, "toTake"> = { toTake: [] },
): Promise<Omit<RegisterOutcome, "changed">> {
  return {
    ok: true,
    fileId,
    ...await standingLines(sql, fileId, toTake.map(({ lineId }) => lineId)),
    unchanged,
    withdrawn: await countWithdrawn(sql, fileId, toTake),
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

/** What loading the register would come to; writes nothing, and nobody waits for it. */
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
        preview: { absentLastDay: null },
      });
      if (!stored.ok) return stored;
      const { id: fileId, ...known } = stored.file;
      const { replaces: replacesId = known.replacesId, mends: mendsId = known.mendsId } = register;
      const trial = trialRun({ replacesId, mendsId });
      throw new Previewed(
        await importRegister(sql, clock, { fileId, trial, ...progress ? { progress } : {} }),
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
  { file, rows, comparison, alikeClinics, trial }: {
    file: ImportFile;
    rows: RegisterRow[];
    comparison: FileComparison;
    alikeClinics: number[];
    trial: TrialRun | undefined;
  },
): Promise<number | typeof LINKED> {
  const clinicId = file.clinicId!;
  if (!trial) await lockImports(sql, `clinic/${clinicId}`);
  const links = await linksOf(sql, file.id);
  if (!trial && isLinkedAnew(file, links)) return LINKED;
  // What a replaced file says does not count any more, its mended rows neither.
  if (links.replacedById !== null) return 0;
  const standing = await standingRows(sql, file.id, rows.map(({ row }) => row.row));
  const open = rows.filter(({ row }) => !standing.has(row.row) && !comparison.same.has(row.row));
  if (open.length === 0) return 0;

  const numbers = new Set(open.map(({ cells }) => cellText(cells.policyNumber)));
  const policies = await insuredPolicies(sql, [...numbers]);
  const fingerprints = open.map((row) => row.fingerprint);
  const files = await filesWithServices(sql, clinicId, fingerprints);
  const elsewhere = await servicesOfClinics(sql, alikeClinics, fingerprints);
  const toCorrect = open.flatMap(({ row }) => comparison.changed.get(row.row) ?? []);
  if (!trial) await lockLines(sql, toCorrect);
  const corrected = await correctedLines(sql, toCorrect);
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
  if (trial) {
    for (const line of lines) {
      if (line.correctsId === null) continue;
      const { correctsId: lineId, sheetRow } = line;
      trial.toTake.push({ lineId, why: "changed", carried: carriedBy(line), sheetRow });
      // Else whoever corrects the same line would wait for this one.
      line.correctsId = null;
    }
  }
  await insertServiceLines(sql, { fileId: file.id, clinicId, lines, at });
  const replacedLines = lines.flatMap((line) => line.correctsId ?? []);
  await withdrawLines(sql, replacedLines, { by: file.id, why: "changed", at });
  await markRefusalsAccepted(sql, file.id, { sheetRows: lines.map((line) => line.sheetRow), at });
  return lines.length + await writeRefusals(sql, file.id, { rows: refusals, at });
}

const CUT_SHORT: RegisterVerdict = { kind: "refused", reason: "cut_short" satisfies RefusalReason };
