-- A file's clinic or employer becomes known when the file is loaded, not when it is looked at: a preview and a failed upload left senders behind that nobody has.
-- migrate:up

alter table import_files
  add column sender_name text check (char_length(sender_name) between 1 and 200),
  add column sender_region text,
  add column made_sender boolean not null default false,
  add check (sender_name is null or (clinic_id is null and employer_id is null and kind <> 'activations'));
comment on column import_files.sender_name is 'The clinic or employer as it was named, while it has no row yet; loading makes the row';
comment on column import_files.sender_region is 'The region that was said with a roster; loading gives it to the employer';
comment on column import_files.made_sender is 'Its clinic or employer was not known before it was loaded';

drop index import_files_kind_coalesce_coalesce1_sha256_idx;
create unique index one_file_per_sender on import_files
  (kind, coalesce(clinic_id, 0), coalesce(employer_id, 0), coalesce(sender_name, ''), sha256);

-- migrate:down
