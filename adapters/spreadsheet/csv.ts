import { parse } from "csv-parse/sync";
import { type FileBytes, piecesOf } from "./file_bytes.ts";
import { type SheetRow, type Spreadsheet, unreadable } from "./mod.ts";

/**
 * Reads a csv: UTF-8 or UTF-16 by its mark, UTF-8 where the bytes are valid as such, Windows-1251
 * otherwise (what Excel writes on a Russian Windows); cells divided by «;», a tab or a comma. It is
 * gone through once, to be checked, before any row is given out; then text and rows are made as they
 * are asked for, so a csv may have any number of them.
 */
export async function readCsv(content: FileBytes): Promise<Spreadsheet> {
  const survey = await surveyed(content);
  if (survey === null) return unreadable("not a table");
  const { encoding, lines } = survey;
  const beginning = await beginningOf(decoded(content, encoding));
  if (beginning === null) return unreadable("empty");
  if (/^\s*<(!doctype|html|\?xml)/i.test(beginning)) return unreadable("not a table");
  const delimiter = delimiterOf(beginning);
  const openQuote = await findOpenQuote(decoded(content, encoding), delimiter);
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
  const rows = { [Symbol.asyncIterator]: () => rowsOf(decoded(content, encoding), delimiter) };
  return { ok: true, sheets: [{ name: null, lastRow: lines, rows }] };
}

async function* rowsOf(
  text: AsyncIterable<string>,
  delimiter: string,
): AsyncGenerator<SheetRow[]> {
  let row = 0;
  for await (const block of blocksOf(text, delimiter)) {
    const rows: SheetRow[] = [];
    for (const record of recordsOf(block, delimiter)) {
      row += 1;
      const cells = record.map((cell) => cell.trim() === "" ? null : cell);
      if (cells.some((cell) => cell !== null)) rows.push({ row, cells });
    }
    yield rows;
  }
}

/** Where nothing is quoted, the lines and their cells are what stands between the signs. */
function recordsOf(block: string, delimiter: string): string[][] {
  if (!block.includes('"')) return linesOf(block).map((line) => line.split(delimiter));
  return parse(block, {
    delimiter,
    record_delimiter: ["\r\n", "\n", "\r"],
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: false,
  }) as string[][];
}

/** What follows the last line's end is no line where it is nothing. */
function linesOf(block: string): string[] {
  const lines = block.split(/\r\n|\n|\r/);
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

const BLOCK_LETTERS = 64 * 1024;
/** A quote that is closed no sooner than after so much was never meant to be one. */
const LONGEST_QUOTE = 1024 * 1024;

const LINE_FEED = 10;
const RETURN = 13;
const QUOTE = 34;

/**
 * Cuts the text into blocks of whole records. Returns the line of a quote that is never closed, or
 * null.
 */
async function* blocksOf(
  pieces: AsyncIterable<string>,
  delimiter: string,
): AsyncGenerator<string, number | null> {
  const divides = delimiter.charCodeAt(0);
  let text = "";
  let at = 0;
  let line = 1;
  let open: { line: number; at: number } | null = null;
  let cellStart = true;
  for await (const piece of withLast(pieces)) {
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
async function* withLast(pieces: AsyncIterable<string>): AsyncGenerator<string | null> {
  yield* pieces;
  yield null;
}

async function findOpenQuote(
  text: AsyncIterable<string>,
  delimiter: string,
): Promise<number | null> {
  const blocks = blocksOf(text, delimiter);
  let step = await blocks.next();
  while (!step.done) step = await blocks.next();
  return step.value;
}

type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1251";

interface Survey {
  encoding: Encoding;
  /** Line ends in the bytes: a cell that is broken over lines counts for more than its row. */
  lines: number;
}

/** Null where the bytes are no text. */
async function surveyed(content: FileBytes): Promise<Survey | null> {
  const [first, second] = await content.read(0, 2);
  const wide = first === 0xff && second === 0xfe
    ? "utf-16le"
    : first === 0xfe && second === 0xff
    ? "utf-16be"
    : null;
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let utf8 = true;
  const ends = { [LINE_FEED]: 0, [RETURN]: 0 };
  let last = 0;
  for await (const piece of piecesOf(content)) {
    if (wide === null && piece.includes(0)) return null;
    // As a stream, so that a letter cut in two at the very end is not taken for another encoding.
    if (wide === null && utf8) utf8 = isDecoded(decoder, piece);
    for (const end of [LINE_FEED, RETURN] as const) ends[end] += count(piece, end);
    last = piece.at(-1)!;
  }
  const end = ends[LINE_FEED] > 0 ? LINE_FEED : RETURN;
  const lines = last === end ? ends[end] : ends[end] + 1;
  return { encoding: wide ?? (utf8 ? "utf-8" : "windows-1251"), lines };
}

function count(piece: Uint8Array, byte: number): number {
  let found = 0;
  for (let at = piece.indexOf(byte); at >= 0; at = piece.indexOf(byte, at + 1)) found += 1;
  return found;
}

function isDecoded(decoder: TextDecoder, piece: Uint8Array): boolean {
  try {
    decoder.decode(piece, { stream: true });
    return true;
  } catch {
    return false;
  }
}

async function* decoded(content: FileBytes, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const piece of piecesOf(content)) yield decoder.decode(piece, { stream: true });
}

/** The first piece that is not blank; null where all are. */
async function beginningOf(text: AsyncIterable<string>): Promise<string | null> {
  for await (const piece of text) {
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
