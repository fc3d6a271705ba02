import { measurePages, type PageCost, type Painted } from "./pages.ts";
import { SLOW } from "./pages_paint.ts";
import { BUDGETS, type Weight } from "./pages_weight.ts";
import { table } from "./table.ts";

/** What a reader should never wait beyond, and how much may move. */
const AIMS = { lcpMs: 1800, shift: 0, pressMs: 200 } as const;

export interface PagesReport {
  word: string;
  rounds: number;
  as: "table" | "json";
}

/** What each page costs, over a throw-away database, in a browser slowed down to a phone's pace. */
export async function reportPages({ word, rounds, as }: PagesReport): Promise<void> {
  const progress = (line: string) => console.error(line);
  const pages = await measurePages({ word, rounds, progress });
  if (as === "json") {
    console.log(
      JSON.stringify({ aims: AIMS, budgets: BUDGETS, slow: SLOW, rounds, pages }, null, 2),
    );
    return;
  }
  print(pages);
  console.log(`\n${summary(pages, rounds).join("\n")}`);
}

function print(pages: PageCost[]): void {
  table([HEADER, ...pages.map(rowOf)]);
}

const HEADER = [
  "page",
  "state",
  "HTML",
  "CSS",
  "script",
  "fonts",
  "requests",
  "SQL",
  "× healthz",
  "LCP, s",
  "× bare",
  "CLS",
];

function rowOf({ page, state, weight, timesSimplest, painted }: PageCost): string[] {
  const cell = (kind: keyof Weight, text: string) => marked(text, weight[kind] > BUDGETS[kind]);
  const kB = (kind: "html" | "css" | "script" | "fonts") =>
    cell(kind, (weight[kind] / 1000).toFixed(1));
  return [
    page,
    state,
    kB("html"),
    kB("css"),
    kB("script"),
    kB("fonts"),
    cell("requests", String(weight.requests)),
    cell("queries", String(weight.queries)),
    marked(timesSimplest.toFixed(1), false),
    ...(painted === null ? ["", "", ""] : paintCells(painted)),
  ];
}

function paintCells({ lcp, timesBare, shift }: Painted): string[] {
  return [
    marked((lcp / 1000).toFixed(2), lcp > AIMS.lcpMs),
    marked(timesBare.toFixed(1), false),
    marked(shift === 0 ? "0" : shift.toFixed(4), shift > AIMS.shift),
  ];
}

/** What is over its aim has a mark; the others keep its place free, so that figures stand in line. */
function marked(text: string, over: boolean): string {
  return over ? `${text}!` : `${text} `;
}

function summary(pages: PageCost[], rounds: number): string[] {
  const named = ({ page, state }: PageCost) => state === "" ? page : `${page} (${state})`;
  const over = pages.flatMap((page) =>
    (Object.keys(BUDGETS) as (keyof Weight)[])
      .filter((kind) => page.weight[kind] > BUDGETS[kind])
      .map((kind) => `${named(page)}: ${kind} ${page.weight[kind]}, not ${BUDGETS[kind]}`)
  );
  const painted = pages.flatMap((page) => page.painted === null ? [] : [{ page, ...page.painted }]);
  const slow = painted.filter(({ lcp }) => lcp > AIMS.lcpMs);
  const moving = painted.filter(({ shift }) => shift > AIMS.shift);
  const pressed = painted.filter(({ press }) => press !== null);
  const lcps = painted.map(({ lcp }) => lcp).sort((a, b) => a - b);
  const ratios = painted.map(({ timesBare }) => timesBare).sort((a, b) => a - b);
  const middle = Math.floor(painted.length / 2);
  return [
    `${pages.length} states of ${
      new Set(pages.map(({ page }) => page)).size
    } pages; kB after gzip, ` +
    `fonts as they are; "!" is over its aim.`,
    over.length === 0
      ? "Bytes, requests and queries: all within their budgets."
      : `Bytes, requests and queries: ${over.length} over their budgets.\n  ${over.join("\n  ")}`,
    ...(painted.length === 0 ? [] : [
      `LCP: median ${seconds(lcps[middle]!)}, worst ${seconds(lcps.at(-1)!)}; ` +
      (slow.length === 0
        ? `none over ${seconds(AIMS.lcpMs)}.`
        : `${slow.length} over ${seconds(AIMS.lcpMs)}: ` +
          slow.map(({ page, lcp }) => `${named(page)} by ${seconds(lcp - AIMS.lcpMs)}`).join(", ")),
      `× bare: a page of the same bytes in one request, without style, font or script. ` +
      `Median ${ratios[middle]!.toFixed(1)}, from ${ratios[0]!.toFixed(1)} to ${
        ratios.at(-1)!.toFixed(1)
      }.`,
      moving.length === 0 ? "CLS: 0 on all." : `CLS: ${moving.length} move.\n  ` +
        moving.map(({ page, moved }) => `${named(page)}: ${moved.join(", ")}`).join("\n  "),
      ...pressed.map(({ page, press }) =>
        `A press in ${named(page)} is answered after ${press} ms` +
        (press! > AIMS.pressMs ? `, not ${AIMS.pressMs}.` : ".")
      ),
      `Chromium, 360 px, nothing cached: ${SLOW.roundTripMs} ms a request, ` +
      `${SLOW.downBitsPerSecond / 1e6} Mbit/s down and ${SLOW.upBitsPerSecond / 1e6} up, ` +
      `CPU ${SLOW.cpu} times slower than this machine's; ` +
      (rounds === 1 ? "one round." : `medians of ${rounds} rounds.`) +
      ` Connecting (TCP, TLS) is not in it.`,
    ]),
  ];
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
