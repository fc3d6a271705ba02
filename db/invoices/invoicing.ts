import type { LocalDate } from "../../domain/local_date.ts";
import type { Kopecks } from "../../domain/money.ts";
import type { Sql } from "../connection.ts";

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

/** Such lines of one employer's people. */
export interface WaitingEmployer {
  employer: string;
  lines: number;
  /** Each gets one invoice. */
  franchises: number;
  franchiseKopecks: Kopecks;
}

/** @param through the last day of service that counts; null for all */
export async function waitingEmployers(
  sql: Sql,
  through: LocalDate | null,
): Promise<WaitingEmployer[]> {
  return await sql<WaitingEmployer[]>`
    select e.name as employer, sum(l.lines)::bigint as lines, count(*) as franchises,
           sum(l.kopecks)::bigint as "franchiseKopecks"
    from (select franchise_id, count(*) as lines, sum(franchise_kopecks) as kopecks
          from lines_to_invoice
          where ${through}::date is null or service_date <= ${through}::date
          group by franchise_id) l
    join franchises f on f.id = l.franchise_id
    join policies o on o.id = f.policy_id
    join people p on p.id = o.person_id
    join employers e on e.id = p.employer_id
    group by e.id, e.name
    order by 4 desc, e.name`;
}

/** Invoices that were published on one day for services up to one day. */
export interface PublishedBatch {
  publishedOn: LocalDate;
  through: LocalDate;
  invoices: number;
  totalKopecks: Kopecks;
  /** What became of the SMS about the accrual. */
  smsSent: number;
  smsUndelivered: number;
}

export async function listPublishedBatches(sql: Sql, limit: number): Promise<PublishedBatch[]> {
  return await sql<PublishedBatch[]>`
    with batches as (
      select published_on, through, count(*) as invoices, sum(total_kopecks)::bigint as kopecks
      from invoices group by published_on, through
      order by published_on desc, through desc limit ${limit})
    select b.published_on as "publishedOn", b.through, b.invoices, b.kopecks as "totalKopecks",
           n.sent as "smsSent", n.undelivered as "smsUndelivered"
    from batches b
    cross join lateral (
      select count(*) filter (where n.state = 'sent') as sent,
             count(*) filter (where n.state in ('failed', 'unknown') and n.finished_at is not null)
               as undelivered
      from invoices i
      join notices n on n.invoice_id = i.id and n.channel = 'sms' and n.template = 'accrual'
      where i.published_on = b.published_on and i.through = b.through) n
    order by b.published_on desc, b.through desc`;
}
