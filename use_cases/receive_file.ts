import { createHash } from "node:crypto";
import { type FileProblem, readSpreadsheet, type SentFile } from "../adapters/spreadsheet/mod.ts";
import { latestCalendar } from "../db/calendars.ts";
import { type Sql, transaction } from "../db/connection.ts";
import {
  clinicNamed,
  employerNamed,
  type ImportFile,
  markUnreadable,
  readImportFile,
  storeImportFile,
} from "../db/imports.ts";
import { enqueue } from "../db/outbox.ts";
import type { Clock } from "../domain/clock.ts";
import { localDateOf } from "../domain/local_date.ts";
import { workflowId } from "../workflows/contract.ts";

/** A file as it comes in: from staff (`uploadedBy`), or from the command line. */
export type IncomingFile = SentFile & { uploadedBy: number | null } & Sender;

type Sender =
  | { kind: "register"; clinic: string }
  /** `region`: ISO 3166-2, such as RU-BA; left out it stays what it was, federal at first. */
  | { kind: "roster"; employer: string; region?: string }
  | { kind: "activations" };

export type StoredFile =
  | { ok: true; file: ImportFile }
  | { ok: false; reason: "clinic_missing" | "employer_missing" }
  | { ok: false; reason: "unknown_region"; known: string[] };

export type ReceivedFile =
  | StoredFile
  /** The file is kept, with its problem. */
  | { ok: false; reason: "unreadable"; fileId: number } & FileProblem;

/** The insurer's own days: what «today» means for a file of many employers. */
const INSURER_ZONE = "Asia/Yekaterinburg";

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
  incoming: Exclude<IncomingFile, { kind: "activations" }>,
): Promise<ReceivedFile> {
  return transaction(sql, async (sql) => {
    const stored = await storeFile(sql, clock, incoming);
    if (!stored.ok) return stored;
    const { file } = stored;
    if (incoming.content.length <= READ_AT_ONCE_BYTES) {
      const spreadsheet = readSpreadsheet(incoming);
      if (!spreadsheet.ok) {
        const { problem, english } = spreadsheet;
        await markUnreadable(sql, file.id, { problem, at: clock.now() });
        return { ok: false, reason: "unreadable", fileId: file.id, problem, english };
      }
    }
    await enqueue(sql, {
      workflowType: file.kind,
      workflowId: file.kind === "register"
        ? workflowId.register(file.clinicId!, file.sha256)
        : workflowId.roster(file.employerId!, file.sha256),
      input: { fileId: file.id },
    }, clock.now());
    return stored;
  });
}

/** Stores a file without starting anything: the command line imports it itself. */
export async function storeFile(
  sql: Sql,
  clock: Clock,
  incoming: IncomingFile,
): Promise<StoredFile> {
  const at = clock.now();
  let clinicId: number | null = null;
  let employerId: number | null = null;
  if (incoming.kind === "register") {
    const name = oneLine(incoming.clinic);
    if (name === "") return { ok: false, reason: "clinic_missing" };
    clinicId = await clinicNamed(sql, name, at);
  }
  if (incoming.kind === "roster") {
    const name = oneLine(incoming.employer);
    if (name === "") return { ok: false, reason: "employer_missing" };
    const { region } = incoming;
    const known = Object.keys((await latestCalendar(sql)).data.regions);
    if (region !== undefined && !known.includes(region)) {
      return { ok: false, reason: "unknown_region", known };
    }
    employerId = await employerNamed(sql, { name, ...(region ? { region } : {}), at });
  }
  const fileId = await storeImportFile(sql, {
    kind: incoming.kind,
    clinicId,
    employerId,
    name: incoming.name,
    sha256: createHash("sha256").update(incoming.content).digest("hex"),
    content: incoming.content,
    asOf: localDateOf(at, INSURER_ZONE),
    uploadedBy: incoming.uploadedBy,
    receivedAt: at,
  });
  return { ok: true, file: (await readImportFile(sql, fileId))! };
}

function oneLine(name: string): string {
  return name.trim().replace(/\s+/g, " ");
}
