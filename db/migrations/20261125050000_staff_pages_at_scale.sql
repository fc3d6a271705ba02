-- Staff's pages over a hundred thousand people: what is owed without summing the ledger, lists by the index of their order, names by their beginning, the journal by time.
-- migrate:up

-- What is owed stands with its account, written with each posting: lists, counts and reports of who owes summed the ledger anew, row by row. Of receivables alone: income and bank would be one row that every posting waits for.
alter table ledger_accounts add column owed_kopecks bigint not null default 0;
comment on column ledger_accounts.owed_kopecks is 'Of a receivable: its debits less its credits. Kept by a trigger on ledger_transfers, by nothing else';
update ledger_accounts a set owed_kopecks = s.amount
from (
  select account_id, sum(amount) as amount
  from (select debit_id as account_id, amount_kopecks as amount from ledger_transfers
        union all select credit_id, -amount_kopecks from ledger_transfers) sides
  group by account_id
) s
where a.id = s.account_id and a.invoice_id is not null;
create index unpaid_receivables on ledger_accounts (invoice_id) include (owed_kopecks)
  where owed_kopecks > 0;

create function keep_what_is_owed() returns trigger language plpgsql as $$
begin
  update ledger_accounts a set owed_kopecks = a.owed_kopecks + s.amount
  from (
    select account_id, sum(amount) as amount
    from (select debit_id as account_id, amount_kopecks as amount from posted
          union all select credit_id, -amount_kopecks from posted) sides
    group by account_id order by account_id
  ) s
  where a.id = s.account_id and a.invoice_id is not null;
  return null;
end $$;
create trigger ledger_keeps_what_is_owed after insert on ledger_transfers
  referencing new table as posted for each statement execute function keep_what_is_owed();

create or replace view invoice_balances as
select a.invoice_id, a.owed_kopecks,
       (select max(t.effective_at) from ledger_transfers t where t.credit_id = a.id) as last_paid_at
from ledger_accounts a
where a.invoice_id is not null;

-- By codes of letters: the database's language orders letters otherwise, and finds no beginnings.
create index people_by_name on people
  ((replace(lower(surname), 'ё', 'е') collate "C"), name, id);
create index policies_by_number on policies (number collate "C");

create index defaulted_invoices on invoices (defaulted_at desc, id desc)
  where defaulted_at is not null;
create index open_recovery_cases on recovery_cases (opened_at desc, invoice_id desc)
  where closed_at is null;
create index refused_rows_by_time on refused_rows (refused_at desc, id desc)
  where accepted_at is null;
create index undelivered_notices on notices (finished_at desc, id desc)
  where channel <> 'call' and state in ('failed', 'unknown');
create index held_lines_by_time on service_lines (recorded_at, id)
  where held is not null and withdrawn is null;
create index invoices_by_publishing on invoices (published_on desc, through desc)
  include (total_kopecks);
create index told_accruals on notices (invoice_id) include (state, finished_at)
  where channel = 'sms' and template = 'accrual';
create index undecided_attempts on payment_attempts (created_at) where state = 'unknown';

-- Searched by day: the order of ids told nothing of the time.
create index journal_by_time on journal (happened_at, id);
create index journal_by_actor on journal (actor, happened_at, id);
create index journal_by_action on journal (action, happened_at, id);
create index journal_by_subject on journal (subject, happened_at, id);
drop index journal_actor_id_idx;
drop index journal_action_id_idx;
drop index journal_subject_id_idx;

-- migrate:down
