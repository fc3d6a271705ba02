import { type CalendarData, calendarOf, type Region, type YearDecree } from "./calendar.ts";
import { daysOfYear } from "./calendar_changes.ts";
import { ANNUAL_HOLIDAYS } from "./holidays.ts";
import { dayOfWeek, type LocalDate, localDate, parseLocalDate, yearOf } from "./local_date.ts";

/** One of the lists that a calendar is made of. */
export interface DayList {
  /** ISO 3166-2 code; null is the federal calendar. */
  readonly region: string | null;
  /** Null for a whole region's list, which runs over all its years. */
  readonly year: number | null;
  readonly kind: "days_off" | "working_weekends";
}

/** Why a calendar can't be taken; each caller has its own words for it. */
export type CalendarFault =
  /** Not the shape of `ru-calendar.json`: what stands at `at` is not `expected`. */
  | { readonly fault: "shape"; readonly at: string; readonly expected: string }
  | { readonly fault: "unknown_field"; readonly at: string }
  | { readonly fault: "not_a_date"; readonly list: DayList; readonly text: string }
  | { readonly fault: DateFault; readonly list: DayList; readonly date: LocalDate }
  /** A year without one day off can only be an empty list by mistake. */
  | { readonly fault: "no_days_off"; readonly list: DayList }
  /** The current version decides this year, or has announced this region's. */
  | { readonly fault: "year_lost"; readonly year: number; readonly region: string | null }
  | { readonly fault: "region_lost" | "region_unknown"; readonly region: string };

/**
 * `day_off_on_weekend`: decrees list weekdays only, a weekend is off by itself.
 * `working_weekday`: only a Saturday or a Sunday can be made a working day.
 * `working_holiday`: no decree makes a holiday of art. 112 a working day.
 */
export type DateFault =
  | "other_year"
  | "twice"
  | "day_off_on_weekend"
  | "working_weekday"
  | "working_holiday";

export type ReadCalendar =
  | { readonly ok: true; readonly data: CalendarData }
  | { readonly ok: false; readonly faults: readonly CalendarFault[] };

/**
 * Reads a calendar in the shape of `ru-calendar.json`, whatever it came from: years and dates in
 * order, nothing but known fields. All faults are told at once.
 */
export function readCalendar(input: unknown): ReadCalendar {
  const faults: CalendarFault[] = [];
  const data = readWhole();
  return faults.length > 0 ? { ok: false, faults } : { ok: true, data };

  function readWhole(): CalendarData {
    const whole = fieldsOf(input, { at: "", known: ["country", "note", "years", "regions"] });
    if (whole === null) return { country: "RU", years: {}, regions: {} };
    if (whole.country !== "RU") expected('"RU"', "country");
    const years = fieldsOf(whole.years, { at: "years" });
    const regions = fieldsOf(whole.regions, { at: "regions" });
    return {
      country: "RU",
      ...readNote(whole, "note"),
      years: inOrder(years ?? {}, readYear),
      regions: inOrder(regions ?? {}, readRegion),
    };
  }

  function readYear(year: string, input: unknown): YearDecree {
    const at = `years.${year}`;
    if (!/^20\d\d$/.test(year)) expected("a year from 2000 to 2099", at);
    const fields = fieldsOf(input, { at, known: ["days_off", "working_weekends"] });
    if (fields === null) return { days_off: [], working_weekends: [] };
    const list = { region: null, year: Number(year) };
    const daysOff = readDates(fields, at, { ...list, kind: "days_off" });
    if (Array.isArray(fields.days_off) && fields.days_off.length === 0) {
      faults.push({ fault: "no_days_off", list: { ...list, kind: "days_off" } });
    }
    const working = readDates(fields, at, { ...list, kind: "working_weekends" });
    return { days_off: daysOff, working_weekends: working };
  }

  function readRegion(code: string, input: unknown): Region {
    const at = `regions.${code}`;
    if (!/^RU-[A-Z]{2,3}$/.test(code)) expected("a region's code such as RU-BA", at);
    const fields = fieldsOf(input, { at, known: ["name", "note", "days_off"] });
    if (fields === null) return { name: "", days_off: [] };
    const name = typeof fields.name === "string" ? fields.name.trim() : "";
    if (name === "") expected("a name", `${at}.name`);
    const daysOff = readDates(fields, at, { region: code, year: null, kind: "days_off" });
    return { name, ...readNote(fields, `${at}.note`), days_off: daysOff };
  }

  function readDates(fields: Fields, at: string, list: DayList): LocalDate[] {
    const texts = fields[list.kind];
    if (!Array.isArray(texts)) {
      expected("a list of dates", `${at}.${list.kind}`);
      return [];
    }
    const dates = new Set<LocalDate>();
    for (const text of texts) {
      const date = readDate(text);
      if (date === null) {
        faults.push({ fault: "not_a_date", list, text: String(text) });
        continue;
      }
      const fault = dates.has(date) ? "twice" : dateFault(date, list);
      if (fault) faults.push({ fault, list, date });
      dates.add(date);
    }
    return [...dates].sort();
  }

  function readNote(fields: Fields, at: string): { note?: string } {
    const note = fields.note;
    if (note === undefined) return {};
    if (typeof note !== "string") expected("a text", at);
    return { note: String(note) };
  }

  function fieldsOf(
    input: unknown,
    { at, known }: { at: string; known?: readonly string[] },
  ): Fields | null {
    if (typeof input !== "object" || input === null || Array.isArray(input)) {
      expected("an object", at);
      return null;
    }
    for (const key of Object.keys(input)) {
      if (known && !known.includes(key)) {
        faults.push({ fault: "unknown_field", at: at === "" ? key : `${at}.${key}` });
      }
    }
    return input as Fields;
  }

  function expected(what: string, at: string): void {
    faults.push({ fault: "shape", at, expected: what });
  }
}

