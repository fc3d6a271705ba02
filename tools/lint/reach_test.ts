import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { isAmong, placeOf } from "./places.ts";

interface Graph {
  roots: string[];
  modules: {
    specifier: string;
    dependencies?: { specifier: string; code?: { specifier: string } }[];
  }[];
}

/** All that loading an entry loads: our files by their places, packages by their names. */
async function reachOf(entry: string): Promise<string[]> {
  const path = fileURLToPath(new URL(`../../${entry}`, import.meta.url));
  const info = new Deno.Command(Deno.execPath(), { args: ["info", "--json", path] });
  const { success, stdout, stderr } = await info.output();
  assert.ok(success, new TextDecoder().decode(stderr));
  const { roots, modules }: Graph = JSON.parse(new TextDecoder().decode(stdout));
  const byName = new Map(modules.map((module) => [module.specifier, module]));
  const reached = new Set<string>();
  const waiting = [...roots];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const place = name.startsWith("file:") ? placeOf(fileURLToPath(name)) : name;
    if (reached.has(place)) continue;
    reached.add(place);
    for (const { specifier, code } of byName.get(name)?.dependencies ?? []) {
      if (!code) continue;
      if (code.specifier.startsWith("file:")) waiting.push(code.specifier);
      else reached.add(specifier);
    }
  }
  return [...reached];
}

Deno.test("workflows load no calendar, no clock and no query", async () => {
  const reach = await reachOf("workflows/mod.ts");
  const barred = [
    "domain/calendar.ts",
    "domain/holidays.ts",
    "domain/working_days.ts",
    "clock.ts",
    "db/",
    "activities/",
    "adapters/",
    "use_cases/",
    "node:*",
  ];
  assert.ok(reach.includes("workflows/invoice.ts") && reach.includes("domain/money.ts"));
  assert.deepEqual(reach.filter((place) => isAmong(place, barred)), []);
});

Deno.test("the web process loads neither Temporal nor what only the worker does", async () => {
  const reach = await reachOf("main.ts");
  const barred = ["@temporalio/", "relay/", "activities/", "adapters/sms/smsc.ts", "nodemailer"];
  assert.ok(reach.includes("use_cases/payments/open_payment.ts") && reach.includes("postgres"));
  assert.deepEqual(reach.filter((place) => isAmong(place, barred)), []);
  const workflows = reach.filter((place) => isAmong(place, ["workflows/"]));
  assert.deepEqual(workflows, ["workflows/contract.ts"]);
});

Deno.test("the worker loads no page and no part of the framework", async () => {
  const reach = await reachOf("worker.ts");
  const barred = ["routes/", "components/", "islands/", "fresh/", "web/", "fresh", "preact"];
  assert.ok(reach.includes("relay/outbox_relay.ts") && reach.includes("@temporalio/worker"));
  assert.deepEqual(reach.filter((place) => isAmong(place, barred)), []);
});
