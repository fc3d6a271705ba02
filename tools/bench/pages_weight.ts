import { gzipSync } from "node:zlib";
import type { TestSite } from "../../tests/harness/site.ts";
import type { CataloguedPage } from "./pages_catalogue.ts";

/** What a browser is sent at its first visit: bytes after gzip, fonts as they are. */
export interface Weight {
  html: number;
  css: number;
  script: number;
  fonts: number;
  /** The page, its style sheet and fonts, its scripts with what they preload, its icon. */
  requests: number;
  /** What the site asked Postgres for it. */
  queries: number;
}

/** The most that each may be. A page without islands has no script at all. */
export const BUDGETS: Readonly<Weight> = {
  html: 20_000,
  css: 14_000,
  script: 12_000,
  fonts: 24_000,
  requests: 12,
  queries: 3,
};

/** Every kind that is over its budget, by its name. */
export function overBudget(weight: Weight): (keyof Weight)[] {
  return (Object.keys(BUDGETS) as (keyof Weight)[]).filter((kind) => weight[kind] > BUDGETS[kind]);
}

/** Asks for the page and for all that it names, as a browser with nothing in its cache. */
export async function weigh(site: TestSite, page: CataloguedPage): Promise<Weight> {
  const { visitor, path, status = 200 } = page;
  const before = site.queries.length;
  const sent = await visitor.get(path);
  // A new connection asks pg_catalog for the types, once.
  const asked = site.queries.slice(before).filter((query) => !query.includes("pg_catalog"));
  if (sent.status !== status) throw new Error(`${path} answers ${sent.status}`);

  const tags = [...sent.html.matchAll(/<(?:link|script)\b[^>]*>/g)].map(([tag]) => tag);
  const css = addressesIn(tags.filter((tag) => /rel="?stylesheet/.test(tag)));
  const script = addressesIn(
    tags.filter((tag) => /^<script\b.* src=|rel="?modulepreload/.test(tag)),
  );
  const icons = addressesIn(tags.filter((tag) => /rel="?icon/.test(tag)));
  const fonts = new Set<string>();
  const sizes = { css: 0, script: 0, fonts: 0 };
  for (const address of css) {
    const sheet = await get(address);
    sizes.css += gzipSync(sheet).length;
    for (
      const [, font] of new TextDecoder().decode(sheet).matchAll(/url\("([^"]+\.woff2[^"]*)"\)/g)
    ) {
      const { pathname, search } = new URL(font!, new URL(address, site.origin));
      fonts.add(pathname + search);
    }
  }
  for (const address of script) sizes.script += gzipSync(await get(address)).length;
  for (const address of fonts) sizes.fonts += (await get(address)).length;
  for (const address of icons) await get(address);
  return {
    html: gzipSync(sent.bytes).length,
    ...sizes,
    requests: 1 + css.size + script.size + fonts.size + icons.size,
    queries: asked.length,
  };

  async function get(address: string): Promise<Uint8Array> {
    const file = await visitor.get(address);
    if (file.status !== 200) throw new Error(`${address} answers ${file.status}`);
    return file.bytes;
  }
}

function addressesIn(tags: string[]): Set<string> {
  return new Set(
    tags.map((tag) => /(?:href|src)="([^"]+)"/.exec(tag)![1]!.replaceAll("&amp;", "&")),
  );
}
