-- A large file is read slice by slice: of a compressed value each slice would unpack all before it. Workbooks are compressed already.
-- migrate:up

alter table import_files alter column content set storage external;

-- migrate:down
