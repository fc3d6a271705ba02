// Sets up what the tests need, runs them all, and ends with "N passed, N failed". (A file named
// test.ts would itself be taken for a test.)
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { untilAskedToEnd } from "./ending.ts";
import { type Counts, countsOf } from "./junit.ts";
import { type Steps, tellSteps } from "./progress.ts";
import { findBrowser } from "./provision/browser.ts";
import { temporalCli, temporalTestServer } from "./provision/temporal.ts";
import { startTestPostgres } from "./provision/test_postgres.ts";
import { runEntry } from "./setup_error.ts";
import { type Part, startPart } from "./supervise.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const REPORT = join(ROOT, ".data/junit.xml");

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
      DENO_JOBS: Deno.env.get("DENO_JOBS") ?? "2",
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
    rmSync(REPORT, { force: true });
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
  for (const { zone, selected } of plan(paths)) {
    steps(`Running ${selected.length === 0 ? "every test" : selected.join(" ")} under TZ=${zone}`);
    rmSync(REPORT, { force: true });
    const part = startRun(selected, { ...env, TZ: zone });
    const code = await Promise.race([part.ended, ending]);
    if (code === null) {
      await part.stop();
      return null;
    }
    const counts = existsSync(REPORT)
      ? countsOf(readFileSync(REPORT, "utf8"))
      : { passed: 0, failed: 0 };
    total.passed += counts.passed;
    // A file that cannot be loaded fails the run without a test case of its own.
    total.failed += code !== 0 && counts.failed === 0 ? 1 : counts.failed;
  }
  return total;
}

/** Everything in UTC; then the domain's tests, as far as they are meant, in the other zones. */
function plan(paths: readonly string[]): { zone: string; selected: readonly string[] }[] {
  const domain = paths.length === 0
    ? existsSync(join(ROOT, "domain")) ? ["domain/"] : []
    : paths.filter((path) => /^(\.\/)?domain\b/.test(path));
  return [
    { zone: "UTC", selected: paths },
    ...(domain.length === 0 ? [] : OTHER_ZONES.map((zone) => ({ zone, selected: domain }))),
  ];
}

function startRun(selected: readonly string[], env: Record<string, string>): Part {
  return startPart({
    name: "test run",
    command: [
      Deno.execPath(),
      "test",
      "-A",
      "--no-check", // `deno task check` looks at types, once for all
      "--parallel",
      `--junit-path=${REPORT}`,
      ...selected,
    ],
    env,
    cwd: ROOT,
    logFile: null,
  });
}

await runEntry(main);
