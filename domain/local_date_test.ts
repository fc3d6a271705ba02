import assert from "node:assert/strict";
import fc from "fast-check";
import {
  addDays,
  addMinutes,
  addMonths,
  addSeconds,
  ageOn,
  atLocalTime,
  dayOfWeek,
  daysBetween,
  daysInYear,
  endOfDay,
  instant,
  laterOf,
  localDate,
  localDateOf,
  localTimeOf,
  parseLocalDate,
  readRussianDate,
  realDate,
  startOfDay,
} from "./local_date.ts";

const UFA = "Asia/Yekaterinburg";

/** Among them: clocks that change at midnight or by half an hour, and a zone that skipped a day. */
const ZONES = [
  UFA,
  "Europe/Moscow",
  "America/Sao_Paulo",
  "Africa/Cairo",
  "Asia/Beirut",
  "Australia/Lord_Howe",
  "Pacific/Apia",
  "America/Havana",
  "Asia/Kathmandu",
  "UTC",
];

const days = fc.integer({ min: 0, max: 36_524 }).map((n) => addDays(localDate("1970-01-01"), n));
const recentDays = fc.integer({ min: 0, max: 22_000 })
  .map((n) => addDays(localDate("1975-01-01"), n));

Deno.test("parseLocalDate() takes real ISO days only", () => {
  assert.equal(parseLocalDate("2024-02-29"), "2024-02-29");
  for (
    const text of ["2026-02-29", "2026-2-1", "26-02-01", "2026-13-01", "2026-00-10", "", "вчера"]
  ) assert.equal(parseLocalDate(text), null, text);
  assert.equal(parseLocalDate("2026-11-22T00:00:00Z"), null);
  assert.throws(() => localDate("2026-02-30"), RangeError);
});

Deno.test("readRussianDate() takes a day, a month and a full year", () => {
  assert.equal(readRussianDate("07.10.2026"), "2026-10-07");
  assert.equal(readRussianDate(" 7.10.2026 "), "2026-10-07");
  for (const text of ["7.10.26", "31.11.2026", "2026.10.07", "10/07/2026", "вчера"]) {
    assert.equal(readRussianDate(text), null, text);
  }
});

Deno.test("Dates count the same in every zone that the process may run in", () => {
  const before = Deno.env.get("TZ");
  try {
    for (const zone of ["UTC", UFA, "Pacific/Kiritimati", "America/Los_Angeles"]) {
      Deno.env.set("TZ", zone);
      fc.assert(
        fc.property(days, fc.integer({ min: -20_000, max: 20_000 }), (day, n) => {
          const moved = addDays(day, n);
          assert.equal(daysBetween(day, moved), n);
          assert.equal(addDays(moved, -n), day);
          assert.equal(parseLocalDate(moved), moved);
          assert.equal(dayOfWeek(moved), (((dayOfWeek(day) - 1 + n) % 7) + 7) % 7 + 1);
          if (n !== 0) assert.equal(moved > day, n > 0);
        }),
        { numRuns: 50 },
      );
    }
  } finally {
    if (before === undefined) Deno.env.delete("TZ");
    else Deno.env.set("TZ", before);
  }
});

Deno.test("The week starts on Monday, and leap years have 366 days", () => {
  assert.equal(dayOfWeek(localDate("2026-11-23")), 1);
  assert.equal(dayOfWeek(localDate("2026-11-22")), 7);
  assert.deepEqual([2023, 2024, 1900, 2000].map(daysInYear), [365, 366, 365, 366]);
  assert.equal(realDate(2026, 2, 29), null);
  assert.throws(() => addDays(localDate("9999-12-31"), 1), RangeError);
});

Deno.test("laterOf() takes the later of two dates", () => {
  const [first, last] = [localDate("2026-06-01"), localDate("2027-05-31")];
  assert.equal(laterOf(first, last), last);
  assert.equal(laterOf(last, first), last);
});

Deno.test("ageOn() is a year more on the birthday, and on 1 March for who was born on 29 February", () => {
  const birth = localDate("2008-11-22");
  assert.equal(ageOn(birth, localDate("2026-11-21")), 17);
  assert.equal(ageOn(birth, localDate("2026-11-22")), 18);
  const leap = localDate("2008-02-29");
  assert.equal(ageOn(leap, localDate("2026-02-28")), 17);
  assert.equal(ageOn(leap, localDate("2026-03-01")), 18);
});

