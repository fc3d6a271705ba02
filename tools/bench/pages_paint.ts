import { randomBytes } from "node:crypto";
import type { Browser, BrowserContext, CDPSession, Page } from "playwright-core";
import type { CataloguedPage } from "./pages_catalogue.ts";

/** A phone in the metro: on Chromium's own scale of slowness. */
export const SLOW = {
  roundTripMs: 150,
  downBitsPerSecond: 1_600_000,
  upBitsPerSecond: 750_000,
  /** How many times slower than this machine. */
  cpu: 6,
} as const;

const SCREEN = { width: 360, height: 800 } as const;

/** Late fonts and scripts move things after the page has loaded: this long nothing may. */
const QUIET_MS = 600;

/** Where {@linkcode barePage} is served. */
export const BARE_PATH = "/bare-page";

export interface Paint {
  /** Largest contentful paint, milliseconds since the browser asked. */
  lcp: number;
  /** Cumulative layout shift, without a unit; 0 is a page that never moves. */
  shift: number;
  /** What moved, for whoever looks for the reason. */
  moved: string[];
  /** Requests that the browser sent. */
  requests: number;
}

/** Opens the page as somebody on a slow phone who was never here: nothing is cached. */
export async function paint(browser: Browser, url: string, asked: Asked): Promise<Paint> {
  await using context = await phone(browser, url, asked);
  const page = await openSlowly(context, url + asked.path);
  const { lcp, shift, moved } = await seenBy(page);
  if (lcp === 0) throw new Error(`${asked.path} painted nothing`);
  return { lcp, shift, moved, requests: (await page.requests()).length };
}

/**
 * Milliseconds from a press on the control of this name to the paint that follows, on the slow
 * phone; what the browser calls the interaction's duration, in steps of 8.
 */
export async function pressAndWait(
  browser: Browser,
  url: string,
  asked: Asked,
  name: string,
): Promise<number> {
  await using context = await phone(browser, url, asked);
  const page = await openSlowly(context, url + asked.path);
  await page.getByLabel(name).first().tap();
  await page.waitForTimeout(QUIET_MS);
  return (await seenBy(page)).press;
}

type Asked = Pick<CataloguedPage, "path" | "visitor">;

async function phone(browser: Browser, url: string, { visitor }: Asked): Promise<BrowserContext> {
  const context = await browser.newContext({
    locale: "ru-RU",
    viewport: SCREEN,
    deviceScaleFactor: 2,
    isMobile: true,
    hasTouch: true,
  });
  await context.addCookies([...visitor.cookies].map(([name, value]) => ({ name, value, url })));
  return context;
}

async function openSlowly(context: BrowserContext, address: string): Promise<Page> {
  const page = await context.newPage();
  await slowDown(await context.newCDPSession(page));
  await page.addInitScript(observe);
  await page.goto(address, { waitUntil: "load" });
  await page.evaluate("document.fonts.ready.then(() => {})");
  await page.waitForTimeout(QUIET_MS);
  return page;
}

/** What {@linkcode observe} has noted in the page so far. */
interface Seen {
  lcp: number;
  shift: number;
  moved: string[];
  press: number;
}

async function seenBy(page: Page): Promise<Seen> {
  return await page.evaluate("globalThis.seen") as Seen;
}

async function slowDown(devtools: CDPSession): Promise<void> {
  await devtools.send("Network.enable");
  await devtools.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: SLOW.roundTripMs,
    downloadThroughput: SLOW.downBitsPerSecond / 8,
    uploadThroughput: SLOW.upBitsPerSecond / 8,
  });
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: SLOW.cpu });
}

/** Runs in the page before anything else. */
function observe(): void {
  interface Shift extends PerformanceEntry {
    value: number;
    hadRecentInput: boolean;
    sources: { node: Node | null }[];
  }
  const seen: Seen = { lcp: 0, shift: 0, moved: [], press: 0 };
  Object.assign(globalThis, { seen });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) seen.lcp = entry.startTime;
  }).observe({ type: "largest-contentful-paint", buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as Shift[]) {
      if (entry.hadRecentInput) continue;
      seen.shift += entry.value;
      for (const { node } of entry.sources) {
        const element = node instanceof Element ? node : node?.parentElement;
        if (element) seen.moved.push(`${element.tagName.toLowerCase()}.${element.className}`);
      }
    }
  }).observe({ type: "layout-shift", buffered: true });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) seen.press = Math.max(seen.press, duration);
  }).observe({ type: "event", durationThreshold: 16 } as PerformanceObserverInit);
}

/**
 * The least that a page of as many bytes can be: one request, one line of text, no style. The bytes
 * come before the text and can't be made fewer.
 */
export function barePage(bytes: number): Response {
  const filling = randomBytes(Math.ceil(bytes * 3 / 4)).toString("base64url").slice(0, bytes);
  const html = `<!DOCTYPE html><html lang="ru"><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width"><title>Пятая часть</title>` +
    `<!--${filling}--><h1>Мои счета</h1>`;
  return new Response(html, { headers: { "content-type": "text/html; charset=utf-8" } });
}
