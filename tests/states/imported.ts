import assert from "node:assert/strict";
import type { Cell } from "../../adapters/spreadsheet/mod.ts";
import { addDays, localDateOf } from "../../domain/local_date.ts";
import { noteProgress } from "../../db/imports/import_progress.ts";
import { markChecking } from "../../db/imports/imports.ts";
import { previewFile } from "../../use_cases/imports/preview_file.ts";
import { importRoster } from "../../use_cases/imports/import_roster.ts";
import { INSURER_ZONE, receiveFile, storeFile } from "../../use_cases/imports/receive_file.ts";
import type { TestSite } from "../harness/site.ts";
import { ROSTER_HEADER, rosterRow } from "../samples/roster_rows.ts";
import { registerOf, registerRow, workbookOf } from "../samples/sheets.ts";
import { CLINIC, EMPLOYER, loadPeople, loadRegister, sample } from "../samples/story.ts";

/** Files by their ids. */
export interface Imported {
  roster: number;
  /** Two lines, and a row refused for each common reason. */
  register: number;
  refusedRow: number;
  /** Was mended once, in vain. */
  triedRow: number;
  /** Sent under another employer's name. */
  mistakenRoster: number;
  /** Asked to be shown before it replaces `register`. */
  replacingPreview: number;
  /** Repeats the lines of another: they are held. */
  repeated: number;
  /** Loaded in place of another. */
  replacing: number;
  unreadable: number;
  /** Asked to be shown before they are loaded. */
  rosterPreview: number;
  registerPreview: number;
  /** Not read yet. */
  waiting: number;
  /** In the middle of their rows: a register, a roster, a preview. */
  checking: number;
  rosterUnderWay: number;
  counting: number;
}

const LONG_SERVICE = "Магнитно-резонансная томография головного мозга с внутривенным " +
  "контрастированием, описанием и записью на электронный носитель";
const VISIT = registerRow({ number: 1 });
const SCAN = registerRow({ number: 2, service: LONG_SERVICE, price: 123_456.78 });

