import { type Bank, createBank, type Decision } from "./bank.ts";
import { paymentPage, paymentsPage } from "./bank_pages.tsx";
import { createFaults, type Faults, readFaults } from "./faults.ts";
import { indexPage } from "./index_page.tsx";
import { type MailServer, startMailServer, type StoredMail } from "./mail.ts";
import {
  attachmentResponse,
  letterMarkup,
  letterPage,
  mailboxesPage,
  mailboxPage,
} from "./mail_pages.tsx";
import { NotFound, pageResponse } from "./page.tsx";
import { phonePage, phonesPage } from "./phone_pages.tsx";
import { createSmsGateway, type SmsGateway, type StoredSms, tenDigits } from "./sms.ts";
import { openStateFile } from "./state_file.ts";

export type { Decision, StoredPayment } from "./bank.ts";
export type { Fault, Faults, FaultSettings } from "./faults.ts";
export type { StoredMail } from "./mail.ts";
export type { StoredSms } from "./sms.ts";

export interface SandboxOptions {
  /** 0, the default, takes any free port. */
  port?: number;
  smtpPort?: number;
  /** Where the bank sends its notifications; none are sent without it. */
  webhookUrl?: string | null;
  shopId?: string;
  shopKey?: string;
  smsLogin?: string;
  smsPassword?: string;
  /** The cabinet, for the links back to it. */
  cabinetUrl?: string | null;
  /** JSON file that outlives the process; without it all is forgotten. */
  file?: string | null;
  /** How long a payment waits for the person, in milliseconds: an hour by default. */
  paymentLifetimeMs?: number;
  /** Pauses before the repeats of a notification that was not accepted. */
  webhookRetryDelaysMs?: number[];
  /** Zone of the times on the pages. */
  zone?: string;
}

export const SANDBOX_CREDENTIALS = {
  shopId: "100500",
  shopKey: "test_sandbox",
  smsLogin: "sandbox",
  smsPassword: "sandbox",
};

export interface Sandbox {
  url: string;
  smtpPort: number;
  /** Base addresses and keys as the adapters want them. */
  settings: {
    bank: { url: string; shopId: string; key: string };
    sms: { url: string; login: string; password: string; sender: string };
    smtpUrl: string;
  };
  faults: Faults;
  bank: Bank;
  /** Newest first. */
  sms(phone?: string): StoredSms[];
  /** Newest first. */
  mail(address?: string): StoredMail[];
  /** Tells the bank where to send notifications from now on: tests know it late. */
  notifyTo(webhookUrl: string | null): void;
  close(): Promise<void>;
}

interface World {
  bank: Bank;
  sms: SmsGateway;
  mail: MailServer;
  faults: Faults;
  cabinetUrl: string | null;
  zone: string;
  assets: Record<string, Asset>;
}

interface Asset {
  text: string;
  type: string;
}

