import { type DebtState, isMarkKind, type MarkKind } from "../../../domain/employer_report.ts";
import type { LocalDate } from "../../../domain/local_date.ts";
import { fullName, nameKey } from "../../../domain/person_name.ts";
import type { EmployerState } from "../../../state.ts";
import { reportPath } from "./periods.ts";

type Look = Parameters<EmployerState["useCases"]["openReport"]>[0];
type ShownLine = Parameters<Look["shown"]>[0];

/** What of a report is shown, as its address says. */
export interface ReportView {
  /** A part of a name, a personnel number or an invoice's number. */
  query: string;
  state: DebtState | "late" | "paid" | "";
  mark: MarkKind | "none" | "";
  /** From 1. */
  page: number;
}

export const PAGE_LENGTH = 200;

export const STATE_CHOICES = [
  { value: "", title: "Любое" },
  { value: "late", title: "Просроченные и взыскание" },
  { value: "not_due", title: "Срок не наступил" },
  { value: "recovery", title: "Взыскание" },
  { value: "paid", title: "Оплаченные после отчета" },
] as const;

export const MARK_CHOICES = [
  { value: "", title: "Любая" },
  { value: "none", title: "Без отметки" },
  { value: "deducted", title: "Удержано из зарплаты" },
  { value: "agreed", title: "Договорились" },
  { value: "refused", title: "Отказ" },
] as const;

/** Reads an address; what it can't be is left out. */
export function viewIn(params: URLSearchParams): ReportView {
  const state = params.get("state") ?? "";
  const mark = params.get("mark") ?? "";
  const page = Number(params.get("page") ?? 1);
  return {
    query: (params.get("q") ?? "").trim().slice(0, 100),
    state: STATE_CHOICES.find(({ value }) => value === state)?.value ?? "",
    mark: MARK_CHOICES.find(({ value }) => value === mark)?.value ?? "",
    page: Number.isSafeInteger(page) && page >= 1 ? page : 1,
  };
}

/** The address of a view. */
export function viewPath(period: LocalDate, view: ReportView): string {
  const params = new URLSearchParams();
  if (view.query) params.set("q", view.query);
  if (view.state) params.set("state", view.state);
  if (view.mark) params.set("mark", view.mark);
  if (view.page > 1) params.set("page", String(view.page));
  const search = params.toString();
  return search ? `${reportPath(period)}?${search}` : reportPath(period);
}

/** Whether something is filtered. */
export function isNarrowed({ query, state, mark }: ReportView): boolean {
  return query !== "" || state !== "" || mark !== "";
}

/** The mark of now; null where there is none, or where it was taken back. */
export function markOf(line: Pick<ShownLine, "marks">): ShownLine["marks"][number] | null {
  const [last] = line.marks;
  return last === undefined || last.kind === "cleared" ? null : last;
}

/** Whether a debt belongs to the view. */
export function filterBy({ query, state, mark }: ReportView): (line: ShownLine) => boolean {
  const key = nameKey(query);
  const number = query.replace(/^№\s*/, "");
  return (line) => {
    const named = key === "" || nameKey(fullName(line)).includes(key) ||
      line.personnelNumber.toLowerCase() === key || String(line.invoiceId) === number;
    return named && inState(line, state) && isMarked(line, mark);
  };
}

function inState(line: ShownLine, state: ReportView["state"]): boolean {
  switch (state) {
    case "":
      return true;
    case "late":
      return line.state !== "not_due";
    case "paid":
      return line.owedNowKopecks === 0;
    default:
      return line.state === state;
  }
}

function isMarked(line: ShownLine, mark: ReportView["mark"]): boolean {
  if (mark === "") return true;
  const kind = markOf(line)?.kind ?? "none";
  return kind === mark;
}

/** What the form of marks has sent. */
export interface TypedMarks {
  invoiceIds: number[];
  /** Every debt of the view, on all its pages, not the chosen ones alone. */
  all: boolean;
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
    all: form.has("all"),
    kind: typeof kind === "string" && isMarkKind(kind) ? kind : null,
    note,
  };
}
