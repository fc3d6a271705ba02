/**
 * Reads a decimal number exactly, without floating point, as an integer of `decimals` scale.
 *
 * Text may use a comma or a dot, and spaces (also no-break ones) between thousands. A number, as a
 * spreadsheet stores it, counts by its 15 significant digits: a formula's 930.0899999999999 is
 * 930.09, which is also what the spreadsheet shows.
 *
 * @returns null where the value is no decimal number or needs more than `decimals` digits
 */
export function readDecimal(value: string | number, decimals: number): bigint | null {
  const text = typeof value === "number" ? plainDigits(value) : value.trim();
  const match = PATTERN.exec(text) ?? PATTERN.exec(text.replace(SPACED_THOUSANDS, ""));
  if (!match) return null;
  const [, sign = "", whole = "", fraction = ""] = match;
  const significant = fraction.replace(/0+$/, "");
  if (significant.length > decimals || whole.length + fraction.length > LONGEST) return null;
  const scaled = BigInt(whole + significant.padEnd(decimals, "0"));
  return sign === "-" || sign === "\u2212" ? -scaled : scaled;
}

/** The quotient rounded to the nearest integer, halves away from zero (half-up on the magnitude). */
export function divideHalfUp(dividend: bigint, divisor: bigint): bigint {
  const magnitude = dividend < 0n ? -dividend : dividend;
  const rounded = (2n * magnitude + divisor) / (2n * divisor);
  return dividend < 0n ? -rounded : rounded;
}

const PATTERN = /^([+\-\u2212]?)(\d+)(?:[.,](\d+))?$/;
const SPACED_THOUSANDS = /(?<=\d)[ \u00a0\u2009\u202f](?=\d{3}(?!\d))/g;
const LONGEST = 30;
const SPREADSHEET_DIGITS = 15;

function plainDigits(value: number): string {
  if (!Number.isFinite(value)) return "";
  if (Number.isInteger(value) && Math.abs(value) < 10 ** SPREADSHEET_DIGITS) return String(value);
  const shown = Number(value.toPrecision(SPREADSHEET_DIGITS));
  // 1e-7 and 1e21 are beyond any quantity or price; toString would write them with an exponent.
  return shown.toString();
}
