import assert from "node:assert/strict";
import { localDate } from "../../domain/local_date.ts";
import { beginningOf, holdsAgainstTheModel, runScripts } from "./batch.ts";
import { KNOWN_CASES, type KnownCase, knownScripts } from "./known_cases.ts";
import type { Script } from "./script.ts";

const { MODEL_SCRIPT, MODEL_BASE, MODEL_SEED, MODEL_COUNT } = Deno.env.toObject();

Deno.test("cases told by hand agree with the model", async () => {
  await agree(knownScripts(Object.keys(KNOWN_CASES) as KnownCase[]));
});

Deno.test({
  name: "the script of MODEL_SCRIPT agrees with the model",
  ignore: MODEL_SCRIPT === undefined,
  fn: () => agree([JSON.parse(MODEL_SCRIPT!)]),
});

Deno.test({
  name: "the cases of MODEL_SEED agree with the model",
  ignore: MODEL_SEED === undefined,
  fn: () =>
    holdsAgainstTheModel({
      seed: Number(MODEL_SEED),
      count: Number(MODEL_COUNT ?? 40),
      season: MODEL_BASE?.slice(5) ?? "01-11",
    }),
});

async function agree(scripts: Script[]): Promise<void> {
  const base = MODEL_BASE === undefined ? beginningOf("01-11") : localDate(MODEL_BASE);
  for (const { script, verdict } of await runScripts(scripts, base)) {
    assert.deepEqual(verdict.differences, [], JSON.stringify(script));
    assert.deepEqual(verdict.tooClose, []);
  }
}
