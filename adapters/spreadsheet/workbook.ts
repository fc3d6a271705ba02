import { strToU8, zipSync } from "fflate";
import { type LocalDate, utcMidnight } from "../../domain/local_date.ts";
import { type Kopecks, roublesAndKopecks } from "../../domain/money.ts";

/** What a cell holds: numbers are numbers and dates are dates, so that they can be reckoned with. */
export type WrittenCell =
  | null
  | string
  | { sum: Kopecks }
  | { date: LocalDate }
  /** Shown as it is: a quantity, an invoice's number. */
  | { number: number }
  /** Basis points, shown as a percentage. */
  | { rate: number };

export interface WrittenRow {
  cells: readonly WrittenCell[];
  /** A title is large, a head stands over columns, a total under them; a note runs over all columns. */
  dress?: "title" | "head" | "total" | "note";
}

export interface WrittenSheet {
  /** At most 31 letters, none of []:*?/\ */
  name: string;
  /** A column's width in letters. */
  widths: readonly number[];
  rows: readonly WrittenRow[];
  /** How many first rows stay in sight; the last of them is repeated on every printed page. */
  frozen?: number;
  /** Its plain rows can be filtered and sorted by the last frozen one; totals stay below. */
  filtered?: true;
  paper: "portrait" | "landscape";
}

/**
 * Writes a workbook (xlsx): A4, as wide as one page. The same sheets give the same bytes: it holds
 * neither the time of writing nor a random id.
 */
export function writeWorkbook(sheets: readonly WrittenSheet[]): Uint8Array<ArrayBuffer> {
  const parts = {
    ...partsAround(sheets),
    ...Object.fromEntries(sheets.map((sheet, i) => [sheetPart(i), worksheet(sheet)])),
  };
  const files = Object.entries(parts).map(([name, xml]) => [name, strToU8(XML + xml)] as const);
  return new Uint8Array(zipSync(Object.fromEntries(files), { mtime: FIRST_DAY_OF_ZIP }));
}

/** All of a workbook but its sheets, by the parts' names. */
export function partsAround(
  sheets: readonly Pick<WrittenSheet, "name" | "frozen">[],
): Record<string, string> {
  return {
    "[Content_Types].xml": contentTypes(sheets.length),
    "_rels/.rels": relations([{ type: "officeDocument", target: "xl/workbook.xml" }]),
    "xl/workbook.xml": workbook(sheets),
    "xl/_rels/workbook.xml.rels": relations([
      ...sheets.map((_, i) => ({ type: "worksheet", target: `worksheets/sheet${i + 1}.xml` })),
      { type: "styles", target: "styles.xml" },
    ]),
    "xl/styles.xml": STYLES,
  };
}

/** The name of the part that holds a sheet. */
export function sheetPart(index: number): string {
  return `xl/worksheets/sheet${index + 1}.xml`;
}

/** Local time, as archives have it: the same in every zone. */
export const FIRST_DAY_OF_ZIP = "1980-01-01T00:00:00";

export const XML = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n`;
const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml";

function contentTypes(sheets: number): string {
  const parts = Array.from({ length: sheets }, (_, i) =>
    `<Override PartName="/${sheetPart(i)}" ` +
    `ContentType="${SPREADSHEET}.worksheet+xml"/>`);
  return `<Types xmlns="${PACKAGE}/content-types">` +
    `<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
    `<Default Extension="xml" ContentType="application/xml"/>` +
    `<Override PartName="/xl/workbook.xml" ContentType="${SPREADSHEET}.sheet.main+xml"/>` +
    `<Override PartName="/xl/styles.xml" ContentType="${SPREADSHEET}.styles+xml"/>` +
    `${parts.join("")}</Types>`;
}

function relations(targets: { type: string; target: string }[]): string {
  const all = targets.map(({ type, target }, i) =>
    `<Relationship Id="rId${i + 1}" Type="${RELATIONS}/${type}" Target="${target}"/>`
  );
  return `<Relationships xmlns="${PACKAGE}/relationships">${all.join("")}</Relationships>`;
}

function workbook(sheets: readonly Pick<WrittenSheet, "name" | "frozen">[]): string {
  const all = sheets.map(({ name }, i) =>
    `<sheet name="${escaped(name)}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`
  );
  const repeated = sheets.flatMap(({ name, frozen = 0 }, i) =>
    frozen === 0 ? [] : [
      `<definedName name="_xlnm.Print_Titles" localSheetId="${i}">` +
      `'${escaped(name).replaceAll("'", "''")}'!$${frozen}:$${frozen}</definedName>`,
    ]
  );
  const names = repeated.length > 0 ? `<definedNames>${repeated.join("")}</definedNames>` : "";
  return `<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets>${all.join("")}</sheets>` +
    `${names}</workbook>`;
}

