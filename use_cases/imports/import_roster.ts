import { type Sql, transaction } from "../../db/connection.ts";
import {
  finishImport,
  type ImportFile,
  lockImports,
  markRefusalsAccepted,
  markUnreadable,
  readImportContent,
  readImportFile,
  recordPlaces,
  type RefusedRow,
  standingRefusals,
  writeRefusals,
} from "../../db/imports/imports.ts";
import type { ImportProgress } from "../../db/imports/import_progress.ts";
import { readPreview } from "../../db/imports/import_previews.ts";
import { enqueue } from "../../db/outbox.ts";
import {
  emergencyProgrammes,
  franchisesOfPolicies,
  knownEmployees,
  knownPolicies,
  writePeople,
  writePolicies,
  writeRepresentatives,
  writeWards,
} from "../../db/imports/roster.ts";
import { absentPolicies, endPolicies } from "../../db/imports/roster_endings.ts";
import type { Clock } from "../../domain/clock.ts";
import type { Instant, LocalDate } from "../../domain/local_date.ts";
import { cellText } from "../../domain/register_line.ts";
import {
  checkRosterRow,
  maySamePerson,
  OF_ANOTHER_EMPLOYER,
  representativeRefusal,
  type RosterEntry,
  type RosterRefusal,
} from "../../domain/roster_row.ts";
import { workflowId } from "../../workflows/contract.ts";
import type { UnreadableFile } from "./import_register.ts";
import { giveSender, settleSender } from "./senders.ts";
import type { TrialRun } from "./trial_run.ts";
import { readRoster, type RosterColumns, type RosterRow } from "./roster_file.ts";

/** What this check of the roster did; `refused` is what stands refused after it. */
export interface RosterOutcome {
  ok: true;
  fileId: number;
  /** Rows with a new person or a new policy. */
  added: number;
  updated: number;
  /** Rows that say what was known already. */
  unchanged: number;
  /** Policies that a full roster leaves out, and that end. */
  ended: number;
  refused: RefusedRow[];
  /** False where this check changed nothing. */
  changed: boolean;
}

export interface RosterImport {
  fileId: number;
  /**
   * Whom a full roster ends: those whom staff were shown by its preview (so it is unless told), or
   * all who are absent, for the preview itself and where their number was said beforehand.
   */
  ending?: "previewed" | "absent";
  /** Given where the run is to count only, in a transaction that the caller rolls back. */
  trial?: TrialRun;
  /** Called once the file is read, and after each part of its people. */
  progress?: (reached: ImportProgress) => void;
}

/**
 * Goes through a stored roster: people by personnel number, policies by number, then the links to
 * representatives. One transaction, so that an interrupted run leaves nothing. A roster that was
 * gone through before has its refused rows checked alone, lest it undo what a newer one said.
 */
export async function importRoster(
  sql: Sql,
  clock: Clock,
  { fileId, ending = "previewed", trial, progress }: RosterImport,
): Promise<RosterOutcome | UnreadableFile> {
  const stored = await readImportFile(sql, fileId);
  if (stored?.kind !== "roster") throw new Error(`Import file ${fileId} is no roster`);
  const content = await readImportContent(sql, fileId);
  const table = await readRoster({ name: stored.name, content });
  if (!table.ok) {
    await markUnreadable(sql, fileId, { problem: table.problem, at: clock.now() });
    return { ...table, reason: "unreadable", fileId };
  }
  const lastRow = table.rows.at(-1)?.row ?? 0;
  progress?.({ reachedRow: 0, lastRow });
  return await transaction(sql, async (sql) => {
    // A policy number is unique among all employers.
    if (!trial) await lockImports(sql, "rosters");
    const settle = trial ? giveSender : settleSender;
    const file = await settle(sql, stored, clock.now());
    const employerId = file.employerId!;
    await recordPlaces(sql, fileId, table);
    const before = (await readImportFile(sql, fileId))!;
    const again = before.state === "done";
    const refusedBefore = new Set((await standingRefusals(sql, fileId)).map((row) => row.sheetRow));
    const { rows, columns } = table;
    const roster = await checkRows(sql, { employerId, today: file.asOf, rows, columns });
    const isOpen = (row: { sheetRow: number }) => !again || refusedBefore.has(row.sheetRow);
    const accepted = roster.accepted.filter(isOpen);
    const refused = roster.refused.filter(isOpen);

    const at = clock.now();
    const counts = await writeEntries(sql, {
      employerId,
      at,
      accepted,
      columns,
      wrote: (reachedRow) => progress?.({ reachedRow, lastRow }),
    });
    const ended = file.absentLastDay !== null
      ? await endAbsent(sql, { file, rows, shown: ending === "absent" ? null : fileId, at })
      : 0;
    const sheetRows = accepted.map((row) => row.sheetRow);
    await markRefusalsAccepted(sql, fileId, { sheetRows, at });
    const newRefusals = await writeRefusals(sql, fileId, { rows: refused, at });
    const standing = await standingRefusals(sql, fileId);
    await finishImport(sql, fileId, {
      accepted: (again ? before.accepted : 0) + counts.added + counts.updated,
      unchanged: (again ? before.unchanged : 0) + counts.unchanged,
      held: 0,
      refused: standing.length,
      at,
    });
    const changed = !again || accepted.length > 0 || newRefusals > 0 || ended > 0;
    return { ok: true, fileId, ...counts, ended, refused: standing, changed };
  });
}

