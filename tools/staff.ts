/** `deno task staff`: who may log in to /ops. */
import { insertStaff, listStaff, type StaffRole } from "../db/staff.ts";
import { clockAsOf, CommandError, readWords, runCommand, withDatabase } from "./command_line.ts";

const ROLES: readonly StaffRole[] = ["viewer", "operator", "approver", "admin"];

const USAGE = `Usage:
  deno task staff add EMAIL --name NAME --role ROLE
  deno task staff list [--json]
ROLE is one of ${ROLES.join(", ")}. The same EMAIL again changes its name and role.`;

const OPTIONS = {
  "name": { type: "string" },
  "role": { type: "string" },
  "json": { type: "boolean" },
  "help": { type: "boolean" },
} as const;

async function staff(args: string[]): Promise<number> {
  const { values, positionals } = readWords(args, OPTIONS, USAGE);
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const [verb, email, ...rest] = positionals;
  if (verb === "list" && email === undefined) {
    const members = await withDatabase(listStaff);
    const lines = members.map(({ email, role, name }) => `${role.padEnd(9)} ${email}  ${name}`);
    console.log(values.json ? JSON.stringify(members, null, 2) : lines.join("\n"));
    return 0;
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

if (import.meta.main) await runCommand(() => staff(Deno.args));
