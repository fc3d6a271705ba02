import type { Instant, LocalDate } from "../../domain/local_date.ts";
import type { Phone } from "../../domain/phone.ts";
import type { ReminderChannels } from "../../domain/channels.ts";
import type { StaffRole } from "../../domain/staff_role.ts";
import type { Sql } from "../connection.ts";
import { instantJson } from "../instant_json.ts";
import { dueDataConsent } from "./due_consents.ts";
import { representedBy, type RepresentedPerson } from "../policies/represented.ts";

/** Who is logged in: an insured person, a member of staff, or somebody of an employer. */
export type SessionOwner =
  | {
    kind: "insured";
    accountId: number;
    personId: number;
    surname: string;
    name: string;
    patronymic: string | null;
    birthDate: LocalDate;
    phone: Phone;
    email: string;
    timeZone: string;
    /**
     * The challenge whose code opened the session, or confirmed the account's new phone in it: what
     * is signed in it is signed with that code.
     */
    challengeId: string | null;
    /** The version of the consent to data processing that they are to give before going on; or null. */
    dueDocumentId: number | null;
    /** For whom they act: of a session that was read, today. */
    represented: RepresentedPerson[];
  }
  | {
    kind: "staff";
    staffId: number;
    name: string;
    email: string;
    role: StaffRole;
  }
  | {
    kind: "employer";
    contactId: number;
    name: string;
    email: string;
    employerId: number;
    employer: string;
    timeZone: string;
    /** Employers whom this address serves. */
    serves: number;
  };

export interface NewSession {
  tokenHash: Uint8Array;
  accountId: number | null;
  staffId: number | null;
  employerContactId: number | null;
  challengeId: string;
  ip: string;
  userAgent: string | null;
  at: string;
  expiresAt: string;
}

/** Opens a session; an insured person's is a visit of the cabinet. */
export async function insertSession(sql: Sql, session: NewSession): Promise<void> {
  await sql`
    insert into sessions (token_hash, account_id, staff_id, employer_contact_id, challenge_id, ip,
                          user_agent, created_at, seen_at, expires_at)
    values (${session.tokenHash}, ${session.accountId}, ${session.staffId},
            ${session.employerContactId}, ${session.challengeId}, ${session.ip},
            ${session.userAgent}, ${session.at}, ${session.at}, ${session.expiresAt})`;
  if (session.accountId === null) return;
  await sql`update accounts set last_opened_at = ${session.at} where id = ${session.accountId}`;
}

type Owner<Kind> = Extract<SessionOwner, { kind: Kind }>;

/** The columns of all kinds of owner; the others' are null. */
type SessionRow =
  & Omit<Owner<"insured">, "kind" | "accountId">
  & Pick<Owner<"staff">, "role">
  & {
    seenAt: string;
    accountId: number | null;
    staffId: number | null;
    staffName: string;
    staffEmail: string;
    contact: Omit<Owner<"employer">, "kind"> | null;
  };

export interface LiveSession {
  owner: SessionOwner;
  seenAt: string;
}

/** The session of this token, unless it has expired at `now`. */
export async function findSession(
  sql: Sql,
  tokenHash: Uint8Array,
  now: string,
): Promise<LiveSession | null> {
  const [row] = await sql<SessionRow[]>`
    select s.seen_at as "seenAt", s.account_id as "accountId", p.id as "personId", p.surname,
           p.name, p.patronymic, p.birth_date as "birthDate", a.phone, a.email,
           e.time_zone as "timeZone", s.challenge_id as "challengeId",
           ${representedBy(sql)} as represented,
           (${dueDataConsent(sql, now)}) as "dueDocumentId",
           f.id as "staffId", f.name as "staffName", f.email as "staffEmail", f.role,
           (${contactOfSession(sql)}) as contact
    from sessions s
    left join accounts a on a.id = s.account_id
    left join people p on p.id = a.person_id
    left join employers e on e.id = p.employer_id
    left join staff f on f.id = s.staff_id and f.ended_at is null
    where s.token_hash = ${tokenHash} and s.expires_at > ${now}`;
  if (!row) return null;
  const owner = ownerOf(row);
  return owner && { owner, seenAt: row.seenAt };
}

/** Whether the session of this token is still known: one that was ended is deleted, an expired one stays. */
export async function isSessionKept(sql: Sql, tokenHash: Uint8Array): Promise<boolean> {
  const rows = await sql`select from sessions where token_hash = ${tokenHash}`;
  return rows.length > 0;
}

/** A device that is logged in. */
export interface LiveDevice {
  id: number;
  ip: string;
  userAgent: string | null;
  createdAt: Instant;
  seenAt: Instant;
  /** The one that asks. */
  own: boolean;
}

/** What the profile shows of an account beside its contacts. */
export interface AccountSettings {
  channels: ReminderChannels;
  /** The own one first, then by their last visit. */
  devices: LiveDevice[];
}

