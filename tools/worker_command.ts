import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { hashOf } from "./build.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const BUNDLE = join(ROOT, ".data/worker/worker.js");
const STAMP = join(ROOT, ".data/worker.sha256");
const OLDEST_NODE = 20;

/** All that the worker's bundle is made of. */
const SOURCES = [
  "activities",
  "adapters",
  "clock.ts",
  "config.ts",
  "db",
  "deno.lock",
  "domain",
  "logging.ts",
  "relay",
  "tools/worker_node.ts",
  "use_cases",
  "worker.ts",
  "workflows",
];

/**
 * How the worker is run here. Temporal's maintainers support workers on Node only, and Deno has
 * been seen to crash under one, so Node runs it wherever there is one; Deno does otherwise.
 */
export interface WorkerCommand {
  command: readonly string[];
  /** What has to be run before, once for every change of the sources; null: nothing. */
  build: { command: readonly string[]; done(): void } | null;
}

export function workerCommand(): WorkerCommand {
  if (!hasNode()) return { command: [Deno.execPath(), "run", "-A", "worker.ts"], build: null };
  const hash = hashOf(SOURCES);
  const built = existsSync(BUNDLE) && existsSync(STAMP) && readFileSync(STAMP, "utf8") === hash;
  return {
    command: ["node", "--enable-source-maps", BUNDLE],
    build: built ? null : {
      command: [Deno.execPath(), "run", "-A", "tools/worker_node.ts", "--build"],
      done: () => writeFileSync(STAMP, hash),
    },
  };
}

function hasNode(): boolean {
  try {
    const version = execFileSync("node", ["--version"], { encoding: "utf8", timeout: 10_000 });
    return Number(/^v(\d+)\./.exec(version)?.[1] ?? 0) >= OLDEST_NODE;
  } catch {
    return false; // there is none, and none is needed
  }
}
