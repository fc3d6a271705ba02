import type { ReminderChannels } from "../../domain/channels.ts";
import type { ContactKind } from "../../domain/contact.ts";
import type { Instant } from "../../domain/local_date.ts";
import type { Phone } from "../../domain/phone.ts";
import type { Sql } from "../connection.ts";

export interface AccountContact {
  phone: Phone;
  email: string;
  /** When the personal-data consent was withdrawn; null while the cabinet is open. */
  closedAt: Instant | null;
}

/** An account's contacts, locked: until the transaction's end nobody changes them or logs in. */
export async function lockAccountContact(sql: Sql, accountId: number): Promise<AccountContact> {
  const [row] = await sql<AccountContact[]>`
    select phone, email, closed_at as "closedAt" from accounts where id = ${accountId} for no key update`;
  if (!row) throw new Error(`There is no account ${accountId}`);
  return row;
}

export interface NewContactChange {
  accountId: number;
  kind: ContactKind;
  oldValue: string;
  newValue: string;
  ip: string;
  userAgent: string | null;
  at: string;
  /** The challenge whose code confirms it. */
  challengeId: string;
}

/** Writes a change that waits for its code, and ties its challenge to it. */
export async function insertContactChange(sql: Sql, change: NewContactChange): Promise<void> {
  await sql`
    with change as (
      insert into contact_changes (account_id, kind, old_value, new_value, ip, user_agent,
                                   requested_at)
      values (${change.accountId}, ${change.kind}, ${change.oldValue}, ${change.newValue},
              ${change.ip}, ${change.userAgent}, ${change.at})
      returning id
    )
    update challenges set contact_change_id = change.id
    from change where challenges.id = ${change.challengeId}`;
}

export interface ContactChange {
  id: number;
  accountId: number;
  personId: number;
  kind: ContactKind;
  oldValue: string;
  newValue: string;
  confirmedAt: Instant | null;
}

/** @throws where there is no such change: its id is ours */
export async function readContactChange(sql: Sql, id: number): Promise<ContactChange> {
  const [row] = await sql<ContactChange[]>`
    select c.id, c.account_id as "accountId", a.person_id as "personId", c.kind,
           c.old_value as "oldValue", c.new_value as "newValue", c.confirmed_at as "confirmedAt"
    from contact_changes c join accounts a on a.id = c.account_id
    where c.id = ${id}`;
  if (!row) throw new Error(`There is no change of a contact ${id}`);
  return row;
}

/** Whether another account has this phone. */
export async function isPhoneOfAnother(
  sql: Sql,
  { accountId, phone }: { accountId: number; phone: string },
): Promise<boolean> {
  const rows = await sql`
    select from accounts where phone = ${phone} and id <> ${accountId}`;
  return rows.length > 0;
}

/**
 * Sets an account's phone or e-mail.
 *
 * @throws a unique violation where another account takes the phone at the same moment
 */
export async function setContact(
  sql: Sql,
  { accountId, kind, newValue }: Pick<ContactChange, "accountId" | "kind" | "newValue">,
): Promise<void> {
  await (kind === "phone"
    ? sql`update accounts set phone = ${newValue} where id = ${accountId}`
    : sql`update accounts set email = ${newValue} where id = ${accountId}`);
}

export async function markChangeConfirmed(sql: Sql, id: number, at: string): Promise<void> {
  await sql`update contact_changes set confirmed_at = ${at} where id = ${id}`;
}

/** Sets on which channels an account's reminders go. */
export async function setReminderChannels(
  sql: Sql,
  accountId: number,
  { sms, email }: ReminderChannels,
): Promise<void> {
  await sql`
    update accounts set sms_reminders = ${sms}, email_reminders = ${email} where id = ${accountId}`;
}

/** Whether Postgres refused a row because another one has its unique value. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "23505";
}
