import { launchBrowser } from "../../tests/harness/browser.ts";
import { type TestSite, testSite } from "../../tests/harness/site.ts";
import { patternOf } from "../../fresh/file_routes.ts";
import { freePort } from "../ports.ts";
import { catalogue, type CataloguedPage } from "./pages_catalogue.ts";
import { BARE_PATH, barePage, paint, pressAndWait } from "./pages_paint.ts";
import { insertPeople, LOOKED_AT } from "./pages_people.ts";
import { weigh, type Weight } from "./pages_weight.ts";

export interface PagesWanted {
  /** Pages whose address or state has this in it; all where it is empty. */
  word: string;
  /** How often each page is painted; medians are told. */
  rounds: number;
  /** Told of what goes on: it takes minutes. */
  progress: (line: string) => void;
}

/** What a page costs its reader and us. */
export interface PageCost {
  /** Its address as a pattern: /invoices/:id. */
  page: string;
  state: string;
  weight: Weight;
  /** Time in our process, as a multiple of the simplest route's. */
  timesSimplest: number;
  /** Null for what no browser opens by itself. */
  painted: Painted | null;
}

export interface Painted {
  /** Milliseconds, as {@linkcode paint} measures it. */
  lcp: number;
  /** The same of a bare page with as many bytes, opened right before it. */
  bareLcp: number;
  /** Median of the rounds' own ratios. */
  timesBare: number;
  shift: number;
  /** What moved. */
  moved: string[];
  /** Requests that the browser sent. */
  requests: number;
  /** Milliseconds from a press on the page's control to the next paint. */
  press: number | null;
}

/** The simplest route that there is. */
const SIMPLEST = "/healthz";
const SERVER_ROUNDS = 9;

/** Measures the pages over a throw-away database, in a browser on this machine. */
export async function measurePages({ word, rounds, progress }: PagesWanted): Promise<PageCost[]> {
  const port = freePort();
  const url = `http://127.0.0.1:${port}`;
  await using site = await testSite({ at: LOOKED_AT, publicUrl: url });
  progress("Bringing the people in");
  const pages = catalogue(site, await insertPeople(site))
    .filter(({ path, state }) => path.includes(word) || state.includes(word));
  const weights: Weight[] = [];
  for (const page of pages) weights.push(await weigh(site, page));
  const times = await timesOfSimplest(site, pages);

  await using _server = serve(site, port);
  await using browser = await launchBrowser();
  const costs: PageCost[] = [];
  for (const [index, page] of pages.entries()) {
    progress(`${index + 1} of ${pages.length}: ${page.path.slice(0, 60)} ${page.state}`);
    costs.push({
      page: patternOf(page.route.replace(/\.tsx$/, "").split("/")),
      state: page.state,
      weight: weights[index]!,
      timesSimplest: times[index]!,
      painted: page.part ? null : await paintInRounds(page, weights[index]!),
    });
  }
  return costs;

  async function paintInRounds(page: CataloguedPage, { html, css }: Weight): Promise<Painted> {
    const bare = { path: `${BARE_PATH}?bytes=${html + css}`, visitor: page.visitor };
    const paints = [];
    for (let round = 0; round < rounds; round++) {
      const { lcp: bareLcp } = await paint(browser, url, bare);
      paints.push({ ...await paint(browser, url, page), bareLcp });
    }
    return {
      lcp: median(paints.map(({ lcp }) => lcp)),
      bareLcp: median(paints.map(({ bareLcp }) => bareLcp)),
      timesBare: median(paints.map(({ lcp, bareLcp }) => lcp / bareLcp)),
      shift: Math.max(...paints.map(({ shift }) => shift)),
      moved: [...new Set(paints.flatMap(({ moved }) => moved))],
      requests: Math.max(...paints.map(({ requests }) => requests)),
      press: page.press === undefined ? null : await pressAndWait(browser, url, page, page.press),
    };
  }
}

function serve(site: TestSite, port: number): AsyncDisposable {
  const server = Deno.serve({ hostname: "127.0.0.1", port, onListen() {} }, (req, info) => {
    const { pathname, searchParams } = new URL(req.url);
    return pathname === BARE_PATH
      ? barePage(Number(searchParams.get("bytes")))
      : site.fetch(req, info);
  });
  return { [Symbol.asyncDispose]: () => server.shutdown() };
}

/** Medians of interleaved rounds: the machine's other work falls on all pages alike. */
async function timesOfSimplest(site: TestSite, pages: CataloguedPage[]): Promise<number[]> {
  const visitor = site.visitor();
  const all = [{ path: SIMPLEST, visitor }, ...pages];
  const times = all.map(() => [] as number[]);
  for (let round = 0; round < SERVER_ROUNDS; round++) {
    for (const [index, page] of all.entries()) {
      const start = performance.now();
      await page.visitor.get(page.path);
      times[index]!.push(performance.now() - start);
    }
  }
  const [simplest, ...medians] = times.map(median);
  return medians.map((time) => time / simplest!);
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
