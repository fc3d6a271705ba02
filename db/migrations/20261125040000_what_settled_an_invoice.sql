-- What is settled without the payer's money is not «оплачен»: how and when an invoice was settled is told by one view, net of what went back.
-- migrate:up

create view invoice_settlements as
select i.id as invoice_id, v.settled_by,
       case v.settled_by
         when 'correction' then greatest(c.credited_at, k.corrected_at)
         when 'forgiving' then c.forgiven_at
         when 'part_forgiven' then greatest(c.paid_at, c.forgiven_at)
         else c.paid_at
       end as settled_at
from invoices i
join ledger_accounts a on a.invoice_id = i.id
cross join lateral (
  select coalesce(sum(t.amount_kopecks), 0) as credited,
         coalesce(sum(t.amount_kopecks) filter (where d.kind = 'bank'), 0) as bank,
         coalesce(sum(t.amount_kopecks) filter (where d.kind = 'unallocated'), 0) as credits,
         coalesce(sum(t.amount_kopecks) filter (where d.kind = 'forgiven'), 0) as forgiven,
         max(t.effective_at) as credited_at,
         max(t.effective_at) filter (where d.kind in ('bank', 'unallocated')) as paid_at,
         max(t.effective_at) filter (where d.kind = 'forgiven') as forgiven_at
  from ledger_transfers t join ledger_accounts d on d.id = t.debit_id
  where t.credit_id = a.id
) c
cross join lateral (
  select coalesce(sum(o.unallocated_kopecks), 0) as ahead,
         coalesce(sum((select t.amount_kopecks from ledger_transfers t
                       where t.event_key = 'correction/' || o.id || '/forgiven')), 0) as unforgiven,
         max(o.recorded_at) as corrected_at
  from corrections o where o.invoice_id = i.id
) k
cross join lateral (
  select case
           when c.bank + c.credits > k.ahead and c.forgiven > k.unforgiven then 'part_forgiven'
           when c.bank + c.credits > k.ahead and c.bank > 0 then 'payment'
           when c.bank + c.credits > k.ahead then 'credit'
           when c.forgiven > k.unforgiven then 'forgiving'
           else 'correction'
         end as settled_by
) v
where c.credited >= i.total_kopecks;
comment on view invoice_settlements is 'A row for each invoice on which nothing is owed: payment is the bank''s money, credit what a correction of an earlier one left, correction that nothing was to pay in the end';

-- migrate:down
