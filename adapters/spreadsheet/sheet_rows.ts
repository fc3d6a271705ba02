import type { Cell, SheetRow } from "./mod.ts";
import { attributesOf, type Element, elementsNamed, plainText, textOfRuns } from "./xml.ts";

/** What a sheet's cells refer to. */
export interface BookContext {
  sharedStrings: readonly string[];
  /** Whether numbers of a style are dates, by the style's place. */
  dateStyles: readonly boolean[];
  /** Serials count from 1904, as old Macs had it. */
  date1904: boolean;
}

/** Cells further to the right are not read: no table has so many columns. */
const MAX_COLUMNS = 512;

/** The rows of a sheet's part that hold anything, some at a time. */
export async function* sheetRows(
  pieces: AsyncIterable<Uint8Array>,
  book: BookContext,
): AsyncGenerator<SheetRow[]> {
  let row = 0;
  for await (const elements of elementsNamed(pieces, "row")) {
    const rows: SheetRow[] = [];
    for (const element of elements) {
      const { text, tag, tagEnd } = element;
      const given = Number(attributesOf(text, tag, tagEnd).get("r"));
      row = Number.isSafeInteger(given) && given > 0 ? given : row + 1;
      const cells = cellsOf(element, book);
      if (cells.length > 0) rows.push({ row, cells });
    }
    if (rows.length > 0) yield rows;
  }
}

/** A row's cells up to the last one that holds anything. */
function cellsOf(element: Element, book: BookContext): Cell[] {
  const cells: Cell[] = [];
  // Cut out, so that a search ends with the row: what is missing in each is sought in each.
  const text = element.text.slice(element.tag, element.end);
  const tagEnd = element.tagEnd - element.tag;
  const prefix = /^<([\w.-]+:)/.exec(text)?.[1] ?? "";
  const open = `<${prefix}c`;
  const close = `</${prefix}c>`;
  let column = -1;
  let at = tagEnd;
  while ((at = text.indexOf(open, at)) >= 0) {
    const next = text.charCodeAt(at + open.length);
    if (next !== SPACE && next !== GREATER && next !== SLASH) {
      at += open.length;
      continue;
    }
    const cellTagEnd = text.indexOf(">", at);
    if (cellTagEnd < 0) break;
    const { r, s, t } = cellAttributes(text, at + open.length, cellTagEnd);
    column = (r === "" ? -1 : columnOf(r)) >= 0 ? columnOf(r) : column + 1;
    if (text.charCodeAt(cellTagEnd - 1) === SLASH) {
      at = cellTagEnd + 1;
      continue;
    }
    const cellEnd = text.indexOf(close, cellTagEnd);
    if (cellEnd < 0) break;
    at = cellEnd + close.length;
    if (column >= MAX_COLUMNS) continue;
    const inside = text.slice(cellTagEnd + 1, cellEnd);
    const value = valueOf({ inside, prefix }, { style: s, type: t, book });
    if (value === null) continue;
    while (cells.length < column) cells.push(null);
    cells[column] = value;
  }
  return cells;
}

const SPACE = 32;
const SLASH = 47;
const EQUALS = 61;
const GREATER = 62;

/** The three attributes that matter, without a Map for each of a million cells. */
function cellAttributes(
  text: string,
  from: number,
  to: number,
): { r: string; s: string; t: string } {
  const found = { r: "", s: "", t: "" };
  for (let at = from; at < to - 3; at++) {
    if (text.charCodeAt(at) > SPACE || text.charCodeAt(at + 2) !== EQUALS) continue;
    const quote = text[at + 3]!;
    if (quote !== '"' && quote !== "'") continue;
    const end = text.indexOf(quote, at + 4);
    const name = text[at + 1];
    if (name === "r" || name === "s" || name === "t") found[name] = text.slice(at + 4, end);
    at = end;
  }
  return found;
}

/** "C7" → 2; -1 where it names no column. */
function columnOf(reference: string): number {
  let column = 0;
  for (let at = 0; at < reference.length && at < 4; at++) {
    const code = reference.charCodeAt(at) & ~SPACE;
    if (code < 65 || code > 90) break;
    column = column * 26 + code - 64;
  }
  return column - 1;
}

/** What stands between a cell's tags, and the prefix of its names. */
interface Inside {
  inside: string;
  prefix: string;
}

function valueOf(
  content: Inside,
  { style, type, book }: { style: string; type: string; book: BookContext },
): Cell {
  if (type === "inlineStr") return textOrNull(textOfRuns(inlineRuns(content)));
  const stored = storedValue(content);
  if (stored === "") return null;
  switch (type) {
    case "s":
      return textOrNull(book.sharedStrings[Number(stored)] ?? "");
    case "str":
    case "e":
      return textOrNull(plainText(stored));
    case "b":
      return stored.trim() === "1" || stored.trim() === "true" ? "ИСТИНА" : "ЛОЖЬ";
    case "d":
      return stored.trim().slice(0, 10);
  }
  const number = Number(stored);
  if (Number.isNaN(number)) return textOrNull(plainText(stored));
  if (style !== "" && book.dateStyles[Number(style)]) {
    return isoDate(number, book.date1904) ?? number;
  }
  // Excel shows and compares 15 digits, and stores 930.0899999999999 where a person sees 930.09.
  return Number.isSafeInteger(number) ? number : Number(number.toPrecision(15));
}

/** What stands in `<v>`; the formula before it may hold anything but a bare «<». */
function storedValue({ inside, prefix }: Inside): string {
  return between(inside, `<${prefix}v`, `</${prefix}v>`);
}

function inlineRuns({ inside, prefix }: Inside): string {
  return between(inside, `<${prefix}is`, `</${prefix}is>`);
}

/** What stands in the first element that opens and closes so; empty where there is none. */
function between(text: string, open: string, close: string): string {
  const tag = text.indexOf(open);
  if (tag < 0) return "";
  const start = text.indexOf(">", tag) + 1;
  const end = text.indexOf(close, start);
  return start === 0 || end < 0 ? "" : text.slice(start, end);
}

/** A cell of nothing but spaces is an empty one. */
function textOrNull(text: string): string | null {
  return text.trim() === "" ? null : text;
}

const DAY_MS = 86_400_000;
const SECONDS = 86_400;
/** Serial of 1970-01-01; serials count from 1899-12-30 once past the day that never was. */
const UNIX_EPOCH = 25_569;
const MAC_SHIFT = 1462;
const NEVER_WAS = 60;
const LAST_SERIAL = 2_958_465;

/**
 * The date that a cell shows: a serial has no zone, so none may shift it. Null where it shows none,
 * such as 29 February 1900, which spreadsheets count and calendars don't.
 */
function isoDate(serial: number, date1904: boolean): string | null {
  const shown = serial + (date1904 ? MAC_SHIFT : 0);
  let day = Math.floor(shown);
  // The time of day is shown in whole seconds: what rounds up to midnight is the next day.
  if ((shown - day) * SECONDS > SECONDS - 0.0001) day += 1;
  if (day < 1 || day === NEVER_WAS || day > LAST_SERIAL) return null;
  const since = day < NEVER_WAS ? day + 1 : day;
  return new Date((since - UNIX_EPOCH) * DAY_MS).toISOString().slice(0, 10);
}
