import type { Sql } from "../../db/connection.ts";
import {
  type PolicyInShort,
  type PolicyProgramme,
  showPolicyInShort,
  showPolicyProgramme,
} from "../../db/policies/policy_programme.ts";
import type { ClinicSearch } from "../../domain/clinic_search.ts";
import type { Clock } from "../../domain/clock.ts";
import { peopleShown, type Viewer } from "./read_policies.ts";

export interface PolicyLook {
  policyId: number;
  viewer: Viewer;
  ip: string;
}

/**
 * What a policy's programme pays for and where, for the insured and for who acts for them; null for
 * everybody else.
 */
export function openProgramme(
  sql: Sql,
  clock: Clock,
  { search, ...look }: PolicyLook & { search: ClinicSearch },
): Promise<PolicyProgramme | null> {
  return showPolicyProgramme(sql, { ...journalled(clock, look), search });
}

/** What the card for the clinic tells, for the same two people; null for everybody else. */
export function openPolicyCard(
  sql: Sql,
  clock: Clock,
  look: PolicyLook,
): Promise<PolicyInShort | null> {
  return showPolicyInShort(sql, journalled(clock, look));
}

function journalled(clock: Clock, { policyId, viewer, ip }: PolicyLook) {
  return {
    policyId,
    viewerId: viewer.personId,
    personIds: peopleShown(viewer, null),
    ip,
    at: clock.now(),
  };
}
