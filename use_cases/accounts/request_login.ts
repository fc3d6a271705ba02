import { findAccountByPhone } from "../../db/accounts/accounts.ts";
import { type Sql, transaction } from "../../db/connection.ts";
import { liveContactsOf } from "../../db/employers/employer_contacts.ts";
import { findStaffByEmail } from "../../db/staff/staff.ts";
import type { Clock } from "../../domain/clock.ts";
import { sameMailbox } from "../../domain/contact.ts";
import { parsePhone } from "../../domain/phone.ts";
import { askCode, type AskedCode } from "./ask_code.ts";

export type RequestedLogin = AskedCode | { ok: false; reason: "unreadable" };

/**
 * Asks for a login code. A number that nobody registered gets the same answer: a challenge behind
 * which nobody stands, to which no code is sent.
 */
export function requestLogin(
  sql: Sql,
  clock: Clock,
  input: { phone: string; ip: string },
): Promise<RequestedLogin> {
  const phone = parsePhone(input.phone);
  if (phone === null) return Promise.resolve({ ok: false, reason: "unreadable" });
  return transaction(sql, async (sql) => {
    const account = await findAccountByPhone(sql, phone);
    return await askCode(sql, {
      purpose: "login",
      destination: phone,
      ip: input.ip,
      now: clock.now(),
      ...(account ? { accountId: account.accountId } : {}),
    });
  });
}

/** The same for staff, whose code goes by e-mail. */
export function requestStaffLogin(
  sql: Sql,
  clock: Clock,
  input: { email: string; ip: string },
): Promise<RequestedLogin> {
  const email = input.email.trim().toLowerCase();
  if (!/^\S+@\S+$/.test(email)) return Promise.resolve({ ok: false, reason: "unreadable" });
  return transaction(sql, async (sql) => {
    const member = await findStaffByEmail(sql, email);
    return await askCode(sql, {
      purpose: "ops",
      destination: email,
      ip: input.ip,
      now: clock.now(),
      ...(member ? { staffId: member.id } : {}),
    });
  });
}

/** The same for an employer's contact whom staff have named. */
export function requestEmployerLogin(
  sql: Sql,
  clock: Clock,
  input: { email: string; ip: string },
): Promise<RequestedLogin> {
  const email = sameMailbox(input.email);
  if (!/^\S+@\S+$/.test(email)) return Promise.resolve({ ok: false, reason: "unreadable" });
  return transaction(sql, async (sql) => {
    const [contact] = await liveContactsOf(sql, email);
    return await askCode(sql, {
      purpose: "employer",
      destination: email,
      ip: input.ip,
      now: clock.now(),
      ...(contact ? { employerContactId: contact.contactId } : {}),
    });
  });
}
