import assert from "node:assert/strict";
import { instant, localDate, startOfDay } from "../../domain/local_date.ts";
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
  ZONE,
} from "../../tests/harness/case_facts.ts";
import type { CaseFacts } from "../case/case_events.ts";
import type { Story } from "../page/timeline.tsx";
import { invoiceStory } from "./invoice_story.ts";

const PAID = kopecks(0);
const DEFAULTED = caseFacts({ defaultedAt: DEFAULTED_AT, history: { spells: [spell()] } });

Deno.test("a new invoice promises its reminders, the last day and what follows it, each with its reason", () => {
  const story = storyOn("2026-04-20", caseFacts());
  assert.deepEqual(past(story), ["2026-04-20 Счет выставлен (900,00 ₽, оплатить до 4 июня)"]);
  assert.deepEqual(nowOf(story), "Ждем вашу оплату: 900,00 ₽ до 4 июня, чт");
  assert.deepEqual(next(story), [
    "2026-05-05 Напомним: письмо (Если счет еще не оплачен: это рабочий день 10 из 30)",
    "2026-05-20 Напомним: СМС и письмо (Если счет еще не оплачен: это рабочий день 20 из 30)",
    "2026-05-28 Напомним: СМС (Если счет еще не оплачен: это рабочий день 25 из 30)",
    "2026-06-01 Напомним: звонок (Если счет еще не оплачен: это рабочий день 27 из 30)",
    "2026-06-03 Напомним: СМС и письмо (Если счет еще не оплачен: это рабочий день 29 из 30)",
    "2026-06-04 Последний день оплаты (Потому что это 30-й рабочий день, он считается целиком)",
    "2026-06-05 Останется только экстренная помощь (Если не оплатить до 4 июня включительно)",
    "2026-07-05 Страховая откроет дело о взыскании (Если не оплатить и за 30 дней после срока)",
  ]);
  assert.deepEqual(story.next.slice(-2).map(({ tone }) => tone), ["late", "late"]);
});

Deno.test("the invoice's own plan of reminders is told, not today's", () => {
  const own = caseFacts({ history: { reminderPlan: [{ day: 15, channels: ["call", "sms"] }] } });
  assert.equal(
    next(storyOn("2026-04-20", own))[0],
    "2026-05-13 Напомним: звонок и СМС (Если счет еще не оплачен: это рабочий день 15 из 30)",
  );
  const none = caseFacts({ history: { reminderPlan: [] } });
  assert.equal(storyOn("2026-04-20", none).next[0]?.title, "Последний день оплаты");
});

Deno.test("a reminder of today is still ahead until it has been told on that channel", () => {
  const ahead = (told: CaseFacts["history"]["notices"]) =>
    next(storyOn("2026-05-20", caseFacts({ history: { notices: told } })))[0]?.slice(0, 31);
  assert.equal(ahead([]), "2026-05-20 Напомним: СМС и пись");
  const sms = notice({ template: "day20", at: "2026-05-20T05:00:00.000Z" });
  const email = notice({ template: "day20", at: "2026-05-20T05:00:00.000Z", channel: "email" });
  assert.equal(ahead([sms]), "2026-05-20 Напомним: письмо (Ес");
  assert.equal(ahead([sms, email]), "2026-05-28 Напомним: СМС (Если ");
});

Deno.test("what was sent is told by its topic; what was not, is not", () => {
  const at = "2026-05-04T23:30:00.000Z";
  const notices = [
    notice({ template: "accrual", at: "2026-04-20T07:00:10.000Z" }),
    notice({ template: "accrual", at: "2026-04-20T07:00:11.000Z", channel: "email" }),
    // 23:30 on the 4th in UTC is the 5th in Ufa
    notice({ template: "day10", at, channel: "email" }),
    notice({ template: "moved3", at: "2026-05-12T06:00:00.000Z" }),
    notice({ template: "something_new", at: "2026-05-13T06:00:00.000Z" }),
    ...["skipped", "failed", "unknown", "sending"].map((state) =>
      notice({ template: "day20", at: "2026-05-19T06:00:00.000Z", state })
    ),
  ];
  assert.deepEqual(past(storyOn("2026-05-25", caseFacts({ history: { notices } }))).slice(1), [
    "2026-04-20 Сообщили о счете: СМС и письмо",
    "2026-05-05 Напомнили: письмо",
    "2026-05-12 Сообщили о новом сроке: СМС",
    "2026-05-13 Написали: СМС",
  ]);
});

