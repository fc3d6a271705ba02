import { HttpError } from "fresh";
import type { SwitchPerson } from "../../components/page/person_switch.tsx";
import type { Insured, InsuredState } from "../../state.ts";
import { shownPerson } from "./shown_person.ts";

/** Who looks at what under `/policies/:id`; 404 for an id that is none. */
export function policyLook({ owner, ip }: InsuredState, id: string | undefined) {
  const policyId = Number(id);
  if (!Number.isSafeInteger(policyId)) throw new HttpError(404);
  return { policyId, viewer: owner, ip };
}

/** The person whom `?person=` asks for; 404 where the policy is another's. */
export function shownOf(
  policy: { personId: number },
  { url, owner }: { url: URL; owner: Insured },
): SwitchPerson | null {
  const shown = shownPerson(url, owner);
  if (shown !== null && shown.personId !== policy.personId) throw new HttpError(404);
  return shown;
}
