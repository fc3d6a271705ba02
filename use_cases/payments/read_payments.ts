import type { Sql } from "../../db/connection.ts";
import {
  listPayments,
  type PaymentPage,
  readReceipt,
  type Receipt,
} from "../../db/payments/receipts.ts";
import type { Clock } from "../../domain/clock.ts";
import { journalOthers } from "../journal/journal_others.ts";

/** A page of the payer's payments, newest first. It names nobody but the payer. */
export function readPayments(
  sql: Sql,
  page: { payerId: number; offset: number; limit: number },
): Promise<PaymentPage> {
  return listPayments(sql, page);
}

/** One payment with those whom it was for, or null where it is not this payer's. */
export async function openReceipt(
  sql: Sql,
  clock: Clock,
  { attemptId, payerId, ip }: { attemptId: string; payerId: number; ip: string },
): Promise<Receipt | null> {
  const receipt = await readReceipt(sql, { attemptId, payerId });
  if (receipt === null) return null;
  const personIds = receipt.invoices.map((invoice) => invoice.insuredId);
  await journalOthers(sql, clock, { viewerId: payerId, personIds, ip });
  return receipt;
}
