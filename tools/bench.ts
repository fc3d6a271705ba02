/**
 * `deno task bench [pages]`: what each page costs.
 * `deno task bench workflows [--open N]`: what a case costs Temporal; N open cases, 1,000 unless told.
 *
 * Both measure and assert nothing.
 */
import { startTestPostgres } from "./provision/test_postgres.ts";
import { runEntry, SetupError } from "./setup_error.ts";

async function main(): Promise<number> {
  const [name = "pages", ...options] = Deno.args;
  const postgres = await startTestPostgres();
  try {
    // The harness takes its cluster from here, and builds the pages as it loads.
    Deno.env.set("TEST_POSTGRES_URL", postgres.url);
    if (name === "pages") {
      const { reportPages } = await import("./bench/pages_report.ts");
      await reportPages();
    } else if (name === "workflows") {
      const { reportWorkflows } = await import("./bench/workflows.ts");
      await reportWorkflows(openCases(options));
    } else throw new SetupError(`There is no bench "${name}": pages or workflows`);
    return 0;
  } finally {
    await postgres.stop();
  }
}

function openCases(options: string[]): number {
  const at = options.indexOf("--open");
  const count = at < 0 ? 1000 : Number(options[at + 1]);
  if (!Number.isSafeInteger(count) || count < 1 || count > 20_000) {
    throw new SetupError("--open takes a number of cases, from 1 to 20000");
  }
  return count;
}

await runEntry(main);
