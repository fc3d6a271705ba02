import { z } from "zod";
import type { SmsGateway, SmsMessage, SmsOutcome } from "./mod.ts";

export interface SmscSettings {
  /** Base address without the path: `https://smsc.ru`, or the sandbox's `…/sms`. */
  url: string;
  login: string;
  password: string;
  /** A sender name registered with SMSC; empty means the account's default. */
  sender: string;
  /** Milliseconds for the whole call, 10,000 by default. */
  timeoutMs?: number;
}

const reply = z.union([
  z.object({ error_code: z.int().min(0).max(999) }),
  z.object({ id: z.union([z.int(), z.string().regex(/^[\w-]{1,40}$/)]), cnt: z.int().min(1) }),
]);

// 3: no money on the account; 4: our address is blocked for a while; 9: the same request twice
// within a minute. They tell of the account or of the moment, not of the message.
const TEMPORARY_ERRORS = new Set([3, 4, 9]);

/**
 * The gateway of SMSC (`POST /sys/send.php`, `fmt=3`). Codes: `smsc_N` with SMSC's own number,
 * `http_N`, `timeout`, `network` (never connected), `interrupted` (connected, and no whole answer),
 * `unreadable_reply`. SMSC has no idempotence: a message whose answer was lost may arrive twice.
 */
export function smsc(settings: SmscSettings): SmsGateway {
  return { send: (message) => send(settings, message) };
}

async function send(settings: SmscSettings, message: SmsMessage): Promise<SmsOutcome> {
  const answer = await post(settings, form(settings, message));
  if ("failed" in answer) return { ok: false, reason: "unreachable", code: answer.failed };
  if (answer.status !== 200) {
    return { ok: false, reason: "unreachable", code: `http_${answer.status}` };
  }
  const parsed = reply.safeParse(answer.body);
  if (!parsed.success) return { ok: false, reason: "unreachable", code: "unreadable_reply" };
  if ("error_code" in parsed.data) {
    const { error_code } = parsed.data;
    const reason = TEMPORARY_ERRORS.has(error_code) ? "unreachable" : "rejected";
    return { ok: false, reason, code: `smsc_${error_code}` };
  }
  return { ok: true, providerId: String(parsed.data.id) };
}

function form(settings: SmscSettings, message: SmsMessage): URLSearchParams {
  const fields = new URLSearchParams({
    login: settings.login,
    psw: settings.password,
    phones: `7${message.phone}`,
    mes: message.text,
    id: String(messageId(message.key)),
    // Without it SMSC reads the text as windows-1251.
    charset: "utf-8",
    fmt: "3",
  });
  if (settings.sender !== "") fields.set("sender", settings.sender);
  return fields;
}

/** SMSC takes a number of ours, 1 to 2147483647, so that a key finds its message: FNV-1a. */
function messageId(key: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(key)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash & 0x7fffffff) || 1;
}

type Answer =
  | { status: number; body: unknown }
  | { failed: "timeout" | "network" | "interrupted" };

async function post(settings: SmscSettings, body: URLSearchParams): Promise<Answer> {
  let status: number;
  let text: string;
  try {
    const response = await fetch(`${settings.url}/sys/send.php`, {
      method: "POST",
      body,
      redirect: "manual",
      signal: AbortSignal.timeout(settings.timeoutMs ?? 10_000),
    });
    status = response.status;
    text = await response.text();
  } catch (error) {
    // The error's own text is dropped: it may hold the address called, or what was sent.
    const timedOut = error instanceof DOMException && error.name === "TimeoutError";
    if (timedOut) return { failed: "timeout" };
    return { failed: neverConnected(error) ? "network" : "interrupted" };
  }
  return { status, body: parseJson(text) };
}

const NO_CONNECTION =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/;

/** Whether nothing can have been sent: Node tells it by a code, Deno in its text. */
function neverConnected(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : null;
  if (!(cause instanceof Error)) return false;
  if ("code" in cause) return NO_CONNECTION.test(String(cause.code));
  return cause.message.includes("client error (Connect)");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
