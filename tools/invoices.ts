/** `deno task invoices publish`: one invoice per franchise from all that is not yet invoiced. */
import { formatRoubles } from "../domain/money.ts";
import { publishInvoices } from "../use_cases/publish_invoices.ts";
import {
  clockAsOf,
  CommandError,
  readDate,
  readWords,
  runCommand,
  withDatabase,
} from "./command_line.ts";

const USAGE = `Usage:
  deno task invoices publish --through DATE [--as-of DATE] [--json]
--through is the last day of service that is invoiced; --as-of the day of publication, if not today.`;

const OPTIONS = {
  "through": { type: "string" },
  "as-of": { type: "string" },
  "json": { type: "boolean" },
  "help": { type: "boolean" },
} as const;

async function publish(args: string[]): Promise<number> {
  const { values, positionals } = readWords(args, OPTIONS, USAGE);
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  if (positionals.length !== 1 || positionals[0] !== "publish") {
    throw new CommandError(`Say what to do: publish.\n${USAGE}`);
  }
  if (values.through === undefined) throw new CommandError(`--through DATE is missing.\n${USAGE}`);
  const through = readDate("through", values.through);
  const clock = clockAsOf(values["as-of"]);
  const outcome = await withDatabase((sql) => publishInvoices(sql, clock, { through }));
  const { invoices, lines, totalKopecks, nothingOwed, withoutPayer } = outcome;
  if (values.json) {
    console.log(JSON.stringify(
      {
        invoices,
        lines,
        total_kopecks: totalKopecks,
        nothing_owed: nothingOwed,
        without_payer: withoutPayer,
      },
      null,
      2,
    ));
    return 0;
  }
  console.log(
    invoices === 0
      ? `Nothing to invoice through ${through}.`
      : `${count(invoices, "invoice")} of ${count(lines, "line")} through ${through}: ${
        formatRoubles(totalKopecks)
      }.`,
  );
  if (nothingOwed > 0) console.log(`${nothingOwed} franchises owe nothing: no invoice made.`);
  if (withoutPayer > 0) {
    console.log(`${withoutPayer} minors have no representative: their lines wait for a roster.`);
  }
  return 0;
}

function count(n: number, word: string): string {
  return `${n} ${word}${n === 1 ? "" : "s"}`;
}

if (import.meta.main) await runCommand(() => publish(Deno.args));
