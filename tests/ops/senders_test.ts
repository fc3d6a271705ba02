import assert from "node:assert/strict";
import type { Cell } from "../../adapters/spreadsheet/mod.ts";
import { work } from "../harness/file_work.ts";
import { type Page, type TestSite, testSite, type Visitor } from "../harness/site.ts";
import { REGISTER_HEADER, registerOf, registerRow, workbookOf } from "../samples/sheets.ts";
import { CLINIC, EMPLOYER, loadPeople, loadRegister, sample } from "../samples/story.ts";

const NOW = "2026-11-22T07:00:00.000Z";
const UNQUOTED = "ооо  Клиника Образец";
const MISTYPED = "ООО «Клиника Оразбец»";
const OTHER_FORM = "АО «Клиника Образец»";

Deno.test("a clinic named without its quotes is the known one: its lines again are held, not billed twice", async () => {
  await using site = await siteWithLine();
  const staff = await site.logInStaff();
  const sent = await upload(staff, UNQUOTED, [registerRow({ number: 7 })]);
  assert.equal(sent.status, 303, sent.text);
  await work(site);
  const page = await staff.get(sent.location!);
  assert.match(page.text, /Реестр клиники, ООО «Клиника Образец»\. Загружен/);
  assert.match(page.text, /Принято 0 Отказано 0 Удержано 1/);
  assert.deepEqual(await clinics(site), [CLINIC]);
});

Deno.test("a name that resembles a known clinic is asked about, and taken only once it is answered", async () => {
  await using site = await siteWithLine();
  const staff = await site.logInStaff();
  const row = registerRow({ number: 7 });
  for (const step of [{}, { step: "preview" }]) {
    const asked = await upload(staff, MISTYPED, [row], step);
    assert.equal(asked.status, 422);
    assert.match(asked.html, /<title>Ошибка: Файлы/);
    assert.match(asked.html, /id="whose-error"/);
    assert.match(
      asked.text,
      /Какая это клиника\? .* ООО «Клиника Образец», уже известная Другая, новая: ООО «Клиника Оразбец»/,
    );
  }
  assert.equal((await site.sql`select from import_files where kind = 'register'`).length, 1);

  const known = await upload(staff, MISTYPED, [row], {
    whose: `is:${CLINIC}`,
    whoseTyped: MISTYPED,
  });
  await work(site);
  assert.match((await staff.get(known.location!)).text, /Удержано 1/);

  const otherwise = await upload(staff, OTHER_FORM, [row], { whose: "new", whoseTyped: MISTYPED });
  assert.equal(otherwise.status, 422, "the answer was about another name");
  assert.deepEqual(await clinics(site), [CLINIC]);
});

Deno.test("the same service at a clinic that differs by its legal form alone waits for staff, with the other beside it", async () => {
  await using site = await siteWithLine();
  const staff = await site.logInStaff();
  const rows = [registerRow({ number: 7 }), registerRow({ number: 8, service: "УЗИ" })];
  const sent = await upload(staff, OTHER_FORM, rows, { whose: "new", whoseTyped: OTHER_FORM });
  await work(site);
  const page = await staff.get(sent.location!);
  assert.match(page.text, /АО «Клиника Образец» \(новая клиника: до этого файла не было\)/);
  assert.match(page.text, /Принято 1 Отказано 0 Удержано 1/);
  assert.match(page.text, /Та же услуга уже есть у клиники с таким же названием/);
  const held = await staff.get("/ops/held");
  assert.match(held.text, /Там клиника называется: ООО «Клиника Образец»/);
  assert.deepEqual(await clinics(site), [OTHER_FORM, CLINIC]);
});

Deno.test("a new clinic's equal service is its own: another name is another clinic", async () => {
  await using site = await siteWithLine();
  const staff = await site.logInStaff();
  const sent = await upload(staff, "ООО «Ромашка»", [registerRow({ number: 7 })]);
  await work(site);
  assert.match((await staff.get(sent.location!)).text, /Принято 1 Отказано 0 Удержано 0/);
});

