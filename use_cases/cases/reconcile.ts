import type { RunningCases } from "../../adapters/temporal/mod.ts";
import {
  finishReconciliation,
  insertDrift,
  insertReconciliation,
  listUndelivered,
  listUnsentNotices,
  markMended,
  type NamedDifference,
} from "../../db/cases/reconciling.ts";
import { type Sql, transaction } from "../../db/connection.ts";
import { enqueue } from "../../db/outbox.ts";
import type { Clock } from "../../domain/clock.ts";
import { compareCase, type Difference, type DriftKind, isMendable } from "../../domain/drift.ts";
import { addMinutes, type Instant } from "../../domain/local_date.ts";
import { SIGNALS } from "../../workflows/contract.ts";
import { CASE_KINDS, type CaseKind, type ComparableCase } from "./comparable_cases.ts";

export interface ReconcileParts {
  sql: Sql;
  clock: Clock;
  cases: RunningCases;
}

export interface ReconcileOptions {
  /** `name` only names; `mend` also has workflows read their rows again where that is safe. */
  mode: "name" | "mend";
  /** Told, after each page, how many cases have been compared. */
  progress?: (compared: number) => void;
  /** How long to wait before the second look, and for what was mended. */
  patience?: { secondLookMs: number; mendingMs: number };
}

/** Counts; the differences are rows of `drift`. */
export interface Reconciled {
  reconciliationId: number;
  compared: number;
  differences: number;
  mended: number;
}

/** A difference whose workflow was told to read its rows again. */
interface Mending {
  driftId: number;
  workflowId: string;
  kind: DriftKind;
}

const PAGE = 200;
const LOOKS_AT_ONCE = 16;
/** What was written later than this may still be on its way to its workflow. */
const SETTLED_MINUTES = 5;
const NOTICE_MINUTES = 60;
const LOOK_MS = 500;
const PATIENCE = { secondLookMs: 2000, mendingMs: 20_000 };

/**
 * Compares every case's rows with its workflow's own state, and rows with each other; each
 * difference becomes a row of `drift`. What looks wrong is looked at twice, rows and workflow both,
 * before it is named. Memory is bounded by a page of cases, however many there are.
 *
 * @throws CasesUnreachable where Temporal does not answer; the comparison then has no end
 */