/** Places in `cellXfs` of STYLES: each kind of value, plain and in a total. */
const FORMATS = {
  text: 0,
  sum: 1,
  date: 2,
  number: 3,
  wholeRate: 4,
  brokenRate: 5,
  title: 6,
  head: 7,
  totalText: 8,
  totalSum: 9,
  note: 10,
  quoted: 11,
} as const;

const STYLES = `<styleSheet xmlns="${MAIN}"><numFmts count="2">` +
  `<numFmt numFmtId="164" formatCode="#,##0.00"/><numFmt numFmtId="165" formatCode="dd\\.mm\\.yyyy"/>` +
  `</numFmts><fonts count="3"><font><sz val="11"/><name val="Calibri"/></font>` +
  `<font><b/><sz val="11"/><name val="Calibri"/></font>` +
  `<font><b/><sz val="14"/><name val="Calibri"/></font></fonts>` +
  `<fills count="2"><fill><patternFill patternType="none"/></fill>` +
  `<fill><patternFill patternType="gray125"/></fill></fills>` +
  `<borders count="3"><border><left/><right/><top/><bottom/><diagonal/></border>` +
  `<border><left/><right/><top/><bottom style="medium"/><diagonal/></border>` +
  `<border><left/><right/><top style="medium"/><bottom/><diagonal/></border></borders>` +
  `<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
  `<cellXfs count="12">` +
  xf({ format: 0, wrap: true }) + xf({ format: 164 }) + xf({ format: 165 }) +
  xf({ format: 0 }) + xf({ format: 9 }) + xf({ format: 10 }) + xf({ format: 0, font: 2 }) +
  xf({ format: 0, font: 1, border: 1, wrap: true }) + xf({ format: 0, font: 1, border: 2 }) +
  xf({ format: 164, font: 1, border: 2 }) + xf({ format: 0, wrap: true }) +
  xf({ format: 49, wrap: true, quoted: true }) +
  `</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>` +
  `</styleSheet>`;

function xf(
  { format, font = 0, border = 0, wrap, quoted }: {
    format: number;
    font?: number;
    border?: number;
    wrap?: true;
    quoted?: true;
  },
): string {
  return `<xf numFmtId="${format}" fontId="${font}" fillId="0" borderId="${border}" xfId="0" ` +
    `${
      quoted ? `quotePrefix="1" ` : ""
    }applyNumberFormat="1" applyFont="1" applyBorder="1" applyAlignment="1">` +
    `<alignment vertical="top"${wrap ? ` wrapText="1"` : ""}/></xf>`;
}

function worksheet(sheet: WrittenSheet): string {
  const { opening, row, closing } = sheetWriter(sheet);
  return opening(sheet.rows.length) + sheet.rows.map(row).join("") + closing();
}

/** Writes a sheet's XML in pieces, its rows one after another. */
export function sheetWriter(
  { widths, frozen = 0, filtered, paper }: Omit<WrittenSheet, "rows">,
) {
  const last = columnName(widths.length - 1);
  const merged: string[] = [];
  let written = 0;
  /** The last row that is neither head, note nor total. */
  let plain = 0;
  return { opening, row, closing };

  /** @param count of rows, where it is known beforehand */
  function opening(count: number | null): string {
    const pane = frozen === 0
      ? ""
      : `<pane ySplit="${frozen}" topLeftCell="A${
        frozen + 1
      }" activePane="bottomLeft" state="frozen"/>`;
    const columns = widths.map((width, i) =>
      `<col min="${i + 1}" max="${i + 1}" width="${width}" customWidth="1"/>`
    );
    const dimension = count === null ? "" : `<dimension ref="A1:${last}${Math.max(1, count)}"/>`;
    return `<worksheet xmlns="${MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>` +
      `${dimension}<sheetViews><sheetView workbookViewId="0">${pane}</sheetView></sheetViews>` +
      `<cols>${columns.join("")}</cols><sheetData>`;
  }

  function row(one: WrittenRow): string {
    written += 1;
    if (one.dress === undefined) plain = written;
    if (one.dress === "note" && widths.length > 1) {
      merged.push(`<mergeCell ref="A${written}:${last}${written}"/>`);
    }
    return writtenRow(one, written, widths);
  }

  function closing(): string {
    const merges = merged.length === 0
      ? ""
      : `<mergeCells count="${merged.length}">${merged.join("")}</mergeCells>`;
    const filter = filtered && plain > frozen
      ? `<autoFilter ref="A${frozen}:${last}${plain}"/>`
      : "";
    return `</sheetData>${filter}${merges}` +
      `<pageMargins left="0.5" right="0.5" top="0.5" bottom="0.5" header="0.3" footer="0.3"/>` +
      `<pageSetup paperSize="9" orientation="${paper}" fitToWidth="1" fitToHeight="0"/></worksheet>`;
  }
}

