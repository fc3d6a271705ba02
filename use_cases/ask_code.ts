import {
  type ChallengePurpose,
  countChallenges,
  insertChallenge,
  type NewChallenge,
} from "../db/challenges.ts";
import type { Sql } from "../db/connection.ts";
import { addMinutes, type Instant } from "../domain/local_date.ts";

/** A code works for five minutes, as its page says. */
export const CODE_MINUTES = 5;
const PER_DESTINATION = { count: 4, minutes: 15 };
const PER_ADDRESS = { count: 30, minutes: 60 };

export interface CodeRequest {
  purpose: ChallengePurpose;
  /** Phone of 10 digits, or a member of staff's e-mail. */
  destination: string;
  accountId?: number;
  registrationId?: number;
  staffId?: number;
  ip: string;
  now: Instant;
}

export type AskedCode =
  | { ok: true; challengeId: string }
  | { ok: false; reason: "too_many" };

/**
 * Makes a challenge whose code the worker will send, within the limits per destination and per
 * network address. Call it in the transaction of the fact that asks for it.
 */
export async function askCode(sql: Sql, request: CodeRequest): Promise<AskedCode> {
  const { now, ip, destination } = request;
  const counts = await countChallenges(sql, {
    destination,
    ip,
    destinationSince: addMinutes(now, -PER_DESTINATION.minutes),
    addressSince: addMinutes(now, -PER_ADDRESS.minutes),
  });
  if (counts.byDestination >= PER_DESTINATION.count || counts.byAddress >= PER_ADDRESS.count) {
    return { ok: false, reason: "too_many" };
  }
  const challenge: NewChallenge = {
    purpose: request.purpose,
    destination,
    ip,
    at: now,
    expiresAt: addMinutes(now, CODE_MINUTES),
    ...(request.accountId === undefined ? {} : { accountId: request.accountId }),
    ...(request.registrationId === undefined ? {} : { registrationId: request.registrationId }),
    ...(request.staffId === undefined ? {} : { staffId: request.staffId }),
  };
  return { ok: true, challengeId: await insertChallenge(sql, challenge) };
}
