import { createHash } from "node:crypto";
import { type Cell, type FileProblem, readSpreadsheet } from "../adapters/spreadsheet/mod.ts";
import { type Column, findTable, type TableRow } from "../adapters/spreadsheet/table.ts";
import { type Sql, transaction } from "../db/connection.ts";
import {
  finishImport,
  type ImportFile,
  lockImports,
  markChecking,
  markRefusalsAccepted,
  markUnreadable,
  readImportContent,
  readImportFile,
  type RefusedRow,
  standingRefusals,
  writeRefusals,
} from "../db/imports.ts";
import {
  filesWithServices,
  insertServiceLines,
  insuredPolicies,
  type NewServiceLine,
  standingLines,
  standingRows,
} from "../db/service_lines.ts";
import type { Clock } from "../domain/clock.ts";
import type { Kopecks } from "../domain/money.ts";
import {
  cellText,
  checkRegisterRow,
  type HoldReason,
  type Recurrence,
  type RefusalReason,
  type RegisterCells,
  type RegisterVerdict,
  rowFingerprint,
  serviceFingerprint,
} from "../domain/register_line.ts";
import { storeFile } from "./receive_file.ts";

export interface RegisterImport {
  fileId: number;
  /** Called after each part of the file, with the rows gone through. */
  progress?: (rows: number) => void;
}

/** What stands of a register once it has been gone through. */
export interface RegisterOutcome {
  ok: true;
  fileId: number;
  accepted: number;
  /** Accepted ones that equal another row but for its number. */
  marked: number;
  refused: RefusedRow[];
  held: { sheetRow: number; reason: HoldReason }[];
  /** The insured's part of the accepted lines, by policy number. */
  franchiseByPolicy: Map<string, Kopecks>;
  /** False where this check changed nothing: the same file again, with the same outcome. */
  changed: boolean;
}

export interface UnreadableFile extends FileProblem {
  ok: false;
  reason: "unreadable";
  fileId: number;
}

/**
 * Goes through a stored register: each row becomes a priced line, a line held for staff, or a
 * refusal. Works in parts, each its own transaction, and starts where an interrupted run stopped;
 * for a file that was gone through before it checks the refused rows alone.
 */
export async function importRegister(
  sql: Sql,
  clock: Clock,
  { fileId, progress }: RegisterImport,
): Promise<RegisterOutcome | UnreadableFile> {
  const file = await readImportFile(sql, fileId);
  if (file?.kind !== "register" || file.clinicId === null) {
    throw new Error(`Import file ${fileId} is no register`);
  }
  const table = readRegister({ name: file.name, content: await readImportContent(sql, fileId) });
  if (!table.ok) {
    await markUnreadable(sql, fileId, { problem: table.problem, at: clock.now() });
    return { ...table, reason: "unreadable", fileId };
  }

  await markChecking(sql, fileId);
  let changes = file.state === "done" ? 0 : 1;
  let gone = 0;
  for (const rows of partsOf(table.rows)) {
    changes += await transaction(sql, (sql) => importRows(sql, clock, { file, rows }));
    gone += rows.length;
    progress?.(gone);
  }

  const standing = await standingLines(sql, fileId);
  const refused = await standingRefusals(sql, fileId);
  await finishImport(sql, fileId, {
    accepted: standing.accepted,
    unchanged: 0,
    held: standing.held.length,
    refused: refused.length,
    at: clock.now(),
  });
  return { ok: true, fileId, ...standing, refused, changed: changes > 0 };
}

/** What loading the register would come to; writes nothing. */
export async function previewRegister(
  sql: Sql,
  clock: Clock,
  register: { clinic: string; name: string; content: Uint8Array },
): Promise<RegisterOutcome | UnreadableFile | { ok: false; reason: "clinic_missing" }> {
  class Previewed extends Error {
    constructor(readonly outcome: RegisterOutcome | UnreadableFile) {
      super("Rolled back after a preview");
    }
  }
  try {
    return await transaction(sql, async (sql) => {
      const stored = await storeFile(sql, clock, {
        kind: "register",
        ...register,
        uploadedBy: null,
      });
      if (!stored.ok) return { ok: false as const, reason: "clinic_missing" as const };
      throw new Previewed(await importRegister(sql, clock, { fileId: stored.file.id }));
    });
  } catch (error) {
    if (error instanceof Previewed) return error.outcome;
    throw error;
  }
}

const ROWS_AT_ONCE = 1000;

