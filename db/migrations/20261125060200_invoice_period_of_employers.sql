-- An employer's contract says how often its people get invoices: each month or each quarter.
-- migrate:up

alter table employers add column invoice_months smallint not null default 1 check (invoice_months in (1, 3));
comment on column employers.invoice_months is 'Months of service of one scheduled invoice: 1, or 3 for calendar quarters';

-- migrate:down
