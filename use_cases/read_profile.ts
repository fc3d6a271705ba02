import type { Sql } from "../db/connection.ts";
import { type ConsentRow, listConsents } from "../db/consents.ts";
import { type AccountSettings, readAccountSettings } from "../db/sessions.ts";
import type { Clock } from "../domain/clock.ts";
import type { LocalDate } from "../domain/local_date.ts";
import { mayActFor, mayLookAt } from "../domain/representation.ts";
import { journalOthers } from "./journal_others.ts";
import { hashOf } from "./open_session.ts";

export interface ProfileLook {
  personId: number;
  accountId: number;
  sessionToken: string;
  today: LocalDate;
  ip: string;
}

export interface Profile extends AccountSettings {
  consents: ProfileConsent[];
}

export interface ProfileConsent extends ConsentRow {
  /** In force, and the person's to withdraw. */
  withdrawable: boolean;
}

/** What the profile shows: consents of oneself and of those for whom one acts, devices, channels. */
export async function readProfile(sql: Sql, clock: Clock, look: ProfileLook): Promise<Profile> {
  const { personId, accountId, today, ip } = look;
  const tokenHash = await hashOf(look.sessionToken);
  const [known, settings] = await Promise.all([
    listConsents(sql, personId),
    readAccountSettings(sql, { accountId, tokenHash, now: clock.now() }),
  ]);
  const consents = known.filter((consent) => mayLookAt(personId, consent, today));
  const personIds = consents.map((consent) => consent.personId);
  await journalOthers(sql, clock, { viewerId: personId, personIds, ip });
  return {
    ...settings,
    consents: consents.map((consent) => ({
      ...consent,
      withdrawable: isWithdrawable(consent, { personId, today }),
    })),
  };
}

function isWithdrawable(
  consent: ConsentRow,
  { personId, today }: Pick<ProfileLook, "personId" | "today">,
): boolean {
  const { kind, state, policy } = consent;
  if (state !== "in_force" || kind === "user_agreement") return false;
  if (policy === null) return consent.personId === personId;
  return policy.endsOn >= today && mayActFor(personId, consent, today);
}

/** On which channels reminders go now. */
export async function readChannels(
  sql: Sql,
  clock: Clock,
  accountId: number,
): Promise<AccountSettings["channels"]> {
  const nobody = { accountId, tokenHash: new Uint8Array(), now: clock.now() };
  return (await readAccountSettings(sql, nobody)).channels;
}
