import type { Sql } from "./connection.ts";

export type ChallengePurpose = "login" | "register" | "ops";

export interface NewChallenge {
  purpose: ChallengePurpose;
  destination: string;
  accountId?: number;
  registrationId?: number;
  staffId?: number;
  ip: string;
  at: string;
  expiresAt: string;
}

/**
 * Writes a challenge and, where somebody stands behind it, its row in the lane of codes. One for an
 * unknown destination is written too, so that both are limited alike and look the same.
 */
export async function insertChallenge(sql: Sql, challenge: NewChallenge): Promise<string> {
  const [row] = await sql<{ id: string }[]>`
    insert into challenges (purpose, destination, account_id, registration_id, staff_id, ip,
                            created_at, expires_at)
    values (${challenge.purpose}, ${challenge.destination}, ${challenge.accountId ?? null},
            ${challenge.registrationId ?? null}, ${challenge.staffId ?? null}, ${challenge.ip},
            ${challenge.at}, ${challenge.expiresAt})
    returning id`;
  const somebody = challenge.accountId ?? challenge.registrationId ?? challenge.staffId;
  if (somebody !== undefined) {
    await sql`
      insert into code_deliveries (challenge_id, created_at) values (${row!.id}, ${challenge.at})`;
  }
  return row!.id;
}

export interface ChallengeCounts {
  byDestination: number;
  byAddress: number;
}

/** Challenges since the given instants; the destination is locked until the transaction's end. */
export async function countChallenges(
  sql: Sql,
  key: { destination: string; ip: string; destinationSince: string; addressSince: string },
): Promise<ChallengeCounts> {
  await sql`select pg_advisory_xact_lock(hashtext(${"challenge " + key.destination}))`;
  const [row] = await sql<ChallengeCounts[]>`
    select (select count(*) from challenges where destination = ${key.destination}
              and created_at > ${key.destinationSince}) as "byDestination",
           (select count(*) from challenges where ip = ${key.ip}
              and created_at > ${key.addressSince}) as "byAddress"`;
  return row!;
}

export interface Challenge {
  id: string;
  purpose: ChallengePurpose;
  destination: string;
  accountId: number | null;
  registrationId: number | null;
  staffId: number | null;
  createdAt: string;
  expiresAt: string;
  tries: number;
  usedAt: string | null;
}

export async function readChallenge(sql: Sql, id: string): Promise<Challenge | null> {
  const [row] = await sql<Challenge[]>`${selectChallenge(sql)} where id = ${id}`;
  return row ?? null;
}

/** Reads a challenge for one attempt at its code, and keeps others from trying at the same time. */
export async function lockChallenge(sql: Sql, id: string): Promise<Challenge | null> {
  const [row] = await sql<Challenge[]>`${selectChallenge(sql)} where id = ${id} for update`;
  return row ?? null;
}

export async function countTry(sql: Sql, id: string): Promise<void> {
  await sql`update challenges set tries = tries + 1 where id = ${id}`;
}

export async function useChallenge(sql: Sql, id: string, at: string): Promise<void> {
  await sql`update challenges set used_at = ${at} where id = ${id}`;
}

function selectChallenge(sql: Sql) {
  return sql`
    select id, purpose, destination, account_id as "accountId",
           registration_id as "registrationId", staff_id as "staffId", created_at as "createdAt",
           expires_at as "expiresAt", tries, used_at as "usedAt"
    from challenges`;
}
