import type { ImportPreview } from "../../domain/import_preview.ts";
import type { Instant, LocalDate } from "../../domain/local_date.ts";
import type { Kopecks } from "../../domain/money.ts";
import type { Sql } from "../connection.ts";

/** What a file is to do once staff load it. */
export interface AskedPreview {
  absentLastDay: LocalDate | null;
  /** The file that it is to correct, if any: one of the two. */
  replacesId: number | null;
  mendsId: number | null;
}

/** Has a file wait for staff: nothing of it is loaded, and it corrects nothing, until they say so. */
export async function askPreview(
  sql: Sql,
  fileId: number,
  asked: AskedPreview & { at: Instant },
): Promise<void> {
  await sql`
    update import_files
    set preview_asked_at = ${asked.at}, preview = null, previewed_at = null,
        absent_last_day = ${asked.absentLastDay}, problem = null,
        asked_replaces_id = ${asked.replacesId}, asked_mends_id = ${asked.mendsId},
        preview_agreed = null, preview_agreed_by = null,
        state = case when state in ('unreadable', 'discarded') then 'received' else state end
    where id = ${fileId}`;
}

/** Has a file be loaded without waiting for staff, whatever was asked of it before. */
export async function loadAtOnce(
  sql: Sql,
  fileId: number,
  { absentLastDay }: { absentLastDay: LocalDate | null },
): Promise<void> {
  await sql`
    update import_files
    set preview_asked_at = null, absent_last_day = ${absentLastDay},
        asked_replaces_id = null, asked_mends_id = null,
        preview_agreed = null, preview_agreed_by = null,
        state = case when state in ('unreadable', 'discarded') then 'received' else state end
    where id = ${fileId}`;
}

/** Keeps what staff said yes to, and has it counted again. */
export async function agreePreview(
  sql: Sql,
  fileId: number,
  { staffId, at }: { staffId: number; at: Instant },
): Promise<void> {
  await sql`
    update import_files
    set preview_agreed = preview, preview_agreed_by = ${staffId}, preview = null,
        previewed_at = null, preview_asked_at = ${at}
    where id = ${fileId}`;
}

/** Who said yes to what the preview tells now; null where nobody did, or it tells something else. */
export async function readAgreed(sql: Sql, fileId: number): Promise<number | null> {
  const [row] = await sql<{ staffId: number }[]>`
    select preview_agreed_by as "staffId" from import_files
    where id = ${fileId} and preview_asked_at is not null and preview = preview_agreed`;
  return row?.staffId ?? null;
}

/**
 * Whether a file was loaded since this one was counted, or is being loaded: of the same sender, and
 * for a register also any roster and any list of consents.
 */
export async function loadedSince(
  sql: Sql,
  fileId: number,
  { kind, senderId }: { kind: "register" | "roster"; senderId: number | null },
): Promise<boolean> {
  const sender = sql(kind === "register" ? "clinic_id" : "employer_id");
  const [row] = await sql<{ loaded: boolean }[]>`
    select exists (
      select from import_files o join import_files f on f.id = ${fileId}
      where o.id <> f.id
        and (o.kind = ${kind} and o.${sender} = ${senderId}
             or ${kind} = 'register' and o.kind in ('roster', 'activations'))
        and (o.state = 'checking' or o.state = 'done' and o.finished_at > f.previewed_at)
    ) as loaded`;
  return row!.loaded;
}

/** Keeps a preview, unless it was asked for anew since `askedAt`, or staff have decided. */
export async function savePreview(
  sql: Sql,
  fileId: number,
  { preview, askedAt, at }: { preview: ImportPreview; askedAt: Instant | null; at: Instant },
): Promise<void> {
  await sql`
    update import_files set preview = ${sql.json(JSON.parse(JSON.stringify(preview)))},
                            previewed_at = ${at}
    where id = ${fileId} and preview_asked_at = ${askedAt}`;
}

/** A file's preview, and whether it waits for staff. */
export interface PreviewRow extends AskedPreview {
  askedAt: Instant | null;
  /** Null while it is being counted. */
  preview: ImportPreview | null;
  previewedAt: Instant | null;
}

export async function readPreview(sql: Sql, fileId: number): Promise<PreviewRow> {
  const [row] = await sql<PreviewRow[]>`
    select preview_asked_at as "askedAt", preview, previewed_at as "previewedAt",
           absent_last_day as "absentLastDay", asked_replaces_id as "replacesId",
           asked_mends_id as "mendsId"
    from import_files where id = ${fileId}`;
  if (!row) throw new Error(`There is no import file ${fileId}`);
  return row;
}

/**
 * Ends the wait: staff load the file or leave it.
 *
 * @returns false where it does not wait, or has not been counted yet
 */
export async function settlePreview(
  sql: Sql,
  fileId: number,
  decision: "load" | "discard",
): Promise<boolean> {
  const discard = decision === "discard";
  const rows = await sql`
    update import_files
    set preview_asked_at = null, asked_replaces_id = null, asked_mends_id = null,
        preview_agreed = null, preview_agreed_by = null,
        state = case when ${discard} and state = 'received' then 'discarded' else state end
    where id = ${fileId} and preview_asked_at is not null
      and (${discard} or previewed_at is not null)
    returning id`;
  return rows.length === 1;
}

/** Leaves a file that staff would load and that can't be; what was loaded of it before stands. */
export async function leaveFile(sql: Sql, fileId: number, problem: string): Promise<void> {
  await sql`
    update import_files
    set preview_asked_at = null, asked_replaces_id = null, asked_mends_id = null,
        preview_agreed = null, preview_agreed_by = null, problem = ${problem},
        state = case when state = 'received' then 'discarded' else state end
    where id = ${fileId}`;
}

export async function readClinicName(sql: Sql, clinicId: number): Promise<string> {
  const [row] = await sql<{ name: string }[]>`select name from clinics where id = ${clinicId}`;
  return row!.name;
}

/**
 * What a file's standing lines come to.
 *
 * @param without lines that would be taken back
 */
export async function sumsOfFile(
  sql: Sql,
  fileId: number,
  without: readonly number[] = [],
): Promise<{ costKopecks: Kopecks; franchiseKopecks: Kopecks; people: number }> {
  const [row] = await sql<{ costKopecks: Kopecks; franchiseKopecks: Kopecks; people: number }[]>`
    select coalesce(sum(coalesce(full_cost_kopecks, cost_kopecks)), 0)::bigint as "costKopecks",
           coalesce(sum(coalesce(full_franchise_kopecks, franchise_kopecks)), 0)::bigint
             as "franchiseKopecks",
           count(distinct policy_id) as people
    from service_lines where file_id = ${fileId} and held is null and withdrawn is null
      and id <> all(${without as number[]}::bigint[])`;
  return row!;
}
