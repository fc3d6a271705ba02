import assert from "node:assert/strict";
import { defineSearchAttributeKey } from "@temporalio/common";
import { WorkflowClient } from "@temporalio/client";
import { until } from "../../tests/harness/case_world.ts";
import { devTemporal } from "../../tests/harness/temporal.ts";
import { CasesUnreachable } from "./mod.ts";
import { runningCases } from "./running_cases.ts";

const KEYS = {
  dueAt: defineSearchAttributeKey("DueAt", "DATETIME"),
  amountKopecks: defineSearchAttributeKey("AmountKopecks", "INT"),
  overdue: defineSearchAttributeKey("Overdue", "BOOL"),
};

Deno.test("cases are looked at one by one and listed by type; what was never started is nobody", async () => {
  await using temporal = await devTemporal();
  const connection = await temporal.connect();
  const client = new WorkflowClient({ connection });
  const cases = runningCases(() => Promise.resolve(client), KEYS);
  try {
    const options = { taskQueue: "nobody works here", args: [] };
    await client.start("invoice", {
      ...options,
      workflowId: "invoice/1",
      typedSearchAttributes: [
        { key: KEYS.dueAt, value: new Date("2026-12-20T19:00:00Z") },
        { key: KEYS.amountKopecks, value: 90_000 },
        { key: KEYS.overdue, value: false },
      ],
    });
    await client.start("payment", { ...options, workflowId: "payment/1" });
    await client.start("roster", { ...options, workflowId: "roster/1" });

    const invoice = await cases.look("invoice/1");
    assert.equal(invoice!.status, "running");
    assert.deepEqual(invoice!.shown, {
      dueAt: "2026-12-20T19:00:00.000Z",
      amountKopecks: 90_000,
      overdue: false,
    });
    assert.equal(invoice!.taskAttempts, 1);
    assert.deepEqual([invoice!.activities, invoice!.problems], [[], []]);
    const payment = await cases.look("payment/1");
    assert.deepEqual(payment!.shown, { dueAt: null, amountKopecks: null, overdue: null });
    assert.equal(await cases.look("invoice/2"), null);

    await until("both in the list", async () => {
      const listed = await Array.fromAsync(cases.list(["invoice", "payment"]));
      return listed.map(({ workflowId }) => workflowId).sort().join() === "invoice/1,payment/1";
    });
    await client.getHandle("payment/1").terminate();
    assert.equal((await cases.look("payment/1"))!.status, "terminated");
    await until("one in the list", async () => {
      const listed = await Array.fromAsync(cases.list(["invoice", "payment"]));
      return listed.length === 1 && listed[0]!.workflowType === "invoice";
    });

    // A namespace that is not there would make every case look like one that was never started.
    const elsewhere = new WorkflowClient({ connection, namespace: "nowhere" });
    const lost = runningCases(() => Promise.resolve(elsewhere), KEYS);
    await assert.rejects(lost.look("invoice/1"), CasesUnreachable);
  } finally {
    await connection.close();
  }
});

Deno.test("a server that is away is told apart from a case that is not there", async () => {
  await using temporal = await devTemporal();
  const connection = await temporal.connect();
  const client = new WorkflowClient({ connection });
  const cases = runningCases(() => Promise.resolve(client), KEYS);
  await temporal.stop();
  try {
    await assert.rejects(cases.look("invoice/1"), CasesUnreachable);
    await assert.rejects(Array.fromAsync(cases.list(["invoice"])), CasesUnreachable);
    const unconnected = runningCases(() => Promise.reject(new Error("refused")), KEYS);
    await assert.rejects(unconnected.look("invoice/1"), CasesUnreachable);
  } finally {
    await connection.close();
    await temporal.start();
  }
});
