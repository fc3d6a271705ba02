import assert from "node:assert/strict";
import { WorkflowClient } from "@temporalio/client";
import type { Cell } from "../../adapters/spreadsheet/mod.ts";
import { connect, type Database } from "../../db/connection.ts";
import type { ImportFile } from "../../db/imports/imports.ts";
import { type Sandbox, startSandbox } from "../../sandbox/mod.ts";
import { readImportStanding } from "../../use_cases/imports/read_imports.ts";
import { receiveFile } from "../../use_cases/imports/receive_file.ts";
import { type TestDatabase, testDatabase } from "../harness/database.ts";
import { devTemporal, type TestTemporal } from "../harness/temporal.ts";
import { csvOf, REGISTER_HEADER, registerRow } from "../samples/sheets.ts";
import { IMPORTED_ON, loadPeople } from "../samples/story.ts";
import { within } from "./kill.ts";
import { startWorker, workerOnDeno, workerOnNode, type WorkerProcess } from "./worker_process.ts";

Deno.test("a register whose worker, on Deno or on Node, is killed in the middle of it ends as its unbroken twin", async () => {
  // Most of the time is the server's minute: both wait for it together.
  await Promise.all([endsAsItsTwin(workerOnDeno()), endsAsItsTwin(await workerOnNode())]);
});

const STRUCK = "Клиника прерванная";
const UNBROKEN = "Клиника спокойная";
const LINES = 6000;
const LAST_ROW = LINES + 1;

/**
 * One and the same file comes from two clinics. The worker is killed with a part of the first one's
 * written and not committed; whoever sends it again meanwhile changes nothing.
 */
async function endsAsItsTwin(command: string[]): Promise<void> {
  await using database = await testDatabase();
  await using temporal = await devTemporal();
  const sandbox = await startSandbox();
  const { sql } = database;
  const parts = { database, temporal, sandbox };
  await loadPeople(sql);
  const content = largeRegister();
  const struck = await received(sql, STRUCK, content);
  let worker = await started(command, parts);
  try {
    const kept = await killedInTheMiddle(database, worker, struck.id);
    assert.equal((await received(sql, STRUCK, content)).id, struck.id);
    const unbroken = await received(sql, UNBROKEN, content);
    const progress = followed(sql, struck.id);
    worker = await started(command, parts);

    // The server notices a worker's silence after a minute.
    await within(150, "both files to be gone through", () => areDone(sql, [struck, unbroken]));
    const reached = await progress.end();
    assert.ok(reached.every((row) => row >= kept), `${kept} was kept, then ${reached.join(" ")}`);
    assert.equal(reached.at(-1), LAST_ROW);
    const outcome = await outcomeOf(sql, struck.id);
    assert.deepEqual(outcome, await outcomeOf(sql, unbroken.id));
    assert.equal(outcome.lines.length + outcome.refusals.length, LINES);
    assert.ok(outcome.refusals.length > LINES / 20);
    assert.deepEqual(await statusesOf(sql, temporal), ["COMPLETED", "COMPLETED"]);
  } finally {
    const code = await worker.stop();
    await sandbox.close();
    assert.equal(code, 0, worker.output());
  }
}

/** Six parts' worth; each has rows that are refused, marked as look-alikes, or repeat another. */
function largeRegister(): Uint8Array {
  const rows = Array.from({ length: LINES }, (_, index): Cell[] => {
    const row = registerRow({ number: index + 1, price: 10 + index });
    if (index % 20 === 7) return row.with(4, "в октябре");
    if (index % 20 === 11) return registerRow({ number: index, price: 9 + index });
    if (index % 20 === 13) return registerRow({ number: index + 1, price: 9 + index });
    return row;
  });
  return csvOf([REGISTER_HEADER, ...rows]);
}

async function received(sql: Database, clinic: string, content: Uint8Array): Promise<ImportFile> {
  const name = "large.csv";
  const file = { kind: "register" as const, clinic, name, content, uploadedBy: null };
  const stored = await receiveFile(sql, IMPORTED_ON, file);
  assert.ok(stored.ok);
  return stored.file;
}

async function started(
  command: string[],
  parts: { database: TestDatabase; temporal: TestTemporal; sandbox: Sandbox },
): Promise<WorkerProcess> {
  const worker = startWorker(command, parts);
  await worker.says("worker ready");
  return worker;
}

