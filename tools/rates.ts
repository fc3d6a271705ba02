/** `deno task rates`: the Bank of Russia's key rate, which the penalty of art. 395 follows. */
import { datedRates, listSourcedKeyRates, type SourcedKeyRate } from "../db/rates.ts";
import type { Sql } from "../db/connection.ts";
import { type LocalDate, parseLocalDate } from "../domain/local_date.ts";
import { parsePercent } from "../domain/percent.ts";
import { addKeyRate } from "../use_cases/settings/add_key_rate.ts";
import {
  clockAsOf,
  CommandError,
  readDate,
  runOnWords,
  tell,
  withDatabase,
  type Words,
} from "./command_line.ts";

const USAGE = `Usage:
  deno task rates add FROM PERCENT --known-through DATE --source TEXT
  deno task rates list [--json]
FROM is the rate's first day, PERCENT is yearly (16.5 or 16,5). --known-through is the last day that
the rate is known to hold for: the day before the Bank's next meeting can change it. Rows are never
changed; a rate that goes on is added again from the day after.`;

const OPTIONS = {
  "known-through": { type: "string" },
  "source": { type: "string" },
  "json": { type: "boolean" },
} as const;

async function rates({ values, positionals }: Words<typeof OPTIONS>): Promise<number> {
  const [verb, from, percent, ...rest] = positionals;
  if (verb === "list" && from === undefined) {
    const rows = await withDatabase(listSourcedKeyRates);
    return tell({ lines: listed(rows), json: rows.map(asJson) }, values);
  }
  if (verb !== "add" || from === undefined || percent === undefined || rest.length > 0) {
    throw new CommandError(`Say what to do: add FROM PERCENT, or list.\n${USAGE}`);
  }
  const rate = readRate({ from, percent, ...values });
  await withDatabase((sql) => add(sql, rate));
  console.log(
    `${percentText(rate.basisPoints)} from ${rate.from}, known through ${rate.knownThrough}.`,
  );
  return 0;
}

interface TypedRate {
  from: string;
  percent: string;
  "known-through"?: string;
  source?: string;
}

function readRate(typed: TypedRate): SourcedKeyRate {
  const from = parseLocalDate(typed.from);
  if (from === null) {
    throw new CommandError(`FROM is "${typed.from}": write a date such as 2026-11-10.`);
  }
  const basisPoints = parsePercent(typed.percent);
  if (basisPoints === null) {
    throw new CommandError(
      `PERCENT is "${typed.percent}": write a yearly rate such as 16.5 or 16,5, up to 1000.`,
    );
  }
  const through = typed["known-through"];
  if (through === undefined) throw new CommandError(`--known-through DATE is missing.\n${USAGE}`);
  const knownThrough = readDate("known-through", through);
  if (knownThrough < from) {
    throw new CommandError(`--known-through ${knownThrough} lies before ${from}.`);
  }
  const source = typed.source?.trim();
  if (!source) {
    throw new CommandError(`--source TEXT is missing: say where the rate is from.\n${USAGE}`);
  }
  return { from, basisPoints, knownThrough, source };
}

async function add(sql: Sql, rate: SourcedKeyRate): Promise<void> {
  const added = await addKeyRate(sql, clockAsOf(undefined), { rate, actor: null });
  if (added.ok) return;
  if (added.reason !== "known") throw new Error(`${rate.from}: ${added.reason}`);
  const { known } = added;
  throw new CommandError(
    `The rate from ${rate.from} is there already: ${percentText(known.basisPoints)}, known ` +
      `through ${known.knownThrough}. Rows are never changed: if it goes on, add it again from ` +
      "the day after.",
  );
}

/** Line by line, with the days between that no row covers. */
function listed(rows: readonly SourcedKeyRate[]): string[] {
  const sources = new Map<LocalDate, string>(rows.map(({ from, source }) => [from, source]));
  return datedRates(rows).map(({ from, basisPoints }) =>
    basisPoints === null
      ? `${from}  not entered`
      : `${from}  ${percentText(basisPoints).padStart(7)}  ${sources.get(from)}`
  );
}

function asJson({ from, basisPoints, knownThrough, source }: SourcedKeyRate) {
  return { from, basis_points: basisPoints, known_through: knownThrough, source };
}

/** `16.5 %` */
function percentText(basisPoints: number): string {
  return `${basisPoints / 100} %`;
}

if (import.meta.main) await runOnWords({ usage: USAGE, options: OPTIONS }, rates);
