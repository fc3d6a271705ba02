import { Builder } from "fresh/dev";
import type { PaymentProvider } from "../../adapters/payment_provider/mod.ts";
import { yookassa } from "../../adapters/payment_provider/yookassa.ts";
import { createApp } from "../../app.ts";
import { connect, type Database } from "../../db/connection.ts";
import { insertStaff } from "../../db/staff/staff.ts";
import type { Clock } from "../../domain/clock.ts";
import { type Instant, instant } from "../../domain/local_date.ts";
import type { Phone } from "../../domain/phone.ts";
import type { StaffRole } from "../../domain/staff_role.ts";
import { buildOptions } from "../../fresh.config.ts";
import { createLogger } from "../../logging.ts";
import { loginCode } from "../../use_cases/accounts/login_code.ts";
import type { Site } from "../../state.ts";
import { createUseCases, type UseCases } from "../../use_cases/mod.ts";
import { cookieName } from "../../web/cookies.ts";
import { atTheEdge } from "../../web/edge.ts";
import { testDatabase } from "./database.ts";

const ORIGIN = "http://127.0.0.1:8000";
const SERVER_KEY = "a key that only tests know, long enough";

/** One build for all the tests of a file, made at import: outside every test's leak check. */
const applyBuild = await new Builder(buildOptions).build({ snapshot: "memory" });

/** A clock that stands still until it is set. */
export interface StandingClock extends Clock {
  set(at: string): void;
}

/** The whole site over a database of its own, without a network. */
export interface TestSite extends AsyncDisposable {
  sql: Database;
  /** For a second connection. */
  url: string;
  clock: StandingClock;
  useCases: UseCases;
  serverKey: string;
  origin: string;
  /** Answers a request as the web process does, without keeping cookies. */
  fetch: Fetch;
  /** Every query that the site has sent so far. */
  queries: string[];
  /** A browser that has been nowhere yet, with a network address of its own. */
  visitor(): Visitor;
  /** A browser of a new member of staff, logged in through the pages. */
  logInStaff(role?: StaffRole): Promise<Visitor>;
  /** A browser of a registered person, logged in through the pages. */
  logInInsured(phone: Phone): Promise<Visitor>;
}

export interface TestSiteOptions {
  /** Where the clock stands at first. */
  at?: string;
  /** A bank; without one nobody answers where the bank should be. */
  provider?: PaymentProvider;
  temporalUiUrl?: string;
  insurerContacts?: Site["insurerContacts"];
  /** Where people reach the site; over HTTPS the cookies differ. */
  publicUrl?: string;
}

/** Opens the site: `await using site = await testSite();` */
export async function testSite(options: TestSiteOptions = {}): Promise<TestSite> {
  const database = await testDatabase();
  const { sql, url } = database;
  const origin = options.publicUrl ?? ORIGIN;
  const secure = origin.startsWith("https:");
  const queries: string[] = [];
  const webSql = connect(url, {
    max: 5,
    applicationName: "test-web",
    onQuery: (text) => queries.push(text),
  });
  const clock = standingClock(options.at ?? "2026-11-22T07:00:00.000Z");
  const useCases = createUseCases({
    sql: webSql,
    clock,
    provider: options.provider ??
      yookassa({ url: "http://127.0.0.1:9", shopId: "100500", key: "nobody" }),
    serverKey: SERVER_KEY,
    publicUrl: origin,
    receipt: { vatCode: 1, subject: "service" },
  });
  const app = createApp({
    useCases,
    site: {
      publicUrl: origin,
      deskPhone: "8005550199" as Phone,
      insurerName: "СК «Образец»",
      insurerContacts: options.insurerContacts ?? { email: null, address: null, hours: null },
      temporalUiUrl: options.temporalUiUrl ?? null,
    },
    serverKey: SERVER_KEY,
    logger: createLogger("test", "error", () => {}),
  });
  applyBuild(app);
  const fetch = atTheEdge(app.handler(), { bankOrigin: origin, secure });

  let visitors = 0;
  const visitor = () => new Visitor({ fetch, origin, ip: `192.0.2.${++visitors}` });
  return {
    sql,
    url,
    clock,
    useCases,
    serverKey: SERVER_KEY,
    origin,
    fetch,
    queries,
    visitor,
    async logInStaff(role = "operator") {
      const email = `${role}-${visitors + 1}@fifth.test`;
      await insertStaff(sql, { email, name: `Сотрудник ${role}`, role, at: clock.now() });
      return await logIn(visitor(), { path: "/ops/login", fields: { email } });
    },
    logInInsured: (phone) => logIn(visitor(), { path: "/login", fields: { phone } }),
    async [Symbol.asyncDispose]() {
      await webSql.end({ timeout: 5 });
      await database[Symbol.asyncDispose]();
    },
  };
}

