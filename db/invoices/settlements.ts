import type postgres from "postgres";
import type { Settlement } from "../../domain/invoice.ts";
import type { Sql } from "../connection.ts";
import { instantJson } from "../instant_json.ts";

/**
 * How and when an invoice was settled, as JSON of `Settlement`; null while anything is owed on it.
 *
 * @param invoiceId the column that has it: of the invoice `i` unless told
 */
export function settlementOf(
  sql: Sql,
  invoiceId: postgres.PendingQuery<postgres.Row[]> = sql`i.id`,
) {
  return sql`
    (select json_build_object('by', s.settled_by, 'at',
              ${instantJson(sql, "s.settled_at")})
     from invoice_settlements s where s.invoice_id = ${invoiceId})`;
}

/** How and when the invoice was settled; null while anything is owed on it. */
export async function readSettlement(sql: Sql, invoiceId: number): Promise<Settlement | null> {
  const [row] = await sql<Settlement[]>`
    select settled_by as by, settled_at as at from invoice_settlements
    where invoice_id = ${invoiceId}`;
  return row ?? null;
}
