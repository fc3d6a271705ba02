import { readDecimal } from "./decimal.ts";

/** A yearly rate that nobody outgrows by honest means; the columns of rates hold no more either. */
const MOST_BASIS_POINTS = 100_000;

/**
 * A percentage as people write it, `16.5`, `16,5` or `16,5 %`, in basis points (1650).
 *
 * @returns null where it is none, is negative, is above 1000 %, or has more than two decimals
 */
export function parsePercent(text: string): number | null {
  const scaled = readDecimal(text.replace(/\s*%\s*$/, ""), 2);
  if (scaled === null || scaled < 0n || scaled > BigInt(MOST_BASIS_POINTS)) return null;
  return Number(scaled);
}
