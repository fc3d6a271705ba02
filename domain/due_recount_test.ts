import assert from "node:assert/strict";
import calendarData from "../db/calendar/ru-calendar.json" with { type: "json" };
import { withYear, yearOfDays } from "./calendar_decree.ts";
import { recountDueDates } from "./due_recount.ts";
import { localDate } from "./local_date.ts";

const OPEN = {
  invoiceId: 2001,
  publishedOn: localDate("2026-04-20"),
  dueOn: localDate("2026-06-03"),
  region: null,
  timeZone: "Asia/Yekaterinburg",
};

Deno.test("a case moves to its new 30th working day, to 24:00 in its own zone", () => {
  const year = yearOfDays(calendarData, { year: 2026, region: null });
  const daysOff = [...year.daysOff, localDate("2026-05-12")];
  const cases = [
    OPEN,
    { ...OPEN, invoiceId: 2002, timeZone: "Europe/Moscow" },
    { ...OPEN, invoiceId: 2003, region: "RU-BA", dueOn: localDate("2026-06-04") },
    {
      ...OPEN,
      invoiceId: 2004,
      publishedOn: localDate("2026-05-12"),
      dueOn: localDate("2026-06-24"),
    },
  ];
  const { moved, kept } = recountDueDates(withYear(calendarData, { ...year, daysOff }), cases);
  assert.deepEqual(moved.map((one) => [one.invoiceId, one.toOn, one.dueAt]), [
    [2001, "2026-06-04", "2026-06-04T19:00:00.000Z"],
    [2002, "2026-06-04", "2026-06-04T21:00:00.000Z"],
    [2003, "2026-06-05", "2026-06-05T19:00:00.000Z"],
  ]);
  assert.deepEqual(kept, [], "the day of publication does not count");
});

Deno.test("a case that would come out earlier keeps what was promised", () => {
  const { moved, kept } = recountDueDates(calendarData, [
    OPEN,
    { ...OPEN, invoiceId: 2002, dueOn: localDate("2026-06-05") },
  ]);
  assert.deepEqual(moved, []);
  assert.deepEqual(kept, [{ invoiceId: 2002, fromOn: "2026-06-05", toOn: "2026-06-03" }]);
});

Deno.test("years that are not decided are told with the cases that count their days", () => {
  const { provisional } = recountDueDates(calendarData, [
    OPEN,
    { ...OPEN, publishedOn: localDate("2026-12-10"), region: "RU-BA" },
    { ...OPEN, publishedOn: localDate("2027-12-10") },
    { ...OPEN, publishedOn: localDate("2027-12-11") },
  ]);
  assert.deepEqual(provisional, [
    { year: 2027, region: "RU-BA", cases: 1 },
    { year: 2028, region: null, cases: 2 },
  ]);
});
