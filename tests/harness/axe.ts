import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const RULES = {
  all: {
    type: "tag",
    values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  },
  /** What can differ between two schemes of the same page. */
  colour: { type: "rule", values: ["color-contrast", "link-in-text-block"] },
};

interface Violation {
  id: string;
  help: string;
  nodes: { target: string[]; failureSummary: string }[];
}

/** Once for a page, before {@linkcode axeTroubles}. */
export async function loadAxe(page: Page): Promise<void> {
  await page.evaluate(AXE);
}

/** What axe finds on the page as it is now; a sentence for each rule that does not hold. */
export async function axeTroubles(page: Page, rules: keyof typeof RULES): Promise<string[]> {
  const options = JSON.stringify({ runOnly: RULES[rules], resultTypes: ["violations"] });
  const violations: Violation[] = await page.evaluate(
    `axe.run(document, ${options}).then((result) => result.violations)`,
  );
  return violations.map(({ id, help, nodes }) => {
    const places = nodes.slice(0, 3).map(({ target, failureSummary }) =>
      `${target.join(" ")}: ${failureSummary}`
    );
    return `${id}: ${help}\n  ${places.join("\n  ")}`;
  });
}
