import {
  type Challenge,
  countTry,
  lockChallenge,
  useChallenge,
} from "../../db/accounts/challenges.ts";
import type { Sql } from "../../db/connection.ts";
import { addMinutes, type Instant } from "../../domain/local_date.ts";
import { codeIn } from "../../domain/one_time_code.ts";
import { isUuid } from "../../domain/uuid.ts";
import { askCode, type AskedCode } from "./ask_code.ts";
import { loginCode } from "./login_code.ts";

/** Wrong codes that one challenge bears; the next one needs a new code. */
const TRIES = 5;

/**
 * A new code may be asked for in place of one that was asked for so long ago at most: later the
 * phone may be another person's, and the form is to be filled in again.
 */
const RESEND_MINUTES = 30;

export interface CodeAttempt {
  challengeId: string;
  /** As typed: spaces and dashes are forgiven, and the whole message may be pasted. */
  code: string;
  ip: string;
  userAgent: string | null;
}

export type RefusedCode =
  | { ok: false; reason: "wrong"; triesLeft: number }
  /** What was typed is no code at all: it costs no try. */
  | { ok: false; reason: "unreadable" }
  /** A new code has been asked for; the attempt goes on under the new challenge. */
  | { ok: false; reason: "expired"; challengeId: string }
  | { ok: false; reason: "used" | "too_many" | "unknown" };

export type CheckedCode = { ok: true; challenge: Challenge } | RefusedCode;

export interface CodeCheck {
  serverKey: string;
  attempt: Pick<CodeAttempt, "challengeId" | "code" | "ip">;
  /** Which challenges may be answered here; any other is `unknown`. */
  accepts: (challenge: Challenge) => boolean;
  now: Instant;
}

/**
 * Checks a typed code, once: a right one uses its challenge up, a wrong one counts against it. Call
 * it in the transaction of what the code allows: the challenge stays locked until its end.
 */
export async function checkCode(
  sql: Sql,
  { serverKey, attempt, accepts, now }: CodeCheck,
): Promise<CheckedCode> {
  const challenge = await lockOpenChallenge(sql, attempt.challengeId, now);
  if (challenge === null || !accepts(challenge)) return { ok: false, reason: "unknown" };
  if (challenge.usedAt !== null) return { ok: false, reason: "used" };
  if (challenge.tries >= TRIES) return { ok: false, reason: "too_many" };
  if (challenge.expiresAt <= now) {
    const asked = await askAgain(sql, challenge, { ip: attempt.ip, now });
    return asked.ok
      ? { ok: false, reason: "expired", challengeId: asked.challengeId }
      : { ok: false, reason: "too_many" };
  }
  const typed = codeIn(attempt.code);
  if (typed === null) return { ok: false, reason: "unreadable" };
  const expected = await loginCode(serverKey, challenge.id);
  const somebody = challenge.accountId ?? challenge.registrationId ?? challenge.staffId ??
    challenge.employerContactId;
  if (!sameCode(typed, expected) || somebody === null) {
    await countTry(sql, challenge.id);
    return { ok: false, reason: "wrong", triesLeft: TRIES - challenge.tries - 1 };
  }
  await useChallenge(sql, challenge.id, now);
  return { ok: true, challenge };
}

/** Asks for a new code in place of a challenge's, within the same limits. */
export async function askInstead(
  sql: Sql,
  request: { challengeId: string; ip: string; now: Instant } & Pick<CodeCheck, "accepts">,
): Promise<AskedCode | { ok: false; reason: "unknown" }> {
  const { challengeId, ip, now, accepts } = request;
  const challenge = await lockOpenChallenge(sql, challengeId, now);
  if (challenge === null || challenge.usedAt !== null || !accepts(challenge)) {
    return { ok: false, reason: "unknown" };
  }
  return await askAgain(sql, challenge, { ip, now });
}

/** The challenge, unless it is so old that it is to be begun anew. */
async function lockOpenChallenge(
  sql: Sql,
  challengeId: string,
  now: Instant,
): Promise<Challenge | null> {
  const challenge = isUuid(challengeId) ? await lockChallenge(sql, challengeId) : null;
  const oldest = addMinutes(now, -RESEND_MINUTES);
  return challenge !== null && challenge.createdAt >= oldest ? challenge : null;
}

function askAgain(
  sql: Sql,
  challenge: Challenge,
  { ip, now }: { ip: string; now: Instant },
): Promise<AskedCode> {
  const { purpose, destination, accountId, registrationId, staffId } = challenge;
  const { contactChangeId, consentId, employerContactId } = challenge;
  return askCode(sql, {
    purpose,
    destination,
    ip,
    now,
    ...(accountId === null ? {} : { accountId }),
    ...(registrationId === null ? {} : { registrationId }),
    ...(staffId === null ? {} : { staffId }),
    ...(contactChangeId === null ? {} : { contactChangeId }),
    ...(consentId === null ? {} : { consentId }),
    ...(employerContactId === null ? {} : { employerContactId }),
  });
}

/** Both have as many digits as a code has. */
function sameCode(typed: string, expected: string): boolean {
  let difference = 0;
  for (let at = 0; at < expected.length; at++) {
    difference |= typed.charCodeAt(at) ^ expected.charCodeAt(at);
  }
  return difference === 0;
}
