import type { LocalDate } from "../domain/local_date.ts";
import type { Kopecks } from "../domain/money.ts";
import type { Sql } from "./connection.ts";

/** Lines of one month of service that are neither invoiced nor held. */
export interface WaitingMonth {
  /** The month's first day. */
  month: LocalDate;
  lines: number;
  franchises: number;
  /** The insured's part. */
  franchiseKopecks: Kopecks;
}

/** @param through the last day of service that counts; null for all */
export async function waitingMonths(sql: Sql, through: LocalDate | null): Promise<WaitingMonth[]> {
  return await sql<WaitingMonth[]>`
    select date_trunc('month', service_date)::date as month, count(*) as lines,
           count(distinct franchise_id) as franchises,
           sum(franchise_kopecks)::bigint as "franchiseKopecks"
    from lines_to_invoice
    where ${through}::date is null or service_date <= ${through}::date
    group by 1 order by 1`;
}

/** How many franchises have such lines: each gets one invoice. */
export async function countWaitingFranchises(
  sql: Sql,
  through: LocalDate | null,
): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(distinct franchise_id) as count from lines_to_invoice
    where ${through}::date is null or service_date <= ${through}::date`;
  return row!.count;
}

/** Invoices that were published on one day for services up to one day. */
export interface PublishedBatch {
  publishedOn: LocalDate;
  through: LocalDate;
  invoices: number;
  totalKopecks: Kopecks;
}

export async function listPublishedBatches(sql: Sql, limit: number): Promise<PublishedBatch[]> {
  return await sql<PublishedBatch[]>`
    select published_on as "publishedOn", through, count(*) as invoices,
           sum(total_kopecks)::bigint as "totalKopecks"
    from invoices group by published_on, through
    order by published_on desc, through desc limit ${limit}`;
}
