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

Deno.test("each column of a list can be sorted by, and the query gives each", () => {
  for (const [list, { columns }] of Object.entries(LIST_WORDS)) {
    const keys: readonly string[] = STAFF_LISTS[list as StaffListName];
    assert.deepEqual(columns.map(({ key }) => key).toSorted(), keys.toSorted(), list);
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
  assert.match(defaults.text, /Просрочены .*100,00 ₽ 100,00 ₽/);
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
  assert.match(nobody.html, /href="\/ops\/lists\/notices\?sort=channel">Убрать отбор/);
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
  const sheet = book.Sheets["Просрочены"]!;
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
