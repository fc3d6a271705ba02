-- Staff leave, documents say what changed, and the journal is searched by actor, action and person.
-- migrate:up

alter table staff add column ended_at timestamptz;
alter table staff add column ended_by bigint references staff;
comment on column staff.ended_at is 'From then on they can not log in; what they did stays theirs';
comment on column staff.ended_by is 'Null: by the command line';

alter table documents add column changes text;
comment on column documents.changes is 'What differs from the version before, in the words that people are shown when asked again';

create index on journal (actor, id);
create index on journal (action, id);
create index on journal (subject, id);

-- migrate:down
