import type { ImportPreview } from "../../domain/import_preview.ts";
import type { Instant, LocalDate } from "../../domain/local_date.ts";
import type { Kopecks } from "../../domain/money.ts";
import type { Sql } from "../connection.ts";

/** Has a file wait for staff: nothing of it is loaded until they say so. */
export async function askPreview(
  sql: Sql,
  fileId: number,
  asked: { absentLastDay: LocalDate | null; at: Instant },
): Promise<void> {
  await sql`
    update import_files
    set preview_asked_at = ${asked.at}, preview = null, previewed_at = null,
        absent_last_day = ${asked.absentLastDay}, problem = null,
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
        state = case when state = 'discarded' then 'received' else state end
    where id = ${fileId}`;
}

export async function savePreview(
  sql: Sql,
  fileId: number,
  { preview, at }: { preview: ImportPreview; at: Instant },
): Promise<void> {
  await sql`
    update import_files set preview = ${sql.json(JSON.parse(JSON.stringify(preview)))},
                            previewed_at = ${at}
    where id = ${fileId}`;
}

/** A file's preview, and whether it waits for staff. */
export interface PreviewRow {
  askedAt: Instant | null;
  /** Null while it is being counted. */
  preview: ImportPreview | null;
  previewedAt: Instant | null;
}

export async function readPreview(sql: Sql, fileId: number): Promise<PreviewRow> {
  const [row] = await sql<PreviewRow[]>`
    select preview_asked_at as "askedAt", preview, previewed_at as "previewedAt"
    from import_files where id = ${fileId}`;
  if (!row) throw new Error(`There is no import file ${fileId}`);
  return row;
}

/**
 * Ends the wait: staff load the file or leave it. What is left corrects nothing, so another file may.
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
    set preview_asked_at = null,
        state = case when ${discard} and state = 'received' then 'discarded' else state end,
        replaces_id = case when ${discard} and state = 'received' then null else replaces_id end,
        mends_id = case when ${discard} and state = 'received' then null else mends_id end
    where id = ${fileId} and preview_asked_at is not null
      and (${discard} or previewed_at is not null)
    returning id`;
  return rows.length === 1;
}

export async function readClinicName(sql: Sql, clinicId: number): Promise<string> {
  const [row] = await sql<{ name: string }[]>`select name from clinics where id = ${clinicId}`;
  return row!.name;
}

/** What a file's standing lines come to. */
export async function sumsOfFile(
  sql: Sql,
  fileId: number,
): Promise<{ costKopecks: Kopecks; franchiseKopecks: Kopecks; people: number }> {
  const [row] = await sql<{ costKopecks: Kopecks; franchiseKopecks: Kopecks; people: number }[]>`
    select coalesce(sum(coalesce(full_cost_kopecks, cost_kopecks)), 0)::bigint as "costKopecks",
           coalesce(sum(coalesce(full_franchise_kopecks, franchise_kopecks)), 0)::bigint
             as "franchiseKopecks",
           count(distinct policy_id) as people
    from service_lines where file_id = ${fileId} and held is null and withdrawn is null`;
  return row!;
}
