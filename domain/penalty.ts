import {
  addDays,
  daysBetween,
  daysInYear,
  isBefore,
  type LocalDate,
  localDate,
  yearOf,
} from "./local_date.ts";
import { interest, type Kopecks, subtract, sum } from "./money.ts";

/** A yearly rate in force from a day until the next row's, the last without an end. */
export interface DatedRate {
  readonly from: LocalDate;
  /** Yearly, 1650 is 16.5 %; null from the first day for which none has been entered. */
  readonly basisPoints: number | null;
}

export interface Delay {
  /** What is owed throughout the delay; split the delay where a part was paid. */
  readonly debt: Kopecks;
  /** First day of delay, the day after the term. */
  readonly from: LocalDate;
  /** Last day of delay, inclusive: the day of payment counts (Supreme Court Plenum 7, 2016, p. 48). */
  readonly until: LocalDate;
  /** In order of `from`. */
  readonly rates: readonly DatedRate[];
}

/** Days of one debt at one rate within one year. */
export interface PenaltyLine {
  readonly debt: Kopecks;
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
    lines.push({ debt: delay.debt, from, until, days, basisPoints, daysInYear: yearDays, amount });
  }
  return { lines, total: sum(lines.map((line) => line.amount)), gaps: joined(gaps) };
}

/** What came off a debt, by local day. */
export interface DebtCredit {
  readonly on: LocalDate;
  readonly amount: Kopecks;
  /** A clinic's correction: nobody was late with it, whenever it came. */
  readonly neverOwed?: boolean;
}

export interface OverdueDebt {
  readonly total: Kopecks;
  /** What was paid, forgiven or corrected; in any order. */
  readonly credits: readonly DebtCredit[];
  /** The last day of the term. */
  readonly dueOn: LocalDate;
  /** Today, or the day on which the case was closed. */
  readonly until: LocalDate;
  readonly rates: readonly DatedRate[];
  /** The contract's own yearly rate: it replaces the key rate, never both. */
  readonly contractBasisPoints: number | null;
}

/**
 * The penalty of an invoice, from the day after its term: the delay is split where a part was paid,
 * and each stretch counted by {@linkcode penaltyLines}. A debt paid within the term has none.
 */
export function penaltyOf(overdue: OverdueDebt): Penalty {
  const { rates, contractBasisPoints } = overdue;
  const parts = delaysOf(overdue).map((delay) =>
    penaltyLines({
      ...delay,
      rates: contractBasisPoints === null
        ? rates
        : [{ from: delay.from, basisPoints: contractBasisPoints }],
    })
  );
  const lines = parts.flatMap((part) => part.lines);
  return {
    lines,
    total: sum(lines.map((line) => line.amount)),
    gaps: joined(parts.flatMap((part) => part.gaps)),
  };
}

function delaysOf({ total, credits, dueOn, until }: OverdueDebt) {
  const delays: Pick<Delay, "debt" | "from" | "until">[] = [];
  const corrected = credits.filter(({ neverOwed }) => neverOwed);
  const payments = credits.filter(({ neverOwed }) => !neverOwed);
  let debt = subtract(total, sum(corrected.map(({ amount }) => amount)));
  let from = addDays(dueOn, 1);
  for (const { on, amount } of payments.sort((a, b) => (a.on < b.on ? -1 : 1))) {
    // The day of payment still counts for what was paid on it.
    if (debt > 0 && from <= on && on <= until) {
      delays.push({ debt, from, until: on });
      from = addDays(on, 1);
    }
    debt = subtract(debt, amount);
  }
  if (debt > 0 && from <= until) delays.push({ debt, from, until });
  return delays;
}

interface Stretch extends RateGap {
  readonly basisPoints: number | null;
}

function* stretches({ from, until, rates }: Delay): Generator<Stretch> {
  for (let start = from; !isBefore(until, start);) {
    const breaks = [
      until,
      localDate(`${yearOf(start)}-12-31`),
      ...rates.map((rate) => addDays(rate.from, -1)),
    ].filter((day) => day >= start);
    const end = breaks.reduce((a, b) => (a < b ? a : b));
    const inForce = rates.findLast((rate) => rate.from <= start);
    yield { from: start, until: end, basisPoints: inForce?.basisPoints ?? null };
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
