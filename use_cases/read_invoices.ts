import { latestCalendar } from "../db/calendars.ts";
import type { Sql } from "../db/connection.ts";
import { type InvoiceRow, listInvoices } from "../db/invoices.ts";
import type { CalendarData } from "../domain/calendar.ts";

export interface InvoicesOverview {
  invoices: InvoiceRow[];
  calendar: CalendarData;
}

/** Every invoice of a payer, newest first, with the calendar that explains the terms. */
export async function readInvoices(sql: Sql, payerId: number): Promise<InvoicesOverview> {
  const [invoices, { data: calendar }] = await Promise.all([
    listInvoices(sql, payerId),
    latestCalendar(sql),
  ]);
  return { invoices, calendar };
}
