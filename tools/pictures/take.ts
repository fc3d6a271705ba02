import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { launchBrowser } from "../../tests/harness/browser.ts";
import { AREAS } from "../../tests/states/catalogue.ts";
import type { State } from "../../tests/states/state.ts";
import { beginVisits } from "../../tests/states/visit.ts";
import { openWorld } from "../../tests/states/world.ts";

export const FOLDER = fileURLToPath(new URL("../../shots/", import.meta.url));

const SIZES = [{ width: 360, height: 800 }, { width: 1280, height: 900 }];
const SCHEMES = ["light", "dark"] as const;

/**
 * Takes the states whose names begin with one of these; all without any.
 *
 * @returns how many pictures were taken
 */
export async function takeShots(prefixes: readonly string[]): Promise<number> {
  const isWanted = ({ name }: State) =>
    prefixes.length === 0 || prefixes.some((prefix) => name.startsWith(prefix));
  const areas = AREAS.map((states) => states.filter(isWanted)).filter(({ length }) => length > 0);
  if (areas.length === 0) return 0;
  mkdirSync(FOLDER, { recursive: true });
  await using browser = await launchBrowser();
  for (const states of areas) {
    await using world = await openWorld();
    const visits = await beginVisits({ world, browser }, { script: "on" });
    for (const state of states) await visits.show(state, (page) => takeOne(page, state.name));
  }
  return areas.flat().length * SIZES.length * SCHEMES.length;
}

async function takeOne(page: Page, name: string): Promise<void> {
  for (const size of SIZES) {
    await page.setViewportSize(size);
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme });
      const path = `${FOLDER}${name}-${size.width}-${colorScheme}.png`;
      await page.screenshot({ path, fullPage: true });
    }
  }
}
