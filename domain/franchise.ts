import { addMonths, type LocalDate } from "./local_date.ts";
import type { Transitions } from "./transitions.ts";

export type FranchiseState = "consented" | "active" | "emergency" | "restoring" | "ended";

export type FranchiseEvent =
  | "first_day_came"
  | "invoice_defaulted"
  | "overdue_paid"
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

export interface ServiceDates {
  /** First day of service; null where the person has not consented. */
  readonly activeFrom: LocalDate | null;
  readonly policyStartsOn: LocalDate;
  /** The last day, inclusive. */
  readonly policyEndsOn: LocalDate;
  readonly emergencySpells: readonly EmergencySpell[];
}

export type Service = "not_yet" | "group" | "emergency" | "ended";

/** Which programme serves the person on that day; it follows from dates alone. */
export function serviceOn(day: LocalDate, dates: ServiceDates): Service {
  if (day > dates.policyEndsOn) return "ended";
  if (day < dates.policyStartsOn) return "not_yet";
  if (dates.activeFrom === null || day < dates.activeFrom) return "not_yet";
  return dates.emergencySpells.some((spell) => coversDay(spell, day)) ? "emergency" : "group";
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
