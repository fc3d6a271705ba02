import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { noteProgress } from "../../db/imports/import_progress.ts";
import { markChecking } from "../../db/imports/imports.ts";
import { importRegister } from "../../use_cases/imports/import_register.ts";
import { receiveFile } from "../../use_cases/imports/receive_file.ts";
import { launchBrowser } from "../harness/browser.ts";
import { type TestSite, testSite } from "../harness/site.ts";
import { registerOf, registerRow } from "../samples/sheets.ts";
import { CLINIC, loadPeople } from "../samples/story.ts";
import { openWorld } from "../states/world.ts";

const NOW = "2026-11-10T07:00:00.000Z";

Deno.test("a file that is gone through shows how far it is, on its page and in the list, without script", async () => {
  await using site = await testSite({ at: NOW });
  const staff = await site.logInStaff("viewer");
  const fileId = await received(site);
  const path = `/ops/files/${fileId}`;
  const waiting = await staff.get(path);
  assert.match(waiting.text, /Ждет проверки Файл ждет очереди/);
  assert.doesNotMatch(waiting.html, /<progress/);

  await reach(site, fileId, 41_004);
  const page = await staff.get(path);
  assert.match(page.text, /Проверяем Проверяем файл Дошли до строки 41 004 из 100 003/);
  assert.match(page.html, /<progress aria-label="Проверяем файл" max="100003" value="41004"/);
  assert.match(page.html, new RegExp(`<a class="link" href="${path}">Обновить</a>`));
  const list = await staff.get("/ops");
  assert.match(list.text, /Есть файлы, которые еще проверяются\. Обновить/);
  assert.match(list.text, /Проверяем Дошли до строки 41 004 из 100 003/);

  await reach(site, fileId, 100_003);
  assert.match((await staff.get(path)).text, /Прошли все строки, подводим итог/);
  await importRegister(site.sql, site.clock, { fileId });
  assert.doesNotMatch((await staff.get(path)).html, /<progress/);
  assert.doesNotMatch((await staff.get("/ops")).html, /<progress|Обновить/);
});

Deno.test("asking how far a file is shows no record, so it is no look at any", async () => {
  await using site = await testSite({ at: NOW });
  const staff = await site.logInStaff("viewer");
  const fileId = await received(site);
  await reach(site, fileId, 2001);
  const journal = async () => (await site.sql`select from journal`).length;
  const before = await journal();
  const answer = await staff.get(`/ops/files/${fileId}?progress`);
  assert.deepEqual(JSON.parse(answer.html), {
    underWay: "import",
    progress: { reachedRow: 2001, lastRow: 100_003 },
  });
  assert.equal(await journal(), before);
  for (const id of ["0", "x", "999999"]) {
    assert.equal((await staff.get(`/ops/files/${id}?progress`)).status, 404, id);
  }
  assert.equal((await site.visitor().get(`/ops/files/${fileId}?progress`)).status, 303);
});

Deno.test("the page follows a file by itself, asks nothing while nobody looks, and shows the outcome", async () => {
  await using world = await openWorld();
  await using browser = await launchBrowser();
  const { site } = world;
  const fileId = await received(site);
  const context = await browser.newContext({ locale: "ru-RU" });
  const staff = await world.session("staff");
  await context.addCookies(
    [...staff.cookies].map(([name, value]) => ({ name, value, url: world.url })),
  );
  const page = await context.newPage();
  let asked = 0;
  page.on("request", (request) => asked += request.url().includes("progress=") ? 1 : 0);
  await page.goto(`${world.url}/ops/files/${fileId}`);
  assert.equal(await page.getByText("Файл ждет очереди").count(), 1);

  await reach(site, fileId, 30_000);
  await page.getByText("Дошли до строки 30 000 из 100 003").waitFor();
  const status = page.getByRole("status");
  assert.equal(await status.textContent(), "Пройдено 25\u00a0%");
  await reach(site, fileId, 49_000);
  await page.getByText("Дошли до строки 49 000 из 100 003").waitFor();
  assert.equal(await status.textContent(), "Пройдено 25\u00a0%", "said once a quarter");
  assert.equal(await page.getByRole("progressbar").getAttribute("value"), "49000");

  await turn(page, "hidden");
  const before = asked;
  await page.waitForTimeout(2500);
  assert.equal(asked, before);
  await turn(page, "visible");
  await importRegister(site.sql, site.clock, { fileId });
  await page.getByText("Проверен", { exact: true }).waitFor();
  assert.equal(await page.getByRole("progressbar").count(), 0);
  const last = asked;
  await page.waitForTimeout(2500);
  assert.equal(asked, last, "what is done is not asked about");
});

/** As a tab that is put behind another one. */
async function turn(page: Page, visibility: "hidden" | "visible"): Promise<void> {
  await page.evaluate((hidden) => {
    Object.defineProperty(document, "hidden", { configurable: true, value: hidden });
    document.dispatchEvent(new Event("visibilitychange"));
  }, visibility === "hidden");
}

async function received(site: TestSite): Promise<number> {
  await loadPeople(site.sql);
  const stored = await receiveFile(site.sql, site.clock, {
    kind: "register",
    clinic: CLINIC,
    name: "large.xlsx",
    content: registerOf(registerRow()),
    uploadedBy: null,
  });
  assert.ok(stored.ok);
  return stored.file.id;
}

async function reach({ sql }: TestSite, fileId: number, reachedRow: number): Promise<void> {
  await markChecking(sql, fileId);
  await noteProgress(sql, { fileId, work: "import" }, { reachedRow, lastRow: 100_003 });
}
