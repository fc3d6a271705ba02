import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { axeTroubles, loadAxe } from "../harness/axe.ts";

const WIDTHS = [320, 1280];

/** Where pictures of the journey go, as SHOTS names it; none are taken without it. */
const SHOTS = Deno.env.get("SHOTS");

/**
 * What axe finds on this page, narrow and wide, light and dark, and each width that needs a sideways
 * scroll; a sentence each. The dark scheme changes colours only.
 */
export async function accessibilityTroubles(page: Page): Promise<string[]> {
  const before = page.viewportSize();
  await loadAxe(page);
  const found = new Map<string, string[]>();
  const note = (trouble: string, where: string) =>
    found.set(trouble, [...(found.get(trouble) ?? []), where]);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    const needed = await page.evaluate(() => document.documentElement.scrollWidth);
    if (needed > width) note(`needs ${needed} px`, `${width}`);
    for (const [colorScheme, rules] of [["light", "all"], ["dark", "colour"]] as const) {
      await page.emulateMedia({ colorScheme });
      for (const trouble of await axeTroubles(page, rules)) {
        note(trouble, `${width} ${colorScheme}`);
      }
    }
  }
  await page.emulateMedia({ colorScheme: null });
  if (before) await page.setViewportSize(before);
  const path = new URL(page.url()).pathname;
  return [...found].map(([trouble, where]) => `${path} (${where.join(", ")}): ${trouble}`);
}

/** Keeps a picture of the whole page for a person to look at, on a phone and on a PC. */
export async function takePictures(page: Page, name: string): Promise<void> {
  if (!SHOTS) return;
  mkdirSync(SHOTS, { recursive: true });
  const before = page.viewportSize();
  for (const [width, colorScheme] of [[360, "light"], [1280, "light"], [320, "dark"]] as const) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 800 });
    const path = join(SHOTS, `${name}-${width}${colorScheme === "dark" ? "-dark" : ""}.png`);
    await page.screenshot({ path, fullPage: true });
  }
  await page.emulateMedia({ colorScheme: null });
  if (before) await page.setViewportSize(before);
}
