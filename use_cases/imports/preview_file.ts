import { type Sql, transaction } from "../../db/connection.ts";
import {
  type FileLink,
  type ImportFile,
  markUnreadable,
  readImportFile,
  type StoredCell,
} from "../../db/imports/imports.ts";
import {
  leaveFile,
  loadAtOnce,
  readClinicName,
  readPreview,
  savePreview,
  sumsOfFile,
} from "../../db/imports/import_previews.ts";
import type { ImportProgress } from "../../db/imports/import_progress.ts";
import { readCorrectionTotals } from "../../db/imports/imports_reading.ts";
import {
  countRunningPolicies,
  firstHeldLines,
  readHeader,
  readLineChanges,
  sumsOfHeld,
} from "../../db/imports/preview_rows.ts";
import { listEndings, type RosterState, rosterStates } from "../../db/imports/roster_endings.ts";
import type { Clock } from "../../domain/clock.ts";
import { groupedBy } from "../../domain/grouped.ts";
import {
  type ImportPreview,
  type ReasonCount,
  type RefusedRow,
  type RegisterPreview,
  type RosterChange,
  type RosterPreview,
  ROWS_SHOWN,
} from "../../domain/import_preview.ts";
import type { LocalDate } from "../../domain/local_date.ts";
import { sum } from "../../domain/money.ts";
import { fullName } from "../../domain/person_name.ts";
import { formatPhone } from "../../domain/phone.ts";
import { cellText } from "../../domain/register_line.ts";
import { meantEmployer } from "../../domain/roster_row.ts";
import { dayAndYear, formatRate } from "../../domain/russian.ts";
import { importRegister, type RegisterOutcome, type UnreadableFile } from "./import_register.ts";
import { importRoster, type RosterOutcome } from "./import_roster.ts";
import { refusalSentence, refusedAsked } from "./link_asked.ts";
import { loadIfAgreed } from "./load_waiting.ts";
import { type IncomingFile, type RefusedLink, type StoredFile, storeFile } from "./receive_file.ts";
import { linesWouldTake, type TrialRun, trialRun } from "./trial_run.ts";

/** Of long lists the preview keeps these many. */
const ROWS_KEPT = 200;

/**
 * Counts what loading a stored file would change, by loading it and rolling all back; keeps the
 * result with the file for staff to look at. An unreadable file is marked so, and one whose
 * correction has become impossible is left. Of a file that is being loaded this throws: what is left
 * of it can be told afterwards.
 *
 * @param progress called after each part of the file
 */
export async function previewFile(
  sql: Sql,
  clock: Clock,
  { fileId, progress }: { fileId: number; progress?: (reached: ImportProgress) => void },
): Promise<Counted> {
  const { state } = (await readImportFile(sql, fileId))!;
  if (state === "checking") throw new Error(`File ${fileId} is being loaded`);
  const { askedAt, ...asked } = await readPreview(sql, fileId);
  const previewed = await computePreview(sql, clock, {
    fileId,
    asked,
    ...progress ? { progress } : {},
  });
  const at = clock.now();
  if (previewed.ok) {
    await savePreview(sql, fileId, { ...previewed, askedAt, at });
    await transaction(sql, (sql) => loadIfAgreed(sql, fileId, at));
  } else if (previewed.reason === "unreadable") {
    await markUnreadable(sql, fileId, { ...previewed, at });
  } else await leaveFile(sql, fileId, refusalSentence(asked, previewed));
  return previewed;
}

type Counted =
  | { ok: true; preview: ImportPreview }
  | UnreadableFile
  /** What it was to correct was replaced while it waited. */
  | { ok: false; reason: "no_correction" } & RefusedLink;

type PreviewedIncoming =
  | { ok: true; preview: ImportPreview }
  | UnreadableFile
  | Exclude<StoredFile, { ok: true }>;

