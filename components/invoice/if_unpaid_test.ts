import assert from "node:assert/strict";
import { instant, localDate } from "../../domain/local_date.ts";
import { kopecks } from "../../domain/money.ts";
import { BASHKORTOSTAN, caseFacts } from "../../tests/harness/case_facts.ts";
import type { CaseFacts } from "../case/case_events.ts";
import { ifUnpaid } from "./if_unpaid.ts";

Deno.test("before the term it is told what happens on which day, and what it will cost", () => {
  // 900.00 at 16 % from 5 June: 0.39 a day; 30 days, one line: 900 × 0.16 × 30 ÷ 365 = 11.84.
  assert.deepEqual(told(caseFacts(), "2026-05-20"), [
    "2026-06-01 Работодатель увидит счет в отчете: Номер, сумму и срок. Клиник и услуг в отчете нет",
    "2026-06-05 Останется только экстренная помощь: Проценты за просрочку: 0,39 ₽ в день, по ключевой ставке, последняя известная — 16 % в год",
    "2026-07-05 Страховая откроет дело о взыскании: За 30 дней просрочки процентов — около 11,84 ₽ сверх 900,00 ₽",
  ]);
});

Deno.test("the contract's rate replaces the key rate, and a part paid lowers what is forecast", () => {
  const facts = caseFacts({
    owedKopecks: kopecks(45_000),
    history: { contractRateBp: 1200, keyRates: [] },
  });
  assert.deepEqual(told(facts, "2026-05-20").slice(1), [
    "2026-06-05 Останется только экстренная помощь: Проценты за просрочку: 0,15 ₽ в день, по договору с работодателем, 12 % в год",
    "2026-07-05 Страховая откроет дело о взыскании: За 30 дней просрочки процентов — около 4,44 ₽ сверх 450,00 ₽",
  ]);
});

Deno.test("a rate that nobody has entered is not guessed, and an ended policy loses no programme", () => {
  const facts = caseFacts({
    history: { keyRates: [], policyEndsOn: localDate("2026-05-31") },
  });
  assert.deepEqual(told(facts, "2026-05-20").slice(1), [
    "2026-06-05 Начнется просрочка: За просрочку начисляются проценты по закону",
    "2026-07-05 Страховая откроет дело о взыскании: ",
  ]);
});

Deno.test("the employer's next report is this month's until its day, then the next month's", () => {
  // 1–3 May 2026 are off: the first working day of May is the 4th.
  assert.match(told(caseFacts(), "2026-05-01")[0]!, /^2026-05-04 Работодатель/);
  assert.match(told(caseFacts(), "2026-05-04")[0]!, /^2026-06-01 Работодатель/);
});

function told(facts: CaseFacts, today: string): string[] {
  const telling = {
    calendar: BASHKORTOSTAN,
    today: localDate(today),
    now: instant(`${today}T07:00:00.000Z`),
  };
  return ifUnpaid(facts, telling).map(({ on, title, details }) =>
    `${on} ${title}: ${details.join("; ")}`.replaceAll("\u00a0", " ")
  );
}
