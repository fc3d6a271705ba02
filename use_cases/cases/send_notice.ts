import type { Mailer } from "../../adapters/email/mod.ts";
import type { SmsGateway } from "../../adapters/sms/mod.ts";
import {
  beginNotice,
  closeNotice,
  type Contact,
  markRefused,
  markSent,
  type NewNotice,
  readContact,
} from "../../db/cases/notices.ts";
import type { Sql } from "../../db/connection.ts";
import { isChosenByPerson } from "../../domain/channels.ts";
import type { Instant } from "../../domain/local_date.ts";
import { letter, type Notice, type NoticePlace, smsText } from "../../domain/notice_texts.ts";
import { parsePhone } from "../../domain/phone.ts";

export interface NoticeGateways {
  sms: SmsGateway;
  mailer: Mailer;
}

export interface NoticeToSend {
  /** Channel sms or email; a call is no message. */
  row: NewNotice;
  notice: Notice;
  place: NoticePlace;
  at: Instant;
  /** Where to send it, if not to the person's contact of now. */
  to?: { phone: string } | { email: string };
}

export type SendOutcome =
  /** Nothing more is to be done; `state` is the notice's row's. */
  | { ok: true; state: string }
  /** The gateway has certainly not taken it: call again later. */
  | { ok: false; reason: "unreachable"; code: string };

/**
 * Sends a notice by SMS or e-mail, at most once for its key: its row is claimed first, so that a
 * process that dies before the gateway's answer leaves an `unknown` notice and never a second one.
 */
export async function sendNotice(
  sql: Sql,
  gateways: NoticeGateways,
  { row, notice, place, at, to }: NoticeToSend,
): Promise<SendOutcome> {
  const begun = await beginNotice(sql, row, at);
  if (!begun.go) return { ok: true, state: begun.state };
  const { noticeId } = begun;

  const contact = { ...await readContact(sql, row.personId), ...to };
  if (!isWanted(contact, { row, notice })) {
    await closeNotice(sql, noticeId, { state: "skipped", detail: "not_wanted", at });
    return { ok: true, state: "skipped" };
  }
  const send = messageTo(contact, gateways, { row, notice, place });
  if (send === null) {
    await closeNotice(sql, noticeId, { state: "skipped", detail: "no_contact", at });
    return { ok: true, state: "skipped" };
  }
  const sent = await send();
  if (sent.ok) {
    await markSent(sql, noticeId, { providerId: sent.providerId, at });
    return { ok: true, state: "sent" };
  }
  if (sent.reason === "rejected") {
    await closeNotice(sql, noticeId, { state: "failed", detail: sent.code, at });
    return { ok: true, state: "failed" };
  }
  if (isAmbiguous(sent.code)) {
    await closeNotice(sql, noticeId, { state: "unknown", detail: sent.code, at });
    return { ok: true, state: "unknown" };
  }
  await markRefused(sql, noticeId, sent.code);
  return { ok: false, reason: "unreachable", code: sent.code };
}

const AMBIGUOUS = new Set(["timeout", "interrupted", "http_504", "unreadable_reply"]);

/** Whether nobody knows, after this answer, if the gateway took the message. */
export function isAmbiguous(code: string): boolean {
  return AMBIGUOUS.has(code);
}

/** Whether the person has left this channel on for notices that are theirs to choose. */
function isWanted(
  { reminders }: Contact,
  { row: { channel }, notice }: Pick<NoticeToSend, "row" | "notice">,
): boolean {
  return channel === "call" || reminders[channel] || !isChosenByPerson(notice);
}

type Message = { row: NewNotice; notice: Notice; place: NoticePlace };

/** How to send it to this person on its channel; null where there is nowhere to send it. */
function messageTo(contact: Contact, { sms, mailer }: NoticeGateways, message: Message) {
  const { row: { channel, key }, notice, place } = message;
  if (channel === "sms") {
    const phone = contact.phone === null ? null : parsePhone(contact.phone);
    return phone === null ? null : () => sms.send({ phone, text: smsText(notice, place), key });
  }
  if (channel === "email") {
    const to = contact.email;
    const addressee = [contact.name, contact.patronymic].filter(Boolean).join(" ");
    return to === null ? null : () => mailer.send({ to, key, ...letter(notice, place, addressee) });
  }
  throw new RangeError(`A notice can't be sent as "${channel}"`);
}
