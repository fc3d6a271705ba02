import { type Sql, transaction } from "../../db/connection.ts";
import { type ImportFile, readImportFile } from "../../db/imports/imports.ts";
import {
  loadAtOnce,
  readClinicName,
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
import { fullName } from "../../domain/person_name.ts";
import { formatPhone } from "../../domain/phone.ts";
import { cellText } from "../../domain/register_line.ts";
import { meantEmployer } from "../../domain/roster_row.ts";
import { dayAndYear, formatRate } from "../../domain/russian.ts";
import { importRegister, type RegisterOutcome, type UnreadableFile } from "./import_register.ts";
import { importRoster, type RosterOutcome } from "./import_roster.ts";
import { type IncomingFile, type StoredFile, storeFile } from "./receive_file.ts";

/** Of long lists the preview keeps these many. */
const ROWS_KEPT = 200;

/**
 * Counts what loading a stored file would change, by loading it and rolling all back; keeps the
 * result with the file for staff to look at. An unreadable file is marked so.
 *
 * @param progress called after each part of the file
 */
export async function previewFile(
  sql: Sql,
  clock: Clock,
  { fileId, progress }: { fileId: number; progress?: (reached: ImportProgress) => void },
): Promise<{ ok: true; preview: ImportPreview } | UnreadableFile> {
  const previewed = await computePreview(sql, clock, {
    fileId,
    ...progress ? { progress } : {},
  });
  if (previewed.ok) await savePreview(sql, fileId, { ...previewed, at: clock.now() });
  // Nothing is rolled back of a file that can't be read: its problem is the news.
  else await loadFile(sql, clock, { file: (await readImportFile(sql, fileId))! });
  return previewed;
}

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
      throw new Previewed(await computePreview(sql, clock, { fileId: stored.file.id }));
    });
  } catch (error) {
    if (error instanceof Previewed) return error.outcome;
    throw error;
  }
}

/** The preview alone; writes nothing. */
export async function computePreview(
  sql: Sql,
  clock: Clock,
  { fileId, progress }: { fileId: number; progress?: (reached: ImportProgress) => void },
): Promise<{ ok: true; preview: ImportPreview } | UnreadableFile> {
  class Previewed extends Error {
    constructor(readonly outcome: { ok: true; preview: ImportPreview } | UnreadableFile) {
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
      const outcome = await loadFile(sql, clock, { file, ...progress ? { progress } : {} });
      if (!outcome.ok) throw new Previewed(outcome);
      const loaded = (await readImportFile(sql, fileId))!;
      const preview = "franchiseByPolicy" in outcome
        ? await registerPreview(sql, loaded, outcome)
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
  { file: { id: fileId, kind }, progress }: {
    file: ImportFile;
    progress?: (reached: ImportProgress) => void;
  },
): Promise<RegisterOutcome | RosterOutcome | UnreadableFile> {
  const step = progress ? { progress } : {};
  return kind === "register"
    ? importRegister(sql, clock, { fileId, ...step })
    : importRoster(sql, clock, { fileId, ending: "absent", ...step });
}

async function registerPreview(
  sql: Sql,
  file: ImportFile,
  outcome: RegisterOutcome,
): Promise<RegisterPreview> {
  const sums = await sumsOfFile(sql, file.mendsId ?? file.id);
  const { creditedKopecks } = await readCorrectionTotals(sql, file.id);
  const target = file.mendsId ?? file.id;
  const heldRows = await firstHeldLines(sql, target, ROWS_SHOWN);
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
    creditedKopecks,
    ...await refusedShown(sql, file.id, outcome.refused),
    ...await sumsOfHeld(sql, target),
    heldRows: heldRows.map(({ sheetRow, held, policyNumber, serviceDate, ...line }) => ({
      sheetRow,
      reason: held,
      policyNumber,
      name: fullName(line),
      serviceDate,
      service: line.serviceName,
      costKopecks: line.costKopecks,
    })),
    lineChanges: await readLineChanges(sql, file.id, ROWS_SHOWN),
  };
}

async function refusedShown(
  sql: Sql,
  fileId: number,
  refused: readonly RefusedRow[],
): Promise<{ columns: string[]; refusedRows: RefusedRow[] }> {
  const header = await readHeader(sql, fileId);
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
    ...await refusedShown(sql, file.id, outcome.refused),
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
