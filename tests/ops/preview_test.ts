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
const EMPLOYER = "ООО «Ромашка Образец»";
const person = (number: number, surname: string, { phone }: { phone?: string } = {}): Cell[] => {
  const row = rosterRow(number, surname);
  return phone === undefined ? row : row.with(6, phone);
};

const ANNA = person(1, "Аннин");
const BORIS = person(2, "Борисов");
const VERA = person(3, "Верин");

Deno.test("a roster shows who is new, changed field by field, ended and unreadable, before it is loaded", async () => {
  await using site = await siteWith([ANNA, BORIS]);
  const staff = await site.logInStaff();
  const moved = person(1, "Аннин", { phone: "9005550899" });
  const sent = await upload(staff, [moved, VERA, person(4, "").with(2, "")], { full: "on" });
  assert.equal(sent.status, 303, sent.text);
  const path = sent.location!;
  assert.match((await staff.get(path)).text, /Считаем, что изменится/);
  await work(site);

  const page = await staff.get(path);
  assert.match(page.text, /Новых 1 Изменится 1 Закончится 1 Без изменений 0/);
  assert.match(page.text, /Борисов Иван Тестович 7702\/1\/2 31 декабря 2026 21 ноября 2026/);
  assert.match(
    page.text,
    /Аннин Иван Тестович 7702\/1\/1 Телефон: \+7 900 555-08-01 → \+7 900 555-08-99/,
  );
  assert.match(page.text, /Верин Иван Тестович 7702\/1\/3 Табельный номер: Р-3/);
  assert.match(page.text, /Не указаны фамилия или имя 1/);
  assert.deepEqual(await policies(site), { "7702/1/1": "2026-12-31", "7702/1/2": "2026-12-31" });
  assert.match((await staff.get("/ops")).text, /Ждет решения/);

  await staff.post(path, { decision: "load" }, "/ops");
  await work(site);
  assert.deepEqual(await policies(site), {
    "7702/1/1": "2026-12-31",
    "7702/1/2": "2026-11-21",
    "7702/1/3": "2026-12-31",
  });
  assert.match((await staff.get(path)).text, /Проверен/);
});

Deno.test("an ended policy's franchise is told, its invoice stays owed, and a returned person opens again", async () => {
  await using site = await testSite({ at: NOW });
  await loadPeople(site.sql);
  await loadRegister(site.sql, { name: "a.xlsx", content: registerOf(registerRow()) });
  await publishInvoices(site.sql, site.clock, { through: localDate("2026-11-01") });
  const staff = await site.logInStaff();
  const [before] = await site.sql`
    select p.personnel_number as number, p.surname, p.name, p.patronymic, p.birth_date as birth,
           o.number as policy, m.name as programme, o.starts_on as starts, o.ends_on as ends
    from policies o join people p on p.id = o.person_id join programmes m on m.id = o.programme_id
    where o.number = '7701/474/001000'`;
  const row = [
    before!.number,
    before!.policy,
    before!.surname,
    before!.name,
    before!.patronymic,
    before!.birth,
    null,
    before!.programme,
    "20",
    before!.starts,
    before!.ends,
  ];
  const other = row.with(0, "new-1").with(1, "7701/474/999999").with(2, "Новиков");
  const without = await upload(staff, [other], { full: "on", employer: "АО «Завод Образец»" });
  await work(site);
  await site.sql`update outbox set delivered_at = recorded_at where delivered_at is null`;
  await staff.post(without.location!, { decision: "load" }, "/ops");
  await work(site);
  assert.equal((await policies(site))["7701/474/001000"], "2026-11-21");
  const told = await site.sql`
    select distinct signal from outbox where delivered_at is null and workflow_type = 'franchise'`;
  assert.deepEqual(told.map((one) => one.signal), ["policyChanged"]);
  const [owed] = await site.sql`select owed_kopecks from invoice_balances`;
  assert.equal(owed!.owed_kopecks, 20_000);

  const back = await upload(staff, [row], { employer: "АО «Завод Образец»" });
  await work(site);
  assert.equal((await policies(site))["7701/474/001000"], before!.ends);
  assert.match((await staff.get(back.location!)).text, /Принято 1/);
});

