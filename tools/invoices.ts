/** `deno task invoices publish`: one invoice per franchise from all that is not yet invoiced. */
import { clinicsUnderWay } from "../db/imports/unpublished_lines.ts";
import { formatRoubles } from "../domain/money.ts";
import { publishInvoices } from "../use_cases/invoices/publish_invoices.ts";
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
  deno task invoices publish --through DATE [--as-of DATE] [--json]
--through is the last day of service that is invoiced; --as-of the day of publication, if not today.`;

const OPTIONS = {
  "through": { type: "string" },
  "as-of": { type: "string" },
  "json": { type: "boolean" },
} as const;

async function publish({ values, positionals }: Words<typeof OPTIONS>): Promise<number> {
  if (positionals.length !== 1 || positionals[0] !== "publish") {
    throw new CommandError(`Say what to do: publish.\n${USAGE}`);
  }
  if (values.through === undefined) throw new CommandError(`--through DATE is missing.\n${USAGE}`);
  const through = readDate("through", values.through);
  const clock = clockAsOf(values["as-of"]);
  const { outcome, underWay } = await withDatabase(async (sql) => ({
    underWay: await clinicsUnderWay(sql),
    outcome: await publishInvoices(sql, clock, { through }),
  }));
  const { invoices, lines: lineCount, totalKopecks, nothingOwed, withoutPayer } = outcome;
  const lines = [
    invoices === 0
      ? `Nothing to invoice through ${through}.`
      : `${count(invoices, "invoice")} of ${count(lineCount, "line")} through ${through}: ${
        formatRoubles(totalKopecks)
      }.`,
    ...(nothingOwed > 0 ? [`${nothingOwed} franchises owe nothing: no invoice made.`] : []),
    ...(withoutPayer > 0
      ? [`${withoutPayer} minors have no representative: their lines wait for a roster.`]
      : []),
    ...underWay.map((clinic) => `A register of «${clinic}» is being loaded: its lines wait.`),
  ];
  const json = {
    invoices,
    lines: lineCount,
    total_kopecks: totalKopecks,
    nothing_owed: nothingOwed,
    without_payer: withoutPayer,
    clinics_under_way: underWay,
  };
  return tell({ lines, json }, values);
}

function count(n: number, word: string): string {
  return `${n} ${word}${n === 1 ? "" : "s"}`;
}

if (import.meta.main) await runOnWords({ usage: USAGE, options: OPTIONS }, publish);