/** What loading a file would change that is not stored yet; nothing is written. */
export async function previewIncoming(
  sql: Sql,
  clock: Clock,
  { absentLastDay, ...incoming }: IncomingFile & { absentLastDay: LocalDate | null },
): Promise<PreviewedIncoming> {
  class Previewed extends Error {
    constructor(readonly outcome: PreviewedIncoming) {
      super("Rolled back after a preview");
    }
  }
  try {
    return await transaction(sql, async (sql) => {
      const stored = await storeFile(sql, clock, incoming);
      if (!stored.ok) return stored;
      await loadAtOnce(sql, stored.file.id, { absentLastDay });
      const { id: fileId, replacesId, mendsId } = stored.file;
      const asked = { replacesId, mendsId };
      throw new Previewed(await computePreview(sql, clock, { fileId, asked }));
    });
  } catch (error) {
    if (error instanceof Previewed) return error.outcome;
    throw error;
  }
}

/** The preview alone; writes nothing, and holds nothing that others wait for. */
export async function computePreview(
  sql: Sql,
  clock: Clock,
  { fileId, asked, progress }: {
    fileId: number;
    /** What it is to correct. */
    asked: FileLink;
    progress?: (reached: ImportProgress) => void;
  },
): Promise<Counted> {
  class Previewed extends Error {
    constructor(readonly outcome: Counted) {
      super("Rolled back after a preview");
    }
  }
  try {
    return await transaction(sql, async (sql) => {
      const file = (await readImportFile(sql, fileId))!;
      const before = file.employerId === null
        ? new Map<string, RosterState>()
        : await rosterStates(sql, file.employerId);
      const running = file.employerId === null
        ? 0
        : await countRunningPolicies(sql, file.employerId, file.asOf);
      const refused = await refusedAsked(sql, fileId, asked);
      if (refused !== null) return { ok: false, reason: "no_correction", ...refused };
      const trial = trialRun({
        replacesId: asked.replacesId ?? file.replacesId,
        mendsId: asked.mendsId ?? file.mendsId,
      });
      const outcome = await loadFile(sql, clock, { file, trial, ...progress ? { progress } : {} });
      if (!outcome.ok) throw new Previewed(outcome);
      const loaded = (await readImportFile(sql, fileId))!;
      const preview = "franchiseByPolicy" in outcome
        ? await registerPreview(sql, loaded, { outcome, trial })
        : await rosterPreview(sql, { file: loaded, before, running, outcome });
      throw new Previewed({ ok: true, preview });
    });
  } catch (error) {
    if (error instanceof Previewed) return error.outcome;
    throw error;
  }
}

function loadFile(
  sql: Sql,
  clock: Clock,
  { file: { id: fileId, kind }, trial, progress }: {
    file: ImportFile;
    trial: TrialRun;
    progress?: (reached: ImportProgress) => void;
  },
): Promise<RegisterOutcome | RosterOutcome | UnreadableFile> {
  const step = { trial, ...progress ? { progress } : {} };
  return kind === "register"
    ? importRegister(sql, clock, { fileId, ...step })
    : importRoster(sql, clock, { fileId, ending: "absent", ...step });
}

async function registerPreview(
  sql: Sql,
  file: ImportFile,
  { outcome, trial }: { outcome: RegisterOutcome; trial: TrialRun },
): Promise<RegisterPreview> {
  const target = trial.link.mendsId ?? file.id;
  const without = trial.toTake.map(({ lineId }) => lineId);
  const sums = await sumsOfFile(sql, target, without);
  const before = await readCorrectionTotals(sql, file.id);
  const wouldTake = await linesWouldTake(sql, file.id, trial);
  const heldRows = await firstHeldLines(sql, target, { limit: ROWS_SHOWN, without });
  return {
    kind: "register",
    clinic: await readClinicName(sql, file.clinicId!),
    accepted: outcome.accepted,
    ...sums,
    marked: outcome.marked,
    refused: byReason(outcome.refused),
    held: byReason(outcome.held),
    unchanged: outcome.unchanged,
    ...outcome.withdrawn,
    creditedKopecks: sum([before.creditedKopecks, wouldTake.creditedKopecks]),
    ...refusedShown(trial.header, outcome.refused),
    ...await sumsOfHeld(sql, target, without),
    heldRows: heldRows.map(({ sheetRow, held, policyNumber, serviceDate, ...line }) => ({
      sheetRow,
      reason: held,
      policyNumber,
      name: fullName(line),
      serviceDate,
      service: line.serviceName,
      costKopecks: line.costKopecks,
    })),
    lineChanges: await readLineChanges(sql, file.id, {
      limit: ROWS_SHOWN,
      wouldTake: wouldTake.lines,
    }),
  };
}

