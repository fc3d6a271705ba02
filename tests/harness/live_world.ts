import { WorkflowClient } from "@temporalio/client";
import { DefaultLogger, type NativeConnection, Runtime, Worker } from "@temporalio/worker";
import { createActivities } from "../../activities/mod.ts";
import { smtp } from "../../adapters/email/smtp.ts";
import { yookassa } from "../../adapters/payment_provider/yookassa.ts";
import { smsc } from "../../adapters/sms/smsc.ts";
import type { RunningCases } from "../../adapters/temporal/mod.ts";
import { runningCases } from "../../adapters/temporal/running_cases.ts";
import { connect, type Database } from "../../db/connection.ts";
import type { Clock } from "../../domain/clock.ts";
import { addMinutes, instant } from "../../domain/local_date.ts";
import { createLogger } from "../../logging.ts";
import { startOutboxRelay } from "../../relay/outbox_relay.ts";
import { deliverTo } from "../../relay/temporal_delivery.ts";
import { type Sandbox, startSandbox } from "../../sandbox/mod.ts";
import { TASK_QUEUE } from "../../workflows/contract.ts";
import { SHOWN } from "../../workflows/search_attributes.ts";
import { type CaseRows, caseRows } from "./case_rows.ts";
import { until } from "./case_world.ts";
import { testDatabase } from "./database.ts";
import { devTemporal } from "./temporal.ts";
import { workflowBundle } from "./workflow_bundle.ts";

/** Cases in real time, on a server that lists workflows and keeps schedules, as skipping ones can't. */
export interface LiveWorld extends CaseRows, AsyncDisposable {
  sql: Database;
  databaseUrl: string;
  temporalAddress: string;
  connection: NativeConnection;
  client: WorkflowClient;
  cases: RunningCases;
  sandbox: Sandbox;
  /** All rows are written as if it were 50 minutes ago: nothing in them is news any more. */
  past: Clock;
  /** Lets messages wait in the outbox. */
  stopRelay(): Promise<void>;
  /** Waits until the outbox is empty and these workflows have nothing to do. */
  settled(...workflowIds: string[]): Promise<void>;
}

export async function liveWorld(): Promise<LiveWorld> {
  await using stack = new AsyncDisposableStack();
  Runtime.install({ logger: new DefaultLogger("ERROR"), shutdownSignals: [] });
  const database = stack.use(await testDatabase());
  const temporal = stack.use(await devTemporal());
  const sandbox = await startSandbox();
  stack.defer(() => sandbox.close());
  const { sql } = database;
  const connection = await temporal.connect();
  stack.defer(() => connection.close());
  const client = new WorkflowClient({ connection });
  const cases = runningCases(() => Promise.resolve(client), SHOWN);

  const now: Clock = { now: () => instant(new Date().toISOString()) };
  const past: Clock = { now: () => addMinutes(now.now(), -50) };
  const provider = yookassa(sandbox.settings.bank);
  const worker = await Worker.create({
    connection,
    taskQueue: TASK_QUEUE,
    activities: createActivities({
      sql,
      sms: smsc(sandbox.settings.sms),
      mailer: smtp({ url: sandbox.settings.smtpUrl, from: "cabinet@fifth.test" }),
      provider,
      publicUrl: "https://cabinet.example",
      deskPhone: "8005550199",
      cases,
      clock: now,
    }, () => {}),
    workflowBundle: await workflowBundle(),
  });
  const running = worker.run();
  stack.defer(async () => {
    worker.shutdown();
    await running;
  });
  const relaySql = connect(database.url, { max: 2, applicationName: "test-relay" });
  stack.defer(() => relaySql.end({ timeout: 5 }));
  const relay = startOutboxRelay({
    sql: relaySql,
    clock: now,
    logger: createLogger("test", "error", (line) => console.error(line.trim())),
    deliver: deliverTo(() => Promise.resolve(client)),
    pollMs: 200,
  });
  stack.defer(() => relay.close());

  const parts = stack.move();
  return {
    sql,
    databaseUrl: database.url,
    temporalAddress: temporal.address,
    connection,
    client,
    cases,
    sandbox,
    past,
    ...caseRows(sql, past, provider),
    stopRelay: () => relay.close(),
    settled,
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };

  async function settled(...workflowIds: string[]): Promise<void> {
    await until("the outbox to be delivered", async () => {
      const rows = await sql`select from outbox where delivered_at is null limit 1`;
      return rows.length === 0;
    });
    for (const workflowId of workflowIds) {
      await until(`${workflowId} to wait`, async () => {
        const { searchAttributes, raw } = await client.getHandle(workflowId).describe();
        return searchAttributes.Stage && !raw.pendingWorkflowTask && !raw.pendingActivities?.length;
      });
    }
  }
}
