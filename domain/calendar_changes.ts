import { type Calendar, type CalendarData, calendarOf } from "./calendar.ts";
import { addDays, type LocalDate, localDate, yearOf } from "./local_date.ts";

/** What a version changes in one year, for all employers or for a region's. */
export interface YearChange {
  readonly year: number;
  /** ISO 3166-2 code; null is the federal calendar. */
  readonly region: string | null;
  /** The year was provisional and is decided now. */
  readonly decided: boolean;
  /** Days that were working and no longer are. */
  readonly nowOff: readonly LocalDate[];
  /** Days that were off and are worked now. */
  readonly nowWorking: readonly LocalDate[];
}

/**
 * What `after` changes against `before`, year by year: which days turn, and which years it decides.
 * A region is told only what the federal change does not tell already.
 */
export function calendarChanges(before: CalendarData, after: CalendarData): YearChange[] {
  const years = yearsThatDiffer(before, after);
  const federal = changesOf(null, { before, after, years });
  const told = new Set(federal.flatMap(({ nowOff, nowWorking }) => [...nowOff, ...nowWorking]));
  const regional = Object.keys(after.regions).flatMap((region) => {
    // Where neither the country's days nor its own differ, none of its days turn.
    const own = region in before.regions
      ? yearsThatDiffer(onlyWith(region, before), onlyWith(region, after))
      : years;
    return changesOf(region, { before, after, years: own }).flatMap((change) => {
      const nowOff = change.nowOff.filter((date) => !told.has(date));
      const nowWorking = change.nowWorking.filter((date) => !told.has(date));
      const federalToo = federal.find(({ year }) => year === change.year)?.decided ?? false;
      const decided = change.decided && !federalToo;
      const says = decided || nowOff.length > 0 || nowWorking.length > 0;
      return says ? [{ ...change, decided, nowOff, nowWorking }] : [];
    });
  });
  return [...federal, ...regional];
}

interface Compared {
  before: CalendarData;
  after: CalendarData;
  years: readonly number[];
}

function changesOf(region: string | null, { before, after, years }: Compared): YearChange[] {
  if (years.length === 0) return [];
  const known = region === null || region in before.regions;
  const was = calendarOf(before, known ? region : null);
  const becomes = calendarOf(after, region);
  return years.flatMap((year) => {
    const days = daysOfYear(year).filter((day) =>
      was.dayKind(day).working !== becomes.dayKind(day).working
    );
    const nowOff = days.filter((day) => !becomes.dayKind(day).working);
    const nowWorking = days.filter((day) => becomes.dayKind(day).working);
    const decided = isProvisional(was, year) && !isProvisional(becomes, year);
    const changed = decided || days.length > 0;
    return changed ? [{ year, region, decided, nowOff, nowWorking }] : [];
  });
}

/** A year whose days may yet change, for all or for a region's employers. */
export interface UndecidedYear {
  readonly year: number;
  readonly region: string | null;
}

/** Years of a span that are not decided, for all or for a region's employers alone. */
export function provisionalYears(
  data: CalendarData,
  { from, to }: { from: number; to: number },
): UndecidedYear[] {
  const federal = calendarOf(data, null);
  const regions = Object.keys(data.regions).map((region) => ({
    region,
    calendar: calendarOf(data, region),
  }));
  const years = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  return years.flatMap((year): UndecidedYear[] => {
    if (isProvisional(federal, year)) return [{ year, region: null }];
    return regions.filter(({ calendar }) => isProvisional(calendar, year))
      .map(({ region }) => ({ year, region }));
  });
}

/** Whether a year's days may yet change: it has no decree, or the region's are not announced. */
export function isProvisional(calendar: Calendar, year: number): boolean {
  return calendar.dayKind(localDate(`${year}-07-01`)).provisional;
}

export function daysOfYear(year: number): LocalDate[] {
  const days: LocalDate[] = [];
  for (let day = localDate(`${year}-01-01`); yearOf(day) === year; day = addDays(day, 1)) {
    days.push(day);
  }
  return days;
}

/** Years that the versions list differently, and the next: a holiday may move over the New Year. */
function yearsThatDiffer(before: CalendarData, after: CalendarData): number[] {
  const [was, becomes] = [listedByYear(before), listedByYear(after)];
  const years = new Set([...was.keys(), ...becomes.keys()]);
  const changed = [...years].filter((year) => was.get(year) !== becomes.get(year));
  return [...new Set(changed.flatMap((year) => [year, year + 1]))].sort((a, b) => a - b);
}

function onlyWith(region: string, data: CalendarData): CalendarData {
  const known = data.regions[region];
  return { ...data, regions: known === undefined ? {} : { [region]: known } };
}

/** Each year's lists in one text, to compare. */
function listedByYear({ years, regions }: CalendarData): Map<number, string> {
  const lists = new Map<number, string>();
  const add = (year: number, text: string) => lists.set(year, `${lists.get(year) ?? ""} ${text}`);
  for (const [year, { days_off, working_weekends }] of Object.entries(years)) {
    add(Number(year), [...days_off].sort().join());
    add(Number(year), [...working_weekends].sort().join());
  }
  for (const code of Object.keys(regions).sort()) {
    for (const date of [...regions[code]!.days_off].sort()) {
      add(Number(date.slice(0, 4)), `${code} ${date}`);
    }
  }
  return lists;
}
