import assert from "node:assert/strict";
import type { Cell } from "../../adapters/spreadsheet/mod.ts";
import type { Database, Sql } from "../../db/connection.ts";
import type { ImportProgress, ImportWork } from "../../db/imports/import_progress.ts";
import { readImportSummary } from "../../db/imports/imports_reading.ts";
import { testDatabase } from "../../tests/harness/database.ts";
import { csvOf, REGISTER_HEADER, registerRow, workbookOf } from "../../tests/samples/sheets.ts";
import { CLINIC, EMPLOYER, IMPORTED_ON, loadPeople } from "../../tests/samples/story.ts";
import { importRegister } from "./import_register.ts";
import { importRoster } from "./import_roster.ts";
import { previewFile } from "./preview_file.ts";
import { progressAside } from "./progress_aside.ts";
import { readImportStanding } from "./read_imports.ts";
import { type IncomingFile, receiveFile, storeFile } from "./receive_file.ts";

Deno.test("a register's progress is written with each part, and a resumed run takes none of it back", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  await loadPeople(sql);
  const fileId = await stored(sql, registerOfLines(3500));
  assert.equal(await progressOf(sql, fileId), null);

  const seen: (ImportProgress | null)[] = [];
  await assert.rejects(
    importRegister(sql, IMPORTED_ON, {
      fileId,
      progress: ({ reachedRow }) => {
        if (reachedRow > 2000) throw new Error("The process died");
      },
    }),
    /The process died/,
  );
  const broken = { reachedRow: 2001, lastRow: 3501 };
  assert.deepEqual(await progressOf(sql, fileId), broken);
  const [lines] = await sql`select max(sheet_row) as last from service_lines`;
  assert.equal(lines!.last, broken.reachedRow, "neither more nor less than what is kept");

  const looks: Promise<unknown>[] = [];
  await importRegister(sql, IMPORTED_ON, {
    fileId,
    progress: () => looks.push(progressOf(sql, fileId).then((progress) => seen.push(progress))),
  });
  await Promise.all(looks);
  assert.equal(seen.length, 4);
  assert.ok(seen.every((progress) => progress!.reachedRow >= broken.reachedRow));
  assert.deepEqual(await progressOf(sql, fileId), { reachedRow: 3501, lastRow: 3501 });
});

Deno.test("a new check of the same file begins at its first row, and says so before it begins", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  await loadPeople(sql);
  const file = registerOfLines(1500);
  const fileId = await stored(sql, file);
  await importRegister(sql, IMPORTED_ON, { fileId });
  await receiveFile(sql, IMPORTED_ON, file);
  assert.equal(await progressOf(sql, fileId), null);
  const since = IMPORTED_ON.now();
  await sql`update import_files set finished_at = ${since}::timestamptz - interval '1 hour'`;
  assert.deepEqual(await readImportStanding(sql, { fileId, since }), {
    underWay: "import",
    progress: null,
  });
  const reached: number[] = [];
  await importRegister(sql, IMPORTED_ON, {
    fileId,
    progress: ({ reachedRow }) => reached.push(reachedRow),
  });
  assert.deepEqual(reached, [1001, 1501]);
  assert.deepEqual(await readImportStanding(sql, { fileId, since }), {
    underWay: null,
    progress: { reachedRow: 1501, lastRow: 1501 },
  });
});

Deno.test("a roster and a preview, each one transaction, are seen from outside while they run", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  const roster = await stored(sql, rosterOfPeople(2300));
  const ofRoster = await watched(
    sql,
    { fileId: roster, work: "import" },
    (progress) => importRoster(sql, IMPORTED_ON, { fileId: roster, progress }),
  );
  assert.deepEqual(ofRoster, [0, 1001, 2001, 2301]);

  await loadPeople(sql);
  const asked = await receiveFile(sql, IMPORTED_ON, {
    ...registerOfLines(2500),
    preview: { absentLastDay: null },
  });
  assert.ok(asked.ok);
  const { id: fileId } = asked.file;
  const ofPreview = await watched(
    sql,
    { fileId, work: "preview" },
    (progress) => previewFile(sql, IMPORTED_ON, { fileId, progress }),
  );
  assert.deepEqual(ofPreview, [1001, 2001, 2501]);
  assert.equal((await sql`select from service_lines`).length, 0);
  const [own] =
    await sql`select from import_progress where file_id = ${fileId} and work = 'import'`;
  assert.equal(own, undefined, "what was rolled back left no progress either");
});

/** @returns what was to be read outside after each part, in the order of the parts */
async function watched(
  sql: Database,
  work: ImportWork,
  run: (progress: (reached: ImportProgress) => void) => Promise<unknown>,
): Promise<number[]> {
  const aside = progressAside(sql, work);
  const seen: number[] = [];
  let looks = Promise.resolve();
  await run((reached) => {
    aside.note(reached);
    looks = looks.then(() => aside.written()).then(async () => {
      seen.push((await progressOf(sql, work.fileId))!.reachedRow);
    });
  });
  await looks;
  return seen;
}

async function progressOf(sql: Sql, fileId: number): Promise<ImportProgress | null> {
  return (await readImportSummary(sql, fileId))!.progress;
}

async function stored(sql: Sql, file: IncomingFile): Promise<number> {
  const stored = await storeFile(sql, IMPORTED_ON, file);
  assert.ok(stored.ok);
  return stored.file.id;
}

function registerOfLines(count: number): IncomingFile & { kind: "register" } {
  const rows = Array.from(
    { length: count },
    (_, index) => registerRow({ number: index + 1, price: 10 + index }),
  );
  const content = csvOf([REGISTER_HEADER, ...rows]);
  return { kind: "register", clinic: CLINIC, name: "large.csv", content, uploadedBy: null };
}

function rosterOfPeople(count: number): IncomingFile & { kind: "roster" } {
  const people = Array.from({ length: count }, (_, index): Cell[] => [
    `Л-${index}`,
    `7709/1/${index}`,
    "Образцова",
    "Мария",
    "Тестовна",
    "01.02.1980",
    "Стандарт",
    "20",
    "01.01.2026",
    "31.12.2026",
  ]);
  const content = workbookOf({ "Список": [ROSTER_HEADER, ...people] });
  return { kind: "roster", employer: EMPLOYER, name: "large.xlsx", content, uploadedBy: null };
}

const ROSTER_HEADER = [
  "Табельный №",
  "№ полиса",
  "Фамилия",
  "Имя",
  "Отчество",
  "Дата рождения",
  "Программа",
  "Франшиза, %",
  "Начало",
  "Окончание",
];
