import { Buffer } from "node:buffer";
import { createTransport } from "nodemailer";
import type { Mailer, MailMessage, MailOutcome } from "./mod.ts";

export interface SmtpSettings {
  /** `smtp://host:port` or `smtps://user:password@host:port`. */
  url: string;
  /** The From header: `Пятая часть <noreply@example.test>`. */
  from: string;
  /** Milliseconds without an answer, 10,000 by default. */
  timeoutMs?: number;
}

type Transport = ReturnType<typeof transport>;

/**
 * Mail over SMTP. Codes: `smtp_N` with the server's reply code, else the library's own word for
 * what happened to the connection (`ECONNREFUSED`, `ETIMEDOUT` …). Off this machine the
 * connection must be encrypted.
 */
export function smtp(settings: SmtpSettings): Mailer {
  const connection = transport(settings);
  return { send: (message) => send(connection, settings.from, message) };
}

function transport({ url, timeoutMs = 10_000 }: SmtpSettings) {
  const { hostname } = new URL(url);
  const loopback = ["127.0.0.1", "localhost", "[::1]"].includes(hostname);
  return createTransport({
    url,
    requireTLS: !loopback,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

async function send(
  connection: Transport,
  from: string,
  message: MailMessage,
): Promise<MailOutcome> {
  try {
    const sent = await connection.sendMail({
      from,
      to: { name: "", address: message.to },
      subject: message.subject,
      text: message.text,
      ...(message.html === undefined ? {} : { html: message.html }),
      messageId: messageId(message.key, from),
      attachments: (message.attachments ?? []).map(({ filename, content, contentType }) => ({
        filename,
        content: Buffer.from(content),
        contentType,
      })),
    });
    return { ok: true, providerId: sent.messageId };
  } catch (error) {
    return refusal(error as { code?: unknown; responseCode?: unknown });
  }
}

/** A receiving server may drop a second letter with the same Message-ID. */
function messageId(key: string, from: string): string {
  const domain = /@([\w.-]+)/.exec(from)?.[1] ?? "localhost";
  return `<${key.replace(/[^\w.-]+/g, ".")}@${domain}>`;
}

/** Takes the codes and leaves the text: servers repeat addresses in it. */
function refusal({ code, responseCode }: { code?: unknown; responseCode?: unknown }): MailOutcome {
  if (typeof responseCode === "number" && responseCode >= 400 && responseCode < 600) {
    // 503 tells of the session's state, and a failed login of our account: not of this letter.
    const final = responseCode >= 500 && responseCode !== 503 && code !== "EAUTH";
    return { ok: false, reason: final ? "rejected" : "unreachable", code: `smtp_${responseCode}` };
  }
  const known = typeof code === "string" && /^E[A-Z0-9]{2,20}$/.test(code);
  const reason = code === "EENVELOPE" ? "rejected" : "unreachable";
  return { ok: false, reason, code: known ? code : "smtp_failure" };
}
