import { addDays, type LocalDate } from "../domain/local_date.ts";
import type { DatedRate } from "../domain/penalty.ts";
import type { Sql } from "./connection.ts";

/** A rate as a row has it. */
export interface KeyRateRow {
  from: LocalDate;
  basisPoints: number;
  knownThrough: LocalDate;
}

/** The key rate as it has been entered, in the order of its days. */
export async function listKeyRates(sql: Sql): Promise<DatedRate[]> {
  const rows = await sql<KeyRateRow[]>`
    select from_on as "from", basis_points as "basisPoints", known_through as "knownThrough"
    from key_rates order by from_on`;
  return datedRates(rows);
}

/**
 * A row holds no longer than it is known to: what no row covers stands there as a rate of null, and
 * nobody guesses it.
 */
export function datedRates(rows: readonly KeyRateRow[]): DatedRate[] {
  return rows.flatMap(({ from, basisPoints, knownThrough }, index): DatedRate[] => {
    const unknownFrom = addDays(knownThrough, 1);
    const next = rows[index + 1];
    const gap = next === undefined || unknownFrom < next.from;
    return [{ from, basisPoints }, ...(gap ? [{ from: unknownFrom, basisPoints: null }] : [])];
  });
}
