/** `deno task staff`: who may log in to /ops. */
import { insertStaff, listStaff, type StaffRole } from "../db/staff.ts";
import {
  clockAsOf,
  CommandError,
  runOnWords,
  tell,
  withDatabase,
  type Words,
} from "./command_line.ts";

const ROLES: readonly StaffRole[] = ["viewer", "operator", "approver", "admin"];

const USAGE = `Usage:
  deno task staff add EMAIL --name NAME --role ROLE
  deno task staff list [--json]
ROLE is one of ${ROLES.join(", ")}. The same EMAIL again changes its name and role.`;

const OPTIONS = {
  "name": { type: "string" },
  "role": { type: "string" },
  "json": { type: "boolean" },
} as const;

async function staff({ values, positionals }: Words<typeof OPTIONS>): Promise<number> {
  const [verb, email, ...rest] = positionals;
  if (verb === "list" && email === undefined) {
    const members = await withDatabase(listStaff);
    const lines = members.map(({ email, role, name }) => `${role.padEnd(9)} ${email}  ${name}`);
    return tell({ lines, json: members }, values);
  }
  if (verb !== "add" || email === undefined || rest.length > 0) {
    throw new CommandError(`Say what to do: add EMAIL, or list.\n${USAGE}`);
  }
  if (!/^\S+@\S+$/.test(email)) throw new CommandError(`"${email}" is no e-mail address.`);
  const name = values.name?.trim();
  const role = ROLES.find((known) => known === values.role);
  if (!name) throw new CommandError(`--name NAME is missing.\n${USAGE}`);
  if (role === undefined) {
    throw new CommandError(`--role is one of ${ROLES.join(", ")}.`);
  }
  const at = clockAsOf(undefined).now();
  await withDatabase((sql) => insertStaff(sql, { email, name, role, at }));
  console.log(`${email} may log in to /ops as ${role}.`);
  return 0;
}

if (import.meta.main) await runOnWords({ usage: USAGE, options: OPTIONS }, staff);
