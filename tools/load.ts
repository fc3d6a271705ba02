/**
 * `deno task load`: brings rosters, clinics' registers and paper consents in from files, through
 * the same use cases as the pages for staff.
 */
import { basename } from "node:path";
import type { Sql } from "../db/connection.ts";
import type { ImportProgress } from "../db/imports/import_progress.ts";
import { loadAtOnce } from "../db/imports/import_previews.ts";
import type { RefusedRow } from "../db/imports/imports.ts";
import type { Clock } from "../domain/clock.ts";
import type { ImportPreview } from "../domain/import_preview.ts";
import { describeRefusal } from "../domain/import_refusal.ts";
import { addDays, type LocalDate, localDateOf, parseLocalDate } from "../domain/local_date.ts";
import { formatRoubles, sum } from "../domain/money.ts";
import type { HoldReason } from "../domain/register_line.ts";
import { lastDaysOfAbsent } from "../domain/roster_ending.ts";
import {
  type ActivationsOutcome,
  importActivations,
} from "../use_cases/imports/import_activations.ts";
import {
  importRegister,
  previewRegister,
  type RegisterOutcome,
  type UnreadableFile,
} from "../use_cases/imports/import_register.ts";
import { importRoster, type RosterOutcome } from "../use_cases/imports/import_roster.ts";
import { previewIncoming } from "../use_cases/imports/preview_file.ts";
import {
  type Correction,
  type IncomingFile,
  INSURER_ZONE,
  type NoCorrection,
  type StoredFile,
  storeFile,
} from "../use_cases/imports/receive_file.ts";
import {
  clockAsOf,
  CommandError,
  namedFileBytes,
  readWords,
  runCommand,
  withDatabase,
} from "./command_line.ts";

const USAGE = `Usage:
  deno task load roster FILE --employer NAME [--new] [--region RU-BA] [--dry-run] [--full [--last-day DATE] [--ending N]]
  deno task load register FILE --clinic NAME [--new] [--dry-run] [--replaces FILE_ID | --mends FILE_ID]
  deno task load activations FILE        (csv: policy number; date of consent; source)
--new says that a clinic or an employer is another one than that which its name resembles.
--full ends whom the roster leaves out, on --last-day (yesterday unless said); --ending N says how
many that are, as --dry-run counts them.
Each takes --as-of DATE (the day of loading, if not today) and --json.`;

const OPTIONS = {
  "employer": { type: "string" },
  "region": { type: "string" },
  "clinic": { type: "string" },
  "new": { type: "boolean" },
  "dry-run": { type: "boolean" },
  "full": { type: "boolean" },
  "last-day": { type: "string" },
  "ending": { type: "string" },
  "replaces": { type: "string" },
  "mends": { type: "string" },
  "as-of": { type: "string" },
  "json": { type: "boolean" },
  "help": { type: "boolean" },
} as const;

/** Options that make sense for one kind of file only. */
const KINDS: Record<string, readonly (keyof typeof OPTIONS)[]> = {
  roster: ["employer", "new", "region", "dry-run", "full", "last-day", "ending"],
  register: ["clinic", "new", "dry-run", "replaces", "mends"],
  activations: [],
};

const OPTIONS_OF_KINDS = [
  "employer",
  "region",
  "clinic",
  "new",
  "dry-run",
  "full",
  "last-day",
  "ending",
  "replaces",
  "mends",
] as const;

const HOLDS: Record<HoldReason, string> = {
  emergency_spell: "service under the emergency programme",
  in_another_file: "same service in another file of the clinic",
  in_alike_clinic: "same service in a file of a clinic of the same name",
};

