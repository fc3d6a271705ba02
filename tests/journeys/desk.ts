import type { BrowserContext, Locator, Page } from "playwright-core";
import { systemClock } from "../../clock.ts";
import { insertStaff } from "../../db/staff/staff.ts";
import { type LocalDate, localDateOf } from "../../domain/local_date.ts";
import type { StaffRole } from "../../domain/staff_role.ts";
import { launchBrowser } from "../harness/browser.ts";
import { type Product, startProduct } from "../harness/product.ts";
import { accessibilityTroubles, takePictures } from "./looks.ts";
import { refreshUntil } from "./page_text.ts";

export interface Member {
  email: string;
  name: string;
  role: StaffRole;
}

/** The whole product, empty, and members of staff who work with it in browsers of their own. */
export interface Desk extends AsyncDisposable {
  product: Product;
  script: "on" | "off";
  /** Where the insurer is. */
  today: LocalDate;
  /** Adds the member, who then logs in by the code of their mailbox. */
  logIn(member: Member): Promise<Page>;
  /** A page of the sandbox, where the outside world's things are seen. */
  openSandbox(path: string): Promise<Page>;
  /** Takes pictures, and lets axe look at the page. */
  look(page: Page, name: string): Promise<void>;
  /** Waits for what the page comes to by itself, and without script when asked again. */
  await(page: Page, sought: Locator): Promise<void>;
  /** What pages said in the console, and what axe found on them. */
  troubles: string[];
}

/** `await using desk = await openDesk("off");` */
export async function openDesk(script: Desk["script"]): Promise<Desk> {
  await using stack = new AsyncDisposableStack();
  const product = stack.use(await startProduct());
  const browser = stack.use(await launchBrowser());
  const troubles: string[] = [];
  let pictures = 0;
  const newContext = (): Promise<BrowserContext> =>
    browser.newContext({
      javaScriptEnabled: script === "on",
      viewport: { width: 1280, height: 800 },
      reducedMotion: "reduce",
      locale: "ru-RU",
    });
  const outside = await newContext();
  const desk = {
    product,
    script,
    troubles,
    today: localDateOf(systemClock.now(), "Asia/Yekaterinburg"),

    async logIn(member: Member) {
      await insertStaff(product.sql, { ...member, at: systemClock.now() });
      const page = await (await newContext()).newPage();
      noteTroubles(page, troubles);
      await page.goto(`${product.url}/ops`);
      await page.getByLabel("Рабочая почта").fill(member.email);
      await page.getByRole("button", { name: "Отправить" }).click();
      const mailbox = await desk.openSandbox(`/mail/${encodeURIComponent(member.email)}`);
      const letter = mailbox.getByText(/Код для входа сотрудника/);
      await refreshUntil(mailbox, letter);
      const code = /\b\d{6}\b/.exec(await letter.first().innerText())![0];
      await mailbox.close();
      await page.getByRole("textbox", { name: "Код" }).fill(code);
      // With script a whole code sends itself.
      if (script === "off") await page.getByRole("button", { name: "Войти" }).click();
      await page.getByRole("heading", { name: "Файлы", exact: true }).waitFor();
      return page;
    },

    async openSandbox(path: string) {
      const page = await outside.newPage();
      await page.goto(product.sandbox.url + path);
      return page;
    },

    async look(page: Page, name: string) {
      const number = String(++pictures).padStart(2, "0");
      await takePictures(page, `monday-${script}-${number}-${name}`);
      if (script === "on") troubles.push(...await accessibilityTroubles(page));
    },

    async await(page: Page, sought: Locator) {
      if (script === "on") await sought.first().waitFor({ timeout: 60_000 });
      else await refreshUntil(page, sought, 60);
    },
  };
  const parts = stack.move();
  return Object.assign(desk, { [Symbol.asyncDispose]: () => parts.disposeAsync() });
}

function noteTroubles(page: Page, troubles: string[]): void {
  page.on("pageerror", (error) => troubles.push(`${page.url()}: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") troubles.push(`${page.url()}: ${message.text()}`);
  });
}
