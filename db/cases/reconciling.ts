import type {
  Difference,
  FranchiseFacts,
  InvoiceFacts,
  PaymentFacts,
  RecoveryFacts,
} from "../../domain/drift.ts";
import type { Instant } from "../../domain/local_date.ts";
import { serviceEndsOn } from "../accounts/withdrawals.ts";
import type { Sql } from "../connection.ts";

/** What is read beside a case's facts. */
export interface Freshness {
  /** When a row of the case was last written, as far as rows tell. */
  changedAt: Instant;
  /** A message to its workflow has not been delivered yet. */
  waits: boolean;
}

/** Ids after `after`, in order: a case of each. */
export type Page<Key> = (sql: Sql, after: Key, limit: number) => Promise<Key[]>;

export const pageInvoices: Page<number> = (sql, after, limit) =>
  keysOf(sql`select id as key from invoices where id > ${after} order by id limit ${limit}`);

export const pageFranchises: Page<number> = (sql, after, limit) =>
  keysOf(sql`select id as key from franchises where id > ${after} order by id limit ${limit}`);

export const pageRecoveries: Page<number> = (sql, after, limit) =>
  keysOf(sql`
    select invoice_id as key from recovery_cases
    where invoice_id > ${after} and closed_at is null
    order by invoice_id limit ${limit}`);

export const pagePayments: Page<string> = (sql, after, limit) =>
  keysOf(sql`
    select id as key from payment_attempts
    where id > ${after} and state in ('created', 'pending', 'unknown')
    order by id limit ${limit}`);

/** What a page has found, from rows of `key`. */
export async function keysOf<Key>(query: PromiseLike<unknown>): Promise<Key[]> {
  return (await query as { key: Key }[]).map(({ key }) => key);
}

type InvoiceRow = InvoiceFacts & Freshness & { franchiseId: number };

export async function readInvoiceFacts(
  sql: Sql,
  ids: readonly number[],
): Promise<InvoiceRow[]> {
  return await sql<InvoiceRow[]>`
    select i.id as "invoiceId", i.franchise_id as "franchiseId",
           i.total_kopecks as "totalKopecks",
           coalesce((select sum(franchise_kopecks) from service_lines where invoice_id = i.id),
             0)::bigint as "linesKopecks",
           coalesce(l.owed_kopecks, 0) as "owedKopecks", i.due_at as "dueAt",
           i.time_zone as "timeZone", o.ends_on as "policyEndsOn",
           i.defaulted_at as "defaultedAt", h.until as "heldUntil",
           r.opened_at as "recoveryOpenedAt",
           (select count(*) from notices n
            where n.invoice_id = i.id and n.channel = 'call' and n.state = 'open') as "openCalls",
           exists (
             select from emergency_spells s
             where s.policy_id = i.policy_id
               and (s.until is null or s.ended_reason = 'staff_decided')
               and s.starts_on <= (i.defaulted_at at time zone i.time_zone)::date) as "inSpell",
           greatest(i.recorded_at, i.defaulted_at, r.recorded_at, r.closed_at, l.recorded_at,
             (select max(m.moved_at) from due_moves m where m.invoice_id = i.id)) as "changedAt",
           exists (
             select from outbox q
             where q.workflow_id = 'invoice/' || i.id and q.delivered_at is null) as waits
    from invoices i
    join policies o on o.id = i.policy_id
    left join recovery_cases r on r.invoice_id = i.id
    left join (${ledgerOf(sql, ids)}) l on l.invoice_id = i.id
    left join lateral (
      select max(t.expires_at) as until
      from payment_allocations p join payment_attempts t on t.id = p.attempt_id
      where p.invoice_id = i.id and p.open and t.created_at < i.due_at
    ) h on true
    where i.id = any(${ids as number[]}::bigint[])
    order by i.id`;
}

/**
 * Balances of these invoices, with their last postings. The view of all balances is not used: its
 * join by either side of a transfer reads the whole ledger for each page.
 */
function ledgerOf(sql: Sql, invoiceIds: readonly number[]) {
  return sql`
    select a.invoice_id, sum(t.amount)::bigint as owed_kopecks, max(t.recorded_at) as recorded_at
    from ledger_accounts a
    join (
      select debit_id as account_id, amount_kopecks as amount, recorded_at from ledger_transfers
      union all
      select credit_id, -amount_kopecks, recorded_at from ledger_transfers
    ) t on t.account_id = a.id
    where a.invoice_id = any(${invoiceIds as number[]}::bigint[])
    group by a.invoice_id`;
}