/**
 * Lets a part come to its refusals and no further, and kills the worker there.
 *
 * @returns the row up to which all is kept
 */
async function killedInTheMiddle(
  { sql, url }: TestDatabase,
  worker: WorkerProcess,
  fileId: number,
): Promise<number> {
  await within(60, "the first parts", async () => await reachedRow(sql, fileId) > 1001);
  const barrier = connect(url, { max: 1, applicationName: "test-barrier" });
  try {
    await barrier.begin(async (barrier) => {
      await barrier`lock table refused_rows in share mode`;
      await within(20, "a part to be held up at its refusals", async () => {
        const [held] = await sql`
          select from pg_stat_activity
          where application_name = 'fifth-worker' and wait_event_type = 'Lock'
            and query like '%refused_rows%'`;
        return held !== undefined;
      });
      await worker.kill();
    });
  } finally {
    await barrier.end({ timeout: 5 });
  }
  await within(20, "the dead worker's transaction to be undone", async () => {
    const [left] = await sql`
      select from pg_stat_activity where application_name = 'fifth-worker'`;
    return left === undefined;
  });
  const kept = await reachedRow(sql, fileId);
  const [stored] = await sql`
    select state, (select max(row) from (
             select max(sheet_row) as row from service_lines where file_id = f.id
             union all select max(sheet_row) from refused_rows where file_id = f.id) rows) as last
    from import_files f where id = ${fileId}`;
  assert.deepEqual({ ...stored }, { state: "checking", last: kept });
  assert.ok(kept > 1001 && kept < LAST_ROW, `${kept} is in the middle`);
  return kept;
}

async function reachedRow(sql: Database, fileId: number): Promise<number> {
  const standing = await readImportStanding(sql, { fileId, since: null });
  return standing?.progress?.reachedRow ?? 0;
}

/** Looks all the time, as a page would, until it is told to end. */
function followed(sql: Database, fileId: number): { end(): Promise<number[]> } {
  const seen: number[] = [];
  let isOver = false;
  const looking = (async () => {
    while (!isOver) {
      const row = await reachedRow(sql, fileId);
      if (row !== seen.at(-1)) seen.push(row);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    seen.push(await reachedRow(sql, fileId));
  })();
  looking.catch(() => {}); // who waits for it hears of it: else it hides what ended the test
  return {
    async end() {
      isOver = true;
      await looking;
      return seen;
    },
  };
}

async function areDone(sql: Database, files: ImportFile[]): Promise<boolean> {
  const rows = await sql`
    select from import_files where id = any(${files.map(({ id }) => id)}) and state = 'done'
      and not exists (select from outbox where delivered_at is null)`;
  return rows.length === files.length;
}

interface Outcome {
  file: unknown;
  lines: unknown[];
  refusals: unknown[];
}

/** All that a file left, but for ids and instants. */
async function outcomeOf(sql: Database, fileId: number): Promise<Outcome> {
  const [file] = await sql`
    select state, problem, accepted, refused, held, unchanged from import_files
    where id = ${fileId}`;
  const lines = await sql`
    select sheet_row, policy_id, franchise_id, service_date, service_name, cost_kopecks,
           franchise_kopecks, held, marked, fingerprint
    from service_lines where file_id = ${fileId} order by sheet_row, id`;
  const refusals = await sql`
    select sheet_row, reason, cells, accepted_at from refused_rows where file_id = ${fileId}
    order by sheet_row, id`;
  const plain = (rows: Iterable<object>) => Array.from(rows, (row) => ({ ...row }));
  return { file: { ...file }, lines: plain(lines), refusals: plain(refusals) };
}

/** How each workflow that was asked for has ended. */
async function statusesOf(sql: Database, temporal: TestTemporal): Promise<string[]> {
  const asked = await sql<{ workflow_id: string }[]>`
    select distinct workflow_id from outbox where workflow_type = 'register'`;
  const connection = await temporal.connect();
  try {
    const client = new WorkflowClient({ connection });
    let statuses: string[] = [];
    await within(60, "the workflows to end", async () => {
      const described = asked.map(({ workflow_id }) => client.getHandle(workflow_id).describe());
      statuses = (await Promise.all(described)).map(({ status }) => status.name);
      return !statuses.includes("RUNNING");
    });
    return statuses;
  } finally {
    await connection.close();
  }
}