/** An account's choices, and its sessions that have not expired at `now`. */
export async function readAccountSettings(
  sql: Sql,
  { accountId, tokenHash, now }: { accountId: number; tokenHash: Uint8Array; now: string },
): Promise<AccountSettings> {
  const [row] = await sql<AccountSettings[]>`
    select json_build_object('sms', a.sms_reminders, 'email', a.email_reminders) as channels,
    coalesce((select json_agg(json_build_object(
                'id', s.id, 'ip', s.ip, 'userAgent', s.user_agent,
                'createdAt', ${instantJson(sql, "s.created_at")}, 'seenAt', ${
    instantJson(sql, "s.seen_at")
  },
                'own', s.token_hash = ${tokenHash})
                order by s.token_hash = ${tokenHash} desc, s.seen_at desc, s.id)
              from sessions s where s.account_id = a.id and s.expires_at > ${now}), '[]')
      as devices
    from accounts a where a.id = ${accountId}`;
  if (!row) throw new Error(`There is no account ${accountId}`);
  return row;
}

/** Ends one session of the account, or all but the one of this token. */
export async function deleteDevices(
  sql: Sql,
  which: { accountId: number; tokenHash: Uint8Array; sessionId: number | null },
): Promise<number> {
  const { accountId, tokenHash, sessionId } = which;
  const rows = await sql`
    delete from sessions
    where account_id = ${accountId} and token_hash <> ${tokenHash}
      and (${sessionId}::bigint is null or id = ${sessionId})
    returning id`;
  return rows.length;
}

/** Notes that the cabinet was opened: the monthly look-in is counted from it. */
export async function touchSession(
  sql: Sql,
  tokenHash: Uint8Array,
  now: string,
): Promise<void> {
  const [session] = await sql<{ accountId: number | null }[]>`
    update sessions set seen_at = ${now} where token_hash = ${tokenHash}
    returning account_id as "accountId"`;
  if (!session || session.accountId === null) return;
  // Not in one statement with the session: who changes their phone locks the account first.
  await sql`update accounts set last_opened_at = ${now} where id = ${session.accountId}`;
}

/** Lets a session of a contact's act for another employer whom the same address serves. */
export async function moveSession(
  sql: Sql,
  { tokenHash, contactId }: { tokenHash: Uint8Array; contactId: number },
): Promise<boolean> {
  const rows = await sql`
    update sessions s set employer_contact_id = wanted.id
    from employer_contacts own, employer_contacts wanted
    where s.token_hash = ${tokenHash} and own.id = s.employer_contact_id
      and wanted.id = ${contactId} and wanted.email = own.email and wanted.ended_at is null
    returning s.id`;
  return rows.length === 1;
}

export async function deleteSession(sql: Sql, tokenHash: Uint8Array): Promise<void> {
  await sql`delete from sessions where token_hash = ${tokenHash}`;
}

/** Ends the account's sessions but one, which that challenge's code vouches for from now on. */
export async function keepOnlySession(
  sql: Sql,
  { accountId, tokenHash, challengeId }: {
    accountId: number;
    tokenHash: Uint8Array;
    challengeId: string;
  },
): Promise<void> {
  await sql`delete from sessions where account_id = ${accountId} and token_hash <> ${tokenHash}`;
  await sql`
    update sessions set challenge_id = ${challengeId}
    where account_id = ${accountId} and token_hash = ${tokenHash}`;
}

/** The contact of session `s` while it is one, as JSON. */
function contactOfSession(sql: Sql) {
  return sql`
    select json_build_object(
             'contactId', c.id, 'name', c.name, 'email', c.email, 'employerId', c.employer_id,
             'employer', m.name, 'timeZone', m.time_zone,
             'serves', (select count(*) from employer_contacts o
                        where o.email = c.email and o.ended_at is null))
    from employer_contacts c join employers m on m.id = c.employer_id
    where c.id = s.employer_contact_id and c.ended_at is null`;
}

/** Null where the session is a contact's who is one no longer. */
function ownerOf(row: SessionRow): SessionOwner | null {
  if (row.staffId !== null) {
    return {
      kind: "staff",
      staffId: row.staffId,
      name: row.staffName,
      email: row.staffEmail,
      role: row.role,
    };
  }
  if (row.contact !== null) return { kind: "employer", ...row.contact };
  if (row.accountId === null) return null;
  return {
    kind: "insured",
    accountId: row.accountId,
    personId: row.personId,
    surname: row.surname,
    name: row.name,
    patronymic: row.patronymic,
    birthDate: row.birthDate,
    phone: row.phone,
    email: row.email,
    timeZone: row.timeZone,
    challengeId: row.challengeId,
    dueDocumentId: row.dueDocumentId,
    represented: row.represented,
  };
}
