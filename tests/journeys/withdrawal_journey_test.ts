import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { instant } from "../../domain/local_date.ts";
import { loginCode } from "../../use_cases/accounts/login_code.ts";
import { launchBrowser } from "../harness/browser.ts";
import { insertInsured } from "../harness/people.ts";
import { type TestSite, testSite } from "../harness/site.ts";
import { accessibilityTroubles, takePictures } from "./looks.ts";

/** Friday noon in Yekaterinburg: the next working day is Monday. */
const FRIDAY = instant("2026-11-20T07:00:00.000Z");
const PHONE = "9005550700";

for (const script of ["off", "on"] as const) {
  Deno.test(`a person withdraws one consent after the other, script ${script}`, async () => {
    await using journey = await beginJourney(script);
    const { page } = journey;
    await journey.logIn();
    await page.getByRole("link", { name: "Профиль" }).click();
    await page.getByRole("heading", { name: "Ваши согласия" }).waitFor();
    await journey.look("profile");
    await page.getByText("Как подписано").first().click();
    assert.ok(await page.getByText("который оканчивается на 00").first().isVisible());
    await journey.look("profile-signature");

    await page.getByRole("link", { name: "Изменить напоминания" }).click();
    await page.getByRole("checkbox", { name: "СМС" }).uncheck();
    await page.getByRole("checkbox", { name: "Письма" }).uncheck();
    await page.getByRole("button", { name: "Сохранить" }).click();
    await page.getByRole("alert").waitFor();
    assert.match(await page.title(), /^Ошибка: Как напоминать/);
    await journey.look("channels-error");
    await page.getByRole("checkbox", { name: "СМС" }).check();
    await page.getByRole("button", { name: "Сохранить" }).click();
    await page.getByText("Только СМС").waitFor();

    await page.getByRole("link", { name: "Отозвать Согласие на франшизу" }).click();
    await page.getByRole("heading", { name: "Последний день — 23 ноября, понедельник" }).waitFor();
    await journey.look("withdraw-franchise");
    await page.getByRole("button", { name: "Получить код" }).click();
    await page.getByRole("alert").waitFor();
    await journey.look("withdraw-franchise-error");
    await page.getByRole("checkbox", { name: "Я отзываю согласие" }).check();
    await page.getByRole("button", { name: "Получить код" }).click();
    await page.getByRole("textbox", { name: "Код" }).waitFor();
    await journey.look("withdrawal-code");
    await journey.confirm("Отозвать согласие");
    await page.getByText("Последний день обслуживания: 23 ноября 2026, понедельник").waitFor();
    await journey.look("profile-withdrawn");

    await page.getByRole("link", { name: "Отозвать Согласие на обработку" }).click();
    await page.getByRole("heading", { name: "Кабинет закроется сразу" }).waitFor();
    await journey.look("withdraw-data");
    await page.getByRole("checkbox", { name: "Я отзываю согласие" }).check();
    await page.getByRole("button", { name: "Получить код" }).click();
    await journey.confirm("Закрыть кабинет");
    await page.getByRole("heading", { name: "Кабинет закрыт" }).waitFor();
    await journey.look("closed");
    await page.goto(`${journey.origin}/policies`);
    assert.equal(new URL(page.url()).pathname, "/login");
    assert.deepEqual(journey.troubles, []);
  });
}

interface Journey extends AsyncDisposable {
  page: Page;
  origin: string;
  /** What axe has found on the pages looked at. */
  troubles: string[];
  logIn(): Promise<void>;
  /** Types the code that came to the phone last. */
  confirm(button: string): Promise<void>;
  look(name: string): Promise<void>;
}

/** A person with both kinds of consent, and their browser before the site's start page. */
async function beginJourney(script: "on" | "off"): Promise<Journey> {
  await using stack = new AsyncDisposableStack();
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const origin = `http://127.0.0.1:${port}`;
  const site = stack.use(await testSite({ at: FRIDAY, publicUrl: origin }));
  const server = Deno.serve(
    { hostname: "127.0.0.1", port, onListen: () => {} },
    (req, info) => site.fetch(req, info),
  );
  stack.defer(() => server.shutdown());
  await givenConsents(site);
  const browser = stack.use(await launchBrowser());
  const context = await browser.newContext({
    javaScriptEnabled: script === "on",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  const troubles: string[] = [];
  const parts = stack.move();
  const code = async (purpose: "login" | "withdrawal") => {
    const [challenge] = await site.sql<{ id: string }[]>`
      select id from challenges where purpose = ${purpose} order by created_at desc, id desc`;
    return await loginCode(site.serverKey, challenge!.id);
  };
  return {
    page,
    origin,
    troubles,
    async confirm(button) {
      await page.getByRole("textbox", { name: "Код" }).fill(await code("withdrawal"));
      // With script a whole code sends itself.
      if (script === "off") await page.getByRole("button", { name: button }).click();
      await page.waitForURL(({ pathname }) => pathname !== "/profile/withdrawal");
    },
    async logIn() {
      await page.goto(`${origin}/login`);
      await page.getByLabel("Номер телефона").fill(PHONE);
      await page.getByRole("button", { name: "Отправить" }).click();
      await page.getByRole("textbox", { name: "Код" }).fill(await code("login"));
      if (script === "off") await page.getByRole("button", { name: "Войти" }).click();
      await page.waitForURL(`${origin}/policies`);
    },
    async look(name) {
      if (script === "off") return await takePictures(page, `withdrawal-${name}`);
      troubles.push(...await accessibilityTroubles(page));
    },
    async [Symbol.asyncDispose]() {
      await browser.close();
      await parts.disposeAsync();
    },
  };
}

/** Registered and consented days before, so that service is open. */
async function givenConsents({ sql, visitor, clock }: TestSite): Promise<void> {
  clock.set("2026-11-16T07:00:00.000Z");
  const person = await insertInsured(sql, clock.now(), { phone: PHONE, registered: false });
  const browser = visitor();
  await browser.post("/register", {
    surname: "Образцова",
    name: "Майя",
    "birthDate-day": "7",
    "birthDate-month": "11",
    "birthDate-year": "1985",
    policyNumber: person.policyNumber,
    phone: PHONE,
    email: "maya@fifth.test",
    userAgreement: "on",
    personalData: "on",
  });
  await browser.post("/login/code", { code: await browser.code() });
  const [terms] = await sql`select id from documents where kind = 'franchise_terms'`;
  const form = { [`consent-${person.policyId}`]: "on", document: String(terms!.id) };
  await browser.post(`/policies/${person.policyId}/activate`, form, "/policies");
  clock.set(FRIDAY);
}
