import assert from "node:assert/strict";
import fc from "fast-check";
import {
  formatRoubles,
  interest,
  type Kopecks,
  kopecks,
  multiply,
  parseRoubles,
  readRoubles,
  roublesAndKopecks,
  share,
  subtract,
  sum,
} from "./money.ts";
import { parseQuantity, type Quantity } from "./quantity.ts";

Deno.test("parseRoubles() reads amounts as clinics write them", () => {
  const amounts: [string, number | null][] = [
    ["1 850,00", 185000],
    ["1\u00a0850,00", 185000],
    ["1\u202f850", 185000],
    ["12 345 678,9", 1234567890],
    ["1850.5", 185050],
    ["2 250,50", 225050],
    ["19.99", 1999],
    ["  780 ", 78000],
    ["-500", -50000],
    ["\u2212500,00", -50000],
    ["0,10", 10],
    ["1,500", 150],
    ["1,005", null],
    ["1 85,00", null],
    ["1,850.00", null],
    ["", null],
    ["-", null],
    ["вчера", null],
    ["1e5", null],
    ["100 ₽", null],
    ["90071992547409,93", null],
    ["9".repeat(400), null],
  ];
  for (const [text, expected] of amounts) assert.equal(parseRoubles(text), expected, text);
});

Deno.test("readRoubles() takes a formula's stored float by the digits a spreadsheet shows", () => {
  assert.equal(310.03 * 3, 930.0899999999999);
  assert.equal(readRoubles(310.03 * 3), 93009);
  assert.equal(readRoubles(0.1 + 0.2), 30);
  assert.equal(readRoubles(153421.57), 15342157);
  assert.equal(readRoubles(833.333), null);
  assert.equal(readRoubles(NaN), null);
  assert.equal(readRoubles(Infinity), null);
  assert.equal(readRoubles(1e21), null);
});

Deno.test("formatRoubles() breaks no line and shows a true minus", () => {
  assert.equal(formatRoubles(kopecks(123456)), "1\u00a0234,56\u00a0₽");
  assert.equal(formatRoubles(kopecks(0)), "0,00\u00a0₽");
  assert.equal(formatRoubles(kopecks(5)), "0,05\u00a0₽");
  assert.equal(formatRoubles(kopecks(-100000000)), "\u22121\u00a0000\u00a0000,00\u00a0₽");
});

Deno.test("kopecks() refuses fractions and what a number can't hold", () => {
  assert.throws(() => kopecks(0.5), RangeError);
  assert.throws(() => kopecks(NaN), RangeError);
  assert.throws(() => kopecks(2 ** 53), RangeError);
  assert.ok(Object.is(kopecks(-0), 0));
});

Deno.test("multiply() and share() round a half kopeck up", () => {
  assert.equal(multiply(kopecks(100001), quantity("0.5")), 50001);
  assert.equal(share(kopecks(50001), 2000), 10000);
  assert.equal(share(kopecks(133333), 2000), 26667);
  assert.equal(share(kopecks(5), 1000), 1);
  assert.equal(share(kopecks(-5), 1000), -1);
  assert.throws(() => multiply(kopecks(2 ** 52), quantity("3")), RangeError);
});

Deno.test("multiply() agrees with exact fractions for every price and quantity", () => {
  const prices = fc.integer({ min: -1e11, max: 1e11 });
  const millionths = fc.integer({ min: 0, max: 50_000_000_000 });
  fc.assert(fc.property(prices, millionths, (price, micro) => {
    const text = (BigInt(micro) / 1_000_000n) + "." + String(micro % 1_000_000).padStart(6, "0");
    const exact = nearest(BigInt(price) * BigInt(micro), 1_000_000n);
    fc.pre(exact >= -MAX && exact <= MAX);
    assert.equal(BigInt(multiply(kopecks(price), quantity(text))), exact);
  }));
});

Deno.test("share() agrees with exact fractions, and both shares add up within a kopeck", () => {
  const amounts = fc.integer({ min: -1e15, max: 1e15 });
  fc.assert(fc.property(amounts, fc.integer({ min: 0, max: 10_000 }), (amount, rate) => {
    const part = share(kopecks(amount), rate);
    assert.equal(BigInt(part), nearest(BigInt(amount) * BigInt(rate), 10_000n));
    assert.ok(Math.abs(part + share(kopecks(amount), 10_000 - rate) - amount) <= 1);
  }));
});

Deno.test("An amount survives being written and read", () => {
  fc.assert(fc.property(fc.maxSafeInteger(), (n) => {
    assert.equal(parseRoubles(roublesAndKopecks(kopecks(n))), n === 0 ? 0 : n);
    assert.equal(parseRoubles(formatRoubles(kopecks(n)).slice(0, -2)), n === 0 ? 0 : n);
  }));
});

Deno.test("sum() and subtract() stay whole, and throw where a number can't hold the total", () => {
  assert.equal(sum([]), 0);
  assert.equal(sum([1, 2, 3].map(kopecks)), 6);
  assert.equal(subtract(kopecks(100), kopecks(250)), -150);
  const largest = kopecks(Number.MAX_SAFE_INTEGER);
  assert.throws(() => sum([largest, kopecks(1)] as Kopecks[]), RangeError);
});

Deno.test("interest() takes a year's rate by the day", () => {
  const rate = { basisPoints: 1650, days: 10, daysInYear: 365 };
  assert.equal(interest(kopecks(1_000_000), rate), 4521);
});

const MAX = BigInt(Number.MAX_SAFE_INTEGER);

/** Rounds by comparing remainders: another way than the code's own. */
function nearest(dividend: bigint, divisor: bigint): bigint {
  const [whole, rest] = [dividend / divisor, dividend % divisor];
  if (2n * (rest < 0n ? -rest : rest) < divisor) return whole;
  return dividend < 0n ? whole - 1n : whole + 1n;
}

function quantity(text: string): Quantity {
  const read = parseQuantity(text);
  assert.ok(read !== null, text);
  return read;
}
