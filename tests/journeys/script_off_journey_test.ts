import { beginJourney } from "./journey.ts";
import { walkMainJourney } from "./main_journey.ts";

Deno.test("the same journey works with script switched off", async () => {
  await using journey = await beginJourney({ script: "off" });
  await walkMainJourney(journey);
});
