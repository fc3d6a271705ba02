import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { WEB_SETTINGS } from "../config.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));

/** Read by the web process: what the build wrote. Its code needs no permission to be loaded. */
const READABLE = ["_fresh", "static"];

/**
 * The web process's command with the permissions that it has: to reach Postgres and the bank, to
 * read its built pages, to see its own settings. No writing, no other programs, no native code.
 */
export function webCommand(port: number, settings: Record<string, string>): string[] {
  const reachable = [hostOf(settings.DATABASE_URL, 5432), hostOf(settings.YOOKASSA_URL, 443)];
  return [
    Deno.execPath(),
    "serve",
    "--no-prompt",
    "--host",
    "127.0.0.1",
    "--port",
    String(port),
    `--allow-net=${[`127.0.0.1:${port}`, ...reachable].join(",")}`,
    `--allow-read=${READABLE.map((path) => join(ROOT, path)).join(",")}`,
    `--allow-env=${WEB_SETTINGS.join(",")}`,
    "--ignore-env",
    "web.ts",
  ];
}

/** The web process is handed its own settings and none of the worker's secrets. */
export function webEnvironment(
  env: Record<string, string>,
  settings: Record<string, string>,
): Record<string, string> {
  const own = Object.entries(settings).filter(([name]) => WEB_SETTINGS.includes(name));
  const rest = Object.entries(env).filter(([name]) => !(name in settings));
  return Object.fromEntries([...rest, ...own]);
}

function hostOf(address: string | undefined, defaultPort: number): string {
  const url = new URL(address ?? "");
  const port = url.port || (url.protocol === "http:" ? 80 : defaultPort);
  return `${url.hostname}:${port}`;
}
