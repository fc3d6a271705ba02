import type { Instant } from "../../domain/local_date.ts";
import type { Sql } from "../connection.ts";

/** Who a file is of: a register's clinic, a roster's employer. */
export type SenderKind = "register" | "roster";

export interface SenderRow {
  id: number;
  name: string;
}

/** All of a kind, by name: there are hundreds. */
export async function listSendersOf(sql: Sql, kind: SenderKind): Promise<SenderRow[]> {
  const table = sql(kind === "register" ? "clinics" : "employers");
  return await sql<SenderRow[]>`select id, name from ${table} order by name`;
}

/** Makes the clinic or the employer that a file was the first to name. */
export async function insertSender(
  sql: Sql,
  { kind, name, at }: { kind: SenderKind; name: string; at: Instant },
): Promise<number> {
  const table = sql(kind === "register" ? "clinics" : "employers");
  const [row] = await sql<{ id: number }[]>`
    insert into ${table} (name, recorded_at) values (${name}, ${at}) returning id`;
  return row!.id;
}

/** Gives a file that only named its sender the sender's row; `made`: the row was made for it. */
export async function attachSender(
  sql: Sql,
  fileId: number,
  { kind, id, made }: { kind: SenderKind; id: number; made: boolean },
): Promise<void> {
  const column = sql(kind === "register" ? "clinic_id" : "employer_id");
  await sql`
    update import_files set ${column} = ${id}, sender_name = null, made_sender = ${made}
    where id = ${fileId} and sender_name is not null`;
}

/** Gives the employer the region that came with its roster, if any did. */
export async function takeRegion(sql: Sql, fileId: number): Promise<void> {
  await sql`
    update employers e set region = f.sender_region
    from import_files f
    where f.id = ${fileId} and e.id = f.employer_id and f.sender_region is not null
      and e.region is distinct from f.sender_region`;
  await sql`
    update import_files set sender_region = null
    where id = ${fileId} and sender_region is not null`;
}

/** Files of this content whose sender has no row yet, with the name that each was sent under. */
export async function unsettledFiles(
  sql: Sql,
  { kind, sha256 }: { kind: SenderKind; sha256: string },
): Promise<{ id: number; senderName: string }[]> {
  return await sql<{ id: number; senderName: string }[]>`
    select id, sender_name as "senderName" from import_files
    where kind = ${kind} and sha256 = ${sha256} and sender_name is not null`;
}

/** A clinic or an employer, and how often it sends files. */
export interface SenderSummary extends SenderRow {
  files: number;
  lastFileAt: Instant | null;
}

/** All of a kind, by name. */
export async function summarizeSenders(sql: Sql, kind: SenderKind): Promise<SenderSummary[]> {
  const isClinic = kind === "register";
  return await sql<SenderSummary[]>`
    select s.id, s.name, count(f.id) as files, max(f.received_at) as "lastFileAt"
    from ${sql(isClinic ? "clinics" : "employers")} s
    left join import_files f on f.${sql(isClinic ? "clinic_id" : "employer_id")} = s.id
    group by s.id, s.name order by s.name`;
}

/** Null where there is none. */
export async function readSenderRow(
  sql: Sql,
  { kind, id }: { kind: SenderKind; id: number },
): Promise<SenderRow | null> {
  const [row] = await sql<SenderRow[]>`
    select id, name from ${sql(kind === "register" ? "clinics" : "employers")} where id = ${id}`;
  return row ?? null;
}

export async function renameSenderRow(
  sql: Sql,
  { kind, id, name }: { kind: SenderKind; id: number; name: string },
): Promise<void> {
  const table = sql(kind === "register" ? "clinics" : "employers");
  await sql`update ${table} set name = ${name} where id = ${id}`;
}

/**
 * Files that wait under a name that nobody had, where the sender of these files has the same content
 * already.
 */
export async function waitingTwins(
  sql: Sql,
  { kind, id }: { kind: SenderKind; id: number },
): Promise<{ id: number; senderName: string }[]> {
  const column = sql(kind === "register" ? "clinic_id" : "employer_id");
  return await sql<{ id: number; senderName: string }[]>`
    select w.id, w.sender_name as "senderName"
    from import_files w
    where w.kind = ${kind} and w.sender_name is not null and exists (
      select from import_files f where f.kind = w.kind and f.sha256 = w.sha256
        and f.${column} = ${id})`;
}

/** Leaves files that wait, since the same ones have come under their sender's right name. */
export async function leaveTwins(sql: Sql, fileIds: number[]): Promise<void> {
  await sql`
    update import_files set preview_asked_at = null,
      state = case when state = 'received' then 'discarded' else state end
    where id = any(${fileIds}::bigint[])`;
}
