import type { Sql } from "./connection.ts";

/** Whether the database answers and holds the migrations that this code was written against. */
export async function isReady(sql: Sql): Promise<boolean> {
  try {
    const rows = await sql`select 1 from calendar_versions limit 1`;
    return rows.length === 1;
  } catch {
    return false;
  }
}
