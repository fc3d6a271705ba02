import type { Settlement } from "../../domain/invoice.ts";
import type { LocalDate } from "../../domain/local_date.ts";
import type { Kopecks } from "../../domain/money.ts";
import type { Sql } from "../connection.ts";
import type { InvoiceLineRow } from "./invoices.ts";
import { settlementOf } from "./settlements.ts";

/** An invoice with all its lines, as the history's file has it. */
export interface HistoryInvoice {
  id: number;
  publishedOn: LocalDate;
  dueOn: LocalDate;
  insuredId: number;
  surname: string;
  name: string;
  patronymic: string | null;
  policyNumber: string;
  totalKopecks: Kopecks;
  owedKopecks: Kopecks;
  /** Null while anything is owed. */
  settlement: Settlement | null;
  timeZone: string;
  /** An attempt to pay it is undecided. */
  checking: boolean;
  lines: InvoiceLineRow[];
}

/** Every invoice that the person owes or has paid, or those of one insured, oldest first. */
export async function listInvoiceHistory(
  sql: Sql,
  { payerId, insuredId }: { payerId: number; insuredId: number | null },
): Promise<HistoryInvoice[]> {
  return await sql<HistoryInvoice[]>`
    select i.id, i.published_on as "publishedOn", i.due_on as "dueOn", p.id as "insuredId",
           p.surname, p.name, p.patronymic, o.number as "policyNumber",
           i.total_kopecks as "totalKopecks", b.owed_kopecks as "owedKopecks",
           ${settlementOf(sql)} as settlement, i.time_zone as "timeZone",
           exists (select from payment_allocations a where a.invoice_id = i.id and a.open)
             as checking,
           (select json_agg(json_build_object(
                     'serviceDate', s.service_date, 'clinic', k.name,
                     'serviceCode', s.service_code, 'serviceName', s.service_name,
                     'quantity', trim_scale(s.quantity)::text, 'priceKopecks', s.price_kopecks,
                     'costKopecks', s.cost_kopecks, 'rateBp', s.rate_bp,
                     'franchiseKopecks', s.franchise_kopecks)
                     order by s.service_date, s.id)
            from service_lines s join clinics k on k.id = s.clinic_id
            where s.invoice_id = i.id) as lines
    from invoices i
    join invoice_balances b on b.invoice_id = i.id
    join policies o on o.id = i.policy_id
    join people p on p.id = o.person_id
    where i.payer_id = ${payerId} and (${insuredId}::bigint is null or p.id = ${insuredId})
    order by i.published_at, i.id`;
}
