import type { Sql } from "../../db/connection.ts";
import type { Instant } from "../../domain/local_date.ts";

/** How much stands in the database, in proportion to the people: 100,000 of them have 2,000,000 looks in the journal. */
export interface Crowd {
  people: number;
  /** When it is looked at: what happened is spread over the two years before. */
  at: Instant;
}

/**
 * Fills an empty database by plain inserts. Nothing in it is a person's: names are made of samples
 * and numbers.
 *
 * @param sql the superuser's, with `session_replication_role` replica: checking ten million keys
 *   one by one would take longer than all the rest. What triggers keep is written here.
 */
export async function insertCrowd(sql: Sql, { people, at }: Crowd): Promise<void> {
  const share = (perThousand: number) => Math.max(1, Math.round(people / 1000 * perThousand));
  const steps = [
    () => insertInsured(sql, { people, employers: share(2), at }),
    () => insertRegistrations(sql, { awaiting: share(20), at }),
    () => insertFiles(sql, { clinics: share(3), files: share(30), at }),
    () => insertInvoices(sql, { invoices: share(3000), at }),
    () => insertLines(sql, { held: share(200), waiting: share(100), at }),
    () => insertPayments(sql, { undecided: 60, at }),
    () => insertBalances(sql),
    () => insertDefaults(sql, at),
    () => insertNotices(sql, { undelivered: share(500), calls: share(30), at }),
    () => insertRefusals(sql, { refused: share(1000), at }),
    () => insertDecisions(sql, { decided: share(50), open: share(3), at }),
    () => insertJournal(sql, { entries: share(20_000), at }),
    () => insertDrift(sql, { cases: share(2), at }),
    () => insertReports(sql, at),
  ];
  // Each step joins what the one before has written: without statistics row by row.
  for (const step of steps) {
    await step();
    await sql`analyze`;
  }
  await sql`vacuum analyze`;
}

interface At {
  at: Instant;
}

async function insertInsured(
  sql: Sql,
  { people, employers, at }: At & { people: number; employers: number },
): Promise<void> {
  await sql`
    insert into staff (email, name, role, recorded_at)
    select 'n' || n || '@fifth.test', 'Сотрудник ' || n, 'operator', ${at}
    from generate_series(1, 30) n`;
  await sql`
    insert into employers (name, recorded_at)
    select 'АО «Образец ' || n || '»', ${at} from generate_series(1, ${employers}::int) n`;
  await sql`insert into programmes (name, kind) values ('Стандарт', 'group')`;
  // A few employers are large, most are small: the square of an even spread.
  await sql`
    insert into people (employer_id, personnel_number, surname, name, patronymic, birth_date, phone,
                        email, recorded_at)
    select 1 + floor(power((n * 7919 % 10007) / 10007.0, 2) * ${employers}::int)::bigint,
           lpad(n::text, 7, '0'),
           (array['Образцова', 'Пробин', 'Тестов', 'Примерова', 'Ёлкина', 'Строчкин', 'Клеткина',
                  'Графин'])[1 + n % 8] || case when n % 3 = 0 then '' else '-' || n % 997 end,
           (array['Майя', 'Ильдар', 'Анна', 'Руслан', 'Вера'])[1 + n % 5],
           case when n % 11 > 0 then 'Тестовна' end,
           date '1960-01-01' + n % 16000,
           case when n % 50 > 0 then '9' || lpad(n::text, 9, '0') end, 'p' || n || '@fifth.test', ${at}
    from generate_series(1, ${people}::int) n`;
  await sql`
    insert into policies (number, person_id, programme_id, starts_on, ends_on, franchise_rate_bp,
                          recorded_at)
    select '7701/' || lpad(((id * 31) % 1000)::text, 3, '0') || '/' || lpad(id::text, 7, '0')
             || case when year > 0 then '-2' else '' end,
           id, (select id from programmes where kind = 'group' and name = 'Стандарт'),
           date '2025-01-01' + year * 365, date '2025-12-31' + year * 365, 2000, ${at}
    from people cross join generate_series(0, 1) year where year = 1 or id % 5 = 0
    order by year, people.id`;
  await sql`analyze people, policies`;
  await sql`
    insert into consents (person_id, given_by, kind, policy_id, source, given_at, recorded_at)
    select person_id, person_id, 'franchise_terms', id, 'paper', '2025-01-12Z', ${at}
    from policies order by id`;
  await sql`
    insert into franchises (policy_id, consent_id, consented_at, consented_on, active_from,
                            calendar_version_id, activated_at, recorded_at)
    select policy_id, id, given_at, '2025-01-12', '2025-01-13',
           (select max(id) from calendar_versions), '2025-01-13Z', ${at}
    from consents where policy_id is not null order by id`;
  await sql`
    insert into accounts (person_id, phone, email, registered_at, last_opened_at)
    select id, phone, email, '2025-01-12Z', ${at} from people
    where phone is not null and id % 5 > 0`;
}

