/** A calendar date without a zone, `2026-11-22`. Earlier dates compare as smaller strings. */
export type LocalDate = string & { readonly __brand: "LocalDate" };

const DAY_MS = 86_400_000;

/** @returns null where the text is not an ISO date of a real day, years 1000 to 9999 */
export function parseLocalDate(text: string): LocalDate | null {
  const match = /^([1-9]\d{3})-(\d\d)-(\d\d)$/.exec(text);
  return match ? realDate(Number(match[1]), Number(match[2]), Number(match[3])) : null;
}

/** Reads `07.10.2026` and `7.10.2026`. */
export function readRussianDate(text: string): LocalDate | null {
  const match = /^(\d{1,2})\.(\d{1,2})\.([1-9]\d{3})$/.exec(text.trim());
  return match ? realDate(Number(match[3]), Number(match[2]), Number(match[1])) : null;
}

/** For dates written in code: @throws RangeError where `parseLocalDate` answers null */
export function localDate(text: string): LocalDate {
  const date = parseLocalDate(text);
  if (date === null) throw new RangeError(`"${text}" is not a date like 2026-11-22`);
  return date;
}

/** The date of these numbers, or null where there is no such day (30 February). */
export function realDate(year: number, month: number, day: number): LocalDate | null {
  if (!Number.isInteger(year) || year < 1000 || year > 9999) return null;
  const at = new Date(Date.UTC(year, month - 1, day));
  const exists = at.getUTCFullYear() === year && at.getUTCMonth() === month - 1 &&
    at.getUTCDate() === day;
  // Put together by hand: a register has two dates a row, and toISOString takes most of their time.
  return exists ? `${year}-${twoDigits(month)}-${twoDigits(day)}` as LocalDate : null;
}

/** @throws RangeError beyond the years 1000 to 9999 */
export function addDays(date: LocalDate, days: number): LocalDate {
  return isoDate(utcMidnight(date) + days * DAY_MS);
}

/** Days from `a` to `b`; negative where `b` is earlier. */
export function daysBetween(a: LocalDate, b: LocalDate): number {
  return (utcMidnight(b) - utcMidnight(a)) / DAY_MS;
}

/** Monday is 1, Sunday 7. */
export function dayOfWeek(date: LocalDate): number {
  return new Date(utcMidnight(date)).getUTCDay() || 7;
}

export function yearOf(date: LocalDate): number {
  return Number(date.slice(0, 4));
}

/** January is 1. */
export function monthOf(date: LocalDate): number {
  return Number(date.slice(5, 7));
}

export function dayOfMonth(date: LocalDate): number {
  return Number(date.slice(8, 10));
}

/** The same day of a later month, or of an earlier one, or that month's last day. */
export function addMonths(date: LocalDate, months: number): LocalDate {
  const count = yearOf(date) * 12 + monthOf(date) - 1 + months;
  const [year, month] = [Math.floor(count / 12), count % 12 + 1];
  for (let day = dayOfMonth(date);; day--) {
    const found = realDate(year, month, day);
    if (found) return found;
  }
}

export function daysInYear(year: number): 365 | 366 {
  return realDate(year, 2, 29) === null ? 365 : 366;
}

export function isBefore(a: LocalDate, b: LocalDate): boolean {
  return a < b;
}

export function laterOf(a: LocalDate, b: LocalDate): LocalDate {
  return a < b ? b : a;
}

/** Full years. Who was born on 29 February is a year older on 1 March of a common year. */
export function ageOn(birth: LocalDate, on: LocalDate): number {
  const years = yearOf(on) - yearOf(birth);
  return on.slice(5) < birth.slice(5) ? years - 1 : years;
}

/** The date's midnight in UTC, in milliseconds: a day number that no process zone can shift. */
export function utcMidnight(date: LocalDate): number {
  return Date.UTC(yearOf(date), monthOf(date) - 1, dayOfMonth(date));
}

function twoDigits(number: number): string {
  return number < 10 ? `0${number}` : `${number}`;
}

function isoDate(utcMs: number): LocalDate {
  const text = new Date(utcMs).toISOString();
  if (!/^[1-9]\d{3}-/.test(text)) throw new RangeError("A date lies in the years 1000 to 9999");
  return text.slice(0, 10) as LocalDate;
}

