import { type Challenge, readChallenge } from "../../db/accounts/challenges.ts";
import {
  type ConsentToWithdraw,
  findWithdrawal,
  readConsentToWithdraw,
  standingDataConsents,
  type WithdrawalKey,
} from "../../db/accounts/consents.ts";
import { lockAccountContact } from "../../db/accounts/contacts.ts";
import { closeAccount, insertWithdrawal } from "../../db/accounts/withdrawals.ts";
import { calendarToPromiseBy, latestCalendar } from "../../db/calendars.ts";
import { type Sql, transaction } from "../../db/connection.ts";
import { enqueue } from "../../db/outbox.ts";
import { lockPolicy } from "../../db/policies/activations.ts";
import { writeJournal } from "../../db/staff/journal.ts";
import { type CalendarData, calendarOf } from "../../domain/calendar.ts";
import type { Clock } from "../../domain/clock.ts";
import { type LastDay, lastDayAfterWithdrawal } from "../../domain/franchise.ts";
import { type LocalDate, localDateOf } from "../../domain/local_date.ts";
import { mayActFor } from "../../domain/representation.ts";
import { isUuid } from "../../domain/uuid.ts";
import { nextWorkingDay } from "../../domain/working_days.ts";
import { workflowId } from "../../workflows/contract.ts";
import { journalOthers } from "../journal/journal_others.ts";
import { askCode, type AskedCode } from "./ask_code.ts";
import { askInstead, checkCode, type CodeAttempt, type RefusedCode } from "./check_code.ts";

/** Whose cabinet a withdrawal is made in. */
export interface Withdrawer {
  accountId: number;
  personId: number;
}

/** What a withdrawal would bring today; its page says so before. */
export interface WithdrawalLook {
  consent: ConsentToWithdraw;
  /** Of the franchise: its last day, with the days passed over on the way to it. */
  lastDay:
    | LastDay & { skipped: { date: LocalDate; reason: string }[]; provisional: boolean }
    | null;
}

/**
 * A consent that this person may withdraw: their own one, or to the franchise of a person for
 * whom they act. By its id, or by the challenge whose code they are about to type.
 *
 * @returns null where there is nothing to withdraw, for whatever reason
 */
export async function readWithdrawable(
  sql: Sql,
  clock: Clock,
  look: { of: WithdrawalKey; personId: number; ip: string },
): Promise<WithdrawalLook | null> {
  if ("challengeId" in look.of && !isUuid(look.of.challengeId)) return null;
  const [consent, { data }] = await Promise.all([
    readConsentToWithdraw(sql, look.of),
    latestCalendar(sql),
  ]);
  const today = consent && localDateOf(clock.now(), consent.timeZone);
  if (!today || !isWithdrawable(consent, { personId: look.personId, today })) return null;
  const { personId: viewerId, ip } = look;
  await journalOthers(sql, clock, { viewerId, personIds: [consent.personId], ip });
  return { consent, lastDay: lastDayAfter(consent, { data, today }) };
}

function isWithdrawable(
  consent: ConsentToWithdraw,
  by: { personId: number; today: LocalDate },
): boolean {
  const { kind, state, personId, franchise } = consent;
  if (state !== "in_force") return false;
  if (kind === "personal_data") return personId === by.personId;
  if (franchise === null || franchise.policyEndsOn < by.today) return false;
  return mayActFor(by.personId, consent, by.today);
}

/** Counted as the first day is: strictly after the local day, in the employer's region. */
function lastDayAfter(
  { franchise, region }: ConsentToWithdraw,
  { data, today }: { data: CalendarData; today: LocalDate },
): WithdrawalLook["lastDay"] {
  if (franchise === null) return null;
  const { date, skipped, provisional } = nextWorkingDay(calendarOf(data, region), today);
  const dates = { ...franchise, emergencySpells: [] };
  const lastDay = lastDayAfterWithdrawal(dates, { today, nextWorkingDay: date });
  return { ...lastDay, ...(lastDay.endsOn === date ? { skipped, provisional } : NO_REASONS) };
}

const NO_REASONS = { skipped: [], provisional: false };

export type RequestedWithdrawal = AskedCode | { ok: false; reason: "unknown" };

/** Asks for the code that signs a withdrawal: it goes to the cabinet's phone. */
export function requestWithdrawal(
  sql: Sql,
  clock: Clock,
  { by, consentId, ip }: { by: Withdrawer; consentId: number; ip: string },
): Promise<RequestedWithdrawal> {
  return transaction(sql, async (sql): Promise<RequestedWithdrawal> => {
    const now = clock.now();
    const { accountId, personId } = by;
    const consent = await readConsentToWithdraw(sql, { consentId });
    const today = consent && localDateOf(now, consent.timeZone);
    if (!today || !isWithdrawable(consent, { personId, today })) {
      return { ok: false, reason: "unknown" };
    }
    const { phone: destination } = await lockAccountContact(sql, accountId);
    return await askCode(sql, {
      purpose: "withdrawal",
      destination,
      accountId,
      consentId,
      ip,
      now,
    });
  });
}

/** Sends a new code for the same withdrawal, within the same limits. */
export function resendWithdrawalCode(
  sql: Sql,
  clock: Clock,
  { challengeId, accountId, ip }: { challengeId: string; accountId: number; ip: string },
): Promise<AskedCode | { ok: false; reason: "unknown" }> {
  const request = { challengeId, ip, now: clock.now(), accepts: belongsTo(accountId) };
  return transaction(sql, (sql) => askInstead(sql, request));
}

export interface WithdrawalAttempt extends CodeAttempt {
  by: Withdrawer;
}

