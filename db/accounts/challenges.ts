import type { Sql } from "../connection.ts";

export type ChallengePurpose =
  | "login"
  | "register"
  | "ops"
  | "contact"
  | "withdrawal"
  | "employer";

export interface NewChallenge {
  purpose: ChallengePurpose;
  destination: string;
  accountId?: number;
  registrationId?: number;
  staffId?: number;
  contactChangeId?: number;
  consentId?: number;
  employerContactId?: number;
  ip: string;
  at: string;
  expiresAt: string;
}

/**
 * Writes a challenge and its row in the lane of codes. One for an unknown destination goes the same
 * way until the lane drops it: it is limited alike, looks the same and takes as long.
 */
export async function insertChallenge(sql: Sql, challenge: NewChallenge): Promise<string> {
  const [row] = await sql<{ id: string }[]>`
    insert into challenges (purpose, destination, account_id, registration_id, staff_id,
                            contact_change_id, consent_id, employer_contact_id, ip,
                            created_at, expires_at)
    values (${challenge.purpose}, ${challenge.destination}, ${challenge.accountId ?? null},
            ${challenge.registrationId ?? null}, ${challenge.staffId ?? null},
            ${challenge.contactChangeId ?? null}, ${challenge.consentId ?? null},
            ${challenge.employerContactId ?? null}, ${challenge.ip}, ${challenge.at},
            ${challenge.expiresAt})
    returning id`;
  await sql`
    insert into code_deliveries (challenge_id, created_at) values (${row!.id}, ${challenge.at})`;
  return row!.id;
}

/** Challenges of a destination, of a network address, and of both together. */
export interface ChallengeCounts {
  quarterOfPair: number;
  quarterOfDestination: number;
  hourOfAddress: number;
  dayOfPair: number;
  dayOfDestination: number;
  dayOfAddress: number;
}

/**
 * Challenges since the given instants; destination and address are locked until the transaction's
 * end, so that a burst of requests can't pass the limits side by side.
 */
export async function countChallenges(
  sql: Sql,
  key: { destination: string; ip: string; quarterAgo: string; hourAgo: string; dayAgo: string },
): Promise<ChallengeCounts> {
  const { destination, ip, quarterAgo, hourAgo, dayAgo } = key;
  // Everybody takes the destination's lock first: two requests can't wait for each other.
  await sql`select pg_advisory_xact_lock(hashtext(${"challenge to " + destination}))`;
  await sql`select pg_advisory_xact_lock(hashtext(${"challenge from " + ip}))`;
  const [row] = await sql<ChallengeCounts[]>`
    select count(*) filter (where destination = ${destination} and ip = ${ip}
                              and created_at > ${quarterAgo}) as "quarterOfPair",
           count(*) filter (where destination = ${destination} and created_at > ${quarterAgo})
             as "quarterOfDestination",
           count(*) filter (where ip = ${ip} and created_at > ${hourAgo}) as "hourOfAddress",
           count(*) filter (where destination = ${destination} and ip = ${ip}) as "dayOfPair",
           count(*) filter (where destination = ${destination}) as "dayOfDestination",
           count(*) filter (where ip = ${ip}) as "dayOfAddress"
    from challenges
    where (destination = ${destination} or ip = ${ip}) and created_at > ${dayAgo}`;
  return row!;
}

export interface Challenge {
  id: string;
  purpose: ChallengePurpose;
  destination: string;
  accountId: number | null;
  registrationId: number | null;
  staffId: number | null;
  contactChangeId: number | null;
  /** Which consent the code withdraws. */
  consentId: number | null;
  employerContactId: number | null;
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
           registration_id as "registrationId", staff_id as "staffId",
           contact_change_id as "contactChangeId", consent_id as "consentId",
           employer_contact_id as "employerContactId",
           created_at as "createdAt", expires_at as "expiresAt", tries, used_at as "usedAt"
    from challenges`;
}
