-- The franchise's life: consent, service lines, invoices, the ledger, payments, defaults.
-- migrate:up

create table franchises (
  id bigint generated always as identity primary key,
  policy_id bigint not null unique references policies,
  consent_id bigint not null references consents,
  consented_at timestamptz not null,
  consented_on date not null,
  active_from date not null,
  calendar_version_id bigint not null references calendar_versions,
  activated_at timestamptz,
  recorded_at timestamptz not null
);
comment on column franchises.active_from is 'Computed and promised at consent; never moves later';
comment on column franchises.activated_at is 'Written by the franchise workflow on that day; whether service is open follows from dates alone';

create table import_files (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('roster', 'register', 'activations')),
  employer_id bigint references employers,
  clinic_id bigint references clinics,
  name text not null,
  sha256 text not null,
  content bytea not null,
  as_of date not null,
  state text not null check (state in ('received', 'checking', 'done', 'unreadable')),
  problem text,
  accepted integer not null default 0,
  unchanged integer not null default 0,
  refused integer not null default 0,
  held integer not null default 0,
  uploaded_by bigint references staff,
  received_at timestamptz not null,
  finished_at timestamptz
);
comment on column import_files.problem is 'Why the file as a whole could not be read, in Russian, for staff';
create unique index on import_files (kind, coalesce(clinic_id, 0), coalesce(employer_id, 0), sha256);

create table refused_rows (
  id bigint generated always as identity primary key,
  file_id bigint not null references import_files,
  sheet_row integer not null,
  cells jsonb not null,
  reason text not null,
  detail text,
  refused_at timestamptz not null,
  accepted_at timestamptz,
  unique (file_id, sheet_row)
);
comment on column refused_rows.accepted_at is 'Set when a later check of the same file accepted or held the row; it then stands in service_lines';

create table invoices (
  id bigint generated always as identity (start with 2001) primary key,
  franchise_id bigint not null references franchises,
  policy_id bigint not null references policies,
  payer_id bigint not null references people,
  employer_id bigint not null references employers,
  through date not null,
  total_kopecks bigint not null check (total_kopecks > 0),
  published_at timestamptz not null,
  published_on date not null,
  due_on date not null,
  due_at timestamptz not null,
  calendar_version_id bigint not null references calendar_versions,
  time_zone text not null,
  recorded_at timestamptz not null,
  defaulted_at timestamptz
);
comment on column invoices.through is 'Service dates up to this day are in it; lines that come later make another invoice for the same day';
comment on column invoices.payer_id is 'Who owes it: the insured, or a minor''s representative';
comment on column invoices.due_at is 'The first instant after the term: the end, 24:00 local, of due_on';
create index on invoices (franchise_id);
create index on invoices (payer_id);
create index on invoices (policy_id);

create table service_lines (
  id bigint generated always as identity primary key,
  file_id bigint not null references import_files,
  sheet_row integer not null,
  row_number text,
  clinic_id bigint not null references clinics,
  policy_id bigint not null references policies,
  franchise_id bigint not null references franchises,
  service_date date not null,
  service_code text,
  service_name text not null,
  quantity numeric(18, 6) not null check (quantity > 0),
  price_kopecks bigint not null check (price_kopecks > 0),
  cost_kopecks bigint not null check (cost_kopecks > 0),
  rate_bp integer not null,
  franchise_kopecks bigint not null check (franchise_kopecks >= 0),
  fingerprint text not null,
  marked text,
  held text,
  invoice_id bigint references invoices,
  recorded_at timestamptz not null,
  unique (file_id, sheet_row)
);
comment on column service_lines.fingerprint is 'Hash of policy, date, code, name, quantity, price, cost; without the row''s own number';
comment on column service_lines.marked is 'Accepted, and shown to staff: equal to another row but for its number';
comment on column service_lines.held is 'Reason that it waits for staff; not invoiced while set';
create index on service_lines (clinic_id, fingerprint);
create index on service_lines (invoice_id);
create index on service_lines (franchise_id) where invoice_id is null;

-- Ledger: one row is one transfer, so the books balance by construction.
create table ledger_accounts (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('receivable', 'income', 'bank', 'unallocated')),
  invoice_id bigint unique references invoices,
  person_id bigint references people,
  check ((kind = 'receivable') = (invoice_id is not null))
);
create unique index on ledger_accounts (kind) where kind in ('income', 'bank');
create unique index on ledger_accounts (person_id) where kind = 'unallocated';
insert into ledger_accounts (kind) values ('income'), ('bank');

