import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { addMinutes } from "../../domain/local_date.ts";
import { loginCode } from "../../use_cases/accounts/login_code.ts";
import { launchBrowser } from "../harness/browser.ts";
import {
  formReports,
  givenIndebted,
  HR,
  logInContact,
  OTHER_HR,
  REPORT_DAY,
} from "../harness/indebted.ts";
import { testSite } from "../harness/site.ts";
import { accessibilityTroubles, takePictures } from "./looks.ts";

for (const script of ["off", "on"] as const) {
  Deno.test(`HR logs in by a code, reads the report, acknowledges it and marks debts, script ${script}`, async () => {
    await using journey = await beginJourney(script);
    const { page, origin } = journey;
    await page.goto(`${origin}/employer/reports/2026-10`);
    await journey.look("login");
    await page.getByLabel("Рабочая почта").fill(HR.email);
    await page.getByRole("button", { name: "Отправить" }).click();
    await page.getByRole("heading", { name: "Код из письма" }).waitFor();
    await journey.look("code");
    await page.getByRole("textbox", { name: "Код" }).fill(await journey.code());
    // With script a whole code sends itself.
    if (script === "off") await page.getByRole("button", { name: "Войти" }).click();

    await page.getByRole("heading", { name: "Отчет о долгах на 1 октября 2026" }).waitFor();
    await journey.look("report");
    await page.getByRole("button", { name: "Подтвердить получение" }).click();
    await page.getByText("Получение подтверждено").waitFor();
    assert.ok(await page.getByText("Мария Кадрова, 1 октября 2026, 10:00").first().isVisible());

    await page.getByRole("button", { name: "Отметить выбранные" }).click();
    await page.getByRole("alert").waitFor();
    assert.match(await page.title(), /^Ошибка: /);
    await journey.look("report-error");
    await page.getByRole("checkbox", { name: /Взысканова/ }).check();
    await page.getByRole("checkbox", { name: /Просрочкин/ }).check();
    await page.getByLabel("Чем закончилось").selectOption("deducted");
    await page.getByLabel("Заметка, если нужна").fill("Приказ 15 от 1 октября");
    await page.getByRole("button", { name: "Отметить выбранные" }).click();
    await page.getByText("Отмечено: 2 долга").waitFor();

    journey.site.clock.set(addMinutes(REPORT_DAY, 5));
    await page.getByLabel("Отметка", { exact: true }).selectOption("Удержано из зарплаты");
    await page.getByRole("button", { name: "Показать" }).click();
    await page.getByText("1–2 из 2").waitFor();
    await page.getByRole("checkbox", { name: /Просрочкин/ }).check();
    await page.getByLabel("Чем закончилось").selectOption("refused");
    await page.getByRole("button", { name: "Отметить выбранные" }).click();
    await page.getByText("Отмечено: 1 долг").waitFor();
    await page.getByRole("link", { name: "Убрать" }).click();
    await page.getByText("Раньше: 1 отметка").waitFor();
    await journey.look("report-marked");

    const downloading = page.waitForEvent("download");
    await page.getByRole("link", { name: "Отчет, xlsx" }).click();
    assert.equal((await downloading).suggestedFilename(), "Отчет о долгах на 1 октября 2026.xlsx");
    await page.getByRole("link", { name: "Отчеты", exact: true }).first().click();
    await page.getByText("Отмечено: 2 из 3").waitFor();
    await journey.look("reports");
    await page.getByRole("button", { name: "Выйти" }).click();
    await page.getByRole("heading", { name: "Вход для работодателя" }).waitFor();
    assert.deepEqual(journey.troubles, []);
  });
}

Deno.test("another employer's list, and what staff see of both, look right", async () => {
  await using journey = await beginJourney("on");
  const { page, origin, site } = journey;
  const { employerId } = journey.indebted;
  await journey.as(await logInContact(site, OTHER_HR.email));
  await page.goto(`${origin}/employer`);
  await journey.look("other");
  await journey.as(await site.logInStaff());
  for (const path of ["/ops/employers", `/ops/employers/${employerId}`]) {
    await page.goto(origin + path);
    await journey.look(path.slice(1).replaceAll("/", "-"));
  }
  assert.deepEqual(journey.troubles, []);
});

async function beginJourney(script: "on" | "off") {
  await using stack = new AsyncDisposableStack();
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const origin = `http://127.0.0.1:${port}`;
  const site = stack.use(await testSite({ at: REPORT_DAY, publicUrl: origin }));
  const server = Deno.serve(
    { hostname: "127.0.0.1", port, onListen: () => {} },
    (req, info) => site.fetch(req, info),
  );
  stack.defer(() => server.shutdown());
  const indebted = await givenIndebted(site.sql);
  await formReports(site.sql);
  const browser = stack.use(await launchBrowser());
  const context = await browser.newContext({
    javaScriptEnabled: script === "on",
    reducedMotion: "reduce",
  });
  const page: Page = await context.newPage();
  const troubles: string[] = [];
  const parts = stack.move();
  return {
    page,
    origin,
    site,
    indebted,
    /** What axe has found on the pages looked at. */
    troubles,
    /** The code that was sent last. */
    async code(): Promise<string> {
      const [challenge] = await site.sql<{ id: string }[]>`
        select id from challenges order by created_at desc, id desc`;
      return await loginCode(site.serverKey, challenge!.id);
    },
    /** Goes on with another browser's cookies. */
    async as({ cookies }: { cookies: ReadonlyMap<string, string> }): Promise<void> {
      await context.clearCookies();
      await context.addCookies([...cookies].map(([name, value]) => ({ name, value, url: origin })));
    },
    async look(name: string): Promise<void> {
      await takePictures(page, `employer-${name}`);
      if (script === "on") troubles.push(...await accessibilityTroubles(page));
    },
    async [Symbol.asyncDispose]() {
      await browser.close();
      await parts.disposeAsync();
    },
  };
}
