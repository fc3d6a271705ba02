import assert from "node:assert/strict";
import type { Cell } from "../../adapters/spreadsheet/mod.ts";
import { work } from "../harness/file_work.ts";
import { type Page, type TestSite, testSite, type Visitor } from "../harness/site.ts";
import { csvOf, REGISTER_HEADER, registerOf, registerRow } from "../samples/sheets.ts";
import { CLINIC, loadPeople, loadRegister } from "../samples/story.ts";

const NOW = "2026-11-22T07:00:00.000Z";
const ROWS = [
  registerRow({ number: 1 }),
  registerRow({ number: 2, service: "УЗИ", price: 3000 }),
  registerRow({ number: 3, service: "Рентген", price: 1500 }),
  registerRow({ number: 4, policy: "7701/474/00100", service: "Анализ" }),
  registerRow({ number: 5, date: "вчера", service: "Массаж" }),
];

Deno.test("a file's numbers add up to its lines, whatever staff decide, mend, check again or replace", async () => {
  await using site = await testSite({ at: NOW });
  await loadPeople(site.sql);
  const staff = await site.logInStaff();
  await loadRegister(site.sql, { name: "before.xlsx", content: registerOf(...ROWS.slice(0, 3)) });
  const sent = await upload(staff, ROWS.map((row, at) => row.with(0, at + 11)));
  await work(site);
  const path = sent.location!;
  const fileId = Number(path.split("/").at(-1));
  assert.deepEqual(await numbers(site, fileId), [0, 2, 3, 0, 0]);

  const held = await site.sql<{ id: number }[]>`
    select id from service_lines where file_id = ${fileId} order by sheet_row`;
  const decide = (decision: string, id: number) =>
    staff.post("/ops/held", { decision, because: "Проверили", line: String(id) });
  assert.equal((await decide("refused", held[0]!.id)).status, 303);
  assert.deepEqual(await numbers(site, fileId), [0, 2, 2, 0, 1]);
  await decide("released", held[1]!.id);
  assert.deepEqual(await numbers(site, fileId), [1, 2, 1, 0, 1]);
  const page = await staff.get(path);
  assert.match(
    page.text,
    /Принято 1 Отказано 2 Удержано 1 Без изменений 0 Отказано сотрудником 1/,
  );
  assert.match(page.text, /Отказано сотрудником Эти строки .* Прием терапевта .* Проверили/);
  assert.match(
    (await staff.get("/ops")).text,
    /file\.xlsx .* Проверен 1 2 и 1 сотрудником 1 0/,
  );

  await staff.post(`${path}/rows/5`, { "cell-policyNumber": "7701/474/001000" }, "/ops");
  assert.deepEqual(await numbers(site, fileId), [2, 1, 1, 0, 1]);
  await staff.post(path, {}, "/ops");
  await work(site);
  assert.deepEqual(await numbers(site, fileId), [2, 1, 1, 0, 1]);

  const next = await upload(staff, ROWS.map((row, at) => row.with(0, at + 11)).with(1, ROWS[1]!), {
    purpose: "replaces",
    corrects: String(fileId),
  });
  await work(site);
  const replacing = Number(next.location!.split("/").at(-1));
  await numbers(site, replacing);
  await numbers(site, fileId);
});

Deno.test("a row that a file of mended rows brings in vain is listed once, and leads to where it is mended", async () => {
  await using site = await testSite({ at: NOW });
  await loadPeople(site.sql);
  const staff = await site.logInStaff();
  const sent = await upload(staff, ROWS.slice(3));
  await work(site);
  const original = sent.location!;
  const fileId = Number(original.split("/").at(-1));
  const csv = new TextDecoder().decode((await staff.get(`${original}/refused.csv`)).bytes);
  const mending = await staff.post("/ops", {
    kind: "register",
    clinic: CLINIC,
    purpose: "mends",
    corrects: String(fileId),
    registerFile: new File([csv.replace("вчера", "завтра")], "mended.csv"),
  });
  await work(site);
  const list = await staff.get("/ops/lists/refused");
  assert.match(list.text, /1–2 из 2|Строк: 2|2 строки/);
  assert.doesNotMatch(list.text, /mended\.csv/);
  const page = await staff.get(mending.location!);
  assert.match(page.text, /Принято 0 Отказано 2/);
  assert.ok(page.html.includes(`href="${original}/rows/3"`), "the row leads to the original");
  assert.match(page.text, /№ п\/п № полиса ФИО пациента/, "columns are called as in the file");

  await staff.post(`${original}/rows/2`, { "cell-policyNumber": "7701/474/001000" }, "/ops");
  const again = await staff.post("/ops", {
    kind: "register",
    clinic: CLINIC,
    purpose: "mends",
    corrects: String(fileId),
    registerFile: new File([csv.replace("вчера", "завтра")], "mended.csv"),
  });
  await work(site);
  const mendingId = Number(new URL(again.location!, site.origin).pathname.split("/").at(-1));
  assert.deepEqual(await numbers(site, mendingId, 2), [0, 1, 0, 1, 0]);
});

Deno.test("columns of a register of more than 2 MB are called as in the file", async () => {
  await using site = await testSite({ at: NOW });
  await loadPeople(site.sql);
  const filler: Cell[] = ["Итого", ...Array.from({ length: 9 }, () => "x".repeat(200))];
  const rows = [REGISTER_HEADER, ROWS[3]!, ...Array.from({ length: 1200 }, () => filler)];
  const content = csvOf(rows);
  assert.ok(content.length > 2 * 1024 * 1024);
  await loadRegister(site.sql, { name: "large.csv", content });
  const staff = await site.logInStaff();
  const [file] = await site.sql`select max(id) as id from import_files`;
  const page = await staff.get(`/ops/files/${file!.id}`);
  assert.match(page.text, /Строка файла № п\/п № полиса ФИО пациента/);
  assert.doesNotMatch(page.text, /Столбец 1/);
});

/** Accepted, refused, held, unchanged, refused by staff: all lines of the file together. */
async function numbers(
  { sql }: TestSite,
  fileId: number,
  of = ROWS.length,
): Promise<number[]> {
  const [file] = await sql`
    select accepted, refused, held, unchanged, refused_by_staff from import_files
    where id = ${fileId}`;
  const counts = Object.values(file!) as number[];
  const lines = counts.reduce((all, one) => all + one, 0);
  assert.equal(lines, of, `lines of file ${fileId}: ${counts}`);
  return counts;
}

function upload(
  staff: Visitor,
  rows: Cell[][],
  fields: Record<string, string> = {},
): Promise<Page> {
  return staff.post("/ops", {
    kind: "register",
    clinic: CLINIC,
    registerFile: new File([registerOf(...rows) as BlobPart], "file.xlsx"),
    ...fields,
  });
}
