import type { SentFile } from "../../adapters/spreadsheet/mod.ts";
import { type Sql, transaction } from "../../db/connection.ts";
import { settlePreview } from "../../db/imports/import_previews.ts";
import { readImportContent, readImportFile } from "../../db/imports/imports.ts";
import { readImportSummary } from "../../db/imports/imports_reading.ts";
import { writeJournal } from "../../db/staff/journal.ts";
import type { Clock } from "../../domain/clock.ts";
import {
  type Correction,
  type Previewed,
  type ReceivedFile,
  receiveFile,
  startImport,
  type Stranger,
} from "./receive_file.ts";

/** Who of the staff acts, and from where. */
export interface StaffActor {
  staffId: number;
  ip: string;
}

export type UploadedFile =
  & SentFile
  & (
    | { kind: "register"; clinic: string } & Stranger & Correction
    | { kind: "roster"; employer: string; region?: string } & Stranger
  );

export type Upload =
  /** `known`: the same file came before, so its refused rows alone are checked. */
  | { ok: true; fileId: number; known: boolean }
  | Extract<ReceivedFile, { ok: false }>;

/** Takes in a file that a member of staff sends, and journals it. */
export function uploadFile(
  sql: Sql,
  clock: Clock,
  { file, actor }: { file: UploadedFile & Previewed; actor: StaffActor },
): Promise<Upload> {
  return transaction(sql, async (sql) => {
    const at = clock.now();
    const received = await receiveFile(sql, clock, { ...file, uploadedBy: actor.staffId });
    const fileId = received.ok
      ? received.file.id
      : received.reason === "unreadable"
      ? received.fileId
      : null;
    if (fileId !== null) {
      await writeJournal(sql, {
        actor: `staff/${actor.staffId}`,
        action: "uploaded",
        subject: `file/${fileId}`,
        ip: actor.ip,
        at,
      });
    }
    if (!received.ok) return received;
    const { file: stored } = received;
    return {
      ok: true,
      fileId: stored.id,
      known: stored.state === "done" || stored.state === "checking",
    };
  });
}

/** Loads a file that has shown what it would change, or leaves it as if it had not come. */
export function decideFile(
  sql: Sql,
  clock: Clock,
  { fileId, decision, actor }: {
    fileId: number;
    decision: "load" | "discard";
    actor: StaffActor;
  },
): Promise<{ ok: true } | { ok: false; reason: "unknown" | "not_waiting" }> {
  return transaction(sql, async (sql) => {
    const file = await readImportFile(sql, fileId);
    if (file === null) return { ok: false, reason: "unknown" };
    if (!await settlePreview(sql, fileId, decision)) return { ok: false, reason: "not_waiting" };
    const at = clock.now();
    if (decision === "load") await startImport(sql, file, at);
    await writeJournal(sql, {
      actor: `staff/${actor.staffId}`,
      action: decision === "load" ? "loaded_after_preview" : "discarded",
      subject: `file/${fileId}`,
      ip: actor.ip,
      at,
    });
    return { ok: true };
  });
}

/** Checks the refused rows of a stored file anew, as if it were uploaded again. */
export function recheckFile(
  sql: Sql,
  clock: Clock,
  { fileId, actor }: { fileId: number; actor: StaffActor },
): Promise<Upload | { ok: false; reason: "unknown" }> {
  return transaction(sql, async (sql) => {
    const file = await readImportSummary(sql, fileId);
    if (file === null || file.sender === null) return { ok: false, reason: "unknown" };
    const content = await readImportContent(sql, fileId);
    const stored = { name: file.name, content, isNew: file.senderIsNew };
    return await uploadFile(sql, clock, {
      actor,
      file: file.kind === "register"
        ? { ...stored, kind: "register", clinic: file.sender }
        : { ...stored, kind: "roster", employer: file.sender },
    });
  });
}