async function logIn(
  visitor: Visitor,
  ask: { path: string; fields: Record<string, string> },
): Promise<Visitor> {
  const asked = await visitor.post(ask.path, ask.fields);
  if (asked.status !== 303) throw new Error(`No code was asked for: ${asked.text}`);
  const code = await visitor.code();
  const answer = await visitor.post(`${ask.path}/code`, { code });
  if (answer.status !== 303) throw new Error(`The code did not log in: ${answer.text}`);
  return visitor;
}

/** An answer, read to its end. */
export interface Page {
  status: number;
  headers: Headers;
  /** Where a redirect leads: path and query. */
  location: string | null;
  html: string;
  /** What a person reads: no tags, every run of spaces (no-break ones too) as one space. */
  text: string;
  /** As it came, for files. */
  bytes: Uint8Array;
}

/** Fields of a form; several values under one name are a list. */
export type Fields = Record<string, string | readonly string[] | File>;

type Fetch = (req: Request, info?: Deno.ServeHandlerInfo) => Response | Promise<Response>;

/** A browser without script: keeps cookies, fills forms in, follows nothing by itself. */
export class Visitor {
  readonly cookies = new Map<string, string>();

  constructor(private readonly on: { fetch: Fetch; origin: string; ip: string }) {}

  get(path: string): Promise<Page> {
    return this.send(new Request(new URL(path, this.on.origin)));
  }

  /**
   * Sends a form as the page `from` would (`path` itself unless told): with that page's token and
   * this site's origin. With a file among the fields it goes as multipart.
   */
  async post(path: string, fields: Fields = {}, from: string = path): Promise<Page> {
    const page = await this.get(from);
    const token = /name="csrf" value="([^"]+)"/.exec(page.html)?.[1];
    if (token === undefined) throw new Error(`${from} (${page.status}) shows no form`);
    return await this.postRaw(path, { ...fields, csrf: token });
  }

  /** Sends fields as they are, without asking a page for its token. */
  postRaw(path: string, fields: Fields, headers?: HeadersInit): Promise<Page> {
    const { origin } = this.on;
    const body = bodyOf(fields);
    return this.send(
      new Request(new URL(path, origin), { method: "POST", body, headers: headers ?? { origin } }),
    );
  }

  /** The code of the challenge that this browser holds. */
  async code(): Promise<string> {
    const challengeId = this.cookies.get(
      cookieName("challenge", this.on.origin.startsWith("https:")),
    );
    if (challengeId === undefined) throw new Error("This browser was asked for no code");
    return await loginCode(SERVER_KEY, challengeId);
  }

  private async send(req: Request): Promise<Page> {
    const cookies = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    if (cookies) req.headers.set("cookie", cookies);
    const response = await this.on.fetch(req, {
      remoteAddr: { transport: "tcp", hostname: this.on.ip, port: 50_000 },
      completed: Promise.resolve(),
    });
    for (const header of response.headers.getSetCookie()) this.keep(header);
    return await pageOf(response);
  }

  private keep(header: string): void {
    const [pair = ""] = header.split(";");
    const at = pair.indexOf("=");
    const name = pair.slice(0, at);
    if (/;\s*max-age=0/i.test(header)) this.cookies.delete(name);
    else this.cookies.set(name, pair.slice(at + 1));
  }
}

function bodyOf(fields: Fields): FormData | URLSearchParams {
  const entries = Object.entries(fields).flatMap(([name, value]) =>
    value instanceof File || typeof value === "string"
      ? [[name, value] as const]
      : value.map((one) => [name, one] as const)
  );
  const multipart = entries.some(([, value]) => value instanceof File);
  const body = multipart ? new FormData() : new URLSearchParams();
  for (const [name, value] of entries) body.append(name, value as string);
  return body;
}

async function pageOf(response: Response): Promise<Page> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  const html = new TextDecoder().decode(bytes);
  return {
    status: response.status,
    headers: response.headers,
    location: response.headers.get("location"),
    html,
    text: plainText(html),
    bytes,
  };
}

const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };

function plainText(html: string): string {
  return html
    .replace(/<(script|style)\b.*?<\/\1>/gs, " ")
    .replace(/<[^>]*>/g, " ")
    .replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ENTITIES[name]!)
    .replace(/\s+/g, " ")
    .trim();
}

function standingClock(at: string): StandingClock {
  let now: Instant = instant(at);
  return {
    now: () => now,
    set(at) {
      now = instant(at);
    },
  };
}
