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
