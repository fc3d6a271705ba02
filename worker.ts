import { existsSync } from "node:fs";
import process from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type NativeConnection, Runtime, Worker } from "@temporalio/worker";
import { createActivities } from "./activities/mod.ts";
import { smtp } from "./adapters/email/smtp.ts";
import { yookassa } from "./adapters/payment_provider/yookassa.ts";
import { smsc } from "./adapters/sms/smsc.ts";
import { temporalLink } from "./adapters/temporal/link.ts";
import { runningCases } from "./adapters/temporal/running_cases.ts";
import { keepSchedule } from "./adapters/temporal/schedules.ts";
import { registerSearchAttributes } from "./adapters/temporal/search_attributes.ts";
import { systemClock } from "./clock.ts";
import { readConfig } from "./config.ts";
import { connect } from "./db/connection.ts";
import { createLogger, type LogLevel } from "./logging.ts";
import { startCodeLane } from "./relay/code_lane.ts";
import { startOutboxRelay } from "./relay/outbox_relay.ts";
import { deliverTo } from "./relay/temporal_delivery.ts";
import { TASK_QUEUE } from "./workflows/contract.ts";
import {
  EMPLOYER_REPORTS_DAILY,
  PUBLISHING_MONTHLY,
  RECONCILE_NIGHTLY,
} from "./workflows/schedules.ts";
import { SEARCH_ATTRIBUTES, SHOWN } from "./workflows/search_attributes.ts";

// Dates in workflows follow the process's zone; ours are told in UTC.
process.env.TZ = "UTC";

const config = readConfig(process.env);
const { address, namespace } = config.temporal;
const logger = createLogger("worker", config.logLevel, (line) => process.stdout.write(line));
const stopping = new AbortController();
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
  process.on(signal, () => {
    if (!stopping.signal.aborted) logger.info("worker stopping", { reason: signal });
    stopping.abort();
  });
}

const sql = connect(config.databaseUrl, { applicationName: "fifth-worker", max: 20 });
const relaySql = connect(config.databaseUrl, { applicationName: "fifth-relay", max: 8 });
const sms = smsc(config.smsc);
const mailer = smtp({ url: config.smtpUrl, from: config.mailFrom });

const codes = startCodeLane({
  sql: relaySql,
  logger,
  clock: systemClock,
  sms,
  mailer,
  serverKey: config.serverKey,
  publicUrl: config.publicUrl,
});

Runtime.install({
  shutdownSignals: [],
  logger: runtimeLogger(),
  telemetryOptions: { logging: { filter: { core: "WARN", other: "ERROR" }, forward: {} } },
});
const temporal = temporalLink({ address, namespace });
const outbox = startOutboxRelay({
  sql: relaySql,
  logger,
  clock: systemClock,
  deliver: deliverTo(temporal.client),
});

const activities = createActivities({
  sql,
  sms,
  mailer,
  provider: yookassa(config.yookassa),
  publicUrl: config.publicUrl,
  deskPhone: config.deskPhone,
  cases: runningCases(temporal.client, SHOWN),
  clock: systemClock,
}, (activity, error) => logger.error("activity failed", { activity, error }));

await runWorkerUntilStopped();
await Promise.all([codes.close(), outbox.close()]);
await temporal.close();
await Promise.all([sql.end({ timeout: 5 }), relaySql.end({ timeout: 5 })]);
logger.info("worker stopped");
process.exit(0);

/** Temporal may come later than we do, and go: the worker is made again until the process stops. */
async function runWorkerUntilStopped(): Promise<void> {
  for (let failures = 0; !stopping.signal.aborted; failures++) {
    try {
      const connection = await temporal.connection();
      await registerSearchAttributes(connection, namespace, SEARCH_ATTRIBUTES);
      await keepSchedules(connection);
      await runWorker(connection);
      failures = 0;
    } catch (error) {
      if (stopping.signal.aborted) return;
      logger.warn("temporal is away", { attempt: failures + 1, error });
      const ms = Math.min(500 * 2 ** failures, 5000);
      await pause(ms, undefined, { signal: stopping.signal }).catch(() => {});
    }
  }
}

/**
 * A server without schedules still carries cases on; then only `deno task reconcile` compares, and
 * staff ask for employers' reports and publish invoices.
 */
async function keepSchedules(connection: NativeConnection): Promise<void> {
  for (const schedule of [RECONCILE_NIGHTLY, EMPLOYER_REPORTS_DAILY, PUBLISHING_MONTHLY]) {
    const kept = await keepSchedule(connection, namespace, schedule);
    if (kept.ok) continue;
    logger.warn("no schedule", { id: schedule.scheduleId, reason: kept.reason, code: kept.code });
  }
}

async function runWorker(connection: NativeConnection): Promise<void> {
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue: TASK_QUEUE,
    activities,
    shutdownGraceTime: "10s",
    // Left alone, the SDK passes one on every 48 s of the minute after which silence means death.
    maxHeartbeatThrottleInterval: "10s",
    ...workflowSource(),
  });
  const stop = () => worker.shutdown();
  if (stopping.signal.aborted) return;
  stopping.signal.addEventListener("abort", stop, { once: true });
  try {
    const running = worker.run();
    logger.info("worker ready", { taskQueue: TASK_QUEUE });
    await running;
  } finally {
    stopping.signal.removeEventListener("abort", stop);
  }
}

/** The bundle that the build for Node puts beside this file; else the sources, bundled now. */
function workflowSource() {
  const codePath = fileURLToPath(new URL("./workflow_bundle.js", import.meta.url));
  if (existsSync(codePath)) return { workflowBundle: { codePath } };
  return { workflowsPath: fileURLToPath(new URL("./workflows/mod.ts", import.meta.url)) };
}

/** The SDK's own messages, through our log, which drops what it does not know. */
function runtimeLogger() {
  const at = (level: LogLevel) => (message: string, meta: { error?: unknown } = {}) =>
    logger[level](message, meta.error === undefined ? {} : { error: meta.error });
  return {
    log: (_level: string, message: string) => logger.info(message),
    trace: () => {},
    debug: at("debug"),
    info: at("debug"),
    warn: at("warn"),
    error: at("error"),
  };
}
