import assert from "node:assert/strict";
import type { Cell } from "../../adapters/spreadsheet/mod.ts";
import { connect, type Sql } from "../../db/connection.ts";
import type { ImportProgress, ImportWork } from "../../db/imports/import_progress.ts";
import { readImportSummary } from "../../db/imports/imports_reading.ts";
import { type TestDatabase, testDatabase } from "../../tests/harness/database.ts";
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

Deno.test("a roster and a preview, each one transaction, are seen from outside before their end", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  const roster = await stored(sql, rosterOfPeople(2300));
  const ofRoster = await seenAtTheEnd(database, { fileId: roster, work: "import" }, {
    run: (progress) => importRoster(sql, IMPORTED_ON, { fileId: roster, progress }),
    // Refused rows that are let in now come behind its last person.
    hold: (sql) => sql`lock table refused_rows in share mode`,
  });
  assert.deepEqual(ofRoster, { progress: { reachedRow: 2301, lastRow: 2301 }, people: 0 });

  await loadPeople(sql);
  const [{ people }] = await sql<[{ people: number }]>`select count(*) as people from people`;
  const asked = await receiveFile(sql, IMPORTED_ON, {
    ...registerOfLines(2500),
    preview: { absentLastDay: null },
  });
  assert.ok(asked.ok);
  const { id: fileId } = asked.file;
  const ofPreview = await seenAtTheEnd(database, { fileId, work: "preview" }, {
    run: (progress) => previewFile(sql, IMPORTED_ON, { fileId, progress }),
    // What it would credit is counted behind its last line.
    hold: (sql) => sql`lock table corrections in access exclusive mode`,
  });
  assert.deepEqual(ofPreview, { progress: { reachedRow: 2501, lastRow: 2501 }, people });
  assert.equal((await sql`select from service_lines`).length, 0);
  const [own] = await sql`
    select from import_progress where file_id = ${fileId} and work = 'import'`;
  assert.equal(own, undefined, "what was rolled back left no progress either");
});

/** What others see when all rows are gone through, and nothing is committed or rolled back yet. */
async function seenAtTheEnd(
  { sql, url }: TestDatabase,
  work: ImportWork,
  { run, hold }: {
    run: (progress: (reached: ImportProgress) => void) => Promise<{ ok: boolean }>;
    hold: (sql: Sql) => PromiseLike<unknown>;
  },
): Promise<{ progress: ImportProgress | null; people: number }> {
  const aside = await progressAside(sql, work);
  const other = connect(url, { max: 1, applicationName: "test-holder" });
  let running: Promise<{ ok: boolean }> | undefined;
  const seen = await other.begin(async (other) => {
    await hold(other);
    running = run((reached) => aside.note(reached));
    let progress: ImportProgress | null = null;
    const deadline = Date.now() + 20_000;
    while (progress === null || progress.reachedRow < progress.lastRow) {
      assert.ok(Date.now() < deadline, `In 20 s it came to ${JSON.stringify(progress)}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
      progress = await progressOf(sql, work.fileId);
    }
    const [{ people }] = await sql<[{ people: number }]>`select count(*) as people from people`;
    return { progress, people };
  });
  assert.ok((await running!).ok);
  await aside.written();
  await other.end({ timeout: 5 });
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
