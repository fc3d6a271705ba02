import { type Calendar, type CalendarData, calendarOf } from "./calendar.ts";
import { isProvisional, type UndecidedYear } from "./calendar_changes.ts";
import { dueAt, dueDate } from "./invoice.ts";
import { type Instant, type LocalDate, yearOf } from "./local_date.ts";

/** An invoice that is owed and not in default: its deadline is still a promise. */
export interface OpenCase {
  readonly invoiceId: number;
  readonly publishedOn: LocalDate;
  /** The last day to pay, as promised. */
  readonly dueOn: LocalDate;
  readonly region: string | null;
  readonly timeZone: string;
}

/** An open case whose 30th working day is another one than was promised. */
export interface ShiftedCase {
  readonly invoiceId: number;
  /** As promised. */
  readonly fromOn: LocalDate;
  /** The 30th working day by the new calendar. */
  readonly toOn: LocalDate;
}

export interface MovedCase extends ShiftedCase {
  /** The first moment after `toOn` where the invoice was published. */
  readonly dueAt: Instant;
}

/** A year that is not decided yet, and how many open cases count days of it. */
export interface ProvisionalYear extends UndecidedYear {
  readonly cases: number;
}

export interface Recount {
  /** How many cases were counted again. */
  readonly cases: number;
  /** The 30th working day became later: these move. */
  readonly moved: readonly MovedCase[];
  /** It became earlier: these keep what was promised. */
  readonly kept: readonly ShiftedCase[];
  readonly provisional: readonly ProvisionalYear[];
}

/**
 * Counts the deadlines of open cases again. A deadline moves later only: never earlier than
 * promised. Cases of one day and region are counted once, so thousands cost as much as a few.
 */
export function recountDueDates(data: CalendarData, cases: readonly OpenCase[]): Recount {
  const count = counter(data);
  const endOf = deadlines();
  const moved: MovedCase[] = [];
  const kept: ShiftedCase[] = [];
  const provisional = new Map<string, ProvisionalYear>();
  for (const { invoiceId, publishedOn, dueOn, region, timeZone } of cases) {
    const counted = count(publishedOn, region);
    const shifted = { invoiceId, fromOn: dueOn, toOn: counted.dueOn };
    if (counted.dueOn > dueOn) moved.push({ ...shifted, dueAt: endOf(counted.dueOn, timeZone) });
    else if (counted.dueOn < dueOn) kept.push(shifted);
    for (const year of counted.provisionalYears) {
      const key = `${region} ${year}`;
      const known = provisional.get(key) ?? { year, region, cases: 0 };
      provisional.set(key, { ...known, cases: known.cases + 1 });
    }
  }
  return { cases: cases.length, moved, kept, provisional: [...provisional.values()] };
}

interface Counted {
  dueOn: LocalDate;
  provisionalYears: number[];
}

function counter(data: CalendarData) {
  const calendars = new Map<string | null, Calendar>();
  const counts = new Map<string, Counted>();
  return (publishedOn: LocalDate, region: string | null): Counted => {
    const key = `${publishedOn} ${region}`;
    let counted = counts.get(key);
    if (!counted) {
      const calendar = calendars.get(region) ?? calendarOf(data, region);
      calendars.set(region, calendar);
      counted = countOnce(calendar, publishedOn);
      counts.set(key, counted);
    }
    return counted;
  };
}

function countOnce(calendar: Calendar, publishedOn: LocalDate): Counted {
  const { date, provisional } = dueDate(calendar, publishedOn);
  const years = provisional ? new Set([yearOf(publishedOn), yearOf(date)]) : [];
  return {
    dueOn: date,
    provisionalYears: [...years].filter((year) => isProvisional(calendar, year)),
  };
}

/** A zone's rules are slow to ask, and few days and zones make all the deadlines. */
function deadlines() {
  const known = new Map<string, Instant>();
  return (dueOn: LocalDate, zone: string): Instant => {
    const key = `${dueOn} ${zone}`;
    const at = known.get(key) ?? dueAt(dueOn, zone);
    known.set(key, at);
    return at;
  };
}
