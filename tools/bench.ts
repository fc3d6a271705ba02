/**
 * `deno task bench [pages [WORD]] [--rounds N] [--json]`: what each page of the cabinet costs; those
 *   that have WORD in their address or state; each painted N times, thrice unless told.
 * `deno task bench workflows [--open N]`: what a case costs Temporal; N open cases, 1,000 unless told.
 * `deno task bench employer [--debts N]`: what a report of N debts costs, 10,000 unless told.
 * `deno task bench import [--lines N] [--as csv] [--rounds N]`: a register of N lines from its file to
 *   published invoices, 100,000 unless told, thrice unless told; beside the xlsx library.
 * `deno task bench ops [WORD] [--people N] [--rounds N]`: every page of staff's over a database of N
 *   people and what belongs to them, 100,000 unless told, beside one of a hundredth.
 *
 * All measure and assert nothing.
 */
import type { PagesReport } from "./bench/pages_report.ts";
import { startTestPostgres } from "./provision/test_postgres.ts";
import { runEntry, SetupError } from "./setup_error.ts";

async function main(): Promise<number> {
  const [name = "pages", ...options] = Deno.args;
  const postgres = await startTestPostgres({ place: "disk" });
  try {
    // The harness takes its cluster from here, and builds the pages as it loads.
    Deno.env.set("TEST_POSTGRES_URL", postgres.url);
    if (name === "pages") {
      const { reportPages } = await import("./bench/pages_report.ts");
      await reportPages(pagesWanted(options));
    } else if (name === "workflows") {
      const { reportWorkflows } = await import("./bench/workflows.ts");
      await reportWorkflows(openCases(options));
    } else if (name === "employer") {
      const { reportEmployer } = await import("./bench/employer.ts");
      await reportEmployer(numberAfter("--debts", options, { unless: 10_000, most: 100_000 }));
    } else if (name === "import") {
      const { reportImport } = await import("./bench/import.ts");
      await reportImport({
        lines: numberAfter("--lines", options, { unless: 100_000, most: 1_000_000 }),
        rounds: numberAfter("--rounds", options, { unless: 3, most: 25 }),
        as: options[options.indexOf("--as") + 1] === "csv" ? "csv" : "xlsx",
      });
    } else if (name === "ops") {
      const { reportOps } = await import("./bench/ops.ts");
      await reportOps({
        people: numberAfter("--people", options, { unless: 100_000, most: 1_000_000 }),
        rounds: numberAfter("--rounds", options, { unless: 7, most: 25 }),
        word: options[0]?.startsWith("--") ? "" : options[0] ?? "",
      });
    } else {
      throw new SetupError(
        `There is no bench "${name}": pages, workflows, employer, import or ops`,
      );
    }
    return 0;
  } finally {
    await postgres.stop();
  }
}

function pagesWanted(options: string[]): PagesReport {
  const [word = ""] = options[0]?.startsWith("--") ? [] : options;
  return {
    word,
    rounds: numberAfter("--rounds", options, { unless: 3, most: 25 }),
    as: options.includes("--json") ? "json" : "table",
  };
}

function openCases(options: string[]): number {
  return numberAfter("--open", options, { unless: 1000, most: 20_000 });
}

function numberAfter(
  name: string,
  options: string[],
  { unless, most }: { unless: number; most: number },
): number {
  const at = options.indexOf(name);
  const count = at < 0 ? unless : Number(options[at + 1]);
  if (!Number.isSafeInteger(count) || count < 1 || count > most) {
    throw new SetupError(`${name} takes a number from 1 to ${most}`);
  }
  return count;
}

await runEntry(main);
