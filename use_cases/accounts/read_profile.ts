import { type ConsentRow, showConsents } from "../../db/accounts/consents.ts";
import { type AccountSettings, readAccountSettings } from "../../db/accounts/sessions.ts";
import type { Sql } from "../../db/connection.ts";
import type { Clock } from "../../domain/clock.ts";
import type { LocalDate } from "../../domain/local_date.ts";
import { mayActFor } from "../../domain/representation.ts";
import { peopleShown, type Viewer } from "../policies/read_policies.ts";
import { hashOf } from "./open_session.ts";

export interface ProfileLook {
  viewer: Viewer;
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
  const { viewer, accountId, today, ip } = look;
  const { personId } = viewer;
  const tokenHash = await hashOf(look.sessionToken);
  const [consents, settings] = await Promise.all([
    showConsents(sql, {
      viewerId: personId,
      personIds: peopleShown(viewer, null),
      ip,
      at: clock.now(),
    }),
    readAccountSettings(sql, { accountId, tokenHash, now: clock.now() }),
  ]);
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
  { personId, today }: { personId: number; today: LocalDate },
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