/** Points that a line of text takes, and a title. */
const LINE = 15;
const TITLE = 21;
/** What of a column's letters fits where they are bold. */
const BOLD = 0.9;

/**
 * A row as high as its text: not every program makes room by itself for what it wraps, and none does
 * for merged cells.
 */
function writtenRow({ cells, dress }: WrittenRow, row: number, widths: readonly number[]): string {
  const all = widths.reduce((sum, width) => sum + width, 0);
  const lines = cells.map((cell, i) =>
    typeof cell !== "string" || dress === "title" || dress === "total"
      ? 1
      : linesOf(cell, (dress === "note" ? all : widths[i] ?? all) * (dress === "head" ? BOLD : 1))
  );
  const points = dress === "title" ? TITLE : Math.max(1, ...lines) * LINE;
  const height = points > LINE ? ` ht="${points}" customHeight="1"` : "";
  const written = cells.map((cell, i) => writtenCell(cell, `${columnName(i)}${row}`, dress));
  return `<row r="${row}"${height}>${written.join("")}</row>`;
}

/** In how many lines a text fits, if a letter is as wide as the digits that widths count in. */
function linesOf(text: string, width: number): number {
  const letters = Math.max(1, Math.floor(width));
  let lines = 0;
  for (const paragraph of text.split("\n")) {
    let left = 0;
    for (const word of paragraph.split(/[ \t]+|(?<=-)/)) {
      if (word.length <= left) {
        left -= word.length + 1;
        continue;
      }
      lines += Math.max(1, Math.ceil(word.length / letters));
      left = letters - (word.length % letters || letters) - 1;
    }
  }
  return Math.max(1, lines);
}

/** Text as it stands, which a spreadsheet would make a formula once somebody edits its cell. */
const BEGINS_A_FORMULA = /^[=+\-@\t\r]/;

function writtenCell(cell: WrittenCell, place: string, dress: WrittenRow["dress"]): string {
  const total = dress === "total";
  const number = (value: string | number, format: number) =>
    `<c r="${place}" s="${format}"><v>${value}</v></c>`;
  if (cell === null) {
    return total ? `<c r="${place}" s="${FORMATS.totalText}"/>` : "";
  }
  if (typeof cell === "string") {
    const format = total
      ? FORMATS.totalText
      : dress !== undefined
      ? FORMATS[dress]
      : BEGINS_A_FORMULA.test(cell)
      ? FORMATS.quoted
      : FORMATS.text;
    return `<c r="${place}" s="${format}" t="inlineStr">` +
      `<is><t xml:space="preserve">${escaped(cell)}</t></is></c>`;
  }
  if ("sum" in cell) {
    return number(roublesAndKopecks(cell.sum), total ? FORMATS.totalSum : FORMATS.sum);
  }
  if ("date" in cell) return number(serialOf(cell.date), FORMATS.date);
  if ("number" in cell) return number(cell.number, FORMATS.number);
  // One format for both would show «20,%».
  const format = cell.rate % 100 === 0 ? FORMATS.wholeRate : FORMATS.brokenRate;
  return number(cell.rate / 10_000, format);
}

/** A, B, …, Z, AA, … */
function columnName(index: number): string {
  const letter = String.fromCharCode(65 + index % 26);
  return index < 26 ? letter : columnName(Math.floor(index / 26) - 1) + letter;
}

/** Days since 1899-12-30, as spreadsheets count them. */
function serialOf(date: LocalDate): number {
  return utcMidnight(date) / 86_400_000 + 25_569;
}

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** XML 1.0 has no place for control characters, not even escaped. */
function escaped(text: string): string {
  return text
    .replace(/[^\P{Cc}\t\n\r]|\ufffe|\uffff/gu, "")
    .replace(/[&<>"]/g, (sign) => ENTITIES[sign]!);
}
