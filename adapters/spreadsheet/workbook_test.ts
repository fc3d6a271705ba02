import assert from "node:assert/strict";
import * as xlsx from "xlsx";
import { localDate } from "../../domain/local_date.ts";
import { kopecks } from "../../domain/money.ts";
import { allRows, readSpreadsheet } from "./mod.ts";
import { writeWorkbook, type WrittenSheet } from "./workbook.ts";

const SHEETS: WrittenSheet[] = [
  {
    name: "Счета",
    widths: [20, 14, 12],
    frozen: 2,
    paper: "landscape",
    rows: [
      { dress: "title", cells: ["Счета & <все>"] },
      { dress: "head", cells: ["Кто", "Сколько", "Когда"] },
      {
        cells: ['=1+1\0 «Образец» "А"', { sum: kopecks(123_456_789) }, {
          date: localDate("2026-12-31"),
        }],
      },
      { cells: ["Доля", { rate: 2000 }, { rate: 1250 }] },
      { dress: "total", cells: ["Итого", { sum: kopecks(-5) }, null] },
    ],
  },
  {
    name: "Лист 'два'",
    widths: [10, 20],
    paper: "portrait",
    rows: [{ cells: [{ number: 0.5 }] }, {
      dress: "note",
      cells: ["слово ".repeat(40)],
    }],
  },
];

Deno.test("writeWorkbook() writes what readSpreadsheet() reads: numbers, dates, texts that are no formulas", async () => {
  const read = await readSpreadsheet({ name: "book.xlsx", content: writeWorkbook(SHEETS) });
  assert.ok(read.ok);
  const [first, second] = await Promise.all(
    read.sheets.map(async ({ rows }) => (await allRows(rows)).map((row) => row.cells)),
  );
  assert.deepEqual(read.sheets.map((sheet) => sheet.name), ["Счета", "Лист 'два'"]);
  assert.deepEqual(first, [
    ["Счета & <все>"],
    ["Кто", "Сколько", "Когда"],
    ['=1+1 «Образец» "А"', 1_234_567.89, "2026-12-31"],
    ["Доля", 0.2, 0.125],
    ["Итого", -0.05, ...first![4]!.slice(2)],
  ]);
  assert.equal(second![0]![0], 0.5);
});

Deno.test("writeWorkbook() shows sums, dates and shares as people write them", () => {
  const book = xlsx.read(writeWorkbook(SHEETS), { type: "array", cellNF: true, cellText: true });
  const sheet = book.Sheets["Счета"]!;
  assert.equal(sheet["B3"].w, "1,234,567.89");
  assert.equal(xlsx.SSF.format(sheet["C3"].z, sheet["C3"].v), "31.12.2026");
  assert.equal(sheet["B4"].w, "20%");
  assert.equal(sheet["C4"].w, "12.50%");
  assert.equal(sheet["A3"].f, undefined);
  assert.equal(book.Sheets["Лист 'два'"]!["A1"].w, "0.5");
  const titles = book.Workbook?.Names?.map((name) => [name.Name, name.Ref]);
  assert.deepEqual(titles, [["_xlnm.Print_Titles", "'Счета'!$2:$2"]]);
});

Deno.test("writeWorkbook() keeps the head in sight and lets notes run over all columns", () => {
  const parts = xlsx.read(writeWorkbook(SHEETS), { type: "array", bookFiles: true }) as unknown as {
    files: Record<string, { content: Uint8Array }>;
  };
  const xml = (name: string) => new TextDecoder().decode(parts.files[name]!.content);
  assert.match(xml("xl/worksheets/sheet1.xml"), /<pane ySplit="2" topLeftCell="A3"[^>]*"frozen"/);
  assert.match(xml("xl/worksheets/sheet2.xml"), /<mergeCell ref="A2:B2"\/>/);
  assert.match(xml("xl/worksheets/sheet2.xml"), /<row r="2" ht="\d+" customHeight="1">/);
});

Deno.test("writeWorkbook() gives the same bytes for the same sheets", async () => {
  const first = writeWorkbook(SHEETS);
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.deepEqual(writeWorkbook(SHEETS), first);
});
