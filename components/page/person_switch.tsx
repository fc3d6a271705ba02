import type { ComponentChildren } from "preact";
import { fullName, type PersonName, shortName } from "../../domain/person_name.ts";

/** Somebody whose policies and invoices may be shown. */
export interface SwitchPerson extends PersonName {
  personId: number;
}

/** An address that shows one person's records alone; everybody's where `personId` is null. */
export function forPerson(path: string, personId: number | null): string {
  if (personId === null) return path;
  return `${path}${path.includes("?") ? "&" : "?"}person=${personId}`;
}

export interface PersonSwitchProps {
  path: "/policies" | "/invoices";
  ownerId: number;
  /** Besides the owner; without them there is nothing to switch. */
  people: readonly SwitchPerson[];
  /** Null while everybody's are shown. */
  shownId: number | null;
}

/** «Все · Вы · Миша К. · Аня К.»: links, so that each tab keeps its own person. */
export function PersonSwitch({ path, ownerId, people, shownId }: PersonSwitchProps) {
  if (people.length === 0) return null;
  const choice = (personId: number | null, name: ComponentChildren) => (
    <li key={personId}>
      <a
        href={forPerson(path, personId)}
        aria-current={personId === shownId ? "true" : undefined}
      >
        {name}
      </a>
    </li>
  );
  return (
    <div class="views person-switch">
      <nav aria-label={path === "/policies" ? "Чьи полисы показать" : "Чьи счета показать"}>
        <ul>
          {choice(null, "Все")}
          {choice(ownerId, "Вы")}
          {people.map((person) => choice(person.personId, nameAmong(person, people)))}
        </ul>
      </nav>
      <a class="link" href="/dependants">За&nbsp;кого вы отвечаете</a>
    </div>
  );
}

/** The short name, or the full one where two people share it. */
export function nameAmong(person: SwitchPerson, people: readonly SwitchPerson[]): string {
  const short = shortName(person);
  const shared = people.some((other) => other !== person && shortName(other) === short);
  return shared ? fullName(person) : short;
}

/** Carries the shown person on through a form. */
export function PersonField({ personId }: { personId: number | null }) {
  return personId === null ? null : <input type="hidden" name="person" value={personId} />;
}
