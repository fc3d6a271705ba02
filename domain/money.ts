import { divideHalfUp, readDecimal } from "./decimal.ts";
import { microUnits, type Quantity } from "./quantity.ts";

/** Whole kopecks. Never a float of roubles. */
export type Kopecks = number & { readonly __brand: "Kopecks" };

/** @throws RangeError if `n` is not a safe integer */
export function kopecks(n: number): Kopecks {
  if (!Number.isSafeInteger(n)) throw new RangeError(`${n} is not a whole number of kopecks`);
  return (n === 0 ? 0 : n) as Kopecks;
}

/**
 * Reads roubles as people and clinics write them: `1 850,00`, `1850.5`, `-500`.
 *
 * @returns null where the text is no amount, has more than two decimals, or is beyond safe integers
 */
export function parseRoubles(text: string): Kopecks | null {
  return readRoubles(text);
}

/** As `parseRoubles`, for a spreadsheet's cell, which may hold a number. */
export function readRoubles(cell: string | number): Kopecks | null {
  const scaled = readDecimal(cell, 2);
  if (scaled === null) return null;
  const amount = Number(scaled);
  return Number.isSafeInteger(amount) ? kopecks(amount) : null;
}

/** `1 234,56 ₽` with no-break spaces and, below zero, a true minus (U+2212). */
export function formatRoubles(amount: Kopecks): string {
  const [roubles = "", fraction = ""] = roublesAndKopecks(magnitude(amount)).split(".");
  const grouped = roubles.replace(/\B(?=(\d{3})+$)/g, "\u00a0");
  return `${amount < 0 ? "\u2212" : ""}${grouped},${fraction}\u00a0₽`;
}

/** `1234.56`, the form that payment providers take. */
export function roublesAndKopecks(amount: Kopecks): string {
  const digits = String(magnitude(amount)).padStart(3, "0");
  return `${amount < 0 ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/**
 * A line's cost: price × quantity, half-up to the kopeck.
 *
 * @throws RangeError if the product is beyond safe integers
 */
export function multiply(price: Kopecks, quantity: Quantity): Kopecks {
  return fromBigInt(divideHalfUp(BigInt(price) * microUnits(quantity), 1_000_000n));
}

/**
 * The franchise's part of an amount: half-up to the kopeck, per line, so that any dispute and any
 * receipt adds up.
 *
 * @param basisPoints 2000 is 20 %
 */
export function share(amount: Kopecks, basisPoints: number): Kopecks {
  return fromBigInt(divideHalfUp(BigInt(amount) * BigInt(basisPoints), 10_000n));
}

export interface YearlyRate {
  readonly basisPoints: number;
  readonly days: number;
  readonly daysInYear: number;
}

/** A yearly rate's part of a debt for some days of one year: half-up to the kopeck. */
export function interest(debt: Kopecks, rate: YearlyRate): Kopecks {
  const dividend = BigInt(debt) * BigInt(rate.basisPoints) * BigInt(rate.days);
  return fromBigInt(divideHalfUp(dividend, 10_000n * BigInt(rate.daysInYear)));
}

/** @throws RangeError if the total is beyond safe integers */
export function sum(amounts: Iterable<Kopecks>): Kopecks {
  let total = 0n;
  for (const amount of amounts) total += BigInt(amount);
  return fromBigInt(total);
}

/** What is left of `amount` after `part`. */
export function subtract(amount: Kopecks, part: Kopecks): Kopecks {
  return kopecks(amount - part);
}

function fromBigInt(amount: bigint): Kopecks {
  return kopecks(Number(amount));
}

function magnitude(amount: Kopecks): Kopecks {
  return kopecks(Math.abs(amount));
}
