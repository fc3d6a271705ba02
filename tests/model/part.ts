// A part of a batch in a process of its own: under another zone, on Node's worker, or of a copy of
// the product with an error in it. Says what differs as JSON on its last line.
import { beginningOf, runScripts } from "./batch.ts";
import type { PartWanted } from "./subprocess.ts";

const { scripts, season, worker, maxCachedWorkflows } = JSON.parse(
  Deno.args[0]!,
) as PartWanted;
const results = await runScripts(scripts, beginningOf(season), {
  ...(worker === undefined ? {} : { worker }),
  ...(maxCachedWorkflows === undefined ? {} : { maxCachedWorkflows }),
});
const differing = results.flatMap(({ script, verdict }) =>
  verdict.differences.length > 0
    ? [{ number: script.number, differences: verdict.differences }]
    : []
);
console.log(JSON.stringify({ runs: results.length, differing }));
Deno.exit(0);
