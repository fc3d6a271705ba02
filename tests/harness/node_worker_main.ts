// The process of node_worker.ts: runs until its standard input closes.
import process from "node:process";
import { fileURLToPath } from "node:url";
import { DefaultLogger, NativeConnection, Runtime } from "@temporalio/worker";
import { systemClock } from "../../clock.ts";
import { startWorker, type WorkerSetup } from "./case_worker.ts";

const setup = JSON.parse(process.argv[2]!) as WorkerSetup;
Runtime.install({
  logger: new DefaultLogger("ERROR"),
  shutdownSignals: [],
  // The time-skipping server is warned of as an old one, at every start.
  telemetryOptions: { logging: { filter: { core: "ERROR", other: "ERROR" } } },
});
const connection = await NativeConnection.connect({ address: setup.temporalAddress });
const codePath = fileURLToPath(new URL("./workflow_bundle.js", import.meta.url));
const worker = await startWorker(setup, {
  connection,
  workflowBundle: { codePath },
  clock: systemClock,
});
process.stdout.write("ready\n");
for await (const _ of process.stdin) { /* nothing is said */ }
await worker.stop();
await connection.close();
process.exit(0);
