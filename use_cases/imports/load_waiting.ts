import { type Sql } from "../../db/connection.ts";
import {
  agreePreview,
  leaveFile,
  loadedSince,
  readAgreed,
  readPreview,
  settlePreview,
} from "../../db/imports/import_previews.ts";
import { forgetProgress } from "../../db/imports/import_progress.ts";
import { type ImportFile, lockImports, readImportFile } from "../../db/imports/imports.ts";
import { enqueue } from "../../db/outbox.ts";
import { writeJournal } from "../../db/staff/journal.ts";
import type { Instant } from "../../domain/local_date.ts";
import { workflowId } from "../../workflows/contract.ts";
import { linkAsked, refusalSentence } from "./link_asked.ts";
import { startImport } from "./receive_file.ts";
import { findSender } from "./senders.ts";

/** Whose yes it is; `ip` is null where it was said earlier, and the file had to be counted again. */
export interface Yes {
  staffId: number;
  ip: string | null;
  at: Instant;
}

/**
 * Loads a file that waits for staff, who said yes. One that can't correct any more what it was to is
 * left, and says why. To be called in a transaction.
 *
 * @returns false where it does not wait, or is being counted
 */
export async function loadWaiting(
  sql: Sql,
  file: ImportFile,
  { staffId, ip, at }: Yes,
): Promise<boolean> {
  // Before the file's own row, as an import of it takes them.
  if (file.clinicId !== null) await lockImports(sql, `clinic/${file.clinicId}`);
  const asked = await readPreview(sql, file.id);
  if (!await settlePreview(sql, file.id, "load")) return false;
  const refused = await linkAsked(sql, file.id, asked);
  if (refused === null) await startImport(sql, file, at);
  else await leaveFile(sql, file.id, refusalSentence(asked, refused));
  await writeJournal(sql, {
    actor: `staff/${staffId}`,
    action: refused === null ? "loaded_after_preview" : "discarded",
    subject: `file/${file.id}`,
    ip,
    at,
  });
  return true;
}

/**
 * Whether a file has come in between that may change what a preview told: one of the same clinic or
 * employer, and for a register any that makes people or policies known.
 */
export async function isOutdated(sql: Sql, file: ImportFile): Promise<boolean> {
  const { kind, senderName: name } = file;
  if (kind === "activations") return false;
  const sender = name === null ? null : await findSender(sql, { kind, name, isNew: true });
  const senderId = file.clinicId ?? file.employerId ?? (sender?.ok ? sender.id : null);
  return await loadedSince(sql, file.id, { kind, senderId });
}

/** Counts a file again that staff said yes to: it is loaded if it comes to the same. */
export async function countAgain(sql: Sql, fileId: number, { staffId, at }: Yes): Promise<void> {
  await forgetProgress(sql, { fileId, work: "preview" });
  await agreePreview(sql, fileId, { staffId, at });
  await enqueue(sql, {
    workflowType: "preview",
    workflowId: workflowId.preview(fileId),
    input: { fileId },
    signal: "asked",
  }, at);
}

/** Loads a file that came to what staff had said yes to; another result waits for them. */
export async function loadIfAgreed(sql: Sql, fileId: number, at: Instant): Promise<void> {
  const staffId = await readAgreed(sql, fileId);
  if (staffId === null) return;
  const file = (await readImportFile(sql, fileId))!;
  if (await isOutdated(sql, file)) return;
  await loadWaiting(sql, file, { staffId, ip: null, at });
}
