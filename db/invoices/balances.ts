import type postgres from "postgres";
import type { Sql } from "../connection.ts";

/** A part of a statement, as ``sql`…` `` makes it. */
type Fragment = postgres.PendingQuery<postgres.Row[]>;

/**
 * What is owed on many invoices, as `invoice_id` and `owed_kopecks`, in one pass over each side of
 * the ledger: the view `invoice_balances` looks each of them up by itself.
 *
 * @param ids a query of invoices' ids
 */
export function balancesInOnePass(sql: Sql, ids: Fragment): Fragment {
  return sql`
    select a.invoice_id, coalesce(d.amount, 0) - coalesce(c.amount, 0) as owed_kopecks
    from ledger_accounts a
    left join (
      select debit_id, sum(amount_kopecks)::bigint as amount from ledger_transfers group by debit_id
    ) d on d.debit_id = a.id
    left join (
      select credit_id, sum(amount_kopecks)::bigint as amount from ledger_transfers group by credit_id
    ) c on c.credit_id = a.id
    where a.invoice_id in (${ids})`;
}

/**
 * The same of some thousands of invoices in a ledger that may be far larger, with when the last of
 * each was paid, as `last_paid_at`: found by the accounts' indexes.
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
