export interface MailAttachment {
  filename: string;
  content: Uint8Array;
  contentType: string;
}

export interface MailMessage {
  /** One address; a comma in it does not make two. */
  to: string;
  subject: string;
  text: string;
  html?: string;
  /** Names the notice, not the person; the same notice sent again carries the same Message-ID. */
  key: string;
  attachments?: MailAttachment[];
}

/**
 * `rejected`: the server refused for good. `unreachable`: not now, or nobody knows; send it again
 * later. `code` never holds an address, a name or a word of the letter.
 */
export type MailOutcome =
  | { ok: true; providerId: string }
  | { ok: false; reason: "rejected" | "unreachable"; code: string };

export interface Mailer {
  send(message: MailMessage): Promise<MailOutcome>;
}
