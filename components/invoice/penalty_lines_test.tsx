import assert from "node:assert/strict";
import { render } from "preact-render-to-string";
import { instant, localDate } from "../../domain/local_date.ts";
import { kopecks } from "../../domain/money.ts";
import { caseFacts, DEFAULTED_AT, payment } from "../../tests/harness/case_facts.ts";
import type { CaseFacts } from "../case/case_events.ts";
import { hasDelay, penaltyBy, PenaltySection, PenaltyTable } from "./penalty_lines.tsx";

// Due on 4 June 2026. Key rates of these facts: 16 % from 1 June, 15 % from 10 June, none from 1 July.
const OVERDUE = caseFacts({ defaultedAt: DEFAULTED_AT });

Deno.test("there is no penalty through the last day of the term, and one from the next", () => {
  assert.equal(hasDelay(penaltyBy(OVERDUE, localDate("2026-06-04"))), false);
  const first = penaltyBy(OVERDUE, localDate("2026-06-05"));
  assert.deepEqual(first.lines.map(({ from, days }) => [from, days]), [["2026-06-05", 1]]);
  assert.equal(first.total, 39); // 900 ₽ × 16 % ÷ 365
});

Deno.test("the penalty ends with the day of payment, by the payer's clocks", () => {
  const paid = caseFacts({
    owedKopecks: kopecks(0),
    // Past midnight in Ufa: the 8th
    history: { payments: [payment({ at: "2026-06-07T20:00:00.000Z" })] },
  });
  const [line] = penaltyBy(paid, localDate("2026-07-20")).lines;
  assert.deepEqual([line?.from, line?.until, line?.days], ["2026-06-05", "2026-06-08", 4]);
  const inTime = caseFacts({
    owedKopecks: kopecks(0),
    history: { payments: [payment({ at: "2026-06-04T18:59:59.000Z" })] },
  });
  assert.equal(hasDelay(penaltyBy(inTime, localDate("2026-07-20"))), false);
});

Deno.test("each line shows the figures that it is reckoned from, the foot adds them up", () => {
  const seen = sectionOn("2026-06-12", OVERDUE);
  // 900 ₽ × 16 % × 5 ÷ 365 = 1.97; 900 ₽ × 15 % × 3 ÷ 365 = 1.11
  assert.match(
    seen,
    /5 июня – 9 июня Дней 5 Долг 900,00 ₽ Ставка 16 % Дней в году 365 Проценты 1,97 ₽/,
  );
  assert.match(
    seen,
    /10 июня – 12 июня Дней 3 Долг 900,00 ₽ Ставка 15 % Дней в году 365 Проценты 1,11 ₽/,
  );
  assert.match(seen, /Итого Дней 8 Проценты 3,08 ₽/);
  assert.match(seen, /На сегодня — 3,08 ₽ , за день прибавляется 0,37 ₽/);
});

Deno.test("a part that was paid makes the debt of the next line smaller", () => {
  const facts = caseFacts({
    owedKopecks: kopecks(50_000),
    defaultedAt: DEFAULTED_AT,
    history: { payments: [payment({ at: "2026-06-06T07:00:00.000Z", amount: 40_000 })] },
  });
  const { lines } = penaltyBy(facts, localDate("2026-06-08"));
  assert.deepEqual(lines.map(({ debt, days }) => [debt, days]), [[90_000, 2], [50_000, 2]]);
});

Deno.test("what the clinic corrected after the term was never late", () => {
  const correction = payment({ at: "2026-06-20T07:00:00.000Z", amount: 80_000 });
  const facts = caseFacts({
    owedKopecks: kopecks(10_000),
    defaultedAt: DEFAULTED_AT,
    history: { payments: [{ ...correction, source: "correction" }] },
  });
  const { lines } = penaltyBy(facts, localDate("2026-06-08"));
  assert.deepEqual(lines.map(({ debt, days }) => [debt, days]), [[10_000, 4]]);
});

