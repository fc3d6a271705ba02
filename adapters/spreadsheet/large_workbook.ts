import { strToU8, Zip, ZipDeflate } from "fflate";
import {
  FIRST_DAY_OF_ZIP,
  partsAround,
  sheetPart,
  sheetWriter,
  type WrittenRow,
  type WrittenSheet,
  XML,
} from "./workbook.ts";

/** A sheet whose rows come in portions. */
export interface LargeSheet extends Omit<WrittenSheet, "rows"> {
  rows: AsyncIterable<readonly WrittenRow[]>;
}

/**
 * Writes a workbook as `writeWorkbook` does, of sheets of any length: a portion of rows is in memory
 * at once, beside the compressed file. The same portions give the same bytes.
 */
export async function writeLargeWorkbook(
  sheets: readonly (WrittenSheet | LargeSheet)[],
): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = [];
  const zip = new Zip((error, piece) => {
    if (error) throw error;
    pieces.push(piece);
  });
  for (const [name, xml] of Object.entries(partsAround(sheets))) {
    part(name).push(strToU8(XML + xml), true);
  }
  for (const [index, sheet] of sheets.entries()) {
    const written = part(sheetPart(index));
    const { opening, row, closing } = sheetWriter(sheet);
    written.push(strToU8(XML + opening(Array.isArray(sheet.rows) ? sheet.rows.length : null)));
    for await (const rows of portionsOf(sheet)) written.push(strToU8(rows.map(row).join("")));
    written.push(strToU8(closing()), true);
  }
  zip.end();
  return joined(pieces);

  function part(name: string): ZipDeflate {
    const file = new ZipDeflate(name);
    file.mtime = FIRST_DAY_OF_ZIP;
    zip.add(file);
    return file;
  }
}

async function* portionsOf({ rows }: WrittenSheet | LargeSheet) {
  if (Symbol.asyncIterator in rows) yield* rows;
  else yield rows;
}

function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
