import type { Instant, LocalDate } from "../../domain/local_date.ts";
import type { Kopecks } from "../../domain/money.ts";
import type { Sql } from "../connection.ts";
import { instantJson } from "../instant_json.ts";

/** What the second member of staff compares with the bank: a payment, or a refund, that was unclear. */
export interface UnclearMoney {
  /** Why it waits now. */
  reason: string | null;
  /** The bank's id of the payment, for a refund of the payment that it goes back through. */
  paymentId: string | null;
  /** The bank's id of the refund; null for a payment, and where the bank told none. */
  providerId: string | null;
  createdAt: Instant;
  /** What the payment is for; none for a refund. */
  invoices: { id: number; amountKopecks: Kopecks; owedKopecks: Kopecks; dueOn: LocalDate }[];
}

/** The {@linkcode UnclearMoney} of decision `d`, as JSON; null where it is of another kind. */
export function unclearMoney(sql: Sql) {
  return sql`
    case d.kind
      when 'payment_found' then
        (select json_build_object('reason', t.reason, 'paymentId', t.provider_id,
                  'providerId', null, 'createdAt', ${instantJson(sql, "t.created_at")},
                  'invoices', (select json_agg(json_build_object('id', l.invoice_id,
                                        'amountKopecks', l.amount_kopecks,
                                        'owedKopecks', b.owed_kopecks, 'dueOn', i.due_on)
                                        order by l.invoice_id)
                               from payment_allocations l
                               join invoices i on i.id = l.invoice_id
                               join invoice_balances b on b.invoice_id = l.invoice_id
                               where l.attempt_id = t.id))
         from payment_attempts t where t.id = d.attempt_id)
      when 'refund_found' then
        (select json_build_object('reason', r.reason, 'paymentId', t.provider_id,
                  'providerId', r.provider_id, 'createdAt', ${instantJson(sql, "r.created_at")},
                  'invoices', '[]'::json)
         from refunds r join payment_attempts t on t.id = r.attempt_id
         where r.id = d.refund_id)
    end`;
}