/** Starts the bank, the SMS gateway with its phones, and the mail server, on this machine only. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const settings = { ...SANDBOX_CREDENTIALS, zone: "Asia/Yekaterinburg", ...options };
  const file = await openStateFile(settings.file ?? null);
  const faults = createFaults();
  const bankOptions = {
    shopId: settings.shopId,
    key: settings.shopKey,
    webhookUrl: settings.webhookUrl ?? null,
    paymentLifetimeMs: settings.paymentLifetimeMs ?? 60 * 60 * 1000,
    webhookRetryDelaysMs: settings.webhookRetryDelaysMs ?? [300, 1000, 3000, 10_000, 30_000],
  };
  const mail = await startMailServer({ port: settings.smtpPort ?? 0, file, faults });
  const world: World = {
    bank: createBank({ options: bankOptions, file, faults }),
    sms: createSmsGateway({
      options: { login: settings.smsLogin, password: settings.smsPassword },
      file,
      faults,
    }),
    mail,
    faults,
    cabinetUrl: settings.cabinetUrl ?? null,
    zone: settings.zone,
    assets: await readAssets(),
  };

  const server = await listen(world, settings.port ?? 0);
  const expiry = setInterval(
    () => world.bank.expire(),
    Math.min(bankOptions.paymentLifetimeMs, 10_000),
  );
  const url = `http://127.0.0.1:${server.addr.port}`;

  return {
    url,
    smtpPort: mail.port,
    settings: {
      bank: { url: `${url}/bank`, shopId: settings.shopId, key: settings.shopKey },
      sms: {
        url: `${url}/sms`,
        login: settings.smsLogin,
        password: settings.smsPassword,
        sender: "",
      },
      smtpUrl: `smtp://127.0.0.1:${mail.port}`,
    },
    faults,
    bank: world.bank,
    sms: (phone) => world.sms.messages(phone),
    mail: (address) => mail.letters(address),
    notifyTo: (webhookUrl) => void (bankOptions.webhookUrl = webhookUrl),
    async close() {
      clearInterval(expiry);
      await world.bank.close();
      await server.shutdown();
      await mail.close();
      await file.save();
    },
  };
}

async function listen(world: World, port: number): Promise<Deno.HttpServer<Deno.NetAddr>> {
  try {
    return Deno.serve(
      { hostname: "127.0.0.1", port, onListen: () => {} },
      (request) => answer(world, request),
    );
  } catch (error) {
    // A taken port must not leave the mail server behind.
    await world.mail.close();
    throw error;
  }
}

async function readAssets(): Promise<Record<string, Asset>> {
  const read = (name: string) => Deno.readTextFile(new URL(name, import.meta.url));
  return {
    "/sandbox.css": { text: await read("./sandbox.css"), type: "text/css" },
    "/live.js": { text: await read("./live.js"), type: "text/javascript" },
  };
}

async function answer(world: World, request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  if (pathname.startsWith("/bank/v3/")) return await world.bank.api(request, pathname.slice(5));
  if (pathname.startsWith("/sms/")) return await world.sms.api(request, pathname.slice(4));
  if (pathname.startsWith("/sandbox/")) return await control(world, request);
  const found = await page(world, request);
  return found ?? pageResponse({
    title: "Нет такой страницы",
    house: "sandbox",
    main: NotFound({ what: "Нет такой страницы" }),
    status: 404,
  });
}

async function page(world: World, request: Request): Promise<Response | null> {
  const { pathname, searchParams } = new URL(request.url);
  const { zone } = world;
  const asset = world.assets[pathname];
  if (asset) {
    return new Response(asset.text, {
      headers: { "content-type": `${asset.type}; charset=utf-8` },
    });
  }
  if (pathname === "/") return indexPage(world);
  if (pathname === "/healthz") return new Response("ok");
  if (pathname === "/bank") {
    const { bank } = world;
    return paymentsPage({ payments: bank.payments(), refunds: bank.refunds.all(), zone });
  }
  if (pathname === "/mail") return mailboxesPage({ letters: world.mail.letters(), zone });
  if (pathname === "/phone") {
    const number = tenDigits(searchParams.get("number") ?? "");
    return number === null
      ? phonesPage({ messages: world.sms.messages(), zone })
      : seeOther(`/phone/${number}`);
  }
  const parts = pathname.split("/").slice(1).map((part) => decode(part));
  const [place, name = "", id = "", kind, number] = parts;
  if (place === "phone" && /^\d{10}$/.test(name) && parts.length === 2) {
    return phonePage({ phone: name, messages: world.sms.messages(name), zone });
  }
  if (place === "bank" && name === "pay" && parts.length === 3) {
    return await pay(world, request, id);
  }
  if (place !== "mail" || name === "") return null;
  if (parts.length === 2) {
    return mailboxPage({ address: name, letters: world.mail.letters(name), zone });
  }
  const letter = name === "message" ? world.mail.letter(id) : null;
  if (!letter) return null;
  if (kind === undefined) return letterPage({ letter, zone });
  if (kind === "html") return letterMarkup(letter);
  const attachment = kind === "attachments" ? letter.attachments[Number(number)] : undefined;
  return attachment ? attachmentResponse(attachment) : null;
}

async function pay(world: World, request: Request, id: string): Promise<Response | null> {
  await world.bank.expire();
  const payment = world.bank.payment(id);
  if (!payment) return null;
  if (request.method !== "POST") return paymentPage({ payment, zone: world.zone });

  const form = new URLSearchParams(await request.text());
  await world.bank.decide(id, {
    decision: form.get("decision") === "pay" ? "pay" : "cancel",
    method: form.get("method") === "bank_card" ? "bank_card" : "sbp",
  });
  return seeOther(payment.request.confirmation.return_url);
}

/**
 * The JSON side for tests and the demo:
 *
 * - `GET /sandbox/sms?phone=…`, `GET /sandbox/mail?to=…`: what came, newest first;
 * - `GET /sandbox/bank/payments`: payments as the bank's API shows them;
 * - `POST /sandbox/bank/payments/{id}/decide` with `{"decision": "pay" | "cancel", "captured_at"?,
 *   "method"?, "reason"?}`: 409 if it was decided before;
 * - `GET /sandbox/bank/refunds`: what went back, or is to;
 * - `POST /sandbox/bank/refunds/{id}/decide` with `{"decision": "return" | "refuse"}`: of a pending
 *   one, 409 if it was decided before;
 * - `GET`, `POST`, `DELETE /sandbox/faults`: see faults.ts.
 */
