import assert from "node:assert/strict";
import { deflateRawSync } from "node:zlib";
import fc from "fast-check";
import iconv from "iconv-lite";
import { utils, write } from "xlsx";
import { allRows, type Cell, readSpreadsheet, type Sheet, type SheetRow } from "./mod.ts";
import { type Column, findTable } from "./table.ts";

Deno.test("an xlsx cell gives what is stored: dates as dates, formulas by value, «=» as text", async () => {
  const sheet = utils.aoa_to_sheet([["text", " ", 3, 930.0899999999999, true]]);
  sheet["A2"] = { t: "n", v: 46302, z: "dd.mm.yyyy" };
  sheet["B2"] = { t: "n", v: 46302.9, z: "dd.mm.yyyy hh:mm" };
  sheet["C2"] = { t: "n", v: 620.06, f: "2*310.03" };
  sheet["D2"] = { t: "s", v: '=HYPERLINK("http://example.test")' };
  sheet["!ref"] = "A1:E2";
  assert.deepEqual(await rowsOf("a.xlsx", xlsx(sheet)), [
    { row: 1, cells: ["text", null, 3, 930.09, "ИСТИНА"] },
    { row: 2, cells: ["2026-10-07", "2026-10-07", 620.06, '=HYPERLINK("http://example.test")'] },
  ]);
});

Deno.test("whatever the library writes, in texts shared or inline, is read as it was", async () => {
  const cell = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 20 }).filter((text) => text.trim() !== ""),
    fc.constantFrom("a&b<c>\"'", "=1+1", " пробелы ", "две\nстроки", "😀"),
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }),
    fc.integer({ min: -1e9, max: 1e9 }),
    fc.constant(null),
  );
  const rows = fc.array(fc.array(cell, { minLength: 1, maxLength: 8 }), { minLength: 1 });
  await fc.assert(fc.asyncProperty(rows, fc.boolean(), async (rows, bookSST) => {
    const book = utils.book_new();
    utils.book_append_sheet(book, utils.aoa_to_sheet(rows), "Лист");
    const content = new Uint8Array(write(book, { type: "array", bookType: "xlsx", bookSST }));
    const expected = rows.map((cells, index) => ({ row: index + 1, cells: written(cells) }))
      .filter(({ cells }) => cells.length > 0);
    if (expected.length === 0) assert.ok(!(await readSpreadsheet({ name: "a.xlsx", content })).ok);
    else assert.deepEqual(await rowsOf("a.xlsx", content), expected);
  }));
});

/** As a reader sees them: control characters have no place in XML, and nothing behind the last. */
function written(cells: Cell[]): Cell[] {
  const last = cells.findLastIndex((cell) => cell !== null);
  return cells.slice(0, last + 1).map((cell) =>
    typeof cell === "number" ? Number(cell.toPrecision(15)) : cell
  );
}

Deno.test("a workbook of the 1904 date system keeps its dates", async () => {
  const sheet = utils.aoa_to_sheet([[null]]);
  sheet["A1"] = { t: "n", v: 46302 - 1462, z: "dd.mm.yyyy" };
  const book = utils.book_new();
  utils.book_append_sheet(book, sheet, "Лист");
  book.Workbook = { WBProps: { date1904: true } };
  const content = new Uint8Array(write(book, { type: "array", bookType: "xlsx" }));
  assert.deepEqual(await rowsOf("a.xlsx", content), [{ row: 1, cells: ["2026-10-07"] }]);
});

Deno.test("rows keep their sheet numbers across empty ones, in xlsx and in csv", async () => {
  const sheet = utils.sheet_add_aoa(utils.aoa_to_sheet([]), [["a"], [], ["b"]], { origin: "B3" });
  assert.deepEqual((await rowsOf("a.xlsx", xlsx(sheet))).map(({ row }) => row), [3, 5]);
  assert.deepEqual((await rowsOf("a.csv", bytes("\n;;\na;b\n\nc;d\n"))).map(({ row }) => row), [
    3,
    5,
  ]);
});

