import type { Phone } from "../../domain/phone.ts";

export interface SmsMessage {
  phone: Phone;
  /** What the person reads. Never a clinic or a service: seeking care is a medical secret. */
  text: string;
  /** Names the notice, not the person; the same notice sent again carries the same key. */
  key: string;
}

/**
 * `rejected`: this message will be refused however often it is sent. `unreachable`: not now, or
 * nobody knows; send it again later. `code` never holds a phone, a name or a word of the text.
 */
export type SmsOutcome =
  | { ok: true; providerId: string }
  | { ok: false; reason: "rejected" | "unreachable"; code: string };

export interface SmsGateway {
  send(message: SmsMessage): Promise<SmsOutcome>;
}
