import assert from "node:assert/strict";
import { DEFAULT_REMINDER_PLAN } from "./reminder_plan.ts";
import { parseReminderPlan } from "./reminder_plan_setting.ts";

Deno.test("parseReminderPlan() takes the product's own plan, and one of the first and last day", () => {
  const own = JSON.parse(JSON.stringify(DEFAULT_REMINDER_PLAN));
  assert.deepEqual(parseReminderPlan(own), { ok: true, plan: DEFAULT_REMINDER_PLAN });
  const edges = [
    { day: 1, channels: ["call", "sms"] },
    { day: 30, channels: ["sms", "email", "call"] },
  ];
  assert.deepEqual(parseReminderPlan(edges), { ok: true, plan: edges });
});

Deno.test("parseReminderPlan() names each problem with its step", () => {
  const day = 'Step 1: "day" must be a whole number from 1 to 30.';
  const channels = 'Step 1: "channels" must name one or more of sms, email, call, each once.';
  const refused: [unknown, string[]][] = [
    [null, ['A plan is a list: [{"day": 10, "channels": ["email"]}, …].']],
    [{ day: 10 }, ['A plan is a list: [{"day": 10, "channels": ["email"]}, …].']],
    [[], ["The plan is empty: it needs one step at least."]],
    [[10], ['Step 1 is not of the form {"day": 10, "channels": ["email"]}.']],
    [[[]], ['Step 1 is not of the form {"day": 10, "channels": ["email"]}.']],
    ...[0, 31, 1.5, "10", null, NaN].map((wrong): [unknown, string[]] => [
      [{ day: wrong, channels: ["sms"] }],
      [day],
    ]),
    ...[[], ["fax"], ["sms", "sms"], "sms", undefined, ["sms", 1]].map((
      wrong,
    ): [unknown, string[]] => [[{ day: 10, channels: wrong }], [channels]]),
    [[{ day: 10, channels: ["sms"], hour: 9 }], ["Step 1 has unknown fields: hour."]],
    [
      [{ day: 20, channels: ["sms"] }, { day: 10, channels: ["sms"] }],
      ["Step 2: day 10 must come after day 20."],
    ],
    [
      [{ day: 20, channels: ["sms"] }, { day: 20, channels: ["email"] }],
      ["Step 2: day 20 must come after day 20."],
    ],
    [[{ day: 40, channels: [] }], [day, channels]],
  ];
  for (const [json, problems] of refused) {
    assert.deepEqual(parseReminderPlan(json), { ok: false, problems }, JSON.stringify(json));
  }
});