export async function readFranchiseFacts(
  sql: Sql,
  ids: readonly number[],
): Promise<(FranchiseFacts & Freshness)[]> {
  const franchises = await sql<(Omit<FranchiseFacts, "invoices"> & Freshness)[]>`
    select f.id as "franchiseId", f.active_from as "activeFrom", f.activated_at as "activatedAt",
           ${serviceEndsOn(sql)} as "policyEndsOn", e.time_zone as "timeZone",
           exists (
             select from emergency_spells s where s.policy_id = f.policy_id and s.until is null)
             as "hasOpenSpell",
           greatest(f.recorded_at, f.activated_at, o.recorded_at,
             (select max(g.changed_at) from consent_gaps g where g.franchise_id = f.id),
             (select max(greatest(s.recorded_at, s.ended_recorded_at)) from emergency_spells s
              where s.policy_id = f.policy_id)) as "changedAt",
           exists (
             select from outbox q
             where q.workflow_id = 'franchise/' || f.id and q.delivered_at is null) as waits
    from franchises f
    join policies o on o.id = f.policy_id
    join people p on p.id = o.person_id
    join employers e on e.id = p.employer_id
    where f.id = any(${ids as number[]}::bigint[])
    order by f.id`;
  const owned = await sql<{ id: number }[]>`
    select id from invoices where franchise_id = any(${ids as number[]}::bigint[])`;
  const invoices = await readInvoiceFacts(sql, owned.map(({ id }) => id));
  const byFranchise = new Map<number, InvoiceRow[]>(franchises.map((row) => [row.franchiseId, []]));
  for (const invoice of invoices) byFranchise.get(invoice.franchiseId)!.push(invoice);
  return franchises.map((franchise) => {
    const own = byFranchise.get(franchise.franchiseId)!;
    const changedAt = [franchise, ...own].map(({ changedAt }) => changedAt).reduce(later);
    return { ...franchise, invoices: own, changedAt };
  });
}

function later(a: Instant, b: Instant): Instant {
  return a < b ? b : a;
}

export async function readPaymentFacts(
  sql: Sql,
  ids: readonly string[],
): Promise<(PaymentFacts & Freshness)[]> {
  return await sql<(PaymentFacts & Freshness)[]>`
    select t.id as "attemptId", t.state, t.amount_kopecks as "amountKopecks",
           t.expires_at as "expiresAt",
           greatest(t.created_at, t.settled_at) as "changedAt",
           exists (
             select from outbox q
             where q.workflow_id = 'payment/' || t.id and q.delivered_at is null) as waits
    from payment_attempts t
    where t.id = any(${ids as string[]}::uuid[])
    order by t.id`;
}

export async function readRecoveryFacts(
  sql: Sql,
  invoiceIds: readonly number[],
): Promise<(RecoveryFacts & Freshness)[]> {
  return await sql<(RecoveryFacts & Freshness)[]>`
    select r.invoice_id as "invoiceId", coalesce(l.owed_kopecks, 0) as "owedKopecks",
           r.closed_at as "closedAt", greatest(r.recorded_at, r.closed_at, l.recorded_at) as "changedAt",
           exists (
             select from outbox q
             where q.workflow_id = 'recovery/' || r.invoice_id and q.delivered_at is null) as waits
    from recovery_cases r
    left join (${ledgerOf(sql, invoiceIds)}) l on l.invoice_id = r.invoice_id
    where r.invoice_id = any(${invoiceIds as number[]}::bigint[])
    order by r.invoice_id`;
}

/** A difference with the workflow whose case it is in. */
export interface NamedDifference extends Difference {
  workflowId: string;
}

/** Messages that wait in the outbox since before an instant, in order after `after`. */
export async function listUndelivered(
  sql: Sql,
  page: { since: Instant; after: number; limit: number },
): Promise<(NamedDifference & { id: number })[]> {
  return await sql<(NamedDifference & { id: number })[]>`
    select id, workflow_id as "workflowId", 'undelivered' as kind,
           'delivered ' || coalesce(signal, 'start') as expected,
           concat_ws(', ', 'waits since ' || to_char(recorded_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
             tries || ' tries', problem) as found
    from outbox
    where delivered_at is null and recorded_at < ${page.since} and id > ${page.after}
    order by id limit ${page.limit}`;
}

