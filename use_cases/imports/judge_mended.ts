import type { ImportFile, StoredCell } from "../../db/imports/imports.ts";
import { markRefusalsAccepted, writeRefusals } from "../../db/imports/imports.ts";
import type { Sql } from "../../db/connection.ts";
import { replacedFiles } from "../../db/imports/replaced_lines.ts";
import { hasEqualLine, writeRowCorrections } from "../../db/imports/row_corrections.ts";
import {
  filesWithServices,
  insertServiceLines,
  insuredPolicies,
  servicesOfClinics,
} from "../../db/imports/service_lines.ts";
import type { Instant, LocalDate } from "../../domain/local_date.ts";
import {
  cellText,
  checkRegisterRow,
  type RegisterCells,
  type RegisterVerdict,
  serviceFingerprint,
} from "../../domain/register_line.ts";
import { recurrenceOf } from "./compare_files.ts";
import { cellsOf, hash, REGISTER_COLUMNS, type RegisterColumn } from "./register_file.ts";
import { clinicsOfOneName } from "./senders.ts";

/** A refused row as somebody has mended it. */
export interface MendedRow {
  sheetRow: number;
  /** As the clinic sent them. */
  original: StoredCell[];
  cells: StoredCell[];
}

export interface MendedRows {
  /** The file whose rows they are; its imports are locked, and nothing replaces it. */
  file: ImportFile;
  places: Record<string, number>;
  rows: readonly MendedRow[];
  /** Nothing in a row may lie behind this day. */
  today: LocalDate;
  staffId: number | null;
  mendingFileId: number | null;
  at: Instant;
}

/**
 * Judges mended rows as if the clinic had sent them so. One that passes becomes a line of the file
 * that it was refused in, under its own row, so that it can't be counted twice; the cells as they
 * were sent stay with the refusal. Each try is kept. The file's counts are the caller's to renew.
 *
 * @returns each row's verdict, in order
 */
export async function judgeMended(sql: Sql, mended: MendedRows): Promise<RegisterVerdict[]> {
  const { file, places, rows, today, staffId, mendingFileId, at } = mended;
  const clinicId = file.clinicId!;
  const own = [file.id, ...await replacedFiles(sql, file.replacesId)];
  const alikeClinics = await clinicsOfOneName(sql, clinicId);
  const verdicts: RegisterVerdict[] = [];
  for (const { sheetRow, original, cells: stored } of rows) {
    const cells = registerCellsOf(stored, places);
    const fingerprint = hash(serviceFingerprint(cells));
    const number = cellText(cells.policyNumber);
    const policy = (await insuredPolicies(sql, [number])).get(number);
    const filesOfService =
      (await filesWithServices(sql, clinicId, [fingerprint])).get(fingerprint) ?? new Set<number>();
    const recurrence = recurrenceOf({
      repeated: await hasEqualLine(sql, {
        fileIds: own,
        fingerprint,
        rowNumber: cellText(cells.rowNumber) || null,
      }),
      isOwn: (fileId) => own.includes(fileId),
      filesOfService,
      inAlikeClinic: (await servicesOfClinics(sql, alikeClinics, [fingerprint])).has(fingerprint),
    });
    const record = policy?.record ?? null;
    const verdict = checkRegisterRow(cells, { policy: record, today, recurrence });
    verdicts.push(verdict);
    const refusedFor = verdict.kind === "refused" ? verdict.reason : null;
    const touched = JSON.stringify(stored) !== JSON.stringify(original);
    if (touched || refusedFor === null) {
      const tries = [{ sheetRow, cells: stored, refusedFor }];
      await writeRowCorrections(sql, file.id, { rows: tries, staffId, mendingFileId, at });
    }
    if (verdict.kind === "refused") {
      // Why a try failed is the try's own: beside the cells of the file stands their reason.
      const row = { sheetRow, cells: original, reason: verdict.reason };
      if (!touched) await writeRefusals(sql, file.id, { rows: [row], at });
      continue;
    }
    const line = {
      sheetRow,
      policyId: policy!.policyId,
      franchiseId: policy!.franchiseId!,
      line: verdict.line,
      full: null,
      covered: false,
      correctsId: null,
      fingerprint,
      marked: verdict.kind === "accepted" ? verdict.mark : null,
      held: verdict.kind === "held" ? verdict.reason : null,
    };
    await insertServiceLines(sql, { fileId: file.id, clinicId, lines: [line], at });
    await markRefusalsAccepted(sql, file.id, { sheetRows: [sheetRow], at });
  }
  return verdicts;
}

/** A stored row's cells by column. */
export function registerCellsOf(
  cells: StoredCell[],
  places: Record<string, number>,
): RegisterCells {
  const values = REGISTER_COLUMNS.map(({ key }) => [key, cells[places[key] ?? -1] ?? null]);
  return cellsOf(Object.fromEntries(values) as Record<RegisterColumn, StoredCell>);
}
