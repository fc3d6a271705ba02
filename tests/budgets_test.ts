import assert from "node:assert/strict";
import { catalogue, type CataloguedPage, pageRoutes } from "../tools/bench/pages_catalogue.ts";
import { insertPeople, LOOKED_AT } from "../tools/bench/pages_people.ts";
import { BUDGETS, weigh, type Weight } from "../tools/bench/pages_weight.ts";
import { type TestSite, testSite } from "./harness/site.ts";

Deno.test("every page that an insured person or a visitor can open is in the bench's catalogue", async () => {
  await using site = await testSite({ at: LOOKED_AT });
  const { pages } = await givenAllPages(site);
  assert.deepEqual([...new Set(pages.map(({ route }) => route))].sort(), pageRoutes());
});

Deno.test("every page stays within its bytes, requests and queries, with 200 invoices, 60 lines or none", async () => {
  await using site = await testSite({ at: LOOKED_AT });
  const { pages } = await givenAllPages(site);
  const over: string[] = [];
  for (const page of pages) {
    const weight = await weigh(site, page);
    for (const kind of Object.keys(BUDGETS) as (keyof Weight)[]) {
      if (weight[kind] <= BUDGETS[kind]) continue;
      over.push(`${page.path.slice(0, 60)} (${page.state}): ${kind} ${weight[kind]}`);
    }
  }
  assert.deepEqual(over, []);
});

Deno.test("what a page weighs is found: a page with islands has scripts, one without has none", async () => {
  await using site = await testSite({ at: LOOKED_AT });
  const { pages } = await givenAllPages(site);
  const weightOf = async (path: string, state: string) =>
    await weigh(site, pages.find((page) => page.path === path && page.state === state)!);
  const [full, empty] = [
    await weightOf("/invoices", "200 of them"),
    await weightOf("/invoices", "none"),
  ];
  assert.ok(full.script > 5_000 && full.html > 5_000 && full.css > 5_000 && full.fonts > 20_000);
  assert.ok(full.queries > 0);
  assert.equal(empty.script, 0);
  assert.equal(empty.requests, 6, "page, style sheet, three fonts, icon");
  assert.ok(empty.html < full.html / 5);
});

async function givenAllPages(site: TestSite): Promise<{ pages: CataloguedPage[] }> {
  return { pages: catalogue(site, await insertPeople(site)) };
}