export async function reconcile(
  { sql, clock, cases }: ReconcileParts,
  { mode, progress, patience = PATIENCE }: ReconcileOptions,
): Promise<Reconciled> {
  const reconciliationId = await insertReconciliation(sql, clock.now());
  const totals = { compared: 0, differences: 0, mended: 0 };
  // A page of which nothing could be mended in time tells that no worker runs: no use in waiting on.
  let mendingMs = patience.mendingMs;

  for (const kind of CASE_KINDS) await compareOpen(kind);
  for await (const listed of pagesOf(cases.list(CASE_KINDS.map(({ type }) => type)))) {
    for (const kind of CASE_KINDS) {
      const ids = listed.filter(({ workflowType }) => workflowType === kind.type);
      await compareNotOpen(kind, ids.map(({ workflowId }) => workflowId));
    }
  }
  await nameAll((after) => listUndelivered(sql, { ...after, since: ago(SETTLED_MINUTES) }));
  await nameAll((after) => listUnsentNotices(sql, { ...after, since: ago(NOTICE_MINUTES) }));
  await finishReconciliation(sql, reconciliationId, {
    compared: totals.compared,
    at: clock.now(),
  });
  return { reconciliationId, ...totals };

  /** Cases that are open by their rows, and those whose rows contradict each other. */
  async function compareOpen(kind: CaseKind): Promise<void> {
    let after: string | null = null;
    while (true) {
      const keys: string[] = await kind.page(sql, after, PAGE);
      if (keys.length === 0) return;
      after = keys.at(-1)!;
      const rows = await kind.read(sql, keys);
      totals.compared += rows.filter(isOpen).length;
      // Of the many closed ones those that run are few: the list of what runs tells them.
      const rowsToLookAt = rows.filter((row) => isOpen(row) || row.own(clock.now()).length > 0);
      await compare(kind, rowsToLookAt.map(({ workflowId }) => workflowId), rowsToLookAt);
    }
  }

  /** Workflows that run, though their cases are closed or don't exist. */
  async function compareNotOpen(kind: CaseKind, workflowIds: string[]): Promise<void> {
    const rows = await readCases(kind, workflowIds);
    const open = new Set(rows.filter(isOpen).map(({ workflowId }) => workflowId));
    const others = workflowIds.filter((id) => !open.has(id));
    totals.compared += others.length;
    await compare(kind, others, rows.filter((row) => !isOpen(row)));
  }

  function isOpen(row: ComparableCase): boolean {
    return row.expected(clock.now()).open;
  }

  async function compare(
    kind: CaseKind,
    workflowIds: readonly string[],
    rows: readonly ComparableCase[],
  ): Promise<void> {
    const suspects = await differencesOf(workflowIds, rows);
    if (suspects.size > 0) {
      await pause(patience.secondLookMs);
      const ids = [...suspects.keys()];
      const found = await differencesOf(ids, await readCases(kind, ids));
      await nameCases(kind, found);
    }
    progress?.(totals.compared);
  }

  async function readCases(
    kind: CaseKind,
    workflowIds: readonly string[],
  ): Promise<ComparableCase[]> {
    const keys = workflowIds.map(keyOf).filter(kind.isKey);
    return keys.length === 0 ? [] : await kind.read(sql, keys);
  }

  /** What differs, by workflow; what has just changed, or waits in the outbox, is left out. */
  async function differencesOf(
    workflowIds: readonly string[],
    rows: readonly ComparableCase[],
  ): Promise<Map<string, Difference[]>> {
    const since = ago(SETTLED_MINUTES);
    const byId = new Map(rows.map((row) => [row.workflowId, row]));
    const found = new Map<string, Difference[]>();
    await forEachAtOnce(workflowIds, async (workflowId) => {
      const row = byId.get(workflowId) ?? null;
      if (row !== null && (row.waits || row.changedAt > since)) return;
      const differences = await differencesIn(workflowId, row);
      if (differences.length > 0) found.set(workflowId, differences);
    });
    return found;
  }

  async function differencesIn(
    workflowId: string,
    row: ComparableCase | null,
  ): Promise<Difference[]> {
    const [now, since] = [clock.now(), ago(SETTLED_MINUTES)];
    const expectation = row && { now: row.expected(now), before: row.expected(since), since };
    const run = await cases.look(workflowId);
    return [...compareCase(expectation, run), ...row?.own(now) ?? []];
  }

  async function nameCases(kind: CaseKind, found: Map<string, Difference[]>): Promise<void> {
    const mending: Mending[] = [];
    for (const [workflowId, differences] of found) {
      const mendable = mode === "mend" && differences.some(({ kind }) => isMendable(kind));
      await transaction(sql, async (sql) => {
        for (const difference of differences) {
          const driftId = await insertDrift(sql, reconciliationId, { ...difference, workflowId });
          if (mode === "mend" && isMendable(difference.kind)) {
            mending.push({ driftId, workflowId, kind: difference.kind });
          }
        }
        if (mendable) await haveRead(sql, kind, { workflowId, at: clock.now() });
      });
      totals.differences += differences.length;
    }
    await awaitMending(kind, mending);
  }

  /** Looks again until nothing of it differs any more, for a while. */
  async function awaitMending(kind: CaseKind, mending: readonly Mending[]): Promise<void> {
    let left = mending;
    for (let waited = 0; left.length > 0; waited += LOOK_MS) {
      const differing = await stillDiffering(kind, left);
      const mended = left.filter((one) => !differing.has(one));
      await markMended(sql, mended.map(({ driftId }) => driftId));
      totals.mended += mended.length;
      left = left.filter((one) => differing.has(one));
      if (left.length === 0 || waited >= mendingMs) break;
      await pause(LOOK_MS);
    }
    if (mending.length > 0 && left.length === mending.length) mendingMs = 0;
  }

  async function stillDiffering(kind: CaseKind, left: readonly Mending[]): Promise<Set<Mending>> {
    const ids = [...new Set(left.map(({ workflowId }) => workflowId))];
    const rows = new Map(
      (await readCases(kind, ids)).map((row) => [row.workflowId, row]),
    );
    const differing = new Set<Mending>();
    await forEachAtOnce(ids, async (workflowId) => {
      const row = rows.get(workflowId) ?? null;
      const kinds = row?.waits
        ? null
        : (await differencesIn(workflowId, row)).map(({ kind }) => kind);
      for (const one of left) {
        if (one.workflowId !== workflowId) continue;
        if (kinds === null || kinds.includes(one.kind)) differing.add(one);
      }
    });
    return differing;
  }

  async function nameAll(
    list: (page: { after: number; limit: number }) => Promise<(NamedDifference & { id: number })[]>,
  ): Promise<void> {
    for (let after = 0;;) {
      const found = await list({ after, limit: PAGE });
      if (found.length === 0) return;
      after = found.at(-1)!.id;
      for (const difference of found) await insertDrift(sql, reconciliationId, difference);
      totals.differences += found.length;
    }
  }

  function ago(minutes: number): Instant {
    return addMinutes(clock.now(), -minutes);
  }
}

/** The message that mends: sent through the outbox, it reaches also a server that is away now. */
async function haveRead(
  sql: Sql,
  { type, input }: CaseKind,
  { workflowId, at }: { workflowId: string; at: Instant },
): Promise<void> {
  const rereads = (SIGNALS[type] as readonly string[]).includes("reread");
  await enqueue(sql, {
    workflowType: type,
    workflowId,
    input: await input(keyOf(workflowId), sql),
    // A workflow that was ended can't be started plainly again; a signal starts it.
    ...(rereads ? { signal: "reread" } : {}),
  }, at);
}

function keyOf(workflowId: string): string {
  return workflowId.slice(workflowId.indexOf("/") + 1);
}

async function forEachAtOnce<T>(
  all: readonly T[],
  work: (one: T) => Promise<void>,
): Promise<void> {
  for (let from = 0; from < all.length; from += LOOKS_AT_ONCE) {
    await Promise.all(all.slice(from, from + LOOKS_AT_ONCE).map(work));
  }
}

async function* pagesOf<T>(all: AsyncIterable<T>): AsyncIterable<T[]> {
  let page: T[] = [];
  for await (const one of all) {
    page.push(one);
    if (page.length < PAGE) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
