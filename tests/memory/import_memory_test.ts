import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { testDatabase } from "../harness/database.ts";

const LINES = 24_000;
/** Of a column that nobody asked for, so that the file is large and its lines are few. */
const REMARK = "п".repeat(4000);
/** All of Deno in it. The file has 190 MB: whoever holds it once has used up this already. */
const MEMORY_MB = 300;

Deno.test("a csv is stored and gone through without ever being held whole", async () => {
  const folder = await mkdtemp(join(tmpdir(), "large-csv-"));
  try {
    await using database = await testDatabase();
    const file = join(folder, "register.csv");
    await writeFile(file, register());
    const { stdout } = await promisify(execFile)(Deno.execPath(), [
      "run",
      "-A",
      "--no-check",
      fileURLToPath(new URL("./go_through.ts", import.meta.url)),
      database.url,
      file,
    ]);
    const { rows, peakMb } = JSON.parse(stdout) as { rows: number; peakMb: number | null };
    assert.equal(rows, LINES);
    if (peakMb !== null) assert.ok(peakMb < MEMORY_MB, `the peak was ${peakMb} MB`);
  } finally {
    await rm(folder, { recursive: true });
  }
});

function* register(): Generator<string> {
  yield "№ п/п;№ полиса;ФИО пациента;Дата услуги;Наименование услуги;Кол-во;Цена, руб.;Примечание\n";
  for (let line = 1; line <= LINES; line++) {
    yield `${line};7701/${line};Образцова Майя;07.10.2026;Прием врача;1;1850,00;${REMARK}\n`;
  }
}