Deno.test("a sheet says its last row before any is read", async () => {
  const lastRow = async (name: string, content: Uint8Array) => {
    const read = await readSpreadsheet({ name, content });
    assert.ok(read.ok);
    return read.sheets.map((sheet) => sheet.lastRow);
  };
  const sheet = utils.sheet_add_aoa(utils.aoa_to_sheet([]), [["a"], [], ["b"]], { origin: "B3" });
  assert.deepEqual(await lastRow("a.xlsx", xlsx(sheet)), [5]);
  for (const end of ["\n", "\r\n", "\r"]) {
    assert.deepEqual(await lastRow("a.csv", bytes(["a;b", "c;d", "e;f"].join(end))), [3]);
    assert.deepEqual(await lastRow("a.csv", bytes(`a;b${end}c;d${end}`)), [2]);
  }
});

const LINES = "№ полиса;Цена, руб.\n7701;«1 850,00»\n";

for (
  const [title, content] of [
    ["UTF-8", bytes(LINES)],
    ["UTF-8 with a mark", bytes("\ufeff" + LINES)],
    ["Windows-1251", new Uint8Array(iconv.encode(LINES, "win1251"))],
    ["UTF-16", new Uint8Array(iconv.encode(LINES, "utf16-le", { addBOM: true }))],
    ["tabs", bytes(LINES.replaceAll(";", "\t"))],
    ["Windows line ends", bytes(LINES.replaceAll("\n", "\r\n"))],
  ] as const
) {
  Deno.test(`a csv is read in ${title}`, async () => {
    assert.deepEqual(await rowsOf("a.csv", content), [
      { row: 1, cells: ["№ полиса", "Цена, руб."] },
      { row: 2, cells: ["7701", "«1 850,00»"] },
    ]);
  });
}

Deno.test("a csv divided by commas keeps commas inside quotes, and quotes inside cells", async () => {
  assert.deepEqual(await rowsOf("a.csv", bytes('a,"1,5",c\nООО "Клиника",2,"x\ny"\nz,1,2\n')), [
    { row: 1, cells: ["a", "1,5", "c"] },
    { row: 2, cells: ['ООО "Клиника"', "2", "x\ny"] },
    { row: 3, cells: ["z", "1", "2"] },
  ]);
});

Deno.test("a csv divided by semicolons is so however many commas its cells hold", async () => {
  const lines = [
    "Клиника;Город;Виды помощи",
    "Образец;Уфа;терапевт, невролог, УЗИ, анализы",
    "Проба;Москва;анализы, МРТ, КТ, рентген",
  ];
  const cells = (await rowsOf("clinics.csv", bytes(lines.join("\n")))).map((row) => row.cells);
  assert.deepEqual(cells, lines.map((line) => line.split(";")));
});

Deno.test("a long csv is read whole, block by block, quoted line ends in one cell", async () => {
  const lines = Array.from({ length: 20_000 }, (_, row) => `${row + 1};"two\nlines; ""one"" cell"`);
  const rows = await rowsOf("a.csv", bytes(lines.join("\r\n")));
  assert.equal(rows.length, 20_000);
  rows.forEach(({ row, cells }, index) => {
    assert.equal(row, index + 1);
    assert.deepEqual(cells, [String(index + 1), 'two\nlines; "one" cell']);
  });
});

Deno.test("a letter cut in two at a csv's end does not change its encoding", async () => {
  const whole = bytes("№ полиса;ФИО");
  assert.deepEqual(await rowsOf("a.csv", whole.slice(0, -1)), [{
    row: 1,
    cells: ["№ полиса", "ФИ"],
  }]);
});

const WORKBOOK = xlsx(utils.aoa_to_sheet([["№ полиса", "ФИО"]]));

