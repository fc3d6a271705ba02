import assert from "node:assert/strict";
import fc from "fast-check";
import { addDays, daysBetween, localDate } from "./local_date.ts";
import { kopecks } from "./money.ts";
import { type DatedRate, penaltyLines, penaltyOf } from "./penalty.ts";

const debt = kopecks(1_000_000);
const rates = keyRates();

Deno.test("A delay within one rate and year is debt × rate ÷ 365 × days, both ends counted", () => {
  const penalty = penaltyLines({
    debt,
    rates,
    from: localDate("2025-11-01"),
    until: localDate("2025-11-10"),
  });
  assert.deepEqual(penalty, {
    lines: [{
      from: "2025-11-01",
      until: "2025-11-10",
      days: 10,
      debt,
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
    rates: knownThrough("2025-12-30"),
    from: localDate("2025-12-30"),
    until: localDate("2026-02-01"),
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
  });
  assert.deepEqual(penalty, { lines: [], total: 0, gaps: [] });
});

Deno.test("Lines and gaps cover each day of a delay once", () => {
  const start = fc.integer({ min: 0, max: 1900 })
    .map((n) => addDays(localDate("2021-11-01"), n));
  fc.assert(fc.property(start, fc.integer({ min: 0, max: 900 }), (from, n) => {
    const until = addDays(from, n);
    const { lines, gaps } = penaltyLines({
      debt,
      rates: knownThrough("2026-03-31"),
      from,
      until,
    });
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

Deno.test("a part that is paid counts through its day, the rest goes on", () => {
  const { lines, total } = penaltyOf({
    total: kopecks(1_000_000),
    credits: [
      { on: localDate("2025-11-20"), amount: kopecks(600_000) },
      { on: localDate("2025-11-05"), amount: kopecks(400_000) },
    ],
    dueOn: localDate("2025-10-31"),
    until: localDate("2025-12-31"),
    rates,
    contractBasisPoints: null,
  });
  assert.deepEqual(lines.map((line) => [line.debt, line.from, line.until, line.days]), [
    [1_000_000, "2025-11-01", "2025-11-05", 5],
    [600_000, "2025-11-06", "2025-11-20", 15],
  ]);
  // 10 000 ₽ × 16.5 % × 5 ÷ 365 = 22.60; 6 000 ₽ × 16.5 % × 15 ÷ 365 = 40.68
  assert.deepEqual([lines[0]!.amount, lines[1]!.amount, total], [2260, 4068, 6328]);
});

Deno.test("what a correction took off was never owed: no day of delay counts it, whenever it came", () => {
  const { lines, total } = penaltyOf({
    total: kopecks(2_020_000),
    credits: [{ on: localDate("2025-12-15"), amount: kopecks(2_000_000), neverOwed: true }],
    dueOn: localDate("2025-10-31"),
    until: localDate("2025-11-30"),
    rates,
    contractBasisPoints: 3650,
  });
  // 200 ₽ × 36.5 % × 30 ÷ 365
  assert.deepEqual(lines.map((line) => [line.debt, line.days]), [[20_000, 30]]);
  assert.equal(total, 600);
});

Deno.test("a contract's rate replaces the key rate and knows no gap", () => {
  const penalty = penaltyOf({
    total: kopecks(1_000_000),
    credits: [],
    dueOn: localDate("2025-12-30"),
    until: localDate("2026-01-09"),
    rates,
    contractBasisPoints: 3650,
  });
  assert.deepEqual(penalty.lines.map((line) => [line.from, line.until, line.amount]), [
    ["2025-12-31", "2025-12-31", 1000],
    ["2026-01-01", "2026-01-09", 9000],
  ]);
  assert.deepEqual(penalty.gaps, []);
});

Deno.test("what is paid within the term bears no penalty", () => {
  const penalty = penaltyOf({
    total: kopecks(1_000_000),
    credits: [{ on: localDate("2025-10-31"), amount: kopecks(1_000_000) }],
    dueOn: localDate("2025-10-31"),
    until: localDate("2025-12-01"),
    rates,
    contractBasisPoints: null,
  });
  assert.deepEqual(penalty, { lines: [], total: 0, gaps: [] });
});

/** The Bank of Russia's key rate, as the product's first rows have it. */
function keyRates(): DatedRate[] {
  return [
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
}

function rate(from: string, basisPoints: number): DatedRate {
  return { from: localDate(from), basisPoints };
}

function knownThrough(day: string): DatedRate[] {
  return [...rates, { from: addDays(localDate(day), 1), basisPoints: null }];
}