Deno.test("a preview and a failed upload make no clinic and no employer, and change no region", async () => {
  await using site = await siteWithLine();
  const staff = await site.logInStaff();
  const before = await senders(site);
  const shown = await upload(staff, "ООО «Ромашка»", [registerRow({ number: 7 })], {
    step: "preview",
  });
  await work(site);
  const preview = await staff.get(shown.location!);
  assert.match(preview.text, /Новая клиника: ООО «Ромашка» Файлов под этим названием еще не было/);
  assert.match(preview.text, /Клиника ООО «Ромашка» Примем строк 1/);
  const headless = REGISTER_HEADER.filter((title) => title !== "Цена, руб.");
  const failed = await staff.post("/ops", {
    kind: "register",
    clinic: "ООО «Василек»",
    registerFile: fileOf(workbookOf({ "Реестр": [headless, registerRow().toSpliced(8, 1)] })),
  });
  assert.equal(failed.status, 422);
  assert.match(failed.text, /Не хватает столбца «Цена, руб\.»/);
  await roster(staff, "АО «Другой завод»", { step: "preview" });
  await roster(staff, EMPLOYER, { step: "preview", region: "RU-BA" });
  await work(site);
  assert.deepEqual(await senders(site), before);
  assert.match((await staff.get("/ops")).text, /ООО «Василек»/, "the file keeps the name");

  await staff.post(shown.location!, { decision: "load" }, "/ops");
  await work(site);
  assert.match(
    (await staff.get(shown.location!)).text,
    /ООО «Ромашка» \(новая клиника: до этого файла не было\)/,
  );
  assert.deepEqual(await clinics(site), [CLINIC, "ООО «Ромашка»"]);
});

Deno.test("a file that waits under a new name is the same file once the clinic is known", async () => {
  await using site = await siteWithLine();
  const staff = await site.logInStaff();
  const rows = [registerRow({ number: 7, service: "УЗИ" })];
  const first = await upload(staff, "ООО «Ромашка»", rows, { step: "preview" });
  await work(site);
  const quoted = await upload(staff, 'ООО "Ромашка"', rows, { step: "preview" });
  assert.equal(quoted.location, first.location);
  await upload(staff, "ООО «Ромашка»", [registerRow({ number: 8, service: "Анализ" })]);
  await work(site);
  const again = await upload(staff, "ООО «Ромашка»", rows);
  assert.equal(again.location, first.location);
  await work(site);
  assert.match((await staff.get(first.location!)).text, /Принято 1/);
});

Deno.test("a name of more than 200 letters is refused beside its field", async () => {
  await using site = await siteWithLine();
  const staff = await site.logInStaff();
  const long = await upload(staff, "К".repeat(201), [registerRow()]);
  assert.equal(long.status, 422);
  assert.match(long.html, /id="clinic-error"/);
  assert.match(long.text, /до 200 знаков/);
});

Deno.test("a file too large to be read at once is shown first where its clinic is new", async () => {
  await using site = await testSite({ at: NOW });
  const staff = await site.logInStaff();
  const rows = Array.from({ length: 40_000 }, (_, at) => `${at};`.padEnd(60, "0"));
  const sent = await staff.post("/ops", {
    kind: "register",
    clinic: CLINIC,
    registerFile: new File([rows.join("\n")], "large.csv"),
  });
  assert.equal(sent.status, 303, sent.text);
  await work(site);
  assert.match((await staff.get(sent.location!)).text, /Файл не прочитан, ничего не загружено/);
  assert.deepEqual(await clinics(site), []);
});

async function siteWithLine(): Promise<TestSite> {
  const site = await testSite({ at: NOW });
  await loadPeople(site.sql);
  await loadRegister(site.sql, { name: "a.xlsx", content: registerOf(registerRow()) });
  return site;
}

function upload(
  staff: Visitor,
  clinic: string,
  rows: Cell[][],
  fields: Record<string, string> = {},
): Promise<Page> {
  return staff.post("/ops", {
    kind: "register",
    clinic,
    registerFile: fileOf(registerOf(...rows)),
    ...fields,
  });
}

function roster(
  staff: Visitor,
  employer: string,
  fields: Record<string, string>,
): Promise<Page> {
  const rosterFile = fileOf(sample("roster.xlsx"));
  return staff.post("/ops", { kind: "roster", employer, rosterFile, ...fields });
}

function fileOf(content: Uint8Array): File {
  return new File([content as BlobPart], "file.xlsx");
}

async function clinics({ sql }: TestSite): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`select name from clinics order by name collate "C"`;
  return rows.map(({ name }) => name);
}

async function senders({ sql }: TestSite): Promise<unknown> {
  const rows = await sql`
    select name, null as region from clinics union all select name, region from employers
    order by name`;
  return rows.map((row) => ({ ...row }));
}
