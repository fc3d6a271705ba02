import assert from "node:assert/strict";
import type { StoredCell } from "../../db/imports/imports.ts";
import { describeRefusal } from "../../domain/import_refusal.ts";
import { work } from "../harness/file_work.ts";
import { type Page, type TestSite, testSite, type Visitor } from "../harness/site.ts";
import { REGISTER_HEADER, registerOf, registerRow, workbookOf } from "../samples/sheets.ts";
import { CLINIC, expectedOf, loadPeople, loadRegister, sample } from "../samples/story.ts";

const REAL_LIFE = "register-02-real-life.xlsx";
const IMPORTED_AT = "2026-11-10T07:00:00.000Z";

Deno.test("an uploaded register shows its counts and every refused row with its cells and reason", async () => {
  await using site = await siteWithPeople();
  const staff = await site.logInStaff();
  const sent = await upload(staff, { name: REAL_LIFE, content: sample(REAL_LIFE) });
  assert.equal(sent.status, 303);
  const path = sent.location!;
  assert.match((await staff.get(path)).text, /Ждет проверки Файл ждет очереди .* Обновить/);

  await work(site);
  const page = await staff.get(path);
  assert.match(page.text, /Принято 63 Отказано 11 Удержано 0 Без изменений 0/);
  const expected = expectedOf(REAL_LIFE).rejected;
  const rows = await site.sql<{ sheet_row: number; reason: string; cells: StoredCell[] }[]>`
    select sheet_row, reason, cells from refused_rows order by sheet_row`;
  assert.deepEqual(rows.map((row) => String(row.sheet_row)), Object.keys(expected));
  for (const { sheet_row, reason, cells } of rows) {
    const words = describeRefusal("register", reason);
    assert.equal(words.english, expected[sheet_row]);
    const shown = cells.map((cell) =>
      typeof cell === "number" ? String(cell).replace(".", ",") : cell ?? ""
    );
    const row = [sheet_row, ...shown].join(" ").replace(/\s+/g, " ").trim();
    assert.ok(page.text.includes(words.russian), words.russian);
    assert.ok(groupOf(page, reason).includes(row), `${row} under ${reason}`);
  }
  assert.match(page.text, /№ п\/п № ПОЛИСА ФИО пациента/, "columns are called as in the file");

  const list = await staff.get("/ops");
  assert.match(
    list.text,
    /register-02-real-life\.xlsx .* Проверен 63 11 0 0 10 ноября 2026, 12:00 Сотрудник operator/,
  );
});

Deno.test("refused rows can be narrowed to one reason", async () => {
  await using site = await siteWithPeople();
  const staff = await site.logInStaff();
  const sent = await upload(staff, { name: REAL_LIFE, content: sample(REAL_LIFE) });
  await work(site);
  const page = await staff.get(`${sent.location}?reason=unknown_policy`);
  assert.match(page.html, /id="reason-unknown_policy"/);
  assert.doesNotMatch(page.html, /id="reason-duplicate"/);
  assert.match(page.text, /Убрать отбор/);
});

