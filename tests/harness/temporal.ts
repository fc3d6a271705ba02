import { existsSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Connection } from "@temporalio/client";
import { TestWorkflowEnvironment } from "@temporalio/testing";
import { freePort } from "../../tools/ports.ts";
import { addSearchAttributes } from "../../tools/provision/search_attributes.ts";
import { startDevServer, temporalCli, temporalTestServer } from "../../tools/provision/temporal.ts";

/**
 * A server that skips time while nothing happens. It has one clock for all that
 * runs on it, so a test file takes one of its own:
 * `await using environment = await timeSkippingTemporal();`
 */
export async function timeSkippingTemporal(): Promise<TestWorkflowEnvironment & AsyncDisposable> {
  const path = Deno.env.get("TEST_TEMPORAL_TEST_SERVER") ?? temporalTestServer(console.log);
  const environment = await TestWorkflowEnvironment.createTimeSkipping(
    path === null ? {} : { server: { executable: { type: "existing-path", path } } },
  );
  await addSearchAttributes(environment.connection, environment.namespace ?? "default");
  return Object.assign(environment, {
    async [Symbol.asyncDispose]() {
      await environment.teardown();
    },
  });
}

/** A dev server, as `deno task start` has it. */
export interface TestTemporal extends AsyncDisposable {
  address: string;
  /** For clients; a worker takes `NativeConnection.connect({ address })`. */
  connection: Connection;
  /** Ends the server as a crash would, or brings it back on the same port and data. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** Starts a dev server on a free port: `await using temporal = await devTemporal();` */
export async function devTemporal(): Promise<TestTemporal> {
  const cli = Deno.env.get("TEST_TEMPORAL_CLI") ?? await temporalCli(console.log);
  const port = freePort();
  const files = join(tmpdir(), `fifth-temporal-${crypto.randomUUID()}`);
  const start = () =>
    startDevServer({
      cli,
      port,
      uiPort: null,
      databaseFile: `${files}.db`,
      logFile: `${files}.log`,
    });
  let part = await start();
  const address = `127.0.0.1:${port}`;
  // Not connected before it is used: under Deno grpc-js dies with the server it is connected to.
  const connection = Connection.lazy({ address });
  return {
    address,
    connection,
    stop: () => part.stop(),
    async start() {
      part = await start();
    },
    async [Symbol.asyncDispose]() {
      await connection.close();
      await part.stop();
      for (const ending of [".db", ".db-shm", ".db-wal", ".log"]) {
        if (existsSync(files + ending)) rmSync(files + ending);
      }
    },
  };
}
