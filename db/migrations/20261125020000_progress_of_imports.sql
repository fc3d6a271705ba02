-- Whoever loads a register of a hundred thousand rows sees how far it is; beside the file, not in it, since a preview holds the file's row until it is rolled back.
-- migrate:up

create table import_progress (
  file_id bigint not null references import_files,
  work text not null check (work in ('import', 'preview')),
  reached_row bigint not null check (reached_row >= 0),
  last_row bigint not null check (last_row >= 0),
  primary key (file_id, work)
);
comment on table import_progress is 'How far a file has been gone through: written once a part of it';
comment on column import_progress.work is 'import: what is loaded; preview: what loading it would change';
comment on column import_progress.reached_row is 'The sheet''s row up to which all are judged';
comment on column import_progress.last_row is 'The sheet''s last row, an empty one perhaps';

-- migrate:down
