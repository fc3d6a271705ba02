import assert from "node:assert/strict";
import { work } from "../harness/file_work.ts";
import { type Page, type TestSite, testSite, type Visitor } from "../harness/site.ts";
import { registerOf, registerRow } from "../samples/sheets.ts";
import { CLINIC, loadPeople, loadRegister } from "../samples/story.ts";

const NOW = "2026-11-22T07:00:00.000Z";
const GOOD = registerRow({ number: 1 });
const NO_POLICY = registerRow({ number: 2, policy: "7701/474/00100", service: "УЗИ", price: 3000 });
const NO_DATE = registerRow({ number: 3, date: "вчера", service: "Рентген", price: 1500.5 });

Deno.test("a refused row is mended by hand: it keeps its cells, who mended it, and becomes a line", async () => {
  await using site = await siteWithRefused();
  const staff = await site.logInStaff();
  const page = await staff.get("/ops/files/3");
  assert.match(page.html, /href="\/ops\/files\/3\/rows\/3"/);
  const form = await staff.get("/ops/files/3/rows/3");
  assert.match(form.text, /Отказано: Полис с таким номером не найден/);
  assert.match(form.html, /value="7701\/474\/00100"/);

  const still = await mend(staff, 3, { "cell-policyNumber": "7701/474/001000", "cell-cost": "1" });
  assert.equal(still.status, 422);
  assert.match(still.html, /<title>Ошибка: Строка 3/);
  assert.match(still.html, /id="cell-cost-error"/);
  assert.match(still.html, /value="7701\/474\/001000"/);
  assert.match(still.text, /Прислали: 7701\/474\/00100/);

  const done = await mend(staff, 3, {
    "cell-policyNumber": "7701/474/001000",
    "cell-cost": "3 000,00",
  });
  assert.equal(done.location, "/ops/files/3?mended=3");
  const after = await staff.get(done.location!);
  assert.match(after.text, /Строка 3 принята/);
  assert.match(after.text, /Принято 2 Отказано 1/);
  const [line] = await site.sql`
    select file_id, sheet_row, cost_kopecks, franchise_kopecks from service_lines order by id desc`;
  assert.deepEqual(Object.values(line!), [3, 3, 300_000, 60_000]);
  const [kept] = await site.sql`select cells from refused_rows where sheet_row = 3`;
  assert.equal(kept!.cells[1], "7701/474/00100", "what the clinic sent stays");
  const history = await staff.get("/ops/files/3/rows/3");
  assert.match(history.text, /Строка принята/);
  assert.match(
    history.text,
    /Сотрудник operator № полиса: 7701\/474\/00100 → 7701\/474\/001000 Стоимость, руб\.: пусто → 1 Стоимость не равна/,
  );
  assert.match(history.text, /Стоимость, руб\.: пусто → 3 000,00 Принята/);
});

Deno.test("a failed try keeps the row as it was sent, with its own reason, and offers what was typed", async () => {
  await using site = await siteWithRefused();
  const staff = await site.logInStaff();
  const emptied = { "cell-policyNumber": "", "cell-serviceDate": "", "cell-price": "даром" };
  const tried = await mend(staff, 3, emptied);
  assert.equal(tried.status, 422);
  for (const field of Object.keys(emptied)) {
    assert.match(tried.html, new RegExp(`id="${field}-error"`), "all that is wrong, at once");
  }
  const file = await staff.get("/ops/files/3");
  assert.match(file.text, /Полис с таким номером не найден Исправить 3 2 7701\/474\/00100 Пробин/);
  assert.doesNotMatch(file.text, /Не указан номер полиса/);

  const again = await staff.get("/ops/files/3/rows/3");
  assert.match(again.text, /Отказано: Полис с таким номером не найден/);
  assert.match(again.text, /Последняя попытка не прошла: Не указан номер полиса/);
  assert.match(again.html, /value="7701\/474\/00100"/);
  assert.doesNotMatch(again.html, /value="даром"/);
  const offered = await staff.get("/ops/files/3/rows/3?try");
  assert.match(offered.html, /value="даром"/);
  assert.match(offered.text, /В полях значения последней попытки/);
  assert.match(offered.text, /Прислали: 7701\/474\/00100/);
});

Deno.test("a row whose name is not the policy's says whose policy it is, and leads to the next row", async () => {
  await using site = await siteWithRefused();
  const staff = await site.logInStaff();
  const [other] = await site.sql<{ id: number; number: string; surname: string }[]>`
    select p.id, o.number, p.surname from policies o join people p on p.id = o.person_id
    where o.number <> '7701/474/001000' order by o.number limit 1`;
  const page = await mend(staff, 3, { "cell-policyNumber": other!.number });
  assert.match(page.text, new RegExp(`застрахован другой человек: ${other!.surname}`));
  const looks = await site.sql`
    select subject from journal where action = 'looked_at_refused_row' and subject like 'person/%'`;
  assert.deepEqual(looks.map((row) => row.subject), [`person/${other!.id}`]);
  assert.match(page.html, /href="\/ops\/files\/3\/rows\/4"/);
  const done = await mend(staff, 3, { "cell-policyNumber": "7701/474/001000" });
  assert.match((await staff.get(done.location!)).text, /Следующая отказанная строка: 4/);
});

