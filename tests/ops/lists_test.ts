import assert from "node:assert/strict";
import * as xlsx from "xlsx";
import { yookassa } from "../../adapters/payment_provider/yookassa.ts";
import { STAFF_LISTS, type StaffListName } from "../../db/staff/staff_lists.ts";
import { addMinutes, instant } from "../../domain/local_date.ts";
import { LIST_WORDS } from "../../routes/ops/(_staff)/list_columns.tsx";
import { defaultInvoice } from "../../use_cases/invoices/default_invoice.ts";
import { openRecovery } from "../../use_cases/invoices/open_recovery.ts";
import { caseRows } from "../harness/case_rows.ts";
import { type TestSite, testSite } from "../harness/site.ts";
import { registerOf, registerRow } from "../samples/sheets.ts";
import { loadPeople, loadRegister } from "../samples/story.ts";

const NOW = instant("2026-04-20T07:00:00.000Z");
const DAY = 24 * 60;
const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

Deno.test("a list's words and its query know the same columns, filters and parts", () => {
  for (const [list, { columns, fields, parts }] of Object.entries(LIST_WORDS)) {
    const known = STAFF_LISTS[list as StaffListName];
    const keys = (rows: readonly { key: string }[]) => rows.map(({ key }) => key).toSorted();
    assert.deepEqual(keys(columns), known.columns.toSorted(), list);
    assert.deepEqual(keys(fields), known.filters.toSorted(), list);
    assert.deepEqual(parts, known.parts, list);
  }
});

Deno.test("an empty list says what will come into it; an unknown one is not found", async () => {
  await using site = await testSite({ at: NOW });
  const staff = await site.logInStaff();
  for (const [list, { empty }] of Object.entries(LIST_WORDS)) {
    const page = await staff.get(`/ops/lists/${list}`);
    assert.equal(page.status, 200);
    assert.ok(page.text.includes(empty.title), `${list}: ${page.text}`);
  }
  assert.equal((await staff.get("/ops/lists/toString")).status, 404);
  assert.equal((await staff.get("/ops/lists/toString/file")).status, 404);
  assert.equal((await staff.get("/ops/lists")).location, "/ops/lists/defaults");
});

Deno.test("debts are listed by state, with sums, links and the look in the journal", async () => {
  await using site = await testSite({ at: NOW });
  const { personIds } = await givenDebtors(site, 2);
  const staff = await site.logInStaff();
  const defaults = await staff.get("/ops/lists/defaults");
  assert.match(defaults.text, /Просроченные счета .*100,00 ₽ 100,00 ₽/);
  assert.match(defaults.text, /1–2 из 2/);
  assert.ok(defaults.html.includes(`href="/ops/people/${personIds[0]}"`));
  assert.match((await staff.get("/ops/lists/recovery")).text, /1–1 из 1/);
  const looks = await site.sql<{ subject: string }[]>`
    select subject from journal where action = 'looked_at_list' order by id`;
  assert.deepEqual(
    looks.map(({ subject }) => subject).toSorted(),
    [...personIds, personIds[1]!].map((id) => `person/${id}`).toSorted(),
  );
});

