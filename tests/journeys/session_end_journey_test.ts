import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { loginCode } from "../../use_cases/accounts/login_code.ts";
import {
  type Cabinet,
  insertPayerOfAll,
  openCabinet,
  type Payer,
} from "./accessibility_cabinet.ts";

for (const script of ["on", "off"] as const) {
  Deno.test(`who is logged out in the middle comes back to the very page, with script ${script}`, async () => {
    await using cabinet = await openCabinet();
    const payer = await insertPayerOfAll(cabinet.site);
    const page = await givenAnOpenList(cabinet, { payer, script });
    const [, overdue] = payer.invoices;
    await cabinet.site.sql`delete from sessions`;

    await page.goto(`${cabinet.url}/invoices/${overdue}`);
    await page.getByText("Вы вышли: вход завершен с другого устройства").waitFor();
    await logInAgain(cabinet, { page, phone: payer.phone, script });
    await page.getByRole("heading", { level: 1, name: `Счет № ${overdue}` }).waitFor();
    assert.equal(page.url(), `${cabinet.url}/invoices/${overdue}`);
  });

  Deno.test(`a form that met an ended session is not sent, and its page opens again, with script ${script}`, async () => {
    await using cabinet = await openCabinet();
    const payer = await insertPayerOfAll(cabinet.site);
    const page = await givenAnOpenList(cabinet, { payer, script });
    await page.goto(`${cabinet.url}/profile/channels`);
    await cabinet.site.sql`delete from sessions`;
    await page.locator("main button[type=submit]").first().click();

    await page.getByText("Форма не отправлена, ничего не изменилось").waitFor();
    await logInAgain(cabinet, { page, phone: payer.phone, script });
    await page.waitForURL(`${cabinet.url}/profile/channels`);
  });
}

async function givenAnOpenList(
  cabinet: Cabinet,
  { payer, script }: { payer: Payer; script: "on" | "off" },
): Promise<Page> {
  const visitor = await cabinet.site.logInInsured(payer.phone);
  const context = await cabinet.context(visitor, { javaScriptEnabled: script === "on" });
  const page = await context.newPage();
  await page.goto(`${cabinet.url}/invoices`);
  return page;
}

async function logInAgain(
  { site }: Cabinet,
  { page, phone, script }: { page: Page; phone: string; script: "on" | "off" },
): Promise<void> {
  await page.getByLabel("Номер телефона").fill(`+7 (${phone.slice(0, 3)}) ${phone.slice(3)}`);
  await page.getByRole("button", { name: "Отправить", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "Код из СМС" }).waitFor();
  const [challenge] = await site.sql<{ id: string }[]>`
    select id from challenges order by created_at desc, id desc limit 1`;
  await page.getByRole("textbox", { name: "Код" }).fill(
    await loginCode(site.serverKey, challenge!.id),
  );
  // With script a whole code goes by itself.
  if (script === "off") await page.getByRole("button", { name: "Войти" }).click();
}
