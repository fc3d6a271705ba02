import { addDays, addMonths, type LocalDate } from "./local_date.ts";
import type { Transitions } from "./transitions.ts";

export type FranchiseState = "consented" | "active" | "emergency" | "restoring" | "ended";

export type FranchiseEvent =
  | "first_day_came"
  | "invoice_defaulted"
  | "overdue_paid"
  | "staff_decided"
  | "default_reversed"
  | "programme_restored"
  | "service_ended";

/** The franchise's life. `service_ended`: the policy is over, or the consent's withdrawal took effect. */
export const FRANCHISE_TRANSITIONS: Transitions<FranchiseState, FranchiseEvent> = {
  consented: { first_day_came: "active", service_ended: "ended" },
  active: { invoice_defaulted: "emergency", service_ended: "ended" },
  emergency: {
    invoice_defaulted: "emergency",
    overdue_paid: "restoring",
    staff_decided: "restoring",
    default_reversed: "active",
    service_ended: "ended",
  },
  restoring: {
    invoice_defaulted: "emergency",
    default_reversed: "active",
    programme_restored: "active",
    service_ended: "ended",
  },
  ended: {},
};

/** A stretch under the emergency programme: from its first day until the first day back. */
export interface EmergencySpell {
  readonly from: LocalDate;
  /** First day of the group programme again; null while the spell lasts. */
  readonly until: LocalDate | null;
}

/** A stretch without consent: after its last day of service, until the first day of a new consent. */
export interface ConsentGap {
  /** Inclusive. */
  readonly lastDay: LocalDate;
  /** Null while nobody has consented again. */
  readonly until: LocalDate | null;
}

export interface ServiceDates {
  /** First day of service; null where the person has not consented. */
  readonly activeFrom: LocalDate | null;
  readonly policyStartsOn: LocalDate;
  /** The last day, inclusive. */
  readonly policyEndsOn: LocalDate;
  readonly emergencySpells: readonly EmergencySpell[];
  /** In the order in which the consent was withdrawn. */
  readonly consentGaps: readonly ConsentGap[];
}

export type Service = "not_yet" | "group" | "emergency" | "ended";

/** Whether the policy was called off before its first day: a full roster left the person out. */
export function isCalledOff(
  { startsOn, endsOn }: { startsOn: LocalDate; endsOn: LocalDate },
): boolean {
  return endsOn < startsOn;
}

/** Which programme serves the person on that day; it follows from dates alone. */
export function serviceOn(day: LocalDate, dates: ServiceDates): Service {
  const { policyStartsOn, policyEndsOn } = dates;
  if (isCalledOff({ startsOn: policyStartsOn, endsOn: policyEndsOn })) return "ended";
  if (day > policyEndsOn) return "ended";
  const gap = gapOn(day, dates.consentGaps);
  if (gap) return gap.until === null ? "ended" : "not_yet";
  if (day < policyStartsOn) return "not_yet";
  if (dates.activeFrom === null || day < dates.activeFrom) return "not_yet";
  return dates.emergencySpells.some((spell) => coversDay(spell, day)) ? "emergency" : "group";
}

/**
 * Whether the policy serves anybody on that day, by whichever programme. After a withdrawal that
 * stands it does not: an unpaid invoice then takes nothing away, and a payment brings nothing back.
 */
export function servesOn(
  day: LocalDate,
  { policyEndsOn, consentGaps }: Pick<ServiceDates, "policyEndsOn" | "consentGaps">,
): boolean {
  return day <= policyEndsOn && gapOn(day, consentGaps)?.until !== null;
}

/** The gap in the consent that a day falls into; the latest one, where they overlap. */
export function gapOn(day: LocalDate, gaps: readonly ConsentGap[]): ConsentGap | null {
  return gaps.findLast(({ lastDay, until }) => lastDay < day && (until === null || day < until)) ??
    null;
}

/** The withdrawal that stands: nobody has consented again. */
export function withdrawnGap(gaps: readonly ConsentGap[]): ConsentGap | null {
  const last = gaps.at(-1);
  return last?.until === null ? last : null;
}

/** What is decided at a withdrawal: the last day of service. */
export interface LastDay {
  /** Inclusive. */
  endsOn: LocalDate;
  /** False where service had not begun, and will not. */
  served: boolean;
}

/**
 * The last day of service after a withdrawal: the next working day, or the policy's last one if that
 * comes first. Before the first day service does not open at all.
 */
export function lastDayAfterWithdrawal(
  dates: ServiceDates,
  { today, nextWorkingDay }: { today: LocalDate; nextWorkingDay: LocalDate },
): LastDay {
  if (serviceOn(today, dates) === "not_yet") return { endsOn: addDays(today, -1), served: false };
  const { policyEndsOn } = dates;
  return { endsOn: nextWorkingDay < policyEndsOn ? nextWorkingDay : policyEndsOn, served: true };
}

function coversDay(spell: EmergencySpell, day: LocalDate): boolean {
  return spell.from <= day && (spell.until === null || day < spell.until);
}

/** Registers come this long after a policy's end (D). */
const RUN_OFF_MONTHS = 6;

/** The last day on which a franchise's case stays open, though its policy is over and nothing owed. */
export function runOffEndsOn(policyEndsOn: LocalDate): LocalDate {
  return addMonths(policyEndsOn, RUN_OFF_MONTHS);
}
