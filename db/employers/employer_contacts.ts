import type { Instant } from "../../domain/local_date.ts";
import type { Sql } from "../connection.ts";
import { instantJson } from "../instant_json.ts";
import { lastLetterOf, type LetterFate } from "./employer_report_letters.ts";

/** Somebody of an employer who may log in, with whom they look after. */
export interface LiveContact {
  contactId: number;
  employerId: number;
  employer: string;
}

/** Every employer whom this address serves now, in the order in which staff named it. */
export async function liveContactsOf(sql: Sql, email: string): Promise<LiveContact[]> {
  return await sql<LiveContact[]>`
    select c.id as "contactId", e.id as "employerId", e.name as employer
    from employer_contacts c join employers e on e.id = c.employer_id
    where c.email = ${email} and c.ended_at is null
    order by c.id`;
}

export interface NewContact {
  employerId: number;
  /** As `sameMailbox` writes it. */
  email: string;
  name: string;
  /** Null by the command line. */
  staffId: number | null;
  at: Instant;
}

/** @returns null where this address serves the employer already */
export async function insertContact(sql: Sql, contact: NewContact): Promise<number | null> {
  const [row] = await sql<{ id: number }[]>`
    insert into employer_contacts (employer_id, email, name, named_by, named_at)
    values (${contact.employerId}, ${contact.email}, ${contact.name}, ${contact.staffId},
            ${contact.at})
    on conflict (employer_id, email) where ended_at is null do nothing
    returning id`;
  return row?.id ?? null;
}

export interface EndedContact {
  employerId: number;
  of: { contactId: number } | { email: string };
  staffId: number | null;
  at: Instant;
}

/** Ends a contact and the sessions that act for it. @returns its id, null where there is none */
export async function endLiveContact(
  sql: Sql,
  { employerId, of, staffId, at }: EndedContact,
): Promise<number | null> {
  const [row] = await sql<{ id: number }[]>`
    update employer_contacts set ended_at = ${at}, ended_by = ${staffId}
    where employer_id = ${employerId} and ended_at is null
      and ${"email" in of ? sql`email = ${of.email}` : sql`id = ${of.contactId}`}
    returning id`;
  if (!row) return null;
  await sql`delete from sessions where employer_contact_id = ${row.id}`;
  return row.id;
}

export interface ContactRow {
  id: number;
  name: string;
  email: string;
  namedAt: Instant;
  endedAt: Instant | null;
  /** Their last login; null for never. */
  seenAt: Instant | null;
  /** Of the newest report; null where they were sent none. */
  letter: LetterFate | null;
}

/** An employer with all its contacts, those of now first. */
export interface EmployerContacts {
  id: number;
  name: string;
  timeZone: string;
  contacts: ContactRow[];
}

export async function readEmployerContacts(
  sql: Sql,
  employerId: number,
): Promise<EmployerContacts | null> {
  const [row] = await sql<EmployerContacts[]>`
    select e.id, e.name, e.time_zone as "timeZone",
      coalesce((select json_agg(json_build_object(
                  'id', c.id, 'name', c.name, 'email', c.email, 'namedAt', ${
    instantJson(sql, "c.named_at")
  },
                  'endedAt', ${instantJson(sql, "c.ended_at")}, 'seenAt', ${
    instantJson(sql, "h.used_at")
  },
                  'letter', ${lastLetterOf(sql)})
                  order by c.ended_at is not null, c.id)
                from employer_contacts c
                left join lateral (
                  select max(used_at) as used_at from challenges
                  where employer_contact_id = c.id
                ) h on true
                where c.employer_id = e.id), '[]') as contacts
    from employers e where e.id = ${employerId}`;
  return row ?? null;
}
