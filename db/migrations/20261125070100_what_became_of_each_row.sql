-- A file's numbers add up to its rows again: what staff refused of held lines was in none of them, and a mending file's refused row was told as one more.
-- migrate:up

alter table import_files
  add column refused_by_staff integer not null default 0,
  add column header jsonb;
comment on column import_files.refused_by_staff is 'Held lines that staff said no to';
comment on column import_files.header is 'The cells of the row that names the columns, as the file has them';

update import_files f set refused_by_staff = n.lines
from (select l.file_id, count(*) as lines
      from held_decisions d join service_lines l on l.id = d.line_id
      where l.withdrawn = 'refused_by_staff' group by l.file_id) n
where n.file_id = f.id;

alter table refused_rows add column mends_row integer;
comment on column refused_rows.mends_row is 'In a file of mended rows: which row of the mended file it brings again';
comment on column refused_rows.detail is 'Whose the policy is, where that is the reason';

-- migrate:down
