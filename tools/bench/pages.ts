import { fixedClock } from "../../clock.ts";
import { currentDocuments } from "../../db/documents.ts";
import { addDays, atLocalTime, type LocalDate, localDate } from "../../domain/local_date.ts";
import { insertInsured, type InsuredPerson } from "../../tests/harness/people.ts";
import { type TestSite, testSite, type Visitor } from "../../tests/harness/site.ts";
import { activateFranchise } from "../../use_cases/activate_franchise.ts";
import { importRegister } from "../../use_cases/import_register.ts";
import { publishInvoices } from "../../use_cases/publish_invoices.ts";
import { storeFile } from "../../use_cases/receive_file.ts";

export interface Rounds {
  rounds: number;
  /** Requests of one page in one round. */
  requests: number;
  /** Invoices that the insured person has. */
  invoices: number;
  /** The route that the others' times are divided by. */
  yardstick: string;
}

/** Bytes that a browser is sent at its first visit. */
interface Weight {
  html: number;
  css: number;
  script: number;
}

/** What a page costs. */
export interface PageCost extends Weight {
  page: string;
  /** Statements sent to Postgres, begin and commit among them. */
  queries: number;
  /** Median of the rounds, a request. */
  micros: number;
  ratio: number;
}

interface Page {
  name: string;
  path: string;
  visitor: Visitor;
}

const ZONE = "Asia/Yekaterinburg";
const CONSENTED_ON = localDate("2026-01-12");
const SERVICES = [
  ["B01.023.001", "Прием врача-невролога первичный", "3200,00"],
  ["A04.12.005", "УЗИ сосудов шеи", "2450,50"],
  ["A19.23.002.017", "Занятие лечебной физкультурой", "833,33"],
] as const;

/** Measures the pages of one insured person and one member of staff. */
export async function measurePages(
  { rounds, requests, invoices, yardstick }: Rounds,
  sizeOf: (content: Uint8Array) => number,
): Promise<PageCost[]> {
  await using site = await testSite({ at: noonOf(localDate("2026-11-20")).now() });
  const person = await insertInsured(site.sql, noonOf(CONSENTED_ON).now());
  const invoiceId = await makeInvoices(site, person, invoices);
  const stranger = site.visitor();
  const insured = await site.logInInsured(person.phone);
  const staff = await site.logInStaff();
  const pages: Page[] = [
    { name: `the yardstick, ${yardstick}`, path: yardstick, visitor: stranger },
    { name: "start", path: "/", visitor: stranger },
    { name: "log in", path: "/login", visitor: stranger },
    { name: "register", path: "/register", visitor: stranger },
    { name: "policies", path: "/policies", visitor: insured },
    { name: `invoices, ${invoices} of them`, path: "/invoices", visitor: insured },
    { name: "one invoice", path: `/invoices/${invoiceId}`, visitor: insured },
    { name: "ops: files", path: "/ops", visitor: staff },
  ];

  const sizes: Weight[] = [];
  const queries: number[] = [];
  for (const page of pages) {
    sizes.push(await weigh(page, sizeOf));
    queries.push(await countQueries(site, page));
  }
  const times = pages.map(() => [] as number[]);
  for (let round = 0; round < rounds; round++) {
    for (const [index, page] of pages.entries()) {
      times[index]!.push(await timeOf(site, page, requests));
    }
  }
  const medians = times.map(median);
  return pages.map(({ name }, index) => ({
    page: name,
    ...sizes[index]!,
    queries: queries[index]!,
    micros: medians[index]! * 1000,
    ratio: medians[index]! / medians[0]!,
  }));
}

