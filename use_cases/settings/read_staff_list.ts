import { writeWorkbook, type WrittenCell } from "../../adapters/spreadsheet/workbook.ts";
import type { Sql } from "../../db/connection.ts";
import { journalLooks } from "../../db/staff/journal.ts";
import {
  countStaffList,
  orgsOfStaffList,
  readStaffList,
  type StaffListQuery,
  type StaffListRow,
} from "../../db/staff/staff_lists.ts";
import type { Clock } from "../../domain/clock.ts";
import type { StaffActor } from "../imports/upload_file.ts";

export interface StaffListView {
  rows: StaffListRow[];
  /** How many rows the filter leaves. */
  total: number;
  /** Employers or clinics to choose from. */
  orgs: string[];
}

/** A page of a list; whoever it shows is journalled (152-FZ). */
export async function lookAtStaffList(
  sql: Sql,
  clock: Clock,
  { query, actor, offset, limit }: {
    query: StaffListQuery;
    actor: StaffActor;
    offset: number;
    limit: number;
  },
): Promise<StaffListView> {
  const now = clock.now();
  const [rows, total, orgs] = await Promise.all([
    readStaffList(sql, query, { offset, limit, now }),
    countStaffList(sql, query, now),
    orgsOfStaffList(sql, query.list, now),
  ]);
  await journalRows(sql, rows, { actor, action: "looked_at_list", at: now });
  return { rows, total, orgs };
}

/** How a list is written: its title, and each column's head and cell. */
export interface WrittenList {
  title: string;
  columns: readonly {
    title: string;
    /** In letters. */
    width: number;
    cell: (row: StaffListRow) => WrittenCell;
  }[];
}

/** More than anybody works through; a book of so many opens everywhere. */
const ROWS_OF_FILE = 100_000;

/** All that the filter leaves as a workbook; the download is journalled at whomever it names. */
export async function staffListFile(
  sql: Sql,
  clock: Clock,
  { query, actor, written }: { query: StaffListQuery; actor: StaffActor; written: WrittenList },
): Promise<Uint8Array<ArrayBuffer>> {
  const now = clock.now();
  const rows = await readStaffList(sql, query, { offset: 0, limit: ROWS_OF_FILE + 1, now });
  const cut = rows.length > ROWS_OF_FILE;
  if (cut) rows.length = ROWS_OF_FILE;
  await journalRows(sql, rows, { actor, action: "downloaded_list", at: now });
  const { title, columns } = written;
  return writeWorkbook([{
    name: title,
    widths: columns.map(({ width }) => width),
    frozen: 1,
    paper: "landscape",
    rows: [
      { dress: "head", cells: columns.map((column) => column.title) },
      ...rows.map((row) => ({ cells: columns.map(({ cell }) => cell(row)) })),
      ...cut ? [{ dress: "note" as const, cells: [`Здесь первые ${ROWS_OF_FILE} строк`] }] : [],
    ],
  }]);
}

async function journalRows(
  sql: Sql,
  rows: StaffListRow[],
  { actor, action, at }: {
    actor: StaffActor;
    action: "looked_at_list" | "downloaded_list";
    at: string;
  },
): Promise<void> {
  const subjects = rows.map(({ personId, fileId }) =>
    personId === null ? `file/${fileId}` : `person/${personId}`
  );
  await journalLooks(sql, {
    actor: `staff/${actor.staffId}`,
    action,
    subjects: [...new Set(subjects)],
    ip: actor.ip,
    at,
  });
}
