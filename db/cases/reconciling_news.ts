import type { ContactFacts, NewsFacts } from "../../domain/drift.ts";
import type { Sql } from "../connection.ts";
import { type Freshness, keysOf, type Page } from "./reconciling.ts";

export const pageContacts: Page<number> = (sql, after, limit) =>
  keysOf(sql`
    select id as key from contact_changes
    where id > ${after} and confirmed_at is not null
    order by id limit ${limit}`);

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

/** Cases of which each tells one row's news by both channels: `type/{id}/sms`, `type/{id}/email`. */
interface NewsTable {
  type: "withdrawal" | "correction" | "decision";
  table: string;
  /** When the row was made. */
  madeAt: string;
}

export const WITHDRAWALS: NewsTable = {
  type: "withdrawal",
  table: "withdrawals",
  madeAt: "withdrawn_at",
};
export const CORRECTIONS: NewsTable = {
  type: "correction",
  table: "corrections",
  madeAt: "recorded_at",
};

export const FORGIVINGS: NewsTable = {
  type: "decision",
  table: "forgivings",
  madeAt: "decided_at",
};

export function pageNews({ table }: NewsTable): Page<number> {
  return (sql, after, limit) =>
    keysOf(
      sql`select id as key from ${sql(table)} where id > ${after} order by id limit ${limit}`,
    );
}

export async function readNewsFacts(
  sql: Sql,
  { type, table, madeAt }: NewsTable,
  ids: readonly number[],
): Promise<(NewsFacts & Freshness)[]> {
  return await sql<(NewsFacts & Freshness)[]>`
    select w.id,
           sms.finished_at is not null and email.finished_at is not null as told,
           greatest(w.${sql(madeAt)}, sms.finished_at, email.finished_at) as "changedAt",
           exists (
             select from outbox q
             where q.workflow_id = ${type} || '/' || w.id and q.delivered_at is null) as waits
    from ${sql(table)} w
    left join notices sms on sms.key = ${type} || '/' || w.id || '/sms'
    left join notices email on email.key = ${type} || '/' || w.id || '/email'
    where w.id = any(${ids as number[]}::bigint[])
    order by w.id`;
}
