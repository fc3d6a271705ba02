import { badGateway, type Faults } from "./faults.ts";
import type { StateFile } from "./state_file.ts";

export interface SmsOptions {
  login: string;
  password: string;
}

export interface StoredSms {
  id: string;
  /** Ten digits after +7. */
  phone: string;
  sender: string;
  text: string;
  /** How many paid parts the text makes. */
  parts: number;
  receivedAt: string;
}

export interface SmsGateway {
  /** SMSC's API; `path` begins with `/sys`. */
  api(request: Request, path: string): Promise<Response>;
  /** Newest first; all phones where none is told. */
  messages(phone?: string): StoredSms[];
}

interface Parts {
  options: SmsOptions;
  file: StateFile;
  faults: Faults;
}

// SMSC's words for its numbers, as far as they can happen here.
const ERRORS: Record<number, string> = {
  1: "parameters error",
  2: "authorise error",
  3: "no money",
  4: "ip blocked",
  6: "message is denied",
  7: "invalid number",
  8: "can't deliver",
  9: "too many requests",
};

export function createSmsGateway({ options, file, faults }: Parts): SmsGateway {
  const { sms } = file.state;

  async function api(request: Request, path: string): Promise<Response> {
    if (path !== "/sys/send.php") return new Response("Not Found", { status: 404 });
    const fields = await fieldsOf(request);
    const fault = faults.strike("sms", "error", "echo", "error_500", "unreachable", "delay");
    switch (fault?.kind) {
      case "error":
        return refusal(fields, fault.code, ERRORS[fault.code] ?? "error");
      case "echo":
        return refusal(fields, 6, `message is denied: ${fields.phones} ${fields.mes}`);
      case "error_500":
        return new Response(`Internal error: ${fields.phones} ${fields.mes}`, { status: 500 });
      case "unreachable":
        return badGateway();
      case "delay":
        await new Promise((resolve) => setTimeout(resolve, fault.ms));
    }
    return await accept(fields);
  }

  async function accept(fields: Record<string, string>): Promise<Response> {
    const known = fields.apikey === undefined
      ? fields.login === options.login && fields.psw === options.password
      : fields.apikey === options.password;
    if (!known) return refusal(fields, 2, "authorise error");

    const { phones, mes, id } = fields;
    if (!phones || !mes || mes.length > 800) return refusal(fields, 1, "parameters error");
    if (id !== undefined && !(Number(id) >= 1 && Number(id) <= 2147483647)) {
      return refusal(fields, 1, "parameters error");
    }
    const numbers = phones.split(/[,;]/).map(tenDigits);
    if (numbers.includes(null)) return refusal(fields, 7, "invalid number");

    const messageId = id ?? String(sms.length + 1);
    const text = fields.charset === "utf-8" ? mes : asWindows1251(mes);
    const parts = partsOf(text);
    for (const phone of numbers as string[]) {
      sms.push({
        id: messageId,
        phone,
        sender: fields.sender ?? "SMSC.RU",
        text,
        parts,
        receivedAt: new Date().toISOString(),
      });
    }
    await file.save();
    const cnt = parts * numbers.length;
    return fields.fmt === "3"
      ? Response.json({ id: Number(messageId), cnt })
      : new Response(`OK - ${cnt} SMS, ID - ${messageId}`);
  }

  return {
    api,
    messages: (phone) =>
      sms.filter((message) => phone === undefined || message.phone === phone).reverse(),
  };
}

async function fieldsOf(request: Request): Promise<Record<string, string>> {
  const fields = new URL(request.url).searchParams;
  if (request.method === "POST") {
    for (const [name, value] of new URLSearchParams(await request.text())) fields.set(name, value);
  }
  return Object.fromEntries(fields);
}

function refusal(fields: Record<string, string>, code: number, error: string): Response {
  return fields.fmt === "3"
    ? Response.json({ error, error_code: code })
    : new Response(`ERROR = ${code} (${error})`);
}

/** The last ten digits of a Russian mobile number, however it is written; null if it is none. */
export function tenDigits(text: string): string | null {
  const digits = text.replace(/[\s()+-]/g, "");
  return /^[78]?(\d{10})$/.exec(digits)?.[1] ?? null;
}

/** What comes of UTF-8 when nobody says that it is UTF-8: SMSC's default is windows-1251. */
function asWindows1251(text: string): string {
  return new TextDecoder("windows-1251").decode(new TextEncoder().encode(text));
}

function partsOf(text: string): number {
  // deno-lint-ignore no-control-regex
  const latin = /^[\x00-\x7f]*$/.test(text);
  const [single, part] = latin ? [160, 153] : [70, 67];
  return text.length <= single ? 1 : Math.ceil(text.length / part);
}
