/** `deno task reconcile`: what Postgres says of every case against its workflow's own state. */
import { DefaultLogger, Runtime } from "@temporalio/worker";
import { temporalLink } from "../adapters/temporal/link.ts";
import { CasesUnreachable, type RunningCases } from "../adapters/temporal/mod.ts";
import { runningCases } from "../adapters/temporal/running_cases.ts";
import { systemClock } from "../clock.ts";
import { type DriftRow, listDrift } from "../db/cases/reconciling.ts";
import type { Sql } from "../db/connection.ts";
import { reconcile, type Reconciled } from "../use_cases/cases/reconcile.ts";
import { SHOWN } from "../workflows/search_attributes.ts";
import { CommandError, runOnWords, withDatabase, type Words } from "./command_line.ts";
import { runningOrEnv } from "./running.ts";

const USAGE = `Usage:
  deno task reconcile [--fix] [--json]
Names every difference between Postgres and the workflows. --fix has those workflows read their rows
again where that is safe, and starts those that are missing; it deletes and ends nothing.
Exit code: 0 nothing differs any more, 1 differences are left, 2 it could not be done.`;

const OPTIONS = {
  "fix": { type: "boolean" },
  "json": { type: "boolean" },
} as const;

const PAGE = 500;

async function compare({ values, positionals }: Words<typeof OPTIONS>): Promise<number> {
  if (positionals.length > 0) {
    throw new CommandError(`"${positionals[0]}" is one word too many.\n${USAGE}`);
  }
  return await withDatabase((sql) =>
    withCases(async (cases) => {
      const mode = values.fix ? "mend" : "name";
      const done = await reconcile({ sql, clock: systemClock, cases }, { mode });
      await (values.json ? printJson(sql, done) : printLines(sql, done));
      return done.differences > done.mended ? 1 : 0;
    })
  );
}

/** Works on the Temporal of `TEMPORAL_ADDRESS`, or of a running `deno task start`. */
async function withCases<T>(work: (cases: RunningCases) => Promise<T>): Promise<T> {
  const { env } = runningOrEnv();
  const { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace = "default" } = env;
  if (address === undefined) throw new CommandError("TEMPORAL_ADDRESS is not set: HOST:PORT.");
  Runtime.install({ logger: new DefaultLogger("ERROR"), shutdownSignals: [] });
  const temporal = temporalLink({ address, namespace });
  try {
    return await work(runningCases(temporal.client, SHOWN));
  } catch (error) {
    if (!(error instanceof CasesUnreachable)) throw error;
    throw new CommandError(
      "Temporal does not answer: start the product with «deno task start» in another terminal, " +
        "or check TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE.",
      { cause: error },
    );
  } finally {
    await temporal.close();
  }
}

async function printLines(sql: Sql, done: Reconciled): Promise<void> {
  for await (const drift of allDrift(sql, done.reconciliationId)) console.log(lineOf(drift));
  const { compared, differences, mended } = done;
  console.log(
    differences === 0
      ? `Compared ${count(compared, "case")}: no differences.`
      : `Compared ${count(compared, "case")}: ${count(differences, "difference")}, ` +
        `${mended} mended, ${differences - mended} left.`,
  );
}

function lineOf({ kind, workflowId, expected, found, mended }: DriftRow): string {
  const sides = [
    ...(expected === null ? [] : [`expected ${expected}`]),
    ...(found === null ? ["found nothing"] : [`found ${found}`]),
  ];
  return `${kind}  ${workflowId}  ${sides.join(", ")}  ${mended ? "mended" : "not mended"}`;
}

/** One object, its list written row by row: there may be many. */
async function printJson(sql: Sql, done: Reconciled): Promise<void> {
  const { reconciliationId, compared, differences, mended } = done;
  const counts = { reconciliation: reconciliationId, compared, differences, mended };
  const head = JSON.stringify({ ...counts, left: differences - mended }).slice(0, -1);
  console.log(`${head},"drift":[`);
  let separator = "";
  for await (const drift of allDrift(sql, reconciliationId)) {
    const { kind, workflowId, expected, found, mended } = drift;
    const row = { kind, workflow_id: workflowId, expected, found, mended };
    console.log(separator + JSON.stringify(row));
    separator = ",";
  }
  console.log("]}");
}

async function* allDrift(sql: Sql, reconciliationId: number): AsyncIterable<DriftRow> {
  for (let after = 0;;) {
    const rows = await listDrift(sql, { reconciliationId, after, limit: PAGE });
    if (rows.length === 0) return;
    yield* rows;
    after = rows.at(-1)!.id;
  }
}

function count(n: number, word: string): string {
  return `${n} ${word}${n === 1 ? "" : "s"}`;
}

if (import.meta.main) await runOnWords({ usage: USAGE, options: OPTIONS }, compare);
