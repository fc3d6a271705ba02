import type { Phone } from "./phone.ts";

/** What of an account can be changed in the profile. */
export type ContactKind = "phone" | "email";

/** `67`: enough to know one's own number by, no more. */
export function lastDigits(phone: Phone): string {
  return phone.slice(-2);
}

/** `m***@example.ru`; a name of one letter is not shown at all. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf("@");
  const name = email.slice(0, at);
  const [first = ""] = name;
  return `${name.length > first.length ? first : ""}***${email.slice(at)}`;
}

/**
 * Brings an address to the one form in which it is kept, counted and compared: mailboxes that tell
 * capitals apart are unheard of, and limits must not be passed by writing one address in two ways.
 */
export function sameMailbox(email: string): string {
  return email.normalize("NFC").trim().toLowerCase();
}

/** What is wrong with a contact of an employer as staff type it: its address first. */
export function contactFaults(
  { email, name }: { email: string; name: string },
): ("bad_email" | "no_name")[] {
  const mailbox = sameMailbox(email);
  const called = name.trim();
  const faults: ("bad_email" | "no_name")[] = [];
  if (!/^[^\s@]+@[^\s@]+$/.test(mailbox) || mailbox.length > 200) faults.push("bad_email");
  if (called === "" || called.length > 200) faults.push("no_name");
  return faults;
}
