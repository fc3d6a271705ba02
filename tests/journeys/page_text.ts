import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";

/** What a person reads there. */
export async function says(place: Page | Locator): Promise<string> {
  const area = "goto" in place ? place.locator("body") : place;
  return plain(await area.innerText());
}

export function assertSays(text: string, ...expected: string[]): void {
  for (const part of expected) {
    assert.ok(text.includes(plain(part)), `The page does not say «${plain(part)}»:\n${text}`);
  }
}

/** Every run of spaces, no-break ones too, as one space. */
export function plain(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

/** Looks again, as a person would with «Обновить», until it is there. */
export async function refreshUntil(page: Page, sought: Locator, seconds = 45): Promise<void> {
  const until = performance.now() + seconds * 1000;
  while (!await sought.first().isVisible()) {
    if (performance.now() > until) {
      throw new Error(
        `${page.url()} did not show ${sought} in ${seconds} s:\n${await says(page)}`,
      );
    }
    await page.waitForTimeout(250);
    await page.reload();
  }
}
