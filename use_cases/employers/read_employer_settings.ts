import { latestCalendar } from "../../db/calendars.ts";
import { countCasesByEmployer } from "../../db/cases/case_counts.ts";
import type { Sql } from "../../db/connection.ts";
import { type EmployerRow, readEmployer } from "../../db/employers/employers.ts";
import type { Clock } from "../../domain/clock.ts";

export interface EmployerTerms {
  employer: EmployerRow;
  /** Regions that the calendar knows holidays of, by their ISO 3166-2 code. */
  regions: { code: string; name: string }[];
  /** Invoices under way: a change leaves them as they were promised. */
  openInvoices: number;
}

/** What differs for one employer; null where there is none. */
export async function readEmployerSettings(
  sql: Sql,
  clock: Clock,
  employerId: number,
): Promise<EmployerTerms | null> {
  const at = clock.now();
  const [employer, calendar, cases] = await Promise.all([
    readEmployer(sql, employerId),
    latestCalendar(sql),
    countCasesByEmployer(sql, { at, until: at, employerId }),
  ]);
  if (employer === null) return null;
  return {
    employer,
    regions: Object.entries(calendar.data.regions).map(([code, { name }]) => ({ code, name })),
    openInvoices: cases[0]?.open ?? 0,
  };
}
