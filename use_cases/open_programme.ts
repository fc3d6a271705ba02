import type { Sql } from "../db/connection.ts";
import {
  type PolicyInShort,
  type PolicyProgramme,
  readPolicyInShort,
  readPolicyProgramme,
} from "../db/policy_programme.ts";
import type { ClinicSearch } from "../domain/clinic_search.ts";
import type { Clock } from "../domain/clock.ts";
import type { LocalDate } from "../domain/local_date.ts";
import { mayLookAt } from "../domain/representation.ts";
import { journalOthers } from "./journal_others.ts";

export interface PolicyLook {
  policyId: number;
  viewerId: number;
  today: LocalDate;
  ip: string;
}

/**
 * What a policy's programme pays for and where, for the insured and for who acts for them; null
 * for everybody else.
 */
export async function openProgramme(
  sql: Sql,
  clock: Clock,
  { search, ...look }: PolicyLook & { search: ClinicSearch },
): Promise<PolicyProgramme | null> {
  const { policyId, viewerId } = look;
  return await shown(sql, clock, {
    look,
    policy: await readPolicyProgramme(sql, { policyId, viewerId, search }),
  });
}

/** What the card for the clinic tells, for the same two people; null for everybody else. */
export async function openPolicyCard(
  sql: Sql,
  clock: Clock,
  look: PolicyLook,
): Promise<PolicyInShort | null> {
  return await shown(sql, clock, { look, policy: await readPolicyInShort(sql, look) });
}

/** Hides what is a grown-up's own, and journals who else looked (152-FZ). */
async function shown<Policy extends PolicyInShort>(
  sql: Sql,
  clock: Clock,
  { look, policy }: { look: PolicyLook; policy: Policy | null },
): Promise<Policy | null> {
  const { viewerId, today, ip } = look;
  if (policy === null || !mayLookAt(viewerId, policy, today)) return null;
  await journalOthers(sql, clock, { viewerId, personIds: [policy.personId], ip });
  return policy;
}
