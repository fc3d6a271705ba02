import {
  allRows,
  type Cell,
  type FileProblem,
  readSpreadsheet,
  type SentFile,
} from "../../adapters/spreadsheet/mod.ts";
import { type Column, findTable, type TableRow } from "../../adapters/spreadsheet/table.ts";
import { cellText } from "../../domain/register_line.ts";
import type { RosterCells } from "../../domain/roster_row.ts";

const COLUMNS: Column<keyof RosterCells>[] = [
  {
    key: "personnelNumber",
    title: "Табельный №",
    names: ["табельный номер", "таб. №", "таб. номер", "ТН"],
    required: true,
  },
  {
    key: "policyNumber",
    title: "№ полиса",
    names: ["номер полиса", "полис", "№ полиса ДМС", "номер полиса ДМС"],
    required: true,
  },
  { key: "surname", title: "Фамилия", names: [], required: true },
  { key: "name", title: "Имя", names: [], required: true },
  { key: "patronymic", title: "Отчество", names: [], required: false },
  { key: "birthDate", title: "Дата рождения", names: ["д.р."], required: true },
  { key: "sex", title: "Пол", names: [], required: false },
  {
    key: "phone",
    title: "Телефон",
    names: ["мобильный телефон", "номер телефона", "моб. телефон"],
    required: false,
  },
  {
    key: "email",
    title: "E-mail",
    names: ["email", "почта", "электронная почта", "адрес электронной почты", "эл. почта"],
    required: false,
  },
  { key: "programme", title: "Программа", names: ["программа ДМС"], required: true },
  { key: "franchise", title: "Франшиза, %", names: ["франшиза", "% франшизы"], required: true },
  {
    key: "startsOn",
    title: "Начало",
    names: ["начало полиса", "дата начала", "начало действия", "действует с"],
    required: true,
  },
  {
    key: "endsOn",
    title: "Окончание",
    names: ["окончание полиса", "дата окончания", "окончание действия", "действует по"],
    required: true,
  },
  {
    key: "representativePolicy",
    title: "Полис законного представителя",
    names: ["полис представителя", "№ полиса законного представителя"],
    required: false,
  },
  {
    key: "ward",
    title: "Опека",
    names: ["подопечный", "под опекой"],
    required: false,
  },
];

/** A person under one policy, as the file has them. */
export type RosterRow = TableRow<keyof RosterCells>;

/** Columns that a roster may lack altogether: what they tell then stays as it was known. */
export interface RosterColumns {
  representatives: boolean;
  wards: boolean;
}

export type RosterFile =
  | {
    ok: true;
    rows: RosterRow[];
    columns: RosterColumns;
    /** Which cell of a row is which column, from 0. */
    places: ReadonlyMap<string, number>;
    /** The row that names the columns, as it stands. */
    header: Cell[];
  }
  | { ok: false } & FileProblem;

/** Finds a roster in a file: the sheet, the header, and the rows that name people. */
export async function readRoster(file: SentFile): Promise<RosterFile> {
  const spreadsheet = await readSpreadsheet(file);
  if (!spreadsheet.ok) return spreadsheet;
  const table = await findTable(spreadsheet.sheets, COLUMNS);
  if (!table.ok) return table;
  const columns = {
    representatives: table.places.has("representativePolicy"),
    wards: table.places.has("ward"),
  };
  const { places, header } = table;
  const rows = (await allRows(table.rows)).filter(isPerson);
  return { ok: true, rows, columns, places, header };
}

/** Totals and signatures below the table name nobody. */
function isPerson({ values }: RosterRow): boolean {
  const { policyNumber, surname, name, birthDate } = values;
  return [policyNumber, surname, name, birthDate].filter((cell) => cellText(cell) !== "").length >
    1;
}
