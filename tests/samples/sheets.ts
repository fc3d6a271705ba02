import { utils, write } from "xlsx";
import type { Cell } from "../../adapters/spreadsheet/mod.ts";

/** A workbook of one sheet per entry, as Excel would save it. */
export function workbookOf(sheets: Record<string, Cell[][]>): Uint8Array {
  const book = utils.book_new();
  for (const [name, rows] of Object.entries(sheets)) {
    utils.book_append_sheet(book, utils.aoa_to_sheet(rows), name);
  }
  return new Uint8Array(write(book, { type: "array", bookType: "xlsx", compression: true }));
}

export const REGISTER_HEADER = [
  "№ п/п",
  "№ полиса",
  "ФИО пациента",
  "Дата рождения",
  "Дата услуги",
  "Код услуги",
  "Наименование услуги",
  "Кол-во",
  "Цена, руб.",
  "Стоимость, руб.",
];

/** A row that any sample person's register may hold: Пробин Ильдар, a visit, 1 000,00 ₽. */
export function registerRow(changes: Partial<Record<RegisterField, Cell>> = {}): Cell[] {
  const row = { ...VISIT, ...changes };
  return [
    row.number,
    row.policy,
    row.name,
    "1962-09-04",
    row.date,
    "B01.047.001",
    row.service,
    row.quantity,
    row.price,
    row.cost,
  ];
}

type RegisterField = keyof typeof VISIT;

const VISIT = {
  number: 1 as Cell,
  policy: "7701/474/001000" as Cell,
  name: "Пробин Ильдар Тестович" as Cell,
  date: "2026-10-05" as Cell,
  service: "Прием терапевта" as Cell,
  quantity: 1 as Cell,
  price: 1000 as Cell,
  cost: null as Cell,
};

export function registerOf(...rows: Cell[][]): Uint8Array {
  return workbookOf({ "Реестр": [REGISTER_HEADER, ...rows] });
}

export function csvOf(rows: Cell[][], delimiter = ";"): Uint8Array {
  const lines = rows.map((row) => row.map((cell) => cell === null ? "" : cell).join(delimiter));
  return new TextEncoder().encode(lines.join("\r\n"));
}
