import { HttpError } from "fresh";
import type { SwitchPerson } from "../../components/page/person_switch.tsx";
import type { Insured } from "../../state.ts";

/**
 * The person whom `?person=` asks for; null where it asks for nobody. What is no id is answered as
 * an unknown one.
 */
export function wantedPerson(url: URL): number | null {
  const [wanted, ...more] = url.searchParams.getAll("person");
  if (wanted === undefined) return null;
  if (more.length > 0 || !/^[1-9]\d{0,14}$/.test(wanted)) throw new HttpError(404);
  return Number(wanted);
}

/** Oneself or somebody for whom one acts, as `?person=` asks; anybody else is not found. */
export function shownPerson(url: URL, owner: Insured): SwitchPerson | null {
  return personAmong(wantedPerson(url), [owner, ...owner.represented]);
}

export function personAmong(
  personId: number | null,
  people: readonly SwitchPerson[],
): SwitchPerson | null {
  if (personId === null) return null;
  const found = people.find((person) => person.personId === personId);
  if (!found) throw new HttpError(404);
  return found;
}

/** Whose an invoice of this payer is. */
export function insuredOf(
  { insuredId, insuredName }: {
    insuredId: number;
    insuredName: Pick<SwitchPerson, "surname" | "name" | "patronymic"> | null;
  },
  owner: Insured,
): SwitchPerson {
  return insuredName === null ? owner : { personId: insuredId, ...insuredName };
}
