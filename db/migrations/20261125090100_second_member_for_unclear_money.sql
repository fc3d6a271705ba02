-- What staff find at the bank of an unclear payment or refund moves money too: one alone could post it from an hour of their own and undo a default; now one proposes it and another confirms.
-- migrate:up

alter table decisions
  add column attempt_id uuid references payment_attempts,
  add column refund_id uuid references refunds,
  add column found text,
  add column captured_at timestamptz,
  add column waited_for text,
  drop constraint decisions_kind_check,
  drop constraint only_proposals_expire,
  drop constraint money_has_an_amount,
  drop constraint only_proposals_wait,
  add constraint decisions_kind_check
    check (kind in ('forgive', 'restore', 'refund', 'payment_found', 'refund_found', 'move_due', 'pause')),
  add constraint only_proposals_expire
    check ((kind not in ('move_due', 'pause')) = (expires_at is not null)),
  add constraint money_has_an_amount
    check ((kind in ('forgive', 'refund', 'payment_found', 'refund_found')) = (amount_kopecks is not null)),
  add constraint only_proposals_wait
    check (kind not in ('move_due', 'pause') or outcome = 'confirmed'),
  add constraint findings_name_what_was_unclear
    check ((kind = 'payment_found') = (attempt_id is not null)
           and (kind = 'refund_found') = (refund_id is not null)
           and (kind in ('payment_found', 'refund_found')) = (waited_for is not null)),
  add constraint findings_are_of_their_kind
    check (case kind
             when 'payment_found' then coalesce(found in ('paid', 'unpaid'), false)
             when 'refund_found' then coalesce(found in ('returned', 'kept'), false)
             else found is null
           end),
  add constraint only_money_that_came_has_its_hour
    check ((found is not distinct from 'paid') = (captured_at is not null));
comment on column decisions.found is 'What staff saw at the bank: of a payment paid or unpaid, of a refund returned or kept';
comment on column decisions.captured_at is 'When the bank took the money, as who proposes it read there';
comment on column decisions.waited_for is 'Why the payment or refund waited for staff then; another answer of the bank since makes the finding void';

drop index one_open_proposal;
create unique index one_open_proposal on decisions
  (kind, coalesce(invoice_id, 0), coalesce(spell_id, 0), (case when kind = 'refund' then person_id end),
   attempt_id, refund_id)
  nulls not distinct where outcome is null;
create index on decisions (attempt_id) where attempt_id is not null;
create index on decisions (refund_id) where refund_id is not null;

-- migrate:down
