import assert from "node:assert/strict";
import { instant, localDate } from "../../domain/local_date.ts";
import { kopecks } from "../../domain/money.ts";
import {
  attempt,
  ATTEMPT_ID,
  BASHKORTOSTAN,
  call,
  caseFacts,
  DEFAULTED_AT,
  notice,
  payment,
  spell,
} from "../../tests/harness/case_facts.ts";
import type { Story } from "../page/timeline.tsx";
import type { CaseFacts, CaseNotice } from "./case_events.ts";
import { staffStory } from "./staff_story.ts";

Deno.test("staff see each channel's delivery, with the hour and why it failed", () => {
  const notices: CaseNotice[] = [
    notice({ template: "accrual", at: "2026-04-20T07:00:10.000Z" }),
    notice({
      template: "accrual",
      at: "2026-04-20T07:00:11.000Z",
      channel: "email",
      state: "failed",
      detail: "smtp_550",
    }),
    notice({
      template: "day10",
      at: "2026-05-05T05:00:00.000Z",
      channel: "email",
      state: "skipped",
      detail: "overtaken",
    }),
    notice({
      template: "day20",
      at: "2026-05-20T05:00:00.000Z",
      state: "unknown",
      detail: "timeout",
    }),
    notice({ template: "moved3", at: "2026-05-21T05:00:00.000Z" }),
  ];
  assert.deepEqual(past(storyOn("2026-05-25", caseFacts({ history: { notices } }))), [
    "2026-04-20 12:00 Счет выставлен (900,00 ₽, срок 4 июня)",
    "2026-04-20 12:00 Сообщение «Новый счет» (СМС — отправлено 12:00; " +
    "Письмо — не отправлено: smtp_550)",
    "2026-05-05 10:00 Напоминание, 10-й рабочий день " +
    "(Письмо — не понадобилось: наступило следующее)",
    "2026-05-20 10:00 Напоминание, 20-й рабочий день " +
    "(СМС — неизвестно, дошло ли: шлюз не ответил)",
    "2026-05-21 10:00 Сообщение «Срок перенесен» (СМС — отправлено 10:00)",
  ]);
});

Deno.test("staff see who called, what came of it, and when it is tried again", () => {
  const tried = call({
    state: "open",
    nextTryAt: instant("2026-06-01T08:00:00.000Z"),
    tries: [["no_answer", "2026-06-01T06:00:00.000Z", "2026-06-01T08:00:00.000Z"]],
  });
  const noted = { ...tried, tries: tried.tries.map((one) => ({ ...one, note: "Сбросили" })) };
  assert.deepEqual(
    past(storyOn("2026-06-01", caseFacts({ history: { notices: [noted] } }))).slice(1),
    [
      "2026-06-01 10:00 Напоминание, 27-й рабочий день (Звонок — ждет звонка)",
      "2026-06-01 11:00 Звонок: нет ответа (Ольга Сотрудникова; «Сбросили»; Снова 1 июня в 13:00)",
    ],
  );
  const closed = call({ state: "failed", detail: "unreached" });
  assert.match(
    past(storyOn("2026-06-01", caseFacts({ history: { notices: [closed] } })))[1]!,
    /Звонок — не удался: не дозвонились/,
  );
});

Deno.test("staff see both ends of an attempt, and the bank's reason in words", () => {
  const failed = attempt({
    state: "canceled",
    reason: "insufficient_funds",
    settledAt: "2026-05-20T07:10:00.000Z",
  });
  assert.deepEqual(
    past(storyOn("2026-05-21", caseFacts({ history: { attempts: [failed] } }))).slice(1),
    [
      "2026-05-20 12:00 Начата оплата 900,00 ₽",
      "2026-05-20 12:10 Платеж не прошел (Не хватило денег на карте)",
    ],
  );
  const unheard = attempt({ state: "unknown", reason: "not_at_bank" });
  const { now } = storyOn(
    "2026-05-21",
    caseFacts({ attemptId: ATTEMPT_ID, history: { attempts: [unheard] } }),
  );
  assert.equal(now?.title, "Платеж решают сотрудники");
  assert.match(String(now?.detail), /Банк не находит этот платеж/);
});

Deno.test("staff see the whole course of a default, its recovery and its end", () => {
  const facts = caseFacts({
    owedKopecks: kopecks(0),
    settlement: { by: "payment", at: instant("2026-07-20T07:00:00.000Z") },
    defaultedAt: DEFAULTED_AT,
    history: {
      payments: [
        payment({ at: "2026-07-20T07:00:00.000Z", recordedAt: "2026-07-21T07:00:00.000Z" }),
      ],
      spells: [spell({ until: "2026-07-22" })],
      recovery: {
        openedAt: instant("2026-07-04T19:00:00.000Z"),
        contractRateBp: null,
        closedAt: instant("2026-07-21T07:00:00.000Z"),
        closedReason: "paid",
      },
    },
  });
  assert.deepEqual(past(storyOn("2026-07-22", facts)).slice(1), [
    "2026-06-05 00:00 Срок закончился, счет не оплачен",
    "2026-06-05 00:00 Просрочка записана",
    "2026-06-05 00:00 Включена экстренная программа",
    "2026-07-05 00:00 Открыто дело о взыскании",
    "2026-07-20 12:00 Оплачено 900,00 ₽ (Банк сообщил об этом 21 июля)",
    "2026-07-21 12:00 Дело о взыскании закрыто (Счет оплачен)",
    "2026-07-22 00:00 Групповая программа вернулась",
  ]);
});

Deno.test("staff read what is awaited, and of a moved date the calendar's version", () => {
  const moved = caseFacts({
    defaultedAt: DEFAULTED_AT,
    history: {
      spells: [spell()],
      dueMoves: [{
        from: localDate("2026-06-03"),
        to: localDate("2026-06-04"),
        movedAt: instant("2026-05-12T07:00:00.000Z"),
        source: "Указ",
        calendarVersionId: 2,
      }],
      recovery: {
        openedAt: instant("2026-07-04T19:00:00.000Z"),
        contractRateBp: null,
        closedAt: null,
        closedReason: null,
      },
    },
  });
  const story = storyOn("2026-07-06", moved);
  assert.equal(story.now?.title, "Взыскание: ждем оплату");
  assert.equal(
    past(story)[1],
    "2026-05-12 12:00 Срок стал позже: 4 июня вместо 3 июня (Календарь, версия 2: Указ)",
  );
});

function storyOn(day: string, facts: CaseFacts): Story {
  const now = instant(`${day}T17:00:00.000Z`);
  return staffStory(facts, { calendar: BASHKORTOSTAN, today: localDate(day), now });
}

function past({ past }: Story): string[] {
  return past.map(({ on, time, title, details = [] }) => {
    const reasons = details.length > 0 ? ` (${details.join("; ")})` : "";
    return `${on} ${time} ${title}${reasons}`.replaceAll("\u00a0", " ");
  });
}
