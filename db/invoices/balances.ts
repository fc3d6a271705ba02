import type postgres from "postgres";
import type { Sql } from "../connection.ts";

/** A part of a statement, as ``sql`…` `` makes it. */
type Fragment = postgres.PendingQuery<postgres.Row[]>;

/**
 * What is owed on some thousands of invoices in a ledger that may be far larger, as `invoice_id` and
 * `owed_kopecks`, with when the last of each was paid, as `last_paid_at`.
 *
 * @param ids a query of invoices' ids
 */
export function balancesOf(sql: Sql, ids: Fragment): Fragment {
  return sql`
    select side.invoice_id, sum(side.amount)::bigint as owed_kopecks,
           max(side.paid_at) as last_paid_at
    from (
      select a.invoice_id, t.amount_kopecks as amount, null::timestamptz as paid_at
      from (${ids}) wanted (id)
      join ledger_accounts a on a.invoice_id = wanted.id
      join ledger_transfers t on t.debit_id = a.id
      union all
      select a.invoice_id, -t.amount_kopecks, t.effective_at
      from (${ids}) wanted (id)
      join ledger_accounts a on a.invoice_id = wanted.id
      join ledger_transfers t on t.credit_id = a.id
    ) side
    group by side.invoice_id`;
}
