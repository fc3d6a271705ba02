import type { Sql } from "../../db/connection.ts";
import type { FileLink, StoredCell } from "../../db/imports/imports.ts";
import type { LineWouldTake } from "../../db/imports/preview_rows.ts";
import { type LineToTake, overcharges } from "../../db/imports/replaced_lines.ts";
import { groupedBy } from "../../domain/grouped.ts";
import { type Kopecks, kopecks, subtract, sum } from "../../domain/money.ts";
import type { PlacedLine } from "./compare_files.ts";

/**
 * A register gone through to be counted, in a transaction that is rolled back after it. That takes as
 * long as loading, so it holds nothing that others wait for: neither the lock of the clinic's imports
 * nor that of senders, no line of another file, no invoice, no posting. What a load would write there
 * is noted here instead.
 */
export interface TrialRun {
  /** What the file would correct. */
  link: FileLink;
  /** Lines that it would take back. */
  toTake: (LineToTake & { sheetRow: number | null })[];
  /** The row that names the file's columns. */
  header: StoredCell[];
}

export function trialRun({ replacesId, mendsId }: FileLink): TrialRun {
  return { link: { replacesId, mendsId }, toTake: [], header: [] };
}

/** What of earlier invoices' charges a line goes on claiming for the one in whose place it comes. */
export function carriedBy({ line, full, covered }: PlacedLine): Kopecks {
  if (covered) return line.franchise;
  return full === null ? kopecks(0) : subtract(full.franchise, line.franchise);
}

/** The lines that it would take back, with what invoices would come down by for each. */
export async function linesWouldTake(
  sql: Sql,
  fileId: number,
  { toTake }: TrialRun,
): Promise<{ lines: LineWouldTake[]; creditedKopecks: Kopecks }> {
  const charges = await overcharges(sql, { fileId, toTake });
  const ofLine = groupedBy(charges, (charge) => charge.lineId);
  const lines = toTake.map(({ lineId, sheetRow }) => {
    const own = ofLine.get(lineId) ?? [];
    return {
      lineId,
      sheetRow,
      invoiceId: own.length === 0 ? null : Math.max(...own.map(({ invoiceId }) => invoiceId)),
      credited: sum(own.map(({ amount }) => amount)),
    };
  });
  return { lines, creditedKopecks: sum(charges.map(({ amount }) => amount)) };
}
