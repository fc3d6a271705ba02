import assert from "node:assert/strict";
import { launchBrowser } from "../harness/browser.ts";
import { registerOf, registerRow } from "../samples/sheets.ts";
import { loadPeople, loadRegister } from "../samples/story.ts";
import { openWorld } from "../states/world.ts";

Deno.test("lists are gone through by single keys, in Russian letters too, and the keys can be turned off", async () => {
  await using world = await openWorld();
  const { site } = world;
  await loadPeople(site.sql);
  for (const name of ["a.xlsx", "b.xlsx"]) {
    await loadRegister(site.sql, { name, content: registerOf(registerRow({ number: name })) });
  }
  const staff = await site.logInStaff("operator");
  await using browser = await launchBrowser();
  const context = await browser.newContext({ locale: "ru-RU" });
  await context.addCookies(
    [...staff.cookies].map(([name, value]) => ({ name, value, url: world.url })),
  );
  const page = await context.newPage();
  await page.goto(`${world.url}/ops`);
  const focused = () => page.evaluate(() => document.activeElement?.textContent ?? "");
  const files = await page.locator("tbody tr td:first-child a").allTextContents();
  await page.waitForFunction(() => document.querySelector("html")?.dataset["keys"] === "on");

  await page.keyboard.press("j");
  assert.equal(await focused(), files[0]);
  await page.locator("body").dispatchEvent("keydown", { key: "о", code: "KeyJ", bubbles: true });
  assert.equal(await focused(), files[1]);
  await page.keyboard.press("k");
  assert.equal(await focused(), files[0]);
  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("type")), "search");
  await page.keyboard.type("jk/");
  assert.equal(await page.locator("input[type=search]").inputValue(), "jk/");

  await page.locator("h1").click();
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Клавиши" }).waitFor();
  await page.getByLabel(/^Одиночные клавиши/).uncheck();
  await page.keyboard.press("Escape");
  await page.reload();
  await page.waitForFunction(() => document.querySelector("html")?.dataset["keys"] === "off");
  await page.keyboard.press("j");
  assert.ok(!files.includes(await focused()));

  await page.getByRole("button", { name: "Клавиши" }).click();
  await page.getByLabel(/^Одиночные клавиши/).check();
  await page.getByRole("button", { name: "Закрыть" }).click();
  await page.keyboard.press("j");
  assert.equal(await focused(), files[0]);
  await Promise.all([page.waitForURL(/\/ops\/files\/\d+/), page.keyboard.press("Enter")]);
});