Deno.test("loading ends only those whom the preview showed", async () => {
  await using site = await siteWith([ANNA, BORIS]);
  const staff = await site.logInStaff();
  const sent = await upload(staff, [ANNA], { full: "on" });
  await work(site);
  await upload(staff, [VERA], {});
  await work(site);
  await staff.post(sent.location!, { decision: "load" }, "/ops");
  await work(site);
  assert.deepEqual(await policies(site), {
    "7702/1/1": "2026-12-31",
    "7702/1/2": "2026-11-21",
    "7702/1/3": "2026-12-31",
  });
});

Deno.test("a full roster says the last day of whom it leaves out, and calls off what has not begun", async () => {
  const later = person(2, "Борисов");
  later[9] = "15.12.2026";
  await using site = await siteWith([ANNA, later, VERA]);
  const staff = await site.logInStaff();
  const lastDay = (day: string, month: string, year: string) => ({
    full: "on",
    "lastDay-day": day,
    "lastDay-month": month,
    "lastDay-year": year,
  });
  for (
    const [typed, refusal] of [
      [lastDay("31", "11", "2026"), /Введите день, месяц и год/],
      [lastDay("20", "11", "2026"), /Выберите день с 21 ноября 2026 по 22 февраля 2027/],
    ] as const
  ) {
    const refused = await upload(staff, [VERA], typed);
    assert.equal(refused.status, 422);
    assert.match(refused.text, refusal);
    assert.match(refused.html, /value="11"/);
  }
  const sent = await upload(staff, [VERA], lastDay("30", "11", "2026"));
  await work(site);
  const page = await staff.get(sent.location!);
  assert.match(page.text, /Последний день полисов ниже станет 30 ноября 2026/);
  assert.match(page.text, /Аннин Иван Тестович 7702\/1\/1 31 декабря 2026 30 ноября 2026/);
  assert.match(page.text, /7702\/1\/2 31 декабря 2026 не начнется 15 декабря 2026: отменен/);
  await staff.post(sent.location!, { decision: "load" }, "/ops");
  await work(site);
  assert.deepEqual(await policies(site), {
    "7702/1/1": "2026-11-30",
    "7702/1/2": "2026-12-14",
    "7702/1/3": "2026-12-31",
  });
  const [off] = await site.sql`
    select p.id from people p join policies o on o.person_id = p.id where o.number = '7702/1/2'`;
  const person2 = await staff.get(`/ops/people/${off!.id}`);
  assert.match(person2.text, /начался бы 15 декабря, но отменен Отменен до начала/);

  // The very first list once more would be known: only its refused rows would be checked.
  const returned = [person(1, "Аннин", { phone: "9005550877" }), later, VERA];
  const back = await upload(staff, returned, lastDay("30", "11", "2026"));
  await work(site);
  await staff.post(back.location!, { decision: "load" }, "/ops");
  await work(site);
  assert.equal((await policies(site))["7702/1/2"], "2026-12-31");
});

Deno.test("the same list loaded at once ends nobody, whatever its preview was asked for", async () => {
  await using site = await siteWith([ANNA, BORIS]);
  const staff = await site.logInStaff();
  const content = workbookOf({ "Список": [ROSTER_HEADER, ANNA] });
  const send = (fields: Record<string, string>) =>
    staff.post("/ops", {
      kind: "roster",
      employer: EMPLOYER,
      rosterFile: new File([content as BlobPart], "roster.xlsx"),
      ...fields,
    });
  await send({ full: "on" });
  await work(site);
  const plain = await send({});
  await work(site);
  assert.doesNotMatch((await staff.get(plain.location!)).text, /Что изменится/);
  assert.deepEqual(await policies(site), { "7702/1/1": "2026-12-31", "7702/1/2": "2026-12-31" });
});

