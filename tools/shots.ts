/**
 * Screenshots of every page in every state (tests/states/), narrow and wide, light and dark:
 * `deno task shots [NAME…] [--sheet]`. A NAME takes the states whose names begin with it; `--sheet`
 * makes shots/index.html of all pictures that are there.
 */
import { parseArgs } from "node:util";
import { startTestPostgres } from "./provision/test_postgres.ts";
import { runEntry, SetupError } from "./setup_error.ts";

async function main(): Promise<number> {
  const { values, positionals } = readArguments();
  const postgres = await startTestPostgres();
  try {
    // The harness takes its cluster from here, and builds the pages as it loads.
    Deno.env.set("TEST_POSTGRES_URL", postgres.url);
    const { takeShots } = await import("./pictures/take.ts");
    const taken = await takeShots(positionals);
    if (taken === 0) throw new SetupError(`No state begins with ${positionals.join(" or ")}`);
    console.log(`${taken} screenshots are in shots/`);
    if (values.sheet) {
      const { writeSheet } = await import("./pictures/sheet.ts");
      console.log(`${writeSheet()} pictures are on shots/index.html`);
    }
    return 0;
  } finally {
    await postgres.stop();
  }
}

function readArguments() {
  try {
    return parseArgs({
      args: Deno.args,
      options: { sheet: { type: "boolean", default: false } },
      allowPositionals: true,
    });
  } catch (error) {
    throw new SetupError(`${(error as Error).message}. Usage: deno task shots [NAME…] [--sheet]`);
  }
}

await runEntry(main);
