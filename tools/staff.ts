/** `deno task staff`: who may log in to /ops. */
import { insertStaff, listStaff } from "../db/staff/staff.ts";
import { STAFF_ROLES } from "../domain/staff_role.ts";
import {
  clockAsOf,
  CommandError,
  runOnWords,
  tell,
  withDatabase,
  type Words,
} from "./command_line.ts";

const USAGE = `Usage:
  deno task staff add EMAIL --name NAME --role ROLE
  deno task staff list [--json]
ROLE is one of ${STAFF_ROLES.join(", ")}. The same EMAIL again changes its
name and role, and lets in anew whose access an admin has ended.`;

const OPTIONS = {
  "name": { type: "string" },
  "role": { type: "string" },
  "json": { type: "boolean" },
} as const;

async function staff({ values, positionals }: Words<typeof OPTIONS>): Promise<number> {
  const [verb, email, ...rest] = positionals;
  if (verb === "list" && email === undefined) {
    const members = await withDatabase(listStaff);
    const lines = members.map(({ email, role, name, endedAt }) =>
      `${endedAt === null ? role.padEnd(9) : "ended    "} ${email}  ${name}`
    );
    return tell({ lines, json: members }, values);
  }
  if (verb !== "add" || email === undefined || rest.length > 0) {
    throw new CommandError(`Say what to do: add EMAIL, or list.\n${USAGE}`);
  }
  if (!/^\S+@\S+$/.test(email)) throw new CommandError(`"${email}" is no e-mail address.`);
  const name = values.name?.trim();
  const role = STAFF_ROLES.find((known) => known === values.role);
  if (!name) throw new CommandError(`--name NAME is missing.\n${USAGE}`);
  if (role === undefined) {
    throw new CommandError(`--role is one of ${STAFF_ROLES.join(", ")}.`);
  }
  const at = clockAsOf(undefined).now();
  await withDatabase((sql) => insertStaff(sql, { email, name, role, at }));
  console.log(`${email} may log in to /ops as ${role}.`);
  return 0;
}

if (import.meta.main) await runOnWords({ usage: USAGE, options: OPTIONS }, staff);
