import {
  listVisitedFranchises,
  readVisitedFranchise,
  readVisitor,
  type VisitedFranchise,
} from "../../db/cases/look_ins.ts";
import type { Sql } from "../../db/connection.ts";
import { type Instant, localDateOf } from "../../domain/local_date.ts";
import type { Visits } from "../../domain/look_in.ts";
import { whoActsFor } from "../../domain/representation.ts";

/** Whose visits a franchise counts, and what is known of them. */
export interface FranchiseVisits {
  personId: number;
  zone: string;
  visits: Visits;
  channel: "sms" | "email";
}

/**
 * Visits of the cabinet by whom a franchise's reminders to look in go to. They are the person's, not
 * the franchise's: all franchises of one person come to the same dates, and so to one reminder.
 *
 * @returns null where nobody is reminded: not activated, no longer in force, a closed cabinet, or a
 * minor or ward without a representative
 */
export async function readVisits(
  sql: Sql,
  { franchiseId, now }: { franchiseId: number; now: Instant },
): Promise<FranchiseVisits | null> {
  const franchise = await readVisitedFranchise(sql, franchiseId);
  const personId = franchise && remindedFor(franchise, now);
  if (!personId) return null;
  const visitor = await readVisitor(sql, personId);
  const { timeZone: zone, registeredAt, lastAt, remindedAt, hasEmail } = visitor;
  if (visitor.closedAt !== null) return null;
  const all = await listVisitedFranchises(sql, personId);
  const [activeFrom = franchise.activeFrom] = all
    .filter((one) => remindedFor(one, now) === personId)
    .map((one) => one.activeFrom)
    .sort();
  const remindedOn = remindedAt && localDateOf(remindedAt, zone);
  return {
    personId,
    zone,
    visits: { activeFrom, registeredAt, lastAt, remindedOn },
    channel: hasEmail ? "email" : "sms",
  };
}

function remindedFor(franchise: VisitedFranchise, now: Instant): number | null {
  const today = localDateOf(now, franchise.timeZone);
  return franchise.policyEndsOn < today ? null : whoActsFor(franchise, today);
}
