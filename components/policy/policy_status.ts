import {
  type ConsentGap,
  type EmergencySpell,
  gapOn,
  isCalledOff,
  serviceOn,
  withdrawnGap,
} from "../../domain/franchise.ts";
import { laterOf, type LocalDate } from "../../domain/local_date.ts";
import type { PolicyStatusProps } from "../page/status.tsx";

export interface PolicyFacts {
  startsOn: LocalDate;
  endsOn: LocalDate;
  activeFrom: LocalDate | null;
  emergencySpells: readonly EmergencySpell[];
  consentGaps: readonly ConsentGap[];
}

/** What a page says about a policy today: it follows from dates alone. */
export function policyStatus(policy: PolicyFacts, today: LocalDate): PolicyStatusProps {
  const { startsOn, endsOn, activeFrom, emergencySpells, consentGaps } = policy;
  if (isCalledOff(policy)) return { kind: "called_off", today };
  if (today > endsOn) return { kind: "ended", endedOn: endsOn, today };
  if (activeFrom === null) return { kind: "not_activated", today };
  const withdrawn = withdrawnGap(consentGaps);
  if (withdrawn) return { kind: "withdrawn", endsOn: withdrawn.lastDay, today };
  const service = serviceOn(today, {
    activeFrom,
    policyStartsOn: startsOn,
    policyEndsOn: endsOn,
    emergencySpells,
    consentGaps,
  });
  if (service === "not_yet") {
    const opens = gapOn(today, consentGaps)?.until ?? laterOf(activeFrom, startsOn);
    return { kind: "waiting", activeFrom: opens, today };
  }
  if (service === "emergency") {
    const spell = emergencySpells.find(({ from, until }) =>
      from <= today && (until === null || today < until)
    );
    return { kind: "emergency", since: spell!.from, today };
  }
  return { kind: "active", until: endsOn, today };
}
