import {
  addDays,
  dayOfWeek,
  type LocalDate,
  localDate,
  parseLocalDate,
  yearOf,
} from "./local_date.ts";
import {
  ANNUAL_HOLIDAYS,
  DECREED_MOVES,
  REGIONAL_ANNUAL_HOLIDAYS,
  REGIONAL_DATED_HOLIDAYS,
} from "./holidays.ts";
import { dayAndMonth } from "./russian.ts";

/** The shape of `ru-calendar.json`: weekday days off and working weekend days, by year. */
export interface CalendarData {
  readonly country: string;
  /** For whoever keeps the file; it decides nothing. */
  readonly note?: string;
  readonly years: Readonly<Record<string, YearDecree>>;
  readonly regions: Readonly<Record<string, Region>>;
}

export interface YearDecree {
  readonly days_off: readonly string[];
  readonly working_weekends: readonly string[];
}

export interface Region {
  readonly name: string;
  readonly note?: string;
  readonly days_off: readonly string[];
}

export interface DayKind {
  readonly working: boolean;
  readonly kind: "working" | "working_weekend" | "weekend" | "holiday" | "moved";
  /** In Russian; null for an ordinary working day. */
  readonly reason: string | null;
  /** The year has no decree, or the region has not announced its own holidays. */
  readonly provisional: boolean;
}

export interface Calendar {
  /** ISO 3166-2 code, or null for the federal calendar. */
  readonly region: string | null;
  dayKind(date: LocalDate): DayKind;
}

/**
 * The working-day calendar of a region: Labour Code art. 112, the yearly decrees, and the region's
 * own holidays. A year without a decree follows art. 112 alone and is provisional.
 *
 * @param region ISO 3166-2 code, null for federal days only
 * @throws RangeError for a region or a date that the data can't have
 */
export function calendarOf(data: CalendarData, region: string | null): Calendar {
  const decrees = readDecrees(data);
  const regional = region === null ? null : readRegion(data, region);
  const known = new Map<LocalDate, DayKind>();

  return { region, dayKind };

  function dayKind(date: LocalDate): DayKind {
    let kind = known.get(date);
    if (!kind) {
      const provisional = isProvisional(yearOf(date));
      kind = { ...regionalDay(date) ?? federalDay(date), provisional };
      known.set(date, kind);
    }
    return kind;
  }

  function isProvisional(year: number): boolean {
    return !decrees.has(year) || (regional !== null && !regional.announcedYears.has(year));
  }

  function federalDay(date: LocalDate): Day {
    const holiday = ANNUAL_HOLIDAYS[date.slice(5)];
    const decree = decrees.get(yearOf(date));
    if (decree?.workingWeekends.has(date)) return workingWeekend(date);
    if (holiday) return holidayOn(date, holiday);
    if (isWeekend(date)) return { working: false, kind: "weekend", reason: weekendName(date) };
    if (decree ? decree.daysOff.has(date) : movedByRule(date) !== null) return movedTo(date);
    return ORDINARY;
  }

  function movedTo(date: LocalDate): Day {
    const from = DECREED_MOVES[date] ?? movedByRule(date);
    const reason = from
      ? `выходной, перенос с ${dayAndMonth(from)}`
      : "выходной по постановлению правительства";
    return { working: false, kind: "moved", reason };
  }

  /**
   * The weekend holiday whose day off comes to this date: the next working day after it (art. 112),
   * save 1–8 January.
   */
  function movedByRule(date: LocalDate): LocalDate | null {
    for (let from = addDays(date, -1); !isFederalWorkday(from); from = addDays(from, -1)) {
      const collides = isWeekend(from) && from.slice(5) in ANNUAL_HOLIDAYS;
      if (collides && !isNewYear(from)) return from;
    }
    return null;
  }

  /** By weekday and holiday only: what lies between a holiday and the day it moves to. */
  function isFederalWorkday(date: LocalDate): boolean {
    return !isWeekend(date) && !(date.slice(5) in ANNUAL_HOLIDAYS);
  }

  function regionalDay(date: LocalDate): Day | null {
    if (regional === null) return null;
    const name = regionalHoliday(date);
    if (name) return holidayOn(date, name);
    if (isWeekend(date) || !federalDay(date).working) return null;
    const from = movedRegionalHoliday(date);
    if (regional.announcedYears.has(yearOf(date)) ? !regional.daysOff.has(date) : !from) {
      return null;
    }
    if (!from) return { working: false, kind: "holiday", reason: "региональный выходной" };
    const reason = `выходной, перенос с ${dayAndMonth(from)} (${regionalHoliday(from)})`;
    return { working: false, kind: "moved", reason };
  }

  function regionalHoliday(date: LocalDate): string | null {
    if (regional === null) return null;
    const listed = regional.daysOff.has(date);
    const dated = REGIONAL_DATED_HOLIDAYS[regional.code]?.[date];
    if (dated && listed) return dated;
    const annual = REGIONAL_ANNUAL_HOLIDAYS[regional.code]?.[date.slice(5)];
    // An announced year is taken as listed; until then the yearly holiday stands by region's law.
    return annual && (listed || !regional.announcedYears.has(yearOf(date))) ? annual : null;
  }

  /** The weekend regional holiday whose day off comes to this federal working day. */
  function movedRegionalHoliday(date: LocalDate): LocalDate | null {
    for (let from = addDays(date, -1);; from = addDays(from, -1)) {
      const holiday = regionalHoliday(from);
      if (holiday && isWeekend(from)) return from;
      if (!holiday && federalDay(from).working) return null;
    }
  }
}

