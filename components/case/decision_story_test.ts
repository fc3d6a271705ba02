import assert from "node:assert/strict";
import { instant, localDate } from "../../domain/local_date.ts";
import { kopecks } from "../../domain/money.ts";
import {
  BASHKORTOSTAN,
  caseFacts,
  DEFAULTED_AT,
  payment,
  spell,
} from "../../tests/harness/case_facts.ts";
import { invoiceStory } from "../invoice/invoice_story.ts";
import type { Story } from "../page/timeline.tsx";
import type { CaseFacts } from "./case_events.ts";
import { staffStory } from "./staff_story.ts";

const MOVE = {
  from: localDate("2026-06-04"),
  to: localDate("2026-06-19"),
  movedAt: instant("2026-05-21T07:00:00.000Z"),
  source: "Постановление",
  calendarVersionId: 1,
  by: "staff",
} as const;

Deno.test("who owes an invoice reads that staff moved the term, and not why the calendar would", () => {
  const facts = caseFacts({ dueOn: MOVE.to, history: { dueMoves: [MOVE] } });
  const [, moved] = told(facts, "2026-05-25").past;
  assert.equal(
    plain(moved!.title),
    "Срок перенесен по решению страховщика: 19 июня вместо 4 июня",
  );
  assert.equal(moved!.details, undefined);
});

Deno.test("reminders within a pause are not announced, later ones are, and the pause is told", () => {
  const pauses = [{
    decidedAt: instant("2026-05-04T07:00:00.000Z"),
    through: localDate("2026-05-26"),
  }];
  const unpaused = told(caseFacts(), "2026-05-05");
  const facts = caseFacts({ history: { pauses, pausedThrough: localDate("2026-05-26") } });
  const paused = told(facts, "2026-05-05");
  assert.equal(
    plain(paused.past.at(-1)!.title),
    "Напоминания приостановлены до 26 мая включительно",
  );
  assert.deepEqual(
    reminders(paused),
    reminders(unpaused).filter((on) => on > "2026-05-26"),
  );
  assert.ok(reminders(paused).length < reminders(unpaused).length);
  assert.ok(paused.next.some(({ title }) => title === "Последний день оплаты"));
});

Deno.test("a forgiven sum is no payment in the story", () => {
  const payments = [{
    ...payment({ at: "2026-05-25T07:00:00.000Z" }),
    source: "forgiven" as const,
  }];
  const settled = {
    owedKopecks: kopecks(0),
    settlement: { by: "forgiving" as const, at: payments[0]!.effectiveAt },
  };
  const { past, now } = told(caseFacts({ ...settled, history: { payments } }), "2026-05-26");
  assert.equal(plain(now!.title), "Счет списан, платить не нужно");
  assert.equal(plain(past.at(-1)!.title), "Списано 900,00 ₽ по решению страховщика");
});

Deno.test("a programme given back before payment says so, ahead of its day and after it", () => {
  const given = spell({ until: "2026-06-10", endedReason: "staff_decided" });
  const facts = caseFacts({ defaultedAt: DEFAULTED_AT, history: { spells: [given] } });
  const ahead = told(facts, "2026-06-09").next.filter(({ title }) => /вернется/.test(title));
  assert.deepEqual(ahead.map(({ on, why }) => [on, plain(why)]), [
    ["2026-06-10", "Потому что так решил страховщик: долг остается"],
  ]);
  const after = told(facts, "2026-06-11").past.at(-1)!;
  assert.deepEqual([plain(after.title), after.details?.map(plain)], [
    "Групповая программа вернулась",
    ["По решению страховщика. Долг остается"],
  ]);
  const now = instant("2026-06-11T07:00:00.000Z");
  const today = localDate("2026-06-11");
  const staff = staffStory(facts, { calendar: BASHKORTOSTAN, today, now });
  assert.deepEqual(staff.past.at(-1)!.details?.map(plain), [
    "По решению сотрудников, долг остается",
  ]);
});

function told(facts: CaseFacts, on: string): Story {
  const today = localDate(on);
  const now = instant(`${on}T07:00:00.000Z`);
  return invoiceStory(facts, { calendar: BASHKORTOSTAN, today, now });
}

function reminders({ next }: Story): string[] {
  return next.filter(({ title }) => title.startsWith("Напомним")).map(({ on }) => on);
}

function plain(text: string): string {
  return text.replaceAll("\u00a0", " ");
}
