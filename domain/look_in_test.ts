import assert from "node:assert/strict";
import { atLocalTime, instant, localDate, localDateOf, localTimeOf } from "./local_date.ts";
import { isLookInDue, nextLookIn, type Visits } from "./look_in.ts";

const zone = "Asia/Yekaterinburg";
const key = "look-in/7";
const at = (day: string, time: string) => atLocalTime(localDate(day), time, zone);

const visits: Visits = {
  activeFrom: localDate("2026-03-02"),
  registeredAt: at("2026-02-20", "12:00"),
  lastAt: at("2026-04-15", "23:30"),
  remindedOn: null,
};

function next(changes: Partial<Visits>, now: string) {
  return nextLookIn({ ...visits, ...changes }, { zone, key, now: instant(now) });
}

Deno.test("nextLookIn() is a month after the last visit's local day, in the morning", () => {
  const { on, at } = next({}, "2026-04-16T00:00:00Z");
  assert.equal(on, "2026-05-15");
  assert.equal(localDateOf(at, zone), on);
  assert.ok(localTimeOf(at, zone) >= "09:00" && localTimeOf(at, zone) < "12:00");
});

Deno.test("nextLookIn() counts from the first active day or the registration where nobody has been since", () => {
  const now = "2026-03-02T00:00:00Z";
  assert.equal(next({ lastAt: null }, now).on, "2026-04-02");
  assert.equal(next({ lastAt: null, registeredAt: null }, now).on, "2026-04-02");
  const registeredAt = at("2026-03-10", "12:00");
  assert.equal(next({ lastAt: null, registeredAt }, now).on, "2026-04-10");
  assert.equal(next({ lastAt: at("2026-02-25", "12:00") }, now).on, "2026-04-02");
});

Deno.test("nextLookIn() comes again each month on the same day, also over short months", () => {
  const lastAt = at("2027-01-31", "12:00");
  const days = [];
  let remindedOn = null;
  for (let reminder = 0; reminder < 4; reminder++) {
    const { on } = next({ lastAt, remindedOn }, "2027-02-01T00:00:00Z");
    days.push(on);
    remindedOn = on;
  }
  assert.deepEqual(days, ["2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31"]);
});

Deno.test("nextLookIn() leaves a month after a reminder that was counted from elsewhere", () => {
  const remindedOn = localDate("2026-05-10");
  assert.equal(next({ remindedOn }, "2026-05-11T00:00:00Z").on, "2026-06-15");
});

Deno.test("nextLookIn() starts anew after a visit that followed a reminder", () => {
  const changes = { remindedOn: localDate("2026-05-15"), lastAt: at("2026-05-20", "12:00") };
  assert.equal(next(changes, "2026-05-21T00:00:00Z").on, "2026-06-20");
});

Deno.test("nextLookIn() after an outage is the newest alone, at once by day and in the morning by night", () => {
  const noon = next({}, "2026-08-20T07:00:00.000Z");
  assert.deepEqual(noon, { on: "2026-08-15", at: "2026-08-20T07:00:00.000Z" });
  const night = next({}, "2026-08-20T20:00:00.000Z");
  assert.equal(night.on, "2026-08-15");
  assert.equal(localDateOf(night.at, zone), "2026-08-21");
  assert.ok(localTimeOf(night.at, zone) >= "09:00");
});

Deno.test("nextLookIn() gives the same reminder in the minute that it falls due as before", () => {
  const before = next({}, "2026-05-01T00:00:00Z");
  const then = next({}, before.at);
  assert.deepEqual(then, before);
});

Deno.test("isLookInDue() is not true any more once somebody has looked in", () => {
  const on = localDate("2026-05-15");
  assert.equal(isLookInDue(visits, { on, zone }), true);
  const lastAt = at("2026-05-14", "12:00");
  assert.equal(isLookInDue({ ...visits, lastAt }, { on, zone }), false);
});
