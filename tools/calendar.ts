/** `deno task calendar`: versions of the working-day calendar, and a new decree. */
import {
  findCalendarVersion,
  latestCalendar,
  listCalendarVersions,
  type SourcedCalendar,
} from "../db/calendars.ts";
import type { Sql } from "../db/connection.ts";
import type { YearChange } from "../domain/calendar_changes.ts";
import type { CalendarFault, DateFault, DayList } from "../domain/calendar_decree.ts";
import type { Clock } from "../domain/clock.ts";
import type { Recount, ShiftedCase } from "../domain/due_recount.ts";
import {
  addCalendar,
  type AddedCalendar,
  type CalendarProposal,
  planCalendar,
} from "../use_cases/settings/add_calendar.ts";
import { readCalendars } from "../use_cases/settings/read_calendars.ts";
import {
  type Answer,
  clockAsOf,
  CommandError,
  readNamedFile,
  runOnWords,
  tell,
  withDatabase,
  type Words,
} from "./command_line.ts";

const USAGE = `Usage:
  deno task calendar add FILE.json --source TEXT [--dry-run] [--back] [--json] [--as-of DATE]
  deno task calendar list [--json]
  deno task calendar show [VERSION] [--json]
FILE.json is a whole calendar in the shape of db/calendar/ru-calendar.json; «show --json» prints one
to start from. --source names the decree. --dry-run tells what would move and writes nothing.
--back takes content that a newer version has replaced before.`;

const OPTIONS = {
  "source": { type: "string" },
  "dry-run": { type: "boolean" },
  "back": { type: "boolean" },
  "as-of": { type: "string" },
  "json": { type: "boolean" },
} as const;

/** Faults, and deadlines of each kind, that are told before «and N more». */
const SHOWN = 20;

async function calendar({ values, positionals }: Words<typeof OPTIONS>): Promise<number> {
  const [verb, named, ...rest] = positionals;
  if (rest.length > 0) throw new CommandError(`"${rest[0]}" is one word too many.\n${USAGE}`);
  if (verb === "list" && named === undefined) {
    return tell(await withDatabase(list), values);
  }
  if (verb === "show") return tell(await withDatabase((sql) => show(sql, named)), values);
  if (verb !== "add" || named === undefined) {
    throw new CommandError(`Say what to do: add FILE.json, list, or show.\n${USAGE}`);
  }
  const source = values.source?.trim();
  if (!source) throw new CommandError(`--source TEXT is missing: name the decree.\n${USAGE}`);
  const proposal: CalendarProposal = { kind: "whole", content: await readJson(named) };
  const added = await withDatabase((sql) =>
    add(sql, clockAsOf(values["as-of"]), {
      proposal,
      source,
      dryRun: values["dry-run"] ?? false,
      back: values.back ?? false,
    })
  );
  return tell(added, values);
}

async function readJson(path: string): Promise<unknown> {
  const text = new TextDecoder().decode(await readNamedFile(path));
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CommandError(`${path} is no JSON: ${(cause as Error).message}.`, { cause });
  }
}

interface Addition {
  proposal: CalendarProposal;
  source: string;
  dryRun: boolean;
  back: boolean;
}

async function add(sql: Sql, clock: Clock, addition: Addition): Promise<Answer> {
  const { proposal, source, dryRun, back } = addition;
  const added = dryRun ? await planCalendar(sql, proposal) : await addCalendar(sql, clock, {
    proposal,
    source,
    against: null,
    earlierContent: back ? "take" : "refuse",
    actor: null,
  });
  if (!added.ok) throw new CommandError(refusalOf(added));
  if (added.backTo !== null && !back) throw new CommandError(earlierContent(added.backTo));
  const version = "versionId" in added ? added.versionId : null;
  return {
    lines: [
      version === null
        ? `Nothing is written. Against version ${added.current.versionId}:`
        : `Version ${version} is added. Against version ${added.current.versionId}:`,
      ...added.changes.map((change) => `  ${changeLine(change)}`),
      ...recountLines(added.recount, version === null ? "would move" : "moved"),
    ],
    json: {
      version,
      against: added.current.versionId,
      changes: added.changes.map(changeRow),
      ...recountRows(added.recount),
    },
  };
}

function refusalOf(refused: Extract<AddedCalendar, { ok: false }>): string {
  switch (refused.reason) {
    case "faults":
      return [
        "The calendar is not taken:",
        ...upTo(SHOWN, refused.faults.map((fault) => `  ${faultText(fault)}`)),
      ].join("\n");
    case "nothing_changes":
      return `Nothing changes: version ${refused.versionId} lists the same days.`;
    case "earlier_content":
      return earlierContent(refused.versionId);
    case "superseded":
      return `Version ${refused.versionId} was added meanwhile: run the command again.`;
  }
}

function earlierContent(versionId: number): string {
  return `The file lists the days of version ${versionId}, which a newer one has replaced. ` +
    "If it is to come back, add --back.";
}

