-- A line of a register is written twice, as it comes and as it enters its invoice, and each writing paid for every key and index: fewer of them, and narrower ones, say the same or more.
-- migrate:up

alter table import_files add unique (id, clinic_id);
alter table franchises add unique (id, policy_id);

-- Two keys instead of four: a line's clinic is its file's, its policy its franchise's.
alter table service_lines
  drop constraint service_lines_file_id_fkey,
  drop constraint service_lines_clinic_id_fkey,
  drop constraint service_lines_policy_id_fkey,
  drop constraint service_lines_franchise_id_fkey,
  add foreign key (file_id, clinic_id) references import_files (id, clinic_id),
  add foreign key (franchise_id, policy_id) references franchises (id, policy_id);

-- Hardly a line corrects another, and none has an invoice at first.
alter table service_lines drop constraint service_lines_corrects_id_key;
create unique index service_lines_corrects_id_key on service_lines (corrects_id)
  where corrects_id is not null;
drop index service_lines_invoice_id_idx;
create index service_lines_invoice_id_idx on service_lines (invoice_id)
  where invoice_id is not null;

-- By its 64 letters a fingerprint took most of the room: of a million lines more than is kept in memory.
drop index service_lines_clinic_id_fingerprint_idx;
create index service_lines_fingerprint_idx on service_lines using hash (fingerprint);

-- migrate:down
