import { writeLargeWorkbook } from "../../adapters/spreadsheet/large_workbook.ts";
import type { WrittenCell, WrittenRow } from "../../adapters/spreadsheet/workbook.ts";
import { type Sql, transaction } from "../../db/connection.ts";
import { journalLooks } from "../../db/staff/journal.ts";
import {
  countStaffList,
  orgsOfStaffList,
  portionsOfStaffList,
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

/**
 * A page of a list; whoever it shows is journalled (152-FZ).
 *
 * @param look without a page nothing is looked for: there is only what to choose from
 */
export async function lookAtStaffList(
  sql: Sql,
  clock: Clock,
  { query, actor, page }: {
    query: StaffListQuery;
    actor: StaffActor;
    page: { offset: number; limit: number } | null;
  },
): Promise<StaffListView> {
  const now = clock.now();
  if (page === null) return { rows: [], total: 0, orgs: await orgsOfStaffList(sql, query.list) };
  const [rows, total, orgs] = await Promise.all([
    readStaffList(sql, query, { ...page, now }),
    countStaffList(sql, query, now),
    orgsOfStaffList(sql, query.list),
  ]);
  const subjects = new Set(rows.map(subjectOf));
  await journalLooks(sql, {
    ...lookOf(actor, "looked_at_list", query),
    subjects: [...subjects],
    at: now,
  });
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

/**
 * What the filter leaves as a workbook; where that are more than `mostRows`, its last row says so.
 * The download is journalled at whomever it names.
 */
export function staffListFile(
  sql: Sql,
  clock: Clock,
  { query, actor, written, mostRows }: {
    query: StaffListQuery;
    actor: StaffActor;
    written: WrittenList;
    mostRows: number;
  },
): Promise<Uint8Array<ArrayBuffer>> {
  return transaction(sql, async (sql) => {
    const now = clock.now();
    const subjects = new Set<string>();
    const { title, columns } = written;
    const file = await writeLargeWorkbook([{
      name: title,
      widths: columns.map(({ width }) => width),
      frozen: 1,
      paper: "landscape",
      rows: writtenRows(),
    }]);
    await journalLooks(sql, {
      ...lookOf(actor, "downloaded_list", query),
      subjects: [...subjects],
      at: now,
    });
    return file;

    async function* writtenRows(): AsyncGenerator<WrittenRow[]> {
      yield [{ dress: "head", cells: columns.map((column) => column.title) }];
      let room = mostRows;
      const portions = portionsOfStaffList(sql, query, { limit: mostRows + 1, now });
      for await (const rows of portions) {
        const shown = rows.slice(0, room);
        for (const row of shown) subjects.add(subjectOf(row));
        yield shown.map((row) => ({ cells: columns.map(({ cell }) => cell(row)) }));
        room -= rows.length;
      }
      if (room < 0) {
        yield [{ dress: "note", cells: [`Здесь первые строки, ${mostRows}, есть и другие`] }];
      }
    }
  });
}

/** Whose record a row is; of a row that names nobody, the file that it came in. */
function subjectOf({ personId, fileId }: StaffListRow): string {
  return personId === null ? `file/${fileId}` : `person/${personId}`;
}

function lookOf(
  { staffId, ip }: StaffActor,
  action: "looked_at_list" | "downloaded_list",
  { list }: StaffListQuery,
) {
  return { actor: `staff/${staffId}`, action, ip, detail: { list } };
}
