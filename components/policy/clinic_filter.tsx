import type { ClinicSearch } from "../../domain/clinic_search.ts";
import { PersonField } from "../page/person_switch.tsx";

export interface ClinicFilterProps {
  /** Where the search leads: the page itself, at its clinics. */
  action: string;
  search: ClinicSearch;
  shownId: number | null;
  /** With how many clinics each would show. */
  cities: readonly Choice[];
  care: readonly Choice[];
}

interface Choice {
  value: string;
  count: number;
}

/** Words, city and kind of care: a form that needs no script, its address is the view. */
export function ClinicFilter({ action, search, shownId, cities, care }: ClinicFilterProps) {
  return (
    <form class="clinic-filter screen-only" role="search" action={action} aria-label="Клиники">
      <PersonField personId={shownId} />
      <div class="field clinic-words">
        <label class="label" for="clinic-words">Название, адрес или врач</label>
        <input
          class="input"
          id="clinic-words"
          type="search"
          name="q"
          value={search.words}
          maxlength={100}
          autocomplete="off"
        />
      </div>
      <Select name="city" label="Город" all="Все города" chosen={search.city} choices={cities} />
      <Select name="care" label="Вид помощи" all="Любой" chosen={search.care} choices={care} />
      <button class="button button-quiet" type="submit">Найти клиники</button>
    </form>
  );
}

interface SelectProps {
  name: "city" | "care";
  label: string;
  /** Of the choice that leaves nothing out. */
  all: string;
  chosen: string | null;
  choices: readonly Choice[];
}

function Select({ name, label, all, chosen, choices }: SelectProps) {
  const id = `clinic-${name}`;
  return (
    <div class="field">
      <label class="label" for={id}>{label}</label>
      <select class="input" id={id} name={name}>
        <option value="">{all}</option>
        {choices.map(({ value, count }) => (
          <option key={value} value={value} selected={value === chosen}>
            {`${value} (${count})`}
          </option>
        ))}
      </select>
    </div>
  );
}