/**
 * Ends the policies that a full roster leaves out on the day that it says; a row that is refused
 * leaves nobody out. Debts stay as they are, and the franchises' workflows are told.
 *
 * @param absent.shown the file whose preview said who would be ended; null for all
 */
async function endAbsent(
  sql: Sql,
  { file, rows, shown, at }: {
    file: ImportFile;
    rows: RosterRow[];
    shown: number | null;
    at: Instant;
  },
): Promise<number> {
  const absent = await absentPolicies(sql, {
    employerId: file.employerId!,
    present: rows.map((row) => cellText(row.values.policyNumber)),
    lastDay: file.absentLastDay!,
  });
  const preview = shown === null ? null : (await readPreview(sql, shown)).preview;
  const named = new Set(
    preview?.kind === "roster" ? preview.ended.map((one) => one.policyNumber) : [],
  );
  const endings = absent.filter(({ policyNumber }) => shown === null || named.has(policyNumber));
  await endPolicies(sql, { fileId: file.id, endings, at });
  await tellFranchises(sql, endings.map((ending) => ending.policyNumber), at);
  return endings.length;
}

async function tellFranchises(sql: Sql, policyNumbers: string[], at: Instant): Promise<void> {
  for (const franchiseId of await franchisesOfPolicies(sql, policyNumbers)) {
    await enqueue(sql, {
      workflowType: "franchise",
      workflowId: workflowId.franchise(franchiseId),
      input: { franchiseId },
      signal: "policyChanged",
    }, at);
  }
}

interface CheckedRow {
  sheetRow: number;
  cells: RosterRow["cells"];
  entry: RosterEntry;
}

interface CheckedRoster {
  accepted: CheckedRow[];
  refused: RefusedRow[];
}

