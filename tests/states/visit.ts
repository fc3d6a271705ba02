import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { isContact } from "./employers.ts";
import { shownPath } from "./paths.ts";
import type { Person } from "./people.ts";
import type { State } from "./state.ts";
import type { World } from "./world.ts";

/** A browser's page in which states are shown one after another. */
export interface Visits {
  page: Page;
  /**
   * Shows a state while `look` is under way.
   *
   * @throws where the state is not the page that it says it is, or the page had an error
   */
  show<Seen>(state: State, look: (page: Page) => Promise<Seen>): Promise<Seen>;
}

export interface VisitOptions {
  script: "on" | "off";
}

/** One page for many states: each brings its own cookies. */
export async function beginVisits(
  { world, browser }: { world: World; browser: Browser },
  { script }: VisitOptions,
): Promise<Visits> {
  const context = await browser.newContext({
    javaScriptEnabled: script === "on",
    locale: "ru-RU",
    reducedMotion: "reduce", // no view transition in the middle of a look
    viewport: { width: 1280, height: 900 },
  });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    // An answer of 404 or 422 is the state itself.
    if (message.type() === "error" && message.location().url !== page.url()) {
      errors.push(`${message.text()} ${message.location().url}`);
    }
  });
  return { page, show };

  async function show<Seen>(state: State, look: (page: Page) => Promise<Seen>): Promise<Seen> {
    errors.length = 0;
    world.beginAnew();
    const cookies = (await world.session(state.as)).cookies;
    await context.clearCookies();
    await context.addCookies(
      [...cookies].map(([name, value]) => ({ name, value, url: world.url })),
    );
    const path = await pathOf(world, state);
    const undo = await state.given?.(world);
    try {
      await page.goto(world.url + path);
      for (const step of stepsOf(state)) await step(page, world);
    } catch (error) {
      throw new Error(`${state.name} does not come about at ${page.url()}`, { cause: error });
    } finally {
      await undo?.();
    }
    assertShown(state, page.url());
    if (script === "on") await untilAlive(page);
    const seen = await look(page);
    assert.deepEqual(errors, [], state.name);
    return seen;
  }
}

function assertShown(state: State, url: string): void {
  const pattern = new URLPattern({ pathname: shownPath(state) });
  assert.ok(pattern.test(url), `${state.name} shows ${url}`);
}

function stepsOf({ then = [] }: State) {
  return typeof then === "function" ? [then] : then;
}

async function pathOf(world: World, { as, path, ids, nth = 0 }: State): Promise<string> {
  if (ids) {
    const known = await ids(world);
    return path.replaceAll(/:(\w+)/g, (_, name: string) => {
      assert.ok(name in known, `nobody tells ${name} for ${path}`);
      return String(known[name]);
    });
  }
  if (!path.includes(":id") || as === "visitor" || as === "staff" || isContact(as)) return path;
  const id = idsFor(path, await world.person(as)).at(nth);
  assert.ok(id !== undefined, `${as} has nothing for ${path}`);
  return path.replace(":id", String(id));
}

function idsFor(path: string, person: Person): readonly (number | string)[] {
  if (path.startsWith("/invoices")) return person.invoices;
  if (path.startsWith("/payments")) return person.payments;
  if (path.startsWith("/profile")) return person.consents;
  return person.policies;
}

/** Islands come to life right after their last module. */
async function untilAlive(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const islands = document.getElementById("fresh-islands");
    if (islands === null) return true;
    const { signals, modules } = JSON.parse(islands.textContent!);
    const wanted = [
      ...modules.map(([url]: [string]) => url),
      ...(signals === null ? [] : [signals]),
    ];
    const loaded = new Set(performance.getEntriesByType("resource").map(({ name }) => name));
    return wanted.every((url) => loaded.has(new URL(url, location.href).href));
  });
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 30)));
}
