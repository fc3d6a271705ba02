import type { Sql } from "../../db/connection.ts";

export interface BrokenInvariant {
  policyId: number;
  what: string;
}

/** What must be true of the rows at every moment, whatever is under way. */
export async function brokenInvariants(sql: Sql): Promise<BrokenInvariant[]> {
  return await sql<BrokenInvariant[]>`
    with paid as (
      select i.id, coalesce(sum(t.amount_kopecks), 0) as paid,
             coalesce(sum(t.amount_kopecks) filter (where t.effective_at < i.due_at), 0) as in_time
      from invoices i
      join ledger_accounts a on a.invoice_id = i.id
      left join ledger_transfers t on t.credit_id = a.id
      group by i.id)
    select i.policy_id as "policyId", 'a default before the deadline' as what
    from invoices i where i.defaulted_at < i.due_at
    union all
    select i.policy_id, 'a default against a payment captured in time'
    from invoices i join paid p using (id)
    where i.defaulted_at is not null and p.in_time >= i.total_kopecks
    union all
    select i.policy_id, 'more was posted on an invoice than it is of'
    from invoices i join paid p using (id) where p.paid > i.total_kopecks
    union all
    select i.policy_id, 'a debt in default, and no emergency programme'
    from invoices i join paid p using (id) join policies o on o.id = i.policy_id
    where i.defaulted_at is not null and p.paid < i.total_kopecks
      and (i.defaulted_at at time zone i.time_zone)::date <= o.ends_on
      and not exists (
        select from emergency_spells s where s.policy_id = i.policy_id and s.until is null)
    union all
    select i.policy_id, 'a recovery before the pre-trial term ended'
    from invoices i join recovery_cases r on r.invoice_id = i.id
    where r.opened_at < (((i.defaulted_at at time zone i.time_zone)::date + 30)::timestamp
                         at time zone i.time_zone)
    union all
    select i.policy_id, 'a deadline earlier than it was promised'
    from invoices i join due_moves m on m.invoice_id = i.id
    where i.due_on < m.from_on or i.due_on < m.to_on
    union all
    select n.policy_id, 'one step told twice on one channel'
    from notices n
    where n.invoice_id is not null and n.state = 'sent'
    group by n.policy_id, n.invoice_id, n.template, n.channel having count(*) > 1`;
}
