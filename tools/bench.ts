/**
 * `deno task bench`: what each page costs, over a throw-away database and without a network. Bytes
 * are what a browser gets at its first visit, compressed; times are ratios to the simplest route of
 * the same run, since machines differ and are seldom quiet. It measures and asserts nothing.
 */
import { gzipSync } from "node:zlib";
import type { PageCost } from "./bench/pages.ts";
import { startTestPostgres } from "./provision/test_postgres.ts";

/** Rounds whose medians are told; pages take turns within each. */
const ROUNDS = 9;
/** Requests of one page in one round. */
const REQUESTS = 30;
const INVOICES = 20;
const YARDSTICK = "/healthz";

const postgres = await startTestPostgres();
try {
  // The harness takes its cluster from here, and builds the pages as it loads.
  Deno.env.set("TEST_POSTGRES_URL", postgres.url);
  const { measurePages } = await import("./bench/pages.ts");
  const rounds = { rounds: ROUNDS, requests: REQUESTS, invoices: INVOICES, yardstick: YARDSTICK };
  print(await measurePages(rounds, (content) => gzipSync(content).length));
} finally {
  await postgres.stop();
}

function print(pages: PageCost[]): void {
  const rows = pages.map(({ page, html, css, script, queries, micros, ratio }) => [
    page,
    ...[html, css, script].map((bytes) => (bytes / 1000).toFixed(1)),
    String(queries),
    micros.toFixed(0),
    ratio.toFixed(1),
  ]);
  const header = ["page", "HTML kB", "CSS kB", "script kB", "queries", "median µs", "× healthz"];
  const table = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  for (const row of table) {
    const cells = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)
    );
    console.log(cells.join("  "));
  }
  console.log(
    `\n${ROUNDS} interleaved rounds of ${REQUESTS} requests; kB are gzip; queries count begin and commit.`,
  );
}
