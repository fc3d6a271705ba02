import assert from "node:assert/strict";
import { workingDaysBetween } from "../../domain/working_days.ts";
import { systemClock } from "../../clock.ts";
import {
  addDays,
  type LocalDate,
  localDate,
  localDateOf,
  yearOf,
} from "../../domain/local_date.ts";
import { play, type Played } from "./play.ts";
import { type Script, scriptsOf, smaller } from "./script.ts";
import { type Verdict, verdictOn } from "./verdict.ts";
import type { CaseWorldOptions } from "../harness/case_world.ts";

export interface Batch {
  seed: number;
  count: number;
  /** The month and day on which it begins: `01-11`. The year is the next that has not begun. */
  season: string;
}

export interface BatchOutcome {
  runs: number;
  /** Cases with fewer working days than were wanted. */
  short: number;
  tooClose: number;
  failure: string | null;
}

type Options = Pick<CaseWorldOptions, "worker" | "maxCachedWorkflows">;

const WORKING_DAYS = 60;

/** @throws AssertionError with the smallest failing script, what happened in it, and how to repeat it */
export async function holdsAgainstTheModel(batch: Batch): Promise<void> {
  const { runs, short, tooClose, failure } = await runBatch(batch);
  if (failure !== null) assert.fail(failure);
  assert.equal(runs, batch.count);
  assert.equal(short, 0, `${short} cases had fewer than ${WORKING_DAYS} working days`);
  assert.ok(tooClose <= runs / 20, `${tooClose} of ${runs} cases were too close to call`);
}

/** Plays a batch and holds every case against its model; the first that differs is made smaller. */
export async function runBatch(batch: Batch, options: Options = {}): Promise<BatchOutcome> {
  const { seed, count, season } = batch;
  const base = beginningOf(season);
  console.log(`Model: ${count} cases of seed ${seed}, from ${base}`);
  const played = await play(scriptsOf(seed, count), base, options);
  const verdicts = played.map((one) => ({ one, verdict: verdictOn(one) }));
  const failed = verdicts.filter(({ verdict }) => verdict.differences.length > 0);
  const first = failed[0];
  const failure = first
    ? await reportOf({ batch, base, options, failed: failed.length }, {
      script: first.one.plan.script,
      verdict: first.verdict,
    })
    : null;
  return {
    runs: played.length,
    short: played.filter((one) => workingDaysOf(one) < WORKING_DAYS).length,
    tooClose: verdicts.filter(({ verdict }) => verdict.tooClose.length > 0).length,
    failure,
  };
}

/** Plays given scripts, as they were printed by a failure. */
export async function runScripts(
  scripts: readonly Script[],
  base: LocalDate,
  options: Options = {},
): Promise<{ script: Script; verdict: Verdict }[]> {
  const played = await play(scripts, base, options);
  return played.map((one) => ({ script: one.plan.script, verdict: verdictOn(one) }));
}

/** The server's clock only goes ahead, so a batch begins in a year that lies wholly before us. */
export function beginningOf(season: string): LocalDate {
  const today = localDateOf(systemClock.now(), "UTC");
  const year = yearOf(today);
  const soon = localDate(`${year}-${season}`);
  return soon > addDays(today, 3) ? soon : localDate(`${year + 1}-${season}`);
}

function workingDaysOf({ plan, calendars, seenAt }: Played): number {
  const first = plan.acts.find((act) => act.kind === "publish")!;
  const day = (at: Played["seenAt"]) => localDateOf(at, plan.script.zone);
  return workingDaysBetween(calendars.at(-1)!.calendar, day(first.at), day(seenAt));
}

interface Found {
  script: Script;
  verdict: Verdict;
}

interface FailedBatch {
  batch: Batch;
  base: LocalDate;
  options: Options;
  failed: number;
}

const ROUNDS = 5;
const SHRINKING_MS = 60_000;

async function reportOf(
  { batch, base, options, failed }: FailedBatch,
  found: Found,
): Promise<string> {
  const smallest = await shrink(found, base, options);
  const { script, verdict } = smallest;
  return [
    `${failed} of ${batch.count} cases differ from the model (seed ${batch.seed}, ${base}).`,
    "",
    `The first one, made smaller${smallest === found ? " in vain" : ""}:`,
    ...verdict.differences.map((difference) => `  - ${difference}`),
    "",
    "What happened:",
    ...storyOf(verdict).map((line) => `  ${line}`),
    "",
    "To play it again:",
    `  MODEL_BASE=${base} MODEL_SCRIPT='${JSON.stringify(script)}' \\`,
    "    deno test -A tests/model/script_test.ts",
    "To play the whole batch again:",
    `  MODEL_BASE=${base} MODEL_SEED=${batch.seed} MODEL_COUNT=${batch.count} \\`,
    "    deno test -A tests/model/script_test.ts",
  ].join("\n");
}

/** Tries every way to leave one thing out, all of them side by side, as long as one still fails. */
async function shrink(found: Found, base: LocalDate, options: Options): Promise<Found> {
  const kind = kindOf(found.verdict);
  let smallest = found;
  const until = performance.now() + SHRINKING_MS;
  for (let round = 0; round < ROUNDS && performance.now() < until; round++) {
    const candidates = [...smaller(smallest.script)];
    if (round === 0) candidates.unshift(smallest.script);
    // Ids hang on the number: numbers apart, but the same minutes of reminders can't be kept.
    const numbered = candidates.map((script, index) => ({ ...script, number: index }));
    if (numbered.length === 0) break;
    const tried = await runScripts(numbered, base, options);
    const failing = tried.filter(({ verdict }) => kindOf(verdict) === kind);
    const smallerOne = failing.find(({ script }) => round > 0 || script.number > 0) ?? failing[0];
    if (!smallerOne) break;
    smallest = smallerOne;
  }
  return smallest;
}

/** The first difference without its numbers: whether a smaller script fails of the same. */
function kindOf({ differences }: Verdict): string {
  return (differences[0] ?? "").replace(/\d+/g, "");
}

function storyOf({ facts }: Verdict): string[] {
  const lines = [
    ...facts.invoices.map(({ invoiceId, amount, publishedAt }) =>
      `${publishedAt} invoice ${invoiceId} of ${amount} kopecks published`
    ),
    ...facts.attempts.flatMap(({ invoiceIds, createdAt, decision }) => [
      `${createdAt} an attempt to pay ${invoiceIds.join(", ")}`,
      ...(decision?.outcome === "captured"
        ? [`${decision.capturedAt} the bank captures the money`]
        : []),
      ...(decision
        ? [
          `${decision.decidedAt} the bank says "${decision.outcome}"`,
          `${decision.knownAt} we know of it`,
        ]
        : []),
    ]),
    ...facts.calendars.map(({ addedAt }) => `${addedAt} a calendar was added`),
    ...facts.calls.map(({ invoiceId, step, outcome, at }) =>
      `${at} the call ${step} about ${invoiceId}: ${outcome}`
    ),
  ].sort();
  return [`zone ${facts.zone}, policy until ${facts.policyEndsOn}`, ...lines];
}
