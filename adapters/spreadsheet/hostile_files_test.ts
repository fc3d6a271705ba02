import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { strToU8, unzipSync, Zip, ZipDeflate, zipSync } from "fflate";
import { allRows, type FileProblem, readSpreadsheet, type UnreadableReason } from "./mod.ts";
import { writeWorkbook } from "./workbook.ts";

const BOOK = writeWorkbook([{
  name: "Реестр",
  widths: [10],
  paper: "portrait",
  rows: [{ cells: ["№ полиса"] }, { cells: ["7701"] }],
}]);

const SHEET = "xl/worksheets/sheet1.xml";

Deno.test("a book with macros is refused, whatever it is called, Excel 4.0's sheets of macros too", async () => {
  for (const part of ["xl/vbaProject.bin", "xl/macrosheets/sheet1.xml"]) {
    for (const name of ["register.xlsm", "register.xlsx"]) {
      const { reason, problem } = await refused(name, changed({ [part]: strToU8("macro") }));
      assert.equal(reason, "macros");
      assert.match(problem, /^В книге есть макросы/);
    }
  }
});

Deno.test("a sheet that ends inside a row is refused whole: its last services would be missed", async () => {
  const whole = new TextDecoder().decode(unzipSync(BOOK)[SHEET]);
  const cut = whole.slice(0, whole.lastIndexOf("7701") + 2);
  const { reason } = await refused("a.xlsx", changed({ [SHEET]: strToU8(cut) }));
  assert.equal(reason, "cut short");
});

Deno.test("a book cut at any place is refused, and never read in part", async () => {
  for (let length = 4; length < BOOK.length - 1; length += 61) {
    const read = await readSpreadsheet({ name: "a.xlsx", content: BOOK.slice(0, length) });
    assert.ok(!read.ok, `cut to ${length} bytes`);
    assert.equal(read.reason, "cut short");
  }
});

Deno.test("a document's own entities are never written out", async () => {
  const laughs = `<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]>` +
    `<worksheet><sheetData><row r="1"><c t="str"><v>&c;</v></c></row></sheetData></worksheet>`;
  const read = await readSpreadsheet({
    name: "a.xlsx",
    content: changed({ [SHEET]: strToU8(laughs) }),
  });
  assert.ok(read.ok);
  assert.deepEqual(await allRows(read.sheets[0]!.rows), [{ row: 1, cells: ["&c;"] }]);
});

Deno.test("a cell far to the right widens no row", async () => {
  const far = `<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c>` +
    `<c r="XFD1"><v>2</v></c><c r="ZZZZ1"><v>3</v></c></row></sheetData></worksheet>`;
  const read = await readSpreadsheet({
    name: "a.xlsx",
    content: changed({ [SHEET]: strToU8(far) }),
  });
  assert.ok(read.ok);
  assert.deepEqual(await allRows(read.sheets[0]!.rows), [{ row: 1, cells: [1] }]);
});

/** Sheets and texts in which something is missing at every place where it is sought. */
const ENDLESS_SEARCHES: Record<string, (times: number) => Record<string, string>> = {
  "rows without cells": (times) => ({ [SHEET]: sheet(`<row r="1"/>`.repeat(times)) }),
  "cells without values": (times) => ({
    [SHEET]: sheet(`<row>${`<c r="A1"></c>`.repeat(times)}</row>`),
  }),
  "cells whose tags nothing closes": (times) => ({
    [SHEET]: sheet(`<row>${"<c r='A1' ".repeat(times)}</row>`),
  }),
  "runs that nothing closes": (times) => ({
    "xl/sharedStrings.xml": `<sst><si>${"<t><rPh>".repeat(times)}</si></sst>`,
  }),
  "raw texts that nothing closes": (times) => ({
    "xl/sharedStrings.xml": `<sst><si><t>${"<![CDATA[ ".repeat(times)}</t></si></sst>`,
  }),
  "styles whose tags nothing closes": (times) => ({
    "xl/styles.xml": `<styleSheet><cellXfs>${"<xf ".repeat(times)}</cellXfs></styleSheet>`,
  }),
};

for (const [shape, made] of Object.entries(ENDLESS_SEARCHES)) {
  Deno.test(`a book eight times as long is not read for the square of it: ${shape}`, async () => {
    const few = await cpuMs(made(4_000));
    const many = await cpuMs(made(32_000));
    // Once through takes about 8 times as long; a search to the end from each place, 64 times.
    assert.ok(many < 30 * few + 50, `${few.toFixed(1)} ms, then ${many.toFixed(1)} ms`);
  });
}

