import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { systemClock } from "../../clock.ts";
import { addDays, atLocalTime, localDateOf } from "../../domain/local_date.ts";
import { launchBrowser } from "../harness/browser.ts";
import { paidInvoices } from "../harness/paid_invoices.ts";
import { insertInsured } from "../harness/people.ts";
import { type Product, startProduct } from "../harness/product.ts";

const ZONE = "Asia/Yekaterinburg";
const PHONE = "9005550720";

/** Stops of the Tab key that a page of ours can't have. */
const MOST_STOPS = 60;

Deno.test("a person logs in, looks an invoice through and pays by the keyboard alone, and sees where they are", async () => {
  await using product = await startProduct();
  const invoices = await givenTwoInvoices(product);
  await using browser = await launchBrowser();
  const context = await browser.newContext({ locale: "ru-RU", reducedMotion: "reduce" });
  const page = await context.newPage();
  await page.goto(product.url);

  await tabTo(page, "Авторизация");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/login");
  await tabTo(page, "Номер телефона");
  await page.keyboard.type(PHONE);
  await tabTo(page, "Отправить");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/login/code");
  await page.waitForLoadState("networkidle");
  await tabTo(page, "Код");
  await page.keyboard.type(await codeOnThePhone(product));
  await page.waitForURL("**/policies");

  await tabTo(page, "Мои счета");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/invoices");
  await page.waitForLoadState("networkidle");
  await tabTo(page, `Счет № ${invoices[0]}`);
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  const inside = await stopsUntilRound(page);
  assert.ok(inside.every((stop) => stop.inDialog), `the focus left the window: ${names(inside)}`);
  assert.ok(names(inside).includes("Открыть страницу счета"), names(inside));
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  assert.equal((await stop(page)).name, `Счет № ${invoices[0]}`);

  await tabBackTo(page, "Выбрать всё к оплате");
  await page.keyboard.press("Space");
  await page.getByText("Выбрано 2 ·").waitFor();
  for (const invoice of invoices) await tabTo(page, `Выбрать № ${invoice}`);
  await tabTo(page, "Оплатить выбранные");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/invoices/pay?*");
  await tabTo(page, "Оплатить 1 100,00 ₽");
  await page.keyboard.press("Enter");
  await page.waitForURL(`${product.sandbox.url}/bank/pay/*`);
  await tabTo(page, "Оплатить");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/payments/*");
  await page.getByRole("heading", { name: "Оплачено 1 100,00 ₽" }).waitFor({ timeout: 45_000 });
  await tabTo(page, "Мои счета");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/invoices");
  assert.equal(await page.getByRole("checkbox").count(), 0);
});

async function givenTwoInvoices({ sql }: Product): Promise<number[]> {
  const today = localDateOf(systemClock.now(), ZONE);
  const at = (days: number) => atLocalTime(addDays(today, -days), "12:00", ZONE);
  const person = await insertInsured(sql, at(60), { phone: PHONE });
  const policy = { policyId: person.policyId, givenBy: person.personId };
  const made = paidInvoices(sql);
  return [
    await made.invoice(policy, { lines: [{ franchise: 20_000 }], at: at(10) }),
    await made.invoice(policy, { lines: [{ franchise: 90_000 }], at: at(3) }),
  ];
}

async function codeOnThePhone({ sandbox }: Product): Promise<string> {
  for (let tries = 0; tries < 450; tries++) {
    const code = /: (\d{6})\./.exec(sandbox.sms(PHONE)[0]?.text ?? "")?.[1];
    if (code) return code;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("No code has come");
}

/** Where the focus is, and whether a person can see it. */
interface Stop {
  name: string;
  inDialog: boolean;
  visible: boolean;
}

function tabTo(page: Page, name: string): Promise<void> {
  return pressTo(page, { key: "Tab", name });
}

function tabBackTo(page: Page, name: string): Promise<void> {
  return pressTo(page, { key: "Shift+Tab", name });
}

/** Every stop on the way must show that it has the focus. */
async function pressTo(page: Page, { key, name }: { key: string; name: string }): Promise<void> {
  const passed: Stop[] = [];
  while (passed.length < MOST_STOPS) {
    await page.keyboard.press(key);
    const at = await stop(page);
    passed.push(at);
    if (at.name === "") continue;
    assert.ok(at.visible, `the focus on «${at.name}» is not to be seen at ${page.url()}`);
    if (at.name.startsWith(name)) return;
  }
  throw new Error(`${key} did not come to «${name}» at ${page.url()}: ${names(passed)}`);
}

/** The stops of the Tab key until it comes to the first one again. */
async function stopsUntilRound(page: Page): Promise<Stop[]> {
  const stops = [await stop(page)];
  while (stops.length < MOST_STOPS) {
    await page.keyboard.press("Tab");
    const at = await stop(page);
    if (at.name === stops[0]!.name) return stops;
    // Between the last stop and the first one the focus is on the browser itself.
    if (at.name !== "") stops.push(at);
  }
  throw new Error(`Tab goes round nowhere: ${names(stops)}`);
}

function names(stops: Stop[]): string {
  return stops.map(({ name }) => name).join(" · ");
}

/** Reads the focused element: its name, and an outline of it or of what it draws round its row. */
async function stop(page: Page): Promise<Stop> {
  return await page.evaluate(() => {
    const focused = document.activeElement;
    if (!(focused instanceof HTMLElement) || focused === document.body) {
      return { name: "", inDialog: false, visible: false };
    }
    const label = focused instanceof HTMLInputElement ? focused.labels?.[0]?.innerText : undefined;
    const name = focused.getAttribute("aria-label") ?? label ?? focused.innerText;
    const outlined = ["", "::before", "::after"].some((part) => {
      const style = getComputedStyle(focused, part || null);
      if (part !== "" && style.content === "none") return false;
      return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    });
    const { top, bottom, width, height } = focused.getBoundingClientRect();
    const onScreen = bottom > 0 && top < innerHeight && width > 0 && height > 0;
    return {
      name: name.replace(/\s+/g, " ").trim(),
      inDialog: focused.closest("dialog") !== null,
      visible: outlined && onScreen,
    };
  });
}