/** `11 мая — выходной, перенос с 9 мая`; a holiday's reason names its date itself. */
export function describeDayOff(day: { date: LocalDate; reason: string }): string {
  const named = day.reason.startsWith(dayAndMonth(day.date));
  return named ? day.reason : `${dayAndMonth(day.date)} — ${day.reason}`;
}

type Day = Omit<DayKind, "provisional">;

interface Decree {
  readonly daysOff: ReadonlySet<LocalDate>;
  readonly workingWeekends: ReadonlySet<LocalDate>;
}

const ORDINARY: Day = { working: true, kind: "working", reason: null };

function holidayOn(date: LocalDate, name: string): Day {
  const weekend = isWeekend(date) ? ` (${weekendName(date)})` : "";
  return { working: false, kind: "holiday", reason: `${dayAndMonth(date)} — ${name}${weekend}` };
}

function workingWeekend(date: LocalDate): Day {
  const to = Object.keys(DECREED_MOVES).find((to) => DECREED_MOVES[to] === date);
  const name = dayOfWeek(date) === 6 ? "рабочая суббота" : "рабочее воскресенье";
  const reason = to ? `${name}, выходной перенесен на ${dayAndMonth(localDate(to))}` : name;
  return { working: true, kind: "working_weekend", reason };
}

function isWeekend(date: LocalDate): boolean {
  return dayOfWeek(date) > 5;
}

function weekendName(date: LocalDate): string {
  return dayOfWeek(date) === 6 ? "суббота" : "воскресенье";
}

function isNewYear(date: LocalDate): boolean {
  return date.slice(5) <= "01-08";
}

function readDecrees(data: CalendarData): ReadonlyMap<number, Decree> {
  return new Map(
    Object.entries(data.years).map(([year, decree]) => [Number(year), {
      daysOff: readDates(decree.days_off),
      workingWeekends: readDates(decree.working_weekends),
    }]),
  );
}

function readRegion(data: CalendarData, code: string) {
  const region = data.regions[code];
  if (!region) {
    const known = Object.keys(data.regions).join(", ");
    throw new RangeError(`The calendar has no region "${code}"; it has: ${known || "none"}`);
  }
  const daysOff = readDates(region.days_off);
  return { code, daysOff, announcedYears: new Set([...daysOff].map(yearOf)) };
}

function readDates(texts: readonly string[]): ReadonlySet<LocalDate> {
  return new Set(texts.map((text) => {
    const date = parseLocalDate(text);
    if (date === null) throw new RangeError(`The calendar lists "${text}", which is no date`);
    return date;
  }));
}
