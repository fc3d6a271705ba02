import type { Browser, BrowserContext, BrowserContextOptions } from "playwright-core";
import { addDays, type Instant, instant, localDate } from "../../domain/local_date.ts";
import { freePort } from "../../tools/ports.ts";
import { launchBrowser } from "../harness/browser.ts";
import { paidInvoices } from "../harness/paid_invoices.ts";
import { insertInsured, type InsuredPerson } from "../harness/people.ts";
import { type TestSite, testSite, type Visitor } from "../harness/site.ts";

/** Sunday noon in Yekaterinburg, where the sample employer is. */
export const NOW = "2026-11-22T07:00:00.000Z";

/** The site on a port of this machine with its clock standing, and a browser before it. */
export interface Cabinet extends AsyncDisposable {
  site: TestSite;
  url: string;
  browser: Browser;
  /** A browser's window that holds the visitor's cookies. */
  context(visitor: Visitor, options?: BrowserContextOptions): Promise<BrowserContext>;
}

/** `await using cabinet = await openCabinet();` */
export async function openCabinet(): Promise<Cabinet> {
  await using stack = new AsyncDisposableStack();
  const port = freePort();
  const url = `http://127.0.0.1:${port}`;
  const site = stack.use(await testSite({ at: NOW, publicUrl: url }));
  const serving = new AbortController();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port, signal: serving.signal, onListen() {} },
    (req, info) => site.fetch(req, info),
  );
  stack.defer(() => {
    serving.abort();
    return server.finished;
  });
  const browser = stack.use(await launchBrowser());
  const parts = stack.move();
  return {
    site,
    url,
    browser,
    async context(visitor, options) {
      const context = await browser.newContext({
        locale: "ru-RU",
        reducedMotion: "reduce",
        viewport: { width: 1280, height: 800 },
        ...options,
      });
      await context.addCookies(
        [...visitor.cookies].map(([name, value]) => ({ name, value, url })),
      );
      return context;
    },
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

/** Days before now, at noon. */
export function daysAgo(days: number): Instant {
  return instant(`${addDays(localDate(NOW.slice(0, 10)), -days)}T07:00:00.000Z`);
}

export interface Payer extends InsuredPerson {
  invoices: number[];
}

/** Somebody with an invoice in every state: overdue, due soon, new, being paid, and paid. */
export async function insertPayerOfAll(site: TestSite): Promise<Payer> {
  const person = await insertInsured(site.sql, daysAgo(300), {
    surname: "Образцова",
    name: "Майя",
    phone: "9005550700",
    policyNumber: "7701/100/0700",
  });
  const policy = { policyId: person.policyId, givenBy: person.personId };
  const made = paidInvoices(site.sql);
  const visit = (franchise: number) => [{ franchise }];
  const paid = await made.invoice(policy, { lines: visit(64_000), at: daysAgo(120) });
  const overdue = await made.invoice(policy, { lines: visit(90_000), at: daysAgo(60) });
  const soon = await made.invoice(policy, {
    lines: [{ franchise: 187_000 }, { franchise: 26_667, service: "УЗИ сосудов шеи" }],
    at: daysAgo(39),
  });
  const checking = await made.invoice(policy, { lines: visit(30_000), at: daysAgo(20) });
  const fresh = await made.invoice(policy, { lines: visit(123_456_789), at: daysAgo(5) });
  const payer = person.personId;
  await made.pay(payer, { parts: [{ invoiceId: paid, amount: 64_000 }], at: daysAgo(100) });
  await made.open(payer, { parts: [{ invoiceId: checking, amount: 30_000 }], at: daysAgo(0) });
  return { ...person, invoices: [paid, overdue, soon, checking, fresh] };
}

/** Somebody with many invoices of three lines each; `paid` of them are paid, the earliest. */
export async function insertPayerOfMany(
  site: TestSite,
  { count, paid }: { count: number; paid: number },
): Promise<Payer> {
  const person = await insertInsured(site.sql, daysAgo(300), { phone: "9005550702" });
  const policy = { policyId: person.policyId, givenBy: person.personId };
  const made = paidInvoices(site.sql);
  const invoices: number[] = [];
  for (let at = 0; at < count; at++) {
    const lines = SERVICES.map((service, line) => ({
      franchise: 20_000 + at * 37 + line,
      service,
    }));
    const day = daysAgo(260 - Math.floor(at * 250 / count));
    const id = await made.invoice(policy, { lines, at: day });
    invoices.push(id);
    if (at >= paid) continue;
    const amount = lines.reduce((total, line) => total + line.franchise, 0);
    await made.pay(person.personId, { parts: [{ invoiceId: id, amount }], at: daysAgo(3) });
  }
  return { ...person, invoices };
}

const SERVICES = ["Прием врача-невролога", "УЗИ сосудов шеи", "Занятие лечебной физкультурой"];
