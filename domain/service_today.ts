import { gapOn, isCalledOff, type ServiceDates, serviceOn, withdrawnGap } from "./franchise.ts";
import { laterOf, type LocalDate } from "./local_date.ts";

/** What a clinic's desk must know of a policy today. */
export type ServiceToday =
  /** The group programme serves, through that day. */
  | { kind: "open"; until: LocalDate }
  /** `until` is the first day of the group programme again; null while nothing is promised. */
  | { kind: "emergency"; since: LocalDate; until: LocalDate | null }
  | { kind: "opens"; on: LocalDate }
  | { kind: "not_activated" }
  /** The policy was called off before its first day. */
  | { kind: "called_off" }
  /** The policy is over. */
  | { kind: "ended"; endedOn: LocalDate }
  /** The consent was withdrawn, and service is over. */
  | { kind: "withdrawn"; endedOn: LocalDate };

/** Follows from dates alone, as {@linkcode serviceOn}; a withdrawal that stands ends it early. */
export function serviceToday(dates: ServiceDates, today: LocalDate): ServiceToday {
  const { activeFrom, policyStartsOn, policyEndsOn, emergencySpells, consentGaps } = dates;
  const withdrawn = withdrawnGap(consentGaps);
  switch (serviceOn(today, dates)) {
    case "group": {
      const lastDay = withdrawn?.lastDay ?? policyEndsOn;
      return { kind: "open", until: lastDay < policyEndsOn ? lastDay : policyEndsOn };
    }
    case "emergency": {
      const spell = emergencySpells.findLast(({ from, until }) =>
        from <= today && (until === null || today < until)
      )!;
      return { kind: "emergency", since: spell.from, until: spell.until };
    }
    case "not_yet": {
      const reopens = gapOn(today, consentGaps)?.until;
      if (reopens) return { kind: "opens", on: reopens };
      if (activeFrom === null) return { kind: "not_activated" };
      return { kind: "opens", on: laterOf(activeFrom, policyStartsOn) };
    }
    case "ended":
      if (isCalledOff({ startsOn: policyStartsOn, endsOn: policyEndsOn })) {
        return { kind: "called_off" };
      }
      return today > policyEndsOn
        ? { kind: "ended", endedOn: policyEndsOn }
        : { kind: "withdrawn", endedOn: withdrawn!.lastDay };
  }
}
