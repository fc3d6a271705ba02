import { type Browser, chromium } from "playwright-core";
import { findBrowser } from "../../tools/provision/browser.ts";

/** A headless Chromium that talks to nobody by itself: `await using browser = await launchBrowser();` */
export async function launchBrowser(): Promise<Browser & AsyncDisposable> {
  const browser = await chromium.launch({
    executablePath: Deno.env.get("TEST_CHROMIUM") ?? findBrowser(console.log),
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--disable-dev-shm-usage",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  return Object.assign(browser, {
    async [Symbol.asyncDispose]() {
      await browser.close();
    },
  });
}
