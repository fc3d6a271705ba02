import { addDays, type Instant, type LocalDate } from "../domain/local_date.ts";
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

/** A rate with where it is from. */
export interface SourcedKeyRate extends KeyRateRow {
  source: string;
}

/** Every row as it was entered, in the order of its days. */
export async function listSourcedKeyRates(sql: Sql): Promise<SourcedKeyRate[]> {
  return await sql<SourcedKeyRate[]>`
    select from_on as "from", basis_points as "basisPoints", known_through as "knownThrough", source
    from key_rates order by from_on`;
}

/** @returns false where a rate from that day is there: rows are never changed */
export async function insertKeyRate(
  sql: Sql,
  { from, basisPoints, knownThrough, source, at }: SourcedKeyRate & { at: Instant },
): Promise<boolean> {
  const rows = await sql`
    insert into key_rates (from_on, basis_points, known_through, source, recorded_at)
    values (${from}, ${basisPoints}, ${knownThrough}, ${source}, ${at})
    on conflict do nothing
    returning from_on`;
  return rows.length === 1;
}
