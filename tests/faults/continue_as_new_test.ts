import assert from "node:assert/strict";
import { WorkflowClient } from "@temporalio/client";
import { WorkflowNotFoundError } from "@temporalio/common";
import { DefaultLogger, Runtime } from "@temporalio/worker";
import { yookassa } from "../../adapters/payment_provider/yookassa.ts";
import { systemClock } from "../../clock.ts";
import { connect } from "../../db/connection.ts";
import { createLogger } from "../../logging.ts";
import { startOutboxRelay } from "../../relay/outbox_relay.ts";
import { deliverTo } from "../../relay/temporal_delivery.ts";
import { startSandbox } from "../../sandbox/mod.ts";
import { workflowId } from "../../workflows/contract.ts";
import { caseRows, type InsuredPerson } from "../harness/case_rows.ts";
import { startWorker, untilDelivered } from "../harness/case_worker.ts";
import { until } from "../harness/case_world.ts";
import { testDatabase } from "../harness/database.ts";
import { devTemporal } from "../harness/temporal.ts";
import { workflowBundle } from "../harness/workflow_bundle.ts";

/** Events after which the server asks a workflow to continue as new; it is 4,096 by itself. */
const SUGGESTED_AFTER = 40;
const CASES = 4;

Deno.test("cases under a storm of signals continue as new again and again, and forget nothing", async () => {
  await weatherTheStorm({ maxCachedWorkflows: null });
});

Deno.test("they forget nothing without the cache of workflows either", async () => {
  await weatherTheStorm({ maxCachedWorkflows: 0 });
});

/**
 * Each case is signalled without a pause, and paid in the middle of that; its deadline is weeks away.
 * If the signal of its payment fell between two runs, it would not end.
 */
async function weatherTheStorm(
  { maxCachedWorkflows }: { maxCachedWorkflows: number | null },
): Promise<void> {
  Runtime.install({ logger: new DefaultLogger("ERROR"), shutdownSignals: [] });
  await using database = await testDatabase();
  await using temporal = await devTemporal(
    `limit.historyCount.suggestContinueAsNew=${SUGGESTED_AFTER}`,
  );
  await using cleanUp = new AsyncDisposableStack();
  const { sql } = database;
  const sandbox = await startSandbox();
  cleanUp.defer(() => sandbox.close());
  const connection = await temporal.connect();
  cleanUp.defer(() => connection.close());
  const client = new WorkflowClient({ connection });
  const worker = await startWorker({
    databaseUrl: database.url,
    temporalAddress: temporal.address,
    sandbox: sandbox.settings,
    maxCachedWorkflows,
  }, { connection, workflowBundle: await workflowBundle(), clock: systemClock });
  cleanUp.defer(() => worker.stop());
  const relaySql = connect(database.url, { max: 2, applicationName: "test-relay" });
  cleanUp.defer(() => relaySql.end({ timeout: 5 }));
  const relay = startOutboxRelay({
    sql: relaySql,
    clock: systemClock,
    logger: createLogger("test", "error", (line) => console.error(line.trim())),
    deliver: deliverTo(() => Promise.resolve(client)),
  });
  cleanUp.defer(() => relay.close());
  const rows = caseRows(sql, systemClock, yookassa(sandbox.settings.bank));

  const cases: { invoiceId: number; person: InsuredPerson }[] = [];
  while (cases.length < CASES) {
    const person = await rows.insured();
    cases.push({ person, invoiceId: await rows.invoice(person, 90_000) });
  }
  await until("the accruals", async () => {
    const [row] = await sql`
      select count(*) from notices where template = 'accrual' and state = 'sent'`;
    return row!.count === 2 * CASES;
  });
  const over = new AbortController();
  cleanUp.defer(() => over.abort());
  await Promise.all(cases.map(async ({ person, invoiceId }) => {
    const id = workflowId.invoice(invoiceId);
    const franchise = workflowId.franchise(person.franchiseId);
    const storm = signalUntilOver(client, id, over.signal);
    void signalUntilOver(client, franchise, over.signal);
    await until(`${id} to continue as new`, async () => await runsOf(client, id) >= 2);
    const { providerId } = await rows.openPayment(person, [invoiceId]);
    await sandbox.bank.decide(providerId, { decision: "pay" });
    await storm;
    await until(
      `${franchise} to continue as new`,
      async () => await runsOf(client, franchise) >= 2,
    );
    assert.equal(await client.getHandle(id).result(), "paid");
  }));
  over.abort();
  await untilDelivered(sql);
  for (const { person } of cases) {
    const handle = client.getHandle(workflowId.franchise(person.franchiseId));
    await until("the franchise to serve", async () => {
      const { status, searchAttributes } = await handle.describe();
      return status.name === "RUNNING" && searchAttributes.Stage?.[0] === "Действует";
    });
  }

  const notices = await sql`
    select invoice_id, template, channel, state from notices where template = 'accrual'`;
  assert.equal(notices.length, 2 * CASES);
  assert.ok(notices.every(({ state }) => state === "sent"));
  const [owed] = await sql`select count(*) from invoice_balances where owed_kopecks <> 0`;
  assert.equal(owed!.count, 0);
}

/** Says «read your rows again» without end, though nothing has changed. */
async function signalUntilOver(
  client: WorkflowClient,
  id: string,
  over: AbortSignal,
): Promise<void> {
  while (!over.aborted) {
    try {
      await client.getHandle(id).signal("reread");
    } catch (error) {
      if (over.aborted || error instanceof WorkflowNotFoundError) return;
      throw error;
    }
    // Temporal refuses to begin a new run while unseen signals wait: they come with gaps, as in life.
    await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 80));
  }
}

async function runsOf(client: WorkflowClient, id: string): Promise<number> {
  let runs = 0;
  for await (const _ of client.list({ query: `WorkflowId = "${id}"` })) runs++;
  return runs;
}
