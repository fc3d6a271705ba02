import assert from "node:assert/strict";
import fc from "fast-check";
import calendarData from "../db/calendar/ru-calendar.json" with { type: "json" };
import { calendarOf } from "./calendar.ts";
import { localDate, localDateOf, localTimeOf } from "./local_date.ts";
import { DEFAULT_REMINDER_PLAN, planReminders, reminderInstant } from "./reminder_plan.ts";

const ZONE = "Asia/Yekaterinburg";

Deno.test("Reminders fall on the plan's working days after publication", () => {
  const calendar = calendarOf(calendarData, "RU-BA");
  const planned = planReminders(calendar, localDate("2026-04-20"), DEFAULT_REMINDER_PLAN);
  assert.deepEqual(planned.map(({ day, on, channels }) => [day, on, ...channels]), [
    [10, "2026-05-05", "email"],
    [20, "2026-05-20", "sms", "email"],
    [25, "2026-05-28", "sms"],
    [27, "2026-06-01", "call"],
    [29, "2026-06-03", "sms", "email"],
  ]);
  assert.equal(planned[0]?.skipped.length, 5);
});

Deno.test("A reminder goes between 9:00 and 12:00 local, always at the same time for one key", () => {
  const on = localDate("2026-05-05");
  fc.assert(fc.property(fc.string(), (key) => {
    const at = reminderInstant(on, ZONE, key);
    assert.equal(localDateOf(at, ZONE), on);
    const time = localTimeOf(at, ZONE);
    assert.ok("09:00" <= time && time < "12:00", time);
    assert.equal(reminderInstant(on, ZONE, key), at);
  }));
});

Deno.test("Neighbouring invoices are reminded all over the morning", () => {
  const quarters = new Map<string, number>();
  for (let id = 2001; id <= 3200; id++) {
    const time = localTimeOf(reminderInstant(localDate("2026-05-05"), ZONE, `invoice/${id}`), ZONE);
    const quarter = `${time.slice(0, 3)}${Math.floor(Number(time.slice(3)) / 15)}`;
    quarters.set(quarter, (quarters.get(quarter) ?? 0) + 1);
  }
  assert.equal(quarters.size, 12);
  for (const [quarter, count] of quarters) {
    assert.ok(count > 60 && count < 140, `${quarter} ${count}`);
  }
});
