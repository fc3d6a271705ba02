import { createHash } from "node:crypto";
import {
  type Blocks,
  type Cell,
  type FileProblem,
  readSpreadsheet,
  type SentFile,
} from "../../adapters/spreadsheet/mod.ts";
import { type Column, findTable, type TableRow } from "../../adapters/spreadsheet/table.ts";
import {
  cellText,
  type RegisterCells,
  rowFingerprint,
  serviceFingerprint,
} from "../../domain/register_line.ts";
import { RowHashes } from "./row_hashes.ts";

/** What stands in a column of a register. */
export type RegisterColumn = keyof RegisterCells | "surname" | "givenName" | "patronymic";

/** The columns that a register may have, as they are called to staff. */
export const REGISTER_COLUMNS: readonly Column<RegisterColumn>[] = [
  {
    key: "rowNumber",
    title: "№ п/п",
    names: ["№", "№ пп", "п/п", "номер по порядку", "номер строки", "№ строки"],
    required: false,
  },
  {
    key: "policyNumber",
    title: "№ полиса",
    names: ["номер полиса", "полис", "полис ДМС", "№ полиса ДМС", "номер полиса ДМС"],
    required: true,
  },
  {
    key: "name",
    title: "ФИО пациента",
    names: ["ФИО", "Ф.И.О.", "Ф.И.О. пациента", "пациент", "ФИО застрахованного", "застрахованный"],
    required: false,
  },
  { key: "surname", title: "Фамилия", names: ["фамилия пациента"], required: false },
  { key: "givenName", title: "Имя", names: ["имя пациента"], required: false },
  { key: "patronymic", title: "Отчество", names: ["отчество пациента"], required: false },
  { key: "birthDate", title: "Дата рождения", names: ["д.р.", "ДР"], required: false },
  {
    key: "serviceDate",
    title: "Дата услуги",
    names: ["дата оказания услуги", "дата оказания", "дата приема", "дата визита", "дата"],
    required: true,
  },
  {
    key: "code",
    title: "Код услуги",
    names: ["код", "код по номенклатуре", "код номенклатуры"],
    required: false,
  },
  {
    key: "service",
    title: "Наименование услуги",
    names: ["услуга", "название услуги", "наименование", "медицинская услуга"],
    required: true,
  },
  {
    key: "quantity",
    title: "Кол-во",
    names: ["количество", "кол-во услуг", "количество услуг", "кол."],
    required: true,
  },
  {
    key: "price",
    title: "Цена, руб.",
    names: ["цена", "цена услуги", "тариф", "цена за единицу", "цена, ₽", "тариф, руб."],
    required: true,
  },
  {
    key: "cost",
    title: "Стоимость, руб.",
    names: ["стоимость", "сумма", "сумма, руб.", "стоимость услуги", "стоимость, ₽", "итого, руб."],
    required: false,
  },
];

/** A line of a register as its file has it. */
export interface RegisterRow {
  row: TableRow<RegisterColumn>;
  cells: RegisterCells;
  /** An earlier row of the file agrees in everything. */
  repeated: boolean;
  /** SHA-256 of the service, the row's own number aside. */
  fingerprint: string;
}

export type RegisterFile =
  | {
    ok: true;
    /** Which cell of a row is which column, from 0. */
    places: Map<RegisterColumn, number>;
    /** The row that names the columns, as it stands. */
    header: Cell[];
    /** The number of the sheet's last row, an empty one perhaps. */
    lastRow: number;
    /** May be gone through again. */
    rows: Blocks<RegisterRow>;
  }
  | { ok: false } & FileProblem;

/** Finds a register in a file: the sheet, the header, and the rows that are lines. */
export async function readRegister(file: SentFile): Promise<RegisterFile> {
  const spreadsheet = await readSpreadsheet(file);
  if (!spreadsheet.ok) return spreadsheet;
  const table = await findTable(spreadsheet.sheets, [...REGISTER_COLUMNS]);
  if (!table.ok) return table;
  if (!table.places.has("name") && !table.places.has("surname")) {
    return {
      ok: false,
      problem: "Не хватает столбца «ФИО пациента». Добавьте его и загрузите файл снова",
      english: "The column «ФИО пациента» is missing",
    };
  }
  const rows = { [Symbol.asyncIterator]: () => registerRows(table.rows) };
  const { places, header, lastRow } = table;
  return { ok: true, places, header, lastRow, rows };
}

async function* registerRows(
  rows: Blocks<TableRow<RegisterColumn>>,
): AsyncGenerator<RegisterRow[]> {
  const seen = new RowHashes();
  for await (const block of rows) {
    yield block.filter(isLine).map((row) => {
      const cells = cellsOf(row.values);
      const service = serviceFingerprint(cells);
      const repeated = !seen.add(rowFingerprint(cells, service));
      return { row, cells, repeated, fingerprint: hash(service) };
    });
  }
}

/** A row's cells by column; a name in three columns is put together. */
export function cellsOf(values: Record<RegisterColumn, Cell>): RegisterCells {
  const parts = [values.surname, values.givenName, values.patronymic].map(cellText);
  return { ...values, name: values.name ?? (parts.join(" ").trim() || null) };
}

/**
 * Titles, totals, signatures and the row of column numbers under a printed header are no lines. A
 * row with a policy or a date always is one, so that no service is passed over in silence.
 */
function isLine({ values, cells }: TableRow<RegisterColumn>): boolean {
  const filled = cells.filter((cell) => cellText(cell) !== "");
  const numbered = filled.length > 3 && filled.every((cell, at) => cellText(cell) === `${at + 1}`);
  if (numbered) return false;
  if (cellText(values.policyNumber) !== "" || cellText(values.serviceDate) !== "") return true;
  if (filled.some((cell) => /^(итог|всего|в том числе)/i.test(cellText(cell)))) return false;
  return cellText(values.service) !== "" &&
    (cellText(values.name) !== "" || cellText(values.price) !== "");
}

/** What is stored of a service to know it again. */
export function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
