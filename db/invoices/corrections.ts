import type { Instant } from "../../domain/local_date.ts";
import type { Kopecks } from "../../domain/money.ts";
import type { Sql } from "../connection.ts";

export interface NewCorrection {
  /** The file that corrects. */
  fileId: number;
  invoiceId: number;
  payerId: number;
  credited: Kopecks;
  /** Of it, what had been paid. */
  unallocated: Kopecks;
  /** What of it is for which line. */
  lines: readonly { lineId: number; amount: Kopecks }[];
  at: Instant;
}

export async function insertCorrection(sql: Sql, correction: NewCorrection): Promise<number> {
  const { fileId, invoiceId, payerId, credited, unallocated, lines, at } = correction;
  const [row] = await sql<{ id: number }[]>`
    insert into corrections (file_id, invoice_id, payer_id, credited_kopecks, unallocated_kopecks,
                             recorded_at)
    values (${fileId}, ${invoiceId}, ${payerId}, ${credited}, ${unallocated}, ${at})
    returning id`;
  const id = row!.id;
  await sql`
    insert into corrected_lines (correction_id, line_id, amount_kopecks)
    select ${id}, line_id, amount
    from unnest(${lines.map((line) => line.lineId)}::bigint[],
                ${lines.map((line) => line.amount)}::bigint[]) as c (line_id, amount)`;
  return id;
}

/** What was paid of an invoice, by the bank or by credits, less what corrections gave back of it. */
export async function paidOf(sql: Sql, invoiceId: number): Promise<Kopecks> {
  const [row] = await sql<{ paid: Kopecks }[]>`
    select (coalesce((select sum(t.amount_kopecks)
                      from ledger_accounts a
                      join ledger_transfers t on t.credit_id = a.id
                      join ledger_accounts d on d.id = t.debit_id
                      where a.invoice_id = ${invoiceId} and d.kind in ('bank', 'unallocated')), 0)
            - coalesce((select sum(unallocated_kopecks) from corrections
                        where invoice_id = ${invoiceId}), 0))::bigint as paid`;
  return row!.paid;
}

/** What a correction of a paid invoice still has to pay with. */
export interface OpenCredit {
  correctionId: number;
  left: Kopecks;
}

/**
 * The payer's credits that are left, oldest first. They are locked until the transaction ends, so
 * that neither two invoices published at once nor a refund spend one of them twice.
 */
export async function lockOpenCredits(sql: Sql, payerId: number): Promise<OpenCredit[]> {
  await sql`
    select from corrections where payer_id = ${payerId} and unallocated_kopecks > 0
    order by id for update`;
  return await sql<OpenCredit[]>`
    select correction_id as "correctionId", left_kopecks as left
    from credits_left where payer_id = ${payerId} and left_kopecks > 0
    order by correction_id`;
}

/** Of these payers, those with anything that a correction of a paid invoice left them. */
export async function payersWithCredits(
  sql: Sql,
  payerIds: readonly number[],
): Promise<Set<number>> {
  const rows = await sql<{ payer_id: number }[]>`
    select distinct payer_id from corrections
    where payer_id = any(${payerIds as number[]}::bigint[]) and unallocated_kopecks > 0`;
  return new Set(rows.map((row) => row.payer_id));
}

export async function insertOffset(
  sql: Sql,
  offset: { correctionId: number; invoiceId: number; amount: Kopecks; at: Instant },
): Promise<void> {
  await sql`
    insert into credit_offsets (correction_id, invoice_id, amount_kopecks, recorded_at)
    values (${offset.correctionId}, ${offset.invoiceId}, ${offset.amount}, ${offset.at})`;
}

/** What the payer is to be told of a correction, as it stands when it is read. */
export interface CorrectionNews {
  correctionId: number;
  invoiceId: number;
  policyId: number;
  payerId: number;
  credited: Kopecks;
  /** Will pay for the next invoices. */
  unallocated: Kopecks;
  /** Of the invoice, now. */
  owed: Kopecks;
  timeZone: string;
}

export async function readCorrection(sql: Sql, correctionId: number): Promise<CorrectionNews> {
  const [row] = await sql<CorrectionNews[]>`
    select c.id as "correctionId", c.invoice_id as "invoiceId", i.policy_id as "policyId",
           c.payer_id as "payerId", c.credited_kopecks as credited,
           c.unallocated_kopecks as unallocated, b.owed_kopecks as owed,
           i.time_zone as "timeZone"
    from corrections c
    join invoices i on i.id = c.invoice_id
    join invoice_balances b on b.invoice_id = i.id
    where c.id = ${correctionId}`;
  if (!row) throw new Error(`There is no correction ${correctionId}`);
  return row;
}