Deno.test("a mended row is counted once: neither its file again nor a second try adds a line", async () => {
  await using site = await siteWithRefused();
  const staff = await site.logInStaff();
  await mend(staff, 4, { "cell-serviceDate": "05.10.2026" });
  const again = await mend(staff, 4, { "cell-serviceDate": "06.10.2026" });
  assert.equal(again.location, "/ops/files/3/rows/4");
  await loadRegister(site.sql, { name: "a.xlsx", content: registerOf(GOOD, NO_POLICY, NO_DATE) });
  const lines = await site.sql`select sheet_row from service_lines order by sheet_row`;
  assert.deepEqual(lines.map((line) => line.sheet_row), [2, 4]);
});

Deno.test("a row mended into one that stands already is refused as sent twice", async () => {
  await using site = await siteWithRefused();
  const staff = await site.logInStaff();
  const same = {
    "cell-rowNumber": "1",
    "cell-serviceDate": "05.10.2026",
    "cell-service": "Прием терапевта",
    "cell-price": "1000",
  };
  const page = await mend(staff, 4, same);
  assert.match(page.text, /Та же строка уже есть выше/);
});

Deno.test("refused.csv, filled in and sent back, lets its rows into their file, once", async () => {
  await using site = await siteWithRefused();
  const staff = await site.logInStaff();
  const csv = new TextDecoder().decode((await staff.get("/ops/files/3/refused.csv")).bytes);
  const mended = csv.replace("7701/474/00100;", "7701/474/001000;").replace("1500,5;", "1501;");
  const sent = await uploadMended(staff, mended);
  assert.equal(sent.status, 303, sent.text);
  await work(site);
  const page = await staff.get(sent.location!);
  assert.match(page.text, /Исправляет отказанные строки: файл № 3/);
  assert.match(page.text, /Принято 1 Отказано 1 Удержано 0 Без изменений 0/);
  assert.match((await staff.get("/ops/files/3")).text, /Принято 2 Отказано 1/);

  const second = mended.replace("вчера;", "05.10.2026;");
  const again = await uploadMended(staff, second);
  await work(site);
  assert.match((await staff.get(again.location!)).text, /Принято 1 Отказано 0 .* Без изменений 1/);
  const third = await uploadMended(staff, second);
  await work(site);
  assert.match((await staff.get(third.location!)).text, /Файл уже загружен, проверять нечего/);
  const lines = await site.sql<{ file_id: number; sheet_row: number; franchise: number }[]>`
    select file_id, sheet_row, franchise_kopecks as franchise from service_lines order by sheet_row`;
  assert.deepEqual(lines.map((line) => [line.file_id, line.sheet_row, line.franchise]), [
    [3, 2, 20_000],
    [3, 3, 60_000],
    [3, 4, 30_020],
  ]);
  assert.match((await staff.get("/ops/files/3/rows/3")).text, /Файл № 4 № полиса: /);
});

Deno.test("a file of mended rows without the rows' numbers is not read, and a wrong number is refused", async () => {
  await using site = await siteWithRefused();
  const staff = await site.logInStaff();
  const plain = "№ полиса;Дата услуги;Наименование услуги;Кол-во;Цена, руб.\r\n1;2;3;4;5\r\n";
  const sent = await uploadMended(staff, plain);
  await work(site);
  assert.match((await staff.get(sent.location!)).text, /Не хватает столбца «Строка файла»/);
  const wrong = "№ полиса;Строка файла\r\n7701/474/001000;77\r\n";
  const other = await uploadMended(staff, wrong);
  await work(site);
  assert.match((await staff.get(other.location!)).text, /такой отказанной строки нет/);
});

Deno.test("viewers see a refused row and can't mend it; unknown rows are not found", async () => {
  await using site = await siteWithRefused();
  const viewer = await site.logInStaff("viewer");
  const page = await viewer.get("/ops/files/3/rows/3");
  assert.match(page.text, /Прислали № п\/п 2/);
  assert.doesNotMatch(page.html, /Проверить строку/);
  assert.equal((await mend(viewer, 3, {})).status, 403);
  for (const row of ["2", "99", "0", "x", "99999999999"]) {
    assert.equal((await viewer.get(`/ops/files/3/rows/${row}`)).status, 404, row);
  }
});

/** File 3 has a line and two refused rows. */
async function siteWithRefused(): Promise<TestSite> {
  const site = await testSite({ at: NOW });
  await loadPeople(site.sql);
  await loadRegister(site.sql, { name: "a.xlsx", content: registerOf(GOOD, NO_POLICY, NO_DATE) });
  return site;
}

function mend(staff: Visitor, row: number, typed: Record<string, string>): Promise<Page> {
  return staff.post(`/ops/files/3/rows/${row}`, typed, "/ops");
}

function uploadMended(staff: Visitor, csv: string): Promise<Page> {
  return staff.post("/ops", {
    kind: "register",
    clinic: CLINIC,
    purpose: "mends",
    corrects: "3",
    registerFile: new File([csv], "refused-3.csv"),
  });
}
