import type { Blocks, Cell, FileProblem, Sheet, SheetRow } from "./mod.ts";

/** A column that a kind of file may have. */
export interface Column<Key extends string> {
  key: Key;
  /** As it is called in a message to staff. */
  title: string;
  /** Other names for it, seen in files; capitals, spaces, ё/е and punctuation don't matter. */
  names: string[];
  required: boolean;
}

export interface TableRow<Key extends string> extends SheetRow {
  /** The row's cells by column; a column that the table lacks is null. */
  values: Record<Key, Cell>;
  /** Fewer cells than the header where nothing pads them: a csv line that was cut. */
  cutShort: boolean;
}

export type Table<Key extends string> =
  | {
    ok: true;
    sheet: string | null;
    /** Which cell of a row is which column, from 0; a column that the table lacks has none. */
    places: Map<Key, number>;
    /** The row that names the columns, as it stands. */
    header: Cell[];
    /** The number of the sheet's last row: {@linkcode Sheet.lastRow}. */
    lastRow: number;
    /** May be gone through again. */
    rows: Blocks<TableRow<Key>>;
  }
  | { ok: false } & FileProblem;

const HEADER_WITHIN_ROWS = 30;

/**
 * Finds the sheet and the row that hold the columns' names, in any order, within the first 30 rows of
 * any sheet, and reads what stands below by column. A repeated header below is no row.
 *
 * @returns what is missing where no sheet has all required columns, or any row below them.
 */
export async function findTable<Key extends string>(
  sheets: Sheet[],
  columns: Column<Key>[],
): Promise<Table<Key>> {
  const headers: Header<Key>[] = [];
  for (const sheet of sheets) headers.push(await bestHeader(sheet, columns));
  const whole = headers.filter((header) => header.missing.length === 0);
  if (whole.length > 1) {
    const names = whole.map((header) => `«${header.sheet.name}»`);
    return {
      ok: false,
      problem: `Таблица есть на листах ${names.join(" и ")}. Оставьте в книге одну`,
      english: `There is a table on more than one sheet (${
        names.join(", ")
      }): leave one in the workbook`,
    };
  }
  const [header] = whole;
  if (!header) return { ok: false, ...missingColumns(headers, columns) };

  const rows = { [Symbol.asyncIterator]: () => rowsBelow(header, columns) };
  if (await isEmpty(rows)) {
    return {
      ok: false,
      problem: "В таблице нет ни одной строки, только названия столбцов. " +
        "Проверьте, тот ли файл выбран, и загрузите его снова",
      english: "The table is empty below its header: check whether it is the right file",
    };
  }
  const { name: sheet, lastRow } = header.sheet;
  return { ok: true, sheet, places: header.places, header: header.cells, lastRow, rows };
}

async function isEmpty(rows: Blocks<unknown>): Promise<boolean> {
  for await (const _ of rows) return false;
  return true;
}

/** Blocks of one row at least. */
async function* rowsBelow<Key extends string>(
  header: Header<Key>,
  columns: Column<Key>[],
): AsyncGenerator<TableRow<Key>[]> {
  const width = Math.max(...header.places.values()) + 1;
  const padded = header.sheet.name !== null;
  for await (const block of header.sheet.rows) {
    const rows: TableRow<Key>[] = [];
    for (const { row, cells } of block) {
      if (row <= header.row || repeatsHeader(cells, header)) continue;
      const values = {} as Record<Key, Cell>;
      for (const { key } of columns) values[key] = cellAt(cells, header.places.get(key));
      rows.push({ row, cells, values, cutShort: !padded && cells.length < width });
    }
    if (rows.length > 0) yield rows;
  }
}

interface Header<Key extends string> {
  sheet: Sheet;
  row: number;
  cells: Cell[];
  places: Map<Key, number>;
  missing: Column<Key>[];
}

async function bestHeader<Key extends string>(
  sheet: Sheet,
  columns: Column<Key>[],
): Promise<Header<Key>> {
  let best: Header<Key> = {
    sheet,
    row: 0,
    cells: [],
    places: new Map(),
    missing: columns.filter((column) => column.required),
  };
  for await (const block of sheet.rows) {
    for (const { row, cells } of block) {
      if (row > HEADER_WITHIN_ROWS) return best;
      const places = placesIn(cells, columns);
      if (places.size <= best.places.size) continue;
      const missing = columns.filter((column) => column.required && !places.has(column.key));
      best = { sheet, row, cells, places, missing };
    }
  }
  return best;
}

function placesIn<Key extends string>(cells: Cell[], columns: Column<Key>[]): Map<Key, number> {
  const places = new Map<Key, number>();
  cells.forEach((cell, index) => {
    const name = plain(cell);
    const column = columns.find(({ key, title, names }) =>
      !places.has(key) && [title, ...names].some((known) => plain(known) === name)
    );
    if (column) places.set(column.key, index);
  });
  return places;
}

/** Printed registers repeat the header on every page. */
function repeatsHeader<Key extends string>(cells: Cell[], header: Header<Key>): boolean {
  return [...header.places.values()].every((place) =>
    plain(cells[place] ?? null) === plain(header.cells[place] ?? null)
  );
}

function missingColumns<Key extends string>(
  headers: Header<Key>[],
  columns: Column<Key>[],
): FileProblem {
  const [nearest] = headers.toSorted((a, b) => b.places.size - a.places.size);
  const list = (columns: Column<Key>[]) => columns.map(({ title }) => `«${title}»`).join(", ");
  if (!nearest || nearest.places.size < 2) {
    const required = list(columns.filter((column) => column.required));
    return {
      problem: `Не нашли строку с названиями столбцов. Нужны столбцы ${required}`,
      english: `There is no row with the columns' names. These are needed: ${required}`,
    };
  }
  const where = nearest.sheet.name === null ? "" : ` на листе «${nearest.sheet.name}»`;
  const missing = list(nearest.missing);
  const onSheet = nearest.sheet.name === null ? "" : ` on sheet «${nearest.sheet.name}»`;
  return nearest.missing.length === 1
    ? {
      problem: `Не хватает столбца ${missing}${where}. Добавьте его и загрузите файл снова`,
      english: `The column ${missing} is missing${onSheet}`,
    }
    : {
      problem: `Не хватает столбцов ${missing}${where}. Добавьте их и загрузите файл снова`,
      english: `The columns ${missing} are missing${onSheet}`,
    };
}

function plain(cell: Cell): string {
  return String(cell ?? "").toLowerCase().replaceAll("ё", "е").replaceAll(/[^\p{L}\p{N}№%]+/gu, " ")
    .trim();
}

function cellAt(cells: Cell[], place: number | undefined): Cell {
  return place === undefined ? null : cells[place] ?? null;
}
