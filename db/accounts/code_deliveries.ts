import type { Sql } from "../connection.ts";
import type { ChallengePurpose } from "./challenges.ts";

export interface CodeDelivery {
  challengeId: string;
  purpose: ChallengePurpose;
  destination: string;
  createdAt: string;
  /** Whether somebody stands behind the challenge: nothing is sent to an unknown destination. */
  known: boolean;
}

/**
 * Takes waiting codes for sending. Each is taken once: the row says `failed` from here on, so that a
 * process that dies before the answer sends nothing twice; the person asks for another code.
 */
export async function claimCodes(sql: Sql, at: string): Promise<CodeDelivery[]> {
  return await sql<CodeDelivery[]>`
    with claimed as (
      update code_deliveries set finished_at = ${at}, outcome = 'failed'
      where challenge_id in (
        select challenge_id from code_deliveries where finished_at is null
        order by created_at limit 20 for update skip locked)
      returning challenge_id, created_at)
    select c.id as "challengeId", c.purpose, c.destination, claimed.created_at as "createdAt",
           num_nonnulls(c.account_id, c.registration_id, c.staff_id, c.employer_contact_id) > 0
             as known
    from claimed join challenges c on c.id = claimed.challenge_id
    order by claimed.created_at`;
}

export async function finishCode(
  sql: Sql,
  challengeId: string,
  result: { outcome: "sent" | "dropped" | "failed"; at: string },
): Promise<void> {
  await sql`
    update code_deliveries set outcome = ${result.outcome}, finished_at = ${result.at}
    where challenge_id = ${challengeId}`;
}

/** Gives a code back that its gateway certainly did not take. */
export async function releaseCode(sql: Sql, challengeId: string): Promise<void> {
  await sql`
    update code_deliveries set outcome = null, finished_at = null
    where challenge_id = ${challengeId}`;
}