Deno.test("who owes it is told calmly that it is counted and not yet asked for", () => {
  const seen = sectionOn("2026-06-12", OVERDUE);
  assert.match(seen, /по закону \(статья 395 Гражданского кодекса\)/);
  assert.match(seen, /Платить их сейчас не нужно: в сумму счета они не входят/);
  const recovered = caseFacts({
    defaultedAt: DEFAULTED_AT,
    history: {
      recovery: {
        openedAt: instant("2026-07-04T19:00:00.000Z"),
        contractRateBp: null,
        closedAt: null,
        closedReason: null,
      },
    },
  });
  const asked = sectionOn("2026-07-06", recovered);
  assert.match(asked, /открыла дело о взыскании и может потребовать их вместе с долгом/);
  assert.doesNotMatch(asked, /не нужно/);
});

Deno.test("days without an entered rate are said, and the sum ends before them", () => {
  const seen = sectionOn("2026-07-06", OVERDUE);
  assert.match(seen, /По 30 июня — /);
  assert.doesNotMatch(seen, /за день прибавляется/);
  assert.match(seen, /Ключевая ставка с 1 июля еще не внесена: за эти дни не посчитано/);

  const none = caseFacts({
    defaultedAt: DEFAULTED_AT,
    history: { keyRates: [{ from: localDate("2025-12-22"), basisPoints: null }] },
  });
  const nothing = sectionOn("2026-06-12", none);
  assert.match(
    nothing,
    /Ключевая ставка с 5 июня еще не внесена, поэтому проценты пока не посчитаны/,
  );
  assert.doesNotMatch(nothing, /Итого/);

  const gap = caseFacts({
    defaultedAt: DEFAULTED_AT,
    history: {
      keyRates: [
        { from: localDate("2026-06-01"), basisPoints: 1600 },
        { from: localDate("2026-06-07"), basisPoints: null },
        { from: localDate("2026-06-10"), basisPoints: 1500 },
      ],
    },
  });
  const between = sectionOn("2026-06-12", gap);
  assert.match(between, /Ключевая ставка с 7 июня по 9 июня еще не внесена: за эти дни/);
});

Deno.test("a contract's rate is named, and no key rate is missed", () => {
  const contract = caseFacts({
    defaultedAt: DEFAULTED_AT,
    history: { contractRateBp: 3650, keyRates: [] },
  });
  const seen = sectionOn("2026-07-04", contract);
  assert.match(seen, /по договору с вашим работодателем: долг × 36,5 % в год × дни просрочки/);
  assert.match(seen, /5 июня – 4 июля Дней 30 Долг 900,00 ₽ Ставка 36,5 %/);
  assert.match(seen, /На сегодня — 27,00 ₽ , за день прибавляется 0,90 ₽/);
  assert.doesNotMatch(seen, /Ключевая|ключевая/);
});

Deno.test("a line of another year says which", () => {
  const facts = caseFacts({
    dueOn: localDate("2026-12-30"),
    history: { contractRateBp: 3650, policyEndsOn: localDate("2027-12-31") },
  });
  const penalty = penaltyBy(facts, localDate("2027-01-02"));
  const seen = text(render(<PenaltyTable penalty={penalty} today={localDate("2027-01-02")} />));
  assert.match(seen, /31 декабря 2026 Дней 1 /);
  assert.match(seen, /1 января – 2 января Дней 2 /);
});

function sectionOn(day: string, facts: CaseFacts): string {
  const today = localDate(day);
  const { recovery, contractRateBp } = facts.history;
  return text(render(
    <PenaltySection
      penalty={penaltyBy(facts, today)}
      contractRateBp={contractRateBp}
      recovery={recovery !== null}
      today={today}
    />,
  ));
}

function text(html: string): string {
  return html.replace(/<[^>]+>/g, " ").replace(/[\s\u00a0]+/g, " ");
}
