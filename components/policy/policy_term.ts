import { isCalledOff } from "../../domain/franchise.ts";
import type { LocalDate } from "../../domain/local_date.ts";
import { dayAndYear } from "../../domain/russian.ts";

/** A policy's term in words: «с 1 января по 31 декабря», both inclusive, or that it did not begin. */
export function policyTerm(
  { startsOn, endsOn }: { startsOn: LocalDate; endsOn: LocalDate },
  today: LocalDate,
): string {
  const start = dayAndYear(startsOn, today);
  return isCalledOff({ startsOn, endsOn })
    ? `начался\u00a0бы ${start}, но\u00a0отменен`
    : `с\u00a0${start} по\u00a0${dayAndYear(endsOn, today)}`;
}
