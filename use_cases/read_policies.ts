import { latestCalendar } from "../db/calendars.ts";
import type { Sql } from "../db/connection.ts";
import { listPolicies, type PolicyRow } from "../db/policies.ts";
import type { CalendarData } from "../domain/calendar.ts";
import type { Clock } from "../domain/clock.ts";
import { ageOn, type LocalDate } from "../domain/local_date.ts";
import { ADULT_AGE } from "../domain/registration.ts";
import { journalOthers } from "./journal_others.ts";

export interface PoliciesOverview {
  policies: PolicyRow[];
  calendar: CalendarData;
}

/** The person's own policies, then those of the minors whom they represent. */
export async function readPolicies(
  sql: Sql,
  clock: Clock,
  key: { personId: number; today: LocalDate; ip: string },
): Promise<PoliciesOverview> {
  const [known, { data: calendar }] = await Promise.all([
    listPolicies(sql, key.personId),
    latestCalendar(sql),
  ]);
  const policies = known.filter((policy) =>
    policy.personId === key.personId || ageOn(policy.birthDate, key.today) < ADULT_AGE
  );
  const { personId: viewerId, ip } = key;
  const personIds = policies.map((policy) => policy.personId);
  await journalOthers(sql, clock, { viewerId, personIds, ip });
  return { policies, calendar };
}
