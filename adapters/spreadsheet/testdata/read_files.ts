/** Reads the files that it is given, and tells why each is refused and how much memory all took. */
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { argv } from "node:process";
import { readSpreadsheet } from "../mod.ts";

const reasons: string[] = [];
for (const path of argv.slice(2)) {
  const read = await readSpreadsheet({ name: basename(path), content: readFileSync(path) });
  reasons.push(read.ok ? "read" : read.reason);
}
console.log(JSON.stringify({ reasons, peakMb: peakMb() }));

/** Null where the system does not tell. */
function peakMb(): number | null {
  try {
    const kb = /VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
    return kb === undefined ? null : Number(kb) / 1024;
  } catch {
    return null;
  }
}
