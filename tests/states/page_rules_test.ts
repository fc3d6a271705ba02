import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { launchBrowser } from "../harness/browser.ts";
import { cutTroubles, headingTroubles, type Screen, targetTroubles } from "./page_rules.ts";

Deno.test("each rule finds what is planted, and nothing where nothing is", async (t) => {
  await using browser = await launchBrowser();
  const page = await browser.newPage({ viewport: { width: 320, height: 600 } });
  const rules: [
    name: string,
    rule: Rule,
    cases: [html: string, found: RegExp | null][],
  ][] = [
    ["headings", headingTroubles, [
      ["<h1>One</h1><h2>Two</h2><h3>Three</h3><h2>Four</h2>", null],
      ["<h2>Two</h2>", /0 headings h1/],
      ["<h1>One</h1><h1>Another</h1>", /2 headings h1/],
      ["<h1>One</h1><h3>Three</h3>", /h3 «Three» follows h1/],
    ]],
    ["cuts", cutTroubles, [
      ["<p>Some words that go on to a second line and a third one</p>", null],
      [`<p style="width:600px">Wide</p>`, /needs \d+ px/],
      [`<p style="width:60px;overflow:hidden;white-space:nowrap">A long line</p>`, /cuts p/],
      [`<p style="height:20px;overflow:hidden">Two<br>lines</p>`, /cuts p/],
      [`<div class="sheet" style="width:60px"><b>Преображенская</b></div>`, /runs out of div/],
      [
        `<div class="sheet" style="width:60px"><table><td>Преображенская</td></table></div>`,
        /runs out of div/,
      ],
      [
        `<p style="position:absolute;clip-path:inset(50%);width:1px;overflow:hidden">Ears</p>`,
        null,
      ],
      [
        `<div role="region" tabindex="0" style="overflow:auto"><p style="width:900px">W</p></div>`,
        null,
      ],
    ]],
    ["targets", targetTroubles, [
      [`<button style="width:44px;height:44px">A</button>`, null],
      [`<p>Read <a href="#">this</a> and <a href="#">that</a> one</p>`, null],
      [
        `<button style="width:16px;height:16px">A</button>` +
        `<button style="width:16px;height:16px">B</button>`,
        /button «A» is 16×16 px beside «B»/,
      ],
      [
        `<a href="#" style="display:block;font-size:12px">A</a>` +
        `<button style="height:44px;width:100%">B</button>`,
        /a «A» is .* beside «B»/,
      ],
      [`<button style="width:90px;height:40px">A</button>`, /button «A» is 90×40 px on a phone/],
      [
        `<input type="checkbox" id="a"><label for="a" style="display:block;height:44px">A</label>`,
        null,
      ],
      [`<input type="checkbox" id="a"><label for="a">A</label>`, /input «» is .* on a phone/],
      [
        `<style>a::after { content: ""; position: absolute; inset: 0 }</style>
         <p style="position:relative;height:44px"><a href="#" style="display:inline-block">A</a></p>`,
        null,
      ],
    ]],
  ];
  for (const [name, rule, cases] of rules) {
    await t.step(name, async () => {
      for (const [html, found] of cases) {
        assertFound(await troublesIn(page, html, rule), found, html);
      }
    });
  }
});

type Rule = (screen: Screen) => string[];

async function troublesIn(page: Page, html: string, rule: Rule): Promise<string[]> {
  await page.setContent(
    `<!doctype html><title>Page</title><style>button { padding: 0 }</style><main>${html}</main>`,
  );
  return await page.evaluate<string[], Screen>(rule, "phone");
}

function assertFound(troubles: string[], found: RegExp | null, html: string): void {
  if (found === null) assert.deepEqual(troubles, [], html);
  else assert.match(troubles.join("\n"), found, html);
}
