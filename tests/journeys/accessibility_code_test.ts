import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { addMinutes, instant } from "../../domain/local_date.ts";
import { insertInsured } from "../harness/people.ts";
import type { Visitor } from "../harness/site.ts";
import { type Cabinet, NOW, openCabinet } from "./accessibility_cabinet.ts";
import { accessibilityTroubles } from "./looks.ts";

const PHONE = "9005550710";

Deno.test("a code that is typed, pasted with a space or pasted with its whole message goes by itself", async () => {
  await using cabinet = await openCabinet();
  const ways: [string, (page: Page, code: string) => Promise<void>][] = [
    ["typed", (page, code) => page.getByRole("textbox", { name: "Код" }).pressSequentially(code)],
    [
      "pasted with a space",
      (page, code) =>
        page.getByRole("textbox", { name: "Код" }).fill(`${code.slice(0, 3)} ${code.slice(3)}`),
    ],
    [
      "pasted with its message",
      (page, code) => page.getByRole("textbox", { name: "Код" }).fill(messageWith(code)),
    ],
  ];
  for (const [way, enter] of ways) {
    const { page, visitor } = await givenTheCodePage(cabinet);
    const sent = countPosts(page);
    await enter(page, await visitor.code());
    await page.waitForURL(`${cabinet.url}/policies`);
    assert.equal(sent(), 1, way);
    await page.context().close();
    cabinet.site.clock.set(addMinutes(instant(cabinet.site.clock.now()), 16));
  }
});

Deno.test("without script the same codes go by the button", async () => {
  await using cabinet = await openCabinet();
  const { page, visitor } = await givenTheCodePage(cabinet, { javaScriptEnabled: false });
  assert.equal(await page.getByText("Отправить снова можно").isVisible(), false);
  await page.getByRole("textbox", { name: "Код" }).fill(messageWith(await visitor.code()));
  await page.getByRole("button", { name: "Войти" }).click();
  await page.waitForURL(`${cabinet.url}/policies`);
});

Deno.test("a refused code is not sent again until it is changed", async () => {
  await using cabinet = await openCabinet();
  const { page, visitor } = await givenTheCodePage(cabinet);
  const right = await visitor.code();
  const wrong = right === "000000" ? "000001" : "000000";
  const sent = countPosts(page);
  const field = page.getByRole("textbox", { name: "Код" });
  await field.fill(wrong);
  await page.getByText("Код не подошел").first().waitFor();
  await page.waitForLoadState("networkidle");
  assert.deepEqual(await accessibilityTroubles(page), []);
  assert.equal(await field.inputValue(), wrong);
  await field.press("End");
  await field.press("Backspace");
  await field.pressSequentially(wrong.slice(-1));
  await page.waitForTimeout(300);
  assert.equal(sent(), 1, "the same code again");
  await field.fill(right);
  await page.waitForURL(`${cabinet.url}/policies`);
  assert.equal(sent(), 2);
});

Deno.test("another code may be asked for after a minute, told in words; before it nothing is sent", async () => {
  await using cabinet = await openCabinet();
  const { page } = await givenTheCodePage(cabinet);
  const again = page.getByRole("button", { name: "Отправить код снова" });
  const sent = countPosts(page);
  assert.deepEqual(await accessibilityTroubles(page), []);
  assert.equal(await again.getAttribute("aria-disabled"), "true");
  await page.getByText("Отправить снова можно через минуту").waitFor();
  await again.click({ force: true });
  await page.waitForTimeout(300);
  assert.equal(sent(), 0);

  cabinet.site.clock.set(addMinutes(instant(NOW), 1));
  await page.reload();
  await page.getByRole("status").getByText("Код можно отправить снова").waitFor();
  assert.equal(await again.getAttribute("aria-disabled"), null);
  await again.click();
  await page.getByText("Отправить снова можно через минуту").waitFor();
  assert.equal(sent(), 1);
});

async function givenTheCodePage(
  cabinet: Cabinet,
  options: { javaScriptEnabled?: boolean } = {},
): Promise<{ page: Page; visitor: Visitor }> {
  const { site } = cabinet;
  const [known] = await site.sql`select 1 from accounts where phone = ${PHONE}`;
  if (!known) await insertInsured(site.sql, instant(NOW), { phone: PHONE });
  const visitor = site.visitor();
  await visitor.post("/login", { phone: PHONE });
  const page = await (await cabinet.context(visitor, options)).newPage();
  await page.goto(`${cabinet.url}/login/code`);
  await page.waitForLoadState("networkidle");
  return { page, visitor };
}

function countPosts(page: Page): () => number {
  let posts = 0;
  page.on("request", (request) => {
    if (request.method() === "POST") posts++;
  });
  return () => posts;
}

function messageWith(code: string): string {
  return `Код для входа в кабинет «Пятая часть»: ${code}. Никому его не сообщайте.` +
    `@127.0.0.1 #${code}`;
}
