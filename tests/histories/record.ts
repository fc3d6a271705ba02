import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { historyToJSON } from "@temporalio/common/lib/proto-utils.js";
import { startTestPostgres } from "../../tools/provision/test_postgres.ts";
import { LIVES } from "./lives.ts";

/**
 * `deno task histories [LIFE…]`: lives the cases through with the workflows as they are now, on a
 * server that skips time, and saves what the server has written down of them.
 */
const FOLDER = new URL("./", import.meta.url);

const postgres = await startTestPostgres();
Deno.env.set("TEST_POSTGRES_URL", postgres.url);
try {
  // The harness looks for the database as it is imported.
  const { caseWorld } = await import("../harness/case_world.ts");
  const wanted = Deno.args.length === 0 ? Object.keys(LIVES) : Deno.args;
  for (const name of wanted) {
    const live = LIVES[name];
    if (!live) throw new RangeError(`No life "${name}": ${Object.keys(LIVES).join("; ")}`);
    await using world = await caseWorld();
    const ids = await live(world);
    forget(name);
    for (const workflowId of ids) {
      const history = JSON.parse(historyToJSON(await world.handle(workflowId).fetchHistory()));
      const text = JSON.stringify({ workflowId, history }, null, 1);
      writeFileSync(new URL(fileOf(name, workflowId), FOLDER), `${text}\n`);
      console.log(`${String(history.events.length).padStart(4)} events  ${fileOf(name, workflowId)}`);
    }
  }
} finally {
  await postgres.stop();
}
Deno.exit();

/** `paid-in-time.invoice.json` */
function fileOf(life: string, workflowId: string): string {
  return `${slug(life)}.${workflowId.split("/")[0]}.json`;
}

/** Its latest recording: a file of a longer name stands for cases from before a change. */
function forget(life: string): void {
  const latest = new RegExp(`^${slug(life)}[.][a-z-]+[.]json$`);
  for (const file of readdirSync(FOLDER)) {
    if (latest.test(file)) rmSync(new URL(file, FOLDER));
  }
}

function slug(life: string): string {
  return life.replace(/[ ,]+/g, "-");
}
