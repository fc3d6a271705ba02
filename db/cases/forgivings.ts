import type { Kopecks } from "../../domain/money.ts";
import type { Sql } from "../connection.ts";

/** A forgiven debt, as whoever owed it is told of it. */
export interface ForgivingNews {
  invoiceId: number;
  policyId: number;
  payerId: number;
  forgiven: Kopecks;
  /** What is owed on the invoice now. */
  owed: Kopecks;
  timeZone: string;
}

export async function readForgiving(sql: Sql, decisionId: number): Promise<ForgivingNews> {
  const [row] = await sql<ForgivingNews[]>`
    select i.id as "invoiceId", i.policy_id as "policyId", f.person_id as "payerId",
           f.amount_kopecks as forgiven, b.owed_kopecks as owed, i.time_zone as "timeZone"
    from forgivings f
    join invoices i on i.id = f.invoice_id
    join invoice_balances b on b.invoice_id = i.id
    where f.id = ${decisionId}`;
  if (!row) throw new Error(`Decision ${decisionId} has forgiven nothing`);
  return row;
}