Deno.test("instant() brings a stated moment to UTC with milliseconds", () => {
  assert.equal(instant("2026-11-22T22:24:38.123+05:00"), "2026-11-22T17:24:38.123Z");
  assert.equal(instant("2026-11-22T17:24:38Z"), "2026-11-22T17:24:38.000Z");
  for (const text of ["2026-11-22", "2026-11-22T17:24:38", "вчера", "2026-13-22T17:24:38Z"]) {
    assert.throws(() => instant(text), RangeError, text);
  }
});

Deno.test("The last moment of a day in Ufa is 19:00 UTC, and the day changes there", () => {
  const day = localDate("2026-06-03");
  assert.equal(endOfDay(day, UFA), "2026-06-03T19:00:00.000Z");
  assert.equal(localDateOf(instant("2026-06-03T18:59:59.999Z"), UFA), day);
  assert.equal(localDateOf(instant("2026-06-03T19:00:00Z"), UFA), "2026-06-04");
  assert.equal(localTimeOf(instant("2026-06-03T09:05:59Z"), UFA), "14:05");
  assert.equal(addMinutes(instant("2026-06-03T18:59:00Z"), 1), endOfDay(day, UFA));
  assert.equal(addSeconds(instant("2026-06-03T19:00:00Z"), -1), "2026-06-03T18:59:59.000Z");
});

Deno.test("startOfDay() finds the first moment where clocks skip midnight or a whole day", () => {
  assert.equal(
    startOfDay(localDate("2018-11-04"), "America/Sao_Paulo"),
    "2018-11-04T03:00:00.000Z",
  );
  assert.equal(startOfDay(localDate("2011-12-30"), "Pacific/Apia"), "2011-12-30T10:00:00.000Z");
  assert.equal(startOfDay(localDate("1919-03-31"), "America/Toronto"), "1919-03-31T04:30:00.000Z");
});

Deno.test("Where clocks show a time twice, the first one counts", () => {
  const day = localDate("2015-11-01");
  assert.equal(startOfDay(day, "America/Havana"), "2015-11-01T04:00:00.000Z");
  assert.equal(atLocalTime(day, "00:30", "America/Havana"), "2015-11-01T04:30:00.000Z");
});

Deno.test("startOfDay() agrees with the platform's own calendar in every zone", () => {
  fc.assert(
    fc.property(recentDays, fc.constantFrom(...ZONES), (day, zone) => {
      const { epochMilliseconds } = Temporal.PlainDate.from(day).toZonedDateTime(zone);
      assert.equal(startOfDay(day, zone), new Date(epochMilliseconds).toISOString());
    }),
    { numRuns: 1000 },
  );
});

Deno.test("atLocalTime() agrees with the platform's own calendar in every zone", () => {
  const minutes = fc.integer({ min: 0, max: 24 * 60 - 1 });
  fc.assert(
    fc.property(recentDays, minutes, fc.constantFrom(...ZONES), (day, n, zone) => {
      const time = [Math.floor(n / 60), n % 60].map((part) => String(part).padStart(2, "0")).join(
        ":",
      );
      const { epochMilliseconds } = Temporal.PlainDateTime.from(`${day}T${time}`).toZonedDateTime(
        zone,
      );
      assert.equal(atLocalTime(day, time, zone), new Date(epochMilliseconds).toISOString());
    }),
    { numRuns: 1000 },
  );
});

Deno.test("localDateOf() undoes startOfDay() and endOfDay()", () => {
  fc.assert(fc.property(recentDays, fc.constantFrom(UFA, "Europe/Moscow", "UTC"), (day, zone) => {
    assert.equal(localDateOf(startOfDay(day, zone), zone), day);
    assert.equal(localDateOf(addSeconds(endOfDay(day, zone), -1), zone), day);
    assert.equal(endOfDay(day, zone), startOfDay(addDays(day, 1), zone));
  }));
});

Deno.test("atLocalTime() refuses what is no time", () => {
  assert.throws(() => atLocalTime(localDate("2026-06-03"), "24:00", UFA), RangeError);
  assert.throws(() => atLocalTime(localDate("2026-06-03"), "9:00", UFA), RangeError);
});

Deno.test("addMonths() keeps the day, or takes the month's last one, in both directions", () => {
  const months = (date: string, n: number) => addMonths(localDate(date), n);
  assert.equal(months("2026-01-31", 1), "2026-02-28");
  assert.equal(months("2026-12-15", 1), "2027-01-15");
  assert.equal(months("2023-10-31", 4), "2024-02-29");
  assert.equal(months("2026-01-15", -1), "2025-12-15");
  assert.equal(months("2026-03-31", -13), "2025-02-28");
});
