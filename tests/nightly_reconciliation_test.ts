import assert from "node:assert/strict";
import { ScheduleClient, WorkflowClient } from "@temporalio/client";
import type { NativeConnection } from "@temporalio/worker";
import { RECONCILE_NIGHTLY } from "../workflows/schedules.ts";
import { until } from "./harness/case_world.ts";
import { startProduct } from "./harness/product.ts";

Deno.test("the worker keeps the nightly comparison's schedule; once started, it compares and says so", async () => {
  await using product = await startProduct();
  const { sql } = product;
  const connection = await product.temporal.connect();
  try {
    const schedule = new ScheduleClient({ connection }).getHandle(RECONCILE_NIGHTLY.scheduleId);
    const { action, info } = await schedule.describe();
    assert.deepEqual([action.workflowType, action.workflowId], ["reconcile", "reconcile"]);
    assert.match(info.nextActionTimes[0]!.toISOString(), /T22:10:00\.000Z$/);

    await schedule.trigger();
    const quiet = await outcome(connection, 1);
    assert.deepEqual(quiet.counts, { compared: 0, differences: 0, mended: 0 });
    assert.deepEqual(quiet.stage, ["Расхождений нет"]);
    assert.equal(quiet.details, "Сверено 0\u00a0дел, расхождений нет.");

    await sql`
      insert into outbox (workflow_id, workflow_type, input, recorded_at)
      values ('invoice/1', 'unheard of', '{}', now() - interval '1 hour')`;
    await schedule.trigger();
    const named = await outcome(connection, 2);
    assert.deepEqual(named.counts, { compared: 0, differences: 1, mended: 0 });
    assert.deepEqual(named.stage, ["Есть расхождения"]);
    assert.match(
      named.details,
      /Расхождений: \*\*1\*\*, исправлено само: 0, \*\*нужен сотрудник: 1\*\*/,
    );
    const rows = await sql`
      select workflow_id, kind from drift d join reconciliations r on r.id = d.reconciliation_id
      where r.finished_at is not null`;
    assert.equal(rows.length, 1);
    assert.deepEqual([rows[0]!.workflow_id, rows[0]!.kind], ["invoice/1", "undelivered"]);

    await product.worker.stop();
    await product.worker.start();
    assert.equal((await schedule.describe()).info.lastUpdatedAt, undefined);
  } finally {
    await connection.close();
  }
});

/** What the schedule's nth run came to, and shows in the Temporal UI. */
async function outcome(connection: NativeConnection, nth: number) {
  const schedule = new ScheduleClient({ connection }).getHandle(RECONCILE_NIGHTLY.scheduleId);
  const started = await until(`start ${nth}`, async () => {
    return (await schedule.describe()).info.recentActions[nth - 1];
  });
  const { workflowId } = started.action.workflow;
  assert.match(workflowId, /^reconcile-2\d{3}-/);
  const handle = new WorkflowClient({ connection }).getHandle(workflowId);
  const counts = await handle.result();
  const { searchAttributes } = await handle.describe();
  const { currentDetails: details } = await handle.query<{ currentDetails: string }>(
    "__temporal_workflow_metadata",
  );
  return { counts, stage: searchAttributes.Stage, details };
}