type Fields = Record<string, unknown>;

/** Decrees of this century; a year such as 0227 is a slip. */
function readDate(text: unknown): LocalDate | null {
  const date = typeof text === "string" ? parseLocalDate(text) : null;
  return date !== null && date.startsWith("20") ? date : null;
}

/** A region lists its holidays also where they fall on a weekend: they are named on pages. */
function dateFault(date: LocalDate, list: DayList): DateFault | null {
  if (list.year !== null && yearOf(date) !== list.year) return "other_year";
  const weekend = dayOfWeek(date) > 5;
  if (list.kind === "days_off") {
    return weekend && list.region === null ? "day_off_on_weekend" : null;
  }
  if (!weekend) return "working_weekday";
  return date.slice(5) in ANNUAL_HOLIDAYS ? "working_holiday" : null;
}

/** Years and regions that `current` decides and `next` does not: a new version only adds. */
export function lostFrom(current: CalendarData, next: CalendarData): CalendarFault[] {
  const lost: CalendarFault[] = [];
  for (const year of Object.keys(current.years)) {
    if (!(year in next.years)) lost.push({ fault: "year_lost", year: Number(year), region: null });
  }
  for (const [region, { days_off }] of Object.entries(current.regions)) {
    const kept = next.regions[region];
    if (!kept) lost.push({ fault: "region_lost", region });
    const announced = announcedYears(kept?.days_off ?? days_off);
    for (const year of announcedYears(days_off)) {
      if (!announced.has(year)) lost.push({ fault: "year_lost", year, region });
    }
  }
  return lost;
}

/** A decree on one year, or one region's holidays of it. */
export interface YearOfDays {
  readonly year: number;
  readonly region: string | null;
  readonly daysOff: readonly LocalDate[];
  /** Federal only: a region makes no weekend a working day. */
  readonly workingWeekends: readonly LocalDate[];
}

/**
 * Why a decree can't be put into a calendar: its region is not there, or it has dates of other years,
 * which would pass as those years' days of the region.
 */
export function misplaced(data: CalendarData, decree: YearOfDays): CalendarFault[] {
  const { year, region, daysOff } = decree;
  if (region !== null && !Object.hasOwn(data.regions, region)) {
    return [{ fault: "region_unknown", region }];
  }
  const list: DayList = { region, year, kind: "days_off" };
  return daysOff.filter((date) => yearOf(date) !== year)
    .map((date) => ({ fault: "other_year", list, date }));
}

/**
 * What a version lists for one year. A year that it does not decide comes as it is counted until
 * then: art. 112, and the holidays that the region has every year.
 */
export function yearOfDays(
  data: CalendarData,
  { year, region }: { year: number; region: string | null },
): YearOfDays {
  const listed = region === null
    ? data.years[year]?.days_off
    : data.regions[region]?.days_off.filter((date) => date.startsWith(`${year}-`));
  return {
    year,
    region,
    daysOff: listed?.length ? listed.map(localDate) : countedOff(data, { year, region }),
    workingWeekends: region === null
      ? (data.years[year]?.working_weekends ?? []).map(localDate)
      : [],
  };
}

function countedOff(
  data: CalendarData,
  { year, region }: { year: number; region: string | null },
): LocalDate[] {
  const federal = calendarOf(data, null);
  const weekdays = daysOfYear(year).filter((day) => dayOfWeek(day) <= 5);
  if (region === null) return weekdays.filter((day) => !federal.dayKind(day).working);
  const regional = calendarOf(data, region);
  return weekdays.filter((day) => federal.dayKind(day).working && !regional.dayKind(day).working);
}

/**
 * The calendar with that year replaced, unchecked: hand it to `readCalendar`.
 *
 * @throws RangeError for a region that the calendar does not have
 */
export function withYear(data: CalendarData, decree: YearOfDays): CalendarData {
  const { year, region: code, daysOff, workingWeekends } = decree;
  if (code === null) {
    const replaced = { days_off: daysOff, working_weekends: workingWeekends };
    return { ...data, years: { ...data.years, [year]: replaced } };
  }
  const region = data.regions[code];
  if (!region) throw new RangeError(`The calendar has no region "${code}"`);
  const others = region.days_off.filter((date) => !date.startsWith(`${year}-`));
  const replaced = { ...region, days_off: [...others, ...daysOff] };
  return { ...data, regions: { ...data.regions, [code]: replaced } };
}

/** Whether both list the same days for the same years and regions; notes don't count. */
export function listsTheSame(one: CalendarData, other: CalendarData): boolean {
  return daysOnly(one) === daysOnly(other);
}

function daysOnly({ years, regions }: CalendarData): string {
  return JSON.stringify([
    inOrder(years, (_, decree) => [
      [...decree.days_off].sort(),
      [...decree.working_weekends].sort(),
    ]),
    inOrder(regions, (_, { name, days_off }) => [name, [...days_off].sort()]),
  ]);
}

function announcedYears(dates: readonly string[]): ReadonlySet<number> {
  return new Set(dates.map((date) => Number(date.slice(0, 4))));
}

function inOrder<Value, Read>(
  fields: Readonly<Record<string, Value>>,
  read: (key: string, value: Value) => Read,
): Record<string, Read> {
  const keys = Object.keys(fields).sort();
  return Object.fromEntries(keys.map((key) => [key, read(key, fields[key]!)]));
}
