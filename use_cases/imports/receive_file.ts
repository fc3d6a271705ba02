import { createHash } from "node:crypto";
import { type FileBytes, fileBytes, piecesOf } from "../../adapters/spreadsheet/file_bytes.ts";
import {
  type FileProblem,
  readSpreadsheet,
  type SentFile,
} from "../../adapters/spreadsheet/mod.ts";
import { latestCalendar } from "../../db/calendars.ts";
import { type Sql, transaction } from "../../db/connection.ts";
import {
  type FileLink,
  type ImportFile,
  type ImportState,
  linkFiles,
  lockImports,
  markUnreadable,
  readImportFile,
  storeImportFile,
} from "../../db/imports/imports.ts";
import { type AskedPreview, askPreview, loadAtOnce } from "../../db/imports/import_previews.ts";
import { forgetProgress } from "../../db/imports/import_progress.ts";
import { enqueue } from "../../db/outbox.ts";
import { replacementOf } from "../../db/imports/replaced_lines.ts";
import type { Clock } from "../../domain/clock.ts";
import { type Instant, type LocalDate, localDateOf } from "../../domain/local_date.ts";
import { lastDaysOfAbsent } from "../../domain/roster_ending.ts";
import { workflowId } from "../../workflows/contract.ts";
import { readRegister } from "./register_file.ts";
import { readRoster } from "./roster_file.ts";
import { claimSender, type FoundSender, rejoinSender, settleSender } from "./senders.ts";

/** A file as it comes in: from staff (`uploadedBy`), or from the command line. */
export type IncomingFile = SentFile & { uploadedBy: number | null } & Sender;

type Sender =
  | { kind: "register"; clinic: string } & Stranger & Correction
  /** `region`: ISO 3166-2, such as RU-BA; left out it stays what it was, federal at first. */
  | { kind: "roster"; employer: string; region?: string } & Stranger
  | { kind: "activations" };

/** A sender that nobody knows yet. */
export interface Stranger {
  /** Whoever sends it says that the name is a new one, though it resembles a known one. */
  isNew?: boolean;
}

/** What a clinic's file corrects, if anything: one of the two. */
export interface Correction {
  /** Id of the file in whose place it comes. */
  replaces?: number;
  /** Id of the file whose refused rows it brings again. */
  mends?: number;
}

/** Why a file can't correct the one that it names. */
export type NoCorrection =
  /** It is no register of this clinic, or came later than this very file. */
  | "unknown"
  /** It is being checked still, or could not be read. */
  | "unready"
  /** Another file replaces it: name that one. */
  | "replaced"
  /** This very file was loaded before for something else. */
  | "loaded_otherwise";

export type StoredFile =
  | { ok: true; file: ImportFile }
  | { ok: false; reason: "no_correction"; why: NoCorrection; by?: number }
  | Extract<FoundSender, { ok: false }>
  | { ok: false; reason: "unknown_region"; known: string[] };

export type ReceivedFile =
  | StoredFile
  /** Whom a full roster leaves out can't end on that day; inclusive bounds. */
  | { ok: false; reason: "last_day_out_of_range"; from: LocalDate; to: LocalDate }
  /** The file is kept, with its problem. */
  | { ok: false; reason: "unreadable"; fileId: number } & FileProblem;

/** A file that shows what it would change, and waits for staff to load it or to leave it. */
export interface Previewed {
  /** The last day of whom a full roster leaves out; null where the roster is not a full one. */
  preview?: { absentLastDay: LocalDate | null };
}

/** The insurer's own days: what «today» means for a file of many employers. */
export const INSURER_ZONE = "Asia/Yekaterinburg";

/** Larger files are read by the worker alone, so that the web never stalls on one. */
const READ_AT_ONCE_BYTES = 2 * 1024 * 1024;

/**
 * Takes a file in: stores it and starts its import, in one transaction. The same file again starts
 * a check of its refused rows.
 *
 * A file of up to 2 MB that is no table at all is answered so at once.
 */
