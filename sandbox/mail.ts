import { simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";
import type { AddressInfo } from "node:net";
import { Buffer } from "node:buffer";
import type { Faults } from "./faults.ts";
import type { StateFile } from "./state_file.ts";

export interface StoredMail {
  id: string;
  receivedAt: string;
  /** The envelope's addresses, lower case: who really gets it. */
  to: string[];
  /** As the letter says it. */
  from: string;
  subject: string;
  text: string;
  html: string | null;
  messageId: string | null;
  attachments: StoredAttachment[];
}

export interface StoredAttachment {
  filename: string;
  contentType: string;
  size: number;
  base64: string;
}

export interface MailServer {
  port: number;
  /** Newest first; everybody's where no address is told. */
  letters(address?: string): StoredMail[];
  letter(id: string): StoredMail | null;
  close(): Promise<void>;
}

interface Parts {
  /** 0 takes any free port. */
  port: number;
  file: StateFile;
  faults: Faults;
}

export async function startMailServer({ port, file, faults }: Parts): Promise<MailServer> {
  const { mail } = file.state;
  const server = new SMTPServer({
    banner: "Sandbox",
    authOptional: true,
    // It listens on this machine only and has no certificate that anybody would trust.
    disabledCommands: ["AUTH", "STARTTLS"],
    disableReverseLookup: true,
    size: 25 * 1024 * 1024,
    closeTimeout: 50, // a client that keeps its connection open would delay our end as long
    onConnect(_session, callback) {
      callback(faults.strike("mail", "unreachable") ? refusal(421, "Try again later") : null);
    },
    onRcptTo({ address }, _session, callback) {
      if (faults.strike("mail", "reject")) {
        return callback(refusal(550, `5.1.1 <${address}>: no such mailbox here`));
      }
      if (faults.strike("mail", "temporary")) {
        return callback(refusal(451, `4.2.1 <${address}>: mailbox is busy`));
      }
      callback();
    },
    onData(stream, session, callback) {
      const delay = faults.strike("mail", "delay")?.ms ?? 0;
      const to = session.envelope.rcptTo.map(({ address }) => address.toLowerCase());
      keep(stream, to)
        .then(() => setTimeout(() => callback(null, "kept"), delay))
        .catch((error) => callback(error));
    },
  });

  async function keep(stream: AsyncIterable<Uint8Array>, to: string[]): Promise<void> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    const letter = await simpleParser(Buffer.concat(chunks));
    mail.push({
      id: crypto.randomUUID(),
      receivedAt: new Date().toISOString(),
      to,
      from: letter.from?.text ?? "",
      subject: letter.subject ?? "",
      text: letter.text ?? "",
      html: letter.html || null,
      messageId: letter.messageId ?? null,
      attachments: letter.attachments.map(({ filename, contentType, size, content }) => ({
        filename: filename ?? "file",
        contentType,
        size,
        base64: content.toString("base64"),
      })),
    });
    await file.save();
  }

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve();
    });
  });
  // A client that goes away in the middle of a letter is the client's affair.
  server.on("error", () => {});

  return {
    port: (server.server.address() as AddressInfo).port,
    letters: (address) =>
      mail.filter(({ to }) => address === undefined || to.includes(address.toLowerCase()))
        .reverse(),
    letter: (id) => mail.find((letter) => letter.id === id) ?? null,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function refusal(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
