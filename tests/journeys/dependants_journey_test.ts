import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { instant } from "../../domain/local_date.ts";
import { loginCode } from "../../use_cases/accounts/login_code.ts";
import { launchBrowser } from "../harness/browser.ts";
import { type Family, insertFamily } from "../harness/family.ts";
import { paidInvoices } from "../harness/paid_invoices.ts";
import { type TestSite, testSite } from "../harness/site.ts";
import { accessibilityTroubles, takePictures } from "./looks.ts";

/** Friday noon in Yekaterinburg: the next working day is Monday. */
const FRIDAY = instant("2026-11-20T07:00:00.000Z");

for (const script of ["off", "on"] as const) {
  Deno.test(`a mother activates for one child, pays for another and returns to her own, script ${script}`, async () => {
    await using journey = await beginJourney(script);
    const { page, family } = journey;
    await journey.logIn();
    const choice = (name: string) =>
      page.getByRole("navigation", { name: /^Чьи/ }).getByRole("link", { name, exact: true });
    await journey.look("policies-all");

    await choice("Анна К.").click();
    await page.waitForURL(`**/policies?person=${family.anya.personId}`);
    await page.getByText("За кого: Ковалева Анна Петровна").waitFor();
    await journey.look("policies-child");
    await page.getByRole("button", { name: "Отправить" }).click();
    await page.getByRole("alert").waitFor();
    assert.match(await page.title(), /^Ошибка: Полисы: Анна К\./);
    await page.getByRole("checkbox").check();
    await page.getByRole("button", { name: "Отправить" }).click();
    await page.getByText("23 ноября").first().waitFor();
    assert.equal(await choice("Анна К.").getAttribute("aria-current"), "true");

    // The menu keeps the child; another child is chosen there.
    await page.getByRole("link", { name: "Мои счета" }).click();
    await page.waitForURL(`**/invoices?person=${family.anya.personId}`);
    await page.getByText("Счетов нет").waitFor();
    await choice("Михаил К.").click();
    await page.getByText("333,00 ₽").first().waitFor();
    await journey.look("invoices-child");
    await page.getByRole("button", { name: "Оплатить все (2)" }).click();
    await page.getByRole("heading", { name: "Проверьте и оплатите" }).waitFor();
    await journey.look("pay-child");
    await page.getByRole("link", { name: "Вернуться к счетам" }).click();
    await page.waitForURL(`**/invoices?person=${family.misha.personId}`);
    await page.getByRole("link", { name: `Счет № ${family.invoices.mishas[0]}` }).click();
    if (script === "on") {
      await page.getByRole("link", { name: "Открыть страницу счета" }).click();
    }
    await page.waitForURL(`**/invoices/${family.invoices.mishas[0]}?person=*`);
    await journey.look("invoice-child");
    await page.getByRole("button", { name: /^Оплатить/ }).click();
    await page.getByRole("button", { name: /^Оплатить/ }).click();
    await page.waitForURL("**/payments/*");
    await journey.settle(page.url().split("/").at(-1)!);

    await page.getByRole("link", { name: "Профиль" }).click();
    await page.getByRole("link", { name: "За кого вы отвечаете" }).click();
    await page.getByText("222,00 ₽").first().waitFor();
    await journey.look("dependants");
    await page.getByRole("link", { name: "Счета Савва К." }).click();
    await page.getByRole("link", { name: "Вернуться к своим" }).click();
    await page.waitForURL(`**/invoices?person=${family.mother.personId}`);
    await page.getByText("900,00 ₽").first().waitFor();
    await choice("Все").click();
    await page.getByText("1 566,00 ₽").first().waitFor();
    await journey.look("invoices-all");

    await journey.renameChildren();
    for (const path of ["/policies", `/invoices?person=${family.misha.personId}`, "/dependants"]) {
      await page.goto(journey.origin + path);
      await journey.look(
        `long-names${path.replace(/\W+.*$/, "").replace("/", "-")}${path.slice(1, 4)}`,
      );
    }
    assert.deepEqual(journey.troubles, []);
  });
}

interface Journey extends AsyncDisposable {
  page: Page;
  origin: string;
  family: Family;
  /** What axe has found on the pages looked at, and targets too small for a finger. */
  troubles: string[];
  logIn(): Promise<void>;
  settle(attemptId: string): Promise<void>;
  renameChildren(): Promise<void>;
  look(name: string): Promise<void>;
}

async function beginJourney(script: "on" | "off"): Promise<Journey> {
  await using stack = new AsyncDisposableStack();
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const origin = `http://127.0.0.1:${port}`;
  const site: TestSite = stack.use(await testSite({ at: FRIDAY, publicUrl: origin }));
  const server = Deno.serve(
    { hostname: "127.0.0.1", port, onListen: () => {} },
    (req, info) => site.fetch(req, info),
  );
  stack.defer(() => server.shutdown());
  const family = await insertFamily(site.sql);
  const browser = stack.use(await launchBrowser());
  const context = await browser.newContext({
    javaScriptEnabled: script === "on",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  const troubles: string[] = [];
  const parts = stack.move();
  return {
    page,
    origin,
    family,
    troubles,
    async logIn() {
      await page.goto(`${origin}/login`);
      await page.getByLabel("Номер телефона").fill(family.mother.phone);
      await page.getByRole("button", { name: "Отправить" }).click();
      const [challenge] = await site.sql<{ id: string }[]>`
        select id from challenges where purpose = 'login' order by created_at desc, id desc`;
      const code = await loginCode(site.serverKey, challenge!.id);
      await page.getByRole("textbox", { name: "Код" }).fill(code);
      // With script a whole code sends itself.
      if (script === "off") await page.getByRole("button", { name: "Войти" }).click();
      await page.waitForURL(`${origin}/policies`);
    },
    settle: (attemptId) =>
      paidInvoices(site.sql).decide(attemptId, { state: "succeeded", at: FRIDAY }),
    async renameChildren() {
      await site.sql`
        update people set surname = 'Константинопольский-Преображенский',
                          name = 'Александр' || id, patronymic = 'Станиславович'
        where representative_id = ${family.mother.personId}`;
    },
    async look(name) {
      if (script === "off") return await takePictures(page, `dependants-${name}`);
      troubles.push(...await accessibilityTroubles(page), ...await smallTargets(page));
    },
    async [Symbol.asyncDispose]() {
      await browser.close();
      await parts.disposeAsync();
    },
  };
}

/** Links of the switch and of the bar that are lower than 44 px on a phone. */
async function smallTargets(page: Page): Promise<string[]> {
  const before = page.viewportSize();
  await page.setViewportSize({ width: 360, height: 800 });
  const small = await page.evaluate(() =>
    [...document.querySelectorAll(".person-switch a, .acting-bar a, .dependant a")]
      .map((link) => `${link.textContent}: ${link.getBoundingClientRect().height} px high`)
      .filter((told) => Number(/([\d.]+) px/.exec(told)![1]) < 44)
  );
  if (before) await page.setViewportSize(before);
  return small;
}
