import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { SETTINGS } from "../config.ts";

const FILE = fileURLToPath(new URL("../.data/running.json", import.meta.url));

/** What a running `deno task start` tells the tools of a second terminal. */
export interface Running {
  /** The process of `deno task start`. */
  pid: number;
  databaseUrl: string;
  /** Addresses without a trailing slash. */
  web: string;
  sandbox: string;
  /** HOST:PORT */
  temporal: string;
  /** Temporal's UI; null where the server is not ours. */
  ui: string | null;
  /** Every setting, as `readConfig` of config.ts takes them. */
  settings: Record<string, string>;
}

/** What a tool works with: the environment's settings over those of the running start. */
export interface ToolSettings {
  databaseUrl: string;
  /** Null: nothing runs here, the environment alone tells. */
  running: Running | null;
  /** For `readConfig`. */
  env: Record<string, string>;
}

/** Keys are in it, so only its owner may read it. */
export function writeRunning(running: Running): void {
  writeFileSync(FILE, JSON.stringify(running, null, 2) + "\n", { mode: 0o600 });
}

export function removeRunning(): void {
  rmSync(FILE, { force: true });
}

/** The start that runs in this folder now; null if none does. */
export function readRunning(): Running | null {
  let text: string;
  try {
    text = readFileSync(FILE, "utf8");
  } catch (error) {
    if ((error as { code?: string }).code === "ENOENT") return null;
    throw error;
  }
  const running = JSON.parse(text) as Running;
  return isAlive(running.pid) ? running : null; // one that was killed left its file
}

/** Finds the settings, or the reason why there are none. */
export function findSettings(
  env: Record<string, string | undefined>,
  running: Running | null,
): { ok: true; settings: ToolSettings } | { ok: false; reason: string } {
  const own = Object.fromEntries(
    SETTINGS.flatMap((name) => env[name] ? [[name, env[name]]] : []),
  ) as Record<string, string>;
  const merged: Record<string, string> = { ...running?.settings, ...own };
  const databaseUrl = merged.DATABASE_URL;
  if (databaseUrl !== undefined) {
    return { ok: true, settings: { databaseUrl, running, env: merged } };
  }
  return {
    ok: false,
    reason: "Nothing is running in this folder, and DATABASE_URL is not set: " +
      "start the product in another terminal (deno task start), or set DATABASE_URL.",
  };
}

/** For tools: the settings, or the reason on stderr and exit code 2. */
export function runningOrEnv(): ToolSettings {
  const found = findSettings(Deno.env.toObject(), readRunning());
  if (found.ok) return found.settings;
  console.error(found.reason);
  Deno.exit(2);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === "EPERM"; // alive, another user's
  }
}
