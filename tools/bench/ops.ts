import { connect, type Sql } from "../../db/connection.ts";
import { cluster } from "../../tests/harness/database.ts";
import { type TestSite, testSite, type Visitor } from "../../tests/harness/site.ts";
import { instant } from "../../domain/local_date.ts";
import { type Addresses, addressesOf, staffPatterns } from "./ops_pages.ts";
import { insertCrowd } from "./ops_rows.ts";
import { table } from "./table.ts";

export interface OpsWanted {
  /** People in the large database; the small one has a hundredth of them, or a thousand. */
  people: number;
  /** How often each page is asked for; medians are told. */
  rounds: number;
  /** Pages whose address has this in it; all where it is empty. */
  word: string;
}

/** What a page of staff's costs where it has much to show. */
interface PageCost {
  path: string;
  status: number;
  ms: number;
  /** Of the small database's time. */
  timesSmall: number;
  /** Of the simplest page's time in the large database. */
  timesSimplest: number;
  queries: number;
  /** Rows that Postgres fetched, by index or by reading a table through. */
  rows: number;
  kilobytes: number;
}

const AT = instant("2026-11-22T07:00:00.000Z");
const SMALLER = 100;
/** Fewer would leave some lists empty. */
const FEWEST = 1000;

/** A page that asks who is logged in, and nothing else. */
const SIMPLEST = "/ops/settings";

/** A page slower than this on a quiet core is to be mended. */
const SLOW_MS = 200;

/** Every page, list and file of staff's over a large database, beside the same over a small one. */
export async function reportOps({ people, rounds, word }: OpsWanted): Promise<void> {
  const few = Math.max(FEWEST, Math.round(people / SMALLER));
  await using small = await crowdedSite(few);
  await using large = await crowdedSite(people);
  const costs: PageCost[] = [];
  const simplest: number[] = [];
  for (const [pattern, paths] of Object.entries(large.addresses)) {
    for (const [index, path] of paths.entries()) {
      if (!path.includes(word)) continue;
      // A list may be shorter in the small database, and have no such page.
      const smallPath = small.addresses[pattern]?.[index] ?? path;
      costs.push(await costOf({ small, large }, { path, smallPath, rounds, simplest }));
    }
  }
  print(costs, { rounds, few });
}

interface CrowdedSite extends AsyncDisposable {
  site: TestSite;
  staff: Visitor;
  addresses: Addresses;
  /** The superuser's connection: what each page has read is counted by the server. */
  admin: Sql;
}

async function crowdedSite(people: number): Promise<CrowdedSite> {
  const site = await testSite({ at: AT });
  const url = new URL(cluster);
  url.pathname = new URL(site.url).pathname;
  const admin = connect(url.href, { max: 1, applicationName: "bench" });
  const started = performance.now();
  await admin`set session_replication_role = replica`;
  await insertCrowd(admin, { people, at: AT });
  console.error(`${people} people in ${((performance.now() - started) / 1000).toFixed(0)} s`);
  const known = await addressesOf(admin);
  const addresses: Addresses = {};
  for (const pattern of staffPatterns()) {
    const paths = known[pattern] ?? (pattern.includes(":") ? [] : [pattern]);
    if (paths.length === 0) console.error(`No address is known for ${pattern}`);
    addresses[pattern] = paths;
  }
  return {
    site,
    staff: await site.logInStaff("admin"),
    addresses,
    admin,
    async [Symbol.asyncDispose]() {
      await admin.end({ timeout: 5 });
      await site[Symbol.asyncDispose]();
    },
  };
}

interface Measured {
  path: string;
  smallPath: string;
  rounds: number;
  /** Times of the simplest page so far. */
  simplest: number[];
}

/** Rounds are interleaved: the machine's other work falls on all three alike. */
async function costOf(
  { small, large }: { small: CrowdedSite; large: CrowdedSite },
  { path, smallPath, rounds, simplest }: Measured,
): Promise<PageCost> {
  const times = { small: [] as number[], large: [] as number[] };
  const before = await rowsRead(large.admin);
  // The pool may not have seen yet that its connections are gone.
  while ((await ask(large, SIMPLEST)).status !== 200);
  const { status, bytes, queries } = await ask(large, path);
  const rows = await rowsRead(large.admin) - before;
  for (let round = 0; round < rounds; round++) {
    simplest.push((await ask(large, SIMPLEST)).ms);
    times.small.push((await ask(small, smallPath)).ms);
    times.large.push((await ask(large, path)).ms);
  }
  const ms = median(times.large);
  return {
    path,
    status,
    ms,
    timesSmall: ms / median(times.small),
    timesSimplest: ms / median(simplest),
    queries,
    rows,
    kilobytes: bytes / 1000,
  };
}

async function ask({ site, staff }: CrowdedSite, path: string) {
  const before = site.queries.length;
  const started = performance.now();
  const { status, bytes } = await staff.get(path);
  const ms = performance.now() - started;
  return { status, bytes: bytes.length, ms, queries: site.queries.length - before };
}

/** How long a backend that idles keeps to itself what it has counted, and a little more. */
const COUNTED_AFTER_MS = 1100;

/**
 * Rows that all backends have fetched so far. One tells of it at the end of a transaction, once a
 * second at most: so wait, and let each of them run another.
 */
async function rowsRead(admin: Sql): Promise<number> {
  await new Promise((over) => setTimeout(over, COUNTED_AFTER_MS));
  await admin`
    select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'test-web' and datname = current_database() and state = 'idle'`;
  await new Promise((over) => setTimeout(over, 100));
  await admin`select pg_stat_clear_snapshot()`;
  const [row] = await admin<{ rows: number }[]>`
    select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::bigint as rows from pg_stat_user_tables`;
  return row!.rows;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

function print(
  costs: readonly PageCost[],
  { rounds, few }: { rounds: number; few: number },
): void {
  table([
    ["page", "", "ms", "× small", "× simplest", "SQL", "rows read", "kB"],
    ...costs.map((cost) => [
      decodeURIComponent(cost.path),
      cost.status === 200 ? "" : String(cost.status),
      cost.ms.toFixed(0),
      cost.timesSmall.toFixed(1),
      cost.timesSimplest.toFixed(1),
      String(cost.queries),
      String(cost.rows),
      cost.kilobytes.toFixed(0),
    ]),
  ]);
  const slow = costs.filter(({ ms }) => ms > SLOW_MS).length;
  console.log(
    `\n${slow} of ${costs.length} took over ${SLOW_MS} ms here. Medians of ${rounds} rounds; ` +
      `small has ${few} people, simplest is ${SIMPLEST}.`,
  );
}