/** The roster lacks their phones: staff confirm. */
async function insertRegistrations(
  sql: Sql,
  { awaiting, at }: At & { awaiting: number },
): Promise<void> {
  await sql`
    insert into registrations (person_id, phone, email, agreement_id, personal_data_id, state,
                               requested_at, confirmed_at)
    select id, '8' || lpad(id::text, 9, '0'), email, 1, 1, 'awaiting_staff',
           ${at}::timestamptz - id % 40 * interval '1 day',
           ${at}::timestamptz - id % 40 * interval '1 day'
    from people where phone is null limit ${awaiting}`;
}

async function insertFiles(
  sql: Sql,
  { clinics, files, at }: At & { clinics: number; files: number },
): Promise<void> {
  await sql`
    insert into clinics (name, recorded_at)
    select 'ООО «Клиника Образец ' || n || '»', ${at} from generate_series(1, ${clinics}::int) n`;
  await sql`
    insert into import_files (kind, clinic_id, employer_id, name, sha256, content, as_of, state,
                              accepted, uploaded_by, received_at, finished_at)
    select case when n % 10 = 0 then 'roster' else 'register' end,
           case when n % 10 > 0 then 1 + n % ${clinics}::int end,
           case when n % 10 = 0 then (select max(id) from employers where id <= 1 + n / 10) end,
           'реестр-' || n || '.csv', encode(sha256(n::text::bytea), 'hex'), 'нет'::bytea,
           (came at time zone 'UTC')::date, 'done', 100, 1 + n % 30, came, came
    from generate_series(1, ${files}::int) n
    cross join lateral (
      select ${at}::timestamptz - (${files}::int - n) * interval '2 years' / ${files}::int as came) c`;
}

/** One in five is not paid: most of the newest, one in six of the older ones. */
async function insertInvoices(
  sql: Sql,
  { invoices, at }: At & { invoices: number },
): Promise<void> {
  await sql`
    insert into invoices (franchise_id, policy_id, payer_id, employer_id, through, total_kopecks,
                          published_at, published_on, due_on, due_at, calendar_version_id,
                          time_zone, recorded_at)
    select f.id, o.id, p.id, p.employer_id, published::date - 30,
           10000 + n * 37 % 900000, published, published::date, published::date + 43,
           (published::date + 44)::timestamp at time zone 'Asia/Yekaterinburg',
           f.calendar_version_id, 'Asia/Yekaterinburg', published
    from generate_series(1, ${invoices}::int) n
    cross join lateral (
      select date_trunc('month', ${at}::timestamptz
               - (${invoices}::int - n) * interval '2 years' / ${invoices}::int) as published) d
    join franchises f on f.id = 1 + abs(hashint8extended(n, 1) % (select count(*) from franchises))
    join policies o on o.id = f.policy_id
    join people p on p.id = o.person_id
    order by n`;
  await sql`
    insert into ledger_accounts (kind, invoice_id)
    select 'receivable', id from invoices order by id`;
  await sql`analyze invoices, ledger_accounts`;
  await sql`
    insert into ledger_transfers (event_key, debit_id, credit_id, amount_kopecks, effective_at,
                                  recorded_at)
    select 'invoice/' || i.id || '/published', a.id,
           (select id from ledger_accounts where kind = 'income'), i.total_kopecks,
           i.published_at, i.published_at
    from invoices i join ledger_accounts a on a.invoice_id = i.id order by i.id`;
}

