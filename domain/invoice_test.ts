import assert from "node:assert/strict";
import calendarData from "../db/calendar/ru-calendar.json" with { type: "json" };
import { calendarOf } from "./calendar.ts";
import { dueAt, dueDate, statusOf, statusText, workingDayOfTerm } from "./invoice.ts";
import { localDate } from "./local_date.ts";
import { workingDaysBetween } from "./working_days.ts";

const bashkortostan = calendarOf(calendarData, "RU-BA");
const publishedOn = localDate("2026-04-20");
const { date: dueOn } = dueDate(bashkortostan, publishedOn);

Deno.test("The term ends with the 30th working day, at 24:00 local", () => {
  assert.equal(dueOn, "2026-06-04");
  assert.equal(dueAt(dueOn, "Asia/Yekaterinburg"), "2026-06-04T19:00:00.000Z");
});

Deno.test("Publication's day is day 0 of the term, and the due date is day 30", () => {
  const day = (today: string) => workingDayOfTerm(bashkortostan, publishedOn, localDate(today));
  assert.deepEqual(["2026-04-20", "2026-04-21", "2026-04-26", "2026-06-04"].map(day), [
    0,
    1,
    4,
    30,
  ]);
});

Deno.test("An unpaid invoice goes from «К оплате» over its last days to overdue", () => {
  const expected = {
    "2026-04-20": "К оплате",
    "2026-05-26": "К оплате",
    "2026-05-28": "Срок 4 июня",
    "2026-06-03": "Срок 4 июня",
    "2026-06-04": "Сегодня последний день",
    "2026-06-05": "Просрочен с 5 июня",
    "2027-01-11": "Просрочен с 5 июня 2026",
  };
  for (const [today, text] of Object.entries(expected)) {
    assert.equal(unpaidText(today), text, today);
  }
});

Deno.test("An undecided payment is being checked, also after the term, and paid is paid", () => {
  const facts = { today: localDate("2026-06-10"), dueOn, workingDaysLeft: 0 };
  const checking = statusOf({ ...facts, settled: null, openAttempt: true });
  assert.equal(statusText(checking, facts.today), "Платеж проверяется");
  const paid = statusOf({
    ...facts,
    settled: { by: "payment", on: localDate("2026-05-12") },
    openAttempt: true,
  });
  assert.equal(statusText(paid, facts.today), "Оплачен 12 мая");
});

function unpaidText(date: string): string {
  const today = localDate(date);
  const workingDaysLeft = workingDaysBetween(bashkortostan, today, dueOn);
  const status = statusOf({ today, dueOn, settled: null, openAttempt: false, workingDaysLeft });
  return statusText(status, today);
}
