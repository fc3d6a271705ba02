-- A full roster says the last day of whom it leaves out, and calls off policies that have not begun.
-- migrate:up

alter table import_files
  add column absent_last_day date,
  add check (absent_last_day is null or kind = 'roster');
update import_files set absent_last_day = as_of - 1 where full_roster;
alter table import_files drop column full_roster;
comment on column import_files.absent_last_day is 'The last day of insurance of whom a full roster leaves out; null: the roster is not a full one';

alter table policies drop constraint policies_check;
alter table policies add check (ends_on >= starts_on - 1);
comment on column policies.ends_on is 'The last day, inclusive; the day before the first one where the policy was called off';

-- migrate:down
