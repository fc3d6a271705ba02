import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import * as xlsx from "xlsx";
import { loginCode } from "../../use_cases/accounts/login_code.ts";
import { launchBrowser } from "../harness/browser.ts";
import type { Person, Who } from "../states/people.ts";
import { openWorld, type World } from "../states/world.ts";

export const SCRIPTS = ["off", "on"] as const;

/** Somebody of the catalogue of states, logged in, who goes on through the pages. */
export interface Walk extends AsyncDisposable {
  world: World;
  person: Person;
  page: Page;
  /** Follows the link whose name begins so, to the page whose heading begins so. */
  follow(link: string, heading: string): Promise<void>;
  /** Presses the first button whose name begins so. */
  press(button: string): Promise<void>;
  /** Types the code that was sent last; `button` sends it where there is no script. */
  sendCode(button: string): Promise<void>;
  /** Waits until each is to be seen; a space stands for a no-break one too. */
  sees(...texts: (string | RegExp)[]): Promise<void>;
  /** The rows of the first sheet that the link gives. */
  download(link: string): Promise<unknown[][]>;
}

/** Begins with the form of the login: `await using walk = await beginWalk("healthy", "off");` */
export async function beginWalk(who: Who, script: "on" | "off"): Promise<Walk> {
  await using stack = new AsyncDisposableStack();
  const world = stack.use(await openWorld());
  const person = await world.person(who);
  const browser = stack.use(await launchBrowser());
  const context = await browser.newContext({
    javaScriptEnabled: script === "on",
    locale: "ru-RU",
    reducedMotion: "reduce",
    viewport: { width: 360, height: 800 },
  });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(`${page.url()}: ${error.message}`));
  const press = (button: string) =>
    page.getByRole("button", { name: startsWith(button) }).first().click();
  const sendCode = async (button: string) => {
    const { sql, serverKey } = world.site;
    const [challenge] = await sql<{ id: string }[]>`
      select id from challenges order by created_at desc, id desc limit 1`;
    await page.getByRole("textbox", { name: "Код" }).fill(
      await loginCode(serverKey, challenge!.id),
    );
    // With script a whole code goes by itself.
    if (script === "off") await press(button);
  };
  await page.goto(`${world.url}/login`);
  await page.getByLabel("Номер телефона").fill(person.phone);
  await press("Отправить");
  await page.getByRole("heading", { level: 1, name: "Код из СМС" }).waitFor();
  await sendCode("Войти");
  await page.waitForURL(`${world.url}/policies`);
  const parts = stack.move();
  return {
    world,
    person,
    page,
    press,
    sendCode,
    async follow(link, heading) {
      await page.getByRole("link", { name: startsWith(link) }).first().click();
      await page.getByRole("heading", { level: 1, name: startsWith(heading) }).waitFor();
    },
    async sees(...texts) {
      for (const text of texts) {
        const sought = typeof text === "string"
          ? text
          : new RegExp(text.source.replaceAll(" ", "\\s+"));
        await page.getByText(sought).first().waitFor();
      }
    },
    async download(link) {
      const [file] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("link", { name: startsWith(link) }).first().click(),
      ]);
      const book = xlsx.read(readFileSync(await file.path()));
      return xlsx.utils.sheet_to_json(book.Sheets[book.SheetNames[0]!]!, { header: 1 });
    },
    async [Symbol.asyncDispose]() {
      await parts.disposeAsync();
      assert.deepEqual(errors, []);
    },
  };
}

function startsWith(name: string): RegExp {
  const literal = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^\\s*${literal.replace(/\s/g, "\\s+")}`);
}
