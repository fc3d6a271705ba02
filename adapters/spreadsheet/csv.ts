import { parse } from "csv-parse/sync";
import { type SheetRow, type Spreadsheet, unreadable } from "./mod.ts";

/**
 * Reads a csv: UTF-8 or UTF-16 by its mark, UTF-8 where the bytes are valid as such, Windows-1251
 * otherwise (what Excel writes on a Russian Windows); cells divided by «;», a tab or a comma. Text
 * and rows are made as they are asked for, so a csv may have any number of them.
 */
export function readCsv(content: Uint8Array): Spreadsheet {
  const encoding = encodingOf(content);
  if (encoding === null) return unreadable("not a table");
  const text = { [Symbol.iterator]: () => decoded(content, encoding) };
  const beginning = beginningOf(text);
  if (beginning === null) return unreadable("empty");
  if (/^\s*<(!doctype|html|\?xml)/i.test(beginning)) return unreadable("not a table");
  const delimiter = delimiterOf(beginning);
  const openQuote = findOpenQuote(text, delimiter);
  if (openQuote !== null) {
    return unreadable(
      "cut short",
      {
        problem: `Файл обрывается внутри кавычек, открытых в строке ${openQuote}. ` +
          "Сохраните таблицу заново или уберите лишнюю кавычку",
        english: `The file ends inside quotes that were opened in line ${openQuote}: ` +
          "save the table anew, or take out the stray quote",
      },
    );
  }
  const rows = { [Symbol.iterator]: () => rowsOf(text, delimiter) };
  return { ok: true, sheets: [{ name: null, lastRow: countLines(content), rows }] };
}

/** Line ends in the bytes: a cell that is broken over lines counts for more than its row. */
function countLines(content: Uint8Array): number {
  const end = content.includes(LINE_FEED) ? LINE_FEED : RETURN;
  let lines = 0;
  let at = 0;
  for (let next = content.indexOf(end); next >= 0; next = content.indexOf(end, at)) {
    lines += 1;
    at = next + 1;
  }
  return at < content.length ? lines + 1 : lines;
}

function* rowsOf(text: Iterable<string>, delimiter: string): Generator<SheetRow> {
  let row = 0;
  for (const block of blocksOf(text, delimiter)) {
    const records = parse(block, {
      delimiter,
      record_delimiter: ["\r\n", "\n", "\r"],
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: false,
    }) as string[][];
    for (const record of records) {
      row += 1;
      const cells = record.map((cell) => cell.trim() === "" ? null : cell);
      if (cells.some((cell) => cell !== null)) yield { row, cells };
    }
  }
}

const BLOCK_LETTERS = 256 * 1024;
/** A quote that is closed no sooner than after so much was never meant to be one. */
const LONGEST_QUOTE = 1024 * 1024;

const LINE_FEED = 10;
const RETURN = 13;
const QUOTE = 34;

/**
 * Cuts the text into blocks of whole records. Returns the line of a quote that is never closed, or
 * null.
 */
function* blocksOf(
  pieces: Iterable<string>,
  delimiter: string,
): Generator<string, number | null> {
  const divides = delimiter.charCodeAt(0);
  let text = "";
  let at = 0;
  let line = 1;
  let open: { line: number; at: number } | null = null;
  let cellStart = true;
  for (const piece of withLast(pieces)) {
    text += piece ?? "";
    // What a letter means can hang on the one behind it, so the last of a piece waits for the next.
    const end = piece === null ? text.length : text.length - 1;
    let start = 0;
    for (; at < end; at++) {
      const letter = text.charCodeAt(at);
      const endsLine = letter === LINE_FEED ||
        (letter === RETURN && text.charCodeAt(at + 1) !== LINE_FEED);
      if (endsLine) line += 1;
      if (open !== null) {
        if (letter === QUOTE) {
          if (text.charCodeAt(at + 1) === QUOTE) at += 1;
          else open = null;
        } else if (at - open.at > LONGEST_QUOTE) return open.line;
      } else if (letter === QUOTE && cellStart) {
        open = { line, at };
        cellStart = false;
      } else {
        cellStart = endsLine || letter === divides;
        if (endsLine && at - start >= BLOCK_LETTERS) {
          yield text.slice(start, at + 1);
          start = at + 1;
        }
      }
    }
    text = text.slice(start);
    at -= start;
    if (open !== null) open.at -= start;
  }
  if (text.length > 0) yield text;
  return open === null ? null : open.line;
}

/** The pieces, and null behind the last one. */
function* withLast(pieces: Iterable<string>): Generator<string | null> {
  yield* pieces;
  yield null;
}

function findOpenQuote(text: Iterable<string>, delimiter: string): number | null {
  const blocks = blocksOf(text, delimiter);
  let step = blocks.next();
  while (!step.done) step = blocks.next();
  return step.value;
}

type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1251";

/** Null where the bytes are no text. */
function encodingOf(content: Uint8Array): Encoding | null {
  const [first, second] = content;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  if (content.includes(0)) return null;
  const decoder = new TextDecoder("utf-8", { fatal: true });
  try {
    // As a stream, so that a letter cut in two at the very end is not taken for another encoding.
    for (const piece of piecesOf(content)) decoder.decode(piece, { stream: true });
    return "utf-8";
  } catch {
    return "windows-1251";
  }
}

function* decoded(content: Uint8Array, encoding: Encoding): Generator<string> {
  const decoder = new TextDecoder(encoding);
  for (const piece of piecesOf(content)) yield decoder.decode(piece, { stream: true });
}

const BYTES_AT_ONCE = 256 * 1024;

function* piecesOf(content: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < content.length; at += BYTES_AT_ONCE) {
    yield content.subarray(at, at + BYTES_AT_ONCE);
  }
}

/** The first piece that is not blank; null where all are. */
function beginningOf(text: Iterable<string>): string | null {
  for (const piece of text) {
    if (piece.trim() !== "") return piece;
  }
  return null;
}

/**
 * «;» or a tab where it divides most of the first lines alike: they hardly stand in a text. Else the
 * one that makes the most cells: «Цена, руб.» and «терапевт, невролог» have commas of their own.
 */
function delimiterOf(text: string): string {
  const lines = text.split(/\r\n|\n|\r/, 30).map((line) => line.replace(/"[^"]*"/g, ""))
    .filter((line) => line.trim() !== "");
  const cellsBy = (delimiter: string) => lines.map((line) => line.split(delimiter).length);
  const even = [";", "\t"].find((delimiter) => {
    const cells = cellsBy(delimiter);
    return cells.some((count) =>
      count >= 3 && cells.filter((other) => other === count).length > lines.length / 2
    );
  });
  if (even) return even;
  let best = { delimiter: ";", cells: 0 };
  for (const delimiter of [";", "\t", ","]) {
    const cells = Math.max(...cellsBy(delimiter));
    if (cells > best.cells) best = { delimiter, cells };
  }
  return best.delimiter;
}
