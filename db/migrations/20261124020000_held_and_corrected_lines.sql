-- A held line waits for a yes or no that stays on record; a corrected file takes back what it changes, and money follows it.
-- migrate:up

alter table import_files
  add column replaces_id bigint references import_files,
  add column mends_id bigint references import_files,
  add column places jsonb,
  add check (num_nonnulls(replaces_id, mends_id) < 2);
comment on column import_files.replaces_id is 'The earlier file of the clinic that this one corrects: only differences act';
comment on column import_files.mends_id is 'The file whose refused rows this one brings again, mended';
comment on column import_files.places is 'The columns as the header has them: titles in order, and which of ours stands where';
create unique index one_replacement_per_file on import_files (replaces_id) where state <> 'unreadable';
create index on import_files (mends_id) where mends_id is not null;

alter table service_lines
  add column corrects_id bigint unique references service_lines,
  add column full_cost_kopecks bigint check (full_cost_kopecks > cost_kopecks),
  add column full_franchise_kopecks bigint check (full_franchise_kopecks > franchise_kopecks),
  add column covered boolean not null default false,
  add column withdrawn text check (withdrawn in ('refused_by_staff', 'changed', 'gone')),
  add column withdrawn_at timestamptz,
  add column withdrawn_by_id bigint references import_files,
  add check ((withdrawn is null) = (withdrawn_at is null)),
  add check ((withdrawn in ('changed', 'gone')) = (withdrawn_by_id is not null) or withdrawn is null),
  add check ((full_cost_kopecks is null) = (full_franchise_kopecks is null));
comment on column service_lines.corrects_id is 'The line of an earlier file that this one stands for now';
comment on column service_lines.full_cost_kopecks is 'What the service costs where earlier invoices charged a part of it: cost and franchise are then the rest';
comment on column service_lines.covered is 'Earlier invoices have charged all of it: nothing is to be invoiced';
comment on column service_lines.withdrawn is 'Why the line does not stand any more; it keeps its invoice';
create index on service_lines (withdrawn_by_id) where withdrawn_by_id is not null;
create index on service_lines (id) where held is not null and withdrawn is null;

create view lines_to_invoice as
select id, franchise_id, service_date, franchise_kopecks
from service_lines
where invoice_id is null and held is null and withdrawn is null and not covered;

create table held_decisions (
  id bigint generated always as identity primary key,
  line_id bigint not null unique references service_lines,
  decision text not null check (decision in ('released', 'refused')),
  held text not null,
  reason text not null,
  staff_id bigint not null references staff,
  decided_at timestamptz not null
);
comment on column held_decisions.held is 'What the line was held for';
create index on held_decisions (decided_at);

create table row_corrections (
  id bigint generated always as identity primary key,
  file_id bigint not null references import_files,
  sheet_row integer not null,
  cells jsonb not null,
  refused_for text,
  staff_id bigint references staff,
  mending_file_id bigint references import_files,
  corrected_at timestamptz not null
);
comment on table row_corrections is 'Refused rows as they were mended; refused_rows keeps the cells as the clinic sent them';
comment on column row_corrections.refused_for is 'Null where the mended row was let in';
create index on row_corrections (file_id, sheet_row, id);

create table corrections (
  id bigint generated always as identity primary key,
  file_id bigint not null references import_files,
  invoice_id bigint not null references invoices,
  payer_id bigint not null references people,
  credited_kopecks bigint not null check (credited_kopecks > 0),
  unallocated_kopecks bigint not null check (unallocated_kopecks between 0 and credited_kopecks),
  recorded_at timestamptz not null
);
comment on table corrections is 'An invoice came down because its lines changed or went';
comment on column corrections.unallocated_kopecks is 'Of it, what had been paid already: it pays for the payer''s next invoices';
create index on corrections (invoice_id);
create index on corrections (payer_id);

create table corrected_lines (
  correction_id bigint not null references corrections,
  line_id bigint not null references service_lines,
  amount_kopecks bigint not null check (amount_kopecks > 0),
  primary key (correction_id, line_id)
);
create index on corrected_lines (line_id);

create table credit_offsets (
  correction_id bigint not null references corrections,
  invoice_id bigint not null references invoices,
  amount_kopecks bigint not null check (amount_kopecks > 0),
  recorded_at timestamptz not null,
  primary key (correction_id, invoice_id)
);
comment on table credit_offsets is 'What a correction of a paid invoice has paid of a later one';
create index on credit_offsets (invoice_id);

create trigger held_decisions_are_append_only before update or delete or truncate on held_decisions for each statement execute function refuse_rewrite();
create trigger row_corrections_are_append_only before update or delete or truncate on row_corrections for each statement execute function refuse_rewrite();
create trigger corrections_are_append_only before update or delete or truncate on corrections for each statement execute function refuse_rewrite();
create trigger corrected_lines_are_append_only before update or delete or truncate on corrected_lines for each statement execute function refuse_rewrite();
create trigger credit_offsets_are_append_only before update or delete or truncate on credit_offsets for each statement execute function refuse_rewrite();

-- migrate:down
