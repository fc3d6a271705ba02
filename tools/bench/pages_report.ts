import { gzipSync } from "node:zlib";
import { measurePages, type PageCost } from "./pages.ts";
import { table } from "./table.ts";

/** Rounds whose medians are told; pages take turns within each. */
const ROUNDS = 9;
/** Requests of one page in one round. */
const REQUESTS = 30;
const INVOICES = 20;
const YARDSTICK = "/healthz";

/**
 * What each page costs, over a throw-away database and without a network. Bytes are what a browser
 * gets at its first visit, compressed; times are ratios to the simplest route of the same run, since
 * machines differ and are seldom quiet.
 */
export async function reportPages(): Promise<void> {
  const rounds = { rounds: ROUNDS, requests: REQUESTS, invoices: INVOICES, yardstick: YARDSTICK };
  print(await measurePages(rounds, (content) => gzipSync(content).length));
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
  table([header, ...rows]);
  console.log(
    `\n${ROUNDS} interleaved rounds of ${REQUESTS} requests; kB are gzip; queries count begin and commit.`,
  );
}
