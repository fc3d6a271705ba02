import type { Kopecks } from "../../domain/money.ts";
import type { Sql } from "../connection.ts";

/** What a line of an invoice comes to now that the clinic has corrected its register. */
export interface CorrectedLineRow {
  /** Null where the service is no more. */
  now: { costKopecks: Kopecks; franchiseKopecks: Kopecks } | null;
  /** The invoice that charges what it became dearer by; null until there is one, or where it did not. */
  restInvoiceId: number | null;
}

/** Which invoice's line a line charges the rest of. */
export interface RestOfRow {
  invoiceId: number;
  was: { costKopecks: Kopecks; franchiseKopecks: Kopecks };
  now: { costKopecks: Kopecks; franchiseKopecks: Kopecks };
}

/** How corrections changed what is owed on an invoice. */
export interface InvoiceCorrections {
  /** By how much it came down. */
  creditedKopecks: Kopecks;
  /** Of it, what had been paid: it goes, or went, towards later invoices. */
  aheadKopecks: Kopecks;
  /** What corrections of earlier invoices have paid of this one. */
  offsets: { invoiceId: number; amountKopecks: Kopecks }[];
  /** What staff have forgiven of it, and no correction took off since. */
  forgivenKopecks: Kopecks;
  /** Which later invoices what had been paid went towards. */
  spent: { invoiceId: number; amountKopecks: Kopecks }[];
  /** Of what had been paid, what has gone back to the payer, or is on its way. */
  returnedKopecks: Kopecks;
}

/** The last line that stands in the place of line `s`, and what it claims. */
export function correctedLine(sql: Sql) {
  return sql`
    case when s.withdrawn in ('changed', 'gone') then (
      with recursive later as (
        select n.id, n.withdrawn, n.held, n.invoice_id, n.cost_kopecks, n.franchise_kopecks,
               n.full_cost_kopecks, n.full_franchise_kopecks, 1 as step
        from service_lines n where n.corrects_id = s.id
        union all
        select n.id, n.withdrawn, n.held, n.invoice_id, n.cost_kopecks, n.franchise_kopecks,
               n.full_cost_kopecks, n.full_franchise_kopecks, later.step + 1
        from later join service_lines n on n.corrects_id = later.id
      ), last as (select * from later order by step desc limit 1)
      select json_build_object(
        'now', (select json_build_object(
                  'costKopecks', coalesce(full_cost_kopecks, cost_kopecks),
                  'franchiseKopecks', coalesce(full_franchise_kopecks, franchise_kopecks))
                from last where withdrawn is null and held is null),
        'restInvoiceId', (select invoice_id from last
                          where withdrawn is null and full_franchise_kopecks is not null)))
    end`;
}

/** The invoice that charged line `s` before, and by how much it grew since. */
export function restOfLine(sql: Sql) {
  return sql`
    case when s.full_franchise_kopecks is not null then (
      with recursive earlier as (
        select o.id, o.corrects_id, o.invoice_id, 1 as step
        from service_lines o where o.id = s.corrects_id
        union all
        select o.id, o.corrects_id, o.invoice_id, earlier.step + 1
        from earlier join service_lines o on o.id = earlier.corrects_id
        where earlier.invoice_id is null
      )
      select json_build_object(
        'invoiceId', invoice_id,
        'was', json_build_object(
          'costKopecks', s.full_cost_kopecks - s.cost_kopecks,
          'franchiseKopecks', s.full_franchise_kopecks - s.franchise_kopecks),
        'now', json_build_object('costKopecks', s.full_cost_kopecks,
                                 'franchiseKopecks', s.full_franchise_kopecks))
      from earlier where invoice_id is not null order by step limit 1)
    end`;
}

/** Corrections of the invoice `i` and what they paid of it, as JSON; null where there are none. */
export function correctionsOfInvoice(sql: Sql) {
  return sql`
    (select json_build_object('creditedKopecks', k.credited, 'aheadKopecks', k.ahead,
                              'offsets', o.offsets, 'forgivenKopecks', f.forgiven,
                              'spent', u.spent, 'returnedKopecks', r.returned)
     from (select coalesce(sum(credited_kopecks), 0)::bigint as credited,
                  coalesce(sum(unallocated_kopecks), 0)::bigint as ahead
           from corrections where invoice_id = i.id) k
     cross join (
       select coalesce(json_agg(json_build_object(
                'invoiceId', corrected, 'amountKopecks', amount) order by corrected), '[]') as offsets
       from (select c.invoice_id as corrected, sum(x.amount_kopecks)::bigint as amount
             from credit_offsets x join corrections c on c.id = x.correction_id
             where x.invoice_id = i.id group by c.invoice_id) y
     ) o
     cross join (
       select (coalesce(sum(amount_kopecks), 0)
               - coalesce((select sum(t.amount_kopecks) from corrections c
                           join ledger_transfers t
                             on t.event_key = 'correction/' || c.id || '/forgiven'
                           where c.invoice_id = i.id), 0))::bigint as forgiven
       from decisions
       where invoice_id = i.id and kind = 'forgive' and outcome = 'confirmed'
     ) f
     cross join (
       select coalesce(json_agg(json_build_object(
                'invoiceId', paid, 'amountKopecks', amount) order by paid), '[]') as spent
       from (select x.invoice_id as paid, sum(x.amount_kopecks)::bigint as amount
             from credit_offsets x join corrections c on c.id = x.correction_id
             where c.invoice_id = i.id group by x.invoice_id) y
     ) u
     cross join (
       select coalesce(sum(x.amount_kopecks), 0)::bigint as returned
       from refund_credits x
       join refunds f on f.id = x.refund_id and f.state <> 'canceled'
       join corrections c on c.id = x.correction_id
       where c.invoice_id = i.id
     ) r)`;
}
