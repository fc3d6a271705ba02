import {
  allRows,
  type Cell,
  type FileProblem,
  readSpreadsheet,
  type SentFile,
  type Sheet,
} from "../../adapters/spreadsheet/mod.ts";
import { type Column, findTable, type TableRow } from "../../adapters/spreadsheet/table.ts";
import { nameKey } from "../../domain/person_name.ts";
import { inOneSpelling, type ProgrammeClinic, type ProgrammeItem } from "../../domain/programme.ts";
import {
  checkClinicRow,
  checkItemRow,
  type ClinicCells,
  clinicKey,
  type ItemCells,
  itemKey,
  type RowVerdict,
} from "../../domain/programme_row.ts";
import { cellText } from "../../domain/register_line.ts";

/** A row that breaks a rule. */
export interface WrongRow {
  /** «Программа», «Клиники» */
  table: string;
  row: number;
  /** All that is wrong with it, in Russian. */
  problems: string[];
}

export type ProgrammeFile =
  /** A part that the file leaves out is null. */
  | { ok: true; items: ProgrammeItem[] | null; clinics: ProgrammeClinic[] | null }
  | { ok: false; reason: "unreadable" } & FileProblem
  | { ok: false; reason: "wrong_rows"; rows: WrongRow[] };

/** Clinics that one programme may have: far above the largest lists, below what a page could not count. */
const MOST_CLINICS = 5000;

/**
 * Reads what a programme pays for and its clinics: a workbook with the sheets «Программа» and
 * «Клиники», or one of the two tables (as a csv is); found by the names of their columns.
 */
export async function readProgrammeFile(file: SentFile): Promise<ProgrammeFile> {
  const spreadsheet = await readSpreadsheet(file);
  if (!spreadsheet.ok) return { ...spreadsheet, reason: "unreadable" };
  const { sheets } = spreadsheet;
  const itemTable = await tableOf(sheets, ITEM_TABLE);
  const clinicTable = await tableOf(sheets, CLINIC_TABLE);
  for (const part of [itemTable, clinicTable]) {
    if (part.state === "broken") return { ok: false, reason: "unreadable", ...part.problem };
  }
  if (itemTable.state === "absent" && clinicTable.state === "absent") {
    return {
      ok: false,
      reason: "unreadable",
      problem: `Нет ни таблицы «Программа», ни таблицы «Клиники». ` +
        `Программа: ${itemTable.problem.problem}. Клиники: ${clinicTable.problem.problem}`,
      english: `There is neither table. Programme: ${itemTable.problem.english}. ` +
        `Clinics: ${clinicTable.problem.english}`,
    };
  }

  const items = checkRows(itemTable, { ...ITEM_TABLE, check: checkItemRow, keyOf: itemKey });
  const clinics = checkRows(clinicTable, {
    ...CLINIC_TABLE,
    check: checkClinicRow,
    keyOf: clinicKey,
  });
  const rows = [...items.wrong, ...clinics.wrong];
  if (rows.length > 0) return { ok: false, reason: "wrong_rows", rows };
  if (clinics.entries && clinics.entries.length > MOST_CLINICS) {
    return {
      ok: false,
      reason: "unreadable",
      problem: `Клиник больше ${MOST_CLINICS}: разделите программу`,
      english: `There are more than ${MOST_CLINICS} clinics: divide the programme`,
    };
  }
  return {
    ok: true,
    items: items.entries,
    clinics: clinics.entries && inOneSpelling(clinics.entries),
  };
}

interface Part<Key extends string> {
  title: string;
  columns: Column<Key>[];
}

const ITEM_TABLE: Part<keyof ItemCells> = {
  title: "Программа",
  columns: [
    {
      key: "kind",
      title: "Оплата",
      names: ["оплачено", "что с оплатой", "оплачивается"],
      required: true,
    },
    { key: "title", title: "Услуга", names: ["вид услуги", "помощь", "услуги"], required: true },
    {
      key: "detail",
      title: "Пояснение",
      names: ["условия", "комментарий", "подробности", "примечание"],
      required: false,
    },
  ],
};

const CLINIC_TABLE: Part<keyof ClinicCells> = {
  title: "Клиники",
  columns: [
    {
      key: "name",
      title: "Клиника",
      names: ["название", "наименование", "лечебное учреждение", "ЛПУ", "название клиники"],
      required: true,
    },
    { key: "city", title: "Город", names: ["населенный пункт"], required: true },
    { key: "address", title: "Адрес", names: ["улица и дом"], required: true },
    { key: "phone", title: "Телефон", names: ["телефон записи", "запись"], required: false },
    {
      key: "hours",
      title: "Часы работы",
      names: ["режим работы", "время работы", "график"],
      required: false,
    },
    {
      key: "care",
      title: "Виды помощи",
      names: ["вид помощи", "услуги клиники", "направления", "профиль"],
      required: true,
    },
    { key: "site", title: "Сайт", names: ["адрес сайта", "веб-сайт"], required: false },
  ],
};

type Found<Key extends string> =
  | { state: "found"; rows: TableRow<Key>[] }
  /** No sheet of that name, and no such columns anywhere. */
  | { state: "absent"; problem: FileProblem }
  | { state: "broken"; problem: FileProblem };

/** A sheet of the table's name must hold it; without one it may stand on any sheet. */
async function tableOf<Key extends string>(
  sheets: Sheet[],
  { title, columns }: Part<Key>,
): Promise<Found<Key>> {
  const named = sheets.filter(({ name }) => name !== null && nameKey(name) === nameKey(title));
  const table = await findTable(named.length > 0 ? named : sheets, columns);
  if (table.ok) return { state: "found", rows: await allRows(table.rows) };
  const { problem, english } = table;
  return named.length > 0
    ? {
      state: "broken",
      problem: { problem: `Лист «${title}». ${problem}`, english: `Sheet «${title}». ${english}` },
    }
    : { state: "absent", problem: { problem, english } };
}

interface Checks<Key extends string, Entry> extends Part<Key> {
  check: (cells: Record<Key, Cell>) => RowVerdict<Entry>;
  keyOf: (entry: Entry) => string;
}

/** Each row by itself, then against the rows above it. */
function checkRows<Key extends string, Entry>(
  table: Found<Key>,
  { title, check, keyOf }: Checks<Key, Entry>,
): { entries: Entry[] | null; wrong: WrongRow[] } {
  if (table.state !== "found") return { entries: null, wrong: [] };
  const entries = new Map<string, { row: number; entry: Entry }>();
  const wrong: WrongRow[] = [];
  for (const { row, values, cutShort } of table.rows) {
    if (isNote(values)) continue;
    const verdict = check(values);
    if (cutShort) {
      wrong.push({ table: title, row, problems: ["Строка обрывается: в ней не все столбцы"] });
    } else if (!verdict.ok) {
      wrong.push({ table: title, row, problems: verdict.problems });
    } else {
      const key = keyOf(verdict.entry);
      const above = entries.get(key);
      if (above) {
        wrong.push({ table: title, row, problems: [`Повторяет строку ${above.row}`] });
      } else {
        entries.set(key, { row, entry: verdict.entry });
      }
    }
  }
  return { entries: [...entries.values()].map(({ entry }) => entry), wrong };
}

/** Headings between the rows, totals and remarks fill one column at most. */
function isNote(values: Record<string, Cell>): boolean {
  return Object.values(values).filter((cell) => cellText(cell) !== "").length < 2;
}
