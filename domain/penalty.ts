import {
  addDays,
  daysBetween,
  daysInYear,
  isBefore,
  type LocalDate,
  localDate,
  yearOf,
} from "./local_date.ts";
import { interest, type Kopecks, sum } from "./money.ts";

/** A yearly rate in force from a day until the next row's. */
export interface DatedRate {
  readonly from: LocalDate;
  /** Yearly, 1650 is 16.5 %. */
  readonly basisPoints: number;
}

/** The Bank of Russia's key rate. Later rows are the insurer's to enter. */
export const KEY_RATES: readonly DatedRate[] = [
  rate("2021-12-20", 850),
  rate("2022-02-14", 950),
  rate("2022-02-28", 2000),
  rate("2022-04-11", 1700),
  rate("2022-05-04", 1400),
  rate("2022-05-27", 1100),
  rate("2022-06-14", 950),
  rate("2022-07-25", 800),
  rate("2022-09-19", 750),
  rate("2023-07-24", 850),
  rate("2023-08-15", 1200),
  rate("2023-09-18", 1300),
  rate("2023-10-30", 1500),
  rate("2023-12-18", 1600),
  rate("2024-07-29", 1800),
  rate("2024-09-16", 1900),
  rate("2024-10-28", 2100),
  rate("2025-06-09", 2000),
  rate("2025-07-28", 1800),
  rate("2025-09-15", 1700),
  rate("2025-10-27", 1650),
];

export interface Delay {
  /** What is owed throughout the delay; split the delay where a part was paid. */
  readonly debt: Kopecks;
  /** First day of delay, the day after the term. */
  readonly from: LocalDate;
  /** Last day of delay, inclusive: the day of payment counts (Supreme Court Plenum 7, 2016, p. 48). */
  readonly until: LocalDate;
  /** In order of `from`. */
  readonly rates: readonly DatedRate[];
  /** The last day that the table is known to hold for: the last row stands no longer than that. */
  readonly knownThrough: LocalDate;
}

/** Days at one rate within one year. */
export interface PenaltyLine {
  readonly from: LocalDate;
  readonly until: LocalDate;
  readonly days: number;
  readonly basisPoints: number;
  readonly daysInYear: 365 | 366;
  readonly amount: Kopecks;
}

/** Days for which no rate is entered. */
export interface RateGap {
  readonly from: LocalDate;
  readonly until: LocalDate;
}

export interface Penalty {
  readonly lines: readonly PenaltyLine[];
  readonly total: Kopecks;
  /** Not counted in `total`, and to be said beside it: «ставка не внесена». */
  readonly gaps: readonly RateGap[];
}

/**
 * Interest on a late payment (Civil Code art. 395): debt × rate × days ÷ days in the year, split
 * where the rate or the year changes, each line half-up to the kopeck.
 */
export function penaltyLines(delay: Delay): Penalty {
  const lines: PenaltyLine[] = [];
  const gaps: RateGap[] = [];
  for (const { from, until, basisPoints } of stretches(delay)) {
    if (basisPoints === null) {
      gaps.push({ from, until });
      continue;
    }
    const days = daysBetween(from, until) + 1;
    const yearDays = daysInYear(yearOf(from));
    const amount = interest(delay.debt, { basisPoints, days, daysInYear: yearDays });
    lines.push({ from, until, days, basisPoints, daysInYear: yearDays, amount });
  }
  return { lines, total: sum(lines.map((line) => line.amount)), gaps: joined(gaps) };
}

interface Stretch extends RateGap {
  readonly basisPoints: number | null;
}

function* stretches({ from, until, rates, knownThrough }: Delay): Generator<Stretch> {
  for (let start = from; !isBefore(until, start);) {
    const breaks = [
      until,
      localDate(`${yearOf(start)}-12-31`),
      ...rates.map((rate) => addDays(rate.from, -1)),
      knownThrough,
    ].filter((day) => day >= start);
    const end = breaks.reduce((a, b) => (a < b ? a : b));
    const inForce = rates.findLast((rate) => rate.from <= start);
    const known = inForce !== undefined && start <= knownThrough;
    yield { from: start, until: end, basisPoints: known ? inForce.basisPoints : null };
    start = addDays(end, 1);
  }
}

function joined(gaps: readonly RateGap[]): RateGap[] {
  const result: RateGap[] = [];
  for (const gap of gaps) {
    const last = result.at(-1);
    if (last && addDays(last.until, 1) === gap.from) {
      result[result.length - 1] = { from: last.from, until: gap.until };
    } else result.push(gap);
  }
  return result;
}

function rate(from: string, basisPoints: number): DatedRate {
  return { from: localDate(from), basisPoints };
}
