import { holdsAgainstTheModel } from "./batch.ts";

Deno.test("cases of autumn do what the model demands, whatever happens to them", async () => {
  await holdsAgainstTheModel({ seed: 3, count: 40, season: "09-06" });
});

Deno.test("cases over the turn of the year do what the model demands", async () => {
  await holdsAgainstTheModel({ seed: 4, count: 40, season: "11-08" });
});