function faultText(fault: CalendarFault): string {
  switch (fault.fault) {
    case "shape":
      return `${fault.at === "" ? "the file" : fault.at} must be ${fault.expected}`;
    case "unknown_field":
      return `${fault.at} is no field of a calendar`;
    case "not_a_date":
      return `${listName(fault.list)}: "${fault.text}" is no date such as 2027-05-10`;
    case "no_days_off":
      return `${listName(fault.list)} is empty: no year goes without a day off`;
    case "year_lost":
      return fault.region === null
        ? `the year ${fault.year} is missing, and the current version has it`
        : `${fault.region} has no days of ${fault.year}, and the current version has them`;
    case "region_unknown":
      return `the calendar has no region ${fault.region}`;
    case "region_lost":
      return `the region ${fault.region} is missing, and the current version has it`;
    default:
      return `${listName(fault.list)}: ${fault.date} ${DATE_FAULTS[fault.fault]}`;
  }
}

const DATE_FAULTS: Record<DateFault, string> = {
  other_year: "is of another year",
  twice: "stands there twice",
  day_off_on_weekend: "is a weekend, and so off by itself: list weekdays only",
  working_weekday: "is a weekday: only a Saturday or a Sunday can be made a working day",
  working_holiday: "is a holiday of art. 112: it can't be made a working day",
};

function listName({ region, year, kind }: DayList): string {
  return region === null ? `years.${year}.${kind}` : `regions.${region}.${kind}`;
}

function changeLine({ year, region, decided, nowOff, nowWorking }: YearChange): string {
  const parts = [
    ...(decided ? ["no longer provisional"] : []),
    ...(nowOff.length > 0 ? [`off now: ${nowOff.join(", ")}`] : []),
    ...(nowWorking.length > 0 ? [`worked now: ${nowWorking.join(", ")}`] : []),
  ];
  return `${year}, ${region ?? "federal"}: ${parts.join("; ")}`;
}

function recountLines({ cases, moved, kept, provisional }: Recount, verb: string): string[] {
  return [
    `${moved.length} of ${count(cases, "open invoice")} ${verb}.`,
    ...upTo(SHOWN, moved.map((one) => `  ${shiftLine(one)}`)),
    ...(kept.length > 0
      ? [
        `${count(kept.length, "invoice")} would come out earlier and keep what was promised:`,
        ...upTo(SHOWN, kept.map((one) => `  ${shiftLine(one)}`)),
      ]
      : []),
    ...provisional.map(({ year, region, cases }) =>
      `${year}, ${region ?? "federal"}, stays provisional: ${
        count(cases, "open invoice")
      } count it.`
    ),
  ];
}

function shiftLine({ invoiceId, fromOn, toOn }: ShiftedCase): string {
  return `invoice ${invoiceId}: ${fromOn} -> ${toOn}`;
}

function upTo(limit: number, lines: string[]): string[] {
  const more = lines.length - limit;
  return more > 0 ? [...lines.slice(0, limit), `  and ${more} more`] : lines;
}

function changeRow({ year, region, decided, nowOff, nowWorking }: YearChange) {
  return { year, region, decided, now_off: nowOff, now_working: nowWorking };
}

function recountRows({ cases, moved, kept, provisional }: Recount) {
  const row = ({ invoiceId, fromOn, toOn }: ShiftedCase) => ({
    invoice: invoiceId,
    from: fromOn,
    to: toOn,
  });
  return { open: cases, moved: moved.map(row), kept: kept.map(row), provisional };
}

async function list(sql: Sql): Promise<Answer> {
  const versions = await readCalendars(sql, ALL);
  return {
    lines: versions.flatMap(({ versionId, recordedAt, source, changes, moved }) => [
      `${versionId}  ${recordedAt.slice(0, 10)}  ${source}`,
      ...(changes ?? []).map((change) => `   ${changeLine(change)}`),
      ...(moved > 0 ? [`   ${count(moved, "invoice")} moved`] : []),
    ]),
    json: versions.map(({ versionId, recordedAt, source, changes, moved }) => ({
      version: versionId,
      recorded_at: recordedAt,
      source,
      changes: changes?.map(changeRow) ?? null,
      moved,
    })),
  };
}

/** Versions number a few a year. */
const ALL = 1000;

async function show(sql: Sql, named: string | undefined): Promise<Answer> {
  const { versionId, source, recordedAt, data } = await namedVersion(sql, named);
  const years = Object.entries(data.years).map(([year, { days_off, working_weekends }]) =>
    `  ${year}: ${days_off.length} weekdays off, working weekends: ${
      working_weekends.join(", ") || "none"
    }`
  );
  const regions = Object.entries(data.regions).map(([code, { name, days_off }]) =>
    `  ${code} ${name}: ${count(days_off.length, "day")} of its own, the last ${
      days_off.at(-1) ?? "never"
    }`
  );
  return {
    lines: [`Version ${versionId}, ${recordedAt.slice(0, 10)}, ${source}`, ...years, ...regions],
    json: data,
  };
}

async function namedVersion(sql: Sql, named: string | undefined): Promise<SourcedCalendar> {
  const versionId = named === undefined ? (await latestCalendar(sql)).versionId : Number(named);
  const version = Number.isSafeInteger(versionId)
    ? await findCalendarVersion(sql, versionId)
    : null;
  if (version !== null) return version;
  const [newest] = await listCalendarVersions(sql, 1);
  throw new CommandError(`There is no version ${named}: the newest is ${newest?.versionId}.`);
}

function count(n: number, word: string): string {
  return `${n} ${word}${n === 1 ? "" : "s"}`;
}

if (import.meta.main) await runOnWords({ usage: USAGE, options: OPTIONS }, calendar);
