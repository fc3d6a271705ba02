import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { launchBrowser } from "../harness/browser.ts";
import { STATES } from "./catalogue.ts";
import { cutTroubles } from "./page_rules.ts";
import { beginVisits } from "./visit.ts";
import { openWorld } from "./world.ts";

/** One of each kind of page, with its longest contents. */
const SAMPLE = [
  "start",
  "code-wrong",
  "register-errors",
  "policies-parent",
  "policy-emergency",
  "policy-long-names",
  "invoices-several",
  "invoice-overdue",
  "invoice-rich",
  "pay",
  "payment-rich",
  "statement-services",
  "profile-long-names",
  "withdraw-owing",
];

Deno.test("text of twice the size is neither cut nor runs out, on a wide screen and on half of it", async (t) => {
  await using world = await openWorld();
  await using browser = await launchBrowser();
  const visits = await beginVisits({ world, browser }, { script: "on" });
  for (const name of SAMPLE) {
    const state = STATES.find((state) => state.name === name);
    assert.ok(state, name);
    await t.step(name, () => visits.show(state, assertReadable));
  }
});

/** WCAG 1.4.4: the browser's own setting for the size of text, which all sizes here follow. */
async function assertReadable(page: Page): Promise<void> {
  await page.evaluate(() => document.documentElement.style.fontSize = "200%");
  for (const width of [1280, 640]) {
    await page.setViewportSize({ width, height: 900 });
    const troubles = await page.evaluate(cutTroubles);
    // A wide table may need a sideways scroll then: nothing of it is lost.
    assert.deepEqual(troubles.filter((trouble) => !/^needs /.test(trouble)), [], `${width} px`);
  }
}
