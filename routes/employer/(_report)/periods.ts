import { periodKey } from "../../../domain/employer_report.ts";
import { type LocalDate, parseLocalDate } from "../../../domain/local_date.ts";

/** The month that an address names, `2026-12`; null where it names none. */
export function periodIn(text: string | null | undefined): LocalDate | null {
  return /^\d{4}-\d\d$/.test(text ?? "") ? parseLocalDate(`${text}-01`) : null;
}

/** A report's page. */
export function reportPath(period: LocalDate): string {
  return `/employer/reports/${periodKey(period)}`;
}

/** The login's pages, which lead on to a report where one was asked for. */
export function loginPath(step: "" | "/code", report: LocalDate | null): string {
  const path = `/employer/login${step}`;
  return report === null ? path : `${path}?report=${periodKey(report)}`;
}
