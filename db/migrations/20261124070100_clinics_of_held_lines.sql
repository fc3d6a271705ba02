-- The page of held lines asks which clinics have any: an index of these lines alone, which others never enter.
-- migrate:up

create index on service_lines (clinic_id) where held is not null;

-- migrate:down
