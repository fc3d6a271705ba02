import {
  markActivated,
  readFranchiseCase,
  readInvoiceCase,
  readSpell,
  type Spell,
} from "../db/cases/cases.ts";
import { abandonNotice, isRecorded, type NewNotice } from "../db/cases/notices.ts";
import { readSettlement } from "../db/invoices/settlements.ts";
import { gapOn, isCalledOff, runOffEndsOn, withdrawnGap } from "../domain/franchise.ts";
import { isPaid, type Settlement } from "../domain/invoice.ts";
import {
  addSeconds,
  endOfDay,
  type Instant,
  instant,
  type LocalDate,
  localDate,
  localDateOf,
  startOfDay,
} from "../domain/local_date.ts";
import { isLookInDue, type LookIn, nextLookIn } from "../domain/look_in.ts";
import type { Notice } from "../domain/notice_texts.ts";
import { reminderInstant } from "../domain/reminder_plan.ts";
import { restoreFranchise } from "../use_cases/decisions/restore_franchise.ts";
import { readVisits } from "../use_cases/policies/read_look_in.ts";
import { byEach, type Channels, channelsOf, type MessageChannel } from "./channels.ts";
import type { ActivityParts } from "./parts.ts";
import { telling } from "./telling.ts";

/** An end of the emergency programme that is older news than this is not told any more. */
const NEWS_SECONDS = 3 * 24 * 60 * 60;

/** What a franchise's workflow goes by; instants are ISO, dates local. */
export interface FranchiseStory {
  employerId: number;
  timeZone: string;
  activated: boolean;
  activeFrom: string;
  opensAt: string;
  /** The policy's last day, or the service's where the consent was withdrawn. */
  policyEndsOn: string;
  policyEndsAt: string;
  runOffEndsAt: string;
  owedKopecks: number;
  overdueKopecks: number;
  openInvoices: number;
  /** Last day of the emergency programme is open: no day of return is promised yet. */
  inEmergency: boolean;
  emergencyFrom: string | null;
  /** A promised day of return, while it lies ahead. */
  returnsOn: string | null;
  returnsAt: string | null;
  /** Set where a full roster called the policy off before its first day. */
  calledOff?: true;
  /** Set where the consent was withdrawn and nobody has consented again. */
  withdrawn?: { served: boolean };
  /** The first day of service by a new consent, while it lies ahead. */
  reopens?: { on: string; at: string };
  /** The spell whose end the person has not been told of. */
  untold: number | null;
  /** The next reminder to look into the cabinet, until the policy ends: its day and when to send it. */
  lookIn: { on: string; at: string } | null;
}

