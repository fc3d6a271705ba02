import assert from "node:assert/strict";
import { isTimeZone, periodsEnding, TIME_ZONES } from "./contract_terms.ts";
import { instant, localDate, localTimeOf } from "./local_date.ts";

Deno.test("a quarter's invoices come with its last month alone, a month's with each", () => {
  const ending = (day: string) => periodsEnding(localDate(day));
  assert.deepEqual(ending("2026-10-31"), [1]);
  assert.deepEqual(ending("2026-11-30"), [1]);
  assert.deepEqual(ending("2026-12-31"), [1, 3]);
  assert.deepEqual(ending("2026-03-31"), [1, 3]);
});

Deno.test("every zone that can be chosen is a known one, and says how far from Moscow it is", () => {
  const noon = instant("2026-11-23T09:00:00.000Z");
  const hours = Object.entries(TIME_ZONES).map(([zone, title]) => {
    const shift = Number(/[−+]\d$/.exec(title)?.[0].replace("−", "-") ?? 0);
    return [Number(localTimeOf(noon, zone).slice(0, 2)), 12 + shift];
  });
  for (const [here, said] of hours) assert.equal(here, said);
  assert.ok(isTimeZone("Asia/Yekaterinburg") && !isTimeZone("constructor"));
});