/** Each row by itself, then against the rows above it, what is known, and its representative. */
async function checkRows(
  sql: Sql,
  roster: { employerId: number; today: LocalDate; rows: RosterRow[]; columns: RosterColumns },
): Promise<CheckedRoster> {
  const { employerId, today, columns } = roster;
  const refused: RefusedRow[] = [];
  const refuse = (
    { sheetRow, cells }: { sheetRow: number; cells: RosterRow["cells"] },
    reason: RosterRefusal,
    detail?: string,
  ) => {
    refused.push({ sheetRow, cells, reason, ...detail === undefined ? {} : { detail } });
  };

  const readable: CheckedRow[] = [];
  for (const { row: sheetRow, cells, values, cutShort } of roster.rows) {
    const verdict = checkRosterRow(values, today);
    if (cutShort) refuse({ sheetRow, cells }, "cut_short");
    else if (!verdict.ok) refuse({ sheetRow, cells }, verdict.reason);
    else readable.push({ sheetRow, cells, entry: verdict.entry });
  }

  const entries = readable.map((row) => row.entry);
  const policies = await knownPolicies(
    sql,
    entries.flatMap(({ policyNumber, representativePolicy }) =>
      representativePolicy === null ? [policyNumber] : [policyNumber, representativePolicy]
    ),
  );
  const people = await knownEmployees(sql, employerId, entries.map((row) => row.personnelNumber));
  const emergency = await emergencyProgrammes(sql, entries.map((row) => row.programme));
  const byPolicy = new Map<string, RosterEntry>();
  const byPerson = new Map<string, RosterEntry>();
  let accepted: CheckedRow[] = [];
  for (const row of readable) {
    const { entry } = row;
    const above = byPolicy.get(entry.policyNumber);
    const policy = policies.get(entry.policyNumber);
    const person = byPerson.get(entry.personnelNumber) ?? people.get(entry.personnelNumber);
    if (above) {
      refuse(row, repetition(above, entry));
    } else if (policy && policy.employerId !== employerId) {
      refuse(row, OF_ANOTHER_EMPLOYER, policy.employer);
    } else if (policy && policy.personnelNumber !== entry.personnelNumber) {
      refuse(row, "policy_of_another");
    } else if (person && !maySamePerson(person, entry)) {
      refuse(row, "personnel_number_of_another");
    } else if (emergency.has(entry.programme)) {
      refuse(row, "emergency_programme");
    } else {
      byPolicy.set(entry.policyNumber, entry);
      byPerson.set(entry.personnelNumber, entry);
      accepted.push(row);
    }
  }

  // A refused row's policy represents nobody, so refusals may bring further ones.
  for (let settled = false; !settled;) {
    settled = true;
    const stated = new Map(accepted.map(({ entry }) => [entry.policyNumber, entry]));
    accepted = accepted.filter((row) => {
      const { representativePolicy } = row.entry;
      if (representativePolicy === null) return true;
      const known = policies.get(representativePolicy);
      const person = stated.get(representativePolicy) ?? known;
      const ward = (columns.wards ? person : known)?.ward ?? false;
      // Whoever pays stands in their employer's debt report: no employer may see another's people.
      const elsewhere = known !== undefined && known.employerId !== employerId;
      const refusal = elsewhere
        ? "representative_of_another_employer"
        : person
        ? representativeRefusal({ ...person, ward }, today)
        : "unknown_representative";
      if (refusal === null) return true;
      refuse(row, refusal);
      settled = false;
      return false;
    });
  }
  return { accepted, refused: refused.toSorted((a, b) => a.sheetRow - b.sheetRow) };
}

function repetition(above: RosterEntry, entry: RosterEntry): RosterRefusal {
  if (above.personnelNumber !== entry.personnelNumber) return "policy_of_another";
  return JSON.stringify(above) === JSON.stringify(entry) ? "duplicate" : "policy_repeated";
}

const ROWS_AT_ONCE = 1000;

async function writeEntries(
  sql: Sql,
  roster: {
    employerId: number;
    at: Instant;
    accepted: CheckedRow[];
    columns: RosterColumns;
    /** Told of the last row of each part. */
    wrote: (sheetRow: number) => void;
  },
): Promise<{ added: number; updated: number; unchanged: number }> {
  const { employerId, at } = roster;
  const entries = roster.accepted.map((row) => row.entry);
  const added = new Set<string>();
  const changed = new Set<string>();
  const parts: RosterEntry[][] = [];
  for (let start = 0; start < entries.length; start += ROWS_AT_ONCE) {
    parts.push(entries.slice(start, start + ROWS_AT_ONCE));
  }
  const changedPolicies: string[] = [];
  let written = 0;
  for (const part of parts) {
    const people = await writePeople(sql, { employerId, at, entries: part });
    people.added.forEach((key) => added.add(`person/${key}`));
    people.changed.forEach((key) => changed.add(`person/${key}`));
    const policies = await writePolicies(sql, { employerId, at, entries: part });
    policies.added.forEach((key) => added.add(`policy/${key}`));
    policies.changed.forEach((key) => changed.add(`policy/${key}`));
    changedPolicies.push(...policies.changed);
    written += part.length;
    roster.wrote(roster.accepted[written - 1]!.sheetRow);
  }
  // A second pass: a representative may stand below the child.
  for (const part of roster.columns.representatives ? parts : []) {
    const people = await writeRepresentatives(sql, { employerId, at, entries: part });
    people.forEach((key) => changed.add(`person/${key}`));
  }
  for (const part of roster.columns.wards ? parts : []) {
    const people = await writeWards(sql, { employerId, at, entries: part });
    people.forEach((key) => changed.add(`person/${key}`));
  }
  await tellFranchises(sql, changedPolicies, at);

  const isIn = (keys: Set<string>) => ({ personnelNumber, policyNumber }: RosterEntry) =>
    keys.has(`person/${personnelNumber}`) || keys.has(`policy/${policyNumber}`);
  const rowsAdded = entries.filter(isIn(added)).length;
  const rowsTouched = entries.filter((entry) => isIn(added)(entry) || isIn(changed)(entry)).length;
  return {
    added: rowsAdded,
    updated: rowsTouched - rowsAdded,
    unchanged: entries.length - rowsTouched,
  };
}
