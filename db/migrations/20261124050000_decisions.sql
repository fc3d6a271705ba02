-- Staff let a person off: a debt forgiven, a programme given back, a term longer, reminders stopped; what moves money takes a second member's yes.
-- migrate:up

create table decisions (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('forgive', 'restore', 'move_due', 'pause')),
  person_id bigint not null references people,
  invoice_id bigint references invoices,
  spell_id bigint references emergency_spells,
  amount_kopecks bigint check (amount_kopecks > 0),
  until_on date,
  reason text not null check (reason <> ''),
  proposed_by bigint not null references staff,
  proposed_at timestamptz not null,
  expires_at timestamptz,
  outcome text check (outcome in ('confirmed', 'refused', 'expired')),
  decided_by bigint references staff,
  decided_at timestamptz,
  refusal text,
  check ((kind in ('forgive', 'restore')) = (expires_at is not null)),
  check ((kind = 'forgive') = (amount_kopecks is not null)),
  check ((kind = 'restore') = (spell_id is not null)),
  check ((kind in ('move_due', 'pause')) = (until_on is not null)),
  check (kind not in ('forgive', 'move_due') or invoice_id is not null),
  check (kind in ('forgive', 'restore') or outcome = 'confirmed'),
  check ((outcome is null) = (decided_at is null)),
  check ((outcome in ('confirmed', 'refused')) = (decided_by is not null) or outcome is null),
  check ((outcome = 'refused') = (refusal is not null) or outcome is null),
  constraint nobody_confirms_their_own
    check (kind in ('move_due', 'pause') or outcome is distinct from 'confirmed' or decided_by <> proposed_by)
);
comment on table decisions is 'What staff decided for a person. forgive and restore wait for a second member; move_due and pause take effect at once';
comment on column decisions.person_id is 'Who owes the invoice, or is told of it';
comment on column decisions.invoice_id is 'Null for a pause of all of the payer''s invoices, and for restore';
comment on column decisions.until_on is 'The new last day to pay, or the last day without reminders';
comment on column decisions.expires_at is 'A proposal that nobody has decided by then can''t be confirmed any more';
create unique index one_open_proposal on decisions (kind, coalesce(invoice_id, 0), coalesce(spell_id, 0)) where outcome is null;
create index on decisions (person_id);
create index on decisions (invoice_id);
create index on decisions (spell_id);
create trigger decisions_are_kept before delete or truncate on decisions for each statement execute function refuse_rewrite();

alter table due_moves add column decision_id bigint unique references decisions;
comment on column due_moves.decision_id is 'Staff''s decision; null where the calendar has moved it';

alter table ledger_accounts drop constraint ledger_accounts_kind_check;
alter table ledger_accounts add constraint ledger_accounts_kind_check
  check (kind in ('receivable', 'income', 'bank', 'unallocated', 'forgiven'));
create unique index on ledger_accounts (kind) where kind = 'forgiven';
insert into ledger_accounts (kind) values ('forgiven');

-- migrate:down