export function receiveFile(
  sql: Sql,
  clock: Clock,
  incoming: Exclude<IncomingFile, { kind: "activations" }> & Previewed,
): Promise<ReceivedFile> {
  return transaction(sql, async (sql) => {
    const lastDay = incoming.preview?.absentLastDay ?? null;
    if (lastDay !== null) {
      const bounds = lastDaysOfAbsent(localDateOf(clock.now(), INSURER_ZONE));
      if (lastDay < bounds.from || lastDay > bounds.to) {
        return { ok: false, reason: "last_day_out_of_range", ...bounds };
      }
    }
    const stored = await storeFile(sql, clock, incoming);
    if (!stored.ok) return stored;
    const { file } = stored;
    const readNow = incoming.content.length <= READ_AT_ONCE_BYTES;
    if (readNow) {
      const spreadsheet = await readIncoming(incoming, file);
      if (!spreadsheet.ok) {
        const { problem, english } = spreadsheet;
        await markUnreadable(sql, file.id, { problem, at: clock.now() });
        return { ok: false, reason: "unreadable", fileId: file.id, problem, english };
      }
    }
    // Whether a large one can be read is known later: till then it makes no sender.
    const unseen = file.senderName !== null && !readNow ? { absentLastDay: null } : undefined;
    const preview = incoming.preview ?? unseen;
    if (preview) {
      const link = linkOf(incoming.kind === "register" ? incoming : {});
      await startPreview(sql, file.id, { ...preview, ...link, at: clock.now() });
    } else {
      await loadAtOnce(sql, file.id, { absentLastDay: null });
      return { ok: true, file: await startImport(sql, file, clock.now()) };
    }
    return stored;
  });
}

/** Of a stranger's file the columns too: what has none makes nobody known. */
function readIncoming(incoming: SentFile, { kind, senderName }: ImportFile) {
  if (senderName === null) return readSpreadsheet(incoming);
  return kind === "register" ? readRegister(incoming) : readRoster(incoming);
}

async function hashOf(content: FileBytes): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of piecesOf(content)) hash.update(piece);
  return hash.digest("hex");
}

/** Has a file counted that is to wait for staff, by its workflow. */
async function startPreview(
  sql: Sql,
  fileId: number,
  asked: AskedPreview & { at: Instant },
): Promise<void> {
  await forgetProgress(sql, { fileId, work: "preview" });
  await askPreview(sql, fileId, asked);
  await enqueue(sql, {
    workflowType: "preview",
    workflowId: workflowId.preview(fileId),
    input: { fileId },
    signal: "asked",
  }, asked.at);
}

/**
 * Starts the import of a stored file, by its workflow; its sender is known from then on. Where the
 * workflow runs already, it goes through the file once more.
 */
export async function startImport(
  sql: Sql,
  stored: ImportFile,
  at: Instant,
): Promise<ImportFile> {
  if (stored.kind === "activations") throw new Error(`File ${stored.id} is loaded by no workflow`);
  const file = await settleSender(sql, stored, at);
  await forgetProgress(sql, { fileId: file.id, work: "import" });
  await enqueue(sql, {
    workflowType: file.kind,
    workflowId: file.kind === "register"
      ? workflowId.register(file.clinicId!, file.sha256)
      : workflowId.roster(file.employerId!, file.sha256),
    input: { fileId: file.id },
    signal: "sent",
  }, at);
  return file;
}

/**
 * Stores a file without starting anything: the command line imports it itself. One that can't
 * correct what it names is not stored at all; one that is to wait for staff corrects it once loaded.
 */
export async function storeFile(
  sql: Sql,
  clock: Clock,
  incoming: IncomingFile & Previewed,
): Promise<StoredFile> {
  class NotStored extends Error {
    constructor(readonly answer: StoredFile) {
      super("Rolled back: the file can't correct the one that it names");
    }
  }
  try {
    return await transaction(sql, async (sql) => {
      const stored = await store(sql, clock, incoming);
      if (!stored.ok) throw new NotStored(stored);
      return stored;
    });
  } catch (error) {
    if (error instanceof NotStored) return error.answer;
    throw error;
  }
}

