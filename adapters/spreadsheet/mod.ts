/** Reads the tables that clinics and employers send: xlsx and csv as they come from Excel and 1C. */
import { Buffer } from "node:buffer";
import { readCsv } from "./csv.ts";
import { type FileBytes, fileBytes, piecesOf } from "./file_bytes.ts";
import { readXlsx } from "./xlsx.ts";

export type { FileBytes } from "./file_bytes.ts";

/**
 * A cell as stored: text, a number, or a date as its ISO date ("2026-10-07"). A formula counts by its
 * stored value; text that begins with «=» stays text.
 */
export type Cell = string | number | null;

export interface SheetRow {
  /** The row's number as a person sees it in the sheet, from 1. */
  row: number;
  cells: Cell[];
}

/** Rows as they are read, some at a time: one by one a million of them would take seconds more. */
export type Blocks<Row> = AsyncIterable<Row[]>;

export interface Sheet {
  /** Null in a csv, which is one table without a name. */
  name: string | null;
  /** The number of its last row, counted without looking into any: empty ones may stand there. */
  lastRow: number;
  /** Rows that hold anything, in the sheet's order; may be gone through again. */
  rows: Blocks<SheetRow>;
}

export type UnreadableReason =
  | "empty"
  | "not a table"
  | "old format"
  | "open document"
  | "archive"
  | "password"
  | "macros"
  | "cut short"
  | "too large";

/** Why a file cannot be read and what to do: Russian for staff, English for the command line. */
export interface FileProblem {
  problem: string;
  english: string;
}

export type Spreadsheet =
  | { ok: true; sheets: Sheet[] }
  | { ok: false; reason: UnreadableReason } & FileProblem;

/** What was sent: `name` tells what the sender believes it to be, the content decides. */
export interface SentFile {
  name: string;
  content: Uint8Array | FileBytes;
}

/** Rows that a workbook may hold; Excel itself opens larger ones badly. A csv has no limit. */
export const MAX_WORKBOOK_ROWS = 200_000;

/**
 * Reads a workbook or a csv into sheets of rows, which are made as they are asked for.
 *
 * @returns why the file cannot be read, with a sentence on what to do.
 */
export async function readSpreadsheet(file: SentFile): Promise<Spreadsheet> {
  const content = fileBytes(file.content);
  if (content.length === 0) return unreadable("empty");
  const beginning = await content.read(0, ZIP.length);
  if (startsWith(beginning, ZIP)) return await readXlsx(content);
  if (startsWith(beginning, COMPOUND_FILE)) {
    const locked = await includesUtf16(content, "EncryptedPackage");
    return unreadable(locked ? "password" : "old format");
  }
  if (ARCHIVES.some((magic) => startsWith(beginning, magic))) return unreadable("archive");
  if (/\.(xlsx|xlsm|xls|ods)$/i.test(file.name)) return unreadable("not a table");
  return await readCsv(content);
}

/** All rows at once, for tables of which none is large. */
export async function allRows<Row>(rows: Blocks<Row>): Promise<Row[]> {
  const all: Row[] = [];
  for await (const block of rows) all.push(...block);
  return all;
}

const ZIP = [0x50, 0x4b, 0x03, 0x04];
const COMPOUND_FILE = [0xd0, 0xcf, 0x11, 0xe0];
/** 7z, rar, gzip. */
const ARCHIVES = [[0x37, 0x7a, 0xbc, 0xaf], [0x52, 0x61, 0x72, 0x21], [0x1f, 0x8b]];

const PROBLEMS: Record<UnreadableReason, FileProblem> = {
  "empty": {
    problem: "Файл пуст. Проверьте, тот ли файл выбран, и загрузите его снова",
    english: "The file is empty: check whether it is the right one",
  },
  "not a table": {
    problem:
      "Файл не похож на xlsx. Сохраните таблицу в Excel как «Книга Excel (.xlsx)» и загрузите снова",
    english: "The file is no xlsx: save the table in Excel as an Excel workbook (.xlsx)",
  },
  "old format": {
    problem:
      "Это книга старого формата .xls. Сохраните ее в Excel как «Книга Excel (.xlsx)» и загрузите снова",
    english: "The workbook has the old format .xls: save it in Excel as an Excel workbook (.xlsx)",
  },
  "open document": {
    problem:
      "Это таблица .ods. Откройте ее в LibreOffice или Excel, сохраните как xlsx и загрузите снова",
    english: "The table is an OpenDocument one (.ods): save it as an Excel workbook (.xlsx)",
  },
  "archive": {
    problem: "Это архив. Распакуйте его и загрузите таблицу, которая в нем лежит",
    english: "The file is an archive: unpack it, and load the table that is in it",
  },
  "password": {
    problem: "Книга закрыта паролем. Снимите пароль в Excel и загрузите файл снова",
    english: "The workbook is closed by a password: take the password off in Excel",
  },
  "macros": {
    problem:
      "В книге есть макросы. Сохраните ее в Excel как «Книга Excel (.xlsx)», без них, и загрузите снова",
    english: "The workbook has macros: save it in Excel as an Excel workbook (.xlsx), without them",
  },
  "cut short": {
    problem:
      "Файл обрывается: он скопирован или скачан не до конца. Получите его заново и загрузите снова",
    english: "The file is cut short, since it was not copied to its end: fetch it anew",
  },
  "too large": {
    problem:
      "Файл слишком большой: в книге может быть до 200 000 строк. Разделите ее или сохраните как csv",
    english: "The workbook has more than 200 000 rows: divide it, or save it as csv",
  },
};

/** The refusal of a whole file. */
export function unreadable(
  reason: UnreadableReason,
  words: FileProblem = PROBLEMS[reason],
): Spreadsheet {
  return { ok: false, reason, ...words };
}

function startsWith(content: Uint8Array, magic: number[]): boolean {
  return magic.every((byte, index) => content[index] === byte);
}

async function includesUtf16(content: FileBytes, text: string): Promise<boolean> {
  const sought = Buffer.from(text, "utf16le");
  let end = Buffer.alloc(0);
  for await (const piece of piecesOf(content)) {
    const bytes = Buffer.concat([end, piece]);
    if (bytes.includes(sought)) return true;
    end = bytes.subarray(-sought.length);
  }
  return false;
}
