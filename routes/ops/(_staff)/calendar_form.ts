import type { FieldError } from "../../../components/page/form.tsx";
import type { CalendarFault, DateFault, YearOfDays } from "../../../domain/calendar_decree.ts";
import { type LocalDate, parseLocalDate, readRussianDate } from "../../../domain/local_date.ts";
import { formText } from "../../(_frame)/form_text.ts";

/** A region's code in a form; it has no code for all of them. */
export const FEDERAL = "federal";

const SOURCE_LENGTH = 300;

/** The form as it was typed. */
export interface TypedDecree {
  daysOff: string;
  working: string;
  source: string;
}

/** One year's days with the decree that they come from: what a preview shows, and what it applies. */
export interface Decree {
  days: YearOfDays;
  source: string;
}

export function typedDecree(form: FormData): TypedDecree {
  return {
    daysOff: formText(form, "daysOff"),
    working: formText(form, "working"),
    source: formText(form, "source"),
  };
}

/** Dates as the form shows them, one a line: `10.05.2027`. */
export function dateLines(dates: readonly LocalDate[]): string {
  return dates.map((date) => date.split("-").reverse().join(".")).join("\n");
}

type ReadDecree = { ok: true; decree: Decree } | { ok: false; errors: FieldError[] };

/** Reads dates, Russian or ISO, one a line, and the source; what they mean is the use case's. */
export function readDecree(
  typed: TypedDecree,
  { year, region }: { year: number; region: string | null },
): ReadDecree {
  const daysOff = readLines(typed.daysOff);
  const working = region === null ? readLines(typed.working) : { dates: [], unread: [] };
  const errors: FieldError[] = [];
  if (daysOff.unread.length > 0) {
    errors.push({ field: "daysOff", message: unreadMessage(daysOff.unread) });
  }
  if (working.unread.length > 0) {
    errors.push({ field: "working", message: unreadMessage(working.unread) });
  }
  if (typed.source === "") {
    errors.push({ field: "source", message: "Назовите постановление: номер и дату" });
  } else if (typed.source.length > SOURCE_LENGTH) {
    const message = `Сократите до ${SOURCE_LENGTH} знаков: сейчас ${typed.source.length}`;
    errors.push({ field: "source", message });
  }
  if (errors.length > 0) return { ok: false, errors };
  const days = { year, region, daysOff: daysOff.dates, workingWeekends: working.dates };
  return { ok: true, decree: { days, source: typed.source } };
}

function readLines(text: string): { dates: LocalDate[]; unread: string[] } {
  const dates: LocalDate[] = [];
  const unread: string[] = [];
  for (const line of text.split(/[\n,;]/).map((line) => line.trim()).filter(Boolean)) {
    const date = parseLocalDate(line) ?? readRussianDate(line);
    if (date === null) unread.push(line);
    else dates.push(date);
  }
  return { dates, unread };
}

function unreadMessage(lines: string[]): string {
  const named = listed(lines.map((line) => `«${line}»`));
  return lines.length === 1
    ? `${named} — такой даты нет. Пишите так: 10.05.2027`
    : `${named} — таких дат нет. Пишите так: 10.05.2027`;
}

/** The rules that days have broken, each beside its field. */
export function faultErrors(faults: readonly CalendarFault[]): FieldError[] {
  const days = faults.filter(isAboutDay);
  return (["days_off", "working_weekends"] as const).flatMap((kind) => {
    const field = kind === "days_off" ? "daysOff" : "working";
    const broken = days.filter(({ list }) => list.kind === kind);
    const messages = Object.entries(DATE_FAULTS).flatMap(([fault, words]) => {
      const dates = broken.filter((one) => one.fault === fault);
      return dates.length > 0
        ? [`${listed(dates.map(({ date }) => dateLines([date])))}: ${words}`]
        : [];
    });
    if (kind === "days_off" && faults.some(({ fault }) => fault === "no_days_off")) {
      messages.push("Введите выходные: года без единого выходного не бывает");
    }
    if (kind === "days_off" && faults.some(({ fault }) => fault === "year_lost")) {
      messages.push("Этот год уже решен: оставьте хотя бы один день");
    }
    return messages.length > 0 ? [{ field, message: messages.join(". ") }] : [];
  });
}

function isAboutDay(fault: CalendarFault): fault is Extract<CalendarFault, { date: LocalDate }> {
  return "date" in fault;
}

const DATE_FAULTS: Record<DateFault, string> = {
  other_year: "не этого года",
  twice: "повторяется",
  day_off_on_weekend: "это и так выходной, пишите только будни",
  working_weekday: "это будний день, рабочими делают субботу или воскресенье",
  working_holiday: "это праздник по статье 112 ТК, рабочим он быть не может",
};

/** The first few, and how many more. */
function listed(items: string[]): string {
  const more = items.length - LISTED;
  return more > 0 ? `${items.slice(0, LISTED).join(", ")} и еще ${more}` : items.join(", ");
}

const LISTED = 5;

/** A decree as a page's query: what was checked is what is shown and applied. */
export function decreeQuery({ days, source }: Decree): URLSearchParams {
  return new URLSearchParams({
    year: String(days.year),
    scope: days.region ?? FEDERAL,
    off: days.daysOff.join(","),
    working: days.workingWeekends.join(","),
    source,
  });
}

/** Reads what `decreeQuery` has written, from a query or a form; null where it is not that. */
export function decreeOf(field: (name: string) => string): Decree | null {
  const region = field("scope") === FEDERAL ? null : field("scope");
  const year = Number(field("year"));
  const source = field("source").trim();
  const daysOff = field("off").split(",").filter(Boolean).map(parseLocalDate);
  const workingWeekends = field("working").split(",").filter(Boolean).map(parseLocalDate);
  if (!/^20\d\d$/.test(field("year"))) return null;
  if (source === "" || source.length > SOURCE_LENGTH) return null;
  if (!allRead(daysOff) || !allRead(workingWeekends)) return null;
  return { days: { year, region, daysOff, workingWeekends }, source };
}

function allRead(dates: (LocalDate | null)[]): dates is LocalDate[] {
  return dates.every((date) => date !== null);
}
