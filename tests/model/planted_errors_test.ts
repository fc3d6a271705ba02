import assert from "node:assert/strict";
import { plant } from "./copy.ts";
import { knownScripts } from "./known_cases.ts";
import { PLANTED_ERRORS, type PlantedError } from "./planted_errors.ts";
import { playPart } from "./subprocess.ts";

const AT_ONCE = 2;

/** That the same cases agree with the sound product, script_test.ts holds. */
Deno.test("a product with an error of any kind differs from the model, and it is said how", async (test) => {
  const said = new Map<PlantedError, string>();
  const waiting = [...PLANTED_ERRORS];
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (let error; (error = waiting.shift());) said.set(error, await whatIsSaidOf(error));
  }));
  for (const error of PLANTED_ERRORS) {
    await test.step(error.name, () => assert.match(said.get(error)!, error.caughtBy));
  }
});

async function whatIsSaidOf(error: PlantedError): Promise<string> {
  using copy = plant(error);
  const { crash, differing } = await playPart(
    { scripts: knownScripts(error.cases), season: "01-11" },
    { root: copy.root },
  );
  return crash ?? (differing.flatMap(({ differences }) => differences).join("\n") || "nothing");
}
