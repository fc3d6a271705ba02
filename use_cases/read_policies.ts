import { latestCalendar } from "../db/calendars.ts";
import type { Sql } from "../db/connection.ts";
import { type PolicyRow, showPolicies } from "../db/policies.ts";
import type { CalendarData } from "../domain/calendar.ts";
import type { Clock } from "../domain/clock.ts";

export interface PoliciesOverview {
  policies: PolicyRow[];
  calendar: CalendarData;
}

/** Whose records somebody may look at: their own, and of those for whom they act today. */
export interface Viewer {
  personId: number;
  represented: readonly { personId: number }[];
}

/** @param shownId one of them; null is all */
export function peopleShown(viewer: Viewer, shownId: number | null): number[] {
  const all = [viewer.personId, ...viewer.represented.map(({ personId }) => personId)];
  return all.filter((personId) => shownId === null || personId === shownId);
}

/** The person's own policies, then those of whom they act for; or those of one among them. */
export async function readPolicies(
  sql: Sql,
  clock: Clock,
  { viewer, shownId, ip }: { viewer: Viewer; shownId: number | null; ip: string },
): Promise<PoliciesOverview> {
  const [policies, { data: calendar }] = await Promise.all([
    showPolicies(sql, {
      viewerId: viewer.personId,
      personIds: peopleShown(viewer, shownId),
      ip,
      at: clock.now(),
    }),
    latestCalendar(sql),
  ]);
  return { policies, calendar };
}