/** A line for each invoice, those that wait for staff and those that wait for the month's end. */
async function insertLines(
  sql: Sql,
  { held, waiting, at }: At & { held: number; waiting: number },
): Promise<void> {
  const registers = sql`
    registers as (
      select id, clinic_id, row_number() over (order by id) - 1 as place
      from import_files where kind = 'register')`;
  const columns = sql`
    file_id, sheet_row, clinic_id, policy_id, franchise_id, service_date, service_code,
    service_name, quantity, price_kopecks, cost_kopecks, rate_bp, franchise_kopecks, fingerprint,
    invoice_id, held, recorded_at`;
  await sql`
    with ${registers}
    insert into service_lines (${columns})
    select r.id, i.id, r.clinic_id, i.policy_id, i.franchise_id, i.through, 'A01.001',
           'Прием врача-терапевта, первичный', 1, i.total_kopecks * 5, i.total_kopecks * 5, 2000,
           i.total_kopecks, encode(sha256(i.id::text::bytea), 'hex'), i.id, null, i.published_at
    from invoices i join registers r on r.place = i.id % (select count(*) from registers)
    order by i.id`;
  await sql`
    with ${registers}
    insert into service_lines (${columns})
    select r.id, 10000000 + n, r.clinic_id, f.policy_id, f.id,
           ${at}::timestamptz::date - n % 60, 'A01.002', 'Общий анализ крови', 1, 50000 + n,
           50000 + n, 2000, 10000, encode(sha256(('held' || n)::bytea), 'hex'), null,
           case when n <= ${held}::int
                then case when n % 3 = 0 then 'emergency_spell' else 'in_another_file' end end,
           ${at}::timestamptz - n % 50 * interval '1 day'
    from generate_series(1, ${held + waiting}::int) n
    join registers r on r.place = n % (select count(*) from registers)
    join franchises f on f.id = 1 + abs(hashint8extended(n, 2) % (select count(*) from franchises))
    order by n`;
}

/** All but the newest and one in six are paid whole, each by an attempt of its own. */
async function insertPayments(
  sql: Sql,
  { undecided, at }: At & { undecided: number },
): Promise<void> {
  await sql`
    with paid as (
      select id, payer_id, total_kopecks, gen_random_uuid() as attempt_id,
             least(published_at + (id % 46) * interval '1 day', ${at}) as paid_at
      from invoices
      where case when published_at > ${at}::timestamptz - interval '45 days' then id % 5 = 0
                 else id % 6 > 0 end),
    attempts as (
      insert into payment_attempts (id, payer_id, amount_kopecks, request, provider_id, state,
                                    created_at, expires_at, captured_at, settled_at)
      select attempt_id, payer_id, total_kopecks, '{}', 'paid-' || id, 'succeeded', paid_at, paid_at,
             paid_at, paid_at from paid),
    allocations as (
      insert into payment_allocations (attempt_id, invoice_id, amount_kopecks, open)
      select attempt_id, id, total_kopecks, false from paid)
    insert into ledger_transfers (event_key, debit_id, credit_id, amount_kopecks, effective_at,
                                  recorded_at)
    select 'payment/' || paid.attempt_id || '/invoice/' || paid.id,
           (select id from ledger_accounts where kind = 'bank'), a.id, paid.total_kopecks,
           paid.paid_at, paid.paid_at
    from paid join ledger_accounts a on a.invoice_id = paid.id order by paid.paid_at`;
  await sql`
    with unpaid as (
      select id as invoice_id, payer_id, total_kopecks as owed_kopecks,
             gen_random_uuid() as attempt_id
      from invoices where id % 5 > 0 order by id desc limit ${undecided}),
    attempts as (
      insert into payment_attempts (id, payer_id, amount_kopecks, request, state, reason, created_at,
                                    expires_at)
      select attempt_id, payer_id, owed_kopecks, '{}', 'unknown', 'bank_silent', ${at}, ${at}
      from unpaid)
    insert into payment_allocations (attempt_id, invoice_id, amount_kopecks, open)
    select attempt_id, invoice_id, owed_kopecks, true from unpaid`;
}