Deno.test("refused rows are downloaded as a table that Excel opens and runs nothing of", async () => {
  await using site = await siteWithPeople();
  const staff = await site.logInStaff();
  const content = registerOf(
    registerRow({ policy: "=1+1" }),
    registerRow({ number: 2, name: '-Пробин; "Ильдар"', price: 1000.5 }),
    registerRow({ number: 3 }),
  );
  const sent = await upload(staff, { name: "formulas.xlsx", content });
  await work(site);
  const file = await staff.get(`${sent.location}/refused.csv`);
  assert.equal(file.headers.get("content-type"), "text/csv; charset=utf-8");
  assert.match(
    file.headers.get("content-disposition") ?? "",
    /^attachment; filename="refused-\d+\.csv"$/,
  );
  assert.deepEqual([...file.bytes.slice(0, 3)], [0xef, 0xbb, 0xbf]);
  const [title, header, first, second, ...rest] = new TextDecoder().decode(file.bytes).split(
    "\r\n",
  );
  assert.match(title!, /^Отказанные строки файла №\u00a0\d+$/);
  assert.equal(header, [...REGISTER_HEADER, "Строка файла", "Причина"].join(";"));
  assert.match(first!, /^1;'=1\+1;/);
  assert.match(first!, /;2;Полис с таким номером не найден$/);
  assert.match(second!, /;"'-Пробин; ""Ильдар""";/);
  assert.match(second!, /;1000,5;/);
  assert.deepEqual(rest, [""]);
});

Deno.test("the same file again checks its refused rows alone and says that nothing changed", async () => {
  await using site = await siteWithPeople();
  const staff = await site.logInStaff();
  const file = { name: REAL_LIFE, content: sample(REAL_LIFE) };
  const first = await upload(staff, file);
  await work(site);

  site.clock.set("2026-11-10T09:00:00.000Z");
  const again = await upload(staff, file);
  assert.equal(new URL(again.location!, site.origin).pathname, first.location);
  const waiting = await staff.get(again.location!);
  assert.match(waiting.text, /Проверяем только отказанные строки/);
  assert.match(waiting.text, /Этот файл уже загружали 10 ноября 2026, 12:00/);
  await work(site);
  const done = await staff.get(again.location!);
  assert.match(done.text, /Ничего не изменилось/);
  assert.match(done.text, /Принято 63 Отказано 11/);
});

Deno.test("a button checks refused rows again and shows which are accepted now", async () => {
  await using site = await siteWithPeople();
  const staff = await site.logInStaff();
  const content = registerOf(registerRow({ date: "2026-11-20" }));
  const first = await upload(staff, { name: "early.xlsx", content });
  await work(site);
  assert.match((await staff.get(first.location!)).text, /Дата услуги еще не наступила/);

  site.clock.set("2026-11-21T09:00:00.000Z");
  const later = await site.logInStaff();
  const again = await later.post(first.location!);
  assert.equal(again.status, 303);
  await work(site);
  const page = await later.get(again.location!);
  assert.match(page.text, /Проверили снова, итог изменился/);
  assert.match(page.text, /Принято 1 Отказано 0/);
  assert.match(page.text, /Приняты при повторной проверке/);
});

Deno.test("lines that stand out are shown with the reason", async () => {
  await using site = await siteWithPeople();
  const staff = await site.logInStaff();
  const content = registerOf(registerRow(), registerRow({ number: 2 }));
  const first = await upload(staff, { name: "twice.xlsx", content });
  await work(site);
  const page = await staff.get(first.location!);
  assert.match(page.text, /Приняты, но просят взгляда/);
  assert.match(page.text, /Совпадает с другой строкой файла всем, кроме номера/);

  const other = registerOf(registerRow({ number: 7 }));
  const second = await upload(staff, { name: "other.xlsx", content: other });
  await work(site);
  const held = await staff.get(second.location!);
  assert.match(held.text, /Удержано 1/);
  assert.match(held.text, /Та же услуга уже есть в другом файле этой клиники/);
});

const UNREADABLE: [string, string, Uint8Array, RegExp][] = [
  ["no xlsx", "register.xlsx", new TextEncoder().encode("hello"), /Файл не похож на xlsx/],
  ["empty", "register.xlsx", new Uint8Array(), /Файл пуст/],
  [
    "cut short",
    "register.xlsx",
    registerOf(registerRow()).slice(0, 2000),
    /Файл обрывается/,
  ],
];

for (const [kind, name, content, problem] of UNREADABLE) {
  Deno.test(`a register that is ${kind} is refused beside its field, and the clinic stays typed`, async () => {
    await using site = await siteWithPeople();
    const staff = await site.logInStaff();
    const answer = await upload(staff, { name, content });
    assert.equal(answer.status, 422);
    assert.match(answer.text, problem);
    assert.match(answer.html, /id="registerFile-error"/);
    assert.match(answer.html, /<title>Ошибка: Файлы/);
    assert.match(answer.html, /value="ООО «Клиника Образец»"/);
    assert.match(answer.text, /Не прочитан/, "the file is in the list with its problem");
  });
}

Deno.test("a register that lacks a column is not loaded, and its page names the column", async () => {
  await using site = await siteWithPeople();
  await loadRegister(site.sql, { name: "a.xlsx", content: registerOf(registerRow()) });
  const staff = await site.logInStaff();
  const header = REGISTER_HEADER.filter((title) => title !== "Цена, руб.");
  const content = workbookOf({ "Реестр": [header, registerRow().toSpliced(8, 1)] });
  const sent = await upload(staff, { name: "no-price.xlsx", content });
  await work(site);
  const page = await staff.get(sent.location!);
  assert.match(page.text, /Файл не прочитан, ничего не загружено/);
  assert.match(page.text, /Не хватает столбца «Цена, руб\.»/);
});

Deno.test("a form without its name or file says so beside each field", async () => {
  await using site = await testSite();
  const staff = await site.logInStaff();
  const register = await staff.post("/ops", { kind: "register", clinic: "" });
  assert.equal(register.status, 422);
  assert.match(register.html, /id="clinic-error"/);
  assert.match(register.html, /id="registerFile-error"/);
  const roster = await staff.post("/ops", { kind: "roster", employer: "", region: "" });
  assert.match(roster.html, /id="employer-error"/);
  assert.match(roster.html, /id="rosterFile-error"/);
  const region = await staff.post("/ops", {
    kind: "roster",
    employer: "АО «Завод»",
    region: "RU-XX",
    rosterFile: new File([sample("roster.xlsx") as BlobPart], "roster.xlsx"),
  });
  assert.equal(region.status, 422);
  assert.match(region.html, /id="region-error"/);
});

Deno.test("a roster comes in with its employer's region, and the upload and each look are journalled", async () => {
  await using site = await testSite({ at: IMPORTED_AT });
  const staff = await site.logInStaff();
  const sent = await staff.post("/ops", {
    kind: "roster",
    employer: "АО «Завод Образец»",
    region: "RU-BA",
    rosterFile: new File([sample("roster.xlsx") as BlobPart], "roster.xlsx"),
  });
  assert.equal(sent.status, 303);
  await work(site);
  const page = await staff.get(sent.location!);
  assert.match(page.text, /Список застрахованных, АО «Завод Образец»/);
  assert.match(page.text, /Проверен/);
  const [employer] = await site.sql<{ region: string }[]>`select region from employers`;
  assert.equal(employer?.region, "RU-BA");
  const journal = await site.sql<{ action: string; subject: string }[]>`
    select action, subject from journal order by id`;
  const fileId = sent.location!.split("/").at(-1);
  assert.deepEqual(journal.map((row) => ({ ...row })), [
    { action: "uploaded", subject: `file/${fileId}` },
    { action: "looked", subject: `file/${fileId}` },
  ]);
});

Deno.test("a file that does not exist is not found", async () => {
  await using site = await testSite();
  const staff = await site.logInStaff();
  for (const id of ["1", "0", "x", "99999999999999999999"]) {
    assert.equal((await staff.get(`/ops/files/${id}`)).status, 404, id);
    assert.equal((await staff.get(`/ops/files/${id}/refused.csv`)).status, 404, id);
  }
});

async function siteWithPeople(): Promise<TestSite> {
  const site = await testSite({ at: IMPORTED_AT });
  await loadPeople(site.sql);
  return site;
}

function upload(
  staff: Visitor,
  file: { name: string; content: Uint8Array },
): Promise<Page> {
  return staff.post("/ops", {
    kind: "register",
    clinic: CLINIC,
    registerFile: new File([file.content as BlobPart], file.name),
  });
}

/** The rows of the table under one reason's heading. */
function groupOf({ html }: Page, reason: string): string {
  const [, group] = html.split(`<th id="reason-${reason}"`);
  assert.ok(group, `the page groups rows under ${reason}`);
  return group.split("</tbody>")[0]!.replaceAll(/<[^>]*>/g, " ").replaceAll(/&nbsp;|\s+/g, " ");
}
