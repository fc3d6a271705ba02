-- A file shows what it would change before it does, and a full roster ends whom it leaves out.
-- migrate:up

alter table import_files drop constraint import_files_state_check;
alter table import_files
  add constraint import_files_state_check
    check (state in ('received', 'checking', 'done', 'unreadable', 'discarded')),
  add column full_roster boolean not null default false,
  add column preview_asked_at timestamptz,
  add column preview jsonb,
  add column previewed_at timestamptz;
comment on column import_files.full_roster is 'Whom the roster leaves out is not insured any more';
comment on column import_files.preview_asked_at is 'Set while the file waits for staff to load it or to leave it';
comment on column import_files.preview is 'What loading it would change; a full roster ends no one who is not in it';

drop index one_replacement_per_file;
create unique index one_replacement_per_file on import_files (replaces_id)
  where state not in ('unreadable', 'discarded');

create table roster_endings (
  policy_id bigint not null references policies,
  file_id bigint not null references import_files,
  ended_on date not null,
  was_ends_on date not null,
  recorded_at timestamptz not null,
  primary key (file_id, policy_id)
);
comment on table roster_endings is 'Policies that a full roster left out';
comment on column roster_endings.ended_on is 'The last day of insurance from then on';
create trigger roster_endings_are_append_only before update or delete or truncate on roster_endings for each statement execute function refuse_rewrite();

-- migrate:down
