import type { FieldError } from "../../components/page/form.tsx";
import { type ConsentGap, isCalledOff, withdrawnGap } from "../../domain/franchise.ts";
import type { LocalDate } from "../../domain/local_date.ts";
import { mayActFor } from "../../domain/representation.ts";
import type { InsuredState } from "../../state.ts";
import { shownPerson } from "./shown_person.ts";

/** Whether the franchise of a policy can be activated: for the first time, or after a withdrawal. */
export function awaitsConsent(
  policy: {
    activeFrom: LocalDate | null;
    startsOn: LocalDate;
    endsOn: LocalDate;
    consentGaps: readonly ConsentGap[];
  },
  today: LocalDate,
): boolean {
  if (isCalledOff(policy)) return false;
  const withdrawn = withdrawnGap(policy.consentGaps) !== null;
  return (policy.activeFrom === null || withdrawn) && policy.endsOn >= today;
}

/** What «Мои полисы» shows at an address, with the errors of a refused activation. */
export async function loadPolicies(
  state: InsuredState,
  { url, errors }: { url: URL; errors: FieldError[] },
) {
  const { useCases, owner, today, ip } = state;
  const shown = shownPerson(url, owner);
  const shownId = shown?.personId ?? null;
  const look = { viewer: owner, shownId, today, ip };
  const { policies, calendar, terms } = await useCases.readPolicies(look);
  const waiting = policies.some((policy) =>
    awaitsConsent(policy, today) && mayActFor(owner.personId, policy, today)
  );
  return { policies, calendar, terms: waiting ? terms : null, errors, shown };
}
