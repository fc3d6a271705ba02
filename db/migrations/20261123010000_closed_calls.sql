-- The contact centre's list of closed calls, newest first: texts and letters outnumber calls by far.
-- migrate:up

create index on notices (finished_at desc, id desc) where channel = 'call' and state <> 'open';

-- migrate:down
