import { epochMs, type Instant, instant, type LocalDate } from "../../../domain/local_date.ts";
import { isMarkKind, type MarkKind } from "../../../domain/employer_report.ts";
import type { EmployerState } from "../../../state.ts";
import { typedText } from "../../(_frame)/typed_text.ts";
import { reportPath } from "./periods.ts";

type Look = Parameters<EmployerState["useCases"]["openReport"]>[0];

/** What of a report is shown, as its address says. */
export interface ReportView {
  filter: Look["filter"];
  order: Look["order"];
  /** From 1. */
  page: number;
  /** Every debt of the page is chosen beforehand. */
  isPicked: boolean;
}

export const PAGE_LENGTH = 50;

export const STATE_CHOICES = [
  { value: "", title: "Любое" },
  { value: "open", title: "Долг остался" },
  { value: "late", title: "Просроченные и взыскание" },
  { value: "not_due", title: "Срок не наступил" },
  { value: "recovery", title: "Взыскание" },
  { value: "closed", title: "Долга уже нет" },
] as const;

export const MARK_CHOICES = [
  { value: "", title: "Любая" },
  { value: "none", title: "Без отметки" },
  { value: "deducted", title: "Удержано из зарплаты" },
  { value: "agreed", title: "Договорились" },
  { value: "refused", title: "Отказ" },
] as const;

const ORDERS = [{ value: "name" }, { value: "owed" }, { value: "due" }] as const;

/** Reads an address; what it can't be is left out. */
export function viewIn(params: URLSearchParams): ReportView {
  const page = Number(params.get("page") ?? 1);
  return {
    filter: {
      query: typedText(params.get("q") ?? "").slice(0, 100),
      state: chosenOf(STATE_CHOICES, params.get("state")),
      mark: chosenOf(MARK_CHOICES, params.get("mark")),
    },
    order: chosenOf(ORDERS, params.get("sort")),
    page: Number.isSafeInteger(page) && page >= 1 && page <= 100_000 ? page : 1,
    isPicked: params.get("pick") === "page",
  };
}

/** The choice that has that value, else the first one. */
function chosenOf<Value extends string>(
  choices: readonly { value: Value }[],
  typed: string | null,
): Value {
  return (choices.find(({ value }) => value === typed) ?? choices[0]!).value;
}

/** The address of a view. */
export function viewPath(period: LocalDate, view: ReportView): string {
  return withParams(reportPath(period), paramsOf(view));
}

/** The address of a view in another order, from its first page on. */
export function sortPath(period: LocalDate, view: ReportView, order: ReportView["order"]): string {
  return viewPath(period, { ...view, order, page: 1, isPicked: false });
}

/** The address of the table of today, with the debts of the view on all its pages. */
export function todayPath(period: LocalDate, view: ReportView): string {
  return withParams(`${reportPath(period)}/today`, paramsOf({ ...view, page: 1, isPicked: false }));
}

function paramsOf({ filter, order, page, isPicked }: ReportView): URLSearchParams {
  const params = new URLSearchParams();
  if (filter.query) params.set("q", filter.query);
  if (filter.state) params.set("state", filter.state);
  if (filter.mark) params.set("mark", filter.mark);
  if (order !== "name") params.set("sort", order);
  if (page > 1) params.set("page", String(page));
  if (isPicked) params.set("pick", "page");
  return params;
}

function withParams(path: string, params: URLSearchParams): string {
  return params.size > 0 ? `${path}?${params}` : path;
}

/** Whether something is filtered. */
export function isNarrowed({ filter: { query, state, mark } }: ReportView): boolean {
  return query !== "" || state !== "" || mark !== "";
}

/** What the form of marks has sent. */
export interface TypedMarks {
  invoiceIds: number[];
  /** As many as the button for all debts of the view named; null: the chosen ones alone. */
  all: number | null;
  kind: MarkKind | null;
  note: string;
}

/** Reads the form; numbers that are none are nobody's invoice. */
export function typedMarks(form: FormData, note: string): TypedMarks {
  const kind = form.get("kind");
  return {
    invoiceIds: form.getAll("debt").map((text) =>
      typeof text === "string" && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : 0
    ),
    all: countIn(form.get("all")),
    kind: typeof kind === "string" && isMarkKind(kind) ? kind : null,
    note,
  };
}

/** What a form before has done, as the address names it; the page tells what its rows say of it. */
export type Outcome =
  | { kind: "acknowledged" | "known" | "unmarked" }
  | { kind: "marked"; at: Instant; someClosed: boolean }
  | { kind: "unchanged"; someClosed: boolean };

/** Reads what {@linkcode withOutcome} wrote. */
export function outcomeIn(params: URLSearchParams): Outcome | null {
  const someClosed = params.has("closed");
  const at = countIn(params.get("marked"));
  if (at !== null) return { kind: "marked", at: instant(new Date(at).toISOString()), someClosed };
  if (params.has("unchanged")) return { kind: "unchanged", someClosed };
  for (const kind of ["acknowledged", "known", "unmarked"] as const) {
    if (params.has(kind)) return { kind };
  }
  return null;
}

/** Adds to a report's address what was done to it. */
export function withOutcome(path: string, outcome: Outcome): string {
  const said = outcome.kind === "marked" ? `marked=${epochMs(outcome.at)}` : outcome.kind;
  const left = "someClosed" in outcome && outcome.someClosed ? "&closed" : "";
  return `${path}${path.includes("?") ? "&" : "?"}${said}${left}`;
}

function countIn(text: FormDataEntryValue | null): number | null {
  return typeof text === "string" && /^\d{1,14}$/.test(text) ? Number(text) : null;
}
