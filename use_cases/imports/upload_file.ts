import type { SentFile } from "../../adapters/spreadsheet/mod.ts";
import { type Sql, transaction } from "../../db/connection.ts";
import { readPreview, settlePreview } from "../../db/imports/import_previews.ts";
import { askCheckAgain, readImportFile } from "../../db/imports/imports.ts";
import { writeJournal } from "../../db/staff/journal.ts";
import type { Clock } from "../../domain/clock.ts";
import { localDateOf } from "../../domain/local_date.ts";
import { countAgain, isOutdated, loadWaiting } from "./load_waiting.ts";
import {
  type Correction,
  INSURER_ZONE,
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

/**
 * Loads a file that has shown what it would change, or leaves it as if it had not come. What was
 * shown may be true no more, since another file was loaded meanwhile: then it is counted again, and
 * shown again where it comes to something else.
 */
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
    const at = clock.now();
    const yes = { ...actor, at };
    if (decision === "load") {
      const { askedAt, previewedAt } = await readPreview(sql, fileId);
      const counted = askedAt !== null && previewedAt !== null;
      if (counted && await isOutdated(sql, file)) await countAgain(sql, fileId, yes);
      else if (!await loadWaiting(sql, file, yes)) return { ok: false, reason: "not_waiting" };
      return { ok: true };
    }
    if (!await settlePreview(sql, fileId, "discard")) return { ok: false, reason: "not_waiting" };
    await writeJournal(sql, {
      actor: `staff/${actor.staffId}`,
      action: "discarded",
      subject: `file/${fileId}`,
      ip: actor.ip,
      at,
    });
    return { ok: true };
  });
}

/**
 * Checks the refused rows of a file anew by today, as if it were uploaded again. Only one that was
 * gone through and does not wait for staff has any.
 */
export function recheckFile(
  sql: Sql,
  clock: Clock,
  { fileId, actor }: { fileId: number; actor: StaffActor },
): Promise<{ ok: true } | { ok: false; reason: "unknown" | "not_checked" }> {
  return transaction(sql, async (sql) => {
    const at = clock.now();
    const file = await readImportFile(sql, fileId);
    if (file === null || file.kind === "activations") return { ok: false, reason: "unknown" };
    if (!await askCheckAgain(sql, fileId, localDateOf(at, INSURER_ZONE))) {
      return { ok: false, reason: "not_checked" };
    }
    await startImport(sql, file, at);
    await writeJournal(sql, {
      actor: `staff/${actor.staffId}`,
      action: "uploaded",
      subject: `file/${fileId}`,
      ip: actor.ip,
      at,
    });
    return { ok: true };
  });
}
