import type { FileBytes } from "./file_bytes.ts";
import {
  MAX_WORKBOOK_ROWS,
  type SheetRow,
  type Spreadsheet,
  unreadable,
  type UnreadableReason,
} from "./mod.ts";
import { type BookContext, sheetRows } from "./sheet_rows.ts";
import {
  attributesOf,
  type Element,
  elementsNamed,
  EndlessElementError,
  tagsNamed,
  textOfRuns,
  UnendedElementError,
} from "./xml.ts";
import {
  readZipDirectory,
  unpack,
  ZipBombError,
  ZipDataError,
  type ZipEntry,
} from "./zip_directory.ts";

/** What the parts that are read may unpack to. Sheets are not held, so this bounds the time. */
const MAX_UNPACKED_BYTES = 512 * 1024 * 1024;
/** The texts of a workbook are held while it is read, so these bound the memory. */
const MAX_TEXT_BYTES = 96 * 1024 * 1024;
const MAX_DESCRIBING_BYTES = 8 * 1024 * 1024;

/**
 * Reads a workbook. Its sheets are gone through once, to be measured, before any row is given out;
 * then rows are made as they are asked for.
 */
export async function readXlsx(content: FileBytes): Promise<Spreadsheet> {
  const directory = await readZipDirectory(content);
  if (!directory.ok) return unreadable("cut short");
  const parts = new Parts(content, directory.entries);
  if (parts.some((name) => MACROS.test(name))) return unreadable("macros");
  if (!parts.has("xl/workbook.xml")) return unreadable(insteadOfBook(parts));
  try {
    return await readBook(parts);
  } catch (error) {
    if (error instanceof ZipBombError || error instanceof EndlessElementError) {
      return unreadable("too large");
    }
    if (error instanceof ZipDataError || error instanceof UnendedElementError) {
      return unreadable("cut short");
    }
    throw error;
  }
}

/** What an archive without a workbook is. */
function insteadOfBook(parts: Parts): UnreadableReason {
  if (parts.has("mimetype") && parts.has("content.xml")) return "open document";
  return parts.some((name) => OFFICE.test(name)) ? "not a table" : "archive";
}

/** Parts of what Microsoft's programs save. */
const OFFICE = /^(\[content_types\]\.xml$|(xl|word|ppt)\/)/;

/** Visual Basic, and the macro sheets that Excel had before it. */
const MACROS = /(^|\/)(vbaproject\.bin$|macrosheets\/)/;

async function readBook(parts: Parts): Promise<Spreadsheet> {
  const workbook = await parts.text("xl/workbook.xml");
  if (workbook === null) return unreadable("too large");
  const targets = relationsOf(await parts.text("xl/_rels/workbook.xml.rels") ?? "");
  const places = Array.from(tagsNamed(workbook, "sheet"), (sheet) => ({
    name: sheet.get("name") ?? "",
    part: targets.get(sheet.get("id") ?? "") ?? "",
  }));
  if (places.length === 0) return unreadable("not a table");
  const sheetParts = places.map(({ part }) => part).filter((part) => parts.has(part));
  const texts = parts.named((name) => /^xl\/sharedstrings\.xml$/.test(name));
  if (parts.size(sheetParts) + parts.size(texts) > MAX_UNPACKED_BYTES) {
    return unreadable("too large");
  }
  if (parts.size(texts) > MAX_TEXT_BYTES) return unreadable("too large");

  const styles = await parts.text("xl/styles.xml");
  if (styles === null) return unreadable("too large");
  const book: BookContext = {
    sharedStrings: await sharedStrings(parts, texts),
    dateStyles: dateStylesOf(styles),
    date1904: [...tagsNamed(workbook, "workbookPr")].some((properties) =>
      /^(1|true|on)$/.test(properties.get("date1904") ?? "")
    ),
  };
  const lastRows = new Map<string, { count: number; row: number }>();
  for (const part of sheetParts) lastRows.set(part, await lastRowOf(parts, part));
  const sheets = places.map(({ name, part }) => ({
    name,
    lastRow: lastRows.get(part)?.row ?? 0,
    rows: { [Symbol.asyncIterator]: () => rowsOfPart(parts, part, book) },
  }));
  const all = [...lastRows.values()].reduce((rows, { count }) => rows + count, 0);
  const rows = await countRows(parts, { sheetParts, all }, book);
  if (rows === 0) return unreadable("empty");
  if (rows > MAX_WORKBOOK_ROWS) return unreadable("too large");
  return { ok: true, sheets };
}

async function* rowsOfPart(
  parts: Parts,
  part: string,
  book: BookContext,
): AsyncGenerator<SheetRow[]> {
  if (parts.has(part)) yield* sheetRows(parts.pieces(part), book);
}

