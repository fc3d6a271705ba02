-- What a payer has beyond what they owe goes back by the bank: decided by two, asked for under a frozen key, with a receipt of the return; and who proposed may withdraw it.
-- migrate:up

alter table decisions
  drop constraint decisions_kind_check,
  drop constraint decisions_outcome_check,
  drop constraint decisions_check,
  drop constraint decisions_check1,
  drop constraint decisions_check5,
  drop constraint decisions_check7,
  add constraint decisions_kind_check
    check (kind in ('forgive', 'restore', 'refund', 'move_due', 'pause')),
  add constraint decisions_outcome_check
    check (outcome in ('confirmed', 'refused', 'withdrawn', 'expired')),
  add constraint only_proposals_expire
    check ((kind in ('forgive', 'restore', 'refund')) = (expires_at is not null)),
  add constraint money_has_an_amount
    check ((kind in ('forgive', 'refund')) = (amount_kopecks is not null)),
  add constraint only_proposals_wait
    check (kind in ('forgive', 'restore', 'refund') or outcome = 'confirmed'),
  add constraint somebody_decided
    check ((outcome in ('confirmed', 'refused', 'withdrawn')) = (decided_by is not null) or outcome is null),
  add constraint only_their_own_is_withdrawn
    check (outcome is distinct from 'withdrawn' or decided_by = proposed_by);
drop index one_open_proposal;
create unique index one_open_proposal on decisions
  (kind, coalesce(invoice_id, 0), coalesce(spell_id, 0), (case when kind = 'refund' then person_id end))
  nulls not distinct where outcome is null;

alter table ledger_accounts drop constraint ledger_accounts_kind_check;
alter table ledger_accounts add constraint ledger_accounts_kind_check
  check (kind in ('receivable', 'income', 'bank', 'unallocated', 'forgiven', 'returning'));
create unique index on ledger_accounts (kind) where kind = 'returning';
insert into ledger_accounts (kind) values ('returning');

create table refunds (
  id uuid primary key,
  decision_id bigint not null references decisions,
  payer_id bigint not null references people,
  attempt_id uuid not null references payment_attempts,
  amount_kopecks bigint not null check (amount_kopecks > 0),
  request jsonb not null,
  state text not null check (state in ('created', 'pending', 'succeeded', 'canceled', 'unknown')),
  reason text,
  provider_id text unique,
  created_at timestamptz not null,
  asked_at timestamptz,
  settled_at timestamptz,
  receipt jsonb,
  check ((state in ('succeeded', 'canceled')) = (settled_at is not null))
);
comment on table refunds is 'Money on its way back: a part of one payment each, since the bank returns by payments';
comment on column refunds.request is 'The frozen body of the bank''s request: a repeat under the same key, the refund''s id, is identical';
comment on column refunds.asked_at is 'Written before the bank is first asked: the key''s life begins then';
comment on column refunds.receipt is 'Marks of the fiscal receipt of the return (54-FZ), once the bank tells them';
create index on refunds (attempt_id);
create index on refunds (payer_id);
create index on refunds (decision_id);
create index on refunds (created_at) where state = 'unknown';

create table refund_credits (
  refund_id uuid not null references refunds,
  correction_id bigint not null references corrections,
  amount_kopecks bigint not null check (amount_kopecks > 0),
  primary key (refund_id, correction_id)
);
comment on table refund_credits is 'Which credits a refund gives back; those of a canceled one are the payer''s again';
create index on refund_credits (correction_id);
create trigger refund_credits_are_append_only before update or delete or truncate on refund_credits for each statement execute function refuse_rewrite();
create trigger refunds_are_kept before delete or truncate on refunds for each statement execute function refuse_rewrite();

-- What is left of each credit to pay with, or to give back.
create view credits_left as
select c.id as correction_id, c.payer_id, c.invoice_id,
       (c.unallocated_kopecks - coalesce(o.amount, 0) - coalesce(r.amount, 0))::bigint as left_kopecks
from corrections c
left join lateral (
  select sum(amount_kopecks) as amount from credit_offsets where correction_id = c.id
) o on true
left join lateral (
  select sum(k.amount_kopecks) as amount
  from refund_credits k join refunds f on f.id = k.refund_id
  where k.correction_id = c.id and f.state <> 'canceled'
) r on true
where c.unallocated_kopecks > 0;

-- migrate:down