async function load(args: string[]): Promise<number> {
  const { values, positionals } = readWords(args, OPTIONS, USAGE);
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const [kind = "", path, ...rest] = positionals;
  const own = KINDS[kind];
  if (!own) throw new CommandError(`Say what to load: roster, register or activations.\n${USAGE}`);
  if (path === undefined) throw new CommandError(`Name the file to load.\n${USAGE}`);
  if (rest.length > 0) {
    throw new CommandError(`One file at a time: "${rest[0]}" is left over.\n${USAGE}`);
  }
  for (const option of OPTIONS_OF_KINDS) {
    if (values[option] !== undefined && !own.includes(option)) {
      throw new CommandError(`--${option} does not go with ${kind}.\n${USAGE}`);
    }
  }
  const clock = clockAsOf(values["as-of"]);
  const file = { name: basename(path), content: await namedFileBytes(path), uploadedBy: null };

  return await withDatabase(async (sql) => {
    if (kind === "register" && values["dry-run"]) {
      const clinic = required("clinic", values.clinic);
      const correction = correctionOf(values);
      const outcome = await previewRegister(sql, clock, {
        clinic,
        isNew: values.new === true,
        ...file,
        ...correction,
        progress: progressTeller(),
      });
      if (outcome.ok) {
        console.log(JSON.stringify(registerReport(outcome), null, 2));
        return 0;
      }
      if (outcome.reason !== "unreadable") throw notStored(outcome, kind, values.region);
      return tellUnreadable(outcome, path, values.json);
    }

    const incoming: IncomingFile = kind === "register"
      ? {
        ...file,
        kind,
        clinic: required("clinic", values.clinic),
        isNew: values.new === true,
        ...correctionOf(values),
      }
      : kind === "roster"
      ? {
        ...file,
        kind,
        employer: required("employer", values.employer),
        isNew: values.new === true,
        ...(values.region === undefined ? {} : { region: values.region }),
      }
      : { ...file, kind: "activations" };
    const absentLastDay = lastDayOf(values, clock);
    if (incoming.kind === "roster" && (values["dry-run"] || absentLastDay !== null)) {
      const previewed = await previewIncoming(sql, clock, { ...incoming, absentLastDay });
      if (!previewed.ok && previewed.reason === "unreadable") {
        return tellUnreadable(previewed, path, values.json);
      }
      if (previewed.ok) {
        const { preview } = previewed;
        if (values["dry-run"]) {
          console.log(JSON.stringify(preview, null, 2));
          return 0;
        }
        checkEnding(values.ending, preview);
      }
    }
    const stored = await storeFile(sql, clock, incoming);
    if (!stored.ok) throw notStored(stored, kind, values.region);
    const { id: fileId, senderName } = stored.file;
    const outcome = kind === "register"
      ? await importRegister(sql, clock, { fileId, progress: progressTeller() })
      : kind === "roster"
      ? await loadRoster(sql, clock, { fileId, absentLastDay })
      : await importActivations(sql, clock, { fileId });
    if (!outcome.ok) return tellUnreadable(outcome, path, values.json);
    if (senderName !== null) {
      console.error(`${kind === "register" ? "Clinic" : "Employer"} «${senderName}» is new.`);
    }
    const report = reportOf(outcome);
    console.log(
      values.json
        ? JSON.stringify(report.json, null, 2)
        : [`${file.name}: ${report.summary}`, ...report.rows].join("\n"),
    );
    return 0;
  });
}

function required(option: string, value: string | undefined): string {
  if (value === undefined) throw new CommandError(`--${option} NAME is missing.\n${USAGE}`);
  return value;
}

/** The last day of whom a full roster leaves out; null: it is not a full one. */
function lastDayOf(
  { full, "last-day": said }: { full?: boolean; "last-day"?: string },
  clock: Clock,
): LocalDate | null {
  if (!full) {
    if (said === undefined) return null;
    throw new CommandError(`--last-day goes with --full only.\n${USAGE}`);
  }
  const today = localDateOf(clock.now(), INSURER_ZONE);
  if (said === undefined) return addDays(today, -1);
  const day = parseLocalDate(said);
  const { from, to } = lastDaysOfAbsent(today);
  if (day === null || day < from || day > to) {
    throw new CommandError(`--last-day takes a day from ${from} to ${to}, such as ${today}.`);
  }
  return day;
}

/** Whoever ends people says how many, so that a file of the wrong employer ends nobody. */
function checkEnding(said: string | undefined, preview: ImportPreview): void {
  const ending = preview.kind === "roster" ? preview.ended.length : 0;
  if (ending === 0 || said === String(ending)) return;
  throw new CommandError(
    `This roster leaves out ${ending} policies. Look at them with --dry-run, then say ` +
      `--ending ${ending}.`,
  );
}

async function loadRoster(
  sql: Sql,
  clock: Clock,
  { fileId, absentLastDay }: { fileId: number; absentLastDay: LocalDate | null },
): Promise<RosterOutcome | UnreadableFile> {
  await loadAtOnce(sql, fileId, { absentLastDay });
  return await importRoster(sql, clock, {
    fileId,
    ending: "absent",
    progress: progressTeller(),
  });
}

function correctionOf(values: { replaces?: string; mends?: string }): Correction {
  if (values.replaces !== undefined && values.mends !== undefined) {
    throw new CommandError(`--replaces and --mends don't go together.\n${USAGE}`);
  }
  const idOf = (option: "replaces" | "mends") => {
    const text = values[option];
    if (text === undefined) return {};
    const id = Number(text);
    if (!Number.isSafeInteger(id) || id <= 0) {
      throw new CommandError(`--${option} takes a file's number, not "${text}".`);
    }
    return { [option]: id };
  };
  return { ...idOf("replaces"), ...idOf("mends") };
}

/** Why a file was not taken in at all. */
function notStored(
  stored: Exclude<StoredFile, { ok: true }>,
  kind: string,
  region?: string,
): CommandError {
  const option = kind === "register" ? "--clinic" : "--employer";
  switch (stored.reason) {
    case "unknown_region":
      return new CommandError(
        `--region ${region} has no calendar here; known: ${stored.known.join(", ")}. ` +
          "Leave it out for the federal one.",
      );
    case "no_correction":
      return cannotCorrect(stored);
    case "sender_missing":
      return new CommandError(`${option} is empty.`);
    case "sender_too_long":
      return new CommandError(`${option} takes a name of 200 letters at most.`);
    case "sender_alike":
      return new CommandError(
        `Nobody of that name is known, but it resembles ${
          stored.alike.map((name) => `«${name}»`).join(", ")
        }. Name that one, or say --new if it is another.`,
      );
  }
}

