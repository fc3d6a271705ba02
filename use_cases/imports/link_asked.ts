import type { Sql } from "../../db/connection.ts";
import { type FileLink, linkFiles } from "../../db/imports/imports.ts";
import { numbered } from "../../domain/russian.ts";
import { type RefusedLink, refusedLink } from "./receive_file.ts";

/**
 * Why a file that waits for staff can't correct any more what it was sent to correct; null where it
 * can, and where it names none. While that one's refused rows are checked again it may be corrected.
 */
export async function refusedAsked(
  sql: Sql,
  fileId: number,
  { replacesId, mendsId }: FileLink,
): Promise<RefusedLink | null> {
  if (replacesId === null && mendsId === null) return null;
  return await refusedLink(sql, fileId, { replacesId, mendsId, ready: ["done", "checking"] });
}

/**
 * Links a file that waited for staff to the one that it was sent to correct, if any: as they load it,
 * under the lock of the clinic's imports.
 */
export async function linkAsked(
  sql: Sql,
  fileId: number,
  asked: FileLink,
): Promise<RefusedLink | null> {
  const refused = await refusedAsked(sql, fileId, asked);
  const names = asked.replacesId !== null || asked.mendsId !== null;
  if (names && refused === null) await linkFiles(sql, fileId, asked);
  return refused;
}

/** Why a file that staff would load corrects nothing, and what to do, for its page. */
export function refusalSentence(
  { replacesId, mendsId }: FileLink,
  { why, by }: RefusedLink,
): string {
  const other = `файл ${numbered((replacesId ?? mendsId)!)}`;
  switch (why) {
    case "replaced":
      return `Он должен был исправить ${other}, но вместо того уже загружен файл ` +
        `${numbered(by!)}. Загрузите этот взамен файла ${numbered(by!)}`;
    case "loaded_otherwise":
      return `Он должен был исправить ${other}, но его уже загрузили иначе`;
    case "unready":
    case "unknown":
      return `Он должен был исправить ${other}, но тот больше нельзя исправить. ` +
        "Загрузите этот снова и выберите другой";
  }
}
