-- Staff load what a preview told: where another file came in between, it is counted again, and loaded only if it comes to the same.
-- migrate:up

alter table import_files
  add column preview_agreed jsonb,
  add column preview_agreed_by bigint references staff,
  add check ((preview_agreed is null) = (preview_agreed_by is null));
comment on column import_files.preview_agreed is 'What staff said yes to while it had to be counted again';

-- migrate:down