function* partsOf(rows: Iterable<RegisterRow>): Generator<RegisterRow[]> {
  let part: RegisterRow[] = [];
  for (const row of rows) {
    part.push(row);
    if (part.length < ROWS_AT_ONCE) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
}

type RegisterColumn = keyof RegisterCells | "surname" | "givenName" | "patronymic";

const COLUMNS: Column<RegisterColumn>[] = [
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

interface RegisterRow {
  row: TableRow<RegisterColumn>;
  cells: RegisterCells;
  /** An earlier row of the file agrees in everything. */
  repeated: boolean;
  /** SHA-256 of the service, the row's own number aside. */
  fingerprint: string;
}

type Register = { ok: true; rows: Iterable<RegisterRow> } | { ok: false } & FileProblem;

function readRegister(file: { name: string; content: Uint8Array }): Register {
  const spreadsheet = readSpreadsheet(file);
  if (!spreadsheet.ok) return spreadsheet;
  const table = findTable(spreadsheet.sheets, COLUMNS);
  if (!table.ok) return table;
  if (!table.places.has("name") && !table.places.has("surname")) {
    return {
      ok: false,
      problem: "Не хватает столбца «ФИО пациента». Добавьте его и загрузите файл снова",
      english: "The column «ФИО пациента» is missing",
    };
  }
  return { ok: true, rows: registerRows(table.rows) };
}

function* registerRows(rows: Iterable<TableRow<RegisterColumn>>): Generator<RegisterRow> {
  const seen = new Set<string>();
  for (const row of rows) {
    if (!isLine(row)) continue;
    const cells = cellsOf(row.values);
    const whole = hash(rowFingerprint(cells));
    const repeated = seen.has(whole);
    seen.add(whole);
    yield { row, cells, repeated, fingerprint: hash(serviceFingerprint(cells)) };
  }
}

function cellsOf(values: Record<RegisterColumn, Cell>): RegisterCells {
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

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** @returns how many rows stand differently than before */
async function importRows(
  sql: Sql,
  clock: Clock,
  { file, rows }: { file: ImportFile; rows: RegisterRow[] },
): Promise<number> {
  const clinicId = file.clinicId!;
  await lockImports(sql, `clinic/${clinicId}`);
  const standing = await standingRows(sql, file.id, rows.map(({ row }) => row.row));
  const open = rows.filter(({ row }) => !standing.has(row.row));
  if (open.length === 0) return 0;

  const numbers = new Set(open.map(({ cells }) => cellText(cells.policyNumber)));
  const policies = await insuredPolicies(sql, [...numbers]);
  const files = await filesWithServices(sql, clinicId, open.map((row) => row.fingerprint));
  const lines: NewServiceLine[] = [];
  const refusals: RefusedRow[] = [];
  for (const { row, cells, repeated, fingerprint } of open) {
    const policy = policies.get(cellText(cells.policyNumber));
    const filesOfService = files.get(fingerprint) ?? new Set();
    const recurrence = recurrenceOf({ repeated, fileId: file.id, filesOfService });
    const verdict = row.cutShort
      ? CUT_SHORT
      : checkRegisterRow(cells, { policy: policy?.record ?? null, today: file.asOf, recurrence });
    if (verdict.kind === "refused") {
      refusals.push({ sheetRow: row.row, cells: row.cells, reason: verdict.reason });
      continue;
    }
    if (!policy || policy.franchiseId === null) {
      throw new Error(`A row was accepted without a franchise: row ${row.row} of file ${file.id}`);
    }
    lines.push({
      sheetRow: row.row,
      policyId: policy.policyId,
      franchiseId: policy.franchiseId,
      line: verdict.line,
      fingerprint,
      marked: verdict.kind === "accepted" ? verdict.mark : null,
      held: verdict.kind === "held" ? verdict.reason : null,
    });
    files.set(fingerprint, filesOfService.add(file.id));
  }

  const at = clock.now();
  await insertServiceLines(sql, { fileId: file.id, clinicId, lines, at });
  await markRefusalsAccepted(sql, file.id, { sheetRows: lines.map((line) => line.sheetRow), at });
  return lines.length + await writeRefusals(sql, file.id, { rows: refusals, at });
}

const CUT_SHORT: RegisterVerdict = { kind: "refused", reason: "cut_short" satisfies RefusalReason };

function recurrenceOf(row: {
  repeated: boolean;
  fileId: number;
  filesOfService: Set<number>;
}): Recurrence {
  if (row.repeated) return "same_row";
  if ([...row.filesOfService].some((fileId) => fileId !== row.fileId)) return "in_another_file";
  return row.filesOfService.has(row.fileId) ? "same_service" : "first";
}
