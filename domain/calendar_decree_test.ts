import assert from "node:assert/strict";
import calendarData from "../db/calendar/ru-calendar.json" with { type: "json" };
import type { CalendarData } from "./calendar.ts";
import {
  type CalendarFault,
  listsTheSame,
  lostFrom,
  misplaced,
  readCalendar,
  withYear,
  yearOfDays,
} from "./calendar_decree.ts";
import { localDate } from "./local_date.ts";

Deno.test("readCalendar() takes the shipped calendar as it is", () => {
  const read = readCalendar(calendarData);
  assert.ok(read.ok);
  assert.deepEqual(read.data, calendarData);
});

Deno.test("readCalendar() puts days in order, and keeps notes", () => {
  const shuffled = {
    ...calendarData,
    years: { ...calendarData.years, "2026": yearWith("2026-05-11", "2026-01-01") },
  };
  const read = readCalendar(shuffled);
  assert.ok(read.ok);
  assert.deepEqual(read.data.years["2026"]!.days_off, ["2026-01-01", "2026-05-11"]);
  assert.equal(read.data.note, calendarData.note);
  assert.equal(read.data.regions["RU-BA"]!.note, calendarData.regions["RU-BA"].note);
});

Deno.test("readCalendar() names every fault of a file", () => {
  const year = (list: unknown, working: unknown = []) => ({
    years: { "2026": { days_off: list, working_weekends: working } },
  });
  const daysOff = { region: null, year: 2026, kind: "days_off" } as const;
  const working = { ...daysOff, kind: "working_weekends" } as const;
  const regional = { region: "RU-BA", year: null, kind: "days_off" } as const;
  const region = (days_off: unknown, name: unknown = "Имя") => ({
    regions: { "RU-BA": { name, days_off } },
  });
  const cases: [object, CalendarFault[]][] = [
    [year(["2026-02-30"]), [{ fault: "not_a_date", list: daysOff, text: "2026-02-30" }]],
    [year(["11.05.2026"]), [{ fault: "not_a_date", list: daysOff, text: "11.05.2026" }]],
    [year([20260511]), [{ fault: "not_a_date", list: daysOff, text: "20260511" }]],
    [
      year(["2027-05-10"]),
      [{ fault: "other_year", list: daysOff, date: localDate("2027-05-10") }],
    ],
    [
      year(["2026-05-09", "2026-05-11"]),
      [{ fault: "day_off_on_weekend", list: daysOff, date: localDate("2026-05-09") }],
    ],
    [
      year(["2026-05-11", "2026-05-11"]),
      [{ fault: "twice", list: daysOff, date: localDate("2026-05-11") }],
    ],
    [
      year(["2026-05-11"], ["2026-05-12", "2026-05-16"]),
      [{ fault: "working_weekday", list: working, date: localDate("2026-05-12") }],
    ],
    [
      year(["2026-05-11"], ["2026-05-09"]),
      [{ fault: "working_holiday", list: working, date: localDate("2026-05-09") }],
    ],
    [year([]), [{ fault: "no_days_off", list: daysOff }]],
    [year("2026-05-11"), [shape("years.2026.days_off", "a list of dates")]],
    [{ years: { "26": yearWith("2026-05-11") } }, [
      shape("years.26", "a year from 2000 to 2099"),
      {
        fault: "other_year",
        list: { ...daysOff, year: 26 },
        date: localDate("2026-05-11"),
      },
    ]],
    [{ years: { "2026": null } }, [shape("years.2026", "an object")]],
    [
      { years: { "2026": { ...yearWith("2026-05-11"), holidays: [] } } },
      [{ fault: "unknown_field", at: "years.2026.holidays" }],
    ],
    [{ years: [] }, [shape("years", "an object")]],
    [{ regions: undefined }, [shape("regions", "an object")]],
    [{ country: "BY" }, [shape("country", '"RU"')]],
    [{ note: 1 }, [shape("note", "a text")]],
    [{ holidays: [] }, [{ fault: "unknown_field", at: "holidays" }]],
    [region(["0226-05-27"]), [{ fault: "not_a_date", list: regional, text: "0226-05-27" }]],
    [
      region(["2026-05-27", "2026-05-27"]),
      [{ fault: "twice", list: regional, date: localDate("2026-05-27") }],
    ],
    [region([], " "), [shape("regions.RU-BA.name", "a name")]],
    [{ regions: { Уфа: { name: "Уфа", days_off: [] } } }, [
      shape("regions.Уфа", "a region's code such as RU-BA"),
    ]],
  ];
  for (const [change, faults] of cases) {
    assert.deepEqual(readCalendar({ ...calendarData, ...change }), { ok: false, faults });
  }
  for (const input of [null, [], "{}", 3]) {
    assert.deepEqual(readCalendar(input), { ok: false, faults: [shape("", "an object")] });
  }
});