/** A clinic's files and an employer's roster, each as staff may meet it. */
export async function imported({ sql, clock }: TestSite): Promise<Imported> {
  await loadPeople(sql);
  const load = async (name: string, content: Uint8Array, replaces?: number) => {
    await loadRegister(sql, { name, content, ...(replaces === undefined ? {} : { replaces }) });
    return await lastFile();
  };
  const register = await load(
    "Реестр оказанных услуг за октябрь 2026 (исправленный, окончательный).xlsx",
    registerOf(VISIT, SCAN, ...REFUSED),
  );
  await sql`
    insert into row_corrections (file_id, sheet_row, cells, refused_for, corrected_at)
    select file_id, sheet_row, jsonb_set(cells, '{9}', '"300"'), reason, refused_at
    from refused_rows where file_id = ${register} and sheet_row = ${TRIED_ROW}`;
  const repeated = await load("Реестр 2.xlsx", registerOf(VISIT.with(0, 7), SCAN.with(0, 8)));
  const first = await load("Ноябрь.xlsx", registerOf(NOVEMBER, NOVEMBER_SCAN));
  const replacing = await load("Ноябрь 2.xlsx", registerOf(NOVEMBER.with(8, 800)), first);
  const unreadable = await load("Прайс.xlsx", workbookOf({ "Цены": [["Услуга"], ["Прием"]] }));

  const shown = async (file: Parameters<typeof receiveFile>[2]) => {
    const stored = await receiveFile(sql, clock, file);
    assert.ok(stored.ok);
    await previewFile(sql, clock, { fileId: stored.file.id });
    return stored.file.id;
  };
  const december = registerRow({ number: 1, date: "2026-11-11" });
  const registerPreview = await shown({
    preview: { absentLastDay: null },
    uploadedBy: null,
    kind: "register",
    clinic: CLINIC,
    name: "Посмотреть.xlsx",
    content: registerOf(december, SCAN.with(0, 3), ...REFUSED),
  });
  const rosterPreview = await shown({
    kind: "roster",
    employer: EMPLOYER,
    name: "Список сотрудников.xlsx",
    content: workbookOf({ "Список": [ROSTER_HEADER, NEW_PERSON, NAMELESS] }),
    preview: { absentLastDay: addDays(localDateOf(clock.now(), INSURER_ZONE), -1) },
    uploadedBy: null,
  });
  const replacingPreview = await shown({
    preview: { absentLastDay: null },
    uploadedBy: null,
    kind: "register",
    clinic: CLINIC,
    name: "Октябрь, исправленный.xlsx",
    replaces: register,
    content: registerOf(VISIT.with(8, 900)),
  });
  const mistaken = await storeFile(sql, clock, {
    kind: "roster",
    employer: "ООО «Ромашка Образец»",
    name: "Список завода.xlsx",
    content: sample("roster.xlsx"),
    uploadedBy: null,
  });
  assert.ok(mistaken.ok);
  await importRoster(sql, clock, { fileId: mistaken.file.id });
  const received = async (file: Parameters<typeof receiveFile>[2]) => {
    const stored = await receiveFile(sql, clock, file);
    assert.ok(stored.ok);
    return stored.file.id;
  };
  const another = (number: number) => ({
    kind: "register" as const,
    clinic: CLINIC,
    content: registerOf(december.with(0, number)),
    uploadedBy: null,
  });
  const waiting = await received({ ...another(9), name: "Только что.xlsx" });
  // A clinic of its own: nothing of it is invoiced meanwhile, and others' people get theirs.
  const checking = await received({
    ...another(10),
    clinic: "АО «Сеть клиник Заря»",
    name: "Сеть клиник за ноябрь.xlsx",
  });
  await markChecking(sql, checking);
  await noteProgress(sql, { fileId: checking, work: "import" }, {
    reachedRow: 41_004,
    lastRow: 100_003,
  });
  const rosterUnderWay = await received({
    kind: "roster",
    employer: EMPLOYER,
    name: "Новые сотрудники.xlsx",
    content: workbookOf({ "Список": [ROSTER_HEADER, NEW_PERSON] }),
    uploadedBy: null,
  });
  await noteProgress(sql, { fileId: rosterUnderWay, work: "import" }, {
    reachedRow: 0,
    lastRow: 2301,
  });
  const counting = await received({
    ...another(11),
    name: "Сначала посмотреть.xlsx",
    preview: { absentLastDay: null },
  });
  await noteProgress(sql, { fileId: counting, work: "preview" }, {
    reachedRow: 3001,
    lastRow: 4280,
  });
  const [roster] = await sql<{ id: number }[]>`
    select min(id) as id from import_files where kind = 'roster'`;
  return {
    roster: roster!.id,
    register,
    refusedRow: 4,
    triedRow: TRIED_ROW,
    mistakenRoster: mistaken.file.id,
    replacingPreview,
    repeated,
    replacing,
    unreadable,
    rosterPreview,
    registerPreview,
    waiting,
    checking,
    rosterUnderWay,
    counting,
  };

  async function lastFile(): Promise<number> {
    const [row] = await sql<{ id: number }[]>`select max(id) as id from import_files`;
    return row!.id;
  }
}

const TRIED_ROW = 6;

/** Of another month. */
const NOVEMBER = registerRow({ number: 1, date: "2026-11-05" });
const NOVEMBER_SCAN = registerRow({ number: 2, date: "2026-11-06", service: "УЗИ", price: 3000 });

const REFUSED: Cell[][] = [
  registerRow({ number: 3, policy: "7701/000/000000" }),
  registerRow({ number: 4, date: "в октябре" }),
  registerRow({ number: 5, service: "Анализ крови", price: 100, cost: 250 }),
  registerRow({ number: 6, name: "Константинопольская-Преображенская Александра-Виктория" }),
];

const NEW_PERSON = rosterRow(1, "Константинопольская-Преображенская").with(0, "Н-1");
const NAMELESS = NEW_PERSON.with(0, "Н-2").with(1, "7702/1/2").with(2, "");