create table ledger_transfers (
  id bigint generated always as identity primary key,
  event_key text not null,
  debit_id bigint not null references ledger_accounts,
  credit_id bigint not null references ledger_accounts,
  amount_kopecks bigint not null check (amount_kopecks > 0),
  effective_at timestamptz not null,
  recorded_at timestamptz not null,
  check (debit_id <> credit_id)
);
comment on column ledger_transfers.event_key is 'The business event: invoice/{id}/published, payment/{attempt}/invoice/{id}';
create unique index on ledger_transfers (event_key);
create index on ledger_transfers (debit_id);
create index on ledger_transfers (credit_id);

create view invoice_balances as
select i.id as invoice_id,
       coalesce(sum(t.amount_kopecks) filter (where t.debit_id = a.id), 0)::bigint
         - coalesce(sum(t.amount_kopecks) filter (where t.credit_id = a.id), 0)::bigint as owed_kopecks,
       max(t.effective_at) filter (where t.credit_id = a.id) as last_paid_at
from invoices i
join ledger_accounts a on a.invoice_id = i.id
join ledger_transfers t on a.id in (t.debit_id, t.credit_id)
group by i.id;

create table payment_attempts (
  id uuid primary key default uuidv7(),
  payer_id bigint not null references people,
  amount_kopecks bigint not null check (amount_kopecks > 0),
  request jsonb not null,
  provider_id text unique,
  confirmation_url text,
  state text not null check (state in ('created', 'pending', 'succeeded', 'canceled', 'unknown')),
  reason text,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  captured_at timestamptz,
  settled_at timestamptz
);
comment on column payment_attempts.request is 'The frozen body of the bank''s request: a repeat under the same key is identical to the byte';
create index on payment_attempts (payer_id);

create table payment_allocations (
  attempt_id uuid not null references payment_attempts,
  invoice_id bigint not null references invoices,
  amount_kopecks bigint not null check (amount_kopecks > 0),
  open boolean not null,
  primary key (attempt_id, invoice_id)
);
comment on column payment_allocations.open is 'True while the attempt is undecided: an invoice is in at most one open attempt';
create unique index one_open_attempt_per_invoice on payment_allocations (invoice_id) where open;

create table emergency_spells (
  id bigint generated always as identity primary key,
  policy_id bigint not null references policies,
  invoice_id bigint not null references invoices,
  starts_on date not null,
  until date,
  reason text not null,
  ended_reason text,
  recorded_at timestamptz not null,
  ended_recorded_at timestamptz
);
comment on column emergency_spells.until is 'First day of the group programme again; null while the spell lasts';
create unique index on emergency_spells (policy_id) where until is null;
create index on emergency_spells (policy_id);

create table notices (
  id bigint generated always as identity primary key,
  key text not null unique,
  person_id bigint not null references people,
  policy_id bigint references policies,
  invoice_id bigint references invoices,
  channel text not null check (channel in ('sms', 'email', 'call')),
  template text not null,
  due_at timestamptz not null,
  state text not null check (state in ('sending', 'sent', 'skipped', 'failed', 'unknown', 'open', 'done')),
  detail text,
  provider_id text,
  recorded_at timestamptz not null,
  finished_at timestamptz
);
comment on column notices.key is 'invoice/{id}/accrual/sms: each step on each channel at most once';
comment on column notices.state is 'open and done belong to calls, which are tasks of the contact centre';
create index on notices (invoice_id);
create index on notices (person_id);

create table outbox (
  id bigint generated always as identity primary key,
  workflow_id text not null,
  workflow_type text not null,
  signal text,
  input jsonb not null,
  recorded_at timestamptz not null,
  delivered_at timestamptz,
  tries integer not null default 0,
  problem text
);
comment on column outbox.signal is 'Null starts the workflow; otherwise a signal-with-start of that name';
create index on outbox (workflow_id, id) where delivered_at is null;

create function notify_outbox() returns trigger language plpgsql as $$
begin
  perform pg_notify(tg_argv[0], '');
  return null;
end $$;
create trigger outbox_written after insert on outbox for each statement execute function notify_outbox('outbox');
create trigger code_delivery_written after insert on code_deliveries for each statement execute function notify_outbox('code_deliveries');

-- Facts that are never rewritten, whoever is connected.
create function refuse_rewrite() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
end $$;
create trigger ledger_is_append_only before update or delete or truncate on ledger_transfers for each statement execute function refuse_rewrite();
create trigger consents_are_append_only before update or delete or truncate on consents for each statement execute function refuse_rewrite();
create trigger journal_is_append_only before update or delete or truncate on journal for each statement execute function refuse_rewrite();
create trigger documents_are_append_only before update or delete or truncate on documents for each statement execute function refuse_rewrite();

-- migrate:down
