import { holdsAgainstTheModel } from "./batch.ts";

Deno.test("cases of winter do what the model demands, whatever happens to them", async () => {
  await holdsAgainstTheModel({ seed: 1, count: 40, season: "01-11" });
});

Deno.test("cases of spring, with its holidays, do what the model demands", async () => {
  await holdsAgainstTheModel({ seed: 2, count: 40, season: "03-29" });
});

Deno.test("cases of summer do what the model demands", async () => {
  await holdsAgainstTheModel({ seed: 5, count: 40, season: "06-07" });
});
