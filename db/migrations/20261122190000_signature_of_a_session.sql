-- A consent given in the cabinet names the code that opened its session; what limits and answers ask the journal is indexed.
-- migrate:up

alter table sessions add column challenge_id uuid references challenges;
comment on column sessions.challenge_id is 'The code that opened it: what is consented to in the session is signed with that code (63-FZ, art. 9)';

create index on journal (ip, happened_at) where action = 'registration_mismatched';
create index on journal (subject, happened_at);

-- migrate:down
