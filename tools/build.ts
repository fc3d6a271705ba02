import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const STAMP = join(ROOT, ".data/build.sha256");

/** What the browser's part and the list of routes are made of. */
const SOURCES = [
  "components",
  "deno.json",
  "deno.lock",
  "dev.ts",
  "domain",
  "fresh",
  "fresh.config.ts",
  "islands",
  "routes",
  "static",
];

/** Whether `_fresh/` was built from the very sources that are here now. */
export function isBuilt(): boolean {
  return existsSync(join(ROOT, "_fresh/server.js")) && existsSync(STAMP) &&
    readFileSync(STAMP, "utf8") === hashOfSources();
}

/** Remembers that `_fresh/` is of the present sources; call it after a build that worked. */
export function markBuilt(hash: string): void {
  writeFileSync(STAMP, hash);
}

/** SHA-256 over what the pages are built from. */
export function hashOfSources(): string {
  return hashOf(SOURCES);
}

/** SHA-256 over the path and content of files and of whole folders, their tests left out. */
export function hashOf(sources: readonly string[]): string {
  const hash = createHash("sha256");
  for (const source of sources) add(source);
  return hash.digest("hex");

  function add(path: string): void {
    const full = join(ROOT, path);
    if (!existsSync(full)) return;
    if (statSync(full).isFile()) {
      hash.update(path).update("\0").update(readFileSync(full));
      return;
    }
    for (const entry of readdirSync(full, { withFileTypes: true }).sort(byName)) {
      if (!/_test\.tsx?$/.test(entry.name)) add(join(path, entry.name));
    }
  }
}

function byName(a: { name: string }, b: { name: string }): number {
  return a.name < b.name ? -1 : 1;
}
