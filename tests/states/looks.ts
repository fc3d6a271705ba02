import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { axeTroubles, loadAxe } from "../harness/axe.ts";
import { launchBrowser } from "../harness/browser.ts";
import { cutTroubles, headingTroubles, mainOf, type Screen, targetTroubles } from "./page_rules.ts";
import { shownPath } from "./paths.ts";
import type { State } from "./state.ts";
import { beginVisits } from "./visit.ts";
import { openWorld, type World } from "./world.ts";

/**
 * Looks at all these states, as a test with a step for each: axe's rules and our own, narrow and
 * wide, light and dark; then the same without script.
 */
export function lookAt(area: string, states: readonly State[]): void {
  Deno.test(`every state of ${area} is in order, narrow and wide, light and dark, without script too`, async (t) => {
    await using world = await openWorld();
    await using browser = await launchBrowser();
    const seen = await lookWithScript(t, { world, browser, states });
    await lookWithoutScript(t, { world, browser, states, seen });
  });
}

interface Looks {
  world: World;
  browser: Browser;
  states: readonly State[];
}

type Main = ReturnType<typeof mainOf>;

/** @returns what each state is about */
async function lookWithScript(
  t: Deno.TestContext,
  { world, browser, states }: Looks,
): Promise<Map<State, Main>> {
  const visits = await beginVisits({ world, browser }, { script: "on" });
  const seen = new Map<State, Main>();
  const titles = new Map<string, string>();
  for (const state of states) {
    await t.step(state.name, () =>
      visits.show(state, async (page) => {
        const troubles = await troublesOf(page);
        troubles.push(...await titleTroubles(page, { titles, path: shownPath(state) }));
        seen.set(state, await page.evaluate(mainOf));
        assert.deepEqual(troubles, []);
      }));
  }
  return seen;
}

async function lookWithoutScript(
  t: Deno.TestContext,
  { world, browser, states, seen }: Looks & { seen: Map<State, Main> },
): Promise<void> {
  const visits = await beginVisits({ world, browser }, { script: "off" });
  for (const state of states) {
    const withScript = seen.get(state);
    if (state.script === "only" || withScript === undefined) continue;
    await t.step(`${state.name} without script`, async () => {
      assert.deepEqual(await visits.show(state, (page) => page.evaluate(mainOf)), withScript);
    });
  }
}

/**
 * All rules hold for both widths; the dark scheme changes colours only, so there only rules of
 * colour are asked again.
 */
async function troublesOf(page: Page): Promise<string[]> {
  const found = new Map<string, string[]>();
  const note = (where: string, troubles: readonly string[]) => {
    for (const trouble of troubles) found.set(trouble, [...(found.get(trouble) ?? []), where]);
  };
  await loadAxe(page);
  const isStaffs = /^\/ops(\/|$)/.test(new URL(page.url()).pathname);
  for (const width of [320, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme: "light" });
    note(`${width}`, await axeTroubles(page, "all"));
    note(`${width}`, await page.evaluate(cutTroubles));
    // Staff work with a mouse, in dense tables.
    const screen: Screen = width < 480 && !isStaffs ? "phone" : "any";
    note(`${width}`, await page.evaluate<string[], Screen>(targetTroubles, screen));
    note(`${width}`, await page.evaluate(headingTroubles));
    await page.emulateMedia({ colorScheme: "dark" });
    note(`${width} dark`, await axeTroubles(page, "colour"));
  }
  return [...found].map(([trouble, where]) => `${where.join(", ")}: ${trouble}`);
}

/** Two pages have two titles; pages of errors are at any path. */
async function titleTroubles(
  page: Page,
  { titles, path }: { titles: Map<string, string>; path: string },
): Promise<string[]> {
  const { title, status } = await page.evaluate(() => {
    const [navigation] = performance.getEntriesByType("navigation");
    return {
      title: document.title,
      status: (navigation as PerformanceNavigationTiming).responseStatus,
    };
  });
  const isForm = status === 422 || status === 429;
  if (status >= 400 && !isForm) return [];
  const other = titles.get(title) ?? path;
  titles.set(title, path);
  return other === path ? [] : [`${other} has the title «${title}», too`];
}
