import {
  countChallenges,
  insertChallenge,
  type NewChallenge,
} from "../../db/accounts/challenges.ts";
import type { Sql } from "../../db/connection.ts";
import { addMinutes, type Instant } from "../../domain/local_date.ts";

/** A code works for five minutes, as its page says. */
const CODE_MINUTES = 5;
const HOUR = 60;
const DAY = 24 * HOUR;

/**
 * Codes that may be asked for. One address can't use a phone's codes up: whoever holds the phone
 * still gets theirs from elsewhere. Five tries each, a phone's codes of a day bear 150 guesses.
 */
const LIMITS = {
  quarterOfPair: { count: 4, minutes: 15 },
  quarterOfDestination: { count: 8, minutes: 15 },
  hourOfAddress: { count: 30, minutes: HOUR },
  dayOfPair: { count: 20, minutes: DAY },
  dayOfDestination: { count: 30, minutes: DAY },
  dayOfAddress: { count: 200, minutes: DAY },
};

export type CodeRequest = Omit<NewChallenge, "at" | "expiresAt"> & { now: Instant };

export type AskedCode =
  | { ok: true; challengeId: string }
  /** `waitMinutes`: after them the limit is sure to let a code through. */
  | { ok: false; reason: "too_many"; waitMinutes: number };

/**
 * Makes a challenge whose code the worker will send, within the limits per destination and per
 * network address. Call it in the transaction of the fact that asks for it.
 */
export async function askCode(
  sql: Sql,
  { now, ...challenge }: CodeRequest,
): Promise<AskedCode> {
  const { destination, ip } = challenge;
  const counts = await countChallenges(sql, {
    destination,
    ip,
    quarterAgo: addMinutes(now, -LIMITS.quarterOfPair.minutes),
    hourAgo: addMinutes(now, -HOUR),
    dayAgo: addMinutes(now, -DAY),
  });
  const reached = Object.entries(LIMITS)
    .filter(([name, { count }]) => counts[name as keyof typeof LIMITS] >= count)
    .map(([, { minutes }]) => minutes);
  if (reached.length > 0) {
    return { ok: false, reason: "too_many", waitMinutes: Math.max(...reached) };
  }
  const expiresAt = addMinutes(now, CODE_MINUTES);
  return {
    ok: true,
    challengeId: await insertChallenge(sql, { ...challenge, at: now, expiresAt }),
  };
}
