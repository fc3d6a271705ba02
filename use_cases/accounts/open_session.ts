import {
  deleteSession,
  findSession,
  insertSession,
  isSessionKept,
  keepOnlySession,
  type SessionOwner,
  touchSession,
} from "../../db/accounts/sessions.ts";
import type { Sql } from "../../db/connection.ts";
import type { Clock } from "../../domain/clock.ts";
import {
  addMinutes,
  epochMs,
  type Instant,
  instant,
  localDateOf,
} from "../../domain/local_date.ts";
import { mayActFor } from "../../domain/representation.ts";

/** A day for the insured, a working day for staff and for employers. */
const SESSION_MINUTES = { insured: 24 * 60, staff: 12 * 60, employer: 12 * 60 };
const TOUCH_EVERY_MS = 5 * 60_000;

export interface SessionRequest {
  owner:
    | { kind: "insured"; accountId: number }
    | { kind: "staff"; staffId: number }
    | { kind: "employer"; contactId: number };
  /** The challenge whose code opens it. */
  challengeId: string;
  ip: string;
  userAgent: string | null;
}

/**
 * Opens a session.
 *
 * @returns the token for the cookie; the database keeps its hash alone
 */
export async function openSession(
  sql: Sql,
  clock: Clock,
  request: SessionRequest,
): Promise<string> {
  const token = base64url(crypto.getRandomValues(new Uint8Array(32)));
  const now = clock.now();
  const { owner } = request;
  await insertSession(sql, {
    tokenHash: await hashOf(token),
    accountId: owner.kind === "insured" ? owner.accountId : null,
    staffId: owner.kind === "staff" ? owner.staffId : null,
    employerContactId: owner.kind === "employer" ? owner.contactId : null,
    challengeId: request.challengeId,
    ip: request.ip,
    userAgent: request.userAgent,
    at: now,
    expiresAt: addMinutes(now, SESSION_MINUTES[owner.kind]),
  });
  return token;
}

/** Who holds this token, or null where it is unknown, closed or expired. */
export async function readSession(
  sql: Sql,
  clock: Clock,
  token: string,
): Promise<SessionOwner | null> {
  const tokenHash = await hashOf(token);
  const now = clock.now();
  const session = await findSession(sql, tokenHash, now);
  if (session === null) return null;
  if (epochMs(now) - epochMs(instant(session.seenAt)) > TOUCH_EVERY_MS) {
    await touchSession(sql, tokenHash, now);
  }
  return actingToday(session.owner, now);
}

/** Whoever has come of age meanwhile is represented no longer, whatever the roster still says. */
function actingToday(owner: SessionOwner, now: Instant): SessionOwner {
  if (owner.kind !== "insured") return owner;
  const represented = owner.represented.filter((person) =>
    mayActFor(owner.personId, person, localDateOf(now, person.timeZone))
  );
  return { ...owner, represented };
}

/** Why a token opens nothing any more. */
export type SessionEnd =
  | { reason: "expired"; afterHours: number }
  /** From another device: in the profile, by a new phone, or with the whole cabinet. */
  | { reason: "ended" };

/** Asked of an insured person's token that `readSession` answered null to. */
export async function readSessionEnd(sql: Sql, token: string): Promise<SessionEnd> {
  return await isSessionKept(sql, await hashOf(token))
    ? { reason: "expired", afterHours: SESSION_MINUTES.insured / 60 }
    : { reason: "ended" };
}

export async function closeSession(sql: Sql, token: string): Promise<void> {
  await deleteSession(sql, await hashOf(token));
}

/**
 * Ends every session of the account but the one of this token. What is signed in that one from here
 * on names the challenge whose code came to the account's new phone.
 */
export async function closeOtherSessions(
  sql: Sql,
  { accountId, token, challengeId }: { accountId: number; token: string; challengeId: string },
): Promise<void> {
  await keepOnlySession(sql, { accountId, tokenHash: await hashOf(token), challengeId });
}

/** What the database keeps of a token. */
export async function hashOf(token: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token)));
}

/** Node 20 has no `Uint8Array.prototype.toBase64`. */
function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
