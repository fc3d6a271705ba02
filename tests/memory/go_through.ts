/** Stores a register, goes through its rows as an import does, and tells how much memory that took. */
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { argv } from "node:process";
import { connect } from "../../db/connection.ts";
import { readImportContent } from "../../db/imports/imports.ts";
import { instant } from "../../domain/local_date.ts";
import { namedFileBytes } from "../../tools/command_line.ts";
import { storeFile } from "../../use_cases/imports/receive_file.ts";
import { readRegister } from "../../use_cases/imports/register_file.ts";

const [url, path] = argv.slice(2) as [string, string];
const now = instant("2026-11-20T05:00:00.000Z");
const sql = connect(url, { max: 2, applicationName: "test" });
const name = basename(path);
const stored = await storeFile(sql, { now: () => now }, {
  kind: "register",
  clinic: "Клиника",
  name,
  content: await namedFileBytes(path),
  uploadedBy: null,
});
if (!stored.ok) throw new Error(stored.reason);
const register = await readRegister({
  name,
  content: await readImportContent(sql, stored.file.id),
});
if (!register.ok) throw new Error(register.english);
let rows = 0;
for await (const block of register.rows) rows += block.length;
console.log(JSON.stringify({ rows, peakMb: peakMb() }));
await sql.end({ timeout: 5 });

/** Null where the system does not tell. */
function peakMb(): number | null {
  try {
    const kb = /VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
    return kb === undefined ? null : Number(kb) / 1024;
  } catch {
    return null;
  }
}
