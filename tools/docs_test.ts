import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ConfigError, readConfig, SETTINGS, WEB_SETTINGS } from "../config.ts";
import { LAYERS } from "./lint/layers.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const PAGES = ["README.md", "CHANGELOG.md", "fresh/README.md", ...pagesIn("docs")];

Deno.test("the README stays within 80 lines of at most 110 characters", () => {
  const lines = read("README.md").trimEnd().split("\n");
  assert.ok(lines.length <= 80, `README.md has ${lines.length} lines`);
  assert.deepEqual(lines.filter((line) => line.length > 110), []);
});

Deno.test("links between the documents lead somewhere, to headings too", () => {
  const broken = PAGES.flatMap((page) =>
    linksIn(read(page)).filter((link) => !leadsSomewhere(page, link)).map((to) => `${page}: ${to}`)
  );
  assert.deepEqual(broken, []);
});

Deno.test("tasks that the documents name exist, and so do the tasks' files", () => {
  const { tasks } = JSON.parse(read("deno.json")) as { tasks: Record<string, string> };
  const named = PAGES.flatMap((page) =>
    [...read(page).matchAll(/\b(?:deno|deno@\S+) task ([a-z]+(?::[a-z]+)?)/g)].map(([, name]) =>
      name!
    )
  );
  assert.ok(named.length > 5);
  assert.deepEqual(named.filter((name) => !(name in tasks)), []);
  const files = Object.values(tasks).flatMap((task) => task.match(/[\w/]+\.ts\b/g) ?? []);
  assert.deepEqual(files.filter((file) => !existsSync(join(ROOT, file))), []);
});

Deno.test("decisions are numbered without a gap, and tell context, decision, consequences", () => {
  const names = readdirSync(join(ROOT, "docs/decisions")).sort();
  for (const [index, name] of names.entries()) {
    const number = String(index + 1).padStart(4, "0");
    assert.match(name, new RegExp(`^${number}-[a-z0-9-]+\\.md$`));
    const text = read(`docs/decisions/${name}`);
    assert.match(text, new RegExp(`^# ${index + 1}\\. \\S`));
    const headings = [...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
    assert.deepEqual(headings, ["Context", "Decision", "Consequences"], name);
  }
});

Deno.test("the architecture's map names every layer that the lint plugin holds", () => {
  const map = read("docs/architecture.md");
  const files = Object.values(LAYERS).flatMap((layer) => layer.files)
    .filter((file) => file !== "fresh.config.ts");
  assert.deepEqual(files.filter((file) => !map.includes(`\`${file}\``)), []);
});

Deno.test("the table of settings is config.ts's: names, who reads them, defaults", () => {
  const rows = [
    ...read("docs/operations.md").matchAll(
      /^\| `([A-Z_]+)` +\| (\S.*?) +\| (\S.*?) +\| (\S.*?) +\|$/gm,
    ),
  ].map(([, name, value, who]) => ({ name: name!, value: value!, who: who! }));
  assert.deepEqual(rows.map(({ name }) => name), [...SETTINGS]);
  for (const { name, who } of rows) {
    assert.equal(who, WEB_SETTINGS.includes(name) ? "web, worker" : "worker", name);
  }
  const required = rows.filter(({ value }) => value === "required").map(({ name }) => name);
  assert.deepEqual(required, missingSettings());

  const config = readConfig(Object.fromEntries(required.map((name) => [name, EXAMPLES[name]])));
  const defaults = {
    TEMPORAL_UI_URL: config.temporalUiUrl === null ? "none" : "",
    YOOKASSA_PAGE_URL: config.paymentPageOrigin === "https://bank.test" ? "`YOOKASSA_URL`" : "",
    LOG_LEVEL: `\`${config.logLevel}\``,
    DESK_PHONE: `\`${config.deskPhone}\``,
    INSURER_NAME: `\`${config.insurerName}\``,
    INSURER_EMAIL: config.insurerContacts.email === null ? "none" : "",
    INSURER_ADDRESS: config.insurerContacts.address === null ? "none" : "",
    INSURER_HOURS: config.insurerContacts.hours === null ? "none" : "",
    TRUSTED_PROXIES: `\`${config.trustedProxies}\``,
    RECEIPT_VAT_CODE: `\`${config.receipt.vatCode}\``,
    RECEIPT_SUBJECT: `\`${config.receipt.subject}\``,
    TEMPORAL_NAMESPACE: `\`${config.temporal.namespace}\``,
    SMSC_SENDER: config.smsc.sender === "" ? "empty" : "",
  };
  const told = rows.filter(({ value }) => value !== "required");
  assert.deepEqual(Object.fromEntries(told.map(({ name, value }) => [name, value])), defaults);
});

const EXAMPLES: Record<string, string> = {
  DATABASE_URL: "postgres://fifth@127.0.0.1/fifth",
  PUBLIC_URL: "https://cabinet.test",
  YOOKASSA_URL: "https://bank.test/v3",
  YOOKASSA_SHOP_ID: "1",
  YOOKASSA_KEY: "key",
  SERVER_KEY: "k".repeat(32),
  TEMPORAL_ADDRESS: "127.0.0.1:7233",
  SMSC_URL: "https://sms.test",
  SMSC_LOGIN: "login",
  SMSC_PASSWORD: "password",
  SMTP_URL: "smtp://127.0.0.1:25",
  MAIL_FROM: "cabinet@cabinet.test",
};

function missingSettings(): readonly string[] {
  try {
    readConfig({});
  } catch (error) {
    if (error instanceof ConfigError) return error.settings;
    throw error;
  }
  return [];
}

/** Every address between round brackets that is not of the web. */
function linksIn(text: string): string[] {
  const prose = text.replace(/```.*?```/gs, "").replace(/`[^`\n]*`/g, "");
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!)
    .filter((link) => !/^[a-z]+:/.test(link));
}

function leadsSomewhere(page: string, link: string): boolean {
  const [path = "", heading] = link.split("#");
  const target = path === "" ? page : join(dirname(page), path);
  if (!existsSync(join(ROOT, target))) return false;
  return heading === undefined || headingsOf(target).includes(heading);
}

/** As GitHub makes them. */
function headingsOf(page: string): string[] {
  return [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!.toLowerCase().replace(/[^\p{L}\p{N}\s-]/gu, "").trim().replaceAll(" ", "-")
  );
}

function pagesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? pagesIn(path) : path.endsWith(".md") ? [path] : [];
  });
}

function read(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}
