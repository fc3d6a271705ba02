import { setTimeout as pause } from "node:timers/promises";
import { WorkflowClient } from "@temporalio/client";
import { type NativeConnection, Worker, type WorkflowBundleOption } from "@temporalio/worker";
import { type Activities, createActivities } from "../../activities/mod.ts";
import { smtp } from "../../adapters/email/smtp.ts";
import { yookassa } from "../../adapters/payment_provider/yookassa.ts";
import { smsc } from "../../adapters/sms/smsc.ts";
import { runningCases } from "../../adapters/temporal/running_cases.ts";
import { connect, type Database } from "../../db/connection.ts";
import type { Clock } from "../../domain/clock.ts";
import { TASK_QUEUE } from "../../workflows/contract.ts";
import { SHOWN } from "../../workflows/search_attributes.ts";

/** What a world's worker stands on. It is handed to another process as JSON. */
export interface WorkerSetup {
  databaseUrl: string;
  temporalAddress: string;
  sandbox: {
    bank: { url: string; shopId: string; key: string };
    sms: { url: string; login: string; password: string; sender: string };
    smtpUrl: string;
  };
  /** 0 makes every workflow task replay its whole history; null is the SDK's own number. */
  maxCachedWorkflows: number | null;
}

/** What a process makes for itself. */
export interface WorkerMeans {
  connection: NativeConnection;
  workflowBundle: WorkflowBundleOption;
  clock: Clock;
  /** The product's own unless told. */
  taskQueue?: string;
  /** Stands between worker and activities: they are held until all is delivered unless told. */
  around?: (activities: Activities, sql: Database) => Activities;
}

export interface RunningWorker {
  stop(): Promise<void>;
}

/** The product's workflows and activities against the sandbox. No `Deno` here: it runs on Node too. */
export async function startWorker(
  { databaseUrl, sandbox, maxCachedWorkflows }: WorkerSetup,
  means: WorkerMeans,
): Promise<RunningWorker> {
  const { connection, workflowBundle, clock, taskQueue = TASK_QUEUE } = means;
  const around = means.around ?? heldUntilDelivered;
  const sql = connect(databaseUrl, { max: 5, applicationName: "test-worker" });
  const activities = createActivities({
    sql,
    sms: smsc(sandbox.sms),
    // The sandbox's mail server greets a new connection only after 100 ms: it is kept open.
    mailer: smtp({
      url: `${sandbox.smtpUrl}/?pool=true`,
      from: "Пятая часть <noreply@cabinet.example>",
    }),
    provider: yookassa(sandbox.bank),
    publicUrl: "https://cabinet.example",
    deskPhone: "8005550199",
    cases: runningCases(() => Promise.resolve(new WorkflowClient({ connection })), SHOWN),
    clock,
  }, () => {});
  const worker = await Worker.create({
    connection,
    workflowBundle,
    taskQueue,
    activities: around(activities, sql),
    ...(maxCachedWorkflows === null ? {} : { maxCachedWorkflows }),
  });
  const running = worker.run();
  return {
    async stop() {
      worker.shutdown();
      await running;
      await sql.end({ timeout: 5 });
    },
  };
}

/**
 * The server's clock stands still while an activity runs. So an activity ends here only when what it
 * has written is delivered: else the clock could leap over days before the next workflow is told.
 */
function heldUntilDelivered(activities: Activities, sql: Database): Activities {
  const held = Object.entries(activities).map(([name, activity]) => [
    name,
    async (...args: never[]) => {
      try {
        return await (activity as (...args: never[]) => Promise<unknown>)(...args);
      } finally {
        await untilDelivered(sql);
      }
    },
  ]);
  return Object.fromEntries(held) as Activities;
}

/** Waits in real time, a minute at most: a machine may be busy. */
export async function untilDelivered(sql: Database): Promise<void> {
  for (const start = performance.now(); performance.now() - start < 60_000; await pause(3)) {
    const [row] = await sql`select from outbox where delivered_at is null limit 1`;
    if (!row) return;
  }
  throw new Error("Waited in vain for the outbox to be delivered");
}
