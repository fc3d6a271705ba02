-- A file that waits for staff corrects nothing yet: a forgotten preview kept the older file's refused rows from being mended. What can't be read corrects nothing either.
-- migrate:up

alter table import_files
  add column asked_replaces_id bigint references import_files,
  add column asked_mends_id bigint references import_files,
  add check (num_nonnulls(asked_replaces_id, asked_mends_id) < 2);
comment on column import_files.asked_replaces_id is 'The file that this one is to replace once staff load it';
comment on column import_files.asked_mends_id is 'The file whose refused rows this one is to mend once staff load it';

update import_files
set asked_replaces_id = replaces_id, asked_mends_id = mends_id, replaces_id = null, mends_id = null
where state = 'received' and preview_asked_at is not null;
update import_files set replaces_id = null, mends_id = null where state = 'unreadable';

-- Publishing asks of each clinic whether a register of it is under way.
create index registers_under_way on import_files (clinic_id)
  where kind = 'register' and state = 'checking';

create or replace view lines_to_invoice as
select l.id, l.franchise_id, l.service_date, l.franchise_kopecks
from service_lines l
where l.invoice_id is null and l.held is null and l.withdrawn is null and not l.covered
  and l.clinic_id not in (
    select f.clinic_id from import_files f
    where f.kind = 'register' and f.state = 'checking' and f.clinic_id is not null);
comment on view lines_to_invoice is 'Nothing of a clinic is invoiced while a register of it is under way: what is charged in between would be corrected at once';

-- migrate:down
