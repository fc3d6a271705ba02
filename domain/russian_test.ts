import assert from "node:assert/strict";
import { instant, localDate } from "./local_date.ts";
import {
  counted,
  dayAndMonth,
  dayAndYear,
  formatDate,
  formatDateTime,
  formatRate,
  numbered,
  ordinal,
  plural,
  shortDate,
} from "./russian.ts";

const day = localDate("2026-12-03");

Deno.test("Dates are Russian, and the year is told where it is not today's", () => {
  const today = localDate("2026-11-22");
  assert.equal(formatDate(day), "3 декабря 2026, четверг");
  assert.equal(formatDate(day, { today }), "3 декабря, четверг");
  assert.equal(shortDate(day, { today }), "3 декабря, чт");
  assert.equal(shortDate(localDate("2027-01-11"), { today }), "11 января 2027, пн");
  assert.equal(dayAndMonth(localDate("2026-05-09")), "9 мая");
  assert.equal(dayAndYear(day, today), "3 декабря");
});

Deno.test("A moment is told in the reader's zone", () => {
  const at = instant("2026-12-02T19:05:00Z");
  assert.equal(formatDateTime(at, "Asia/Yekaterinburg"), "3 декабря 2026, 00:05");
  assert.equal(formatDateTime(at, "Europe/Moscow"), "2 декабря 2026, 22:05");
});

Deno.test("plural() follows the last digits", () => {
  const forms = ["день", "дня", "дней"] as const;
  const expected: Record<string, number[]> = {
    день: [1, 21, 101, -1],
    дня: [2, 4, 23, 104],
    дней: [0, 5, 11, 12, 14, 19, 20, 111, 112],
  };
  for (const [form, numbers] of Object.entries(expected)) {
    for (const n of numbers) assert.equal(plural(n, forms), form, String(n));
  }
  assert.equal(counted(5, forms), "5\u00a0дней");
});

Deno.test("Rates, numbers and ordinals don't break", () => {
  assert.equal(formatRate(2000), "20\u00a0%");
  assert.equal(formatRate(1250), "12,5\u00a0%");
  assert.equal(numbered(2041), "№\u00a02041");
  assert.equal(ordinal(21), "21-й");
});