for (
  const [title, name, content, reason, words] of [
    ["an empty file", "a.xlsx", new Uint8Array(), "empty", /^Файл пуст/],
    ["a csv of blank lines", "a.csv", bytes("\n \n"), "empty", /^Файл пуст/],
    ["a workbook without a cell", "a.xlsx", xlsx(utils.aoa_to_sheet([])), "empty", /^Файл пуст/],
    ["text named xlsx", "a.xlsx", bytes("№ полиса;ФИО"), "not a table", /не похож на xlsx/],
    ["a picture", "a.csv", Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 0), "not a table", /не похож/],
    ["a page", "a.csv", bytes("<!DOCTYPE html><p>Ошибка"), "not a table", /не похож/],
    [
      "another archive",
      "a.xlsx",
      zipOf("word/document.xml", bytes("x")),
      "not a table",
      /не похож/,
    ],
    ["a csv in a zip", "a.zip", zipOf("a.csv", bytes("a;b")), "archive", /^Это архив\. Распакуйте/],
    ["a csv in a gzip", "a.csv.gz", Uint8Array.of(0x1f, 0x8b, 8, 0), "archive", /^Это архив/],
    ["broken parts", "a.xlsx", zipOf("xl/workbook.xml", bytes("x")), "not a table", /не похож/],
    [
      "half a workbook",
      "a.xlsx",
      WORKBOOK.slice(0, WORKBOOK.length / 2),
      "cut short",
      /обрывается/,
    ],
    ["a workbook without its end", "a.xlsx", WORKBOOK.slice(0, -30), "cut short", /обрывается/],
    ["an old xls", "a.xls", compoundFile("Workbook"), "old format", /старого формата/],
    ["a locked book", "a.xlsx", compoundFile("EncryptedPackage"), "password", /паролем/],
    ["a quote never closed", "a.csv", bytes('a;b\n1;"2\n3;4\n'), "cut short", /внутри кавычек/],
  ] as const
) {
  Deno.test(`${title} is refused as a whole, in Russian`, async () => {
    const read = await readSpreadsheet({ name, content });
    assert.ok(!read.ok);
    assert.equal(read.reason, reason);
    assert.match(read.problem, words);
  });
}

Deno.test("an archive that unpacks to far more than it says is refused before it is parsed", async () => {
  const bomb = zipOf("xl/workbook.xml", new Uint8Array(50_000_000), { declared: 100 });
  const declared = zipOf("xl/workbook.xml", bytes("x"), { declared: 300 * 1024 * 1024 });
  for (const content of [bomb, declared]) {
    const read = await readSpreadsheet({ name: "a.xlsx", content });
    assert.ok(!read.ok);
    assert.equal(read.reason, "too large");
  }
});

const COLUMNS: Column<"policy" | "date" | "price" | "cost">[] = [
  { key: "policy", title: "№ полиса", names: ["номер полиса"], required: true },
  { key: "date", title: "Дата услуги", names: ["дата приёма"], required: true },
  { key: "price", title: "Цена, руб.", names: [], required: true },
  { key: "cost", title: "Стоимость", names: [], required: false },
];

Deno.test("findTable() finds the header on any sheet, in any order, however it is written", async () => {
  const table = await findTable([
    sheetOf("Титул", [["Письмо"]]),
    {
      name: "Услуги",
      lastRow: 9,
      rows: inBlocks([
        { row: 2, cells: ["Клиника"] },
        { row: 4, cells: [" ЦЕНА,  РУБ. ", "Дата  приема", null, "Номер полиса"] },
        { row: 5, cells: [10, "2026-10-01", "x", "7701"] },
        { row: 6, cells: ["Цена, руб.", "Дата приема", null, "Номер полиса"] },
        { row: 7, cells: [20, "2026-10-02"] },
      ]),
    },
  ], COLUMNS);
  assert.ok(table.ok);
  assert.equal(table.sheet, "Услуги");
  assert.equal(table.lastRow, 9);
  assert.deepEqual(
    (await allRows(table.rows)).map(({ row, values, cutShort }) => ({ row, values, cutShort })),
    [
      {
        row: 5,
        values: { policy: "7701", date: "2026-10-01", price: 10, cost: null },
        cutShort: false,
      },
      {
        row: 7,
        values: { policy: null, date: "2026-10-02", price: 20, cost: null },
        cutShort: false,
      },
    ],
  );
});

Deno.test("findTable() names the columns that are missing, and the sheet", async () => {
  const header: Cell[] = ["№ полиса", "Стоимость", "Дата услуги"];
  const lacking = await findTable([sheetOf("Лист1", [header])], COLUMNS);
  assert.ok(!lacking.ok);
  assert.match(lacking.problem, /^Не хватает столбца «Цена, руб\.» на листе «Лист1»/);
  const none = await findTable([sheetOf(null, [["a", "b"]])], COLUMNS);
  assert.ok(!none.ok);
  assert.match(none.problem, /Нужны столбцы «№ полиса», «Дата услуги», «Цена, руб\.»$/);
});

