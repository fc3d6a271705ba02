import {
  findAccount,
  isTaken,
  lockRegistration,
  openAccount,
  setRegistrationState,
} from "../db/accounts.ts";
import {
  type Challenge,
  countTry,
  lockChallenge,
  readChallenge,
  useChallenge,
} from "../db/challenges.ts";
import { type Sql, transaction } from "../db/connection.ts";
import { insertConsent } from "../db/consents.ts";
import type { Clock } from "../domain/clock.ts";
import { addMinutes, type Instant } from "../domain/local_date.ts";
import { isUuid } from "../domain/uuid.ts";
import { askCode, type AskedCode } from "./ask_code.ts";
import { loginCode } from "./login_code.ts";
import { openSession, type SessionRequest } from "./open_session.ts";

/** Wrong codes that one challenge bears; the next one needs a new code. */
const TRIES = 5;

/**
 * A new code may be asked for in place of one that was asked for so long ago at most: later the
 * phone may be another person's, and the form is to be filled in again.
 */
const RESEND_MINUTES = 30;

export interface CodeAttempt {
  challengeId: string;
  /** As typed: spaces and dashes are forgiven. */
  code: string;
  ip: string;
  userAgent: string | null;
}

export type ConfirmedCode =
  | { ok: true; kind: "insured" | "staff"; token: string; registered: boolean }
  /** The phone is confirmed, but the roster has none for this person: staff will compare. */
  | { ok: false; reason: "awaiting_staff" }
  | { ok: false; reason: "wrong"; triesLeft: number }
  /** A new code has been asked for; the attempt goes on under the new challenge. */
  | { ok: false; reason: "expired"; challengeId: string }
  | { ok: false; reason: "used" | "too_many" | "unknown" };

/** What a page needs to know of a challenge before its code is typed. */
export interface PendingCode {
  purpose: Challenge["purpose"];
  destination: string;
}

export async function readPendingCode(sql: Sql, challengeId: string): Promise<PendingCode | null> {
  if (!isUuid(challengeId)) return null;
  const challenge = await readChallenge(sql, challengeId);
  return challenge && { purpose: challenge.purpose, destination: challenge.destination };
}

/** Sends a new code for the same purpose, within the same limits. */
export function resendCode(
  sql: Sql,
  clock: Clock,
  input: { challengeId: string; ip: string },
): Promise<AskedCode | { ok: false; reason: "unknown" }> {
  return transaction(sql, async (sql) => {
    const now = clock.now();
    const challenge = await lockOpenChallenge(sql, input.challengeId, now);
    if (challenge === null || challenge.usedAt !== null) return { ok: false, reason: "unknown" };
    return await askAgain(sql, challenge, { ip: input.ip, now });
  });
}

/**
 * Checks a code, once: a right one logs in, and finishes the registration that asked for it. A
 * wrong one counts against the challenge.
 */
