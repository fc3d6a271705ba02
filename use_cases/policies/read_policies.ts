import type { Sql } from "../../db/connection.ts";
import type { LegalDocument } from "../../db/documents.ts";
import { activationGrounds } from "../../db/policies/activation_grounds.ts";
import { type PolicyRow, showPolicies } from "../../db/policies/policies.ts";
import type { CalendarData } from "../../domain/calendar.ts";
import type { Clock } from "../../domain/clock.ts";
import type { LocalDate } from "../../domain/local_date.ts";

export interface PoliciesOverview {
  policies: PolicyRow[];
  calendar: CalendarData;
  /** The terms of the franchise in force today: what a consent would be to. */
  terms: LegalDocument | null;
}

/** Whose records somebody may look at: their own, and of those for whom they act today. */
export interface Viewer {
  personId: number;
  represented: readonly { personId: number }[];
}

/** Who looks at policies, when and from where. */
export interface PoliciesLook {
  viewer: Viewer;
  /** One of whom they act for, or themselves; null is all. */
  shownId: number | null;
  today: LocalDate;
  ip: string;
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
  { viewer, shownId, today, ip }: PoliciesLook,
): Promise<PoliciesOverview> {
  const [policies, { calendar, terms }] = await Promise.all([
    showPolicies(sql, {
      viewerId: viewer.personId,
      personIds: peopleShown(viewer, shownId),
      ip,
      at: clock.now(),
    }),
    activationGrounds(sql, today),
  ]);
  return { policies, calendar, terms };
}
