import { latestCalendar } from "../db/calendars.ts";
import type { Sql } from "../db/connection.ts";
import { listPolicies, type PolicyRow } from "../db/policies.ts";
import type { CalendarData } from "../domain/calendar.ts";
import { ageOn, type LocalDate } from "../domain/local_date.ts";
import { ADULT_AGE } from "../domain/registration.ts";

export interface PoliciesOverview {
  policies: PolicyRow[];
  calendar: CalendarData;
}

/** The person's own policies, then those of the minors whom they represent. */
export async function readPolicies(
  sql: Sql,
  key: { personId: number; today: LocalDate },
): Promise<PoliciesOverview> {
  const [known, { data: calendar }] = await Promise.all([
    listPolicies(sql, key.personId),
    latestCalendar(sql),
  ]);
  const policies = known.filter((policy) =>
    policy.personId === key.personId || ageOn(policy.birthDate, key.today) < ADULT_AGE
  );
  return { policies, calendar };
}
