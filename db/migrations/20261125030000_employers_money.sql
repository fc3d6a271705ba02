-- What an employer has withheld from pay comes as one sum for many invoices: staff enter it, a second member posts it. Debts of a report are read by pages.
-- migrate:up

create unique index on employer_report_lines (report_id, place);

create table employer_payments (
  id bigint generated always as identity primary key,
  employer_id bigint not null references employers,
  order_number text not null check (order_number <> ''),
  received_on date not null,
  amount_kopecks bigint not null check (amount_kopecks > 0),
  entered_by bigint not null references staff,
  entered_at timestamptz not null,
  outcome text check (outcome in ('posted', 'refused')),
  decided_by bigint references staff,
  decided_at timestamptz,
  check (num_nonnulls(outcome, decided_by, decided_at) in (0, 3)),
  constraint nobody_posts_what_they_entered
    check (outcome is distinct from 'posted' or decided_by <> entered_by)
);
comment on table employer_payments is 'Money that came from an employer for its people''s invoices. It moves nothing until a second member has posted it';
comment on column employer_payments.received_on is 'The employer''s local day on which it came: it counts as paid on that day';
create unique index one_entry_per_order on employer_payments (employer_id, order_number, received_on)
  where outcome is distinct from 'refused';
create trigger employer_payments_are_kept before delete or truncate on employer_payments for each statement execute function refuse_rewrite();

create table employer_payment_parts (
  payment_id bigint not null references employer_payments,
  invoice_id bigint not null references invoices,
  amount_kopecks bigint not null check (amount_kopecks > 0),
  primary key (payment_id, invoice_id)
);
comment on table employer_payment_parts is 'Append-only: what of the sum is for which invoice; the parts come to the sum';
create index on employer_payment_parts (invoice_id);
create trigger employer_payment_parts_are_append_only before update or delete or truncate on employer_payment_parts for each statement execute function refuse_rewrite();

-- migrate:down
