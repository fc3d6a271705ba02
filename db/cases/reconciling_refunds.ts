import { RECEIPT_HOURS, type RefundFacts } from "../../domain/refund.ts";
import type { Sql } from "../connection.ts";
import { type Freshness, keysOf, type Page } from "./reconciling.ts";

/** Refunds that nobody has decided. */
export const pageRefunds: Page<string> = (sql, after, limit) =>
  keysOf(sql`
    select id as key from refunds
    where id > ${after} and state in ('created', 'pending', 'unknown')
    order by id limit ${limit}`);

export async function readRefundFacts(
  sql: Sql,
  ids: readonly string[],
): Promise<(RefundFacts & Freshness)[]> {
  return await sql<(RefundFacts & Freshness)[]>`
    select r.id as "refundId", r.state, r.amount_kopecks as "amountKopecks",
           case when r.state = 'succeeded' and r.receipt is null and r.provider_id is not null
                then r.settled_at + make_interval(hours => ${RECEIPT_HOURS}) end
             as "receiptAwaitedUntil",
           greatest(r.created_at, r.settled_at) as "changedAt",
           exists (
             select from outbox q
             where q.workflow_id = 'refund/' || r.id and q.delivered_at is null) as waits
    from refunds r
    where r.id = any(${ids as string[]}::uuid[])
    order by r.id`;
}
