import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { testSite } from "../tests/harness/site.ts";
import { FONTS } from "./lasting_fonts.ts";

const STATIC = new URL("../static", import.meta.url);

Deno.test("a font's address names its content, and the style sheet has the same addresses", async () => {
  for (const font of FONTS) {
    const [path = "", version] = font.split("?v=");
    const content = await Deno.readFile(new URL(`${STATIC}${path}`));
    assert.equal(createHash("sha256").update(content).digest("hex").slice(0, 8), version, path);
  }
  const css = await Deno.readTextFile(new URL(`${STATIC}/styles.css`));
  const used = [...css.matchAll(/url\("(fonts\/[^"]+)"\)/g)].map(([, address]) => `/${address}`);
  assert.deepEqual(used, FONTS);
});

Deno.test("a page preloads its fonts, and a browser asks for each of them once in its life", async () => {
  await using site = await testSite();
  const { html } = await site.visitor().get("/");
  for (const font of FONTS) {
    const link = new RegExp(`<link rel="preload" as="font"[^>]* href="${RegExp.escape(font)}"`);
    assert.match(html, link);
    const { status, headers } = await site.visitor().get(font);
    assert.equal(status, 200);
    assert.equal(headers.get("cache-control"), "public, max-age=31536000, immutable");
  }
  const unversioned = await site.visitor().get(FONTS[0]!.split("?")[0]!);
  assert.equal(unversioned.headers.get("cache-control"), "no-cache");
});
