import assert from "node:assert/strict";
import * as xlsx from "xlsx";
import { unzipSync } from "fflate";
import { kopecks } from "../../domain/money.ts";
import { writeLargeWorkbook } from "./large_workbook.ts";
import { allRows, readSpreadsheet } from "./mod.ts";
import { writeWorkbook, type WrittenRow, type WrittenSheet } from "./workbook.ts";

const ROWS: WrittenRow[] = [
  { dress: "title", cells: ["Долги"] },
  { dress: "note", cells: ["Примечание"] },
  { dress: "head", cells: ["Кто", "Сколько"] },
  ...Array.from({ length: 2500 }, (_, i) => ({
    cells: [`Образцова ${i}`, { sum: kopecks(i) }],
  })),
];
const SHEET: Omit<WrittenSheet, "rows"> = {
  name: "Долги",
  widths: [30, 14],
  frozen: 3,
  paper: "landscape",
};
const LAST: WrittenSheet = { name: "Пояснения", widths: [9], paper: "portrait", rows: ROWS };

Deno.test("a workbook written in portions reads as one written whole, and is the same twice", async () => {
  const large = () => writeLargeWorkbook([{ ...SHEET, rows: inPortions(ROWS) }, LAST]);
  const content = await large();
  assert.deepEqual(await large(), content);
  const whole = writeWorkbook([{ ...SHEET, rows: ROWS }, LAST]);
  assert.deepEqual(await cellsOf(content), await cellsOf(whole));
  const [book, other] = [content, whole].map((bytes) => xlsx.read(bytes, { type: "array" }));
  assert.deepEqual(book!.Sheets["Долги"]!["!merges"], other!.Sheets["Долги"]!["!merges"]);
  assert.deepEqual(book!.Sheets["Долги"]!["A2503"].v, "Образцова 2499");
});

Deno.test("text that would begin a formula is text for good, with its sign", async () => {
  const names = ["=cmd|' /C calc'!A0", "+79001234567", "-1+1", "@SUM(A1)", "\t=1", "Петрова"];
  const rows = names.map((name) => ({ cells: [name] }));
  const content = await writeLargeWorkbook([{ ...SHEET, rows }]);
  const sheet = xlsx.read(content, { type: "array" }).Sheets["Долги"]!;
  for (const [i, name] of names.entries()) {
    const cell = sheet[`A${i + 1}`];
    assert.deepEqual([cell.t, cell.v, cell.f], ["s", name, undefined]);
  }
  const text = (part: string) => new TextDecoder().decode(unzipSync(content)[part]);
  const styles = [...text("xl/worksheets/sheet1.xml").matchAll(/<c r="A\d+" s="(\d+)"/g)];
  assert.deepEqual(styles.map(([, style]) => style), ["11", "11", "11", "11", "11", "0"]);
  const formats = text("xl/styles.xml").match(/<cellXfs.*<\/cellXfs>/)![0].match(/<xf [^>]*>/g)!;
  assert.match(formats[11]!, /numFmtId="49".*quotePrefix="1"/);
});

Deno.test("a row is as high as its longest text, so that no line of it is hidden", async () => {
  const rows: WrittenRow[] = [
    { dress: "head", cells: ["Рабочих дней до срока", "Долг"] },
    { cells: ["Константинопольская-Преображенская Майя Вольдемаровна", { sum: kopecks(1) }] },
    { cells: ["Короткова Майя", "слово ".repeat(12)] },
    { cells: ["Одна строка", null] },
    { dress: "total", cells: ["Итого по всем счетам этого листа", null] },
  ];
  const content = await writeLargeWorkbook([{ ...SHEET, widths: [20, 14], rows }]);
  const xml = new TextDecoder().decode(unzipSync(content)["xl/worksheets/sheet1.xml"]);
  const heights = [...xml.matchAll(/<row r="\d+"(?: ht="(\d+)" customHeight="1")?>/g)];
  assert.deepEqual(heights.map(([, height]) => height), ["30", "45", "90", undefined, undefined]);
});

async function* inPortions(rows: readonly WrittenRow[]) {
  for (let from = 0; from < rows.length; from += 1000) {
    await Promise.resolve();
    yield rows.slice(from, from + 1000);
  }
}

async function cellsOf(content: Uint8Array) {
  const read = await readSpreadsheet({ name: "a.xlsx", content });
  assert.ok(read.ok);
  return await Promise.all(
    read.sheets.map(async ({ name, rows }) => [
      name,
      (await allRows(rows)).map(({ cells }) => cells),
    ]),
  );
}