Deno.test("findTable() refuses to choose between two tables", async () => {
  const rows = [["№ полиса", "Дата услуги", "Цена, руб."]];
  const table = await findTable([sheetOf("А", rows), sheetOf("Б", rows)], COLUMNS);
  assert.deepEqual(table, {
    ok: false,
    problem: "Таблица есть на листах «А» и «Б». Оставьте в книге одну",
    english: "There is a table on more than one sheet («А», «Б»): leave one in the workbook",
  });
});

Deno.test("findTable() takes a header without any row for an empty table", async () => {
  const rows = [["№ полиса", "Дата услуги", "Цена, руб."]];
  const table = await findTable([sheetOf("А", rows)], COLUMNS);
  assert.ok(!table.ok);
  assert.match(table.problem, /^В таблице нет ни одной строки/);
  assert.match(table.english, /^The table is empty/);
});

Deno.test("a csv row with fewer cells than the header is marked as cut short", async () => {
  const cells = ["№ полиса", "Дата услуги", "Цена, руб."];
  const table = await findTable([sheetOf(null, [cells, ["7701", "2026-1"]])], COLUMNS);
  assert.ok(table.ok);
  assert.deepEqual((await allRows(table.rows)).map((row) => row.cutShort), [true]);
});

function sheetOf(name: string | null, rows: Cell[][]): Sheet {
  return {
    name,
    lastRow: rows.length,
    rows: inBlocks(rows.map((cells, index) => ({ row: index + 1, cells }))),
  };
}

async function rowsOf(name: string, content: Uint8Array) {
  const read = await readSpreadsheet({ name, content });
  assert.ok(read.ok, "the file should be readable");
  assert.equal(read.sheets.length, 1);
  return await allRows(read.sheets[0]!.rows);
}

/** Rows as a sheet gives them, in blocks of two. */
function inBlocks(rows: SheetRow[]): Sheet["rows"] {
  return {
    async *[Symbol.asyncIterator]() {
      for (let at = 0; at < rows.length; at += 2) {
        yield await Promise.resolve(rows.slice(at, at + 2));
      }
    },
  };
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function xlsx(sheet: ReturnType<typeof utils.aoa_to_sheet>): Uint8Array {
  const book = utils.book_new();
  utils.book_append_sheet(book, sheet, "Лист");
  return new Uint8Array(write(book, { type: "array", bookType: "xlsx", compression: true }));
}

/** A compound file's first bytes, with a stream of that name. */
function compoundFile(stream: string): Uint8Array {
  const name = [...stream].flatMap((letter) => [letter.charCodeAt(0), 0]);
  return Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 1, 2, 3, ...name, 0]);
}

/** An archive of one part, whose directory may lie about its size. */
function zipOf(
  name: string,
  content: Uint8Array,
  { declared = content.length }: { declared?: number } = {},
): Uint8Array {
  const packed = deflateRawSync(content);
  const title = bytes(name);
  const part = new Uint8Array(30 + title.length + packed.length);
  const header = new DataView(part.buffer);
  header.setUint32(0, 0x04034b50, true);
  header.setUint16(8, 8, true);
  header.setUint32(18, packed.length, true);
  header.setUint32(22, declared, true);
  header.setUint16(26, title.length, true);
  part.set(title, 30);
  part.set(packed, 30 + title.length);
  const directory = new Uint8Array(46 + title.length + 22);
  const entry = new DataView(directory.buffer);
  entry.setUint32(0, 0x02014b50, true);
  entry.setUint16(10, 8, true);
  entry.setUint32(20, packed.length, true);
  entry.setUint32(24, declared, true);
  entry.setUint16(28, title.length, true);
  directory.set(title, 46);
  const end = 46 + title.length;
  entry.setUint32(end, 0x06054b50, true);
  entry.setUint16(end + 8, 1, true);
  entry.setUint16(end + 10, 1, true);
  entry.setUint32(end + 12, end, true);
  entry.setUint32(end + 16, part.length, true);
  return Uint8Array.from([...part, ...directory]);
}
