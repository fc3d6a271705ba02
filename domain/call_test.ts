import assert from "node:assert/strict";
import fc from "fast-check";
import {
  CALL_OUTCOMES,
  callBackProblem,
  type CallTerm,
  isCallingTime,
  resultOfTry,
  UNANSWERED_TRIES,
} from "./call.ts";
import {
  addMinutes,
  addSeconds,
  atLocalTime,
  type Instant,
  localDate,
  localTimeOf,
} from "./local_date.ts";

const ZONE = "Asia/Yekaterinburg";
const DUE_ON = localDate("2026-06-03");
const term: CallTerm = { zone: ZONE, dueAt: atLocalTime(localDate("2026-06-04"), "00:00", ZONE) };

function local(time: string, day = "2026-05-29"): Instant {
  return atLocalTime(localDate(day), time, ZONE);
}

function after(outcome: "no_answer" | "busy", at: Instant, unansweredBefore = 0) {
  return resultOfTry({ outcome }, { at, unansweredBefore, term });
}

Deno.test("resultOfTry() ends a call that was answered, and one to a wrong number", () => {
  const made = { at: local("10:00"), unansweredBefore: 2, term };
  assert.deepEqual(resultOfTry({ outcome: "answered" }, made), { state: "done" });
  assert.deepEqual(resultOfTry({ outcome: "wrong_number" }, made), {
    state: "failed",
    detail: "wrong_number",
  });
});

Deno.test("resultOfTry() tries again in two hours where nobody answers, in half an hour where it is busy", () => {
  assert.deepEqual(after("no_answer", local("10:10")), {
    state: "open",
    nextTryAt: local("12:10"),
  });
  assert.deepEqual(after("busy", local("10:10")), { state: "open", nextTryAt: local("10:40") });
});

Deno.test("resultOfTry() leaves what would fall into the evening to 9:00 of the next morning", () => {
  const morning = { state: "open", nextTryAt: local("09:00", "2026-05-30") };
  assert.deepEqual(after("no_answer", local("18:59")), {
    state: "open",
    nextTryAt: local("20:59"),
  });
  assert.deepEqual(after("no_answer", local("19:00")), morning);
  assert.deepEqual(after("busy", local("20:30")), morning);
  assert.deepEqual(after("no_answer", local("23:30")), morning);
  assert.deepEqual(after("busy", local("06:00", "2026-05-30")), morning);
});

Deno.test("resultOfTry() gives up after three tries that nobody answered", () => {
  const unreached = { state: "failed", detail: "unreached" };
  assert.equal(after("busy", local("10:00"), 1).state, "open");
  assert.deepEqual(after("busy", local("10:00"), 2), unreached);
  assert.deepEqual(after("no_answer", local("10:00"), 2), unreached);
});

Deno.test("resultOfTry() gives up where the next try would come after the deadline", () => {
  const lastDay = (time: string) => after("no_answer", local(time, DUE_ON));
  assert.equal(lastDay("18:00").state, "open");
  assert.deepEqual(lastDay("19:30"), { state: "failed", detail: "unreached" });
});

Deno.test("resultOfTry() calls back when it was asked to, however often nobody answered before", () => {
  const callBackAt = local("15:00");
  const made = { at: local("10:00"), unansweredBefore: UNANSWERED_TRIES - 1, term };
  assert.deepEqual(resultOfTry({ outcome: "call_back", callBackAt }, made), {
    state: "open",
    nextTryAt: callBackAt,
  });
});

Deno.test("callBackProblem() wants a time ahead, before the deadline, between 9:00 and 21:00", () => {
  const now = local("10:00");
  const problem = (at: Instant) => callBackProblem(at, { now, term });
  assert.equal(problem(local("10:01")), null);
  assert.equal(problem(now), "not_ahead");
  assert.equal(problem(local("09:59")), "not_ahead");
  assert.equal(problem(local("20:59", DUE_ON)), null);
  assert.equal(problem(term.dueAt), "after_deadline");
  assert.equal(problem(local("09:00", "2026-06-04")), "after_deadline");
  assert.equal(problem(local("21:00")), "quiet_hours");
  assert.equal(problem(local("08:59", "2026-05-30")), "quiet_hours");
  assert.equal(problem(local("09:00", "2026-05-30")), null);
});

Deno.test("no next try lies at night, in the past or past the deadline, in any zone", () => {
  const zones = ["Asia/Yekaterinburg", "Europe/Kaliningrad", "Asia/Kamchatka", "America/New_York"];
  fc.assert(fc.property(
    fc.integer({ min: 0, max: 40 * 24 * 60 }),
    fc.constantFrom(...zones),
    fc.constantFrom(...CALL_OUTCOMES),
    fc.integer({ min: 0, max: UNANSWERED_TRIES }),
    (minutes, zone, outcome, unansweredBefore) => {
      if (outcome === "call_back") return;
      const dueAt = atLocalTime(DUE_ON, "00:00", zone);
      const at = addMinutes(dueAt, -minutes);
      const result = resultOfTry({ outcome }, { at, unansweredBefore, term: { zone, dueAt } });
      if (result.state !== "open") return;
      assert.ok(result.nextTryAt > at && result.nextTryAt < dueAt);
      assert.ok(isCallingTime(result.nextTryAt, zone), localTimeOf(result.nextTryAt, zone));
      assert.ok(unansweredBefore < UNANSWERED_TRIES - 1);
    },
  ));
});

Deno.test("isCallingTime() holds from 9:00 to the last second before 21:00", () => {
  const evening = local("21:00");
  assert.ok(isCallingTime(local("09:00"), ZONE));
  assert.ok(!isCallingTime(addSeconds(local("09:00"), -1), ZONE));
  assert.ok(isCallingTime(addSeconds(evening, -1), ZONE));
  assert.ok(!isCallingTime(evening, ZONE));
});
