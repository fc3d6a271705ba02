import { read, SSF, type WorkSheet } from "xlsx";
import {
  type Cell,
  MAX_WORKBOOK_ROWS,
  type SheetRow,
  type Spreadsheet,
  unreadable,
} from "./mod.ts";
import { checkZip } from "./zip_directory.ts";

const MAX_UNPACKED_BYTES = 256 * 1024 * 1024;

/** Reads a workbook. Its parts are measured before they are parsed. */
export function readXlsx(content: Uint8Array): Spreadsheet {
  const zip = checkZip(content, MAX_UNPACKED_BYTES);
  if (!zip.ok) return unreadable(zip.reason);
  if (!zip.names.some((name) => name.replaceAll("\\", "/") === "xl/workbook.xml")) {
    return unreadable("not a table");
  }
  let workbook;
  try {
    workbook = read(content, { type: "array", dense: true, cellNF: true, cellText: false });
  } catch {
    // The parser throws plain errors of many wordings on broken XML inside a whole archive.
    return unreadable("not a table");
  }
  const date1904 = workbook.Workbook?.WBProps?.date1904 === true;
  const sheets = workbook.SheetNames.map((name) => {
    const sheet = workbook.Sheets[name];
    return { name, rows: sheet ? rowsOf(sheet, date1904) : [] };
  });
  const rows = sheets.reduce((count, sheet) => count + sheet.rows.length, 0);
  if (rows === 0) return unreadable("empty");
  if (rows > MAX_WORKBOOK_ROWS) return unreadable("too large");
  return { ok: true, sheets };
}

interface StoredCell {
  /** b, n, s, d, e, z of SheetJS. */
  t: string;
  v?: unknown;
  w?: string;
  z?: string | number;
}

function rowsOf(sheet: WorkSheet, date1904: boolean): SheetRow[] {
  const grid = (sheet as unknown as { "!data"?: (StoredCell | undefined)[][] })["!data"] ?? [];
  const rows: SheetRow[] = [];
  grid.forEach((stored, index) => {
    const cells = Array.from(stored, (cell) => cell ? valueOf(cell, date1904) : null);
    if (cells.some((cell) => cell !== null)) rows.push({ row: index + 1, cells });
  });
  return rows;
}

function valueOf(cell: StoredCell, date1904: boolean): Cell {
  switch (cell.t) {
    case "n": {
      const number = cell.v as number;
      if (cell.z !== undefined && SSF.is_date(String(cell.z))) {
        return isoDate(number, date1904) ?? number;
      }
      // Excel shows and compares 15 digits, and stores 930.0899999999999 where a person sees 930.09.
      return Number(number.toPrecision(15));
    }
    case "s":
      return textOf(String(cell.v));
    case "b":
      return cell.v ? "ИСТИНА" : "ЛОЖЬ";
    case "e":
      return cell.w ?? "#ОШИБКА";
    default:
      return null;
  }
}

/** The date that the cell shows: a serial has no zone, so none may shift it. */
function isoDate(serial: number, date1904: boolean): string | null {
  const parts = SSF.parse_date_code(serial, { date1904 });
  if (!parts || parts.y === 0 || parts.y > 9999) return null;
  const two = (number: number) => String(number).padStart(2, "0");
  return `${String(parts.y).padStart(4, "0")}-${two(parts.m)}-${two(parts.d)}`;
}

/** A cell of nothing but spaces is an empty one. */
function textOf(text: string): string | null {
  return text.trim() === "" ? null : text;
}