async function store(
  sql: Sql,
  clock: Clock,
  incoming: IncomingFile & Previewed,
): Promise<StoredFile> {
  const at = clock.now();
  const { kind, name } = incoming;
  const content = fileBytes(incoming.content);
  const sha256 = await hashOf(content);
  if (incoming.kind === "roster" && incoming.region !== undefined) {
    const known = Object.keys((await latestCalendar(sql)).data.regions);
    if (!known.includes(incoming.region)) return { ok: false, reason: "unknown_region", known };
  }
  let clinicId: number | null = null;
  let employerId: number | null = null;
  let senderName: string | null = null;
  if (incoming.kind !== "activations") {
    const { kind, isNew = false } = incoming;
    const typed = incoming.kind === "register" ? incoming.clinic : incoming.employer;
    const sender = await claimSender(sql, { kind, name: typed, isNew });
    if (!sender.ok) return sender;
    senderName = await rejoinSender(sql, { kind, sha256 }, sender);
    if (kind === "register") clinicId = sender.id;
    else employerId = sender.id;
  }
  const link = linkOf(incoming.kind === "register" ? incoming : {});
  const corrects = link.replacesId !== null || link.mendsId !== null;
  // Before the file's own row, as an import of it takes them.
  if (corrects && clinicId !== null) await lockImports(sql, `clinic/${clinicId}`);
  const fileId = await storeImportFile(sql, {
    kind,
    clinicId,
    employerId,
    senderName,
    senderRegion: incoming.kind === "roster" ? incoming.region ?? null : null,
    name,
    sha256,
    content,
    asOf: localDateOf(at, INSURER_ZONE),
    uploadedBy: incoming.uploadedBy,
    receivedAt: at,
  });
  if (corrects) {
    const refused = await refusedLink(sql, fileId, { ...link, ready: ["done"] });
    if (refused !== null) return { ok: false, reason: "no_correction", ...refused };
    if (incoming.preview === undefined) await linkFiles(sql, fileId, link);
  }
  return { ok: true, file: (await readImportFile(sql, fileId))! };
}

function linkOf({ replaces = null, mends = null }: { [K in keyof Correction]: number | null }) {
  return { replacesId: replaces, mendsId: mends };
}

export interface LinkAsked extends FileLink {
  /** In which of these states the other file may be corrected. */
  ready: readonly ImportState[];
}

export interface RefusedLink {
  why: NoCorrection;
  /** The file that replaces the one that was named. */
  by?: number;
}

/**
 * Why a stored file can't correct the one that it names; null where it can, and where it does so
 * already. Whoever goes by the answer holds the lock of the clinic's imports.
 */
export async function refusedLink(
  sql: Sql,
  fileId: number,
  { replacesId, mendsId, ready }: LinkAsked,
): Promise<RefusedLink | null> {
  const otherId = (replacesId ?? mendsId)!;
  const file = (await readImportFile(sql, fileId))!;
  if (file.replacesId === replacesId && file.mendsId === mendsId) return null;
  const other = await readImportFile(sql, otherId);
  if (
    other?.kind !== "register" || other.clinicId !== file.clinicId || other.clinicId === null ||
    otherId >= fileId
  ) {
    return { why: "unknown" };
  }
  const linked = file.replacesId !== null || file.mendsId !== null;
  const loaded = file.state === "checking" || file.state === "done";
  if (linked || (mendsId !== null && loaded)) return { why: "loaded_otherwise" };
  if (!ready.includes(other.state) || other.mendsId !== null) return { why: "unready" };
  const by = await replacementOf(sql, otherId);
  return by === null ? null : { why: "replaced", by };
}
