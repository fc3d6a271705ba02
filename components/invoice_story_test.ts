import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { type CalendarData, calendarOf } from "../domain/calendar.ts";
import { dueDate } from "../domain/invoice.ts";
import { instant, localDate } from "../domain/local_date.ts";
import { kopecks } from "../domain/money.ts";
import { invoiceStory, type StoryFacts } from "./invoice_story.ts";

const data: CalendarData = JSON.parse(
  readFileSync(new URL("../db/calendar/ru-calendar.json", import.meta.url), "utf8"),
);
const calendar = calendarOf(data, "RU-BA");
const publishedOn = localDate("2026-04-20");
const dueOn = dueDate(calendar, publishedOn).date;

function facts(changes: Partial<StoryFacts> = {}): StoryFacts {
  return {
    totalKopecks: kopecks(90_000),
    owedKopecks: kopecks(90_000),
    publishedOn,
    dueOn,
    paidAt: null,
    timeZone: "Asia/Yekaterinburg",
    region: "RU-BA",
    attemptId: null,
    defaultedAt: null,
    notices: [],
    emergencySpell: null,
    ...changes,
  };
}

Deno.test("invoiceStory() tells each coming step with its condition, the emergency programme last", () => {
  const { next } = invoiceStory(facts(), calendar, localDate("2026-05-20"));
  assert.deepEqual(next.map(({ on }) => on), [
    "2026-05-28",
    "2026-06-01",
    "2026-06-03",
    "2026-06-05",
  ]);
  assert.ok(next.every(({ why }) => why.startsWith("Если ")));
  assert.equal(next.at(-1)?.title, "Останется только экстренная помощь");
  assert.equal(next.at(-1)?.tone, "late");
});

Deno.test("invoiceStory() tells what was sent by the local date, and leaves out what was skipped", () => {
  const notices: StoryFacts["notices"] = [
    // 23:30 on the 4th in UTC is the 5th in Ufa
    {
      channel: "email",
      template: "reminder",
      state: "sent",
      finishedAt: instant("2026-05-04T23:30:00.000Z"),
    },
    {
      channel: "sms",
      template: "reminder",
      state: "skipped",
      finishedAt: instant("2026-05-19T06:00:00.000Z"),
    },
  ];
  const { past } = invoiceStory(facts({ notices }), calendar, localDate("2026-05-20"));
  assert.deepEqual(past.map(({ on, title }) => [on, title]), [
    ["2026-04-20", "Счет выставлен"],
    ["2026-05-05", "Напомнили: письмо"],
  ]);
});

Deno.test("invoiceStory() of a paid invoice promises nothing more", () => {
  const paid = facts({ owedKopecks: kopecks(0), paidAt: instant("2026-05-19T20:00:00.000Z") });
  const story = invoiceStory(paid, calendar, localDate("2026-05-25"));
  assert.deepEqual(story.next, []);
  assert.equal(story.now?.title, "Счет оплачен");
  // 20:00 in UTC is past midnight in Ufa
  assert.deepEqual(story.past.at(-1), { on: "2026-05-20", title: "Оплачено 900,00\u00a0₽" });
});

Deno.test("invoiceStory() after the term tells the programme's change and the way back", () => {
  const defaulted = facts({
    defaultedAt: instant("2026-06-04T19:00:01.000Z"),
    emergencySpell: { from: localDate("2026-06-05"), until: null },
  });
  const story = invoiceStory(defaulted, calendar, localDate("2026-06-10"));
  assert.deepEqual(story.past.map(({ title }) => title), [
    "Счет выставлен",
    "Срок закончился, счет не оплачен",
    "Осталась только экстренная помощь",
  ]);
  assert.deepEqual(story.next.map(({ on }) => on), ["2026-07-05"]);

  const back = invoiceStory(
    facts({
      ...defaulted,
      owedKopecks: kopecks(0),
      paidAt: instant("2026-06-15T07:00:00.000Z"),
      emergencySpell: { from: localDate("2026-06-05"), until: localDate("2026-06-16") },
    }),
    calendar,
    localDate("2026-06-20"),
  );
  assert.equal(back.past.at(-1)?.title, "Групповая программа вернулась");
});
