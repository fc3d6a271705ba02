import type { WorkflowHandle } from "@temporalio/client";
import { DefaultLogger, Runtime } from "@temporalio/worker";
import type { PaymentProvider } from "../../adapters/payment_provider/mod.ts";
import { yookassa } from "../../adapters/payment_provider/yookassa.ts";
import { connect, type Database } from "../../db/connection.ts";
import { enqueue } from "../../db/outbox.ts";
import type { Clock } from "../../domain/clock.ts";
import { instant } from "../../domain/local_date.ts";
import { createLogger } from "../../logging.ts";
import { type RelayParts, startOutboxRelay } from "../../relay/outbox_relay.ts";
import { deliverTo } from "../../relay/temporal_delivery.ts";
import { type Sandbox, startSandbox } from "../../sandbox/mod.ts";
import { workflowId } from "../../workflows/contract.ts";
import { type CaseRows, caseRows } from "./case_rows.ts";
import { testDatabase } from "./database.ts";
import { startWorker, type WorkerSetup } from "./case_worker.ts";
import { startWorkerOnNode } from "./node_worker.ts";
import { type SkippingTemporal, timeSkippingTemporal } from "./temporal.ts";
import { workflowBundle } from "./workflow_bundle.ts";

/** Cases running for real: Postgres, the sandbox, a server that skips time, worker and relay. */
export interface CaseWorld extends CaseRows, AsyncDisposable {
  temporal: SkippingTemporal;
  sql: Database;
  url: string;
  sandbox: Sandbox;
  /** The server's clock, as it was last read. */
  clock: Clock;
  provider: PaymentProvider;
  /** Hands a message to Temporal past the relay: again, or out of its order. */
  deliver: Deliver;
  /** Waits in real time until the outbox is empty. */
  delivered(): Promise<void>;
  notifyOfPayment(attemptId: string): Promise<void>;
  /** Lets time pass until then, or by so many milliseconds; then everything is delivered. */
  passTo(at: string): Promise<void>;
  pass(ms: number): Promise<void>;
  /** Waits in real time, a minute at most. */
  until<T>(what: string, find: () => Promise<T | null | undefined | false>): Promise<T>;
  handle(id: string): WorkflowHandle;
  /** Waits for a workflow's end, skipping time: whatever else waits may go ahead too. */
  result(id: string): Promise<unknown>;
  /** Waits in real time for a workflow's end. */
  ended(id: string): Promise<void>;
  stage(id: string): Promise<string | undefined>;
}

export interface CaseWorldOptions {
  /** Where workflows and activities run: in this process, or in one of Node's. */
  worker?: "here" | "node";
  /** 0 makes every workflow task replay its whole history; the SDK's own number unless told. */
  maxCachedWorkflows?: number;
  /** Puts something between the relay and Temporal: another order, a message handed over twice. */
  between?: (deliver: Deliver) => Deliver;
}

export type Deliver = RelayParts["deliver"];

export async function caseWorld(options: CaseWorldOptions = {}): Promise<CaseWorld> {
  Runtime.install({
    logger: new DefaultLogger("ERROR"),
    shutdownSignals: [],
    // The time-skipping server is warned of as an old one, at every start.
    // And not forwarded to us: the core would still call a test file that has ended.
    telemetryOptions: { logging: { filter: { core: "ERROR", other: "ERROR" } } },
  });
  const database = await testDatabase();
  const sandbox = await startSandbox();
  const temporal = await timeSkippingTemporal();
  const { sql } = database;
  const relaySql = connect(database.url, { max: 4, applicationName: "test-relay" });
  const logger = createLogger("test", "error", (line) => console.error(line.trim()));

  let now = instant(new Date(await temporal.currentTimeMs()).toISOString());
  const clock: Clock = { now: () => now };
  const provider = yookassa(sandbox.settings.bank);
  const { client } = temporal;
  const setup: WorkerSetup = {
    databaseUrl: database.url,
    temporalAddress: temporal.address,
    sandbox: sandbox.settings,
    maxCachedWorkflows: options.maxCachedWorkflows ?? null,
  };
  const worker = options.worker === "node"
    ? await startWorkerOnNode(setup)
    : await startWorker(setup, {
      connection: temporal.connection,
      workflowBundle: await workflowBundle(),
      clock,
    });
  const deliver = deliverTo(() => Promise.resolve(client));
  const between = options.between ?? ((deliver: Deliver) => deliver);
  const relay = startOutboxRelay({
    sql: relaySql,
    clock,
    logger,
    deliver: between(deliver),
    pollMs: 200,
  });
  return {
    temporal,
    sql,
    url: database.url,
    sandbox,
    clock,
    provider,
    deliver,
    delivered: untilDelivered,
    ...caseRows(sql, clock, provider),
    notifyOfPayment,
    passTo: (at) => pass(Date.parse(at) - Date.parse(now)),
    pass,
    until,
    handle: (id) => client.getHandle(id),
    async result(id) {
      await untilDelivered();
      return await temporal.skippingClient.getHandle(id).result();
    },
    async ended(id) {
      await untilDelivered();
      await until(
        `the end of ${id}`,
        async () => (await client.getHandle(id).describe()).status.name === "COMPLETED",
      );
      await untilDelivered();
    },
    async stage(id) {
      await untilDelivered();
      const { searchAttributes } = await client.getHandle(id).describe();
      return searchAttributes.Stage?.[0] as string | undefined;
    },
    async [Symbol.asyncDispose]() {
      await worker.stop();
      await relay.close();
      await relaySql.end({ timeout: 5 });
      await temporal[Symbol.asyncDispose]();
      await sandbox.close();
      await database[Symbol.asyncDispose]();
    },
  };

  async function notifyOfPayment(attemptId: string): Promise<void> {
    await enqueue(sql, {
      workflowType: "payment",
      workflowId: workflowId.payment(attemptId),
      input: { attemptId },
      signal: "bankNotified",
    }, now);
  }

  async function pass(ms: number): Promise<void> {
    await untilDelivered();
    if (ms > 0) await temporal.sleep(ms);
    now = instant(new Date(await temporal.currentTimeMs()).toISOString());
    await untilDelivered();
  }

  async function untilDelivered(): Promise<void> {
    await until("the outbox to be delivered", async () => {
      const [row] = await sql<{ count: number }[]>`
        select count(*) from outbox where delivered_at is null`;
      return row!.count === 0;
    }, 5);
  }
}

/** Waits in real time until `find` finds something, a minute at most: a machine may be busy. */
export async function until<T>(
  what: string,
  find: () => Promise<T | null | undefined | false>,
  pauseMs = 25,
): Promise<T> {
  const deadline = Date.now() + 60_000;
  while (true) {
    const found = await find();
    if (found !== null && found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`Waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
