import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Page } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const WIDTHS = [320, 1280];
const SCHEMES = ["light", "dark"] as const;

/** Where pictures of the journey go, as SHOTS names it; none are taken without it. */
const SHOTS = Deno.env.get("SHOTS");

interface Violation {
  id: string;
  help: string;
  nodes: { target: string[]; failureSummary: string }[];
}

/**
 * What axe finds on this page, narrow and wide, light and dark, and each width that needs a sideways
 * scroll; a sentence each.
 */
export async function accessibilityTroubles(page: Page): Promise<string[]> {
  const before = page.viewportSize();
  await page.evaluate(AXE);
  const found = new Map<string, string[]>();
  const note = (trouble: string, where: string) =>
    found.set(trouble, [...(found.get(trouble) ?? []), where]);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    const needed = await page.evaluate(() => document.documentElement.scrollWidth);
    if (needed > width) note(`needs ${needed} px`, `${width}`);
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme });
      const violations: Violation[] = await page.evaluate(
        `axe.run(document, { runOnly: ${
          JSON.stringify(RULES)
        } }).then((result) => result.violations)`,
      );
      for (const violation of violations) note(described(violation), `${width} ${colorScheme}`);
    }
  }
  await page.emulateMedia({ colorScheme: null });
  if (before) await page.setViewportSize(before);
  const path = new URL(page.url()).pathname;
  return [...found].map(([trouble, where]) => `${path} (${where.join(", ")}): ${trouble}`);
}

function described({ id, help, nodes }: Violation): string {
  const places = nodes.slice(0, 3).map((node) =>
    `${node.target.join(" ")}: ${node.failureSummary}`
  );
  return `${id}: ${help}\n  ${places.join("\n  ")}`;
}

/** Keeps a picture of the whole page for a person to look at, on a phone and on a PC. */
export async function takePictures(page: Page, name: string): Promise<void> {
  if (!SHOTS) return;
  mkdirSync(SHOTS, { recursive: true });
  const before = page.viewportSize();
  for (const [width, colorScheme] of [[360, "light"], [1280, "light"], [320, "dark"]] as const) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 800 });
    const path = join(SHOTS, `${name}-${width}${colorScheme === "dark" ? "-dark" : ""}.png`);
    await page.screenshot({ path, fullPage: true });
  }
  await page.emulateMedia({ colorScheme: null });
  if (before) await page.setViewportSize(before);
}
