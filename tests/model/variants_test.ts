import assert from "node:assert/strict";
import { type PartWanted, playPart } from "./subprocess.ts";

const PART: PartWanted = { seed: 6, count: 20, season: "04-12" };

Deno.test("the same cases agree with the model when every workflow task replays its history", async () => {
  await agrees({ ...PART, maxCachedWorkflows: 0 });
});

for (const zone of ["UTC", "America/New_York", "Asia/Kamchatka"]) {
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
  assert.equal(runs, PART.count);
  assert.deepEqual(differing, [], `MODEL_SEED=${part.seed} MODEL_COUNT=${part.count}`);
}
