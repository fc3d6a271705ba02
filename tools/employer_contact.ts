/** `deno task employer contact`: who of an employer gets its reports and may log in to /employer. */
import type { Database } from "../db/connection.ts";
import { readEmployerContacts } from "../db/employers/employer_contacts.ts";
import { findEmployer } from "../db/employers/employers.ts";
import {
  endEmployerContact,
  nameEmployerContact,
} from "../use_cases/employers/name_employer_contact.ts";
import { clockAsOf, CommandError, withDatabase } from "./command_line.ts";

export const CONTACT_USAGE = `  deno task employer contact add NAME --email EMAIL --name CONTACT
  deno task employer contact remove NAME --email EMAIL
  deno task employer contact list NAME [--json]`;

interface Typed {
  email?: string;
  name?: string;
  json?: boolean;
}

/**
 * Names, ends or lists an employer's contacts.
 *
 * @param words what stands behind `contact`
 */
export async function employerContact(words: readonly string[], typed: Typed): Promise<number> {
  const [verb, employer, ...rest] = words;
  if (employer === undefined || rest.length > 0) {
    throw new CommandError(`Say what to do:\n${CONTACT_USAGE}`);
  }
  return await withDatabase(async (sql) => {
    const found = await findEmployer(sql, employer.trim());
    if (found === null) {
      throw new CommandError(
        `There is no employer "${employer}": «deno task employer list» shows their names.`,
      );
    }
    const of = { employerId: found.id, employer: found.name };
    switch (verb) {
      case "add":
        return await add(sql, of, typed);
      case "remove":
        return await remove(sql, of, typed);
      case "list":
        return await list(sql, of, typed);
      default:
        throw new CommandError(`Say what to do:\n${CONTACT_USAGE}`);
    }
  });
}

interface Of {
  employerId: number;
  employer: string;
}

async function add(sql: Database, { employerId, employer }: Of, typed: Typed): Promise<number> {
  const { email = "", name = "" } = typed;
  const actor = null;
  const named = await nameEmployerContact(sql, clockAsOf(undefined), {
    employerId,
    email,
    name,
    actor,
  });
  if (!named.ok) {
    throw new CommandError(
      {
        bad_email: `--email is "${email}": write an address such as hr@company.ru.`,
        no_name: "--name CONTACT is missing: write how to address them.",
        known: `${email} is a contact of ${employer} already.`,
      }[named.reason],
    );
  }
  console.log(`${email} may log in to /employer for ${employer} and gets its reports.`);
  return 0;
}

async function remove(sql: Database, { employerId, employer }: Of, typed: Typed): Promise<number> {
  const { email } = typed;
  if (email === undefined) throw new CommandError(`--email EMAIL is missing.\n${CONTACT_USAGE}`);
  const ended = await endEmployerContact(sql, clockAsOf(undefined), {
    employerId,
    of: { email },
    actor: null,
  });
  if (!ended.ok) throw new CommandError(`${email} is no contact of ${employer}.`);
  console.log(`${email} may no longer log in for ${employer}. What they did is kept.`);
  return 0;
}

async function list(sql: Database, { employerId }: Of, { json }: Typed): Promise<number> {
  const { contacts } = (await readEmployerContacts(sql, employerId))!;
  const lines = contacts.length === 0
    ? ["There are no contacts yet: nobody sees this employer's reports."]
    : contacts.map(({ email, name, endedAt }) =>
      `${email}  ${name}${endedAt === null ? "" : `  until ${endedAt.slice(0, 10)}`}`
    );
  console.log(json ? JSON.stringify(contacts, null, 2) : lines.join("\n"));
  return 0;
}
