// What a screen reader is given of the main journeys' pages, kept as text. After a change that is
// meant: deno test -A tests/journeys/accessibility_snapshots_test.ts -- --update
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { insertInsured } from "../harness/people.ts";
import { type Cabinet, daysAgo, insertPayerOfAll, openCabinet } from "./accessibility_cabinet.ts";

const FOLDER = fileURLToPath(new URL("snapshots/", import.meta.url));
const UPDATE = Deno.args.includes("--update");

Deno.test("a screen reader is given the same of every main page as when it was last looked at", async (t) => {
  await using cabinet = await openCabinet();
  const { url } = cabinet;
  const show = async (name: string, page: Page, part = "body") => {
    await page.waitForLoadState("networkidle");
    const tree = nameless(await page.locator(part).ariaSnapshot());
    await t.step(name, () => compare(name, tree));
  };

  const visitor = await givenAVisitor(cabinet);
  for (const name of ["start", "login", "register", "help"]) {
    await visitor.goto(`${url}/${name === "start" ? "" : name}`);
    await show(name, visitor);
  }
  await visitor.goto(`${url}/register`);
  await visitor.locator("main button[type=submit]").click();
  await show("register-errors", visitor);

  const newcomer = await givenSomebodyNew(cabinet);
  await newcomer.goto(`${url}/policies`);
  await show("policies-not-activated", newcomer);
  await newcomer.goto(`${url}/invoices`);
  await show("invoices-empty", newcomer);

  const { page, invoices, policyId } = await givenAPayer(cabinet);
  const [paid, overdue, soon] = invoices;
  await show("code", page);
  await page.getByRole("textbox", { name: "Код" }).fill("000000");
  await page.getByText("Код не подошел").first().waitFor();
  await show("code-error", page);
  await page.getByRole("textbox", { name: "Код" }).fill(await codeOf(page, cabinet));
  await page.waitForURL(`${url}/policies`);
  await show("policies", page);
  await page.goto(`${url}/invoices`);
  await show("invoices", page);
  await page.getByRole("checkbox", { name: "Выбрать всё к оплате" }).check();
  await page.getByRole("status").getByText("Выбрано: 3 счета").waitFor();
  await show("invoices-chosen", page);
  await page.locator(`a.open-row[href="/invoices/${soon}"]`).click();
  await page.getByRole("dialog").waitFor();
  await show("invoice-window", page, "dialog");
  for (const [name, id] of [["invoice", soon], ["overdue", overdue], ["paid", paid]] as const) {
    await page.goto(`${url}/invoices/${id}`);
    await show(name === "invoice" ? name : `invoice-${name}`, page);
  }
  await page.goto(`${url}/invoices/pay?invoice=${overdue}&invoice=${soon}`);
  await show("pay", page);
  await page.goto(`${url}/payments/${await paymentOf(cabinet, "succeeded")}`);
  await show("payment-paid", page);
  await page.goto(`${url}/payments/${await paymentOf(cabinet, "created")}`);
  await page.getByText("Ждем ответа банка").waitFor();
  await show("payment-checking", page);
  await page.goto(`${url}/policies/${policyId}`);
  await show("policy", page);
  await page.goto(`${url}/statement/2026`);
  await show("statement", page);
  await page.goto(`${url}/profile/channels`);
  await show("channels", page);
});

/** Ids of payments and numbers of statements are made anew each time. */
function nameless(tree: string): string {
  return tree.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "ID")
    .replaceAll(/№\s[0-9A-F]{4}-[0-9A-F]{4}|№\s\d{4}-\d+-[0-9A-F]{6}/g, "№ ID");
}

function compare(name: string, tree: string): void {
  const file = `${FOLDER}${name}.txt`;
  if (UPDATE) {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(file, `${tree}\n`);
  }
  assert.ok(existsSync(file), `${name} was never looked at: run with -- --update`);
  assert.equal(`${tree}\n`, readFileSync(file, "utf8"));
}

async function givenAVisitor(cabinet: Cabinet): Promise<Page> {
  return await (await cabinet.context(cabinet.site.visitor())).newPage();
}

async function givenSomebodyNew(cabinet: Cabinet): Promise<Page> {
  const { phone } = await insertInsured(cabinet.site.sql, daysAgo(1), {
    name: "Анна",
    phone: "9005550730",
    policyNumber: "7701/100/0730",
  });
  return await (await cabinet.context(await cabinet.site.logInInsured(phone))).newPage();
}

/** Before the page that asks for the code. */
async function givenAPayer(
  cabinet: Cabinet,
): Promise<{ page: Page; invoices: number[]; policyId: number }> {
  const { phone, invoices, policyId } = await insertPayerOfAll(cabinet.site);
  const visitor = cabinet.site.visitor();
  await visitor.post("/login", { phone });
  const page = await (await cabinet.context(visitor)).newPage();
  await page.goto(`${cabinet.url}/login/code`);
  return { page, invoices, policyId };
}

async function paymentOf({ site }: Cabinet, state: "succeeded" | "created"): Promise<string> {
  const [payment] = await site.sql<{ id: string }[]>`
    select id from payment_attempts where state = ${state}`;
  return payment!.id;
}

/** The code of the challenge that the page's browser holds. */
async function codeOf(page: Page, cabinet: Cabinet): Promise<string> {
  const visitor = cabinet.site.visitor();
  for (const { name, value } of await page.context().cookies()) visitor.cookies.set(name, value);
  return await visitor.code();
}
