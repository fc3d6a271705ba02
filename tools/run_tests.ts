// Sets up what the tests need, runs them all, and ends with "N passed, N failed". (A file named
// test.ts would itself be taken for a test.)
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { untilAskedToEnd } from "./ending.ts";
import { type Counts, countsOf } from "./junit.ts";
import { type Steps, tellSteps } from "./progress.ts";
import { findBrowser } from "./provision/browser.ts";
import { memoryFolder } from "./provision/memory.ts";
import { passingName } from "./provision/passing.ts";
import { temporalCli, temporalTestServer } from "./provision/temporal.ts";
import { startTestPostgres } from "./provision/test_postgres.ts";
import { runEntry } from "./setup_error.ts";
import { startPart } from "./supervise.ts";
import { findTests, loads } from "./test_files.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
/** One more than cores, since tests also wait: for a browser, for Temporal, for the clock. */
const JOBS = Number(Deno.env.get("DENO_JOBS") ?? Math.min(availableParallelism() + 1, 6));
const SDK = ["@temporalio/worker", "@temporalio/testing"];

/** Each of their files takes long, these most of all: they begin first, so that none is left over. */
const LONG = ["tests/model/", "tests/faults/", "tests/journeys/", "tests/states/"];
/** Short files go through one process after another, so many at a time. */
const AT_A_TIME = 8;

/** Dates must not depend on where the machine stands: the far east and the far west. */
const OTHER_ZONES = ["Pacific/Kiritimati", "America/Los_Angeles"];

async function main(): Promise<number> {
  const paths = Deno.args.filter((argument) => argument !== "--");
  const steps = tellSteps();
  mkdirSync(join(ROOT, ".data"), { recursive: true });
  steps("Setting up the database, Temporal and the browser");
  const cli = await temporalCli(steps);
  const testServer = temporalTestServer(steps);
  const browser = findBrowser(steps);
  const postgres = await startTestPostgres();
  const memory = memoryFolder();
  const passing = memory === null ? null : join(memory, passingName("files"));
  if (passing !== null) mkdirSync(passing);
  try {
    const env = {
      ...Deno.env.toObject(),
      ...(passing === null ? {} : { TMPDIR: passing }),
      TEST_POSTGRES_URL: postgres.url,
      TEST_TEMPORAL_CLI: cli,
      ...(testServer === null ? {} : { TEST_TEMPORAL_TEST_SERVER: testServer }),
      TEST_CHROMIUM: browser,
      TEST_WORKFLOW_BUNDLES: join(ROOT, ".data/workflow-bundles"),
    };
    const outcome = await runAll({ steps, paths, env });
    if (outcome === null) {
      console.log("Stopped before the end.");
      return 130;
    }
    const { passed, failed, where } = outcome;
    steps("Done");
    for (const title of where) console.log(`Something failed in ${title}`);
    console.log(`${passed} passed, ${failed} failed`);
    return failed === 0 && passed > 0 ? 0 : 1;
  } finally {
    await postgres.stop();
    if (passing !== null) rmSync(passing, { recursive: true, force: true });
  }
}

interface Runs {
  steps: Steps;
  paths: readonly string[];
  env: Record<string, string>;
}

interface Outcome extends Counts {
  /** What had failures. */
  where: string[];
}

/** Null when asked to end in between. */
async function runAll({ steps, paths, env }: Runs): Promise<Outcome | null> {
  const ending = untilAskedToEnd().then(() => null);
  const total: Outcome = { passed: 0, failed: 0, where: [] };
  const runs = plan(paths);
  steps(`Running ${runs.length} groups of tests, ${JOBS} at a time`);
  const waiting = [...runs.entries()];
  const lanes = Array.from({ length: Math.min(JOBS, runs.length) }, async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [number, run] = next;
      const started = performance.now();
      const counts = await runOnce({ ...run, number, alone: runs.length === 1, ending }, env);
      if (counts === null) return null;
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      steps(`${run.title} took ${seconds} s`);
      total.passed += counts.passed;
      total.failed += counts.failed;
      if (counts.failed > 0) total.where.push(run.title);
    }
  });
  return (await Promise.all(lanes)).includes(null) ? null : total;
}

interface NumberedRun extends Run {
  number: number;
  /** Its output goes straight to ours. */
  alone: boolean;
  ending: Promise<null>;
}

async function runOnce(
  { files, zone, number, alone, ending }: NumberedRun,
  env: Record<string, string>,
): Promise<Counts | null> {
  const report = join(ROOT, `.data/junit-${number}.xml`);
  const logFile = alone ? null : join(ROOT, `.data/test-${number}.log`);
  rmSync(report, { force: true });
  const part = startPart({
    name: "test run",
    command: [
      Deno.execPath(),
      "test",
      "-A",
      "--no-check", // `deno task check` looks at types, once for all
      `--junit-path=${report}`,
      ...files,
    ],
    env: { ...env, TZ: zone },
    cwd: ROOT,
    logFile,
  });
  const code = await Promise.race([part.ended, ending]);
  if (code === null) await part.stop();
  if (logFile !== null) {
    console.log(readFileSync(logFile, "utf8"));
    rmSync(logFile);
  }
  if (code === null) return null;
  const counts = existsSync(report)
    ? countsOf(readFileSync(report, "utf8"))
    : { passed: 0, failed: 0 };
  rmSync(report, { force: true });
  // A file that cannot be loaded fails the run without a test case of its own.
  return { ...counts, failed: code !== 0 && counts.failed === 0 ? 1 : counts.failed };
}

/** Files that go through one process, one after another. */
interface Run {
  title: string;
  zone: string;
  files: readonly string[];
}

/**
 * Everything in UTC, and the domain's tests, as far as they are meant, in the other zones too. A
 * file that uses Temporal's SDK has a process of its own: where one follows another in the same
 * process, the SDK's native part may take it down (seen under load, SDK 1.24.0 and Deno 2.9.6).
 */
function plan(paths: readonly string[]): Run[] {
  const files = findTests(paths.length === 0 ? [ROOT] : paths.map((path) => resolve(ROOT, path)));
  const long = LONG.flatMap((folder) =>
    files.filter((file) => relative(ROOT, file).startsWith(folder))
  );
  const onSdk = files.filter((file) => !long.includes(file) && loads(file, SDK));
  const short = files.filter((file) => !long.includes(file) && !onSdk.includes(file));
  const domain = files.filter((file) => file.startsWith(join(ROOT, "domain/")));
  return [
    ...[...long, ...onSdk].map((file) => runOf("UTC", [file])),
    ...inParts(short).map((part) => runOf("UTC", part)),
    ...domain.length === 0 ? [] : OTHER_ZONES.map((zone) => runOf(zone, domain)),
  ];
}

function inParts(files: readonly string[]): string[][] {
  const parts: string[][] = [];
  for (let at = 0; at < files.length; at += AT_A_TIME) parts.push(files.slice(at, at + AT_A_TIME));
  return parts;
}

function runOf(zone: string, files: readonly string[]): Run {
  const [first = "", ...more] = files.map((file) => relative(ROOT, file));
  const names = more.length === 0 ? first : `${first} to ${more.at(-1)}`;
  return { title: `${names} under TZ=${zone}`, zone, files };
}

await runEntry(main);
