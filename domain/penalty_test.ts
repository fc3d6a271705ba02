import assert from "node:assert/strict";
import fc from "fast-check";
import { addDays, daysBetween, localDate } from "./local_date.ts";
import { kopecks } from "./money.ts";
import { KEY_RATES, penaltyLines } from "./penalty.ts";

const debt = kopecks(1_000_000);
const rates = KEY_RATES;

Deno.test("A delay within one rate and year is debt × rate ÷ 365 × days, both ends counted", () => {
  const penalty = penaltyLines({
    debt,
    rates,
    from: localDate("2025-11-01"),
    until: localDate("2025-11-10"),
    knownThrough: localDate("2025-12-31"),
  });
  assert.deepEqual(penalty, {
    lines: [{
      from: "2025-11-01",
      until: "2025-11-10",
      days: 10,
      basisPoints: 1650,
      daysInYear: 365,
      amount: 4521,
    }],
    total: 4521,
    gaps: [],
  });
});

Deno.test("A delay splits where the rate changes and where a leap year ends", () => {
  const { lines, total, gaps } = penaltyLines({
    debt,
    rates,
    from: localDate("2024-10-20"),
    until: localDate("2025-01-10"),
    knownThrough: localDate("2025-12-31"),
  });
  assert.deepEqual(
    lines.map(({ from, until, days, basisPoints, daysInYear }) =>
      [from, until, days, basisPoints, daysInYear].join(" ")
    ),
    [
      "2024-10-20 2024-10-27 8 1900 366",
      "2024-10-28 2024-12-31 65 2100 366",
      "2025-01-01 2025-01-10 10 2100 365",
    ],
  );
  assert.deepEqual(lines.map((line) => line.amount), [4153, 37295, 5753]);
  assert.equal(total, 4153 + 37295 + 5753);
  assert.deepEqual(gaps, []);
});

Deno.test("Days without an entered rate are a gap that is told, never a guess", () => {
  const { lines, gaps } = penaltyLines({
    debt,
    rates,
    from: localDate("2025-12-30"),
    until: localDate("2026-02-01"),
    knownThrough: localDate("2025-12-30"),
  });
  assert.deepEqual(lines.map((line) => [line.from, line.until]), [["2025-12-30", "2025-12-30"]]);
  assert.deepEqual(gaps, [{ from: "2025-12-31", until: "2026-02-01" }]);
});

Deno.test("Days before the first rate are a gap too", () => {
  const { lines, gaps } = penaltyLines({
    debt,
    rates,
    from: localDate("2021-12-18"),
    until: localDate("2021-12-20"),
    knownThrough: localDate("2025-12-31"),
  });
  assert.deepEqual(gaps, [{ from: "2021-12-18", until: "2021-12-19" }]);
  assert.deepEqual(lines.map((line) => line.basisPoints), [850]);
});

Deno.test("No delay, no penalty", () => {
  const from = localDate("2025-11-02");
  const penalty = penaltyLines({
    debt,
    rates,
    from,
    until: addDays(from, -1),
    knownThrough: localDate("2025-12-31"),
  });
  assert.deepEqual(penalty, { lines: [], total: 0, gaps: [] });
});

Deno.test("Lines and gaps cover each day of a delay once", () => {
  const start = fc.integer({ min: 0, max: 1900 })
    .map((n) => addDays(localDate("2021-11-01"), n));
  fc.assert(fc.property(start, fc.integer({ min: 0, max: 900 }), (from, n) => {
    const until = addDays(from, n);
    const knownThrough = localDate("2026-03-31");
    const { lines, gaps } = penaltyLines({ debt, rates, from, until, knownThrough });
    const parts = [...lines, ...gaps].sort((a, b) => a.from < b.from ? -1 : 1);
    let expected = from;
    for (const part of parts) {
      assert.equal(part.from, expected);
      expected = addDays(part.until, 1);
    }
    assert.equal(expected, addDays(until, 1));
    const days = lines.reduce((sum, line) => sum + line.days, 0);
    const missing = gaps.reduce((sum, gap) => sum + daysBetween(gap.from, gap.until) + 1, 0);
    assert.equal(days + missing, n + 1);
  }));
});

Deno.test("The key rates stand in order", () => {
  const dates = rates.map((rate) => rate.from);
  assert.deepEqual(dates, dates.toSorted());
  assert.equal(rates.at(-1)?.basisPoints, 1650);
});