function sheet(rows: string): string {
  return `<worksheet><sheetData>${rows}</sheetData></worksheet>`;
}

/** The least processor time of three that reading a book with such parts takes. */
async function cpuMs(parts: Record<string, string>): Promise<number> {
  const content = changed(
    Object.fromEntries(Object.entries(parts).map(([part, text]) => [part, strToU8(text)])),
  );
  let least = Infinity;
  for (let round = 0; round < 3; round++) {
    const before = process.cpuUsage();
    const read = await readSpreadsheet({ name: "a.xlsx", content });
    for (const { rows } of read.ok ? read.sheets : []) {
      try {
        await allRows(rows);
      } catch {
        // Its end is missing: that is said once all before it has been read.
      }
    }
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}

/** What a process may take at most, all of Deno in it, whatever the file unpacks to. */
const MEMORY_MB = 320;

Deno.test("bombs and books beyond the limit are refused within fixed memory", async () => {
  const folder = await mkdtemp(join(tmpdir(), "hostile-"));
  try {
    const row = `<row><c t="inlineStr"><is><t>услуга</t></is></c></row>`;
    const files: Record<string, [Uint8Array, UnreadableReason]> = {
      "rows.xlsx": [packed(SHEET, sheetOf(row, 200_001)), "too large"],
      "one-row.xlsx": [
        packed(SHEET, sheetOf(`<row><c><f>${"1".repeat(60)}`, 1_000_000)),
        "too large",
      ],
      "half-a-gigabyte.xlsx": [packed(SHEET, blanks(520)), "too large"],
      "texts.xlsx": [packed("xl/sharedStrings.xml", blanks(100)), "too large"],
      "styles.xlsx": [packed("xl/styles.xml", blanks(10)), "too large"],
      "quote.csv": [strToU8(`"${"a;".repeat(20_000_000)}`), "cut short"],
    };
    for (const [name, [content]] of Object.entries(files)) {
      await writeFile(join(folder, name), content);
    }
    const { stdout } = await promisify(execFile)(Deno.execPath(), [
      "run",
      "-A",
      "--no-check",
      fileURLToPath(new URL("./testdata/read_files.ts", import.meta.url)),
      ...Object.keys(files).map((name) => join(folder, name)),
    ]);
    const { reasons, peakMb } = JSON.parse(stdout) as { reasons: string[]; peakMb: number | null };
    assert.deepEqual(reasons, Object.values(files).map(([, reason]) => reason));
    if (peakMb !== null) assert.ok(peakMb < MEMORY_MB, `the peak was ${peakMb} MB`);
  } finally {
    await rm(folder, { recursive: true });
  }
});

async function refused(
  name: string,
  content: Uint8Array,
): Promise<{ reason: UnreadableReason } & FileProblem> {
  const read = await readSpreadsheet({ name, content });
  assert.ok(!read.ok);
  return read;
}

/** The book with parts added or replaced. */
function changed(parts: Record<string, Uint8Array>): Uint8Array {
  return zipSync({ ...unzipSync(BOOK), ...parts });
}

const MEGABYTE = 1024 * 1024;

function* blanks(megabytes: number): Generator<Uint8Array> {
  const blank = new Uint8Array(MEGABYTE).fill(32);
  for (let left = megabytes; left > 0; left--) yield blank;
}

function* sheetOf(part: string, times: number): Generator<Uint8Array> {
  yield strToU8("<worksheet><sheetData>");
  const many = strToU8(part.repeat(1000));
  for (let left = times; left >= 1000; left -= 1000) yield many;
  yield strToU8(part.repeat(times % 1000));
  yield strToU8("</sheetData></worksheet>");
}

/** The book with one part packed piece by piece: it need not fit into the test's memory either. */
function packed(name: string, pieces: Iterable<Uint8Array>): Uint8Array {
  const written: Uint8Array[] = [];
  const zip = new Zip((_error, piece) => written.push(piece));
  for (const [other, content] of Object.entries(unzipSync(BOOK))) {
    if (other === name) continue;
    const part = new ZipDeflate(other);
    zip.add(part);
    part.push(content, true);
  }
  const part = new ZipDeflate(name, { level: 1 });
  zip.add(part);
  for (const piece of pieces) part.push(piece);
  part.push(new Uint8Array(), true);
  zip.end();
  return new Uint8Array(Buffer.concat(written));
}
