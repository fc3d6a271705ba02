import { latestCalendar } from "../../db/calendars.ts";
import type { Sql } from "../../db/connection.ts";
import {
  type InvoiceDetails,
  type InvoiceRow,
  showInvoice,
  showInvoices,
  type ShownInvoices,
} from "../../db/invoices/invoices.ts";
import type { CalendarData } from "../../domain/calendar.ts";
import type { Clock } from "../../domain/clock.ts";

export interface InvoicesOverview {
  invoices: InvoiceRow[];
  calendar: CalendarData;
}

/**
 * Every invoice of a payer, newest first, with the calendar that explains the terms. Of others'
 * invoices those that the page shows are journalled.
 */
export async function readInvoices(
  sql: Sql,
  clock: Clock,
  look: { payerId: number; ip: string } & ShownInvoices,
): Promise<InvoicesOverview> {
  const { payerId: viewerId, ...shown } = look;
  const [invoices, { data: calendar }] = await Promise.all([
    showInvoices(sql, { ...shown, viewerId, at: clock.now() }),
    latestCalendar(sql),
  ]);
  return { invoices, calendar };
}

/** One invoice whole, or null where it is not this payer's. */
export async function openInvoice(
  sql: Sql,
  clock: Clock,
  { invoiceId, payerId, ip }: { invoiceId: number; payerId: number; ip: string },
): Promise<InvoiceDetails | null> {
  return await showInvoice(sql, { invoiceId, viewerId: payerId, ip, at: clock.now() });
}
