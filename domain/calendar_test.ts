import assert from "node:assert/strict";
import calendarData from "../db/calendar/ru-calendar.json" with { type: "json" };
import { type Calendar, calendarOf, describeDayOff } from "./calendar.ts";
import { DECREED_MOVES, REGIONAL_DATED_HOLIDAYS } from "./holidays.ts";
import { dayOfWeek, localDate, yearOf } from "./local_date.ts";

const federal = calendarOf(calendarData, null);
const bashkortostan = calendarOf(calendarData, "RU-BA");

Deno.test("A day off says why in Russian", () => {
  const reasons = {
    "2026-01-01": "1 января — Новогодние каникулы",
    "2026-01-07": "7 января — Рождество Христово",
    "2026-01-09": "выходной, перенос с 3 января",
    "2026-02-23": "23 февраля — День защитника Отечества",
    "2026-03-08": "8 марта — Международный женский день (воскресенье)",
    "2026-03-09": "выходной, перенос с 8 марта",
    "2026-05-01": "1 мая — Праздник Весны и Труда",
    "2026-05-09": "9 мая — День Победы (суббота)",
    "2026-05-10": "воскресенье",
    "2026-05-11": "выходной, перенос с 9 мая",
    "2026-05-16": "суббота",
    "2026-11-04": "4 ноября — День народного единства",
    "2025-05-08": "выходной, перенос с 23 февраля",
    "2019-05-10": "выходной, перенос с 23 февраля",
    "2024-04-29": "выходной, перенос с 27 апреля",
  };
  for (const [date, reason] of Object.entries(reasons)) assertOff(federal, date, reason);
});

Deno.test("A working Saturday says where its day off went", () => {
  const { working, reason } = federal.dayKind(localDate("2024-11-02"));
  assert.equal(working, true);
  assert.equal(reason, "рабочая суббота, выходной перенесен на 30 апреля");
  assert.equal(federal.dayKind(localDate("2026-05-12")).reason, null);
});

Deno.test("Bashkortostan's holidays are named, and a weekend one moves on", () => {
  const reasons = {
    "2026-03-20": "20 марта — Ураза-байрам",
    "2026-05-27": "27 мая — Курбан-байрам",
    "2026-10-11": "11 октября — День Республики Башкортостан (воскресенье)",
    "2026-10-12": "выходной, перенос с 11 октября (День Республики Башкортостан)",
    "2025-03-31": "выходной, перенос с 30 марта (Ураза-байрам)",
    "2022-07-11": "выходной, перенос с 9 июля (Курбан-байрам)",
    "2022-05-02": "2 мая — Ураза-байрам",
    "2026-05-11": "выходной, перенос с 9 мая",
  };
  for (const [date, reason] of Object.entries(reasons)) assertOff(bashkortostan, date, reason);
  assert.equal(federal.dayKind(localDate("2026-05-27")).working, true);
});

Deno.test("Every listed day off has a reason that names a holiday or a moved day", () => {
  const unnamed = [
    ...Object.values(calendarData.years).flatMap((year) => year.days_off),
    ...calendarData.regions["RU-BA"].days_off,
  ].filter((date) => !/ — |перенос с/.test(bashkortostan.dayKind(localDate(date)).reason ?? ""));
  assert.deepEqual(unnamed, []);
});

Deno.test("Every named move goes from a weekend or a working Saturday to a listed day off", () => {
  const years: Record<string, { days_off: string[] }> = calendarData.years;
  for (const [to, from] of Object.entries(DECREED_MOVES)) {
    assert.ok(years[to.slice(0, 4)]?.days_off.includes(to), to);
    assert.ok(dayOfWeek(localDate(from)) > 5, from);
    assert.equal(yearOf(from), yearOf(localDate(to)));
  }
  const regional = calendarData.regions["RU-BA"].days_off;
  const named = Object.keys(REGIONAL_DATED_HOLIDAYS["RU-BA"] ?? {});
  assert.deepEqual(named.filter((date) => !regional.includes(date)), []);
});

Deno.test("A year without a decree follows art. 112 alone and says that it is provisional", () => {
  const offs = {
    "2028-01-06": "6 января — Новогодние каникулы",
    "2028-05-09": "9 мая — День Победы",
    "2031-03-10": "выходной, перенос с 8 марта",
    "2033-05-02": "выходной, перенос с 1 мая",
    "2029-11-05": "выходной, перенос с 4 ноября",
  };
  for (const [date, reason] of Object.entries(offs)) {
    assertOff(federal, date, reason);
    assert.equal(federal.dayKind(localDate(date)).provisional, true, date);
  }
  // 1 and 2 January 2028 are a weekend: the government moves two such days, art. 112 none.
  assert.equal(federal.dayKind(localDate("2028-01-10")).working, true);
  assert.equal(federal.dayKind(localDate("2028-12-29")).working, true);
  assert.equal(federal.dayKind(localDate("2027-05-05")).provisional, false);
});

Deno.test("A region's year without its own holidays is provisional and keeps the yearly one", () => {
  assert.equal(bashkortostan.dayKind(localDate("2026-07-01")).provisional, false);
  assert.equal(bashkortostan.dayKind(localDate("2027-07-01")).provisional, true);
  assertOff(bashkortostan, "2027-10-11", "11 октября — День Республики Башкортостан");
  assertOff(
    bashkortostan,
    "2031-10-13",
    "выходной, перенос с 11 октября (День Республики Башкортостан)",
  );
  assert.equal(bashkortostan.dayKind(localDate("2028-10-12")).working, true);
});

Deno.test("A new decree decides its year, whatever art. 112 alone would say", () => {
  const decree = { days_off: ["2028-05-08", "2028-05-09"], working_weekends: ["2028-05-06"] };
  const later = calendarOf(
    { ...calendarData, years: { ...calendarData.years, "2028": decree } },
    null,
  );
  assertOff(later, "2028-05-08", "выходной по постановлению правительства");
  assert.deepEqual(later.dayKind(localDate("2028-05-06")), {
    working: true,
    kind: "working_weekend",
    reason: "рабочая суббота",
    provisional: false,
  });
});

Deno.test("An announced year's regional days are taken as listed", () => {
  const region = { name: "Республика Башкортостан", days_off: ["2027-03-10", "2027-10-11"] };
  const later = calendarOf({ ...calendarData, regions: { "RU-BA": region } }, "RU-BA");
  assertOff(later, "2027-03-10", "региональный выходной");
  assert.equal(later.dayKind(localDate("2027-03-10")).provisional, false);
});

Deno.test("An unknown region and a date that is none are refused by name", () => {
  assert.throws(() => calendarOf(calendarData, "RU-XX"), /RU-XX.*RU-BA/);
  const broken = {
    country: "RU",
    years: { "2026": { days_off: ["вчера"], working_weekends: [] } },
  };
  assert.throws(() => calendarOf({ ...broken, regions: {} }, null), /вчера/);
});

Deno.test("describeDayOff() names the date once", () => {
  const describe = (date: string) => {
    const day = localDate(date);
    return describeDayOff({ date: day, reason: federal.dayKind(day).reason ?? "" });
  };
  assert.equal(describe("2026-05-01"), "1 мая — Праздник Весны и Труда");
  assert.equal(describe("2026-05-11"), "11 мая — выходной, перенос с 9 мая");
});

function assertOff(calendar: Calendar, date: string, reason: string): void {
  const day = calendar.dayKind(localDate(date));
  assert.equal(day.working, false, date);
  assert.equal(day.reason, reason);
}
