import {
  findAccount,
  isTaken,
  lockRegistration,
  openAccount,
  setRegistrationState,
} from "../../db/accounts/accounts.ts";
import { type Challenge, readChallenge } from "../../db/accounts/challenges.ts";
import { insertConsent } from "../../db/accounts/consents.ts";
import { lockAccountContact } from "../../db/accounts/contacts.ts";
import { type Sql, transaction } from "../../db/connection.ts";
import { liveContactsOf } from "../../db/employers/employer_contacts.ts";
import { findStaffByEmail } from "../../db/staff/staff.ts";
import type { Clock } from "../../domain/clock.ts";
import { type Instant, instant } from "../../domain/local_date.ts";
import { isUuid } from "../../domain/uuid.ts";
import type { AskedCode } from "./ask_code.ts";
import { askInstead, checkCode, type CodeAttempt, type RefusedCode } from "./check_code.ts";
import { openSession, type SessionRequest } from "./open_session.ts";

export type ConfirmedCode =
  | { ok: true; kind: "insured" | "staff" | "employer"; token: string; registered: boolean }
  /** The phone is confirmed, but the roster has none for this person: staff will compare. */
  | { ok: false; reason: "awaiting_staff" }
  | RefusedCode;

/** What a page needs to know of a challenge before its code is typed. */
export interface PendingCode {
  purpose: Challenge["purpose"];
  destination: string;
  /** When its code was asked for. */
  askedAt: Instant;
}

export async function readPendingCode(sql: Sql, challengeId: string): Promise<PendingCode | null> {
  if (!isUuid(challengeId)) return null;
  const challenge = await readChallenge(sql, challengeId);
  if (challenge === null) return null;
  const { purpose, destination, createdAt } = challenge;
  return { purpose, destination, askedAt: instant(createdAt) };
}

/** Sends a new code for the same purpose, within the same limits. */
export function resendCode(
  sql: Sql,
  clock: Clock,
  input: { challengeId: string; ip: string },
): Promise<AskedCode | { ok: false; reason: "unknown" }> {
  const now = clock.now();
  return transaction(sql, (sql) => askInstead(sql, { ...input, now, accepts: opensSession }));
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
    const checked = await checkCode(sql, { serverKey, attempt, now, accepts: opensSession });
    return checked.ok ? await logIn(sql, clock, { ...checked, attempt }) : checked;
  });
}

/** The code of a changed contact or of a withdrawal confirms that alone and opens nothing. */
function opensSession({ purpose }: Challenge): boolean {
  return purpose === "login" || purpose === "register" || purpose === "ops" ||
    purpose === "employer";
}

async function logIn(
  sql: Sql,
  clock: Clock,
  { challenge, attempt }: { challenge: Challenge; attempt: CodeAttempt },
): Promise<ConfirmedCode> {
  const { ip, userAgent } = attempt;
  const from = { challengeId: challenge.id, ip, userAgent };
  if (challenge.staffId !== null) {
    // Whose access has ended meanwhile has no code any more.
    if (await findStaffByEmail(sql, challenge.destination) === null) {
      return { ok: false, reason: "unknown" };
    }
    const owner = { kind: "staff", staffId: challenge.staffId } as const;
    const token = await openSession(sql, clock, { owner, ...from });
    return { ok: true, kind: "staff", token, registered: false };
  }
  if (challenge.employerContactId !== null) {
    // Whom staff took off the list meanwhile has nobody to look for.
    const [contact] = await liveContactsOf(sql, challenge.destination);
    if (contact === undefined) return { ok: false, reason: "unknown" };
    const owner = { kind: "employer", contactId: contact.contactId } as const;
    const token = await openSession(sql, clock, { owner, ...from });
    return { ok: true, kind: "employer", token, registered: false };
  }
  const accountId = challenge.accountId ?? await finishRegistration(sql, challenge, clock.now());
  if (accountId === null) return { ok: false, reason: "awaiting_staff" };
  // A code to a phone that was changed meanwhile is in the hands of whoever has that phone now.
  const { phone, closedAt } = await lockAccountContact(sql, accountId);
  if (phone !== challenge.destination || closedAt !== null) return { ok: false, reason: "unknown" };
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
      decision: null,
    } as const;
    await setRegistrationState(sql, change);
    return null;
  }
  return await openRegisteredAccount(sql, { registrationId: registration.id, now, decision: null });
}

/** Opens the account of a confirmed registration and writes both consents with their signature. */
export async function openRegisteredAccount(
  sql: Sql,
  { registrationId, now, decision }: {
    registrationId: number;
    now: Instant;
    /** Of staff, where the roster could not vouch for the phone. */
    decision: { staffId: number; reason: string } | null;
  },
): Promise<number> {
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
    await setRegistrationState(sql, { id: registrationId, state: "done", at: now, decision });
  }
  return accountId;
}