/** Notices begun before an instant whose end nobody wrote, in order after `after`. */
export async function listUnsentNotices(
  sql: Sql,
  page: { since: Instant; after: number; limit: number },
): Promise<(NamedDifference & { id: number })[]> {
  return await sql<(NamedDifference & { id: number })[]>`
    select n.id,
           case when n.invoice_id is not null then 'invoice/' || n.invoice_id
                when f.id is not null then 'franchise/' || f.id
                else regexp_replace(n.key, '^([^/]+/[^/]+).*$', '\\1') end as "workflowId",
           'notice_unsent' as kind, 'an end of ' || n.key as expected,
           'sending since ' || to_char(n.recorded_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as found
    from notices n left join franchises f on f.policy_id = n.policy_id
    where n.state = 'sending' and n.recorded_at < ${page.since} and n.id > ${page.after}
    order by n.id limit ${page.limit}`;
}

/** Writes that a comparison has begun. */
export async function insertReconciliation(sql: Sql, at: Instant): Promise<number> {
  const [row] = await sql<{ id: number }[]>`
    insert into reconciliations (started_at) values (${at}) returning id`;
  return row!.id;
}

export async function finishReconciliation(
  sql: Sql,
  reconciliationId: number,
  end: { compared: number; at: Instant },
): Promise<void> {
  await sql`
    update reconciliations set finished_at = ${end.at}, compared = ${end.compared}
    where id = ${reconciliationId}`;
}

/** @returns the row's id */
export async function insertDrift(
  sql: Sql,
  reconciliationId: number,
  { workflowId, kind, expected, found }: NamedDifference,
): Promise<number> {
  const [row] = await sql<{ id: number }[]>`
    insert into drift (reconciliation_id, workflow_id, kind, expected, found, mended)
    values (${reconciliationId}, ${workflowId}, ${kind}, ${expected}, ${found}, false)
    returning id`;
  return row!.id;
}

export async function markMended(sql: Sql, driftIds: readonly number[]): Promise<void> {
  await sql`update drift set mended = true where id = any(${driftIds as number[]}::bigint[])`;
}

/** A difference as it was found and stored. */
export interface DriftRow extends NamedDifference {
  id: number;
  mended: boolean;
}

/** A comparison's differences in the order they were found in, after `after`. */
export async function listDrift(
  sql: Sql,
  page: { reconciliationId: number; after: number; limit: number },
): Promise<DriftRow[]> {
  return await sql<DriftRow[]>`
    select id, workflow_id as "workflowId", kind, expected, found, mended
    from drift
    where reconciliation_id = ${page.reconciliationId} and id > ${page.after}
    order by id limit ${page.limit}`;
}

export interface ReconciliationRow {
  id: number;
  startedAt: Instant;
  finishedAt: Instant;
  compared: number;
  differences: number;
  mended: number;
}

/** The latest comparison that came to its end. */
export async function readLastReconciliation(sql: Sql): Promise<ReconciliationRow | null> {
  const [row] = await sql<ReconciliationRow[]>`
    select r.id, r.started_at as "startedAt", r.finished_at as "finishedAt", r.compared,
           count(d.id) as differences, count(d.id) filter (where d.mended) as mended
    from reconciliations r left join drift d on d.reconciliation_id = r.id
    where r.finished_at is not null
    group by r.id order by r.id desc limit 1`;
  return row ?? null;
}

/** A comparison's differences, those that are left before those that were mended. */
export async function listDriftLeftFirst(
  sql: Sql,
  { reconciliationId, limit }: { reconciliationId: number; limit: number },
): Promise<DriftRow[]> {
  return await sql<DriftRow[]>`
    select id, workflow_id as "workflowId", kind, expected, found, mended
    from drift where reconciliation_id = ${reconciliationId}
    order by mended, id limit ${limit}`;
}

/** When the latest comparison began, if it has no end. */
export async function readUnfinishedSince(sql: Sql): Promise<Instant | null> {
  const [row] = await sql<{ startedAt: Instant; finishedAt: Instant | null }[]>`
    select started_at as "startedAt", finished_at as "finishedAt"
    from reconciliations order by id desc limit 1`;
  return row && row.finishedAt === null ? row.startedAt : null;
}
