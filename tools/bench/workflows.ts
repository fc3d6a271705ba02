import { readdirSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { WorkflowClient } from "@temporalio/client";
import proto from "@temporalio/proto";
import {
  bundleWorkflowCode,
  DefaultLogger,
  type NativeConnection,
  Runtime,
  Worker,
} from "@temporalio/worker";
import type { Activities } from "../../activities/mod.ts";
import type { InvoiceAgenda } from "../../activities/invoices.ts";
import { yookassa } from "../../adapters/payment_provider/yookassa.ts";
import { systemClock } from "../../clock.ts";
import { connect } from "../../db/connection.ts";
import { createLogger } from "../../logging.ts";
import { startOutboxRelay } from "../../relay/outbox_relay.ts";
import { deliverTo } from "../../relay/temporal_delivery.ts";
import { startSandbox } from "../../sandbox/mod.ts";
import { caseRows } from "../../tests/harness/case_rows.ts";
import { startWorker, untilDelivered } from "../../tests/harness/case_worker.ts";
import { caseWorld } from "../../tests/harness/case_world.ts";
import { testDatabase } from "../../tests/harness/database.ts";
import { devTemporal, type TestTemporal } from "../../tests/harness/temporal.ts";
import { workflowBundle } from "../../tests/harness/workflow_bundle.ts";
import { LIVES } from "../../tests/histories/lives.ts";
import { TASK_QUEUE, workflowId } from "../../workflows/contract.ts";
import { table } from "./table.ts";

const ROUNDS = 8;
/** Cases that run at once in a round. */
const CASES = 20;
const YARDSTICK_QUEUE = "yardsticks";
const MEASURED = [
  "paid in time",
  "reminded and paid",
  "default then restored",
  "default, recovery, paid",
];

/** Prints what a life costs, how fast cases settle, and what waiting cases hold. */
export async function reportWorkflows(open: number): Promise<void> {
  await reportLives();
  await reportRate();
  await reportOpenCases(open);
}

/** Events, bytes and actions of each life, on the server that skips time. */
async function reportLives(): Promise<void> {
  const rows: string[][] = [];
  for (const name of MEASURED) {
    await using world = await caseWorld();
    const ids = await LIVES[name]!(world);
    for (const id of ids) {
      const history = await world.handle(id).fetchHistory();
      rows.push([`${name}: ${id.split("/")[0]}`, ...costOf(history)]);
    }
  }
  installRuntime();
  await using temporal = await devTemporal();
  const connection = await temporal.connect();
  const client = new WorkflowClient({ connection });
  const yardsticks = await startYardsticks(connection, { nothing: () => Promise.resolve() });
  await client.execute("simplest", { workflowId: "simplest", taskQueue: YARDSTICK_QUEUE });
  rows.push([
    "simplest: one activity",
    ...costOf(await client.getHandle("simplest").fetchHistory()),
  ]);
  await yardsticks.stop();
  await connection.close();
  table([["life", "events", "kB", "actions"], ...rows]);
  console.log(
    "\nActions as Temporal Cloud counts them: starts, signals, timers, activities with their " +
      "repeats,\nupserts of search attributes, local activities by workflow task, continue-as-new.\n",
  );
}

type History = proto.temporal.api.history.v1.IHistory;

function costOf(history: History): string[] {
  const events = history.events ?? [];
  const bytes = proto.temporal.api.history.v1.History.encode(history).finish().length;
  return [String(events.length), (bytes / 1000).toFixed(1), String(actionsOf(history))];
}

/** https://docs.temporal.io/cloud/actions, as far as our workflows go. */
function actionsOf({ events }: History): number {
  let actions = 0;
  for (const event of events ?? []) {
    const {
      workflowExecutionStartedEventAttributes: started,
      workflowExecutionSignaledEventAttributes: signaled,
      timerStartedEventAttributes: timer,
      activityTaskStartedEventAttributes: activity,
      upsertWorkflowSearchAttributesEventAttributes: upsert,
      markerRecordedEventAttributes: marker,
    } = event;
    if (started || signaled || timer || upsert || marker) actions += 1;
    if (activity) actions += activity.attempt ?? 1;
  }
  return actions;
}

/** Start to settled, against the same activities called in a row: rounds take turns. */
async function reportRate(): Promise<void> {
  await using database = await testDatabase();
  installRuntime();
  await using temporal = await devTemporal();
  const { sql } = database;
  const sandbox = await startSandbox();
  const connection = await temporal.connect();
  const client = new WorkflowClient({ connection });
  const setup = {
    databaseUrl: database.url,
    temporalAddress: temporal.address,
    sandbox: sandbox.settings,
    maxCachedWorkflows: null,
  };
  const bundle = await yardstickBundle();
  const around = (activities: Activities) => activities;
  const means = { connection, clock: systemClock, around };
  const worker = await startWorker(setup, { ...means, workflowBundle: await workflowBundle() });
  const bareWorker = await startWorker(
    setup,
    { ...means, workflowBundle: bundle, taskQueue: YARDSTICK_QUEUE },
  );
  const rows = caseRows(sql, systemClock, yookassa(sandbox.settings.bank));
  const relaySql = connect(database.url, { max: 4, applicationName: "bench-relay" });
  const cases: number[] = [];
  const bares: number[] = [];
  for (let round = 0; round < ROUNDS + 1; round++) {
    const paid: { invoiceId: number; attemptId: string }[] = [];
    for (let made = 0; made < 2 * CASES; made++) {
      const person = await rows.insured();
      const invoiceId = await rows.invoice(person, 90_000);
      const { attemptId, providerId } = await rows.openPayment(person, [invoiceId]);
      await sandbox.bank.decide(providerId, { decision: "pay" });
      paid.push({ invoiceId, attemptId });
    }
    const [ours, theirs] = [paid.slice(0, CASES), paid.slice(CASES)];
    const held = theirs.flatMap(({ invoiceId, attemptId }) => [
      workflowId.invoice(invoiceId),
      workflowId.payment(attemptId),
    ]);
    // The other half is the bare workflow's: its own are not started, nor franchises for either.
    await sql`
      update outbox set delivered_at = recorded_at
      where workflow_id = any(${held}::text[]) or workflow_type = 'franchise'`;
    const runBare = () =>
      timed(() =>
        Promise.all(theirs.map((one) =>
          client.execute("bare", {
            args: [one],
            workflowId: `bare/${one.invoiceId}`,
            taskQueue: YARDSTICK_QUEUE,
          })
        ))
      );
    const runCases = async () => {
      // What the bare ones have written for workflows that were never started.
      await sql`update outbox set delivered_at = recorded_at where workflow_id = any(${held}::text[])`;
      return await timed(async () => {
        const relay = startOutboxRelay({
          sql: relaySql,
          clock: systemClock,
          logger: createLogger("bench", "error", (line) => console.error(line.trim())),
          deliver: deliverTo(() => Promise.resolve(client)),
        });
        await untilDelivered(sql);
        await Promise.all(
          ours.map(({ invoiceId }) => client.getHandle(workflowId.invoice(invoiceId)).result()),
        );
        await relay.close();
      });
    };
    // Each goes first every other time.
    let [bareMs, caseMs] = [0, 0];
    if (round % 2 === 0) bareMs = await runBare();
    caseMs = await runCases();
    if (round % 2 === 1) bareMs = await runBare();
    if (round === 0) continue; // warms both up
    cases.push(caseMs);
    bares.push(bareMs);
  }
  const ratios = cases.map((ms, round) => bares[round]! / ms);
  const rate = (times: number[]) => (CASES / (median(times) / 1000)).toFixed(1);
  console.log(
    `Start to settled, ${CASES} at once, medians of ${ROUNDS} interleaved rounds: ` +
      `${rate(cases)} cases/s, the same activities bare ${rate(bares)}/s: ` +
      `ratio ${median(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)}–${
        Math.max(...ratios).toFixed(2)
      })\n`,
  );
  await worker.stop();
  await bareWorker.stop();
  await relaySql.end({ timeout: 5 });
  await connection.close();
  await sandbox.close();
}

/** What cases cost that only wait: memory, disk, and a restart. */
async function reportOpenCases(count: number): Promise<void> {
  installRuntime();
  await using temporal = await devTemporal();
  const empty = memoryOf(temporal);
  const agenda: InvoiceAgenda = {
    franchiseId: 1,
    employerId: 1,
    owedKopecks: 90_000,
    state: "to_pay",
    dueOn: "2036-04-20",
    timeZone: "Asia/Yekaterinburg",
    decideAt: new Date(Date.now() + 30 * 24 * 60 * 60_000).toISOString(),
    held: false,
    undecided: [],
    recoveryAt: null,
    steps: [],
    overtaken: [],
  };
  const readInvoice = () => Promise.resolve(agenda);
  const connection = await temporal.connect();
  const client = new WorkflowClient({ connection });
  const worker = await Worker.create({
    connection,
    taskQueue: TASK_QUEUE,
    workflowBundle: await workflowBundle(),
    activities: { readInvoice },
  });
  const running = worker.run();
  const started = performance.now();
  for (let from = 1; from <= count; from += 50) {
    const ids = Array.from({ length: Math.min(50, count - from + 1) }, (_, index) => from + index);
    await Promise.all(ids.map((invoiceId) =>
      client.start("invoice", {
        args: [{ invoiceId }],
        workflowId: workflowId.invoice(invoiceId),
        taskQueue: TASK_QUEUE,
      })
    ));
  }
  await until(
    async () =>
      (await client.count('Stage = "Ждем оплату" and ExecutionStatus = "Running"')).count === count,
    60 + count * 0.15,
  );
  const seconds = (performance.now() - started) / 1000;
  worker.shutdown();
  await running;
  const full = memoryOf(temporal);
  const disk = statSync(temporal.databaseFile).size;
  await temporal.stop();
  const restart = await timed(async () => {
    await temporal.start();
    await until(
      async () => (await client.getHandle(workflowId.invoice(count)).describe()) !== null,
      120,
    );
  });
  const after = memoryOf(temporal);
  table([
    [
      "open cases",
      "started/s",
      "RSS MB",
      "RSS MB empty",
      "RSS MB restarted",
      "disk kB/case",
      "restart s",
    ],
    [
      String(count),
      (count / seconds).toFixed(0),
      ...[full, empty, after].map((bytes) => bytes === null ? "?" : (bytes / 1e6).toFixed(0)),
      (disk / count / 1000).toFixed(1),
      (restart / 1000).toFixed(1),
    ],
  ]);
  await connection.close();
}

async function startYardsticks(
  connection: NativeConnection,
  activities: Record<string, () => Promise<unknown>>,
): Promise<{ stop(): Promise<void> }> {
  const worker = await Worker.create({
    connection,
    taskQueue: YARDSTICK_QUEUE,
    workflowBundle: await yardstickBundle(),
    activities,
  });
  const running = worker.run();
  return {
    async stop() {
      worker.shutdown();
      await running;
    },
  };
}

/** The SDK takes its runtime down with the last connection: each part has one of its own. */
function installRuntime(): void {
  Runtime.install({ logger: new DefaultLogger("ERROR"), shutdownSignals: [] });
}

function yardstickBundle(): Promise<{ code: string }> {
  return bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL("./yardsticks.ts", import.meta.url)),
    logger: new DefaultLogger("ERROR"),
  });
}

/** Resident memory of the server on that port; null where the system does not tell (not Linux). */
function memoryOf({ address }: TestTemporal): number | null {
  const port = address.split(":")[1]!;
  for (const pid of safely(() => readdirSync("/proc")) ?? []) {
    const command = safely(() => readFileSync(`/proc/${pid}/cmdline`, "utf8"))?.split("\0") ?? [];
    if (command[1] !== "server" || command[command.indexOf("--port") + 1] !== port) continue;
    const kilobytes = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) * 1024;
  }
  return null;
}

function safely<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null; // a process that has just ended, or a system without /proc
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

async function until(holds: () => Promise<boolean>, seconds: number): Promise<void> {
  const deadline = performance.now() + seconds * 1000;
  while (!await holds().catch(() => false)) {
    if (performance.now() > deadline) throw new Error(`Waited ${seconds} s in vain`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
