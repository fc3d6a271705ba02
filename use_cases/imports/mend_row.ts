import { type Sql, transaction } from "../../db/connection.ts";
import { lockImports, readImportFile } from "../../db/imports/imports.ts";
import {
  type MendableRow,
  type PolicyOwner,
  policyOwner,
  readMendableRow,
  recountFile,
} from "../../db/imports/row_corrections.ts";
import { enqueue } from "../../db/outbox.ts";
import { journalLooks, writeJournal } from "../../db/staff/journal.ts";
import type { Clock } from "../../domain/clock.ts";
import { localDateOf } from "../../domain/local_date.ts";
import { fullName, sameName } from "../../domain/person_name.ts";
import { cellText, type HoldReason, type RefusalReason } from "../../domain/register_line.ts";
import { workflowId } from "../../workflows/contract.ts";
import { judgeMended, registerCellsOf } from "./judge_mended.ts";
import { INSURER_ZONE } from "./receive_file.ts";
import { REGISTER_COLUMNS } from "./register_file.ts";
import type { StaffActor } from "./upload_file.ts";

/** A cell that may be mended. */
export interface MendableCell {
  /** Of our columns. */
  key: string;
  title: string;
  /** As the clinic sent it. */
  original: string;
  /** As it was typed in the last try; null where there was none. */
  tried: string | null;
}

export interface MendView {
  row: MendableRow;
  /** In the file's order; empty where the file must be checked again first. */
  cells: MendableCell[];
  /** Why nothing can be mended any more; null where it can. */
  closed: "accepted" | "replaced" | null;
  /** Whose the policy is, where the row names somebody else. */
  owner: PolicyOwner | null;
}

/** A refused row, cell by cell; the look is journalled, at the policy's owner too (152-FZ). */
export async function readMend(
  sql: Sql,
  clock: Clock,
  look: { fileId: number; sheetRow: number; actor: StaffActor },
): Promise<MendView | null> {
  const { fileId, actor } = look;
  const row = await readMendableRow(sql, look);
  if (row?.kind !== "register") return null;
  const owner = await ownerBeside(sql, row);
  const looked = {
    actor: `staff/${actor.staffId}`,
    action: "looked_at_refused_row",
    ip: actor.ip,
    at: clock.now(),
  };
  const detail = { row: look.sheetRow };
  await writeJournal(sql, { ...looked, subject: `file/${fileId}`, detail });
  const subjects = owner === null ? [] : [`person/${owner.personId}`];
  await journalLooks(sql, { ...looked, subjects });
  const closed = row.acceptedAt !== null ? "accepted" : row.replaced ? "replaced" : null;
  return { row, cells: mendableCells(row), closed, owner };
}

/** The names of a row and of its policy are told beside each other only where they disagree. */
async function ownerBeside(sql: Sql, row: MendableRow): Promise<PolicyOwner | null> {
  if (row.places === null || row.acceptedAt !== null) return null;
  const { policyNumber, name } = registerCellsOf(row.tries.at(-1)?.cells ?? row.cells, row.places);
  const owner = await policyOwner(sql, cellText(policyNumber));
  return owner === null || sameName(cellText(name), fullName(owner)) ? null : owner;
}

function mendableCells({ cells, places, tries }: MendableRow): MendableCell[] {
  const last = tries.at(-1)?.cells;
  return REGISTER_COLUMNS.flatMap(({ key, title }) => {
    const place = places?.[key];
    if (place === undefined) return [];
    const text = (row: MendableRow["cells"]) => cellWords(row[place] ?? null);
    return [{ place, key, title, original: text(cells), tried: last ? text(last) : null }];
  }).sort((a, b) => a.place - b.place).map(({ place: _, ...cell }) => cell);
}

/** As a form shows it: numbers with a decimal comma. */
function cellWords(cell: string | number | null): string {
  return typeof cell === "number" ? String(cell).replace(".", ",") : cell ?? "";
}

export interface RowMend {
  fileId: number;
  sheetRow: number;
  /** What was typed, by column; a column that is left out is as it was sent. */
  typed: Readonly<Record<string, string>>;
  actor: StaffActor;
}

export type MendOutcome =
  | { ok: true; held: HoldReason | null }
  | { ok: false; reason: "unknown" }
  /** Somebody let it in meanwhile, or another file came in this one's place. */
  | { ok: false; reason: "closed" }
  | { ok: false; reason: "refused"; why: readonly RefusalReason[] };

/**
 * Checks a refused row as staff have mended it. Let in, it becomes a line; refused again, it stands
 * as it was sent. Both are kept with who typed what.
 */
export function mendRow(
  sql: Sql,
  clock: Clock,
  { fileId, sheetRow, typed, actor }: RowMend,
): Promise<MendOutcome> {
  return transaction(sql, async (sql): Promise<MendOutcome> => {
    const file = await readImportFile(sql, fileId);
    if (file?.kind !== "register") return { ok: false, reason: "unknown" };
    await lockImports(sql, `clinic/${file.clinicId}`);
    const row = await readMendableRow(sql, { fileId, sheetRow });
    if (row === null || row.places === null) return { ok: false, reason: "unknown" };
    if (row.acceptedAt !== null || row.replaced) {
      return { ok: false, reason: "closed" };
    }
    const cells = [...row.cells];
    for (const { key, original } of mendableCells(row)) {
      const text = typed[key] ?? original;
      // What nobody has touched stays the number that it is in the file.
      if (text !== original) cells[row.places[key]!] = text;
    }
    const at = clock.now();
    const verdict = (await judgeMended(sql, {
      file,
      places: row.places,
      rows: [{ sheetRow, original: row.cells, cells }],
      today: localDateOf(at, INSURER_ZONE),
      staffId: actor.staffId,
      mendingFileId: null,
      at,
    }))[0]!;
    await recountFile(sql, fileId);
    await writeJournal(sql, {
      actor: `staff/${actor.staffId}`,
      action: verdict.kind === "refused" ? "mended_row_refused" : "mended_row_accepted",
      subject: `file/${fileId}`,
      detail: { row: sheetRow },
      ip: actor.ip,
      at,
    });
    if (verdict.kind === "refused") {
      return { ok: false, reason: "refused", why: [verdict.reason, ...verdict.also ?? []] };
    }
    // The line that it corrects in a replaced file is taken back by the file's own comparison.
    if (file.replacesId !== null) {
      await enqueue(sql, {
        workflowType: "register",
        workflowId: workflowId.register(file.clinicId!, file.sha256),
        input: { fileId },
        signal: "rowMended",
      }, at);
    }
    return { ok: true, held: verdict.kind === "held" ? verdict.reason : null };
  });
}