export function confirmCode(
  sql: Sql,
  clock: Clock,
  serverKey: string,
  attempt: CodeAttempt,
): Promise<ConfirmedCode> {
  return transaction(sql, async (sql) => {
    const now = clock.now();
    const challenge = await lockOpenChallenge(sql, attempt.challengeId, now);
    if (challenge === null) return { ok: false, reason: "unknown" };
    if (challenge.usedAt !== null) return { ok: false, reason: "used" };
    if (challenge.tries >= TRIES) return { ok: false, reason: "too_many" };
    if (challenge.expiresAt <= now) {
      const asked = await askAgain(sql, challenge, { ip: attempt.ip, now });
      return asked.ok
        ? { ok: false, reason: "expired", challengeId: asked.challengeId }
        : { ok: false, reason: "too_many" };
    }
    const expected = await loginCode(serverKey, challenge.id);
    const somebody = challenge.accountId ?? challenge.registrationId ?? challenge.staffId;
    if (!sameCode(attempt.code, expected) || somebody === null) {
      await countTry(sql, challenge.id);
      return { ok: false, reason: "wrong", triesLeft: TRIES - challenge.tries - 1 };
    }
    await useChallenge(sql, challenge.id, now);
    return await logIn(sql, clock, { challenge, attempt });
  });
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

async function logIn(
  sql: Sql,
  clock: Clock,
  { challenge, attempt }: { challenge: Challenge; attempt: CodeAttempt },
): Promise<ConfirmedCode> {
  const { ip, userAgent } = attempt;
  const from = { challengeId: challenge.id, ip, userAgent };
  if (challenge.staffId !== null) {
    const owner = { kind: "staff", staffId: challenge.staffId } as const;
    const token = await openSession(sql, clock, { owner, ...from });
    return { ok: true, kind: "staff", token, registered: false };
  }
  const accountId = challenge.accountId ?? await finishRegistration(sql, challenge, clock.now());
  if (accountId === null) return { ok: false, reason: "awaiting_staff" };
  const request: SessionRequest = { owner: { kind: "insured", accountId }, ...from };
  const token = await openSession(sql, clock, request);
  return { ok: true, kind: "insured", token, registered: challenge.accountId === null };
}

async function finishRegistration(
  sql: Sql,
  challenge: Challenge,
  now: Instant,
): Promise<number | null> {
  const registration = await lockRegistration(sql, challenge.registrationId!);
  if (registration === null) throw new Error(`Challenge ${challenge.id} has no registration`);
  const { personId, phone } = registration;
  const known = await findAccount(sql, { personId, phone });
  // Staff compare where the roster has no phone or meanwhile another one, and where the phone or the person has an account
  // that is not this one: spouses with one number, a number that has changed hands.
  const forStaff = known === null
    ? registration.rosterPhone !== phone || await isTaken(sql, registration)
    : false;
  if (forStaff) {
    const change = {
      id: registration.id,
      state: "awaiting_staff",
      at: now,
      staffId: null,
    } as const;
    await setRegistrationState(sql, change);
    return null;
  }
  return await openRegisteredAccount(sql, { registrationId: registration.id, now, staffId: null });
}

/** Opens the account of a confirmed registration and writes both consents with their signature. */
export async function openRegisteredAccount(
  sql: Sql,
  decision: { registrationId: number; now: Instant; staffId: number | null },
): Promise<number> {
  const { registrationId, now, staffId } = decision;
  const registration = await lockRegistration(sql, registrationId);
  if (registration === null) throw new Error(`There is no registration ${registrationId}`);
  const { personId, phone, email } = registration;
  // Where staff decide, the consents were given days before: when the phone was confirmed.
  const givenAt = registration.confirmedAt ?? now;
  const accountId = await openAccount(sql, { personId, phone, email, at: now });
  if (accountId === null) {
    throw new Error(`Registration ${registrationId} meets another account's phone or person`);
  }
  if (registration.state !== "done") {
    const accepted = [
      { kind: "user_agreement", documentId: registration.agreementId },
      { kind: "personal_data", documentId: registration.personalDataId },
    ] as const;
    for (const consent of accepted) {
      await insertConsent(sql, {
        ...consent,
        personId,
        givenBy: personId,
        policyId: null,
        source: "web",
        challengeId: registration.challengeId,
        phone,
        ip: registration.ip,
        userAgent: registration.userAgent,
        givenAt,
        recordedAt: now,
      });
    }
    await setRegistrationState(sql, { id: registrationId, state: "done", at: now, staffId });
  }
  return accountId;
}

function askAgain(
  sql: Sql,
  challenge: Challenge,
  { ip, now }: { ip: string; now: Instant },
) {
  return askCode(sql, {
    purpose: challenge.purpose,
    destination: challenge.destination,
    ip,
    now,
    ...(challenge.accountId === null ? {} : { accountId: challenge.accountId }),
    ...(challenge.registrationId === null ? {} : { registrationId: challenge.registrationId }),
    ...(challenge.staffId === null ? {} : { staffId: challenge.staffId }),
  });
}

function sameCode(typed: string, expected: string): boolean {
  const digits = typed.replace(/\D/g, "");
  if (digits.length !== expected.length) return false;
  let difference = 0;
  for (let at = 0; at < expected.length; at++) {
    difference |= digits.charCodeAt(at) ^ expected.charCodeAt(at);
  }
  return difference === 0;
}
