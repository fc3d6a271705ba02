-- A balance is read by its account's indexes: joined on either side at once, one invoice's balance read the whole ledger.
-- migrate:up

create or replace view invoice_balances as
select a.invoice_id,
       (coalesce(debits.amount, 0) - coalesce(credits.amount, 0))::bigint as owed_kopecks,
       credits.last_at as last_paid_at
from ledger_accounts a
left join lateral (
  select sum(t.amount_kopecks) as amount from ledger_transfers t where t.debit_id = a.id
) debits on true
left join lateral (
  select sum(t.amount_kopecks) as amount, max(t.effective_at) as last_at
  from ledger_transfers t where t.credit_id = a.id
) credits on true
where a.invoice_id is not null;

-- migrate:down
