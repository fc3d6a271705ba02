import { createHash } from "node:crypto";
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

/** Ours, where several copies of the project share a folder. */
const PREFIX = `fifth-${createHash("sha256").update(import.meta.url).digest("hex").slice(0, 8)}-`;

/** A name for what lasts as long as this process, which it tells. */
export function passingName(purpose: string): string {
  return `${PREFIX}${process.pid}-${purpose}-${crypto.randomUUID().slice(0, 8)}`;
}

/** Removes from these folders what processes left that were killed before they could. */
export function sweepPassing(folders: readonly (string | null)[]): void {
  for (const folder of folders) {
    if (folder === null) continue;
    for (const name of readdirSync(folder)) {
      if (!name.startsWith(PREFIX) || isAlive(parseInt(name.slice(PREFIX.length)))) continue;
      rmSync(join(folder, name), { recursive: true, force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
