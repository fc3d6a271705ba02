import type { Instant } from "../../domain/local_date.ts";
import type { Kopecks } from "../../domain/money.ts";
import type { Sql } from "../connection.ts";

export interface RecoveryCase {
  recoveryId: number;
  invoiceId: number;
  openedAt: Instant;
  /** The contract's own yearly rate on the day of opening; null is the key rate. */
  contractRateBp: number | null;
  closedAt: Instant | null;
  closedReason: "paid" | "default_reversed" | null;
}

export async function readRecovery(sql: Sql, invoiceId: number): Promise<RecoveryCase | null> {
  const [row] = await sql<RecoveryCase[]>`
    select id as "recoveryId", invoice_id as "invoiceId", opened_at as "openedAt",
           contract_rate_bp as "contractRateBp", closed_at as "closedAt",
           closed_reason as "closedReason"
    from recovery_cases where invoice_id = ${invoiceId}`;
  return row ?? null;
}

/** Opens the recovery case of an invoice in default; its rate is the employer's of today. */
export async function insertRecovery(sql: Sql, invoiceId: number, at: Instant): Promise<void> {
  await sql`
    insert into recovery_cases (invoice_id, opened_at, contract_rate_bp, recorded_at)
    select i.id, ${at}, e.penalty_rate_bp, ${at}
    from invoices i join employers e on e.id = i.employer_id
    where i.id = ${invoiceId}`;
}

/** @returns false where none is open */
export async function closeRecovery(
  sql: Sql,
  invoiceId: number,
  end: { reason: "paid" | "default_reversed"; at: Instant },
): Promise<boolean> {
  const rows = await sql`
    update recovery_cases set closed_at = ${end.at}, closed_reason = ${end.reason}
    where invoice_id = ${invoiceId} and closed_at is null
    returning id`;
  return rows.length === 1;
}

export interface InvoiceCredit {
  at: Instant;
  amount: Kopecks;
  /** A clinic's correction took it off. */
  neverOwed: boolean;
}

/** What was credited to an invoice, by the instant at which it took effect. */
export async function listCredits(sql: Sql, invoiceId: number): Promise<InvoiceCredit[]> {
  return await sql<InvoiceCredit[]>`
    select t.effective_at as at, t.amount_kopecks as amount, d.kind = 'income' as "neverOwed"
    from ledger_transfers t
    join ledger_accounts a on a.id = t.credit_id
    join ledger_accounts d on d.id = t.debit_id
    where a.invoice_id = ${invoiceId} order by t.effective_at, t.id`;
}
