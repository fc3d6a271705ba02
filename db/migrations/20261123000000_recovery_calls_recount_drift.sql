-- The rest of a case's life: recovery with its penalty, tries of calls, moved due dates, changed contacts, and the nightly comparison with the workflows.
-- migrate:up

alter table employers add column reminder_plan jsonb;
comment on column employers.reminder_plan is '[{"day": 10, "channels": ["email"]}, …] in working days after publication; null is the product''s own plan';
alter table employers add column penalty_rate_bp integer check (penalty_rate_bp between 0 and 100000);
comment on column employers.penalty_rate_bp is 'Yearly rate of the contract''s own penalty; it replaces the key rate of Civil Code art. 395, never both. Null is art. 395';

alter table invoices add column reminder_plan jsonb;
comment on column invoices.reminder_plan is 'The employer''s plan on the day of publication: what the timeline has promised. Null for invoices from before plans were kept';

-- The Bank of Russia's key rate. A later row is the insurer's to enter; nothing is guessed past known_through.
create table key_rates (
  from_on date primary key,
  basis_points integer not null check (basis_points between 0 and 100000),
  known_through date not null,
  source text not null,
  recorded_at timestamptz not null,
  check (known_through >= from_on)
);
comment on column key_rates.known_through is 'The last day that this rate is known to hold for, unless a later row begins sooner';
insert into key_rates (from_on, basis_points, known_through, source, recorded_at)
select from_on, basis_points, coalesce(lead(from_on) over (order by from_on) - 1, date '2025-12-21'),
       'Банк России, ключевая ставка', '2026-01-01T00:00:00Z'
from (values
  (date '2021-12-20', 850), (date '2022-02-14', 950), (date '2022-02-28', 2000),
  (date '2022-04-11', 1700), (date '2022-05-04', 1400), (date '2022-05-27', 1100),
  (date '2022-06-14', 950), (date '2022-07-25', 800), (date '2022-09-19', 750),
  (date '2023-07-24', 850), (date '2023-08-15', 1200), (date '2023-09-18', 1300),
  (date '2023-10-30', 1500), (date '2023-12-18', 1600), (date '2024-07-29', 1800),
  (date '2024-09-16', 1900), (date '2024-10-28', 2100), (date '2025-06-09', 2000),
  (date '2025-07-28', 1800), (date '2025-09-15', 1700), (date '2025-10-27', 1650)
) as rates (from_on, basis_points);

create table recovery_cases (
  id bigint generated always as identity primary key,
  invoice_id bigint not null unique references invoices,
  opened_at timestamptz not null,
  contract_rate_bp integer,
  closed_at timestamptz,
  closed_reason text check (closed_reason in ('paid', 'default_reversed')),
  recorded_at timestamptz not null,
  check ((closed_at is null) = (closed_reason is null))
);
comment on table recovery_cases is 'The penalty is in no column: it follows from the ledger''s dates and the rates, by day';
comment on column recovery_cases.contract_rate_bp is 'The employer''s own rate on the day of opening; null is the key rate';

-- A call is a row of notices; each try of it is a row here.
alter table notices add column next_try_at timestamptz;
comment on column notices.next_try_at is 'Of an open call: not before this';
create index on notices (next_try_at) where channel = 'call' and state = 'open';
create table call_tries (
  id bigint generated always as identity primary key,
  notice_id bigint not null references notices,
  staff_id bigint not null references staff,
  outcome text not null check (outcome in ('answered', 'no_answer', 'busy', 'call_back', 'wrong_number')),
  note text,
  tried_at timestamptz not null,
  next_try_at timestamptz
);
create index on call_tries (notice_id);

create table due_moves (
  id bigint generated always as identity primary key,
  invoice_id bigint not null references invoices,
  from_on date not null,
  to_on date not null,
  calendar_version_id bigint not null references calendar_versions,
  moved_at timestamptz not null,
  check (to_on > from_on)
);
comment on table due_moves is 'A due date moves later only: never earlier than promised';
create index on due_moves (invoice_id);

create table contact_changes (
  id bigint generated always as identity primary key,
  account_id bigint not null references accounts,
  kind text not null check (kind in ('phone', 'email')),
  old_value text not null,
  new_value text not null,
  ip text,
  user_agent text,
  requested_at timestamptz not null,
  confirmed_at timestamptz
);
create index on contact_changes (account_id);

alter table challenges drop constraint challenges_purpose_check;
alter table challenges add constraint challenges_purpose_check
  check (purpose in ('login', 'register', 'ops', 'contact'));
alter table challenges add column contact_change_id bigint references contact_changes;

-- What the nightly comparison of Postgres with the workflows found.
create table reconciliations (
  id bigint generated always as identity primary key,
  started_at timestamptz not null,
  finished_at timestamptz,
  compared integer not null default 0
);
create table drift (
  id bigint generated always as identity primary key,
  reconciliation_id bigint not null references reconciliations,
  workflow_id text not null,
  kind text not null,
  expected text,
  found text,
  mended boolean not null
);
comment on column drift.expected is 'By Postgres; ids, dates, amounts and states only';
create index on drift (reconciliation_id);

create trigger call_tries_are_append_only before update or delete or truncate on call_tries for each statement execute function refuse_rewrite();
create trigger due_moves_are_append_only before update or delete or truncate on due_moves for each statement execute function refuse_rewrite();
create trigger key_rates_are_append_only before update or delete or truncate on key_rates for each statement execute function refuse_rewrite();
create trigger calendar_versions_are_append_only before update or delete or truncate on calendar_versions for each statement execute function refuse_rewrite();

-- migrate:down