Deno.test("a person sees each try of a call and when the next one comes", () => {
  const tried = call({
    nextTryAt: instant("2026-06-01T08:00:00.000Z"),
    tries: [["no_answer", "2026-06-01T06:00:00.000Z", "2026-06-01T08:00:00.000Z"]],
  });
  const story = storyOn("2026-06-01", caseFacts({ history: { notices: [tried] } }));
  assert.equal(past(story).at(-1), "2026-06-01 Позвонили, не дозвонились");
  assert.equal(
    next(story)[0],
    "2026-06-01 Позвоним еще раз (Потому что не дозвонились, а счет не оплачен)",
  );

  const asked = call({
    nextTryAt: instant("2026-06-02T08:00:00.000Z"),
    tries: [["call_back", "2026-06-01T06:00:00.000Z", "2026-06-02T08:00:00.000Z"]],
  });
  const back = storyOn("2026-06-01", caseFacts({ history: { notices: [asked] } }));
  assert.equal(next(back)[0], "2026-06-02 Позвоним еще раз (Потому что так договорились)");

  const listed = storyOn("2026-06-01", caseFacts({ history: { notices: [call({})] } }));
  assert.equal(
    next(listed)[0],
    "2026-06-01 Позвоним (Потому что срок близко, а счет не оплачен)",
  );

  const wrong = call({
    state: "failed",
    detail: "wrong_number",
    tries: [["wrong_number", "2026-06-01T06:00:00.000Z"]],
  });
  const missed = storyOn("2026-06-02", caseFacts({ history: { notices: [wrong] } }));
  assert.equal(missed.past.at(-1)?.link?.href, "/profile");
});

