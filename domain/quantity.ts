import { readDecimal } from "./decimal.ts";

/**
 * How many times a service was rendered: a decimal of at most six digits after the point, kept as
 * its canonical text (`"0.5"`, `"3"`), which is also what a numeric column takes and gives.
 */
export type Quantity = string & { readonly __brand: "Quantity" };

const DECIMALS = 6;

/**
 * Reads `1`, `0,5`, `0.5`, also a numeric column's `0.500000`. Zero and below are read too: whether
 * they are allowed is the register's rule.
 *
 * @returns null where the value is no decimal or has more than six decimals
 */
export function parseQuantity(value: string | number): Quantity | null {
  const scaled = readDecimal(value, DECIMALS);
  return scaled === null ? null : canonical(scaled);
}

/** `0,5`, as pages show it. */
export function formatQuantity(quantity: Quantity): string {
  return quantity.replace(".", ",").replace("-", "\u2212");
}

/** The quantity as an integer of millionths, for exact arithmetic. */
export function microUnits(quantity: Quantity): bigint {
  const scaled = readDecimal(quantity, DECIMALS);
  if (scaled === null) throw new RangeError(`"${quantity}" is not a quantity`);
  return scaled;
}

function canonical(scaled: bigint): Quantity {
  const sign = scaled < 0n ? "-" : "";
  const digits = String(scaled < 0n ? -scaled : scaled).padStart(DECIMALS + 1, "0");
  const fraction = digits.slice(-DECIMALS).replace(/0+$/, "");
  return `${sign}${digits.slice(0, -DECIMALS)}${fraction && `.${fraction}`}` as Quantity;
}
