import { CsvError } from "csv-parse";
import { parse } from "csv-parse/sync";
import iconv from "iconv-lite";
import { type SheetRow, type Spreadsheet, unreadable } from "./mod.ts";

/**
 * Reads a csv: UTF-8 or UTF-16 by its mark, UTF-8 where the bytes are valid as such, Windows-1251
 * otherwise (what Excel writes on a Russian Windows); cells divided by «;», a tab or a comma.
 */
export function readCsv(content: Uint8Array): Spreadsheet {
  const text = decode(content);
  if (text === null) return unreadable("not a table");
  if (text.trim() === "") return unreadable("empty");
  if (/^\s*<(!doctype|html|\?xml)/i.test(text)) return unreadable("not a table");
  let records: string[][];
  try {
    records = parse(text, {
      delimiter: delimiterOf(text),
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: false,
    }) as string[][];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return unreadable(
      "cut short",
      `Файл обрывается внутри кавычек, открытых в строке ${lineOf(error)} или выше. ` +
        "Сохраните таблицу заново или уберите лишнюю кавычку",
    );
  }
  const rows: SheetRow[] = [];
  records.forEach((cells, index) => {
    if (cells.some((cell) => cell.trim() !== "")) {
      rows.push({ row: index + 1, cells: cells.map((cell) => cell.trim() === "" ? null : cell) });
    }
  });
  return { ok: true, sheets: [{ name: null, rows }] };
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

/** The one that divides the first lines into the most cells: «Цена, руб.» has commas of its own. */
function delimiterOf(text: string): string {
  const lines = text.split(/\r\n|\n|\r/, 30).map((line) => line.replace(/"[^"]*"/g, ""));
  let best = { delimiter: ";", cells: 0 };
  for (const delimiter of [";", "\t", ","]) {
    const cells = Math.max(...lines.map((line) => line.split(delimiter).length));
    if (cells > best.cells) best = { delimiter, cells };
  }
  return best.delimiter;
}

function lineOf(error: CsvError): number {
  const lines = (error as unknown as { lines?: number }).lines;
  return lines ?? 1;
}
