import { existsSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Connection, WorkflowClient } from "@temporalio/client";
import { type Duration, msToTs, tsToMs } from "@temporalio/common/lib/time.js";
import { TestWorkflowEnvironment, TimeSkippingWorkflowClient } from "@temporalio/testing";
import { NativeConnection } from "@temporalio/worker";
import { addSearchAttributes } from "../../adapters/temporal/search_attributes.ts";
import { freePort } from "../../tools/ports.ts";
import { startDevServer, temporalCli, temporalTestServer } from "../../tools/provision/temporal.ts";
import { SEARCH_ATTRIBUTES } from "../../workflows/search_attributes.ts";

/** A server that skips time while nothing happens; it has one clock for all that runs on it. */
export interface SkippingTemporal extends AsyncDisposable {
  address: string;
  /** For workers and clients alike. */
  connection: NativeConnection;
  /** Lets no time pass. */
  client: WorkflowClient;
  /** Lets time pass while it waits for a result. */
  skippingClient: WorkflowClient;
  /** Lets so much time pass, in milliseconds or as "30 days". */
  sleep(duration: Duration): Promise<void>;
  currentTimeMs(): Promise<number>;
}

/** A test file takes one of its own: `await using temporal = await timeSkippingTemporal();` */
export async function timeSkippingTemporal(): Promise<SkippingTemporal> {
  const path = Deno.env.get("TEST_TEMPORAL_TEST_SERVER") ?? temporalTestServer(console.log);
  const environment = await withoutGrpcJs(() =>
    TestWorkflowEnvironment.createTimeSkipping(
      path === null ? {} : { server: { executable: { type: "existing-path", path } } },
    )
  );
  const connection = environment.nativeConnection;
  const testService = connection.testService!;
  await addSearchAttributes(connection, "default", SEARCH_ATTRIBUTES);
  return {
    address: environment.address,
    connection,
    client: new WorkflowClient({ connection }),
    skippingClient: new TimeSkippingWorkflowClient({ connection }),
    async sleep(duration) {
      await testService.unlockTimeSkippingWithSleep({ duration: msToTs(duration) });
    },
    async currentTimeMs() {
      const { time } = await testService.getCurrentTime({});
      return tsToMs(time);
    },
    [Symbol.asyncDispose]: () => environment.teardown(),
  };
}

/**
 * The SDK's test environment also opens a connection over grpc-js. Under Deno 2.9 that one can take
 * the whole process with it when its server ends (see adapters/temporal/link.ts), so it is given one
 * that connects only when it is used, and everything here uses the native one.
 */
async function withoutGrpcJs<T>(work: () => Promise<T>): Promise<T> {
  const { connect } = Connection;
  Connection.connect = (options) => Promise.resolve(Connection.lazy(options));
  try {
    return await work();
  } finally {
    Connection.connect = connect;
  }
}

/** A dev server, as `deno task start` has it. */
export interface TestTemporal extends AsyncDisposable {
  address: string;
  databaseFile: string;
  /** A connection of the caller's own, to be closed. */
  connect(): Promise<NativeConnection>;
  /** Kills the server (SIGKILL), or brings it back on the same port and data. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

/**
 * Starts a dev server on a free port: `await using temporal = await devTemporal();`
 *
 * @param dynamicConfig the server's own settings, `limit.historyCount.suggestContinueAsNew=100`
 */
export async function devTemporal(...dynamicConfig: string[]): Promise<TestTemporal> {
  const cli = Deno.env.get("TEST_TEMPORAL_CLI") ?? await temporalCli(console.log);
  let port = freePort();
  const files = join(tmpdir(), `fifth-temporal-${crypto.randomUUID()}`);
  const start = () =>
    startDevServer({
      cli,
      port,
      uiPort: null,
      databaseFile: `${files}.db`,
      logFile: `${files}.log`,
      stopSignal: "KILL",
      dynamicConfig,
    });
  // Another test may take the port before the server does, or while it is down.
  let part = await start().catch(() => {
    port = freePort();
    return start();
  });
  const address = `127.0.0.1:${port}`;
  return {
    address,
    databaseFile: `${files}.db`,
    connect: () => NativeConnection.connect({ address }),
    stop: () => part.stop(),
    async start() {
      part = await start().catch(start);
    },
    async [Symbol.asyncDispose]() {
      await part.stop();
      for (const ending of [".db", ".db-journal", ".db-shm", ".db-wal", ".log"]) {
        if (existsSync(files + ending)) rmSync(files + ending);
      }
    },
  };
}