Deno.test("a list of more than a page says where it is, sorts by its heads, and keeps its filter", async () => {
  await using site = await testSite({ at: NOW });
  const { personIds } = await givenDebtors(site, 1);
  const [invoice] = await site.sql`select id from invoices`;
  for (let place = 0; place < 60; place++) {
    await site.sql`
      insert into notices (key, person_id, invoice_id, channel, template, due_at, state, detail,
                           recorded_at, finished_at)
      values (${`n/${place}`}, ${personIds[0]!}, ${invoice!.id}, 'sms', 'accrual', ${NOW}, 'failed',
              'no_contact', ${NOW}, ${addMinutes(NOW, place)})`;
  }
  const staff = await site.logInStaff();
  const first = await staff.get("/ops/lists/notices");
  assert.match(first.text, /1–50 из 60/);
  assert.match(
    first.html,
    /aria-sort="descending"><a class="sort" href="\/ops\/lists\/notices\?sort=finishedAt">Когда/,
  );
  assert.match(first.html, /href="\/ops\/lists\/notices\?from=51"/);
  const sorted = await staff.get("/ops/lists/notices?sort=channel");
  assert.match(sorted.html, /aria-sort="ascending"><a[^>]*sort=channel&amp;order=down">Канал/);
  assert.match(sorted.html, /href="\/ops\/lists\/notices\?sort=channel&amp;from=51"/);
  const second = await staff.get("/ops/lists/notices?from=51");
  assert.match(second.text, /51–60 из 60/);
  assert.match(second.text, /СМС Новый счет № \d+ Не отправлено некуда отправить/);
  assert.equal((await staff.get("/ops/lists/notices?from=151")).location, "/ops/lists/notices");

  const nobody = await staff.get("/ops/lists/notices?who=Никто&sort=channel");
  assert.match(nobody.text, /По отбору ничего нет/);
  assert.match(
    nobody.html,
    /href="\/ops\/lists\/notices\?sort=channel"><span class="vh">Убрать отбор<\/span>ФИО[^:]*: Никто/,
  );
  assert.match((await staff.get("/ops/lists/notices?who=обРАЗ")).text, /из 60/);
  assert.match(
    (await staff.get("/ops/lists/notices?sort=drop&org=%27%3B")).text,
    /По отбору ничего/,
  );
});

Deno.test("a list's workbook holds all its rows, with real sums, dates and numbers, and no formula", async () => {
  await using site = await testSite({ at: NOW });
  await givenDebtors(site, 2);
  await site.sql`update people set surname = '=1+1'`;
  const staff = await site.logInStaff();
  const page = await staff.get("/ops/lists/defaults?sort=invoiceId");
  assert.match(page.html, /href="\/ops\/lists\/defaults\/file\?sort=invoiceId"/);
  const file = await staff.get("/ops/lists/defaults/file?sort=invoiceId");
  assert.equal(file.headers.get("content-type"), XLSX);
  const book = xlsx.read(file.bytes, { type: "array", cellNF: true });
  const sheet = book.Sheets["Просроченные счета"]!;
  assert.equal(sheet["!ref"], "A1:G3");
  const { A2, C2, D2, G2 } = sheet;
  assert.deepEqual([A2.t, A2.f], ["s", undefined]);
  assert.match(A2.v, /^=1\+1 /);
  assert.deepEqual([C2.t, G2.t, G2.v], ["n", "n", 100]);
  assert.deepEqual([D2.t, D2.z], ["n", "dd\\.mm\\.yyyy"]);
  const [downloads] = await site.sql`
    select count(*) as count from journal where action = 'downloaded_list'`;
  assert.equal(downloads!.count, 2, "each person by themselves");

  const viewer = await site.logInStaff("viewer");
  assert.doesNotMatch((await viewer.get("/ops/lists/defaults")).text, /Скачать/);
  assert.equal((await viewer.get("/ops/lists/defaults/file")).status, 403);
});

Deno.test("refused and held rows are listed with their reasons; calls and registrations are read", async () => {
  await using site = await testSite({ at: "2026-11-22T07:00:00.000Z" });
  await loadPeople(site.sql);
  const row = registerRow();
  await loadRegister(site.sql, { name: "first.xlsx", content: registerOf(row) });
  const other = registerOf(row, registerRow({ policy: "7701/000", number: 2 }));
  await loadRegister(site.sql, { name: "second.xlsx", content: other });
  const staff = await site.logInStaff();
  assert.match(
    (await staff.get("/ops/lists/held")).text,
    /Пробин Ильдар Тестович .* 200,00 ₽ Та же услуга уже есть в другом файле/,
  );
  const refused = await staff.get("/ops/lists/refused");
  assert.match(refused.text, /№ \d+ second\.xlsx ООО «Клиника Образец» 3 /);
  assert.match(refused.text, /1–1 из 1/);
});

Deno.test("a list is narrowed by what staff choose by, counts what is left, and writes no more", async () => {
  await using site = await testSite({ at: NOW });
  const { personIds } = await givenDebtors(site, 2);
  await site.sql`update people set surname = 'Ёлкина', name = 'Анна' where id = ${personIds[0]!}`;
  const staff = await site.logInStaff();
  const left = async (query: string) => {
    const { text } = await staff.get(`/ops/lists/defaults?${query}`);
    return /из (\d+) /.exec(text)?.[1] ?? text;
  };
  assert.equal(await left(""), "2");
  assert.equal(await left("who=елк"), "1");
  assert.equal(await left("who=Елкина Ан"), "1");
  assert.match(await left("who=Елкина Бо"), /По отбору ничего нет/);
  assert.match(await left("who=%25"), /По отбору ничего нет/, "a sign is a sign");
  assert.match(await left("who=лкина"), /По отбору ничего нет/, "names are found by beginnings");
  const [policy] = await site.sql`select number from policies where person_id = ${personIds[1]!}`;
  assert.equal(await left(`who=${policy!.number}`), "1");
  assert.equal(await left("sum=100"), "2");
  assert.match(await left("sum=100,01"), /По отбору ничего нет/);
  const [first] = await site.sql`
    select to_char(defaulted_at at time zone 'Asia/Yekaterinburg', 'DD.MM.YYYY') as day
    from invoices order by id limit 1`;
  assert.equal(await left(`since=${first!.day}&until=${first!.day}`), "1");

  const page = await staff.get(`/ops/lists/defaults?who=елк&sum=50&since=${first!.day}`);
  assert.match(page.text, /Убрать отбор ?Сумма от: 50,00 ₽/);
  assert.ok(
    page.html.includes(`href="/ops/lists/defaults?who=%D0%B5%D0%BB%D0%BA&amp;since=${first!.day}"`),
    "each is taken away by itself",
  );
  assert.match(page.text, /Скачать весь список, 1 \(xlsx\)/);
  const file = await staff.get("/ops/lists/defaults/file?who=елк");
  const sheet = xlsx.read(file.bytes, { type: "array" }).Sheets["Просроченные счета"]!;
  assert.equal(sheet["!ref"], "A1:G2");
  assert.match(sheet.A2.v, /^Ёлкина Анна/);
});

Deno.test("a filter that can't be read is told at its field, and nothing is looked for", async () => {
  await using site = await testSite({ at: NOW });
  await givenDebtors(site, 1);
  const staff = await site.logInStaff();
  const query = "since=завтра&sum=много&who=Образцов";
  for (const path of ["/ops/lists/defaults", "/ops/calls", "/ops/lists/recovery"]) {
    const page = await staff.get(`${path}?${query}`);
    assert.equal(page.status, 422);
    assert.match(page.text, /Ошибка: .*Введите дату, например 22\.11\.2026/);
    assert.match(page.text, /Введите сумму в рублях/);
    assert.match(page.html, /value="завтра"/);
    assert.doesNotMatch(page.text, /Скачать|1–1 из/);
  }
  const reversed = await staff.get("/ops/registrations?since=02.02.2026&until=01.02.2026");
  assert.match(reversed.text, /Конец раньше начала/);
  const unknown = await staff.get("/ops/lists/refused?kind=%27&file=-1&reason=nothing");
  assert.match(unknown.text, /Введите номер файла, например 17/);
  assert.equal(unknown.text.match(/: выберите из списка/g)?.length, 4, "summary and fields");
  const file = await staff.get(`/ops/lists/defaults/file?${query}`);
  assert.match(file.location ?? "", /^\/ops\/lists\/defaults\?/);
  const looks = await site.sql`select from journal where action like '%list'`;
  assert.equal(looks.length, 0);
});

Deno.test("pages that work a list off have its filter, its pages and its file", async () => {
  await using site = await testSite({ at: NOW });
  await givenDebtors(site, 1);
  const [invoice] = await site.sql`select id, payer_id from invoices`;
  for (
    const [key, state, at] of [["a", "open", null], ["b", "open", addMinutes(NOW, 60)]] as const
  ) {
    await site.sql`
      insert into notices (key, person_id, invoice_id, channel, template, due_at, state,
                           next_try_at, recorded_at)
      values (${key}, ${invoice!.payer_id}, ${
      invoice!.id
    }, 'call', 'day27', ${NOW}, ${state}, ${at},
              ${NOW})`;
  }
  const staff = await site.logInStaff();
  const calls = await staff.get("/ops/calls?who=обр&list=later");
  assert.match(calls.text, /Сейчас: 1 Позже: 1 Закрытые: 0/);
  assert.match(calls.html, /href="\/ops\/calls\?list=closed&amp;who=%D0%BE%D0%B1%D1%80"/);
  const href = /href="(\/ops\/lists\/calls\/file[^"]*)"/.exec(calls.html)![1]!;
  assert.match(href, /list=later/);
  const file = await staff.get(href.replaceAll("&amp;", "&"));
  const sheet = xlsx.read(file.bytes, { type: "array" }).Sheets["Звонки"]!;
  assert.equal(sheet["!ref"], "A1:H2");
  const listed = await staff.get("/ops/lists/calls?list=later&sort=who");
  assert.match(listed.html, /href="\/ops\/lists\/calls\?sort=who">Сейчас/);
  assert.match(listed.html, /aria-current="true">Позже/);
  assert.match((await staff.get("/ops/lists/calls?list=closed")).text, /Здесь пока пусто/);
  const nobody = await staff.get("/ops/calls?who=Никто");
  assert.match(nobody.text, /Сейчас: 0 Позже: 0 .*По отбору ничего нет/);
});

/** So many people in default, the last of them in recovery too. */
async function givenDebtors(site: TestSite, count: number): Promise<{ personIds: number[] }> {
  const bank = yookassa({ url: "http://127.0.0.1:9", shopId: "1", key: "1" });
  const rows = caseRows(site.sql, site.clock, bank);
  const personIds: number[] = [];
  for (let place = 0; place < count; place++) {
    const person = await rows.insured({ consentedDaysAgo: 150 });
    const id = await rows.invoice(person, 10_000, addMinutes(NOW, -(60 + place * 40) * DAY));
    const [invoice] = await site.sql`select due_at from invoices where id = ${id}`;
    await defaultInvoice(site.sql, { invoiceId: id, at: invoice!.due_at });
    if (place === count - 1 && count > 1) await openRecovery(site.sql, { invoiceId: id, at: NOW });
    personIds.push(person.personId);
  }
  return { personIds };
}
