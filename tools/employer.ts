/** `deno task employer`: what differs from employer to employer. */
import {
  type EmployerRow,
  type EmployerSettings,
  listEmployers,
} from "../db/employers/employers.ts";
import { type InvoicePeriod, TIME_ZONES } from "../domain/contract_terms.ts";
import { parsePercent } from "../domain/percent.ts";
import type { ReminderPlan } from "../domain/reminder_plan.ts";
import { parseReminderPlan } from "../domain/reminder_plan_setting.ts";
import { type EmployerSet, setEmployer } from "../use_cases/employers/set_employer.ts";
import { CONTACT_USAGE, employerContact } from "./employer_contact.ts";
import {
  clockAsOf,
  CommandError,
  readNamedFile,
  runOnWords,
  tell,
  withDatabase,
  type Words,
} from "./command_line.ts";

const USAGE = `Usage:
  deno task employer set NAME [--region RU-BA|none] [--reminder-plan FILE.json|default]
                         [--penalty-rate PERCENT|none] [--time-zone ZONE]
                         [--invoices monthly|quarterly] [--json]
  deno task employer list [--json]
${CONTACT_USAGE}
FILE.json is a plan in working days after publication:
  [{"day": 10, "channels": ["email"]}, {"day": 27, "channels": ["call"]}]
PERCENT is the contract's own yearly penalty; with none the key rate counts. Plan and penalty hold
for what is published, or goes into recovery, from then on; due dates already promised stay.`;

const OPTIONS = {
  "region": { type: "string" },
  "reminder-plan": { type: "string" },
  "penalty-rate": { type: "string" },
  "time-zone": { type: "string" },
  "invoices": { type: "string" },
  "email": { type: "string" },
  "name": { type: "string" },
  "json": { type: "boolean" },
} as const;

async function employer({ values, positionals }: Words<typeof OPTIONS>): Promise<number> {
  if (positionals[0] === "contact") return await employerContact(positionals.slice(1), values);
  const [verb, name, ...rest] = positionals;
  if (verb === "list" && name === undefined) {
    const employers = await withDatabase(listEmployers);
    const lines = employers.length === 0
      ? ["There are no employers yet: they come with their rosters."]
      : employers.flatMap(settingLines);
    return tell({ lines, json: employers.map(asJson) }, values);
  }
  if (verb !== "set" || name === undefined || rest.length > 0) {
    throw new CommandError(`Say what to do: set NAME, or list.\n${USAGE}`);
  }
  const changes = await readChanges(values);
  if (Object.keys(changes).length === 0) {
    throw new CommandError(`Say what to set: none of its options is there.\n${USAGE}`);
  }
  const set = await withDatabase((sql) =>
    setEmployer(sql, clockAsOf(undefined), {
      name: name.trim(),
      changes,
      actor: { name: "command_line", ip: null },
    })
  );
  if (!set.ok) throw new CommandError(refusalOf(set, { name, region: values.region }));
  return tell({ lines: settingLines(set.employer), json: asJson(set.employer) }, values);
}

interface TypedSettings {
  "region"?: string;
  "reminder-plan"?: string;
  "penalty-rate"?: string;
  "time-zone"?: string;
  "invoices"?: string;
}

async function readChanges(typed: TypedSettings): Promise<Partial<EmployerSettings>> {
  const { region, "reminder-plan": plan, "penalty-rate": rate } = typed;
  const { "time-zone": timeZone, invoices } = typed;
  return {
    ...(region === undefined ? {} : { region: region === "none" ? null : region }),
    ...(plan === undefined
      ? {}
      : { reminderPlan: plan === "default" ? null : await readPlan(plan) }),
    ...(rate === undefined ? {} : { penaltyRateBp: rate === "none" ? null : readRate(rate) }),
    ...(timeZone === undefined ? {} : { timeZone }),
    ...(invoices === undefined ? {} : { invoiceMonths: readPeriod(invoices) }),
  };
}

async function readPlan(path: string): Promise<ReminderPlan> {
  const text = new TextDecoder().decode(await readNamedFile(path));
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new CommandError(`${path} is no JSON: ${(cause as Error).message}.`, { cause });
  }
  const parsed = parseReminderPlan(json);
  if (parsed.ok) return parsed.plan;
  throw new CommandError(["The plan is not taken:", ...parsed.problems].join("\n  "));
}

function readRate(text: string): number {
  const basisPoints = parsePercent(text);
  if (basisPoints !== null) return basisPoints;
  throw new CommandError(
    `--penalty-rate is "${text}": write a yearly rate such as 16.5 or 16,5, up to 1000, or none.`,
  );
}

function readPeriod(text: string): InvoicePeriod {
  if (text === "monthly") return 1;
  if (text === "quarterly") return 3;
  throw new CommandError(`--invoices is "${text}": write monthly or quarterly.`);
}

function refusalOf(
  refused: Extract<EmployerSet, { ok: false }>,
  typed: { name: string; region: string | undefined },
): string {
  switch (refused.reason) {
    case "unknown_region":
      return `--region ${typed.region} has no calendar here; known: ${refused.known.join(", ")}. ` +
        "For the federal calendar write none.";
    case "unknown_zone":
      return `--time-zone takes one of Russia's: ${Object.keys(TIME_ZONES).join(", ")}.`;
    case "penalty_too_high":
      return "--penalty-rate is above 100 % a year: look where the comma stands.";
    case "unknown_employer":
      return `There is no employer "${typed.name}": «deno task employer list» shows their names.`;
  }
}

function settingLines({ name, timeZone, ...settings }: EmployerRow): string[] {
  const { region, reminderPlan, penaltyRateBp, invoiceMonths } = settings;
  return [
    name,
    `  calendar: ${region ?? "federal"}, ${timeZone}`,
    `  invoices: ${invoiceMonths === 1 ? "monthly" : "quarterly"}`,
    `  reminders: ${reminderPlan === null ? "the product's own plan" : planText(reminderPlan)}`,
    `  penalty: ${penaltyRateBp === null ? "the key rate" : `${penaltyRateBp / 100} % a year`}`,
  ];
}

/** `10 email, 20 sms + email` */
function planText(plan: ReminderPlan): string {
  return plan.map(({ day, channels }) => `${day} ${channels.join(" + ")}`).join(", ");
}

function asJson(employer: EmployerRow) {
  const { name, timeZone, region, reminderPlan, penaltyRateBp, invoiceMonths } = employer;
  return {
    name,
    time_zone: timeZone,
    region,
    reminder_plan: reminderPlan,
    penalty_rate_bp: penaltyRateBp,
    invoice_months: invoiceMonths,
  };
}

if (import.meta.main) await runOnWords({ usage: USAGE, options: OPTIONS }, employer);
