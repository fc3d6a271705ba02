import { latestCalendar } from "../db/calendars.ts";
import type { Sql } from "../db/connection.ts";
import { type InvoiceDetails, type InvoiceRow, listInvoices, readInvoice } from "../db/invoices.ts";
import type { CalendarData } from "../domain/calendar.ts";
import type { Clock } from "../domain/clock.ts";
import { journalOthers } from "./journal_others.ts";

export interface InvoicesOverview {
  invoices: InvoiceRow[];
  calendar: CalendarData;
}

/** Every invoice of a payer, newest first, with the calendar that explains the terms. */
export async function readInvoices(
  sql: Sql,
  clock: Clock,
  { payerId, ip }: { payerId: number; ip: string },
): Promise<InvoicesOverview> {
  const [invoices, { data: calendar }] = await Promise.all([
    listInvoices(sql, payerId),
    latestCalendar(sql),
  ]);
  const personIds = invoices.map((invoice) => invoice.insuredId);
  await journalOthers(sql, clock, { viewerId: payerId, personIds, ip });
  return { invoices, calendar };
}

/** One invoice whole, or null where it is not this payer's. */
export async function openInvoice(
  sql: Sql,
  clock: Clock,
  { invoiceId, payerId, ip }: { invoiceId: number; payerId: number; ip: string },
): Promise<InvoiceDetails | null> {
  const invoice = await readInvoice(sql, { invoiceId, payerId });
  if (invoice === null) return null;
  await journalOthers(sql, clock, { viewerId: payerId, personIds: [invoice.insuredId], ip });
  return invoice;
}
