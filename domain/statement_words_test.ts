import assert from "node:assert/strict";
import { localDate } from "./local_date.ts";
import { periodInWords, statementNotes } from "./statement_words.ts";

const periods: [string, string, string][] = [
  ["2026-05-14", "2026-05-14", "14 мая 2026"],
  ["2026-05-01", "2026-05-20", "1–20 мая 2026"],
  ["2026-04-30", "2026-05-02", "30 апреля – 2 мая 2026"],
  ["2025-12-30", "2026-01-02", "30 декабря 2025 – 2 января 2026"],
];
for (const [from, to, words] of periods) {
  Deno.test(`periodInWords() says «${words}»`, () => {
    const told = periodInWords(localDate(from), localDate(to));
    assert.equal(told.replaceAll("\u00a0", " "), words);
    assert.ok(!/(?<!–) /.test(told), "only the dash ends a line");
  });
}

Deno.test("statementNotes() says up to which day a year that is not over is told", () => {
  const madeOn = localDate("2026-11-22");
  const notes = (year: number, unfinished: boolean) =>
    statementNotes({ year, madeOn, unfinished }).join(" ").replaceAll("\u00a0", " ");
  assert.match(notes(2026, true), /платежи учтены по 22 ноября 2026/);
  assert.doesNotMatch(notes(2025, false), /учтены по/);
  assert.match(notes(2025, false), /провел в 2025 году.*03-04-06\/6072.*Это не «Справка/);
});