Deno.test("after an answered call no further call is promised", () => {
  const plan = [{ day: 27, channels: ["call"] }, { day: 29, channels: ["call", "sms"] }] as const;
  const answered = call({ state: "done", tries: [["answered", "2026-06-01T06:00:00.000Z"]] });
  const notices = [answered];
  const facts = caseFacts({ history: { reminderPlan: plan, notices } });
  const story = storyOn("2026-06-01", facts);
  assert.equal(past(story).at(-1), "2026-06-01 Позвонили и поговорили о счете");
  assert.match(next(story)[0]!, /^2026-06-03 Напомним: СМС \(/);
});

Deno.test("a moved due date says from when to when, and by which decree", () => {
  const facts = caseFacts({
    dueOn: localDate("2026-06-05"),
    dueAt: startOfDay(localDate("2026-06-06"), ZONE),
    history: {
      dueMoves: [{
        from: localDate("2026-06-04"),
        to: localDate("2026-06-05"),
        movedAt: instant("2026-05-12T07:00:00.000Z"),
        source: "Указ Главы Республики",
        calendarVersionId: 2,
      }],
    },
  });
  const story = storyOn("2026-05-13", facts);
  assert.deepEqual(past(story), [
    "2026-04-20 Счет выставлен (900,00 ₽, оплатить до 4 июня)",
    "2026-05-12 Срок стал позже: 5 июня вместо 4 июня " +
    "(Потому что изменился календарь: Указ Главы Республики)",
  ]);
  // By the calendar of this test that is the 31st working day
  assert.ok(
    next(story).includes(
      "2026-06-05 Последний день оплаты (Потому что этот срок обещан: раньше он не станет)",
    ),
  );
});

Deno.test("a term that runs into an undecided year says that its dates may change", () => {
  const facts = caseFacts({
    publishedOn: localDate("2027-12-01"),
    publishedAt: instant("2027-12-01T07:00:00.000Z"),
    dueOn: localDate("2028-01-25"),
    dueAt: startOfDay(localDate("2028-01-26"), ZONE),
    history: { policyEndsOn: localDate("2028-12-31") },
  });
  const { next } = storyOn("2027-12-01", facts);
  const last = next.find(({ title }) => title === "Последний день оплаты");
  assert.match(last?.details?.[0] ?? "", /^Дата предварительная/);
});

Deno.test("a payment under way leads to it, and nobody is asked to pay twice", () => {
  const pending = caseFacts({
    attemptId: ATTEMPT_ID,
    history: { attempts: [attempt({ createdAt: "2026-05-20T07:05:00.000Z" })] },
  });
  const story = storyOn("2026-05-20", pending);
  assert.equal(past(story).at(-1), "2026-05-20 Начали оплату в 12:05");
  assert.equal(story.past.at(-1)?.link?.href, `/payments/${ATTEMPT_ID}`);
  assert.equal(nowOf(story), "Платеж проверяется: Второй раз платить не нужно");

  const unknown = caseFacts({
    attemptId: ATTEMPT_ID,
    history: { attempts: [attempt({ state: "unknown", reason: "not_at_bank" })] },
  });
  assert.match(nowOf(storyOn("2026-05-21", unknown)), /^Пока не знаем результат платежа: Второй/);
});

Deno.test("a payment that failed says that no money was taken, once", () => {
  const failed = attempt({ state: "canceled", settledAt: "2026-05-20T07:10:00.000Z" });
  const story = storyOn("2026-05-21", caseFacts({ history: { attempts: [failed] } }));
  assert.deepEqual(past(story).slice(1), ["2026-05-20 Платеж не прошел, деньги не списаны"]);
});

Deno.test("a paid invoice promises nothing more", () => {
  const paid = caseFacts({
    owedKopecks: PAID,
    // 20:00 in UTC is past midnight in Ufa
    settlement: { by: "payment", at: instant("2026-05-19T20:00:00.000Z") },
    history: {
      notices: [notice({ template: "payment_succeeded", at: "2026-05-20T05:00:00.000Z" })],
      payments: [payment({ at: "2026-05-19T20:00:00.000Z" })],
    },
  });
  const story = storyOn("2026-05-25", paid);
  assert.deepEqual(story.next, []);
  assert.equal(nowOf(story), "Счет оплачен: Напоминаний больше не будет");
  assert.deepEqual(past(story).slice(1), [
    "2026-05-20 Оплачено 900,00 ₽",
    "2026-05-20 Подтвердили оплату: СМС",
  ]);
});

Deno.test("a part that is paid is told as a part", () => {
  const facts = caseFacts({
    owedKopecks: kopecks(50_000),
    history: { payments: [payment({ at: "2026-05-19T07:00:00.000Z", amount: 40_000 })] },
  });
  const story = storyOn("2026-05-20", facts);
  assert.equal(past(story).at(-1), "2026-05-19 Оплачена часть, 400,00 ₽");
  assert.equal(nowOf(story), "Ждем вашу оплату: 500,00 ₽ до 4 июня, чт");
});

Deno.test("after the term, before the default is written, the emergency programme is due today", () => {
  const story = storyOn("2026-06-05", caseFacts());
  assert.equal(past(story).at(-1), "2026-06-05 Срок закончился, счет не оплачен");
  assert.deepEqual(next(story), [
    "2026-06-05 Останется только экстренная помощь " +
    "(Потому что срок закончился, а счет не оплачен)",
    "2026-07-05 Страховая откроет дело о взыскании (Если не оплатить и за 30 дней после срока)",
  ]);
});

Deno.test("an attempt from before the deadline holds the default, one from after it does not", () => {
  const held = (createdAt: string) =>
    caseFacts({
      attemptId: ATTEMPT_ID,
      history: { attempts: [attempt({ createdAt })] },
    });
  // 18:59 in UTC is 23:59 in Ufa; it expires on the next day
  const before = storyOn("2026-06-05", held("2026-06-04T18:59:00.000Z"));
  assert.equal(
    next(before)[0],
    "2026-06-05 Останется только экстренная помощь " +
      "(Если банк не подтвердит оплату, начатую до конца срока)",
  );
  const after = storyOn("2026-06-05", held("2026-06-04T19:00:00.000Z"));
  assert.match(next(after)[0]!, /Потому что срок закончился/);
});

Deno.test("after the default: what is left, how the programme comes back, what else may come", () => {
  const story = storyOn("2026-06-10", DEFAULTED);
  assert.deepEqual(past(story).slice(1), [
    "2026-06-05 Срок закончился, счет не оплачен",
    "2026-06-05 Осталась только экстренная помощь (Потому что счет не оплачен в срок)",
  ]);
  assert.equal(nowOf(story), "Ждем вашу оплату: 900,00 ₽, срок закончился 4 июня");
  assert.deepEqual(next(story), [
    "2026-06-11 Групповая программа вернется " +
    "(Если оплатить всё просроченное сегодня: это следующий рабочий день)",
    "2026-07-05 Страховая откроет дело о взыскании (Если не оплатить и за 30 дней после срока)",
  ]);
});

Deno.test("recovery counts from the day of a default that came late", () => {
  const late = caseFacts({
    defaultedAt: instant("2026-06-20T07:00:00.000Z"),
    history: { spells: [spell({ from: "2026-06-20" })] },
  });
  assert.equal(storyOn("2026-06-21", late).next.at(-1)?.on, "2026-07-20");
});

Deno.test("once recovery is open only payment is awaited", () => {
  const recovered = caseFacts({
    defaultedAt: DEFAULTED_AT,
    history: {
      spells: [spell()],
      recovery: {
        openedAt: instant("2026-07-04T19:00:00.000Z"),
        contractRateBp: null,
        closedAt: null,
        closedReason: null,
      },
    },
  });
  const story = storyOn("2026-07-06", recovered);
  assert.equal(
    past(story).at(-1),
    "2026-07-05 Страховая открыла дело о взыскании " +
      "(Потому что и за 30 дней после срока счет не оплачен)",
  );
  assert.deepEqual(story.next.map(({ title }) => title), ["Групповая программа вернется"]);
});

Deno.test("a default that joined another's emergency programme says whose it is", () => {
  const joined = caseFacts({
    defaultedAt: DEFAULTED_AT,
    history: { spells: [spell({ invoiceId: 2040, from: "2026-05-06" })] },
  });
  const story = storyOn("2026-06-10", joined);
  assert.equal(
    past(story).at(-1),
    "2026-06-05 Экстренная программа продолжается (Она началась 6 мая из-за счета № 2040)",
  );
});

Deno.test("while another invoice's emergency programme lasts, this one's default would prolong it", () => {
  const facts = caseFacts({
    history: { spells: [spell({ invoiceId: 2040, from: "2026-05-06" })] },
  });
  const titles = storyOn("2026-05-10", facts).next.map(({ title }) => title);
  assert.ok(titles.includes("Экстренная программа продолжится"));
});

Deno.test("paid late: the programme's return is ahead, then it is behind", () => {
  const paid = caseFacts({
    owedKopecks: PAID,
    settlement: { by: "payment", at: instant("2026-06-15T07:00:00.000Z") },
    defaultedAt: DEFAULTED_AT,
    history: {
      payments: [payment({ at: "2026-06-15T07:00:00.000Z" })],
      spells: [spell({ until: "2026-06-16" })],
    },
  });
  const ahead = storyOn("2026-06-15", paid);
  assert.deepEqual(next(ahead), [
    "2026-06-16 Групповая программа вернется " +
    "(Потому что просроченное оплачено: это следующий рабочий день)",
  ]);
  const behind = storyOn("2026-06-16", paid);
  assert.equal(past(behind).at(-1), "2026-06-16 Групповая программа вернулась");
  assert.deepEqual(behind.next, []);
});

Deno.test("paid, while other debts keep the emergency programme: the person is told so", () => {
  const paid = caseFacts({
    owedKopecks: PAID,
    settlement: { by: "payment", at: instant("2026-06-15T07:00:00.000Z") },
    defaultedAt: DEFAULTED_AT,
    history: {
      payments: [payment({ at: "2026-06-15T07:00:00.000Z" })],
      spells: [spell()],
    },
  });
  assert.match(nowOf(storyOn("2026-06-16", paid)), /^Счет оплачен: Программа вернется, когда/);
});

Deno.test("money that came in time although the default was written: there was no delay", () => {
  const reversed = caseFacts({
    owedKopecks: PAID,
    settlement: { by: "payment", at: instant("2026-06-04T18:58:00.000Z") },
    history: {
      payments: [
        payment({ at: "2026-06-04T18:58:00.000Z", recordedAt: "2026-06-06T05:00:00.000Z" }),
      ],
      spells: [
        spell({
          until: "2026-06-05",
          endedReason: "default_reversed",
          endedRecordedAt: "2026-06-06T05:00:00.000Z",
        }),
      ],
    },
  });
  const story = storyOn("2026-06-07", reversed);
  assert.deepEqual(past(story).slice(1), [
    "2026-06-04 Оплачено 900,00 ₽ (Банк сообщил об этом 6 июня)",
    "2026-06-05 Записали просрочку (Банк еще не сообщил, что деньги уже списаны)",
    "2026-06-06 Деньги поступили в срок, просрочки не было",
  ]);
  assert.deepEqual(story.next, []);
});

Deno.test("nothing is promised beyond the policy's last day", () => {
  const policyEndsOn = localDate("2026-06-04");
  const titles = storyOn("2026-05-10", caseFacts({ history: { policyEndsOn } })).next
    .map(({ title }) => title);
  assert.ok(!titles.includes("Останется только экстренная помощь"));
  const ending = caseFacts({
    defaultedAt: DEFAULTED_AT,
    history: { policyEndsOn: localDate("2026-06-10"), spells: [spell()] },
  });
  assert.deepEqual(
    storyOn("2026-06-10", ending).next.map(({ title }) => plain(title)),
    ["Страховая откроет дело о взыскании"],
  );
});

Deno.test("every coming step of every state gives its reason, in the order of dates", () => {
  const states = [caseFacts(), DEFAULTED, caseFacts({ attemptId: ATTEMPT_ID })];
  for (const facts of states) {
    for (const day of ["2026-04-20", "2026-05-09", "2026-06-04", "2026-06-05", "2026-07-05"]) {
      const { next } = storyOn(day, facts);
      assert.deepEqual(next.map(({ on }) => on), next.map(({ on }) => on).sort(), day);
      for (const { on, why, title } of next) {
        assert.match(why, /^(Потому что|Если) /, title);
        assert.ok(on >= day, `${title} on ${day}`);
      }
    }
  }
});

function storyOn(day: string, facts: CaseFacts): Story {
  const today = localDate(day);
  const now = instant(`${day}T17:00:00.000Z`); // 22:00 in Ufa
  return invoiceStory(facts, { calendar: BASHKORTOSTAN, today, now });
}

function past({ past }: Story): string[] {
  return past.map(({ on, title, details = [] }) => line(on, title, details));
}

function next({ next }: Story): string[] {
  return next.map(({ on, title, why }) => line(on, title, [why]));
}

function line(on: string, title: string, details: readonly string[]): string {
  const reasons = details.length > 0 ? ` (${details.join("; ")})` : "";
  return plain(`${on} ${title}${reasons}`);
}

function nowOf({ now }: Story): string {
  return plain(`${now?.title}: ${now?.detail}`);
}

function plain(text: string): string {
  return text.replaceAll("\u00a0", " ");
}

Deno.test("after a withdrawn consent no programme is threatened, taken or promised back", () => {
  const consentGaps = [{ lastDay: localDate("2026-05-12"), until: null }];
  const story = storyOn("2026-05-25", caseFacts({ history: { consentGaps } }));
  assert.doesNotMatch(next(story).join("\n"), /экстренн|программа/i);
  assert.match(next(story).join("\n"), /дело о взыскании/);
  const late = caseFacts({
    defaultedAt: DEFAULTED_AT,
    history: { consentGaps, spells: [spell()] },
  });
  const told = storyOn("2026-06-10", late);
  assert.doesNotMatch([...past(told), ...next(told)].join("\n"), /экстренн|программа/i);
  const again = [{ lastDay: localDate("2026-05-12"), until: localDate("2026-05-20") }];
  const renewed = storyOn("2026-05-25", caseFacts({ history: { consentGaps: again } }));
  assert.match(next(renewed).join("\n"), /Останется только экстренная помощь/);
});

Deno.test("a reminder is promised on the channels that the payer has left on", () => {
  const channels = { sms: false, email: true };
  const reminders = next(storyOn("2026-04-20", caseFacts({ history: { channels } })))
    .filter((step) => step.includes("Напомним"));
  assert.deepEqual(reminders.map((step) => step.split(" (")[0]), [
    "2026-05-05 Напомним: письмо",
    "2026-05-20 Напомним: письмо",
    "2026-06-01 Напомним: звонок",
    "2026-06-03 Напомним: письмо",
  ]);
});
