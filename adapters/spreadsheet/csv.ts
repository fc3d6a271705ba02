import { parse } from "csv-parse/sync";
import iconv from "iconv-lite";
import { type SheetRow, type Spreadsheet, unreadable } from "./mod.ts";

/**
 * Reads a csv: UTF-8 or UTF-16 by its mark, UTF-8 where the bytes are valid as such, Windows-1251
 * otherwise (what Excel writes on a Russian Windows); cells divided by «;», a tab or a comma. Rows
 * are made as they are asked for, so a csv may have any number of them.
 */
export function readCsv(content: Uint8Array): Spreadsheet {
  const text = decode(content);
  if (text === null) return unreadable("not a table");
  if (text.trim() === "") return unreadable("empty");
  if (/^\s*<(!doctype|html|\?xml)/i.test(text)) return unreadable("not a table");
  const delimiter = delimiterOf(text);
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
  return { ok: true, sheets: [{ name: null, rows }] };
}

function* rowsOf(text: string, delimiter: string): Generator<SheetRow> {
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

/**
 * Cuts the text into blocks of whole records. Returns the line of a quote that is never closed, or
 * null.
 */
function* blocksOf(text: string, delimiter: string): Generator<string, number | null> {
  let start = 0;
  let line = 1;
  let openedOn: number | null = null;
  let cellStart = true;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at]!;
    const endsLine = letter === "\n" || (letter === "\r" && text[at + 1] !== "\n");
    if (endsLine) line += 1;
    if (openedOn !== null) {
      if (letter !== '"') continue;
      if (text[at + 1] === '"') at += 1;
      else openedOn = null;
    } else if (letter === '"' && cellStart) {
      openedOn = line;
      cellStart = false;
    } else {
      cellStart = endsLine || letter === delimiter;
      if (endsLine && at - start >= BLOCK_LETTERS) {
        yield text.slice(start, at + 1);
        start = at + 1;
      }
    }
  }
  if (start < text.length) yield text.slice(start);
  return openedOn;
}

function findOpenQuote(text: string, delimiter: string): number | null {
  const blocks = blocksOf(text, delimiter);
  let step = blocks.next();
  while (!step.done) step = blocks.next();
  return step.value;
}

function decode(content: Uint8Array): string | null {
  const [first, second, third] = content;
  if (first === 0xff && second === 0xfe) return iconv.decode(content, "utf16-le");
  if (first === 0xfe && second === 0xff) return iconv.decode(content, "utf16-be");
  if (content.includes(0)) return null;
  if (first === 0xef && second === 0xbb && third === 0xbf) return iconv.decode(content, "utf8");
  try {
    // As a stream, so that a letter cut in two at the very end is not taken for another encoding.
    return new TextDecoder("utf-8", { fatal: true }).decode(content, { stream: true });
  } catch {
    return iconv.decode(content, "win1251");
  }
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
