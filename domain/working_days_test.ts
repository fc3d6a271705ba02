import assert from "node:assert/strict";
import fc from "fast-check";
import calendarData from "../db/calendar/ru-calendar.json" with { type: "json" };
import { type Calendar, calendarOf } from "./calendar.ts";
import { addDays, dayOfWeek, localDate } from "./local_date.ts";
import { nextWorkingDay, workingDayAfter, workingDaysBetween } from "./working_days.ts";

const federal = calendarOf(calendarData, null);
const bashkortostan = calendarOf(calendarData, "RU-BA");

const days = fc.integer({ min: 0, max: 4400 }).map((n) => addDays(localDate("2018-06-01"), n));
const calendars = fc.constantFrom(federal, bashkortostan);

for (const zone of ["UTC", "Asia/Yekaterinburg", "America/Los_Angeles"]) {
  Deno.test(`The 30th working day is the known one while the process runs in ${zone}`, () => {
    const before = Deno.env.get("TZ");
    Deno.env.set("TZ", zone);
    try {
      const federal = calendarOf(calendarData, null);
      const bashkortostan = calendarOf(calendarData, "RU-BA");
      assert.equal(dueOn(federal, "2021-04-12"), "2021-05-26");
      assert.equal(dueOn(federal, "2021-12-15"), "2022-02-03");
      assert.equal(dueOn(federal, "2024-04-12"), "2024-05-30");
      assert.equal(dueOn(federal, "2025-10-20"), "2025-12-02");
      assert.equal(dueOn(federal, "2026-04-20"), "2026-06-03");
      assert.equal(dueOn(bashkortostan, "2026-04-20"), "2026-06-04");
    } finally {
      if (before === undefined) Deno.env.delete("TZ");
      else Deno.env.set("TZ", before);
    }
  });
}

Deno.test("A decided year has 247 working days, 248 in 2020 and 2024", () => {
  for (let year = 2019; year <= 2027; year++) {
    const expected = year === 2020 || year === 2024 ? 248 : 247;
    assert.equal(workingDaysIn(federal, year), expected, String(year));
  }
});

Deno.test("Bashkortostan's year is shorter by its holidays that fall on working days", () => {
  const years = [2021, 2022, 2023, 2024, 2025, 2026];
  const shorter = years.map((year) =>
    workingDaysIn(federal, year) - workingDaysIn(bashkortostan, year)
  );
  // In 2022 Uraza-bayram fell on 2 May, which was off already.
  assert.deepEqual(shorter, [3, 2, 3, 3, 3, 3]);
});

Deno.test("nextWorkingDay() is strictly later and tells each day that it passes over", () => {
  assert.deepEqual(nextWorkingDay(bashkortostan, localDate("2026-04-30")), {
    date: "2026-05-04",
    skipped: [
      { date: "2026-05-01", reason: "1 мая — Праздник Весны и Труда" },
      { date: "2026-05-02", reason: "суббота" },
      { date: "2026-05-03", reason: "воскресенье" },
    ],
    provisional: false,
  });
  assert.equal(nextWorkingDay(federal, localDate("2026-11-09")).date, "2026-11-10");
  assert.equal(nextWorkingDay(federal, localDate("2024-04-26")).date, "2024-04-27");
  assert.equal(nextWorkingDay(bashkortostan, localDate("2026-10-09")).date, "2026-10-13");
});

Deno.test("A count is provisional once a day of it lies in an undecided year", () => {
  assert.equal(workingDayAfter(federal, localDate("2026-12-01"), 30).provisional, false);
  assert.equal(workingDayAfter(bashkortostan, localDate("2026-12-01"), 30).provisional, true);
  assert.equal(workingDayAfter(bashkortostan, localDate("2026-11-01"), 30).provisional, false);
  assert.equal(workingDayAfter(federal, localDate("2027-12-01"), 30).provisional, true);
});

Deno.test("workingDayAfter() agrees with walking day by day, and workingDaysBetween() undoes it", () => {
  fc.assert(
    fc.property(calendars, days, fc.integer({ min: 1, max: 60 }), (calendar, from, n) => {
      const { date, skipped } = workingDayAfter(calendar, from, n);
      const walked = Array.from({ length: 200 }, (_, i) => addDays(from, i + 1));
      const working = walked.filter((day) => calendar.dayKind(day).working);
      assert.equal(date, working[n - 1]);
      const passed = walked.filter((day) => day < date && !calendar.dayKind(day).working);
      assert.deepEqual(skipped.map((day) => day.date), passed);
      assert.equal(workingDaysBetween(calendar, from, date), n);
      assert.equal(workingDaysBetween(calendar, from, addDays(date, -1)), n - 1);
    }),
  );
});

Deno.test("A decided weekday is off exactly where the data lists it", () => {
  const listed = new Set(Object.values(calendarData.years).flatMap((year) => year.days_off));
  const called = new Set(
    Object.values(calendarData.years).flatMap((year) => year.working_weekends),
  );
  for (let day = localDate("2019-01-01"); day < "2028-01-01"; day = addDays(day, 1)) {
    const expected = dayOfWeek(day) < 6 ? !listed.has(day) : called.has(day);
    assert.equal(federal.dayKind(day).working, expected, day);
  }
});

Deno.test("Counting backwards or by no days at all is refused", () => {
  for (const n of [0, -1, 1.5]) {
    assert.throws(() => workingDayAfter(federal, localDate("2026-04-20"), n), RangeError);
  }
  assert.equal(workingDaysBetween(federal, localDate("2026-04-20"), localDate("2026-04-01")), 0);
});

function dueOn(calendar: Calendar, published: string): string {
  return workingDayAfter(calendar, localDate(published), 30).date;
}

function workingDaysIn(calendar: Calendar, year: number): number {
  return workingDaysBetween(calendar, localDate(`${year - 1}-12-31`), localDate(`${year}-12-31`));
}
