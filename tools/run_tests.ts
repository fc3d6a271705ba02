// Sets up what the tests need, runs them all, and ends with "N passed, N failed". (A file named
// test.ts would itself be taken for a test.)
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { untilAskedToEnd } from "./ending.ts";
import { type Counts, countsOf } from "./junit.ts";
import { type Steps, tellSteps } from "./progress.ts";
import { findBrowser } from "./provision/browser.ts";
import { temporalCli, temporalTestServer } from "./provision/temporal.ts";
import { startTestPostgres } from "./provision/test_postgres.ts";
import { runEntry } from "./setup_error.ts";
import { startPart } from "./supervise.ts";
import { findTests, loads } from "./test_files.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const JOBS = Number(Deno.env.get("DENO_JOBS") ?? "2");
const SDK = ["@temporalio/worker", "@temporalio/testing"];

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
  try {
    const env = {
      ...Deno.env.toObject(),
      DENO_JOBS: String(JOBS),
      TEST_POSTGRES_URL: postgres.url,
      TEST_TEMPORAL_CLI: cli,
      ...(testServer === null ? {} : { TEST_TEMPORAL_TEST_SERVER: testServer }),
      TEST_CHROMIUM: browser,
    };
    const counts = await runAll({ steps, paths, env });
    if (counts === null) {
      console.log("Stopped before the end.");
      return 130;
    }
    steps("Done");
    console.log(`${counts.passed} passed, ${counts.failed} failed`);
    return counts.failed === 0 && counts.passed > 0 ? 0 : 1;
  } finally {
    await postgres.stop();
  }
}

interface Runs {
  steps: Steps;
  paths: readonly string[];
  env: Record<string, string>;
}

/** Null when asked to end in between. */
async function runAll({ steps, paths, env }: Runs): Promise<Counts | null> {
  const ending = untilAskedToEnd().then(() => null);
  const total: Counts = { passed: 0, failed: 0 };
  for (const { title, zone, runs, atOnce } of plan(paths)) {
    steps(`Running ${title} under TZ=${zone}`);
    const waiting = [...runs.entries()];
    const lanes = Array.from({ length: Math.min(atOnce, runs.length) }, async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const [number, files] = next;
        const counts = await runOnce({ files, number, alone: atOnce === 1, ending }, {
          ...env,
          TZ: zone,
        });
        if (counts === null) return null;
        total.passed += counts.passed;
        total.failed += counts.failed;
      }
    });
    if ((await Promise.all(lanes)).includes(null)) return null;
  }
  return total;
}

interface Run {
  files: readonly string[];
  number: number;
  /** Its output goes straight to ours. */
  alone: boolean;
  ending: Promise<null>;
}

async function runOnce(
  { files, number, alone, ending }: Run,
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
      "--parallel",
      `--junit-path=${report}`,
      ...files,
    ],
    env,
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

interface Round {
  title: string;
  zone: string;
  /** Each a process of its own. */
  runs: readonly (readonly string[])[];
  atOnce: number;
}

/**
 * Everything in UTC; then the domain's tests, as far as they are meant, in the other zones. A file
 * that uses Temporal's SDK has a process of its own: where one follows another in the same process,
 * the SDK's native part may take it down (seen under load, SDK 1.24.0 and Deno 2.9.6).
 */
function plan(paths: readonly string[]): Round[] {
  const files = findTests(paths.length === 0 ? [ROOT] : paths.map((path) => resolve(ROOT, path)));
  const onSdk = files.filter((file) => loads(file, SDK));
  const others = files.filter((file) => !onSdk.includes(file));
  const domain = files.filter((file) => file.startsWith(join(ROOT, "domain/")));
  const rounds: Round[] = [
    { title: "what needs no Temporal", zone: "UTC", runs: [others], atOnce: 1 },
    {
      title: "what uses Temporal's SDK",
      zone: "UTC",
      runs: onSdk.map((file) => [file]),
      atOnce: JOBS,
    },
    ...OTHER_ZONES.map((zone) => ({ title: "the domain", zone, runs: [domain], atOnce: 1 })),
  ];
  return rounds.map((round) => ({ ...round, runs: round.runs.filter((run) => run.length > 0) }))
    .filter(({ runs }) => runs.length > 0);
}

await runEntry(main);