/** As its trigger keeps it. */
async function insertBalances(sql: Sql): Promise<void> {
  await sql`
    update ledger_accounts a set owed_kopecks = s.amount
    from (
      select account_id, sum(amount) as amount
      from (select debit_id as account_id, amount_kopecks as amount from ledger_transfers
            union all select credit_id, -amount_kopecks from ledger_transfers) sides
      group by account_id
    ) s
    where a.id = s.account_id and a.invoice_id is not null`;
}

/** Whoever did not pay in time: most of the debts are in recovery, some were paid late. */
async function insertDefaults(sql: Sql, at: Instant): Promise<void> {
  await sql`
    update invoices i set defaulted_at = due_at
    from invoice_balances b
    where b.invoice_id = i.id and i.due_at <= ${at}
      and (b.owed_kopecks > 0 or b.last_paid_at > i.due_at)`;
  await sql`
    insert into recovery_cases (invoice_id, opened_at, closed_at, closed_reason, recorded_at)
    select id, due_at + interval '30 days', case when b.owed_kopecks = 0 then ${at}::timestamptz end,
           case when b.owed_kopecks = 0 then 'paid' end, ${at}
    from invoices join invoice_balances b on b.invoice_id = id
    where defaulted_at < ${at}::timestamptz - interval '30 days' order by id`;
  await sql`
    insert into emergency_spells (policy_id, invoice_id, starts_on, reason, recorded_at)
    select distinct on (policy_id) policy_id, id, due_on + 1, 'default', defaulted_at
    from invoices join invoice_balances b on b.invoice_id = id
    where defaulted_at is not null and b.owed_kopecks > 0 order by policy_id, id`;
}

/** A text for each invoice; beside them those that did not arrive, and calls open and closed. */
async function insertNotices(
  sql: Sql,
  { undelivered, calls, at }: At & { undelivered: number; calls: number },
): Promise<void> {
  await sql`
    insert into notices (key, person_id, policy_id, invoice_id, channel, template, due_at, state,
                         recorded_at, finished_at)
    select 'invoice/' || id || '/accrual/sms', payer_id, policy_id, id, 'sms', 'accrual',
           published_at, 'sent', published_at, published_at
    from invoices order by id`;
  await sql`
    insert into notices (key, person_id, policy_id, invoice_id, channel, template, due_at, state,
                         detail, recorded_at, finished_at)
    select 'undelivered/' || n, i.payer_id, i.policy_id, i.id,
           case when n % 3 = 0 then 'sms' else 'email' end, 'day' || (array[10, 20, 25, 29])[1 + n % 4],
           t.at, case when n % 4 = 0 then 'unknown' else 'failed' end,
           (array['no_contact', 'gave_up', 'interrupted', 'timeout'])[1 + n % 4], t.at, t.at
    from generate_series(1, ${undelivered}::int) n
    join invoices i on i.id = (select min(id) from invoices)
                       + n::bigint * 7919 % (select count(*) from invoices)
    cross join lateral (select i.published_at + n % 40 * interval '1 day' as at) t
    order by n`;
  await sql`
    insert into notices (key, person_id, policy_id, invoice_id, channel, template, due_at, state,
                         recorded_at, finished_at, next_try_at)
    select 'call/' || i.id, i.payer_id, i.policy_id, i.id, 'call', 'day27', i.published_at,
           case when place <= ${calls}::int then 'open' else 'done' end, ${at},
           case when place > ${calls}::int
                then ${at}::timestamptz - place % 700 * interval '1 day' end,
           case when place <= ${calls}::int and place % 5 = 0
                then ${at}::timestamptz + interval '1 day' end
    from (select *, row_number() over (order by id desc) as place from invoices) i
    where place <= ${calls * 8}::int and place % 5 > 0
    order by i.id`;
  await sql`
    insert into call_tries (notice_id, staff_id, outcome, tried_at, next_try_at)
    select id, 1 + id % 30, case when state = 'done' then 'answered' else 'no_answer' end, ${at},
           next_try_at
    from notices where channel = 'call' and (state = 'done' or id % 2 = 0) order by id`;
}

