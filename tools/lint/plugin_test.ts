/// <reference lib="deno.unstable" />
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { LAYERS } from "./layers.ts";
import { placeOf } from "./places.ts";
import plugin from "./plugin.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** The rules that a file with this source would break, without the plugin's name. */
function broken(place: string, source: string): string[] {
  return Deno.lint.runPlugin(plugin, join(ROOT, place), source)
    .map(({ id }) => id.slice("fifth/".length));
}

function holds(place: string, source: string): void {
  assert.deepEqual(broken(place, source), [], `${place}: ${source}`);
}

function breaks(rule: string, place: string, source: string): void {
  assert.deepEqual(broken(place, source), [rule], `${place}: ${source}`);
}

Deno.test("layers: the domain knows nobody", () => {
  holds("domain/money.ts", `import { half } from "./decimal.ts";`);
  breaks("layers", "domain/money.ts", `import { connect } from "../db/connection.ts";`);
  breaks("layers", "domain/money.ts", `import { z } from "zod";`);
  breaks("layers", "domain/money.ts", `import { readFileSync } from "node:fs";`);
  breaks("layers", "domain/money.ts", `import type { Sql } from "../db/connection.ts";`);
  breaks("layers", "domain/money.ts", `const clock = await import("../clock.ts");`);
});

Deno.test("layers: queries know the domain, and of adapters only types", () => {
  holds("db/payments.ts", `import type { Body } from "../adapters/payment_provider/mod.ts";`);
  holds("db/payments.ts", `import { type Body } from "../adapters/payment_provider/mod.ts";`);
  breaks("layers", "db/payments.ts", `import { open } from "../adapters/payment_provider/mod.ts";`);
  breaks("layers", "db/payments.ts", `import type { X } from "../adapters/sms/smsc.ts";`);
  breaks("layers", "db/payments.ts", `import { pay } from "../use_cases/pay.ts";`);
});

Deno.test("layers: use cases know interfaces, and no vendor", () => {
  holds("use_cases/pay.ts", `import { type Sms } from "../adapters/sms/mod.ts";`);
  holds("use_cases/pay.ts", `import { workflowId } from "../workflows/contract.ts";`);
  breaks("layers", "use_cases/pay.ts", `import { smsc } from "../adapters/sms/smsc.ts";`);
  breaks("layers", "use_cases/pay.ts", `import { invoice } from "../workflows/invoice.ts";`);
  breaks("layers", "use_cases/pay.ts", `import postgres from "postgres";`);
  breaks("layers", "use_cases/pay.ts", `import { Client } from "@temporalio/client";`);
});

Deno.test("layers: workflows know activities' types and no calendar", () => {
  holds("workflows/invoice.ts", `import type { Agenda } from "../activities/invoices.ts";`);
  holds("workflows/invoice.ts", `import { sleep } from "@temporalio/workflow";`);
  holds("workflows/invoice.ts", `import { formatRoubles } from "../domain/money.ts";`);
  breaks("layers", "workflows/invoice.ts", `import { say } from "../activities/invoices.ts";`);
  breaks("layers", "workflows/invoice.ts", `import { dueDate } from "../domain/working_days.ts";`);
  breaks(
    "layers",
    "workflows/invoice.ts",
    `import type { Calendar } from "../domain/calendar.ts";`,
  );
  breaks("layers", "workflows/invoice.ts", `import { createHash } from "node:crypto";`);
});

Deno.test("layers: routes reach use cases through their state", () => {
  holds("routes/invoices/index.tsx", `import { define } from "../../state.ts";`);
  holds("routes/invoices/index.tsx", `import { page } from "fresh";`);
  breaks("layers", "routes/invoices/index.tsx", `import { pay } from "../../use_cases/pay.ts";`);
  breaks("layers", "routes/invoices/index.tsx", `import { read } from "../../db/invoices.ts";`);
  breaks("layers", "routes/login/index.tsx", `import { sms } from "../../adapters/sms/mod.ts";`);
  holds(
    "routes/hooks/yookassa.ts",
    `import { read } from "../../adapters/payment_provider/mod.ts";`,
  );
});

Deno.test("layers: pages' parts know no server", () => {
  holds("components/money.tsx", `import { formatRoubles } from "../domain/money.ts";`);
  breaks("layers", "components/money.tsx", `import { define } from "../state.ts";`);
  holds("islands/Watch.tsx", `import { useSignal } from "@preact/signals";`);
  breaks("layers", "islands/Watch.tsx", `import { define } from "../state.ts";`);
  breaks("layers", "web/cookies.ts", `import { readSession } from "../db/sessions.ts";`);
});

