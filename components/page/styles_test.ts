import assert from "node:assert/strict";

const folder = new URL("../../static/", import.meta.url);
const css = await Deno.readTextFile(new URL("styles.css", folder));

/** Foreground, background, and the least contrast WCAG 2.2 AA allows there. */
const PAIRS: [foreground: string, background: string, least: number][] = [
  ["ink", "bg", 4.5],
  ["ink", "surface", 4.5],
  ["ink", "day-soft", 4.5],
  ["ink", "late-soft", 4.5],
  ["ink", "accent-soft", 4.5],
  ["ink2", "bg", 4.5],
  ["ink2", "surface", 4.5],
  ["ink2", "sunk", 4.5],
  ["accent", "bg", 4.5],
  ["accent", "surface", 4.5],
  ["accent", "accent-soft", 4.5],
  ["accent-hover", "accent-soft", 4.5],
  ["on-accent", "accent", 4.5],
  ["on-accent", "accent-hover", 4.5],
  ["on-day", "day", 4.5],
  ["day-ink", "day-soft", 4.5],
  ["late", "surface", 4.5],
  ["late", "bg", 4.5],
  ["late", "late-soft", 4.5],
  ["ok", "surface", 4.5],
  ["edge", "surface", 3],
  ["edge", "bg", 3],
  ["edge", "sunk", 3],
];

for (const scheme of ["light", "dark"] as const) {
  Deno.test(`${scheme} colours keep AA contrast`, () => {
    for (const [foreground, background, least] of PAIRS) {
      const ratio = contrast(token(foreground, scheme), token(background, scheme));
      assert.ok(ratio >= least, `${foreground} on ${background}: ${ratio.toFixed(2)}`);
    }
  });
}

Deno.test("styles stay within 14 kB gzip and fonts within 24 kB", async () => {
  assert.ok(await gzipped(css) <= 14_000);
  let fonts = 0;
  for (const [, name] of css.matchAll(/url\("(fonts\/[^"]+)"\)/g)) {
    fonts += (await Deno.stat(new URL(name ?? "", folder))).size;
  }
  assert.ok(fonts > 0 && fonts <= 24_000, `${fonts}`);
});

Deno.test("braces of the stylesheet balance, and it fetches nothing from elsewhere", () => {
  assert.equal(css.split("{").length, css.split("}").length);
  assert.doesNotMatch(css, /https?:|@import/);
});

function token(name: string, scheme: "light" | "dark"): string {
  const match = new RegExp(`--${name}: light-dark\\((#\\w{6}), (#\\w{6})\\)`).exec(css);
  const colour = match?.[scheme === "light" ? 1 : 2];
  assert.ok(colour, `no token --${name}`);
  return colour;
}

function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

/** Relative luminance, WCAG 2.2. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

async function gzipped(text: string): Promise<number> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return (await new Response(stream).arrayBuffer()).byteLength;
}
