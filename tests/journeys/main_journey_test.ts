import { beginJourney } from "./journey.ts";
import { walkMainJourney } from "./main_journey.ts";

Deno.test("an insured person goes from registration to a paid invoice in a browser", async () => {
  await using journey = await beginJourney({ script: "on" });
  await walkMainJourney(journey);
});
