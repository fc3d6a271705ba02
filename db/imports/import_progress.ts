import type { Sql } from "../connection.ts";

/** What a file is gone through for: to be loaded, or to see what that would change. */
export interface ImportWork {
  fileId: number;
  work: "import" | "preview";
}

/** How far that is, in rows of the sheet as its reader numbers them. */
export interface ImportProgress {
  /** All rows up to this one are judged. */
  reachedRow: number;
  /** The sheet's last row; empty ones may stand at its end. 0 until the file is read. */
  lastRow: number;
}

/**
 * Begins at the first row. A register that is being checked keeps what it has reached: its run was
 * interrupted, and goes on from there. To be called before it is marked as being checked.
 */
export async function beginProgress(
  sql: Sql,
  { fileId, work }: ImportWork,
  lastRow: number,
): Promise<void> {
  // The file's row is locked first, as by whoever sends the file again meanwhile.
  await sql`
    with file as (
      select id, state from import_files where id = ${fileId} for no key update)
    insert into import_progress as p (file_id, work, reached_row, last_row)
    select id, ${work}, 0, ${lastRow} from file
    on conflict (file_id, work) do update
      set last_row = excluded.last_row,
          reached_row = case
            when excluded.work = 'import' and (select state from file) = 'checking'
            then p.reached_row else 0 end`;
}

/** Notes how far it is. A run that repeats what an interrupted one did never goes back. */
export async function noteProgress(
  sql: Sql,
  { fileId, work }: ImportWork,
  { reachedRow, lastRow }: ImportProgress,
): Promise<void> {
  await sql`
    insert into import_progress as p (file_id, work, reached_row, last_row)
    values (${fileId}, ${work}, ${reachedRow}, ${lastRow})
    on conflict (file_id, work) do update
      set reached_row = greatest(p.reached_row, excluded.reached_row),
          last_row = excluded.last_row`;
}

/**
 * Forgets how far an earlier run came: a new one was asked for, and has not begun. One that is under
 * way goes on in its stead.
 */
export async function forgetProgress(sql: Sql, { fileId, work }: ImportWork): Promise<void> {
  await sql`
    delete from import_progress p using import_files f
    where p.file_id = ${fileId} and p.work = ${work} and f.id = p.file_id
      and not (p.work = 'import' and f.state = 'checking')`;
}
