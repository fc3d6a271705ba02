import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { RunningWorker, WorkerSetup } from "./case_worker.ts";
import { workflowBundle } from "./workflow_bundle.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Runs a world's worker under Node, from bundles as `tools/worker_node.ts` makes them. */
export async function startWorkerOnNode(setup: WorkerSetup): Promise<RunningWorker> {
  const directory = join(ROOT, ".data", `worker-${crypto.randomUUID()}`);
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, "package.json"), '{"type":"module"}\n');
  writeFileSync(join(directory, "workflow_bundle.js"), (await workflowBundle()).code);
  await build({
    entryPoints: [fileURLToPath(new URL("./node_worker_main.ts", import.meta.url))],
    outfile: join(directory, "worker.js"),
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    // The import map gives this package another name; Node has no import map.
    alias: { xlsx: "@e965/xlsx" },
    logLevel: "warning",
    absWorkingDir: ROOT,
  });
  const worker = new Deno.Command("node", {
    args: [join(directory, "worker.js"), JSON.stringify(setup)],
    cwd: ROOT,
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let said = "";
  let isReady = () => {};
  const ready = new Promise<void>((resolve) => isReady = resolve);
  const reading = (async () => {
    for await (const text of worker.stdout.pipeThrough(new TextDecoderStream())) {
      said += text;
      if (said.includes("ready\n")) isReady();
    }
  })();
  await Promise.race([ready, reading]);
  if (!said.includes("ready\n")) {
    rmSync(directory, { recursive: true, force: true });
    throw new Error(`The worker on Node did not start: ${said}`);
  }
  return {
    async stop() {
      await worker.stdin.close();
      const { code } = await worker.status;
      await reading;
      rmSync(directory, { recursive: true, force: true });
      if (code !== 0) throw new Error(`The worker on Node ended with ${code}`);
    },
  };
}
