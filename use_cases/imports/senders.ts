import { type Sql, transaction } from "../../db/connection.ts";
import { type ImportFile, lockImports, readImportFile } from "../../db/imports/imports.ts";
import {
  attachSender,
  insertSender,
  listSendersOf,
  type SenderKind,
  takeRegion,
  unsettledFiles,
} from "../../db/imports/senders.ts";
import type { Instant } from "../../domain/local_date.ts";
import {
  alikeSenders,
  LONGEST_SENDER_NAME,
  sameButForm,
  sameSender,
  senderName,
} from "../../domain/sender_name.ts";

/** The clinic or the employer that a file names. */
export interface NamedSender {
  kind: SenderKind;
  name: string;
  /** Said to be a new one, whatever known name it resembles. */
  isNew: boolean;
}

export type FoundSender =
  | {
    ok: true;
    /** Null where the name is new: loading the file makes the row. */
    id: number | null;
    /** As it is known. */
    name: string;
  }
  | { ok: false; reason: "sender_missing" | "sender_too_long" }
  /** It may be a slip for one of these; who sends it says which. */
  | { ok: false; reason: "sender_alike"; alike: string[] };

/**
 * Finds whom a file's sender is: the known one of the same name, however it is quoted and spaced. A
 * name that merely resembles a known one is taken for neither: the same lines under a second name
 * would be billed twice.
 */
export async function findSender(
  sql: Sql,
  { kind, name, isNew }: NamedSender,
): Promise<FoundSender> {
  const typed = senderName(name);
  if (typed === "") return { ok: false, reason: "sender_missing" };
  if (typed.length > LONGEST_SENDER_NAME) return { ok: false, reason: "sender_too_long" };
  const known = await listSendersOf(sql, kind);
  const same = known.find((one) => one.name === typed) ??
    known.find((one) => sameSender(one.name, typed));
  if (same) return { ok: true, ...same };
  const alike = known.filter((one) => alikeSenders(one.name, typed)).map((one) => one.name);
  if (alike.length > 0 && !isNew) return { ok: false, reason: "sender_alike", alike };
  return { ok: true, id: null, name: typed };
}

/**
 * As {@linkcode findSender}, until the transaction ends: whoever names the same stranger meanwhile
 * waits, and then finds the row that the first one made. Else one file would be two.
 */
export async function claimSender(sql: Sql, named: NamedSender): Promise<FoundSender> {
  const found = await findSender(sql, named);
  if (!found.ok || found.id !== null) return found;
  await lockImports(sql, "senders");
  return await findSender(sql, named);
}

/**
 * The name under which a file of this content waits already, as it was sent before; where its sender
 * has got a row meanwhile, the file is given it.
 */
export async function rejoinSender(
  sql: Sql,
  file: { kind: SenderKind; sha256: string },
  found: { id: number | null; name: string },
): Promise<string | null> {
  const waiting = (await unsettledFiles(sql, file))
    .find(({ senderName }) => sameSender(senderName, found.name));
  if (found.id === null) return waiting?.senderName ?? found.name;
  if (waiting) await attachSender(sql, waiting.id, { kind: file.kind, id: found.id, made: false });
  return null;
}

/** Makes the row of a file's clinic or employer, where it has none yet, and sets its region. */
export async function settleSender(sql: Sql, file: ImportFile, at: Instant): Promise<ImportFile> {
  const { kind, senderName: name } = file;
  if (kind === "activations") return file;
  return await transaction(sql, async (sql) => {
    if (name !== null) await lockImports(sql, "senders");
    return await giveSender(sql, file, at);
  });
}

/** As {@linkcode settleSender}, for who rolls all back: nobody waits for that. */
export async function giveSender(sql: Sql, file: ImportFile, at: Instant): Promise<ImportFile> {
  const { kind, senderName: name } = file;
  if (kind === "activations") return file;
  if (name !== null) {
    const found = await findSender(sql, { kind, name, isNew: true });
    if (!found.ok) throw new Error(`File ${file.id} names nobody`);
    const id = found.id ?? await insertSender(sql, { kind, name, at });
    await attachSender(sql, file.id, { kind, id, made: found.id === null });
  }
  if (kind === "roster") await takeRegion(sql, file.id);
  return (await readImportFile(sql, file.id))!;
}

/** Other clinics whose names agree with this one's but for the legal form, if any. */
export async function clinicsOfOneName(sql: Sql, clinicId: number): Promise<number[]> {
  const clinics = await listSendersOf(sql, "register");
  const own = clinics.find(({ id }) => id === clinicId)!;
  return clinics.filter(({ id, name }) => id !== clinicId && sameButForm(name, own.name))
    .map(({ id }) => id);
}
