import type { ContactFacts, WithdrawalFacts } from "../domain/drift.ts";
import type { Sql } from "./connection.ts";
import { type Freshness, keysOf, type Page } from "./reconciling.ts";

export const pageContacts: Page<number> = (sql, after, limit) =>
  keysOf(sql`
    select id as key from contact_changes
    where id > ${after} and confirmed_at is not null
    order by id limit ${limit}`);

export const pageWithdrawals: Page<number> = (sql, after, limit) =>
  keysOf(sql`select id as key from withdrawals where id > ${after} order by id limit ${limit}`);

export async function readContactFacts(
  sql: Sql,
  ids: readonly number[],
): Promise<(ContactFacts & Freshness)[]> {
  return await sql<(ContactFacts & Freshness)[]>`
    select c.id as "changeId", c.confirmed_at is not null as confirmed,
           n.finished_at is not null as told,
           greatest(c.requested_at, c.confirmed_at, n.finished_at) as "changedAt",
           exists (
             select from outbox q
             where q.workflow_id = 'contact/' || c.id and q.delivered_at is null) as waits
    from contact_changes c
    left join notices n on n.key = 'contact/' || c.id || '/told'
    where c.id = any(${ids as number[]}::bigint[])
    order by c.id`;
}

export async function readWithdrawalFacts(
  sql: Sql,
  ids: readonly number[],
): Promise<(WithdrawalFacts & Freshness)[]> {
  return await sql<(WithdrawalFacts & Freshness)[]>`
    select w.id as "withdrawalId",
           sms.finished_at is not null and email.finished_at is not null as told,
           greatest(w.withdrawn_at, sms.finished_at, email.finished_at) as "changedAt",
           exists (
             select from outbox q
             where q.workflow_id = 'withdrawal/' || w.id and q.delivered_at is null) as waits
    from withdrawals w
    left join notices sms on sms.key = 'withdrawal/' || w.id || '/sms'
    left join notices email on email.key = 'withdrawal/' || w.id || '/email'
    where w.id = any(${ids as number[]}::bigint[])
    order by w.id`;
}
