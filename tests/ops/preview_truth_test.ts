import assert from "node:assert/strict";
import type { Cell } from "../../adapters/spreadsheet/mod.ts";
import { localDate } from "../../domain/local_date.ts";
import { publishInvoices } from "../../use_cases/invoices/publish_invoices.ts";
import { work } from "../harness/file_work.ts";
import { type Page, type TestSite, testSite, type Visitor } from "../harness/site.ts";
import { ROSTER_HEADER, rosterRow } from "../samples/roster_rows.ts";
import { registerOf, registerRow, workbookOf } from "../samples/sheets.ts";
import { CLINIC, loadPeople, loadRegister } from "../samples/story.ts";

const NOW = "2026-11-22T07:00:00.000Z";
const LATER = "2026-11-22T07:10:00.000Z";
const VISIT = registerRow({ number: 1 });
const SCAN = registerRow({ number: 2, service: "УЗИ", price: 3000 });

Deno.test("a preview that another file made untrue is counted again and shown, not loaded", async () => {
  await using site = await siteWithPeople();
  const staff = await site.logInStaff();
  const first = await upload(staff, [VISIT]);
  const second = await upload(staff, [VISIT.with(0, 7), SCAN]);
  await work(site);
  assert.match((await staff.get(second.location!)).text, /Примем строк 2/);

  site.clock.set(LATER);
  await staff.post(first.location!, { decision: "load" }, "/ops");
  await work(site);
  await staff.post(second.location!, { decision: "load" }, "/ops");
  assert.match((await staff.get(second.location!)).text, /Считаем заново Пока файл ждал/);
  await work(site);
  const again = await staff.get(second.location!);
  assert.match(again.text, /Посчитали заново: посмотрите еще раз/);
  assert.match(again.text, /Примем строк 1 .* Удержим до решения 1 000,00 ₽/);
  assert.equal((await site.sql`select from service_lines`).length, 1);

  await staff.post(second.location!, { decision: "load" }, "/ops");
  await work(site);
  assert.match((await staff.get(second.location!)).text, /Принято 1 Отказано 0 Удержано 1/);
});

Deno.test("a preview that another file left true is loaded without being asked about twice", async () => {
  await using site = await siteWithPeople();
  const staff = await site.logInStaff();
  const first = await upload(staff, [VISIT]);
  const second = await upload(staff, [SCAN]);
  await work(site);
  site.clock.set(LATER);
  await staff.post(first.location!, { decision: "load" }, "/ops");
  await work(site);
  await staff.post(second.location!, { decision: "load" }, "/ops");
  await work(site);
  await work(site);
  const page = await staff.get(second.location!);
  assert.match(page.text, /Принято 1 Отказано 0 Удержано 0/);
  assert.doesNotMatch(page.text, /Посчитали заново/);
  const journal = await site.sql`
    select actor from journal where action = 'loaded_after_preview' order by id`;
  assert.equal(journal.length, 2);
  assert.equal(journal[0]!.actor, journal[1]!.actor);
});

Deno.test("a preview names the refused and held rows, what is held in roubles, and of each reason the first 20", async () => {
  await using site = await siteWithPeople();
  await loadRegister(site.sql, { name: "a.xlsx", content: registerOf(VISIT) });
  const staff = await site.logInStaff();
  const strangers = Array.from(
    { length: 23 },
    (_, at) => registerRow({ number: 10 + at, policy: `нет-${at}` }),
  );
  const sent = await upload(staff, [VISIT.with(0, 7), ...strangers]);
  await work(site);
  const page = await staff.get(sent.location!);
  assert.match(page.text, /Удержим до решения 1 000,00 ₽, доля застрахованных 200,00 ₽/);
  assert.match(page.text, /Показать, какие строки: 1 строка/);
  assert.match(page.text, /Показать, какие строки: первые 20 по каждой причине/);
  assert.match(page.html, /нет-19</);
  assert.doesNotMatch(page.html, /нет-20</);
  assert.match(page.text, /Строка файла № п\/п № полиса ФИО пациента/);
});