Deno.test("layers: the stand-in and the outside world know nothing of the product", () => {
  breaks("layers", "fresh/app.ts", `import { define } from "../state.ts";`);
  breaks("layers", "sandbox/bank.ts", `import { kopecks } from "../domain/money.ts";`);
});

Deno.test("layers: entries, tools and tests know all", () => {
  holds("worker.ts", `import { smsc } from "./adapters/sms/smsc.ts";`);
  holds("tools/seed.ts", `import { pay } from "../use_cases/pay.ts";`);
  holds("domain/states_test.ts", `import { connect } from "../db/connection.ts";`);
});

Deno.test("layers: every folder of the product has its place on the map", () => {
  const mapped = Object.values(LAYERS).flatMap(({ files }) => files);
  const folders = sources(ROOT).map(placeOf).filter((place) => place.includes("/"))
    .map((place) => place.slice(0, place.indexOf("/") + 1));
  const without = [...new Set(folders)].filter((folder) => !mapped.includes(folder));
  assert.deepEqual(without.sort(), ["tests/", "tools/"]);
});

Deno.test("names: no empty words in paths or for what acts", () => {
  breaks("names", "domain/date_utils.ts", "");
  breaks("names", "db/helpers/rows.ts", "");
  breaks("names", "domain/money.ts", "class MoneyService {}");
  breaks("names", "domain/money.ts", "function moneyHelper() {}");
  breaks("names", "domain/money.ts", "interface MoneyManager { a: 1 }");
  holds("domain/service_line.ts", "interface Service { code: string }");
  holds("domain/library.ts", "function helperless() {}");
});

Deno.test("no-default-export: but for routes, islands and what a command loads", () => {
  breaks("no-default-export", "domain/money.ts", "export default 1;");
  breaks("no-default-export", "components/money.tsx", "export default function Money() {}");
  holds("routes/index.tsx", "export default function Page() {}");
  holds("islands/Watch.tsx", "export default function Watch() {}");
  holds("web.ts", "export default { fetch };");
});

Deno.test("no-barrel: only mod.ts passes on, and it names what", () => {
  breaks("no-barrel", "domain/money.ts", `export { sum } from "./decimal.ts";`);
  breaks("no-barrel", "domain/mod.ts", `export * from "./decimal.ts";`);
  holds("workflows/mod.ts", `export { invoice } from "./invoice.ts";`);
});

Deno.test("no-deno: nothing that the worker loads", () => {
  breaks("no-deno", "db/connection.ts", `const text = Deno.readTextFileSync("a");`);
  breaks("no-deno", "worker.ts", "Deno.exit(1);");
  breaks("no-deno", "adapters/sms/mod.ts", "type Server = Deno.HttpServer;");
  holds("main.ts", "Deno.exit(1);");
  holds("db/connection_test.ts", `Deno.test("x", () => {});`);
});

Deno.test("no-environment: entries hand it over", () => {
  breaks("no-environment", "config.ts", "const url = process.env.DATABASE_URL;");
  breaks("no-environment", "web/cookies.ts", `const key = Deno.env.get("SERVER_KEY");`);
  holds("main.ts", `const key = Deno.env.get("SERVER_KEY");`);
  holds("tools/seed.ts", "const env = Deno.env.toObject();");
});

Deno.test("no-clock: the time of day is handed in", () => {
  breaks("no-clock", "domain/invoice.ts", "const now = new Date();");
  breaks("no-clock", "use_cases/pay.ts", "const now = Date.now();");
  breaks("no-clock", "db/sessions.ts", "await sql`delete from sessions where expires_at < now()`;");
  breaks("no-clock", "routes/index.tsx", "const now = new Date();");
  holds("domain/local_date.ts", `const date = new Date("2026-11-22");`);
  holds("db/sessions.ts", "await sql`select ${clock.now()}`;");
  holds("clock.ts", "const now = new Date();");
  holds("workflows/news.ts", "const now = Date.now();");
});

Deno.test("no comment silences the product's rules", () => {
  const silenced = sources(ROOT).filter((path) => {
    const ours = /deno-lint-ignore(-file)?([ \t]*$|[ \t]+--|.*\bfifth\/)/m;
    return ours.test(readFileSync(path, "utf8"));
  });
  assert.deepEqual(silenced.filter((path) => path !== fileURLToPath(import.meta.url)), []);
});

Deno.test("deno lint uses the plugin, and leaves nothing out", () => {
  const { lint } = JSON.parse(readFileSync(join(ROOT, "deno.json"), "utf8"));
  assert.deepEqual(lint, { plugins: ["./tools/lint/plugin.ts"] });
});

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === "node_modules" || /^[._]/.test(entry.name) && entry.isDirectory()) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.tsx?$/.test(entry.name) ? [path] : [];
  });
}
