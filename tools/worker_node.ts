import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleWorkflowCode, DefaultLogger } from "@temporalio/worker";
import { build } from "esbuild";
import { runningOrEnv } from "./running.ts";
import { runEntry, SetupError } from "./setup_error.ts";

/**
 * `deno task worker:node`: builds the worker for Node and runs it there. Temporal's maintainers
 * support workers on Node only, so production runs this one. Settings come from the environment,
 * else from the `deno task start` that runs in this folder. `--build` stops after building.
 *
 * Node 20 neither reads the import map nor runs TypeScript, hence a bundle; the packages stay
 * outside of it, in the project's node_modules.
 */
const root = fileURLToPath(new URL("../", import.meta.url));
const directory = join(root, ".data", "worker");

await runEntry(async () => {
  await buildWorker();
  return Deno.args.includes("--build") ? 0 : await runOnNode();
});

/** Writes `.data/worker/worker.js` with the workflows' bundle beside it, where it looks for one. */
async function buildWorker(): Promise<void> {
  mkdirSync(directory, { recursive: true });
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(root, "workflows", "mod.ts"),
    logger: new DefaultLogger("ERROR"),
  });
  writeFileSync(join(directory, "workflow_bundle.js"), code);
  writeFileSync(join(directory, "package.json"), '{"type":"module"}\n');
  await build({
    entryPoints: [join(root, "worker.ts")],
    outfile: join(directory, "worker.js"),
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    // The import map gives this package another name; Node has no import map.
    alias: { xlsx: "@e965/xlsx" },
    sourcemap: true,
    logLevel: "warning",
    absWorkingDir: root,
  });
}

/** Runs the build under `node`, passing signals on. @returns its exit code */
async function runOnNode(): Promise<number> {
  const command = new Deno.Command("node", {
    args: ["--enable-source-maps", join(directory, "worker.js")],
    env: { ...runningOrEnv().env, TZ: "UTC" },
    stdin: "null",
  });
  const node = spawn(command);
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
    Deno.addSignalListener(signal, () => {
      // Ctrl-C reaches Node by itself too; a second signal to a process that is gone is no error.
      try {
        node.kill(signal);
      } catch (error) {
        if (!(error instanceof Deno.errors.NotFound) && !(error instanceof TypeError)) throw error;
      }
    });
  }
  return (await node.status).code;
}

function spawn(command: Deno.Command): Deno.ChildProcess {
  try {
    return command.spawn();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new SetupError("There is no `node` on the PATH: install Node 20 or newer");
  }
}