function cannotCorrect({ why, by }: { why: NoCorrection; by?: number }): CommandError {
  switch (why) {
    case "unknown":
      return new CommandError("The named file is no earlier register of this clinic.");
    case "unready":
      return new CommandError(
        "The named file has no lines to correct: it was not read to its end.",
      );
    case "replaced":
      return new CommandError(`The named file is replaced by file ${by}: name that one.`);
    case "loaded_otherwise":
      return new CommandError("This very file was loaded before, for something else.");
  }
}

const ROWS_BETWEEN_NOTES = 10_000;

/** Tells now and then what the page of the file shows all along. */
function progressTeller(): (reached: ImportProgress) => void {
  let told = 0;
  return ({ reachedRow, lastRow }) => {
    if (reachedRow - told < ROWS_BETWEEN_NOTES) return;
    told = reachedRow;
    console.error(`row ${reachedRow} of ${lastRow}`);
  };
}

function tellUnreadable(outcome: UnreadableFile, path: string, json?: boolean): number {
  if (json) console.log(JSON.stringify({ problem: outcome.english }, null, 2));
  else console.error(`${path} cannot be read. ${outcome.english}.`);
  return 1;
}

interface Report {
  json: Record<string, unknown>;
  summary: string;
  /** Refused and held rows, a line each. */
  rows: string[];
}

function reportOf(outcome: RegisterOutcome | RosterOutcome | ActivationsOutcome): Report {
  const { fileId, changed } = outcome;
  const nothing = changed ? "" : " Nothing has changed since it was last loaded.";
  if ("franchiseByPolicy" in outcome) {
    const franchise = formatRoubles(sum(outcome.franchiseByPolicy.values()));
    return {
      json: {
        file_id: fileId,
        changed,
        marked: outcome.marked,
        unchanged: outcome.unchanged,
        withdrawn: outcome.withdrawn,
        ...registerReport(outcome),
      },
      summary: `${outcome.accepted} accepted (the insured's part is ${franchise}), ` +
        comparedWords(outcome) +
        `${outcome.refused.length} refused, ${outcome.held.length} held for staff, ` +
        `${outcome.marked} marked as look-alikes. This is file ${fileId}.${nothing}`,
      rows: [
        ...refusalLines("register", outcome.refused),
        ...outcome.held.map((row) => `  row ${row.sheetRow} held: ${HOLDS[row.reason]}`),
      ],
    };
  }
  if ("unchanged" in outcome) {
    const { added, updated, unchanged, ended, refused } = outcome;
    const rejected = refusalsByRow("roster", refused);
    return {
      json: { file_id: fileId, changed, added, updated, unchanged, ended, rejected },
      summary: `${added} added, ${updated} updated, ${unchanged} known already, ` +
        (ended > 0 ? `${ended} policies ended, ` : "") +
        `${refused.length} refused.${nothing}`,
      rows: refusalLines("roster", refused),
    };
  }
  const { accepted, refused } = outcome;
  return {
    json: { file_id: fileId, changed, accepted, rejected: refusalsByRow("activations", refused) },
    summary: `${accepted} activated, ${refused.length} refused.${nothing}`,
    rows: refusalLines("activations", refused),
  };
}

/** What a corrected file found in the one that it replaces. */
function comparedWords({ unchanged, withdrawn: { changed, gone } }: RegisterOutcome): string {
  if (unchanged + changed + gone === 0) return "";
  return `${unchanged} as they were, ${changed} lines changed, ${gone} lines gone, `;
}

/** As the samples' `expected.json` has it: keys are sheet rows and policy numbers, in order. */
function registerReport(outcome: RegisterOutcome): Record<string, unknown> {
  return {
    accepted: outcome.accepted,
    rejected: refusalsByRow("register", outcome.refused),
    held: Object.fromEntries(outcome.held.map((row) => [row.sheetRow, HOLDS[row.reason]])),
    franchise_kopecks_by_policy: Object.fromEntries(outcome.franchiseByPolicy),
  };
}

type Kind = Parameters<typeof describeRefusal>[0];

function refusalsByRow(kind: Kind, refused: RefusedRow[]): Record<string, string> {
  return Object.fromEntries(
    refused.map((row) => [row.sheetRow, describeRefusal(kind, row.reason, row.detail).english]),
  );
}

function refusalLines(kind: Kind, refused: RefusedRow[]): string[] {
  return refused.map((row) =>
    `  row ${row.sheetRow} refused: ${describeRefusal(kind, row.reason, row.detail).english}`
  );
}

if (import.meta.main) await runCommand(() => load(Deno.args));
