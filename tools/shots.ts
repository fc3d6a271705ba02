// Screenshots of all pages and states of a running start: deno task shots [NAME…]
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { DEMO_PEOPLE, type Stage } from "./demo/people.ts";
import { findBrowser } from "./provision/browser.ts";
import { readRunning } from "./running.ts";

const FOLDER = fileURLToPath(new URL("../shots/", import.meta.url));
const SIZES = [{ width: 360, height: 800 }, { width: 1280, height: 900 }] as const;
const SCHEMES = ["light", "dark"] as const;

interface Shot {
  name: string;
  /** Whose cabinet; null for a visitor, "staff" for /ops. */
  as: Stage | "staff" | null;
  path: string;
  /** Goes on from `path` to the state that is shown. */
  then?: (page: Page) => Promise<void>;
}

const openFirst = async (page: Page) => {
  const href = await page.getAttribute("a.open-row", "href");
  await page.goto(new URL(href!, page.url()).href);
};

const SHOTS: readonly Shot[] = [
  { name: "start", as: null, path: "/" },
  { name: "login", as: null, path: "/login" },
  {
    name: "login-error",
    as: null,
    path: "/login",
    then: async (page) => {
      await page.fill("#phone", "12345");
      await page.click("main button[type=submit]");
    },
  },
  { name: "register", as: null, path: "/register" },
  {
    name: "register-errors",
    as: null,
    path: "/register",
    then: (page) => page.click("main button[type=submit]"),
  },
  { name: "help", as: null, path: "/help" },
  { name: "document", as: null, path: "/documents/franchise_terms/1" },
  { name: "not-found", as: null, path: "/no-such-page" },
  { name: "policies-not-activated", as: "not_activated", path: "/policies" },
  { name: "invoices-empty", as: "not_activated", path: "/invoices" },
  { name: "policies-waiting", as: "waiting", path: "/policies" },
  { name: "policies-two", as: "several", path: "/policies" },
  { name: "policies-emergency", as: "overdue", path: "/policies" },
  { name: "invoices", as: "several", path: "/invoices" },
  {
    name: "invoices-chosen",
    as: "several",
    path: "/invoices",
    then: async (page) => {
      for (const box of await page.locator("input[name=invoice][type=checkbox]").all()) {
        await box.check();
      }
    },
  },
  { name: "invoice", as: "new", path: "/invoices", then: openFirst },
  { name: "invoice-due-soon", as: "due_soon", path: "/invoices", then: openFirst },
  { name: "invoice-overdue", as: "overdue", path: "/invoices", then: openFirst },
  { name: "invoices-paid", as: "paid", path: "/invoices" },
  { name: "invoice-paid", as: "paid", path: "/invoices", then: openFirst },
  {
    name: "pay",
    as: "several",
    path: "/invoices",
    then: (page) => page.click(".owed button"),
  },
  { name: "payments", as: "paid", path: "/payments" },
  { name: "receipt", as: "paid", path: "/payments", then: openFirst },
  { name: "statements", as: "paid", path: "/statement" },
  { name: "statement", as: "paid", path: "/statement", then: openFirst },
  { name: "profile", as: "several", path: "/profile" },
  { name: "profile-phone", as: "several", path: "/profile/phone" },
  { name: "ops", as: "staff", path: "/ops" },
  { name: "ops-invoices", as: "staff", path: "/ops/invoices" },
  { name: "ops-registrations", as: "staff", path: "/ops/registrations" },
  { name: "ops-people", as: "staff", path: "/ops/people?q=7801" },
];

const running = readRunning();
if (running === null) {
  console.error("Nothing is running in this folder: start the product first (deno task start).");
  Deno.exit(2);
}
const { web, sandbox } = running;
mkdirSync(FOLDER, { recursive: true });
const wanted = SHOTS.filter(({ name }) => Deno.args.length === 0 || Deno.args.includes(name));
const browser = await chromium.launch({
  executablePath: findBrowser(console.log),
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
});
try {
  // One login a person: codes are limited. Sizes and schemes share its cookies.
  for (const as of new Set(wanted.map((shot) => shot.as))) {
    const cookies = as === null ? [] : await logIn(as);
    for (const { width, height } of SIZES) {
      for (const colorScheme of SCHEMES) {
        const context = await browser.newContext({
          viewport: { width, height },
          colorScheme,
          reducedMotion: "reduce", // no view transition in the middle of a picture
        });
        await context.addCookies(cookies);
        for (const shot of wanted.filter((shot) => shot.as === as)) {
          await take(context, shot, `${shot.name}-${width}-${colorScheme}`);
        }
        await context.close();
      }
    }
  }
} finally {
  await browser.close();
}
console.log(`${wanted.length * SIZES.length * SCHEMES.length} screenshots are in shots/`);

async function take(context: BrowserContext, shot: Shot, file: string): Promise<void> {
  const page = await context.newPage();
  page.on("pageerror", (error) => console.error(`${file}: ${error.message}`));
  await page.goto(web + shot.path);
  await shot.then?.(page);
  await page.waitForLoadState("networkidle");
  await page.screenshot({ path: `${FOLDER}${file}.png`, fullPage: true });
  await page.close();
}

async function logIn(as: Stage | "staff") {
  const context = await browser.newContext();
  const page = await context.newPage();
  const started = Date.now();
  const phone = DEMO_PEOPLE.find(({ stage }) => stage === as)?.phone ?? "";
  const [path, field, who] = as === "staff"
    ? ["/ops/login", "#email", "operator@fifth.example"]
    : ["/login", "#phone", phone];
  await page.goto(web + path);
  await page.fill(field, who);
  await page.click("main button[type=submit]");
  await page.waitForURL(/code/);
  // A whole code goes by itself.
  await page.fill(
    "#code",
    await latestCode(as === "staff" ? "mail?to=" : "sms?phone=", who, started),
  );
  await page.waitForURL((url) => !url.pathname.includes("code"));
  const cookies = await context.cookies();
  await context.close();
  return cookies;
}

/** Waits for the code on the sandbox's phone or in its mailbox. */
async function latestCode(kind: string, who: string, since: number): Promise<string> {
  for (let tries = 0; tries < 50; tries++) {
    const answer = await fetch(`${sandbox}/sandbox/${kind}${encodeURIComponent(who)}`);
    const messages: { text: string; at?: string; receivedAt?: string }[] = await answer.json();
    const newest = messages[0];
    const at = Date.parse(newest?.at ?? newest?.receivedAt ?? "");
    const code = newest?.text.match(/\b\d{6}\b/)?.[0];
    if (code && (Number.isNaN(at) || at >= since - 1000)) return code;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`No code came to ${who}`);
}
