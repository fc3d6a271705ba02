import { type Challenge, readChallenge } from "../../db/accounts/challenges.ts";
import {
  type ContactChange,
  insertContactChange,
  isPhoneOfAnother,
  isUniqueViolation,
  lockAccountContact,
  markChangeConfirmed,
  readContactChange,
  setContact,
} from "../../db/accounts/contacts.ts";
import { type Sql, transaction } from "../../db/connection.ts";
import { enqueue } from "../../db/outbox.ts";
import type { Clock } from "../../domain/clock.ts";
import { type ContactKind, sameMailbox } from "../../domain/contact.ts";
import { type Instant, instant } from "../../domain/local_date.ts";
import { parsePhone } from "../../domain/phone.ts";
import { emailError, phoneError } from "../../domain/registration.ts";
import { isUuid } from "../../domain/uuid.ts";
import { workflowId } from "../../workflows/contract.ts";
import { askCode, type AskedCode } from "./ask_code.ts";
import { askInstead, checkCode, type CodeAttempt, type RefusedCode } from "./check_code.ts";
import { closeOtherSessions } from "./open_session.ts";

export interface ContactRequest {
  accountId: number;
  kind: ContactKind;
  /** As typed. */
  value: string;
  ip: string;
  userAgent: string | null;
}

export type RequestedContact =
  | AskedCode
  /** `error` is a Russian sentence for the field. */
  | { ok: false; reason: "invalid"; error: string }
  /** It is the account's own already. */
  | { ok: false; reason: "same" };

/**
 * Asks for a code to a new phone or mailbox. One that is another account's gets the same answer as
 * any other: whose it is, only its holder learns.
 */
export function requestContactChange(
  sql: Sql,
  clock: Clock,
  { accountId, kind, value, ip, userAgent }: ContactRequest,
): Promise<RequestedContact> {
  const error = contactError(kind, value);
  if (error !== null) return Promise.resolve({ ok: false, reason: "invalid", error });
  const newValue = kind === "phone" ? parsePhone(value)! : sameMailbox(value);
  return transaction(sql, async (sql): Promise<RequestedContact> => {
    const now = clock.now();
    const oldValue = (await lockAccountContact(sql, accountId))[kind];
    if (newValue === (kind === "phone" ? oldValue : sameMailbox(oldValue))) {
      return { ok: false, reason: "same" };
    }
    const destination = newValue;
    const asked = await askCode(sql, { purpose: "contact", destination, accountId, ip, now });
    if (asked.ok) {
      const { challengeId } = asked;
      const change = { accountId, kind, oldValue, newValue, ip, userAgent, at: now, challengeId };
      await insertContactChange(sql, change);
    }
    return asked;
  });
}

function contactError(kind: ContactKind, value: string): string | null {
  if (kind === "email") return emailError(value.trim());
  return parsePhone(value) === null ? phoneError(value) : null;
}

/** What the page of the code shows; null where this account waits for no such code. */
export async function readPendingContact(
  sql: Sql,
  key: { challengeId: string; accountId: number },
): Promise<Pick<ContactChange, "kind" | "newValue"> & { askedAt: Instant } | null> {
  if (!isUuid(key.challengeId)) return null;
  const challenge = await readChallenge(sql, key.challengeId);
  if (challenge === null || !belongsTo(key.accountId)(challenge)) return null;
  const { kind, newValue } = await readContactChange(sql, challenge.contactChangeId!);
  return { kind, newValue, askedAt: instant(challenge.createdAt) };
}

/** Sends a new code for the same change, within the same limits. */
export function resendContactCode(
  sql: Sql,
  clock: Clock,
  { challengeId, accountId, ip }: { challengeId: string; accountId: number; ip: string },
): Promise<AskedCode | { ok: false; reason: "unknown" }> {
  const request = { challengeId, ip, now: clock.now(), accepts: belongsTo(accountId) };
  return transaction(sql, (sql) => askInstead(sql, request));
}

export interface ContactCodeAttempt extends CodeAttempt {
  accountId: number;
  /** Of the session in which the code is typed: it goes on where the others end. */
  sessionToken: string;
}

export type ConfirmedContact =
  | { ok: true; kind: ContactKind }
  /** Another account has the phone. */
  | { ok: false; reason: "taken" }
  /** The contact was changed otherwise since this change was asked for. */
  | { ok: false; reason: "overtaken"; kind: ContactKind }
  | RefusedCode;

/**
 * Checks the code, once, and changes the contact; a new phone ends the account's other sessions. The
 * old contact is told by the workflow `contact/{changeId}`. Sending the same form again gives the
 * same answer.
 */
export function confirmContactChange(
  sql: Sql,
  clock: Clock,
  serverKey: string,
  attempt: ContactCodeAttempt,
): Promise<ConfirmedContact> {
  return transaction(sql, async (sql): Promise<ConfirmedContact> => {
    const { challengeId, accountId, sessionToken } = attempt;
    const now = clock.now();
    const accepts = belongsTo(accountId);
    const checked = await checkCode(sql, { serverKey, attempt, accepts, now });
    if (!checked.ok) {
      return checked.reason === "used" ? await answerOf(sql, challengeId) : checked;
    }
    const change = await readContactChange(sql, checked.challenge.contactChangeId!);
    const { kind } = change;
    const contact = await lockAccountContact(sql, accountId);
    if (contact[kind] !== change.oldValue) return { ok: false, reason: "overtaken", kind };
    if (!await replaceContact(sql, change)) return { ok: false, reason: "taken" };
    if (kind === "phone") {
      await closeOtherSessions(sql, { accountId, token: sessionToken, challengeId });
    }
    await recordChange(sql, change.id, now);
    return { ok: true, kind };
  });
}

/** A code confirms a change of its own account alone, and nothing but a change. */
function belongsTo(accountId: number): (challenge: Challenge) => boolean {
  return (challenge) => challenge.purpose === "contact" && challenge.accountId === accountId;
}

/** What a code that was used before has led to. */
async function answerOf(sql: Sql, challengeId: string): Promise<ConfirmedContact> {
  const challenge = await readChallenge(sql, challengeId);
  const change = await readContactChange(sql, challenge!.contactChangeId!);
  const { accountId, kind, newValue, confirmedAt } = change;
  if (confirmedAt !== null) return { ok: true, kind };
  const taken = kind === "phone" && await isPhoneOfAnother(sql, { accountId, phone: newValue });
  return { ok: false, reason: taken ? "taken" : "used" };
}

/** @returns false where another account has the phone, also where it takes it at this moment */
async function replaceContact(sql: Sql, change: ContactChange): Promise<boolean> {
  try {
    await transaction(sql, (sql) => setContact(sql, change));
    return true;
  } catch (error) {
    if (isUniqueViolation(error)) return false;
    throw error;
  }
}

async function recordChange(sql: Sql, changeId: number, now: Instant): Promise<void> {
  await markChangeConfirmed(sql, changeId, now);
  await enqueue(sql, {
    workflowType: "contact",
    workflowId: workflowId.contact(changeId),
    input: { changeId },
  }, now);
}
