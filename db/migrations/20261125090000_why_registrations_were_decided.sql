-- A registration was let through or refused without a word why, and could not be looked at again.
-- migrate:up

alter table registrations
  add column reason text check (length(reason) between 1 and 500);
comment on column registrations.reason is 'Why staff decided so; null where the roster had the phone';
create index registrations_decided on registrations (decided_at, id) where decided_by is not null;

-- migrate:down

drop index registrations_decided;
alter table registrations drop column reason;