Deno.test("a replacement shows line by line what was, what becomes of it, and its invoice; so does the loaded file", async () => {
  await using site = await siteWithPeople();
  const first = await loadRegister(site.sql, {
    name: "a.xlsx",
    content: registerOf(VISIT, SCAN),
  });
  assert.ok(first.ok);
  await publishInvoices(site.sql, site.clock, { through: localDate("2026-11-01") });
  const [invoice] = await site.sql`select id from invoices`;
  const staff = await site.logInStaff();
  const sent = await upload(staff, [SCAN.with(8, 2500)], {
    purpose: "replaces",
    corrects: String(first.fileId),
  });
  await work(site);
  const changed = new RegExp(
    "Пробин Ильдар Тестович 7701/474/001000 3 → 2 5 октября 2026 " +
      "УЗИ 3 000,00 ₽, доля 600,00 ₽ УЗИ 2 500,00 ₽, доля 500,00 ₽ " +
      `№ ${invoice!.id} −100,00 ₽`,
  );
  const preview = await staff.get(sent.location!);
  assert.match(preview.text, /ФИО Строка файла Дата услуги Было Станет Счет/);
  assert.match(plain(preview), changed);
  assert.match(plain(preview), /Прием терапевта 1 000,00 ₽, доля 200,00 ₽ Больше нет № \d+/);
  assert.ok(preview.html.includes(`href="/ops/cases/${invoice!.id}"`));
  await staff.post(sent.location!, { decision: "load" }, "/ops");
  await work(site);
  const done = await staff.get(sent.location!);
  assert.match(done.text, /Было Стало Счет/);
  assert.match(plain(done), changed);
  const looks = await site.sql`select from journal where subject like 'person/%'`;
  assert.ok(looks.length > 0, "whose lines are shown is journalled");
});

Deno.test("a full roster says on its button how many policies it ends, and warns of more than a tenth", async () => {
  await using site = await siteWithPeople();
  const staff = await site.logInStaff();
  const rows = Array.from({ length: 11 }, (_, at) => rosterRow(at + 1, "Людов"));
  await roster(staff, rows, {});
  await work(site);
  const one = await roster(staff, rows.slice(0, 10), { full: "on" });
  await work(site);
  const few = await staff.get(one.location!);
  assert.match(few.text, /Загрузить и закончить 1 полис /);
  assert.doesNotMatch(few.text, /больше десятой части/);
  const two = await roster(staff, rows.slice(0, 9), { full: "on" });
  await work(site);
  const many = await staff.get(two.location!);
  assert.match(many.text, /Загрузить и закончить 2 полиса /);
  assert.match(
    many.text,
    /Закончится больше десятой части: 2 из 11 действующих полисов Проверьте, весь ли это список/,
  );
});

Deno.test("a roster sent again that had nothing refused says so", async () => {
  await using site = await siteWithPeople();
  const staff = await site.logInStaff();
  await roster(staff, [rosterRow(1, "Людов")], {});
  await work(site);
  site.clock.set(LATER);
  const again = await roster(staff, [rosterRow(1, "Людов")], {});
  await work(site);
  assert.match(
    (await staff.get(again.location!)).text,
    /Файл уже загружен, проверять нечего Его загружали 22 ноября 2026, 12:00/,
  );
});

async function siteWithPeople(): Promise<TestSite> {
  const site = await testSite({ at: NOW });
  await loadPeople(site.sql);
  return site;
}

function upload(
  staff: Visitor,
  rows: Cell[][],
  fields: Record<string, string> = {},
): Promise<Page> {
  return staff.post("/ops", {
    kind: "register",
    clinic: CLINIC,
    step: "preview",
    registerFile: new File([registerOf(...rows) as BlobPart], "register.xlsx"),
    ...fields,
  });
}

function roster(
  staff: Visitor,
  rows: Cell[][],
  fields: Record<string, string>,
): Promise<Page> {
  const content = workbookOf({ "Список": [ROSTER_HEADER, ...rows] });
  const rosterFile = new File([content as BlobPart], "roster.xlsx");
  return staff.post("/ops", { kind: "roster", employer: "ООО «Ромашка»", rosterFile, ...fields });
}

function plain({ text }: Page): string {
  return text.replaceAll("\u00a0", " ").replaceAll(/ ,/g, ",");
}
