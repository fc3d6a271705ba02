import { type Calendar, type CalendarData, calendarOf } from "../../domain/calendar.ts";
import { type SettledBy, type Settlement, statusOf } from "../../domain/invoice.ts";
import { addDays, type LocalDate, localDateOf } from "../../domain/local_date.ts";
import type { Kopecks } from "../../domain/money.ts";
import { workingDaysBetween } from "../../domain/working_days.ts";
import type { InvoiceStatusProps } from "../page/status.tsx";
import { termDays, termPosition } from "../page/term.ts";

/** What is known of an invoice, as any page has it. */
export interface InvoiceFacts {
  owedKopecks: Kopecks;
  publishedOn: LocalDate;
  dueOn: LocalDate;
  /** Null while anything is owed. */
  settlement: Settlement | null;
  timeZone: string;
  region: string | null;
  attemptId: string | null;
}

/** How and on which local date it was settled, or null while anything is owed. */
export function settledOn(
  { settlement, timeZone }: Pick<InvoiceFacts, "settlement" | "timeZone">,
): { by: SettledBy; on: LocalDate } | null {
  return settlement && { by: settlement.by, on: localDateOf(settlement.at, timeZone) };
}

export function invoiceStatus(
  invoice: InvoiceFacts,
  calendar: Calendar,
  today: LocalDate,
): InvoiceStatusProps {
  const status = statusOf({
    today,
    dueOn: invoice.dueOn,
    settled: settledOn(invoice),
    openAttempt: invoice.attemptId !== null,
    workingDaysLeft: today < invoice.dueOn ? workingDaysBetween(calendar, today, invoice.dueOn) : 0,
  });
  switch (status.kind) {
    case "overdue":
      return { kind: "overdue", since: addDays(status.dueOn, 1), today };
    case "due_soon":
      return { kind: "due_soon", dueOn: status.dueOn, today };
    case "settled":
      return { ...status, today };
    default:
      return { kind: status.kind, today };
  }
}

/** Every day of the invoice's term, and where today stands in it. */
export function invoiceTerm(invoice: InvoiceFacts, calendar: Calendar, today: LocalDate) {
  const days = termDays(calendar, invoice.publishedOn, invoice.dueOn);
  return { days, position: termPosition(days, today) };
}

/** One calendar a region, for a page that shows many invoices. */
export function calendars(data: CalendarData): (region: string | null) => Calendar {
  const made = new Map<string | null, Calendar>();
  return (region) => {
    const known = made.get(region) ?? calendarOf(data, region);
    made.set(region, known);
    return known;
  };
}
