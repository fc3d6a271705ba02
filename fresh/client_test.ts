import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { launchBrowser } from "../tests/harness/browser.ts";
import { builtFixture } from "./testdata/apps.ts";

/** The fixture under the strictest policy that the pages must live with. */
async function serveFixture(): Promise<Deno.HttpServer<Deno.NetAddr>> {
  const ask = await builtFixture();
  return Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (req) => {
      const response = await ask(new URL(req.url).pathname);
      const nonce = response.headers.get("x-fresh-nonce");
      response.headers.set(
        "content-security-policy",
        `default-src 'none'; script-src 'nonce-${nonce}' 'strict-dynamic'; style-src 'self'; ` +
          "img-src 'self'",
      );
      return response;
    },
  );
}

async function text(page: Page, selector: string): Promise<string> {
  return (await page.locator(selector).textContent() ?? "").replace(/\s+/g, " ")
    .trim();
}

Deno.test("islands come to life under a strict policy: shared signals, slots, islands in slots", async () => {
  await using server = await serveFixture();
  await using browser = await launchBrowser();
  const page = await browser.newPage();
  page.setDefaultTimeout(10_000);
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  // takes hold of a slot's element before the islands start
  await page.addInitScript(() => {
    addEventListener("readystatechange", () => {
      const early = document.querySelector("em");
      if (early === null || "early" in globalThis) return;
      Object.assign(globalThis, { early });
      document.querySelector<HTMLInputElement>("#blank")!.value = "typed early";
    }, { capture: true });
  });
  await page.goto(`http://127.0.0.1:${server.addr.port}/islands`);
  await page.waitForFunction(() => document.querySelector("#inner")?.textContent.includes("live"));

  await page.click("#first");
  assert.equal(await text(page, "#first"), "4 2026 live");
  assert.equal(await text(page, "#second"), "4 6 live");

  assert.equal(await text(page, "#open em[data-kept=yes]"), "kept");
  assert.ok(
    await page.evaluate(() => Reflect.get(globalThis, "early").isConnected),
  );
  await page.click("#inner");
  assert.equal(await text(page, "#inner"), "11 live");

  assert.equal(await page.inputValue("#blank"), "typed early");
  assert.equal(await page.inputValue("#given"), "7");

  // the panel closes and opens again: its slot is shown anew, and lives
  await page.locator("#open").dispatchEvent("click");
  await page.locator("#open em").waitFor({ state: "detached" });
  await page.locator("#open").dispatchEvent("click");
  await page.locator("#open em").waitFor();
  await page.click("#inner");
  assert.equal(await text(page, "#inner"), "12 live");
  assert.equal(await text(page, "#open .bold"), "Title </script>");

  assert.equal(await page.inputValue("#given"), "7");
  assert.equal(await page.inputValue("#blank"), "");
  assert.ok(await page.isDisabled("#given"));
  assert.ok(await page.isChecked("#ticked"));

  // a slot that the server did not show
  assert.equal(await text(page, "#row"), "");
  await page.locator("#row").dispatchEvent("click");
  await page.locator("#row td").waitFor();
  assert.equal(await page.locator("tbody > tr > td").count(), 1);
  assert.deepEqual(complaints, []);
});
