import assert from "node:assert/strict";
import { ScheduleClient } from "@temporalio/client";
import { devTemporal, timeSkippingTemporal } from "../../tests/harness/temporal.ts";
import { type DailySchedule, keepSchedule } from "./schedules.ts";

const NIGHTLY: DailySchedule = {
  scheduleId: "nightly",
  hour: 3,
  minute: 10,
  timeZone: "Asia/Yekaterinburg",
  catchUpHours: 1,
  workflowType: "reconcile",
  workflowId: "reconcile",
  taskQueue: "fifth",
  summary: "Сверка",
};

Deno.test("a schedule is made once, follows its settings, and stays paused when it was", async () => {
  await using temporal = await devTemporal();
  const connection = await temporal.connect();
  try {
    const keep = (daily: DailySchedule) => keepSchedule(connection, "default", daily);
    assert.deepEqual(await keep(NIGHTLY), { ok: true, change: "created" });
    assert.deepEqual(await keep(NIGHTLY), { ok: true, change: "none" });
    const handle = new ScheduleClient({ connection }).getHandle("nightly");
    const { policies, info } = await handle.describe();
    assert.deepEqual(policies, {
      overlap: "SKIP",
      catchupWindow: 3_600_000,
      pauseOnFailure: false,
    });
    assert.match(info.nextActionTimes[0]!.toISOString(), /T22:10:00\.000Z$/);

    await handle.pause("by hand");
    for (
      const changed of [
        { hour: 4 },
        { minute: 0 },
        { timeZone: "Europe/Moscow" },
        { catchUpHours: 2 },
        { workflowType: "another" },
        { workflowId: "another" },
        { taskQueue: "another" },
        { summary: "Другая" },
      ]
    ) {
      assert.deepEqual(await keep({ ...NIGHTLY, ...changed }), { ok: true, change: "updated" });
      assert.deepEqual(await keep({ ...NIGHTLY, ...changed }), { ok: true, change: "none" });
      assert.deepEqual(await keep(NIGHTLY), { ok: true, change: "updated" });
    }
    const { state } = await handle.describe();
    assert.deepEqual([state.paused, state.note], [true, "by hand"]);
  } finally {
    await connection.close();
  }
});

Deno.test("a server without schedules is told, not taken for broken", async () => {
  await using temporal = await timeSkippingTemporal();
  const kept = await keepSchedule(temporal.connection, "default", NIGHTLY);
  assert.deepEqual(kept, { ok: false, reason: "not_possible", code: 12 });
});
