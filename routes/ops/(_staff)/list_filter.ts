import type { FieldError } from "../../../components/page/form.tsx";
import { readRussianDate } from "../../../domain/local_date.ts";
import { formatRoubles, parseRoubles } from "../../../domain/money.ts";
import { numbered } from "../../../domain/russian.ts";
import type { StaffState } from "../../../state.ts";
import { typedText } from "../../(_frame)/typed_text.ts";
import { INSURER_ZONE, pathNumber } from "./staff_actor.ts";

/** What a list is narrowed by, as the use cases take it. */
export type ListFilter = Parameters<
  StaffState["useCases"]["lookAtStaffList"]
>[0]["query"]["filter"];

export interface FilterOption {
  value: string;
  title: string;
}

/** A field of a list's filter. */
export interface FilterField {
  key: FilterKey;
  label: string;
  /** Of a choice by code. */
  options?: readonly FilterOption[];
}

/** The fields that there are, each with its word in an address. */
const WORDS = {
  who: "who",
  org: "org",
  kind: "kind",
  reason: "reason",
  channel: "channel",
  state: "state",
  fileId: "file",
  since: "since",
  until: "until",
  sumFrom: "sum",
} as const;

export type FilterKey = keyof typeof WORDS;

/** The filter as its form sends it; what was not asked for is "". */
export type TypedFilter = Readonly<Record<FilterKey, string>>;

export const NOT_NARROWED: TypedFilter = {
  who: "",
  org: "",
  kind: "",
  reason: "",
  channel: "",
  state: "",
  fileId: "",
  since: "",
  until: "",
  sumFrom: "",
};

/** A filter that an address or a form names. */
export interface ReadFilter {
  typed: TypedFilter;
  /** As far as it can be read. */
  filter: ListFilter;
  /** Why it can't be; then nothing is to be looked for: everything would look like an answer. */
  errors: FieldError[];
}

export interface FilterShape {
  fields: readonly FilterField[];
  /** What the list consists of, the first one unless told. */
  parts: readonly string[];
}

/** The word of a list's part in an address. */
const PART = "list";

/** Reads the fields that a list has; words of others say nothing. */
export function readListFilter(
  { fields, parts }: FilterShape,
  words: { get(name: string): string | null },
): ReadFilter {
  const has = (key: FilterKey) => fields.some((field) => field.key === key);
  const typed: TypedFilter = { ...NOT_NARROWED };
  for (const { key } of fields) {
    Object.assign(typed, { [key]: typedText(words.get(WORDS[key]) ?? "") });
  }
  const errors: FieldError[] = [];
  const refuse = (key: FilterKey, message: string) => {
    errors.push({ field: WORDS[key], message });
    return null;
  };
  const read = <Value>(key: FilterKey, reader: (text: string) => Value | null, told: string) =>
    has(key) && typed[key] !== "" ? reader(typed[key]) ?? refuse(key, told) : null;

  const since = read("since", readRussianDate, BAD_DAY);
  const until = read("until", readRussianDate, BAD_DAY);
  if (since !== null && until !== null && since > until) {
    refuse("until", "Конец раньше начала");
  }
  const fileId = read("fileId", (text) => pathNumber(text.replace(/^№\s*/, "")), BAD_FILE);
  const sumFrom = read("sumFrom", positiveRoubles, BAD_SUM);
  for (const { key, label, options } of fields) {
    if (!options || typed[key] === "") continue;
    if (!options.some(({ value }) => value === typed[key])) {
      refuse(key, `${label}: выберите из списка`);
    }
  }
  const part = words.get(PART) ?? "";
  const { who, org, reason, channel, state, kind } = typed;
  return {
    typed,
    filter: {
      part: parts.includes(part) ? part : parts[0] ?? "",
      who,
      org,
      reason,
      channel,
      state,
      kind,
      fileId,
      since,
      until,
      sumFrom,
      timeZone: INSURER_ZONE,
    },
    errors,
  };
}

const BAD_DAY = "Введите дату, например 22.11.2026";
const BAD_FILE = "Введите номер файла, например 17";
const BAD_SUM = "Введите сумму в рублях, например 1500";

function positiveRoubles(text: string) {
  const amount = parseRoubles(text.replace(/\s*(₽|руб\.?)$/, ""));
  return amount !== null && amount >= 0 ? amount : null;
}

/** A filter as words of an address. */
export function filterWords(typed: TypedFilter, part: string | null = null): URLSearchParams {
  const words = new URLSearchParams();
  if (part !== null) words.set(PART, part);
  for (const [key, word] of Object.entries(WORDS)) {
    const text = typed[key as FilterKey];
    if (text !== "") words.set(word, text);
  }
  return words;
}

/** The part's word, null for the part that is shown unless told. */
export function partWord({ parts }: Pick<FilterShape, "parts">, part: string): string | null {
  return part === "" || part === parts[0] ? null : part;
}

export function isNarrowed(typed: TypedFilter): boolean {
  return Object.values(typed).some((text) => text !== "");
}

export function wordOf(key: FilterKey): string {
  return WORDS[key];
}

/** One thing that a list is narrowed by, in words, and the filter without it. */
export interface AppliedFilter {
  key: FilterKey;
  words: string;
  without: TypedFilter;
}

export function appliedFilters(
  fields: readonly FilterField[],
  typed: TypedFilter,
): AppliedFilter[] {
  return fields.filter(({ key }) => typed[key] !== "").map((field) => ({
    key: field.key,
    words: `${field.label.replace(", ₽", "")}: ${shownValue(field, typed[field.key])}`,
    without: { ...typed, [field.key]: "" },
  }));
}

function shownValue({ key, options }: FilterField, text: string): string {
  if (options) return options.find(({ value }) => value === text)?.title ?? text;
  if (key === "fileId") return numbered(text.replace(/^№\s*/, ""));
  if (key === "sumFrom") {
    const amount = positiveRoubles(text);
    return amount === null ? text : formatRoubles(amount);
  }
  return text;
}