Deno.test("a region may name a holiday that falls on a weekend", () => {
  const regions = { "RU-BA": { name: "Республика Башкортостан", days_off: ["2027-05-16"] } };
  assert.ok(readCalendar({ ...calendarData, regions }).ok);
});

Deno.test("lostFrom() names the years and regions that a new version leaves out", () => {
  const years: CalendarData["years"] = calendarData.years;
  const { "2019": _, ...later } = years;
  assert.deepEqual(lostFrom(calendarData, { ...calendarData, years: later }), [
    { fault: "year_lost", year: 2019, region: null },
  ]);
  assert.deepEqual(lostFrom(calendarData, { ...calendarData, regions: {} }), [
    { fault: "region_lost", region: "RU-BA" },
  ]);
  const of2026 = withYear(calendarData, {
    year: 2026,
    region: "RU-BA",
    daysOff: [],
    workingWeekends: [],
  });
  assert.deepEqual(lostFrom(calendarData, of2026), [
    { fault: "year_lost", year: 2026, region: "RU-BA" },
  ]);
  assert.deepEqual(lostFrom(of2026, calendarData), []);
});

Deno.test("a year taken out and put back is the same calendar", () => {
  for (const region of [null, "RU-BA"]) {
    const year = yearOfDays(calendarData, { year: 2026, region });
    assert.ok(listsTheSame(withYear(calendarData, year), calendarData));
    const [, ...fewer] = year.daysOff;
    assert.ok(!listsTheSame(withYear(calendarData, { ...year, daysOff: fewer }), calendarData));
  }
});

Deno.test("notes and order make no other calendar", () => {
  const { note: _, ...noteless } = calendarData;
  const years = Object.fromEntries(Object.entries(calendarData.years).toReversed());
  assert.ok(listsTheSame(calendarData, { ...noteless, years }));
});

Deno.test("a year that is not decided comes as it is counted until then", () => {
  const federal = yearOfDays(calendarData, { year: 2028, region: null });
  assert.deepEqual(federal.daysOff.slice(0, 5), [
    "2028-01-03",
    "2028-01-04",
    "2028-01-05",
    "2028-01-06",
    "2028-01-07",
  ]);
  assert.ok(federal.daysOff.includes(localDate("2028-03-08")));
  const regional = yearOfDays(calendarData, { year: 2031, region: "RU-BA" });
  assert.deepEqual(regional.daysOff, ["2031-10-13"], "11 October 2031 is a Saturday");
});

Deno.test("misplaced() refuses an unknown region and days of another year", () => {
  const year = { year: 2027, daysOff: [localDate("2028-10-11")], workingWeekends: [] };
  assert.deepEqual(misplaced(calendarData, { ...year, region: "RU-XX" }), [
    { fault: "region_unknown", region: "RU-XX" },
  ]);
  assert.deepEqual(misplaced(calendarData, { ...year, region: "RU-BA" }), [{
    fault: "other_year",
    list: { region: "RU-BA", year: 2027, kind: "days_off" },
    date: "2028-10-11",
  }]);
});

function yearWith(...days_off: string[]) {
  return { days_off, working_weekends: [] };
}

function shape(at: string, expected: string): CalendarFault {
  return { fault: "shape", at, expected };
}