/** A moment, ISO in UTC with milliseconds: `2026-11-22T17:24:38.123Z`. Compares as a string. */
export type Instant = string & { readonly __brand: "Instant" };

/**
 * Brings any ISO text that states its offset to the one form.
 *
 * @throws RangeError where the text is no moment or leaves its zone to the machine
 */
export function instant(text: string): Instant {
  const stated = /T.*(?:Z|[+-]\d\d(?::?\d\d)?)$/i.test(text);
  const ms = stated ? Date.parse(text) : NaN;
  if (Number.isNaN(ms)) throw new RangeError(`"${text}" is not a moment with its UTC offset`);
  return fromMs(ms);
}

export function epochMs(at: Instant): number {
  return Date.parse(at);
}

export function addMinutes(at: Instant, minutes: number): Instant {
  return addSeconds(at, minutes * 60);
}

export function addSeconds(at: Instant, seconds: number): Instant {
  return fromMs(epochMs(at) + seconds * 1000);
}

/** The date that people in `zone` write at that moment. */
export function localDateOf(at: Instant, zone: string): LocalDate {
  return wallClock(epochMs(at), zone).slice(0, 10) as LocalDate;
}

/** `14:05` in `zone`. */
export function localTimeOf(at: Instant, zone: string): string {
  return wallClock(epochMs(at), zone).slice(11, 16);
}

/**
 * The first moment of a local date. Where clocks skip midnight, that is the moment of the change;
 * where a zone skipped the whole date (Apia, 2011-12-30), it is the start of the next one.
 */
export function startOfDay(date: LocalDate, zone: string): Instant {
  const wanted = utcMidnight(date);
  const midnight = momentsOf(wanted, zone)[0];
  return fromMs(midnight ?? clockChange(wanted, zone));
}

/** The moment a local date is over, its 24:00: the start of the next date. */
export function endOfDay(date: LocalDate, zone: string): Instant {
  return startOfDay(addDays(date, 1), zone);
}

/**
 * The moment when clocks in `zone` show `time` (`09:30`) on that date: the earlier one where they
 * show it twice, later by the gap where they skip it.
 */
export function atLocalTime(date: LocalDate, time: string, zone: string): Instant {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time);
  if (!match) throw new RangeError(`"${time}" is not a time like 09:30`);
  const wanted = utcMidnight(date) + (Number(match[1]) * 60 + Number(match[2])) * MINUTE_MS;
  return fromMs(momentsOf(wanted, zone)[0] ?? wanted - offsetAt(wanted - DAY_MS, zone));
}

const MINUTE_MS = 60_000;

/** Moments at which clocks in `zone` show `wanted` (local time as if UTC): none, one or two. */
function momentsOf(wanted: number, zone: string): number[] {
  const offsets = new Set([offsetAt(wanted - DAY_MS, zone), offsetAt(wanted + DAY_MS, zone)]);
  return [...offsets].map((offset) => wanted - offset)
    .filter((ms) => ms + offsetAt(ms, zone) === wanted)
    .sort((a, b) => a - b);
}

/** The moment at which clocks in `zone` jump over `wanted`. */
function clockChange(wanted: number, zone: string): number {
  let before = wanted - DAY_MS - offsetAt(wanted - DAY_MS, zone);
  let after = wanted + DAY_MS - offsetAt(wanted + DAY_MS, zone);
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (middle + offsetAt(middle, zone) < wanted) before = middle;
    else after = middle;
  }
  return after;
}

function offsetAt(ms: number, zone: string): number {
  const wholeSeconds = Math.floor(ms / 1000) * 1000;
  return Date.parse(`${wallClock(wholeSeconds, zone)}Z`) - wholeSeconds;
}

/** Local clock reading, `2026-11-22T22:24:38`. */
function wallClock(ms: number, zone: string): string {
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {};
  for (const { type, value } of formatterOf(zone).formatToParts(ms)) parts[type] = value;
  const { year = "", month, day, hour, minute, second } = parts;
  return `${year.padStart(4, "0")}-${month}-${day}T${hour}:${minute}:${second}`;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(zone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(zone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      calendar: "iso8601",
      numberingSystem: "latn",
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
    formatters.set(zone, formatter);
  }
  return formatter;
}

function fromMs(ms: number): Instant {
  return new Date(ms).toISOString() as Instant;
}