/** One file has a tenth of them: a clinic that filled its columns in another way. */
async function insertRefusals(
  sql: Sql,
  { refused, at }: At & { refused: number },
): Promise<void> {
  await sql`
    insert into refused_rows (file_id, sheet_row, cells, reason, refused_at, accepted_at)
    select case when n % 10 = 0 then f.last else 1 + n % f.last end, n,
           '["1", "7701/000/0000000", "Образцова Майя Тестовна", "01.10.2026", "A01.001", "Прием", "1", "1500", "1500"]',
           case when (case when n % 10 = 0 then f.last else 1 + n % f.last end) % 10 = 0
                then (array['name_missing', 'birth_date_not_readable'])[1 + n % 2]
                else (array['unknown_policy', 'name_mismatch', 'outside_policy'])[1 + n % 3] end,
           ${at}::timestamptz - n % 700 * interval '1 day',
           case when n % 6 = 0 then ${at}::timestamptz end
    from generate_series(1, ${Math.round(refused * 1.2)}::int) n
    cross join (select max(id) - 1 as last from import_files) f`;
}

async function insertDecisions(
  sql: Sql,
  { decided, open, at }: At & { decided: number; open: number },
): Promise<void> {
  await sql`
    insert into decisions (kind, person_id, invoice_id, amount_kopecks, reason, proposed_by,
                           proposed_at, expires_at, outcome, decided_by, decided_at)
    select 'forgive', i.payer_id, i.id, 100, 'Образец причины', 1, t.at, t.at + interval '7 days',
           case when n > ${open}::int then 'confirmed' end, case when n > ${open}::int then 2 end,
           case when n > ${open}::int then t.at end
    from generate_series(1, ${open + decided}::int) n
    join invoices i on i.id = (select max(id) from invoices) - n * 3
    cross join lateral (select ${at}::timestamptz - n * interval '2 hours' as at) t
    order by n desc`;
}

/** Nearly all of it are looks; one in a hundred is a deed. */
async function insertJournal(
  sql: Sql,
  { entries, at }: At & { entries: number },
): Promise<void> {
  // Built at once, four indexes take a fraction of what millions of insertions would.
  const indexes = await sql<{ name: string; definition: string }[]>`
    select indexname as name, indexdef as definition from pg_indexes
    where tablename = 'journal' and indexname <> 'journal_pkey'`;
  for (const { name } of indexes) await sql`drop index ${sql(name)}`;
  await sql`
    insert into journal (actor, action, subject, detail, ip, happened_at)
    select 'staff/' || 1 + (n * 31) % 30,
           case when n % 100 = 0
                then (array['call_recorded', 'held_lines_released', 'due_date_postponed'])[1 + n / 100 % 3]
                else (array['looked', 'found', 'looked_at_list', 'looked_at_call'])[1 + n % 4] end,
           'person/' || 1 + n::bigint * 7919 % (select count(*) from people), null,
           '192.0.2.' || n % 200,
           ${at}::timestamptz - (${entries}::int - n) * interval '2 years' / ${entries}::int
    from generate_series(1, ${entries}::int) n`;
  for (const { definition } of indexes) await sql.unsafe(definition);
}

async function insertDrift(sql: Sql, { cases, at }: At & { cases: number }): Promise<void> {
  await sql`
    with night as (
      insert into reconciliations (started_at, finished_at, compared)
      values (${at}, ${at}, 60000) returning id)
    insert into drift (reconciliation_id, workflow_id, kind, expected, found, mended)
    select night.id, 'invoice/' || i.id, 'not_running', 'open', null, true
    from night, (select id from invoices order by id desc limit ${cases}) i`;
}

/** A report a month of each employer, without its lines. */
async function insertReports(sql: Sql, at: Instant): Promise<void> {
  await sql`
    insert into employer_reports (employer_id, period, requested_at, formed_at, formed_on,
                                  calendar_version_id, remind_at, debts, people, total_kopecks,
                                  owed_kopecks, overdue_debts, overdue_kopecks, penalty_kopecks)
    select e.id, month, month, month, month, (select max(id) from calendar_versions),
           month + interval '7 days', 100, 90, 1000000, 900000, 50, 500000, 1000
    from employers e
    cross join generate_series(date_trunc('month', ${at}::timestamptz) - interval '23 months',
                               date_trunc('month', ${at}::timestamptz), interval '1 month') month`;
}
