import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { chromium } from "playwright-core";
import { SetupError } from "../setup_error.ts";
import type { Progress } from "./temporal.ts";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

const MAC_APPLICATIONS = [
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/**
 * The path of a Chromium or Chrome for the journeys: CHROMIUM_PATH, one found on
 * the machine, Debian's package (as root), else Playwright's download. Throws
 * {@linkcode SetupError}.
 */
export function findBrowser(progress: Progress): string {
  const named = Deno.env.get("CHROMIUM_PATH");
  if (named !== undefined && named !== "") {
    if (existsSync(named)) return named;
    throw new SetupError(`CHROMIUM_PATH is ${named}, but there is no such file.`);
  }
  const found = onThisMachine();
  if (found !== null) return found;
  if (process.getuid?.() === 0 && existsSync("/etc/debian_version")) {
    progress("Installing Chromium for the journeys (apt-get, once)");
    if (succeeds("apt-get", ["update"]) && succeeds("apt-get", INSTALL)) {
      const installed = onThisMachine();
      if (installed !== null) return installed;
    }
  }
  const downloaded = chromium.executablePath();
  if (existsSync(downloaded)) return downloaded;
  progress("Fetching Chromium for the journeys (Playwright's download, once)");
  if (succeeds(Deno.execPath(), DOWNLOAD) && existsSync(downloaded)) return downloaded;
  throw new SetupError(
    "The journeys need a browser, and none could be found or fetched: " +
      "install Chromium or Chrome, or set CHROMIUM_PATH to one.",
  );
}

const INSTALL = ["install", "-y", "--no-install-recommends", "chromium"];

/** Playwright's own command, of the version that is installed. */
const PLAYWRIGHT = join(
  dirname(createRequire(import.meta.url).resolve("playwright-core/package.json")),
  "cli.js",
);

const DOWNLOAD = ["run", "-A", PLAYWRIGHT, "install", "chromium"];

function onThisMachine(): string | null {
  for (const name of NAMES) {
    for (const folder of (Deno.env.get("PATH") ?? "").split(":")) {
      const path = `${folder}/${name}`;
      if (folder !== "" && existsSync(path)) return path;
    }
  }
  return MAC_APPLICATIONS.find((path) => existsSync(path)) ?? null;
}

function succeeds(program: string, args: readonly string[]): boolean {
  try {
    execFileSync(program, args, {
      stdio: "ignore",
      env: { ...Deno.env.toObject(), DEBIAN_FRONTEND: "noninteractive" },
    });
    return true;
  } catch {
    return false; // the next way is tried
  }
}