async function control(world: World, request: Request): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  const call = `${request.method} ${pathname}`;
  // A page of another site can post a form to this machine, but not this type.
  if (
    request.method === "POST" &&
    !request.headers.get("content-type")?.startsWith("application/json")
  ) {
    return Response.json({ error: "Send application/json" }, { status: 415 });
  }
  const body: unknown = request.method === "POST" ? await request.json().catch(() => null) : null;

  switch (call) {
    case "GET /sandbox/sms": {
      const phone = searchParams.get("phone");
      return Response.json(world.sms.messages(phone === null ? undefined : tenDigits(phone) ?? ""));
    }
    case "GET /sandbox/mail":
      return Response.json(world.mail.letters(searchParams.get("to") ?? undefined));
    case "GET /sandbox/bank/payments":
      return Response.json(world.bank.payments().map(world.bank.shown));
    case "GET /sandbox/bank/refunds":
      return Response.json(world.bank.refunds.all());
    case "GET /sandbox/faults":
      return Response.json(world.faults.current());
    case "POST /sandbox/faults":
      return setFaults(world, body);
    case "DELETE /sandbox/faults":
      world.faults.clear();
      return Response.json({});
  }
  const id = /^POST \/sandbox\/bank\/payments\/([\w-]+)\/decide$/.exec(call)?.[1];
  if (id !== undefined) return await decide(world, id, body);
  const refundId = /^POST \/sandbox\/bank\/refunds\/([\w-]+)\/decide$/.exec(call)?.[1];
  if (refundId !== undefined) return await decideRefund(world, refundId, body);
  return Response.json({ error: "No such call" }, { status: 404 });
}

function setFaults(world: World, body: unknown): Response {
  try {
    world.faults.set(readFaults(body));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return Response.json({ error: error.message }, { status: 400 });
  }
  return Response.json(world.faults.current());
}

async function decide(world: World, id: string, body: unknown): Promise<Response> {
  const decision = readDecision(body);
  if (decision === null) {
    const error = 'Wanted: {"decision": "pay" | "cancel", "captured_at"?: instant}';
    return Response.json({ error }, { status: 400 });
  }
  const outcome = await world.bank.decide(id, decision);
  const payment = world.bank.payment(id);
  if (outcome === "unknown" || payment === null) {
    return Response.json({ error: "No such payment" }, { status: 404 });
  }
  return Response.json(world.bank.shown(payment), {
    status: outcome === "decided_before" ? 409 : 200,
  });
}

async function decideRefund(world: World, id: string, body: unknown): Promise<Response> {
  const decision = body !== null && typeof body === "object" && "decision" in body
    ? body.decision
    : null;
  if (decision !== "return" && decision !== "refuse") {
    return Response.json({ error: 'Wanted: {"decision": "return" | "refuse"}' }, { status: 400 });
  }
  const outcome = await world.bank.refunds.decide(id, decision);
  const status = { decided: 200, decided_before: 409, unknown: 404 }[outcome];
  return Response.json({ outcome }, { status });
}

function readDecision(body: unknown): Decision | null {
  if (body === null || typeof body !== "object") return null;
  const { decision, captured_at, method, reason } = body as Record<string, unknown>;
  if (decision !== "pay" && decision !== "cancel") return null;
  if (captured_at !== undefined && Number.isNaN(Date.parse(String(captured_at)))) return null;
  return {
    decision,
    ...(captured_at === undefined ? {} : { capturedAt: String(captured_at) }),
    ...(method === "sbp" || method === "bank_card" ? { method } : {}),
    ...(typeof reason === "string" ? { reason } : {}),
  };
}

function seeOther(location: string): Response {
  return new Response(null, { status: 303, headers: { location } });
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
