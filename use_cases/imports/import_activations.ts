import {
  allRows,
  type FileProblem,
  readSpreadsheet,
  type SentFile,
} from "../../adapters/spreadsheet/mod.ts";
import { type Column, findTable } from "../../adapters/spreadsheet/table.ts";
import { type Sql, transaction } from "../../db/connection.ts";
import {
  finishImport,
  lockImports,
  markRefusalsAccepted,
  markUnreadable,
  readImportContent,
  readImportFile,
  type RefusedRow,
  standingRefusals,
  type StoredCell,
  writeRefusals,
} from "../../db/imports/imports.ts";
import { policiesByNumber, type PolicyToActivate } from "../../db/policies/activations.ts";
import {
  type ActivationCells,
  type ActivationRefusal,
  checkActivationRow,
} from "../../domain/activation_row.ts";
import type { Clock } from "../../domain/clock.ts";
import { atLocalTime, type LocalDate } from "../../domain/local_date.ts";
import { cellDate, cellText } from "../../domain/register_line.ts";
import { whoActsFor } from "../../domain/representation.ts";
import { activateFranchise } from "../policies/activate_franchise.ts";
import type { UnreadableFile } from "./import_register.ts";

/** What stands of a list of consents once it has been gone through. */
export interface ActivationsOutcome {
  ok: true;
  fileId: number;
  /** Franchises opened from this file, now and earlier. */
  accepted: number;
  refused: RefusedRow[];
  /** False where this check changed nothing. */
  changed: boolean;
}

/**
 * Carries over consents given on paper or in an earlier cabinet: each is journalled with its source
 * and without a challenge, at noon of its day, and opens the franchise as a consent in the cabinet
 * does. The file is one transaction, so that an interrupted run leaves nothing. The same file again
 * has its refused rows checked alone.
 */
export async function importActivations(
  sql: Sql,
  clock: Clock,
  { fileId }: { fileId: number },
): Promise<ActivationsOutcome | UnreadableFile> {
  const file = await readImportFile(sql, fileId);
  if (file?.kind !== "activations") throw new Error(`Import file ${fileId} is no activations list`);
  const content = await readImportContent(sql, fileId);
  const list = await readActivations({ name: file.name, content });
  if (!list.ok) {
    await markUnreadable(sql, fileId, { problem: list.problem, at: clock.now() });
    return { ...list, reason: "unreadable", fileId };
  }
  return await transaction(sql, async (sql) => {
    await lockImports(sql, `file/${fileId}`);
    const before = (await readImportFile(sql, fileId))!;
    const again = before.state === "done";
    const refusedBefore = new Set((await standingRefusals(sql, fileId)).map((row) => row.sheetRow));
    const rows = list.rows.filter((row) => !again || refusedBefore.has(row.sheetRow));

    const numbers = rows.map((row) => cellText(row.values.policyNumber));
    const policies = new Map(
      (await policiesByNumber(sql, numbers)).map((policy) => [policy.number, policy]),
    );
    const activated: number[] = [];
    const refused: RefusedRow[] = [];
    for (const { sheetRow, cells, values } of rows) {
      const policy = policies.get(cellText(values.policyNumber)) ?? null;
      const refusal = await carryOver(sql, clock, { policy, values, today: file.asOf });
      if (refusal === null) activated.push(sheetRow);
      else refused.push({ sheetRow, cells, reason: refusal });
    }

    const at = clock.now();
    await markRefusalsAccepted(sql, fileId, { sheetRows: activated, at });
    const newRefusals = await writeRefusals(sql, fileId, { rows: refused, at });
    const standing = await standingRefusals(sql, fileId);
    const accepted = (again ? before.accepted : 0) + activated.length;
    await finishImport(sql, fileId, {
      accepted,
      unchanged: 0,
      held: 0,
      refused: standing.length,
      at,
    });
    const changed = !again || activated.length > 0 || newRefusals > 0;
    return { ok: true, fileId, accepted, refused: standing, changed };
  });
}

const COLUMNS: Column<keyof ActivationCells>[] = [
  {
    key: "policyNumber",
    title: "№ полиса",
    names: ["номер полиса", "полис", "policy number", "policy", "policy_number"],
    required: true,
  },
  {
    key: "consentedOn",
    title: "Дата согласия",
    names: ["дата", "согласие", "date of consent", "consent date", "consented_on", "date"],
    required: true,
  },
  { key: "source", title: "Источник", names: ["откуда", "source"], required: false },
];

interface ActivationRow {
  sheetRow: number;
  cells: StoredCell[];
  values: ActivationCells;
}

type ActivationList = { ok: true; rows: ActivationRow[] } | { ok: false } & FileProblem;

/** The header may be left out: policy, date and source then stand in this order. */
async function readActivations(file: SentFile): Promise<ActivationList> {
  const spreadsheet = await readSpreadsheet(file);
  if (!spreadsheet.ok) return spreadsheet;
  const table = await findTable(spreadsheet.sheets, COLUMNS);
  if (table.ok) {
    const rows = (await allRows(table.rows))
      .map(({ row, cells, values }) => ({ sheetRow: row, cells, values }));
    return { ok: true, rows };
  }
  for (const sheet of spreadsheet.sheets) {
    const rows = await allRows(sheet.rows);
    if (cellDate(rows[0]?.cells[1] ?? null) === null) continue;
    return {
      ok: true,
      rows: rows.map(({ row, cells }) => {
        const [policyNumber = null, consentedOn = null, source = null] = cells;
        return { sheetRow: row, cells, values: { policyNumber, consentedOn, source } };
      }),
    };
  }
  return table;
}

/** @returns why the row is refused, or null where the franchise is open now */
async function carryOver(
  sql: Sql,
  clock: Clock,
  row: { policy: PolicyToActivate | null; values: ActivationCells; today: LocalDate },
): Promise<ActivationRefusal | null> {
  const { policy, values, today } = row;
  const consentedOn = cellDate(values.consentedOn) ?? today;
  const givenBy = policy && whoActsFor(policy, consentedOn);
  const verdict = checkActivationRow(
    values,
    policy && {
      startsOn: policy.startsOn,
      endsOn: policy.endsOn,
      activated: policy.franchise !== null,
      lacksRepresentative: givenBy === null,
    },
    today,
  );
  if (!verdict.ok) return verdict.reason;
  const { id, timeZone } = policy!;
  const activation = await activateFranchise(sql, clock, {
    policyId: id,
    givenBy: givenBy!,
    documentId: null,
    source: verdict.source,
    givenAt: atLocalTime(verdict.consentedOn, "12:00", timeZone),
  });
  if (activation.ok) return null;
  if (activation.reason === "unknown_document") throw new Error("A paper consent has no document");
  return activation.reason;
}
