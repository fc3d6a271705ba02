import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import {
  type Cabinet,
  insertPayerOfAll,
  insertPayerOfMany,
  openCabinet,
} from "./accessibility_cabinet.ts";
import { accessibilityTroubles } from "./looks.ts";

/** Bytes, gzip. */
const MOST_HTML = 20_000;
const MOST_SCRIPT = 12_000;

Deno.test("an invoice opens over the list under its own address, and «Назад» closes it", async () => {
  await using cabinet = await openCabinet();
  const { page, invoices } = await givenTheList(cabinet);
  const [, , soon] = invoices;
  const link = linkTo(page, soon!);
  const dialog = page.getByRole("dialog", { name: `Счет № ${soon}` });
  const list = await page.title();

  await link.click();
  await dialog.waitFor();
  assert.equal(page.url(), `${cabinet.url}/invoices/${soon}`);
  assert.equal(plain(await page.title()), `Счет № ${soon} — Пятая часть`);
  const inside = plain(await dialog.innerText());
  for (const part of ["2 136,67 ₽", "Почему столько", "УЗИ сосудов шеи", "× 20 %"]) {
    assert.ok(inside.includes(part), part);
  }
  assert.deepEqual(await accessibilityTroubles(page), []);

  await page.goBack();
  await dialog.waitFor({ state: "hidden" });
  assert.equal(page.url(), `${cabinet.url}/invoices`);
  assert.equal(await page.title(), list);
  assert.equal(await focused(page), `/invoices/${soon}`);
  await page.goForward();
  await dialog.waitFor();
  assert.equal(page.url(), `${cabinet.url}/invoices/${soon}`);

  await page.reload();
  await page.getByRole("heading", { level: 1, name: `Счет № ${soon}` }).waitFor();
  assert.equal(await page.getByRole("dialog").count(), 0, "the address is the page's");
});

Deno.test("Esc, the button and a click beside it close the window; what it was opened from has the focus", async () => {
  await using cabinet = await openCabinet();
  const { page, invoices } = await givenTheList(cabinet);
  const [, overdue] = invoices;
  const dialog = page.getByRole("dialog");
  const ways: [string, () => Promise<void>][] = [
    ["Esc", () => page.keyboard.press("Escape")],
    ["the button", () => dialog.getByRole("button", { name: "Закрыть" }).click()],
    ["beside it", () => page.mouse.click(5, 400)],
  ];
  for (const [way, close] of ways) {
    await linkTo(page, overdue!).focus();
    await page.keyboard.press("Enter");
    await dialog.waitFor();
    await close();
    await dialog.waitFor({ state: "hidden" });
    await page.waitForURL(`${cabinet.url}/invoices`);
    assert.equal(await focused(page), `/invoices/${overdue}`, way);
  }
  await linkTo(page, overdue!).click();
  const heading = (await dialog.getByRole("heading").first().boundingBox())!;
  await page.mouse.move(heading.x + 5, heading.y + 5);
  await page.mouse.down();
  await page.mouse.move(5, 400);
  await page.mouse.up();
  assert.ok(await dialog.isVisible(), "a text that was selected beyond the window closes nothing");
});

Deno.test("the window leads to the file, to the payment and to the page", async () => {
  await using cabinet = await openCabinet();
  const { page, invoices } = await givenTheList(cabinet);
  const [paid, overdue, , checking] = invoices;
  const dialog = page.getByRole("dialog");

  await linkTo(page, overdue!).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    dialog.getByRole("link", { name: "Файл (xlsx)" }).click(),
  ]);
  assert.equal(download.suggestedFilename(), `Счет № ${overdue}.xlsx`);
  await dialog.getByRole("link", { name: "Открыть страницу счета" }).click();
  await page.getByRole("heading", { level: 1, name: `Счет № ${overdue}` }).waitFor();
  await page.goBack();
  await page.waitForURL(`${cabinet.url}/invoices`);
  await linkTo(page, overdue!).click();
  await dialog.getByRole("button", { name: /^Оплатить/ }).click();
  await page.waitForURL(`${cabinet.url}/invoices/pay?invoice=${overdue}`);
  await page.goBack();
  await linkTo(page, overdue!).waitFor();

  for (const [invoice, says] of [[paid, "Оплачен"], [checking, "Платеж проверяется"]] as const) {
    await page.goto(`${cabinet.url}/invoices`);
    await linkTo(page, invoice!).click();
    await dialog.getByText(says).waitFor();
    assert.equal(await dialog.getByRole("button", { name: /^Оплатить/ }).count(), 0);
  }
});

