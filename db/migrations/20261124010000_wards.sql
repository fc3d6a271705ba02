-- A grown-up child and an adult under guardianship both have a representative in the roster; only
-- for the second one does the representative go on acting.
-- migrate:up

alter table people add column ward boolean not null default false;
comment on column people.ward is 'A court has put them under guardianship: the representative acts for them at any age';

-- migrate:down
