import type { Sql } from "../../db/connection.ts";
import { type OwedForOther, showOwedForOthers } from "../../db/invoices/owed_for_others.ts";
import { type PolicyRow, showPolicies } from "../../db/policies/policies.ts";
import type { RepresentedPerson } from "../../db/policies/represented.ts";
import type { Clock } from "../../domain/clock.ts";
import { groupedBy } from "../../domain/grouped.ts";

/** Somebody for whom the viewer acts, with what there is to look after. */
export interface Dependant {
  person: RepresentedPerson;
  /** The newest first. */
  policies: PolicyRow[];
  /** Unpaid, by due day. */
  owed: OwedForOther[];
}

export interface Dependants {
  dependants: Dependant[];
  /** For whom the viewer acts no longer, and still owes; by person. */
  former: OwedForOther[][];
}

export interface DependantsLook {
  viewer: { personId: number; represented: readonly RepresentedPerson[] };
  ip: string;
}

/** For whom somebody acts today, and for whom they still owe; looks at them are journalled. */
export async function readDependants(
  sql: Sql,
  clock: Clock,
  { viewer: { personId: viewerId, represented }, ip }: DependantsLook,
): Promise<Dependants> {
  const at = clock.now();
  const personIds = represented.map(({ personId }) => personId);
  const [policies, owed] = await Promise.all([
    showPolicies(sql, { viewerId, personIds, ip, at }),
    showOwedForOthers(sql, { viewerId, ip, at, journalledElsewhere: personIds }),
  ]);
  const byPerson = groupedBy(owed, ({ insuredId }) => insuredId);
  return {
    dependants: represented.map((person) => ({
      person,
      policies: policies.filter(({ personId }) => personId === person.personId),
      owed: byPerson.get(person.personId) ?? [],
    })),
    former: [...byPerson].filter(([id]) => !personIds.includes(id)).map(([, owed]) => owed),
  };
}
