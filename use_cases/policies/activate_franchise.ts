import { insertConsent } from "../../db/accounts/consents.ts";
import { insertRenewal } from "../../db/accounts/withdrawals.ts";
import { calendarToPromiseBy } from "../../db/calendars.ts";
import { type Sql, transaction } from "../../db/connection.ts";
import { enqueue } from "../../db/outbox.ts";
import { areTermsInForce, insertFranchise, lockPolicy } from "../../db/policies/activations.ts";
import { calendarOf } from "../../domain/calendar.ts";
import type { Clock } from "../../domain/clock.ts";
import { type Instant, type LocalDate, localDateOf } from "../../domain/local_date.ts";
import { mayActFor } from "../../domain/representation.ts";
import { nextWorkingDay } from "../../domain/working_days.ts";
import { workflowId } from "../../workflows/contract.ts";

export interface Activation {
  policyId: number;
  /** The person who consents: the insured, or the representative of a minor or a ward. */
  givenBy: number;
  /** The version of the franchise terms that was shown; null for a consent given on paper. */
  documentId: number | null;
  /** `web`, or what the activations file says. */
  source: string;
  /** When the consent was given, where that is not now. */
  givenAt?: Instant;
  /** The simple electronic signature's traces (63-FZ, art. 9); a paper consent has none. */
  challengeId?: string | null;
  phone?: string | null;
  ip?: string | null;
  userAgent?: string | null;
}

export type ActivationResult =
  | {
    ok: true;
    franchiseId: number;
    consentedOn: LocalDate;
    activeFrom: LocalDate;
    /** Days passed over on the way to `activeFrom`, each with its Russian reason. */
    skipped: { date: LocalDate; reason: string }[];
    /** True where the calendar has no decree for a year that was counted in. */
    provisional: boolean;
  }
  | { ok: false; reason: "unknown_policy" | "unknown_document" | "policy_ended" }
  | {
    ok: false;
    reason: "already_activated";
    franchiseId: number;
    consentedOn: LocalDate;
    activeFrom: LocalDate;
  };

/**
 * Records the consent and opens the franchise from the next working day, strictly after the local
 * day of consent in the employer's zone, and not before the policy starts. Consent, franchise and
 * the start of its workflow are one transaction.
 *
 * A franchise whose consent was withdrawn before may be consented to again: it goes on as itself.
 *
 * A policy of a person for whom the giver does not act on that day is answered as unknown: at 18 a
 * person consents for themselves, unless they are a ward.
 */
export function activateFranchise(
  sql: Sql,
  clock: Clock,
  activation: Activation,
): Promise<ActivationResult> {
  return transaction(sql, async (sql) => {
    const calendar = await calendarToPromiseBy(sql);
    const policy = await lockPolicy(sql, activation.policyId);
    if (policy === null) return { ok: false, reason: "unknown_policy" };
    const now = clock.now();
    const consentedAt = activation.givenAt ?? now;
    const consentedOn = localDateOf(consentedAt, policy.timeZone);
    if (!mayActFor(activation.givenBy, policy, consentedOn)) {
      return { ok: false, reason: "unknown_policy" };
    }
    const withdrawal = policy.franchise?.withdrawal ?? null;
    // A list of paper consents that is loaded again brings nothing back that was withdrawn since.
    if (policy.franchise && (withdrawal === null || consentedAt < withdrawal.withdrawnAt)) {
      const { id, consentedOn, activeFrom } = policy.franchise;
      return { ok: false, reason: "already_activated", franchiseId: id, consentedOn, activeFrom };
    }
    if (
      activation.documentId !== null &&
      !await areTermsInForce(sql, activation.documentId, consentedOn)
    ) {
      return { ok: false, reason: "unknown_document" };
    }

    const next = nextWorkingDay(calendarOf(calendar.data, policy.region), consentedOn);
    const activeFrom = next.date < policy.startsOn ? policy.startsOn : next.date;
    if (activeFrom > policy.endsOn) return { ok: false, reason: "policy_ended" };

    const consentId = await insertConsent(sql, {
      personId: policy.personId,
      givenBy: activation.givenBy,
      policyId: policy.id,
      documentId: activation.documentId,
      kind: "franchise_terms",
      source: activation.source,
      challengeId: activation.challengeId ?? null,
      phone: activation.phone ?? null,
      ip: activation.ip ?? null,
      userAgent: activation.userAgent ?? null,
      givenAt: consentedAt,
      recordedAt: now,
    });
    const promised = {
      consentId,
      consentedAt,
      consentedOn,
      activeFrom,
      calendarVersionId: calendar.versionId,
      recordedAt: now,
    };
    const franchiseId = policy.franchise?.id ??
      await insertFranchise(sql, { policyId: policy.id, ...promised });
    if (withdrawal) {
      await insertRenewal(sql, { franchiseId, withdrawalId: withdrawal.id, ...promised });
    }
    await enqueue(sql, {
      workflowType: "franchise",
      workflowId: workflowId.franchise(franchiseId),
      input: { franchiseId },
      ...(withdrawal ? { signal: "policyChanged" } : {}),
    }, now);
    return {
      ok: true,
      franchiseId,
      consentedOn,
      activeFrom,
      skipped: next.skipped,
      provisional: next.provisional,
    };
  });
}