Deno.test("a new tab, a lost network and an ended session get the link itself", async () => {
  await using cabinet = await openCabinet();
  const { page, invoices } = await givenTheList(cabinet);
  const [, , , , fresh] = invoices;
  const link = linkTo(page, fresh!);
  for (const options of [{ modifiers: ["Control"] }, { button: "middle" }] as const) {
    const [tab] = await Promise.all([
      page.context().waitForEvent("page"),
      link.click(options as Parameters<typeof link.click>[0]),
    ]);
    await tab.getByRole("heading", { level: 1, name: `Счет № ${fresh}` }).waitFor();
    await tab.close();
    assert.equal(page.url(), `${cabinet.url}/invoices`);
  }

  await page.route("**/lines", (route) => route.abort());
  await link.click();
  await page.getByRole("heading", { level: 1, name: `Счет № ${fresh}` }).waitFor();
  await page.unroute("**/lines");

  await page.goto(`${cabinet.url}/invoices`);
  await cabinet.site.sql`delete from sessions`;
  await link.click();
  await page.waitForURL(`${cabinet.url}/login?ended=elsewhere&next=%2Finvoices%2F${fresh}`);
});

Deno.test("the window's part of a page is no page: opened by itself it leads to the invoice", async () => {
  await using cabinet = await openCabinet();
  const { page, invoices } = await givenTheList(cabinet);
  await page.goto(`${cabinet.url}/invoices/${invoices[0]}/lines`);
  assert.equal(page.url(), `${cabinet.url}/invoices/${invoices[0]}`);
});

Deno.test("two hundred invoices are chosen at once, told once, and stay within the budgets", async () => {
  await using cabinet = await openCabinet();
  const { site } = cabinet;
  const { phone } = await insertPayerOfMany(site, { count: 200, paid: 0 });
  const visitor = await site.logInInsured(phone);
  const sent = await visitor.get("/invoices");
  assert.ok(await gzipped(sent.bytes) <= MOST_HTML, `${await gzipped(sent.bytes)} of HTML`);
  let script = 0;
  for (const url of scriptsOf(sent.html)) script += await gzipped((await visitor.get(url)).bytes);
  assert.ok(script > 0 && script <= MOST_SCRIPT, `${script} of script`);

  const page = await (await cabinet.context(visitor)).newPage();
  await page.goto(`${cabinet.url}/invoices`);
  await page.waitForLoadState("networkidle");
  const all = page.getByRole("checkbox", { name: "Выбрать всё к оплате" });
  const bar = page.locator(".pay-bar");
  await page.evaluate(countWhatIsTold);
  await page.evaluate(() => {
    for (
      const box of [...document.querySelectorAll<HTMLInputElement>("[name=invoice][id]")].slice(-5)
    ) {
      box.click();
    }
  });
  await page.getByRole("status").getByText("Выбрано: 5 счетов").waitFor();
  assert.equal(await page.evaluate("told"), 1, "several changes in a row are told once");
  await all.check();
  await bar.getByText("Выбрано 200 · 142 095,00 ₽").waitFor();
  const first = page.getByRole("checkbox", { name: /^Выбрать №/ }).first();
  await first.uncheck();
  await bar.getByText("Выбрано 199 ·").waitFor();
  assert.ok(await all.evaluate((box: HTMLInputElement) => box.indeterminate));
  await first.check();
  assert.ok(await all.isChecked());
  await page.getByRole("status").getByText("Выбрано: 200 счетов на 142 095,00 ₽").waitFor();
  await all.uncheck();
  await bar.getByText("Ничего не выбрано").first().waitFor();
  await all.check();
  await page.getByRole("button", { name: "Оплатить выбранные" }).click();
  // The bank takes eighty at a time.
  await page.getByText("Еще 120 счетов оплатите следующим платежом").waitFor();
  await page.getByRole("button", { name: "Оплатить 51 510,00 ₽" }).waitFor();
  await page.goBack();
  await bar.getByText("Выбрано 200 ·").waitFor();
});