Deno.test("a register shows its totals by clinic and reason before it is loaded, and may be left", async () => {
  await using site = await testSite({ at: NOW });
  await loadPeople(site.sql);
  const staff = await site.logInStaff();
  const rows = [registerRow(), registerRow({ number: 2, policy: "?" }), registerRow({ number: 3 })];
  const sent = await uploadRegister(staff, rows);
  await work(site);
  const page = await staff.get(sent.location!);
  assert.match(
    page.text,
    /Клиника ООО «Клиника Образец» Примем строк 2 Полисов 1 Стоимость услуг 2 000,00 ₽ Доля застрахованных 400,00 ₽/,
  );
  assert.match(page.text, /Полис с таким номером не найден 1/);
  assert.equal((await site.sql`select from service_lines`).length, 0);

  await staff.post(sent.location!, { decision: "discard" }, "/ops");
  await work(site);
  assert.match((await staff.get("/ops")).text, /Не загружен/);
  assert.equal((await site.sql`select from service_lines`).length, 0);
  const late = await staff.post(sent.location!, { decision: "load" }, "/ops");
  assert.equal(late.status, 303);
  await work(site);
  assert.equal((await site.sql`select from service_lines`).length, 0);

  const again = await uploadRegister(staff, rows);
  await work(site);
  await staff.post(again.location!, { decision: "load" }, "/ops");
  await work(site);
  assert.match((await staff.get(again.location!)).text, /Принято 2 Отказано 1/);
});

Deno.test("a correction that was left frees the file that it was to replace", async () => {
  await using site = await testSite({ at: NOW });
  await loadPeople(site.sql);
  const staff = await site.logInStaff();
  const first = await loadRegister(site.sql, {
    name: "a.xlsx",
    content: registerOf(registerRow()),
  });
  assert.ok(first.ok);
  await publishInvoices(site.sql, site.clock, { through: localDate("2026-11-01") });
  const corrects = String(first.fileId);
  const sent = await uploadRegister(staff, [registerRow({ price: 400 })], {
    purpose: "replaces",
    corrects,
  });
  await work(site);
  assert.match(
    (await staff.get(sent.location!)).text,
    /Как в прежнем файле 0 Изменено 1 Больше нет 0 Выставленные счета станут меньше на 120,00 ₽/,
  );
  await staff.post(sent.location!, { decision: "discard" }, "/ops");
  const other = await uploadRegister(staff, [registerRow({ price: 500 })], {
    purpose: "replaces",
    corrects,
  });
  assert.equal(other.status, 303, other.text);
  await work(site);
  await staff.post(other.location!, { decision: "load" }, "/ops");
  await work(site);
  const [owed] = await site.sql`select owed_kopecks from invoice_balances`;
  assert.equal(owed!.owed_kopecks, 10_000);
});

Deno.test("a file that can't be read says so instead of a preview", async () => {
  await using site = await siteWith([ANNA]);
  const staff = await site.logInStaff();
  const content = workbookOf({ "Список": [ROSTER_HEADER.toSpliced(1, 1), ANNA.toSpliced(1, 1)] });
  const sent = await staff.post("/ops", {
    kind: "roster",
    employer: EMPLOYER,
    step: "preview",
    rosterFile: new File([content as BlobPart], "roster.xlsx"),
  });
  await work(site);
  assert.match((await staff.get(sent.location!)).text, /Не хватает столбца «№ полиса»/);
});

async function siteWith(rows: Cell[][]): Promise<TestSite> {
  const site = await testSite({ at: NOW });
  const staff = await site.logInStaff();
  const sent = await upload(staff, rows, {});
  assert.equal(sent.status, 303, sent.text);
  await work(site);
  return site;
}

function upload(
  staff: Visitor,
  rows: Cell[][],
  fields: Record<string, string>,
): Promise<Page> {
  const content = workbookOf({ "Список": [ROSTER_HEADER, ...rows] });
  return staff.post("/ops", {
    kind: "roster",
    employer: EMPLOYER,
    rosterFile: new File([content as BlobPart], "roster.xlsx"),
    ...fields,
  });
}

function uploadRegister(
  staff: Visitor,
  rows: Cell[][],
  fields: Record<string, string> = {},
): Promise<Page> {
  return staff.post("/ops", {
    kind: "register",
    clinic: CLINIC,
    step: "preview",
    purpose: "new",
    corrects: "",
    registerFile: new File([registerOf(...rows) as BlobPart], "register.xlsx"),
    ...fields,
  });
}

async function policies({ sql }: TestSite): Promise<Record<string, string>> {
  const rows = await sql<{ number: string; ends: string }[]>`
    select number, ends_on as ends from policies order by number`;
  return Object.fromEntries(rows.map((row) => [row.number, row.ends]));
}
