-- Whoever is forgiven a debt is told of it by a case of its own; each night compares these with who was told.
-- migrate:up

create view forgivings as
select id, person_id, invoice_id, amount_kopecks, decided_at
from decisions where kind = 'forgive' and outcome = 'confirmed';
comment on view forgivings is 'Debts that two of the staff forgave, wholly or in part';

-- migrate:down