export type ConfirmedWithdrawal =
  | { ok: true; kind: "franchise_terms" | "personal_data"; consentId: number }
  /** It was withdrawn otherwise, or the policy has ended, since the code was asked for. */
  | { ok: false; reason: "overtaken" }
  | RefusedCode;

/**
 * Checks the code, once, and withdraws. The franchise's service ends on the next working day, which
 * its workflow is told of; without the personal-data consent the account closes, with all its
 * sessions. Debts stay in either case. `withdrawal/{id}` tells the person. Sending the same form
 * again gives the same answer.
 */
export function confirmWithdrawal(
  sql: Sql,
  clock: Clock,
  serverKey: string,
  attempt: WithdrawalAttempt,
): Promise<ConfirmedWithdrawal> {
  return transaction(sql, async (sql): Promise<ConfirmedWithdrawal> => {
    const { challengeId, by: { accountId } } = attempt;
    const now = clock.now();
    const accepts = belongsTo(accountId);
    const checked = await checkCode(sql, { serverKey, attempt, accepts, now });
    if (!checked.ok) {
      return checked.reason === "used" ? await answerOf(sql, challengeId) : checked;
    }
    const { challenge } = checked;
    const { phone, closedAt } = await lockAccountContact(sql, accountId);
    // The code went to a phone that is somebody else's by now.
    if (phone !== challenge.destination || closedAt !== null) {
      return { ok: false, reason: "unknown" };
    }
    return await withdraw(sql, clock, { attempt, challenge });
  });
}

/** A code withdraws for its own account alone, and nothing but the consent it was asked for. */
function belongsTo(accountId: number): (challenge: Challenge) => boolean {
  return (challenge) => challenge.purpose === "withdrawal" && challenge.accountId === accountId;
}

/** What a code that was used before has led to. */
async function answerOf(sql: Sql, challengeId: string): Promise<ConfirmedWithdrawal> {
  const { consentId } = (await readChallenge(sql, challengeId))!;
  const consent = await readConsentToWithdraw(sql, { consentId: consentId! });
  if (await findWithdrawal(sql, consentId!) === null) return { ok: false, reason: "overtaken" };
  return { ok: true, kind: withdrawableKind(consent!), consentId: consentId! };
}

function withdrawableKind({ kind }: ConsentToWithdraw): "franchise_terms" | "personal_data" {
  if (kind === "user_agreement") throw new Error("The user agreement is not withdrawn by itself");
  return kind;
}

interface Signed {
  attempt: WithdrawalAttempt;
  challenge: Challenge;
}

async function withdraw(sql: Sql, clock: Clock, signed: Signed): Promise<ConfirmedWithdrawal> {
  const { by: { personId } } = signed.attempt;
  const consentId = signed.challenge.consentId!;
  const calendar = await calendarToPromiseBy(sql);
  const known = await readConsentToWithdraw(sql, { consentId });
  if (known?.franchise) await lockPolicy(sql, known.franchise.policyId);
  // Read again under the lock: another device may have withdrawn it meanwhile.
  const consent = await readConsentToWithdraw(sql, { consentId });
  const today = consent && localDateOf(clock.now(), consent.timeZone);
  if (!today || !isWithdrawable(consent, { personId, today })) {
    return { ok: false, reason: "overtaken" };
  }
  const lastDay = lastDayAfter(consent, { data: calendar.data, today });
  const withdrawalIds = consent.franchise && lastDay
    ? [
      await record(sql, clock, {
        ...signed,
        consentId,
        service: {
          franchiseId: consent.franchise.id,
          endsOn: lastDay.endsOn,
          calendarVersionId: calendar.versionId,
        },
      }),
    ]
    : await closeCabinet(sql, clock, signed);
  await tell(sql, clock, { consent, withdrawalId: withdrawalIds[0]! });
  await writeJournal(sql, {
    actor: `person/${personId}`,
    action: "consent_withdrawn",
    subject: `person/${consent.personId}`,
    detail: { consent: consentId },
    ip: signed.attempt.ip,
    at: clock.now(),
  });
  return { ok: true, kind: withdrawableKind(consent), consentId };
}

/** Whoever registered twice gave the consent twice: all of them end together. */
async function closeCabinet(sql: Sql, clock: Clock, signed: Signed): Promise<number[]> {
  const { accountId, personId } = signed.attempt.by;
  const ids: number[] = [];
  for (const consentId of await standingDataConsents(sql, personId)) {
    ids.push(await record(sql, clock, { ...signed, consentId, service: null }));
  }
  await closeAccount(sql, accountId, clock.now());
  return ids;
}

function record(
  sql: Sql,
  clock: Clock,
  { attempt, challenge, consentId, service }: Signed & {
    consentId: number;
    service: { franchiseId: number; endsOn: LocalDate; calendarVersionId: number } | null;
  },
): Promise<number> {
  const { by: { accountId, personId }, ip, userAgent } = attempt;
  return insertWithdrawal(sql, {
    consentId,
    accountId,
    withdrawnBy: personId,
    service,
    challengeId: challenge.id,
    phone: challenge.destination,
    ip,
    userAgent,
    at: clock.now(),
  });
}

async function tell(
  sql: Sql,
  clock: Clock,
  { consent, withdrawalId }: { consent: ConsentToWithdraw; withdrawalId: number },
): Promise<void> {
  await enqueue(sql, {
    workflowType: "withdrawal",
    workflowId: workflowId.withdrawal(withdrawalId),
    input: { withdrawalId },
  }, clock.now());
  if (consent.franchise === null) return;
  const franchiseId = consent.franchise.id;
  await enqueue(sql, {
    workflowType: "franchise",
    workflowId: workflowId.franchise(franchiseId),
    input: { franchiseId },
    signal: "policyChanged",
  }, clock.now());
}
