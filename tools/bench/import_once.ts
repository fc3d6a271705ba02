/** One round of one way, in a process of its own, so that its peak of memory is its own too. */
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { connect, type Sql } from "../../db/connection.ts";
import type { Clock } from "../../domain/clock.ts";
import { instant, localDate } from "../../domain/local_date.ts";

/** What a round has taken. */
export interface ImportRound {
  /** By stage. */
  ms: Record<string, number>;
  /** The highest so far, as each stage ended. */
  peaks: Record<string, number>;
  peakMb: number;
  read: number;
  invoices: number;
}

type Stage = <T>(name: string, work: () => Promise<T>) => Promise<T>;

const [way = "", url = "", path = ""] = Deno.args;
const NOW = instant("2026-11-20T05:00:00.000Z");
const CLOCK: Clock = { now: () => NOW };

const WAYS: Record<
  string,
  (sql: Sql, stage: Stage) => Promise<{ read: number; invoices: number }>
> = {
  async ours(sql, stage) {
    const { namedFileBytes } = await import("../command_line.ts");
    const { storeFile } = await import("../../use_cases/imports/receive_file.ts");
    const { importRegister } = await import("../../use_cases/imports/import_register.ts");
    const { publishInvoices } = await import("../../use_cases/invoices/publish_invoices.ts");
    const fileId = await stage("store the file", async () => {
      const stored = await storeFile(sql, CLOCK, {
        kind: "register",
        clinic: "Клиника",
        name: basename(path),
        content: await namedFileBytes(path),
        uploadedBy: null,
      });
      if (!stored.ok) throw new Error(stored.reason);
      return stored.file.id;
    });
    const outcome = await stage("check and price", () => importRegister(sql, CLOCK, { fileId }));
    if (!outcome.ok) throw new Error(outcome.english);
    const through = localDate("2026-10-31");
    const { invoices } = await stage("publish", () => publishInvoices(sql, CLOCK, { through }));
    return { read: outcome.accepted, invoices };
  },

  /** The library and plain inserts: nothing is checked, priced or published. */
  async yardstick(sql, stage) {
    const xlsx = await import("xlsx");
    const rows = await stage("read", async () => {
      const book = xlsx.read(await readFile(path), { type: "array", dense: true });
      const sheet = book.Sheets[book.SheetNames[0]!]!;
      return xlsx.utils.sheet_to_json<unknown[]>(sheet, { header: 1 }).slice(1);
    });
    await sql`
        create table plain_lines (number text, policy text, name text, born text, served text,
                                  code text, service text, quantity text, price text, cost text)`;
    await stage("insert", async () => {
      for (let at = 0; at < rows.length; at += 5000) {
        const part = rows.slice(at, at + 5000);
        const column = (index: number) => part.map((row) => String(row[index]));
        await sql`
            insert into plain_lines
            select * from unnest(${column(0)}::text[], ${column(1)}::text[], ${column(2)}::text[],
                                 ${column(3)}::text[], ${column(4)}::text[], ${column(5)}::text[],
                                 ${column(6)}::text[], ${column(7)}::text[], ${column(8)}::text[],
                                 ${column(9)}::text[])`;
      }
    });
    return { read: rows.length, invoices: 0 };
  },
};

const sql = connect(url, { max: 4, applicationName: "bench" });
await sql`select 1`;
const ms: Record<string, number> = {};
const peaks: Record<string, number> = {};
const counts = await WAYS[way]!(sql, async (name, work) => {
  const started = performance.now();
  const done = await work();
  ms[name] = performance.now() - started;
  peaks[name] = peakMb();
  return done;
});
console.log(JSON.stringify({ ms, peaks, peakMb: peakMb(), ...counts } satisfies ImportRound));
await sql.end({ timeout: 5 });

/** As Linux tells it; other systems tell what is held now. */
function peakMb(): number {
  try {
    const kb = /VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
    return Number(kb) / 1024;
  } catch {
    return Deno.memoryUsage().rss / 1024 / 1024;
  }
}
