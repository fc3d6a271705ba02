import type { Kopecks } from "../../domain/money.ts";
import type { Sql } from "../connection.ts";

/** One side of a transfer. */
export type LedgerAccount =
  | { kind: "receivable"; invoiceId: number }
  | { kind: "unallocated"; personId: number }
  | { kind: "income" }
  /** What staff have forgiven. */
  | { kind: "forgiven" }
  /** On its way back to payers: the bank has been asked, or is to be. */
  | { kind: "returning" }
  | { kind: "bank" };

export interface Transfer {
  /** The business event: `invoice/{id}/published`, `payment/{attempt}/invoice/{id}`. */
  eventKey: string;
  debit: LedgerAccount;
  credit: LedgerAccount;
  /** Above zero. */
  amount: Kopecks;
  /** When it took effect: a capture's time is the bank's. */
  effectiveAt: string;
  recordedAt: string;
}

/**
 * Posts a transfer once for its event.
 *
 * @returns false where this event was posted before: nothing is changed then.
 */
export async function postTransfer(sql: Sql, transfer: Transfer): Promise<boolean> {
  const debit = await accountId(sql, transfer.debit);
  const credit = await accountId(sql, transfer.credit);
  const rows = await sql`
    insert into ledger_transfers
      (event_key, debit_id, credit_id, amount_kopecks, effective_at, recorded_at)
    values (${transfer.eventKey}, ${debit}, ${credit}, ${transfer.amount},
            ${transfer.effectiveAt}, ${transfer.recordedAt})
    on conflict (event_key) do nothing
    returning id`;
  return rows.length === 1;
}

/** What is still owed on an invoice, in kopecks: negative where more was paid. */
export async function owedOn(sql: Sql, invoiceId: number): Promise<Kopecks> {
  const [row] = await sql<{ owed_kopecks: Kopecks }[]>`
    select owed_kopecks from invoice_balances where invoice_id = ${invoiceId}`;
  if (!row) throw new Error(`Invoice ${invoiceId} has no postings`);
  return row.owed_kopecks;
}

async function accountId(sql: Sql, account: LedgerAccount): Promise<number> {
  const found = await sql<{ id: number }[]>`
    select id from ledger_accounts where kind = ${account.kind} and ${ownedBy(sql, account)}`;
  if (found[0]) return found[0].id;
  const invoiceId = account.kind === "receivable" ? account.invoiceId : null;
  const personId = account.kind === "unallocated" ? account.personId : null;
  const made = await sql<{ id: number }[]>`
    insert into ledger_accounts (kind, invoice_id, person_id)
    values (${account.kind}, ${invoiceId}, ${personId})
    on conflict do nothing
    returning id`;
  return made[0] ? made[0].id : await accountId(sql, account);
}

/** By equality alone: `is not distinct from` uses no index, and there is an account per invoice. */
function ownedBy(sql: Sql, account: LedgerAccount) {
  if (account.kind === "receivable") return sql`invoice_id = ${account.invoiceId}`;
  if (account.kind === "unallocated") return sql`person_id = ${account.personId}`;
  return sql`invoice_id is null and person_id is null`;
}