export function franchiseActivities(parts: ActivityParts) {
  const { sql } = parts;
  const { tell } = telling(parts);
  return {
    readFranchise,
    recordActivation,
    restoreProgramme,
    tellOfReturn,
    giveUpTellingOfReturn,
    tellToLookIn,
    giveUpTellingToLookIn,
  };

  async function readFranchise(
    input: { franchiseId: number; now: string },
  ): Promise<FranchiseStory> {
    const now = instant(input.now);
    const franchise = await readFranchiseCase(sql, { franchiseId: input.franchiseId, at: now });
    const { activeFrom, timeZone, spell, consentGaps } = franchise;
    const withdrawn = withdrawnGap(consentGaps);
    const policyEndsOn = withdrawn?.lastDay ?? franchise.policyEndsOn;
    const today = localDateOf(now, timeZone);
    const policyEndsAt = endOfDay(policyEndsOn, timeZone);
    const reopensOn = gapOn(today, consentGaps)?.until;
    const returnsOn = spell?.until && spell.until > today && spell.until > spell.startsOn
      ? spell.until
      : null;
    return {
      employerId: franchise.employerId,
      timeZone,
      activated: franchise.activatedAt !== null,
      activeFrom,
      opensAt: startOfDay(activeFrom, timeZone),
      policyEndsOn,
      policyEndsAt,
      runOffEndsAt: endOfDay(runOffEndsOn(policyEndsOn), timeZone),
      owedKopecks: franchise.owedKopecks,
      overdueKopecks: franchise.overdueKopecks,
      openInvoices: franchise.openInvoices,
      inEmergency: spell !== null && spell.until === null,
      emergencyFrom: spell?.until === null ? spell.startsOn : null,
      returnsOn,
      returnsAt: returnsOn && startOfDay(returnsOn, timeZone),
      ...(isCalledOff({ startsOn: franchise.policyStartsOn, endsOn: franchise.policyEndsOn })
        ? { calledOff: true }
        : {}),
      ...(withdrawn ? { withdrawn: { served: withdrawn.lastDay >= activeFrom } } : {}),
      ...(reopensOn ? { reopens: { on: reopensOn, at: startOfDay(reopensOn, timeZone) } } : {}),
      untold: spell && returnsWithin(spell, policyEndsOn) &&
          await isUntold(spell, addSeconds(now, -NEWS_SECONDS))
        ? spell.spellId
        : null,
      lookIn: await lookInBefore(policyEndsAt, { franchiseId: input.franchiseId, now }),
    };
  }

  async function lookInBefore(
    policyEndsAt: Instant,
    key: { franchiseId: number; now: Instant },
  ): Promise<LookIn | null> {
    const known = await readVisits(sql, key);
    if (known === null) return null;
    const { personId, zone, visits } = known;
    const lookIn = nextLookIn(visits, { zone, key: `look-in/${personId}`, now: key.now });
    return lookIn.at < policyEndsAt ? lookIn : null;
  }

  async function isUntold(spell: Spell, since: string): Promise<boolean> {
    if (spell.endedRecordedAt === null || spell.endedRecordedAt < since) return false;
    return !(await isRecorded(sql, returnKey(spell.spellId, "sms")));
  }

  async function recordActivation(input: { franchiseId: number; now: string }): Promise<void> {
    await markActivated(sql, input.franchiseId, input.now);
  }

  async function restoreProgramme(
    input: { franchiseId: number; now: string },
  ): Promise<"restored" | "still_owed" | "not_in_emergency"> {
    const at = instant(input.now);
    const { policyId } = await readFranchiseCase(sql, { franchiseId: input.franchiseId, at });
    return (await restoreFranchise(sql, { policyId, at })).outcome;
  }

  async function tellOfReturn(
    input: Channels & { spellId: number; now: string },
  ): Promise<string[]> {
    const now = instant(input.now);
    const spell = await readSpell(sql, input.spellId);
    const invoice = await readInvoiceCase(sql, spell.invoiceId);
    const notice = noticeOf(spell, await readSettlement(sql, spell.invoiceId));
    return await byEach(channelsOf(input), (channel) => {
      const row: NewNotice = {
        key: returnKey(spell.spellId, channel),
        personId: invoice.payerId,
        policyId: spell.policyId,
        invoiceId: null,
        channel,
        template: notice.template,
        dueAt: now,
      };
      return tell({ row, notice, zone: invoice.timeZone, at: now });
    });
  }

  async function giveUpTellingOfReturn(
    input: Channels & { spellId: number; now: string },
  ): Promise<void> {
    for (const channel of channelsOf(input)) {
      await abandonNotice(sql, returnKey(input.spellId, channel), input.now);
    }
  }

  /**
   * Reminds whoever looks after the franchise's invoices to look into the cabinet, once for its day.
   *
   * @returns the notice's state, or `visited` where they have been there since
   */
  async function tellToLookIn(
    input: { franchiseId: number; on: string; now: string },
  ): Promise<string> {
    const now = instant(input.now);
    const on = localDate(input.on);
    const known = await readVisits(sql, { franchiseId: input.franchiseId, now });
    if (known === null || !isLookInDue(known.visits, { on, zone: known.zone })) return "visited";
    const { personId, zone, visits, channel } = known;
    const row: NewNotice = {
      key: lookInKey(personId, on),
      personId,
      policyId: null,
      invoiceId: null,
      channel,
      template: "look_in",
      dueAt: reminderInstant(on, zone, `look-in/${personId}`),
    };
    return await tell({
      row,
      notice: { template: "look_in", registered: visits.registeredAt !== null },
      zone,
      at: now,
    });
  }

  async function giveUpTellingToLookIn(
    input: { franchiseId: number; on: string; now: string },
  ): Promise<void> {
    const known = await readVisits(sql, {
      franchiseId: input.franchiseId,
      now: instant(input.now),
    });
    if (known === null) return;
    await abandonNotice(sql, lookInKey(known.personId, localDate(input.on)), input.now);
  }
}

function lookInKey(personId: number, on: LocalDate): string {
  return `look-in/${personId}/${on}`;
}

function noticeOf(
  spell: Spell,
  settlement: Settlement | null,
): Notice & { template: "restored" | "default_reversed" } {
  if (spell.until === null) throw new Error(`Emergency spell ${spell.spellId} has not ended`);
  return spell.endedReason === "default_reversed"
    ? { template: "default_reversed", invoiceId: spell.invoiceId }
    : {
      template: "restored",
      from: spell.until,
      because: spell.endedReason === "staff_decided"
        ? "staff_decided"
        : settlement === null || isPaid(settlement.by)
        ? "paid"
        : "let_off",
    };
}

/** A debt paid as the policy ends brings no programme back: nobody is promised one. */
function returnsWithin({ until, endedReason }: Spell, policyEndsOn: LocalDate): boolean {
  return until === null || until <= policyEndsOn || endedReason === "default_reversed";
}

function returnKey(spellId: number, channel: MessageChannel): string {
  return `spell/${spellId}/return/${channel}`;
}
