import type { Sql } from "./connection.ts";

/** Why a call that stood on the list is not made. */
export type CallOvertaken = "paid" | "defaulted" | "answered_before";

/** Whether the person has been spoken to about that invoice: no further call is due then. */
export async function hasAnsweredCall(sql: Sql, invoiceId: number): Promise<boolean> {
  const rows = await sql`
    select from notices
    where invoice_id = ${invoiceId} and channel = 'call' and state = 'done'
    limit 1`;
  return rows.length === 1;
}

/**
 * Takes an invoice's open calls off the contact centre's list, with the reason. Its tries stay.
 * Call it in the transaction of the fact that makes the calls needless.
 */
export async function closeOpenCalls(
  sql: Sql,
  invoiceId: number,
  { detail, at }: { detail: CallOvertaken; at: string },
): Promise<void> {
  await sql`
    update notices
    set state = 'skipped', detail = ${detail}, finished_at = ${at}, next_try_at = null
    where invoice_id = ${invoiceId} and channel = 'call' and state = 'open'`;
}