/** @returns the id of the latest invoice, of three lines like all */
async function makeInvoices(site: TestSite, person: InsuredPerson, count: number): Promise<number> {
  const { sql } = site;
  const documents = await currentDocuments(sql, CONSENTED_ON);
  const activated = await activateFranchise(sql, noonOf(CONSENTED_ON), {
    policyId: person.policyId,
    givenBy: person.personId,
    documentId: documents.franchise_terms.id,
    source: "web",
  });
  if (!activated.ok) throw new Error(`Not activated: ${activated.reason}`);
  const servedOn = (invoice: number) => addDays(CONSENTED_ON, 7 + invoice * 14);
  const rows = Array.from({ length: count }, (_, invoice) =>
    SERVICES.map((service, at) =>
      [
        invoice * SERVICES.length + at + 1,
        person.policyNumber,
        "Образцова Майя Тестовна",
        servedOn(invoice),
        service[0],
        service[1],
        1,
        service[2],
      ].join(";")
    )).flat();
  const header = "№ п/п;№ полиса;ФИО пациента;Дата услуги;Код услуги;Наименование услуги;Кол-во;" +
    "Цена, руб.";
  const last = servedOn(count - 1);
  const stored = await storeFile(sql, noonOf(last), {
    kind: "register",
    clinic: "ООО «Клиника Образец»",
    name: "register.csv",
    content: new TextEncoder().encode([header, ...rows].join("\n")),
    uploadedBy: null,
  });
  if (!stored.ok) throw new Error(`Not stored: ${stored.reason}`);
  const imported = await importRegister(sql, noonOf(last), { fileId: stored.file.id });
  if (!imported.ok || imported.accepted !== rows.length) {
    throw new Error("The register was not imported", { cause: imported });
  }
  for (let invoice = 0; invoice < count; invoice++) {
    await publishInvoices(sql, noonOf(addDays(servedOn(invoice), 5)), {
      through: servedOn(invoice),
    });
  }
  const [latest] = await sql<{ id: number; count: number }[]>`
    select max(id) as id, count(*) as count from invoices`;
  if (latest?.count !== count) throw new Error(`There are ${latest?.count} invoices, not ${count}`);
  return latest.id;
}

/** The page and what its first visit loads: style sheets, and scripts with what they preload. */
async function weigh(
  { name, path, visitor }: Page,
  sizeOf: (content: Uint8Array) => number,
): Promise<Weight> {
  const page = await visitor.get(path);
  if (page.status !== 200) throw new Error(`${name} answers ${page.status}`);
  const tags = [...page.html.matchAll(/<(?:link|script)\b[^>]*>/g)].map(([tag]) => tag);
  const css = tags.filter((tag) => /rel="?stylesheet/.test(tag));
  const script = tags.filter((tag) => /^<script\b.* src=|rel="?modulepreload/.test(tag));
  return { html: sizeOf(page.bytes), css: await weighAll(css), script: await weighAll(script) };

  async function weighAll(loading: string[]): Promise<number> {
    const addresses = loading.map((tag) => /(?:href|src)="([^"]+)"/.exec(tag)![1]!);
    let size = 0;
    for (const address of new Set(addresses)) {
      const file = await visitor.get(address.replaceAll("&amp;", "&"));
      if (file.status !== 200) throw new Error(`${address} answers ${file.status}`);
      size += sizeOf(file.bytes);
    }
    return size;
  }
}

async function countQueries(site: TestSite, page: Page): Promise<number> {
  const before = site.queries.length;
  await answer(site, page);
  return site.queries.length - before;
}

/** Milliseconds a request, the requests one after another. */
async function timeOf(site: TestSite, page: Page, requests: number): Promise<number> {
  const start = performance.now();
  for (let request = 0; request < requests; request++) await answer(site, page);
  return (performance.now() - start) / requests;
}

async function answer(site: TestSite, { path, visitor }: Page): Promise<void> {
  const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const headers = { cookie };
  const response = await site.fetch(new Request(new URL(path, site.origin), { headers }), {
    remoteAddr: { transport: "tcp", hostname: "192.0.2.200", port: 50_000 },
    completed: Promise.resolve(),
  });
  await response.arrayBuffer();
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}

function noonOf(on: LocalDate) {
  return fixedClock(atLocalTime(on, "12:00", ZONE));
}
