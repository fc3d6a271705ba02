import assert from "node:assert/strict";
import { scriptsOf } from "./script.ts";
import { type PartWanted, playPart } from "./subprocess.ts";

const SEED = 6;
const COUNT = 20;
const PART: PartWanted = { scripts: scriptsOf(SEED, COUNT), season: "04-12" };

Deno.test("the same cases agree with the model when every workflow task replays its history", async () => {
  await agrees({ ...PART, maxCachedWorkflows: 0 });
});

// Under UTC all the other cases run.
for (const zone of ["America/New_York", "Asia/Kamchatka"]) {
  Deno.test(`the same cases agree with the model in a process of TZ=${zone}`, async () => {
    await agrees(PART, zone);
  });
}

Deno.test("the same cases agree with the model when Node runs workflows and activities", async () => {
  await agrees({ ...PART, worker: "node" });
});

async function agrees(part: PartWanted, zone = "UTC"): Promise<void> {
  const { runs, differing, crash } = await playPart(part, { zone });
  assert.equal(crash, null, crash ?? "");
  assert.equal(runs, COUNT);
  assert.deepEqual(differing, [], `Cases of MODEL_SEED=${SEED} MODEL_COUNT=${COUNT}`);
}
