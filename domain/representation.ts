import { addDays, addMonths, ageOn, type LocalDate } from "./local_date.ts";
import { ADULT_AGE } from "./registration.ts";

/** A person, and who may have to act in their place. */
export interface Representable {
  readonly personId: number;
  readonly birthDate: LocalDate;
  /** As the roster names them; of no force once the person acts for themselves. */
  readonly representativeId: number | null;
  /** An adult whom a court has put under guardianship (Civil Code, art. 29). */
  readonly ward: boolean;
}

/** Why a person can't act for themselves. */
export type Dependence = "minor" | "ward";

/** @returns null of a person who acts for themselves on that day */
export function dependenceOn(
  { birthDate, ward }: Pick<Representable, "birthDate" | "ward">,
  day: LocalDate,
): Dependence | null {
  if (ageOn(birthDate, day) < ADULT_AGE) return "minor";
  return ward ? "ward" : null;
}

/**
 * Who consents, is reminded, and owes what is published on that day: the person, or the
 * representative of a minor or a ward.
 *
 * @returns null of a minor or ward whose representative nobody has named
 */
export function whoActsFor(person: Representable, day: LocalDate): number | null {
  return dependenceOn(person, day) === null ? person.personId : person.representativeId;
}

/** Whether this person acts for that one (or for themselves) on a day. The one rule of it. */
export function mayActFor(actorId: number, person: Representable, day: LocalDate): boolean {
  return whoActsFor(person, day) === actorId;
}

/** One's own record, or that of a person for whom one acts on that day. */
export function mayLookAt(viewerId: number, person: Representable, day: LocalDate): boolean {
  return person.personId === viewerId || mayActFor(viewerId, person, day);
}

/** The 18th birthday; 1 March for who was born on 29 February, as `ageOn` counts. */
export function comesOfAgeOn(birthDate: LocalDate): LocalDate {
  const day = addMonths(birthDate, ADULT_AGE * 12);
  return ageOn(birthDate, day) >= ADULT_AGE ? day : addDays(day, 1);
}
