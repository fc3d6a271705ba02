-- Who is insured, by whom, under what; who logs in; which documents they accept.
-- migrate:up

create table employers (
  id bigint generated always as identity primary key,
  name text not null unique,
  region text,
  time_zone text not null default 'Asia/Yekaterinburg',
  recorded_at timestamptz not null
);
comment on column employers.region is 'ISO 3166-2 code whose regional holidays count (RU-BA); null is federal';

create table clinics (
  id bigint generated always as identity primary key,
  name text not null unique,
  recorded_at timestamptz not null
);

create table programmes (
  id bigint generated always as identity primary key,
  name text not null unique,
  kind text not null check (kind in ('group', 'emergency'))
);

create table people (
  id bigint generated always as identity primary key,
  employer_id bigint not null references employers,
  personnel_number text not null,
  surname text not null,
  name text not null,
  patronymic text,
  birth_date date not null,
  sex text,
  phone text check (phone ~ '^[0-9]{10}$'),
  email text,
  representative_id bigint references people,
  recorded_at timestamptz not null,
  unique (employer_id, personnel_number)
);
comment on column people.phone is 'As the roster gives it, 10 digits; a confirmed one lives in accounts';
create index on people (representative_id);

create table policies (
  id bigint generated always as identity primary key,
  number text not null unique,
  person_id bigint not null references people,
  programme_id bigint not null references programmes,
  starts_on date not null,
  ends_on date not null,
  franchise_rate_bp integer not null check (franchise_rate_bp between 0 and 10000),
  recorded_at timestamptz not null,
  check (starts_on <= ends_on)
);
create index on policies (person_id);

-- One row a registered person. A roster without a phone leaves the account waiting for staff.
create table accounts (
  id bigint generated always as identity primary key,
  person_id bigint not null unique references people,
  phone text not null unique check (phone ~ '^[0-9]{10}$'),
  email text not null,
  registered_at timestamptz not null,
  last_opened_at timestamptz
);

create table registrations (
  id bigint generated always as identity primary key,
  person_id bigint not null references people,
  phone text not null check (phone ~ '^[0-9]{10}$'),
  email text not null,
  agreement_id bigint not null,
  personal_data_id bigint not null,
  state text not null check (state in ('code_sent', 'awaiting_staff', 'done', 'refused')),
  ip text,
  user_agent text,
  requested_at timestamptz not null,
  confirmed_at timestamptz,
  decided_by bigint,
  decided_at timestamptz
);
create index on registrations (state) where state = 'awaiting_staff';

create table staff (
  id bigint generated always as identity primary key,
  email text not null unique,
  name text not null,
  role text not null check (role in ('viewer', 'operator', 'approver', 'admin')),
  recorded_at timestamptz not null
);

-- A code itself is stored nowhere: it is an HMAC of the challenge's id under the server's key.
create table challenges (
  id uuid primary key default uuidv7(),
  purpose text not null check (purpose in ('login', 'register', 'ops')),
  destination text not null,
  account_id bigint references accounts,
  registration_id bigint references registrations,
  staff_id bigint references staff,
  ip text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  tries integer not null default 0,
  used_at timestamptz
);
comment on column challenges.destination is 'Phone of 10 digits or the e-mail of staff. A challenge for an unknown destination has no account, sends nothing and looks the same';
create index on challenges (destination, created_at);
create index on challenges (ip, created_at);

-- The lane of login codes: it holds the challenge's id and nothing else; what is older than a minute is dropped.
create table code_deliveries (
  challenge_id uuid primary key references challenges,
  created_at timestamptz not null,
  finished_at timestamptz,
  outcome text check (outcome in ('sent', 'dropped', 'failed'))
);
create index on code_deliveries (created_at) where finished_at is null;

create table sessions (
  token_hash bytea primary key,
  account_id bigint references accounts,
  staff_id bigint references staff,
  ip text not null,
  user_agent text,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null,
  check (num_nonnulls(account_id, staff_id) = 1)
);
create index on sessions (account_id);
create index on sessions (staff_id);

-- convert_to() is declared stable because encodings may be redefined; UTF8 never is.
create function text_sha256(body text) returns text language sql immutable strict
  return encode(sha256(convert_to(body, 'UTF8')), 'hex');

create table documents (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('user_agreement', 'personal_data', 'franchise_terms')),
  version integer not null,
  title text not null,
  body text not null,
  sha256 text not null generated always as (text_sha256(body)) stored,
  effective_from date not null,
  unique (kind, version)
);

create table consents (
  id bigint generated always as identity primary key,
  person_id bigint not null references people,
  given_by bigint not null references people,
  document_id bigint references documents,
  kind text not null check (kind in ('user_agreement', 'personal_data', 'franchise_terms')),
  policy_id bigint references policies,
  source text not null,
  challenge_id uuid references challenges,
  phone text,
  ip text,
  user_agent text,
  given_at timestamptz not null,
  recorded_at timestamptz not null
);
comment on table consents is 'Append-only: the simple electronic signature of 63-FZ, art. 9, keeps document, challenge, phone, time, address and agent, never the code';
create index on consents (person_id);

create table calendar_versions (
  id bigint generated always as identity primary key,
  source text not null,
  content jsonb not null,
  sha256 text not null unique,
  recorded_at timestamptz not null
);

-- Who looked at whose record and who did what: staff and representatives.
create table journal (
  id bigint generated always as identity primary key,
  actor text not null,
  action text not null,
  subject text not null,
  detail jsonb,
  ip text,
  happened_at timestamptz not null
);

-- migrate:down
