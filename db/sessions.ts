import type { Instant, LocalDate } from "../domain/local_date.ts";
import type { Phone } from "../domain/phone.ts";
import type { ReminderChannels } from "../domain/channels.ts";
import type { Sql } from "./connection.ts";

/** Who is logged in: an insured person or a member of staff. */
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
  }
  | {
    kind: "staff";
    staffId: number;
    name: string;
    email: string;
    role: "viewer" | "operator" | "approver" | "admin";
  };

export interface NewSession {
  tokenHash: Uint8Array;
  accountId: number | null;
  staffId: number | null;
  challengeId: string;
  ip: string;
  userAgent: string | null;
  at: string;
  expiresAt: string;
}

/** Opens a session; an insured person's is a visit of the cabinet. */
export async function insertSession(sql: Sql, session: NewSession): Promise<void> {
  await sql`
    insert into sessions (token_hash, account_id, staff_id, challenge_id, ip, user_agent,
                          created_at, seen_at, expires_at)
    values (${session.tokenHash}, ${session.accountId}, ${session.staffId}, ${session.challengeId},
            ${session.ip}, ${session.userAgent}, ${session.at}, ${session.at},
            ${session.expiresAt})`;
  if (session.accountId === null) return;
  await sql`update accounts set last_opened_at = ${session.at} where id = ${session.accountId}`;
}

type Owner<Kind> = Extract<SessionOwner, { kind: Kind }>;

/** The columns of both kinds of owner; one kind's are null. */
type SessionRow =
  & Omit<Owner<"insured">, "kind" | "accountId">
  & Pick<Owner<"staff">, "role">
  & {
    seenAt: string;
    accountId: number | null;
    staffId: number | null;
    staffName: string;
    staffEmail: string;
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
           s.staff_id as "staffId", f.name as "staffName", f.email as "staffEmail", f.role
    from sessions s
    left join accounts a on a.id = s.account_id
    left join people p on p.id = a.person_id
    left join employers e on e.id = p.employer_id
    left join staff f on f.id = s.staff_id
    where s.token_hash = ${tokenHash} and s.expires_at > ${now}`;
  if (!row) return null;
  return { owner: ownerOf(row), seenAt: row.seenAt };
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
                'createdAt', ${iso(sql, "s.created_at")}, 'seenAt', ${iso(sql, "s.seen_at")},
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

/** An instant inside JSON, in the product's one form. */
function iso(sql: Sql, column: string) {
  return sql`to_char(${sql(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}

function ownerOf(row: SessionRow): SessionOwner {
  if (row.staffId !== null) {
    return {
      kind: "staff",
      staffId: row.staffId,
      name: row.staffName,
      email: row.staffEmail,
      role: row.role,
    };
  }
  return {
    kind: "insured",
    accountId: row.accountId!,
    personId: row.personId,
    surname: row.surname,
    name: row.name,
    patronymic: row.patronymic,
    birthDate: row.birthDate,
    phone: row.phone,
    email: row.email,
    timeZone: row.timeZone,
    challengeId: row.challengeId,
  };
}
