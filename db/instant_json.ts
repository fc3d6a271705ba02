import type { Sql } from "./connection.ts";

/** A column's instant inside JSON, in the product's one form; `column` as `t.created_at`. */
export function instantJson(sql: Sql, column: string) {
  return sql`to_char(${sql(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}