/** Goes through a sheet's rows without looking into any, and meets whatever is broken. */
async function lastRowOf(parts: Parts, part: string): Promise<{ count: number; row: number }> {
  let count = 0;
  let last: Element | null = null;
  for await (const elements of elementsNamed(parts.pieces(part), "row")) {
    count += elements.length;
    last = elements.findLast((element) => element.end > element.tagEnd) ?? last;
  }
  const given = last && Number(attributesOf(last.text, last.tag, last.tagEnd).get("r"));
  return { count, row: given !== null && Number.isSafeInteger(given) ? given : count };
}

/** Counts the rows that hold anything; where even the empty ones are few enough, none is looked into. */
async function countRows(
  parts: Parts,
  { sheetParts, all }: { sheetParts: string[]; all: number },
  book: BookContext,
): Promise<number> {
  let filled = 0;
  for (const part of sheetParts) {
    for await (const rows of rowsOfPart(parts, part, book)) {
      filled += rows.length;
      if (all <= MAX_WORKBOOK_ROWS || filled > MAX_WORKBOOK_ROWS) return filled;
    }
  }
  return filled;
}

/** The parts of an archive by name: programs differ in capitals and in slashes. */
class Parts {
  readonly #byName: Map<string, ZipEntry>;
  readonly #content: FileBytes;

  constructor(content: FileBytes, entries: readonly ZipEntry[]) {
    this.#content = content;
    this.#byName = new Map(entries.map((entry) => [plainName(entry.name), entry]));
  }

  has(name: string): boolean {
    return this.#byName.has(name);
  }

  some(fits: (name: string) => boolean): boolean {
    return this.named(fits).length > 0;
  }

  named(fits: (name: string) => boolean): string[] {
    return [...this.#byName.keys()].filter(fits);
  }

  /** Bytes that these parts say they unpack to. */
  size(names: readonly string[]): number {
    return names.reduce((bytes, name) => bytes + this.#byName.get(name)!.unpacked, 0);
  }

  pieces(name: string): AsyncGenerator<Uint8Array> {
    return unpack(this.#content, this.#byName.get(name)!);
  }

  /** A small part whole; "" where there is none, null where it is not small. */
  async text(name: string): Promise<string | null> {
    if (!this.has(name)) return "";
    if (this.size([name]) > MAX_DESCRIBING_BYTES) return null;
    const decoder = new TextDecoder();
    let text = "";
    for await (const piece of this.pieces(name)) text += decoder.decode(piece, { stream: true });
    return text;
  }
}

function plainName(name: string): string {
  return name.replaceAll("\\", "/").replace(/^\//, "").toLowerCase();
}

/** Parts of worksheets, as `xl/worksheets/sheet1.xml`, by the relation's id. */
function relationsOf(xml: string): Map<string, string> {
  const targets = new Map<string, string>();
  for (const relation of tagsNamed(xml, "Relationship")) {
    if (!relation.get("Type")?.endsWith("/worksheet")) continue;
    const target = relation.get("Target") ?? "";
    const path = target.startsWith("/") ? target : `xl/${target.replace(/^\.\//, "")}`;
    targets.set(relation.get("Id") ?? "", plainName(path));
  }
  return targets;
}

async function sharedStrings(parts: Parts, names: string[]): Promise<string[]> {
  const texts: string[] = [];
  for (const name of names) {
    for await (const elements of elementsNamed(parts.pieces(name), "si")) {
      for (const { text, tagEnd, end } of elements) {
        texts.push(textOfRuns(text.slice(tagEnd + 1, end)));
      }
    }
  }
  return texts;
}

/** Which places of `cellXfs` show a number as a date. */
function dateStylesOf(xml: string): boolean[] {
  const own = new Map(
    Array.from(tagsNamed(xml, "numFmt"), (format) => [
      Number(format.get("numFmtId")),
      showsDate(format.get("formatCode") ?? ""),
    ]),
  );
  const from = xml.search(/<(?:[\w.-]+:)?cellXfs[\s>]/);
  if (from < 0) return [];
  const after = xml.slice(from);
  const end = after.search(/<\/(?:[\w.-]+:)?cellXfs>/);
  return Array.from(tagsNamed(end < 0 ? after : after.slice(0, end), "xf"), (style) => {
    const format = Number(style.get("numFmtId") ?? 0);
    return own.get(format) ?? isBuiltInDate(format);
  });
}

/** Formats that every program knows by number, those of East Asia too. */
function isBuiltInDate(format: number): boolean {
  return (format >= 14 && format <= 22) || (format >= 27 && format <= 36) ||
    (format >= 45 && format <= 47) || (format >= 50 && format <= 58);
}

/** Whether a format names days, months, years or hours outside its quoted words and conditions. */
function showsDate(format: string): boolean {
  const own = format.replace(/"[^"]*"|\\.|_.|\*./g, "").replace(/general/gi, "");
  return /[dmyhs]/i.test(own.replace(/\[(?!(?:h+|m+|s+)\])[^\]]*\]/gi, ""));
}
