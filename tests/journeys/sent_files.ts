import type { Buffer } from "node:buffer";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as xlsx from "xlsx";
import { addDays, type LocalDate, localDate } from "../../domain/local_date.ts";

/** The sample's policies end on 2027-05-31. */
const ROSTER_ENDS_SOON = localDate("2027-05-01");

/** A file as the browser sends it. */
export interface FileToSend {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

export function sampleFile(name: string): string {
  return fileURLToPath(new URL(`../samples/${name}`, import.meta.url));
}

/** The sample; where its policies are about to end, the employer has prolonged them. */
export function rosterInForce(today: LocalDate): string | FileToSend {
  if (today < ROSTER_ENDS_SOON) return sampleFile("roster.xlsx");
  return changedSample("roster.xlsx", (sheet) => {
    const { e: end } = xlsx.utils.decode_range(sheet["!ref"]!);
    for (let row = 2; row <= end.r + 1; row++) {
      sheet[`M${row}`] = { t: "s", v: addDays(today, 300) };
    }
  });
}

/** The sample with cells of the sheet, the first unless said, changed as somebody would in Excel. */
export function changedSample(
  name: string,
  change: (sheet: xlsx.WorkSheet) => void,
  sheetAt = 0,
): FileToSend {
  // Without the number formats its dates would be written as plain numbers.
  const book = xlsx.read(readFileSync(sampleFile(name)), { cellNF: true });
  change(book.Sheets[book.SheetNames[sheetAt]!]!);
  const buffer: Buffer = xlsx.write(book, { type: "buffer", bookType: "xlsx" });
  return { name, mimeType: "application/octet-stream", buffer };
}