Deno.test("without script invoices are filtered by state and year, and choosing shows its sum before payment", async () => {
  await using cabinet = await openCabinet();
  const { page, invoices } = await givenTheList(cabinet, { javaScriptEnabled: false });
  const [paid, overdue] = invoices;
  const rows = () => page.locator("a.open-row").allInnerTexts();
  assert.equal(await page.getByText("Выбрать всё к оплате").isVisible(), false);
  await page.getByRole("link", { name: "Просрочены 1" }).click();
  assert.deepEqual((await rows()).map(plain), [`Счет № ${overdue}`]);
  await page.getByRole("link", { name: "Оплачены 1" }).click();
  assert.deepEqual((await rows()).map(plain), [`Счет № ${paid}`]);
  assert.equal(
    await page.getByRole("link", { name: "Оплачены 1" }).getAttribute("aria-current"),
    "true",
  );
  await page.goto(`${cabinet.url}/invoices?show=paid&year=2025`);
  await page.getByText("Оплаченных счетов нет за 2025 год").waitFor();
  await page.getByRole("link", { name: "Показать все счета" }).click();
  assert.equal((await rows()).length, 5);
  await page.getByRole("checkbox", { name: `Выбрать № ${overdue}` }).check();
  await page.getByRole("button", { name: "Оплатить выбранные" }).click();
  await page.getByRole("button", { name: "Оплатить 900,00 ₽" }).waitFor();
});

Deno.test("axe finds nothing on the list in any view, chosen or not", async () => {
  await using cabinet = await openCabinet();
  const { page } = await givenTheList(cabinet);
  for (const query of ["", "?choose", "?show=overdue", "?show=paid", "?show=paid&year=2025"]) {
    await page.goto(`${cabinet.url}/invoices${query}`);
    assert.deepEqual(await accessibilityTroubles(page), [], query);
  }
  await page.goto(`${cabinet.url}/invoices`);
  await page.getByRole("checkbox", { name: "Выбрать всё к оплате" }).check();
  assert.deepEqual(await accessibilityTroubles(page), [], "chosen");
});

Deno.test("pages change by a view transition, and at once where less motion is asked for", async () => {
  await using cabinet = await openCabinet();
  for (const [reducedMotion, moves] of [["no-preference", true], ["reduce", false]] as const) {
    const context = await cabinet.context(cabinet.site.visitor(), { reducedMotion });
    const page = await context.newPage();
    await page.addInitScript(() =>
      addEventListener("pagereveal", (event) => {
        document.documentElement.dataset["moves"] = String(
          (event as Event & { viewTransition: unknown }).viewTransition !== null,
        );
      })
    );
    await page.goto(`${cabinet.url}/login`);
    await page.getByRole("link", { name: "Помощь" }).first().click();
    await page.waitForURL(`${cabinet.url}/help`);
    assert.equal(await page.locator("html").getAttribute("data-moves"), String(moves));
    await context.close();
  }
});

async function givenTheList(
  cabinet: Cabinet,
  options: { javaScriptEnabled?: boolean } = {},
): Promise<{ page: Page; invoices: number[] }> {
  const { phone, invoices } = await insertPayerOfAll(cabinet.site);
  const visitor = await cabinet.site.logInInsured(phone);
  const page = await (await cabinet.context(visitor, options)).newPage();
  await page.goto(`${cabinet.url}/invoices`);
  await page.waitForLoadState("networkidle");
  return { page, invoices };
}

function linkTo(page: Page, invoice: number) {
  return page.locator(`a.open-row[href="/invoices/${invoice}"]`);
}

async function focused(page: Page): Promise<string | null> {
  await page.waitForFunction("document.activeElement.matches('a.open-row')");
  return await page.evaluate("document.activeElement.getAttribute('href')");
}

/** Counts in `told` each time that a live region says something. */
function countWhatIsTold(): void {
  const counter = window as typeof window & { told: number };
  counter.told = 0;
  for (const region of document.querySelectorAll("[role=status], [aria-live]")) {
    new MutationObserver(() => counter.told += region.textContent === "" ? 0 : 1)
      .observe(region, { childList: true, characterData: true, subtree: true });
  }
}

function scriptsOf(html: string): Set<string> {
  const tags = html.matchAll(
    /<(?:script type="module" src|link rel="modulepreload" href)="([^"]+)"/g,
  );
  return new Set([...tags].map(([, url]) => url!.replaceAll("&amp;", "&")));
}

async function gzipped(bytes: Uint8Array): Promise<number> {
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream()
    .pipeThrough(new CompressionStream("gzip"));
  return (await new Response(stream).arrayBuffer()).byteLength;
}

function plain(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
