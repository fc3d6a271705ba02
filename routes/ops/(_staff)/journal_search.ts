import type { FieldError, OptionGroup } from "../../../components/page/form.tsx";
import {
  ACTION_GROUPS,
  actionTitle,
  JOURNAL_ACTIONS,
  LOOKS,
} from "../../../domain/journal_words.ts";
import {
  endOfDay,
  type LocalDate,
  readRussianDate,
  startOfDay,
} from "../../../domain/local_date.ts";
import type { StaffState } from "../../../state.ts";
import { typedText } from "../../(_frame)/typed_text.ts";
import { INSURER_ZONE, pathNumber } from "./staff_actor.ts";

export type JournalSearch = Parameters<StaffState["useCases"]["readJournal"]>[0]["search"];

/** The search as its form sends it. */
export interface TypedSearch {
  staff: string;
  person: string;
  action: string;
  from: string;
  until: string;
}

/** Values of the field «Что» that are no action of their own. */
const ALL_LOOKS = "looks";
const ALL_ACTS = "acts";

export const ACTION_OPTIONS: readonly { value: string; title: string }[] = [
  { value: "", title: "Всё" },
  { value: ALL_LOOKS, title: "Все просмотры и выгрузки" },
  { value: ALL_ACTS, title: "Все действия" },
];

export const ACTION_CHOICES: readonly OptionGroup[] = [
  ...ACTION_GROUPS.map(({ title, actions }) => ({ title, options: optionsOf(actions) })),
  { title: "Просмотры и выгрузки", options: optionsOf(LOOKS) },
];

function optionsOf(actions: readonly string[]) {
  return actions.map((value) => ({ value, title: actionTitle(value) }))
    .toSorted((a, b) => a.title.localeCompare(b.title, "ru"));
}

export function typedSearch(query: URLSearchParams): TypedSearch {
  const text = (name: string) => typedText(query.get(name) ?? "");
  return {
    staff: text("staff"),
    person: text("person"),
    action: text("action"),
    from: text("from"),
    until: text("until"),
  };
}

/** Reads the form; a date that is none finds nothing to search by, and is told. */
export function readSearch(typed: TypedSearch): { search: JournalSearch; errors: FieldError[] } {
  const errors: FieldError[] = [];
  const date = (field: "from" | "until"): LocalDate | null => {
    if (typed[field] === "") return null;
    const read = readRussianDate(typed[field]);
    if (read === null) errors.push({ field, message: "Введите дату, например 22.11.2026" });
    return read;
  };
  const [from, until] = [date("from"), date("until")];
  if (from !== null && until !== null && from > until) {
    errors.push({ field: "until", message: "Конец раньше начала" });
  }
  const short = typed.person.length === 1;
  if (short) errors.push({ field: "person", message: "Введите хотя бы два знака" });
  const search: JournalSearch = {
    staffId: pathNumber(typed.staff),
    person: typed.person,
    actions: actionsOf(typed.action),
    from: from && startOfDay(from, INSURER_ZONE),
    until: until && endOfDay(until, INSURER_ZONE),
  };
  return { search, errors };
}

function actionsOf(text: string): JournalSearch["actions"] {
  if (text === ALL_LOOKS) return { only: LOOKS };
  if (text === ALL_ACTS) return { but: LOOKS };
  return Object.hasOwn(JOURNAL_ACTIONS, text) ? { only: [text] } : null;
}

/** The address of `path` with this search in it. */
export function searchHref(
  path: string,
  typed: TypedSearch,
  more: [string, string][] = [],
): string {
  const given = Object.entries(typed).filter(([, text]) => text !== "");
  const query = new URLSearchParams([...given, ...more]);
  return query.size > 0 ? `${path}?${query}` : path;
}
