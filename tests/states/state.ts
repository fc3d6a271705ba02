import type { Page } from "playwright-core";
import type { Who } from "./people.ts";
import type { Contact } from "./employers.ts";
import type { World } from "./world.ts";

/** One page in one state, as somebody sees it. */
export interface State {
  /** Of its picture, and unique: the page first, then what is special. */
  name: string;
  as: Who | Contact | "visitor" | "staff";
  /**
   * Where it is opened. `:id` is an id of the person's own: of their invoice, policy, payment or
   * consent, as the path asks; where `ids` tells them, so is every other `:name`.
   */
  path: string;
  /** What a path of staff's pages is about, made when first asked for. */
  ids?: (world: World) => Promise<Readonly<Record<string, number>>>;
  /** Which of the person's ids `:id` is: the first unless told; -1 is the last. */
  nth?: number;
  /** The path that is shown at last, where `then` leads away from `path`. */
  shows?: string;
  /** What the world must be like before; it is undone once the state has been seen. */
  given?: (world: World) => Promise<() => Promise<void>>;
  /** Goes on in the page to the state that is shown. Changes nothing that lasts but codes asked for. */
  then?: Step | readonly Step[];
  /** Without script there is no such state. */
  script?: "only";
}

/** Something that a person does in the page. */
export type Step = (page: Page, world: World) => Promise<void>;

/** What is typed by the field's name; `true` ticks it. */
type Fields = Record<string, string | true | ((world: World) => string)>;

/** Fills fields in and sends their form; `button` names it where the page has several. */
export function send(fields: Fields = {}, button?: string): Step {
  return async (page, world) => {
    const main = page.locator("main");
    for (const [name, value] of Object.entries(fields)) {
      const field = main.locator(`[name="${name}"]`);
      if (value === true) await field.check();
      else await field.fill(typeof value === "string" ? value : value(world));
    }
    const sender = button === undefined
      ? main.locator("form[method=post] button[type=submit]").first()
      : main.getByRole("button", { name: button });
    await Promise.all([page.waitForEvent("load"), sender.click()]);
  };
}

/** Does a step until the page shows an error: limits count what was asked before, too. */
export function untilRefused(...steps: readonly Step[]): Step {
  return async (page, world) => {
    for (let round = 0; round < 10; round++) {
      for (const step of steps) await step(page, world);
      if (await page.locator(".error-summary").count() > 0) return;
    }
    throw new Error(`${page.url()} refuses nothing`);
  };
}

/** Follows the link of that name. */
export function follow(name: string): Step {
  return async (page) => {
    const link = page.locator("main").getByRole("link", { name });
    await Promise.all([page.waitForEvent("load"), link.first().click()]);
  };
}

/** Lets time pass. */
export function minutesLater(minutes: number): Step {
  return (_page, world) => Promise.resolve(world.pass(minutes));
}
