import {
  dayOfMonth,
  dayOfWeek,
  type Instant,
  type LocalDate,
  localDateOf,
  localTimeOf,
  monthOf,
  yearOf,
} from "./local_date.ts";

const NBSP = "\u00a0";

const MONTHS = [
  "января",
  "февраля",
  "марта",
  "апреля",
  "мая",
  "июня",
  "июля",
  "августа",
  "сентября",
  "октября",
  "ноября",
  "декабря",
];
const WEEKDAYS = [
  "понедельник",
  "вторник",
  "среда",
  "четверг",
  "пятница",
  "суббота",
  "воскресенье",
];
const WEEKDAYS_SHORT = ["пн", "вт", "ср", "чт", "пт", "сб", "вс"];

/** `29 мая` */
export function dayAndMonth(date: LocalDate): string {
  return `${dayOfMonth(date)} ${MONTHS[monthOf(date) - 1]}`;
}

/** `3 декабря 2026, четверг`; with `today` of the same year, `3 декабря, четверг`. */
export function formatDate(date: LocalDate, options: { today?: LocalDate } = {}): string {
  return `${dayAndYear(date, options.today)}, ${weekday(date)}`;
}

/** `29 мая, пт`; the year is told only if it is not today's. */
export function shortDate(date: LocalDate, options: { today: LocalDate }): string {
  return `${dayAndYear(date, options.today)}, ${shortWeekday(date)}`;
}

/** `29 мая`; the year is told only if it is not today's, or if no `today` is given. */
export function dayAndYear(date: LocalDate, today?: LocalDate): string {
  const told = today === undefined || yearOf(date) !== yearOf(today);
  return told ? `${dayAndMonth(date)} ${yearOf(date)}` : dayAndMonth(date);
}

/** `3 декабря 2026, 14:05` in `zone`. */
export function formatDateTime(at: Instant, zone: string): string {
  return `${dayAndYear(localDateOf(at, zone))}, ${localTimeOf(at, zone)}`;
}

/** `пятница` */
export function weekday(date: LocalDate): string {
  return WEEKDAYS[dayOfWeek(date) - 1] ?? "";
}

/** `пт` */
export function shortWeekday(date: LocalDate): string {
  return WEEKDAYS_SHORT[dayOfWeek(date) - 1] ?? "";
}

/** The word's form for a whole number: `plural(21, ["день", "дня", "дней"])` is `день`. */
export function plural(
  n: number,
  forms: readonly [one: string, few: string, many: string],
): string {
  const tens = Math.abs(n) % 100;
  const ones = tens % 10;
  if (tens > 10 && tens < 20) return forms[2];
  if (ones === 1) return forms[0];
  return ones > 1 && ones < 5 ? forms[1] : forms[2];
}

/** `5 дней`, unbroken. */
export function counted(
  n: number,
  forms: readonly [one: string, few: string, many: string],
): string {
  return `${n}${NBSP}${plural(n, forms)}`;
}

/** `21-й`, masculine: «21-й рабочий день». */
export function ordinal(n: number): string {
  return `${n}-й`;
}

/** `20 %` with a no-break space, `12,5 %`. */
export function formatRate(basisPoints: number): string {
  return `${String(basisPoints / 100).replace(".", ",")}${NBSP}%`;
}

/** `№ 2041` with a no-break space. */
export function numbered(number: number | string): string {
  return `№${NBSP}${number}`;
}
