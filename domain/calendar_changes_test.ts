import assert from "node:assert/strict";
import calendarData from "../db/calendar/ru-calendar.json" with { type: "json" };
import { calendarChanges, provisionalYears } from "./calendar_changes.ts";
import { withYear, yearOfDays } from "./calendar_decree.ts";
import type { CalendarData } from "./calendar.ts";
import { localDate } from "./local_date.ts";

Deno.test("a day off and a working Saturday are told once, for all", () => {
  const year = yearOfDays(calendarData, { year: 2026, region: null });
  const after = withYear(calendarData, {
    ...year,
    daysOff: [...year.daysOff, localDate("2026-06-11")],
    workingWeekends: [localDate("2026-06-06")],
  });
  assert.deepEqual(calendarChanges(calendarData, after), [{
    year: 2026,
    region: null,
    decided: false,
    nowOff: ["2026-06-11"],
    nowWorking: ["2026-06-06"],
  }]);
  assert.deepEqual(calendarChanges(calendarData, calendarData), []);
});

Deno.test("a federal day off on a region's holiday changes nothing there", () => {
  const year = yearOfDays(calendarData, { year: 2026, region: null });
  const daysOff = [...year.daysOff, localDate("2026-05-27")];
  const changes = calendarChanges(calendarData, withYear(calendarData, { ...year, daysOff }));
  assert.deepEqual(changes.map(({ region, nowOff }) => [region, nowOff]), [[null, ["2026-05-27"]]]);
});

Deno.test("a year's first decree decides it, and turns what art. 112 alone had otherwise", () => {
  const year = yearOfDays(calendarData, { year: 2028, region: null });
  const after = withYear(calendarData, {
    ...year,
    daysOff: [...year.daysOff, localDate("2028-01-10")],
  });
  assert.deepEqual(calendarChanges(calendarData, after), [{
    year: 2028,
    region: null,
    decided: true,
    nowOff: ["2028-01-10"],
    nowWorking: [],
  }]);
});

Deno.test("a region's announced holidays decide its year alone", () => {
  const after = withYear(calendarData, {
    year: 2027,
    region: "RU-BA",
    daysOff: [localDate("2027-03-10"), localDate("2027-05-17")],
    workingWeekends: [],
  });
  assert.deepEqual(calendarChanges(calendarData, after), [{
    year: 2027,
    region: "RU-BA",
    decided: true,
    nowOff: ["2027-03-10", "2027-05-17"],
    nowWorking: ["2027-10-11"],
  }]);
});

Deno.test("a new region is told by what differs from the federal days", () => {
  const region = { name: "Республика Татарстан", days_off: ["2026-08-31"] };
  const after: CalendarData = {
    ...calendarData,
    regions: { ...calendarData.regions, "RU-TA": region },
  };
  const changes = calendarChanges(calendarData, after);
  assert.deepEqual(
    changes.map(({ region, year, nowOff }) => [region, year, nowOff]),
    [["RU-TA", 2026, ["2026-08-31"]]],
  );
});

Deno.test("provisional years: a region's alone only where the federal year is decided", () => {
  assert.deepEqual(provisionalYears(calendarData, { from: 2026, to: 2028 }), [
    { year: 2027, region: "RU-BA" },
    { year: 2028, region: null },
  ]);
});