function refusedShown(
  header: readonly StoredCell[],
  refused: readonly RefusedRow[],
): { columns: string[]; refusedRows: RefusedRow[] } {
  const refusedRows = [...groupedBy(refused, sameReason).values()].flatMap((rows) =>
    rows.slice(0, ROWS_SHOWN).map(({ sheetRow, cells, reason, detail }) => ({
      sheetRow,
      cells,
      reason,
      ...detail === undefined ? {} : { detail },
    }))
  );
  return { columns: header.map((cell) => cellText(cell)), refusedRows };
}

function sameReason({ reason, detail }: { reason: string; detail?: string }): string {
  return `${reason} ${detail ?? ""}`;
}

function byReason(rows: readonly { reason: string; detail?: string }[]): ReasonCount[] {
  return [...groupedBy(rows, sameReason).values()]
    .map((rows) => {
      const { reason, detail } = rows[0]!;
      return { reason, ...detail === undefined ? {} : { detail }, rows: rows.length };
    })
    .sort((a, b) => b.rows - a.rows);
}

async function rosterPreview(
  sql: Sql,
  { file, before, running, outcome }: {
    file: ImportFile;
    before: Map<string, RosterState>;
    running: number;
    outcome: RosterOutcome;
  },
): Promise<RosterPreview> {
  const endings = await listEndings(sql, file.id);
  const ended = new Set(endings.map((ending) => ending.policyNumber));
  const added: RosterChange[] = [];
  const changed: RosterChange[] = [];
  for (const [policyNumber, state] of await rosterStates(sql, file.employerId!)) {
    const was = before.get(policyNumber);
    if (ended.has(policyNumber)) continue;
    const changes = FIELDS.flatMap(({ title, words }) => {
      const [old, now] = [was ? words(was) : "", words(state)];
      return old === now ? [] : [{ field: title, was: old, now }];
    });
    const row = { policyNumber, name: fullName(state), changes };
    if (!was) added.push(row);
    else if (changes.length > 0) changed.push(row);
  }
  const refused = byReason(outcome.refused);
  return {
    kind: "roster",
    absentLastDay: file.absentLastDay,
    added: { count: added.length, rows: added.slice(0, ROWS_KEPT) },
    changed: { count: changed.length, rows: changed.slice(0, ROWS_KEPT) },
    unchanged: outcome.unchanged,
    refused,
    ...refusedShown(await readHeader(sql, file.id), outcome.refused),
    running,
    meantEmployer: meantEmployer(
      refused.map(({ detail = null, ...count }) => ({ ...count, detail })),
      outcome.added + outcome.updated + outcome.unchanged + outcome.refused.length,
    ),
    ended: endings.map(({ policyNumber, startsOn, wasEndsOn, endedOn, ...person }) => ({
      policyNumber,
      name: fullName(person),
      startsOn,
      wasEndsOn,
      endedOn,
    })),
  };
}

const FIELDS: { title: string; words: (state: RosterState) => string }[] = [
  { title: "Табельный номер", words: (state) => state.personnelNumber },
  { title: "ФИО", words: (state) => fullName(state) },
  { title: "Дата рождения", words: (state) => dayAndYear(state.birthDate) },
  { title: "Пол", words: (state) => state.sex ?? "" },
  {
    title: "Телефон",
    words: ({ phone }) =>
      phone === null ? "" : formatPhone(phone as Parameters<typeof formatPhone>[0]),
  },
  { title: "Почта", words: (state) => state.email ?? "" },
  { title: "Программа", words: (state) => state.programme },
  { title: "Франшиза", words: (state) => formatRate(state.rateBp) },
  { title: "Начало", words: (state) => dayAndYear(state.startsOn) },
  { title: "Окончание", words: (state) => dayAndYear(state.endsOn) },
  { title: "Представитель", words: (state) => state.representative ?? "" },
  { title: "Под опекой", words: (state) => state.ward ? "да" : "" },
];
