-- People of an employer's HR log in, get the month's debts as they stood that day, acknowledge them and mark how each was settled.
-- migrate:up

create table employer_contacts (
  id bigint generated always as identity primary key,
  employer_id bigint not null references employers,
  email text not null check (email = lower(email)),
  name text not null,
  named_by bigint references staff,
  named_at timestamptz not null,
  ended_at timestamptz,
  ended_by bigint references staff
);
comment on column employer_contacts.named_by is 'Null: by the command line';
comment on column employer_contacts.ended_at is 'From then on they neither log in nor are told; what they did stays theirs';
create unique index on employer_contacts (employer_id, email) where ended_at is null;
create index on employer_contacts (email) where ended_at is null;

alter table challenges drop constraint challenges_purpose_check;
alter table challenges add constraint challenges_purpose_check
  check (purpose in ('login', 'register', 'ops', 'contact', 'withdrawal', 'employer'));
alter table challenges add column employer_contact_id bigint references employer_contacts;
create index on challenges (employer_contact_id) where employer_contact_id is not null;

alter table sessions add column employer_contact_id bigint references employer_contacts;
comment on column sessions.employer_contact_id is 'For whom the session acts now: one person may serve several employers';
alter table sessions drop constraint sessions_check;
alter table sessions add constraint sessions_of_one_owner
  check (num_nonnulls(account_id, staff_id, employer_contact_id) = 1);
create index on sessions (employer_contact_id);

create table employer_reports (
  id bigint generated always as identity primary key,
  employer_id bigint not null references employers,
  period date not null check (extract(day from period) = 1),
  requested_by bigint references staff,
  requested_at timestamptz not null,
  formed_at timestamptz,
  formed_on date,
  calendar_version_id bigint references calendar_versions,
  remind_at timestamptz,
  debts integer,
  people integer,
  total_kopecks bigint,
  owed_kopecks bigint,
  overdue_debts integer,
  overdue_kopecks bigint,
  penalty_kopecks bigint,
  reminded_at timestamptz,
  acknowledged_at timestamptz,
  acknowledged_by bigint references employer_contacts,
  acknowledged_name text,
  unique (employer_id, period),
  check (num_nonnulls(formed_at, formed_on, calendar_version_id, remind_at, debts, people,
                      total_kopecks, owed_kopecks, overdue_debts, overdue_kopecks,
                      penalty_kopecks) in (0, 11)),
  check (num_nonnulls(acknowledged_at, acknowledged_by, acknowledged_name) in (0, 3))
);
comment on column employer_reports.period is 'The first of the month in which it was asked for';
comment on column employer_reports.requested_by is 'Null: by the Schedule or the command line';
comment on column employer_reports.formed_on is 'The employer''s local day as of which every row is';
comment on column employer_reports.acknowledged_name is 'As the contact was named on that day';

create table employer_report_lines (
  report_id bigint not null references employer_reports,
  place integer not null,
  invoice_id bigint not null references invoices,
  payer_id bigint not null references people,
  personnel_number text not null,
  surname text not null,
  name text not null,
  patronymic text,
  published_on date not null,
  due_on date not null,
  total_kopecks bigint not null,
  owed_kopecks bigint not null check (owed_kopecks > 0),
  state text not null check (state in ('not_due', 'overdue', 'recovery')),
  paying boolean not null,
  days_overdue integer not null,
  working_days_left integer not null,
  penalty_kopecks bigint,
  primary key (report_id, invoice_id)
);
comment on table employer_report_lines is 'Append-only: a debt as it stood on the report''s day. No clinic and no service (a medical secret)';
comment on column employer_report_lines.paying is 'The bank had not decided an attempt to pay it';
comment on column employer_report_lines.penalty_kopecks is 'Of a debt in recovery; null elsewhere, and where the rate of a day has not been entered';
create index on employer_report_lines (invoice_id);

create table employer_report_marks (
  id bigint generated always as identity primary key,
  report_id bigint not null,
  invoice_id bigint not null,
  kind text not null check (kind in ('deducted', 'agreed', 'refused', 'cleared')),
  note text,
  contact_id bigint not null references employer_contacts,
  ip text,
  marked_at timestamptz not null,
  foreign key (report_id, invoice_id) references employer_report_lines
);
comment on table employer_report_marks is 'Append-only: how the employer says that a debt is settled, the newest counts. It moves no money';
create index on employer_report_marks (report_id, invoice_id);
create index on employer_report_marks (invoice_id);

create table employer_report_letters (
  id bigint generated always as identity primary key,
  report_id bigint not null references employer_reports,
  contact_id bigint not null references employer_contacts,
  step text not null check (step in ('formed', 'reminder')),
  state text not null check (state in ('sending', 'sent', 'failed', 'unknown')),
  detail text,
  provider_id text,
  recorded_at timestamptz not null,
  finished_at timestamptz,
  unique (report_id, contact_id, step)
);
comment on column employer_report_letters.state is 'failed without finished_at: the server has certainly not taken it, and it is tried again';

create index on invoices (employer_id);

create trigger employer_report_lines_are_append_only before update or delete or truncate on employer_report_lines for each statement execute function refuse_rewrite();
create trigger employer_report_marks_are_append_only before update or delete or truncate on employer_report_marks for each statement execute function refuse_rewrite();

-- migrate:down
