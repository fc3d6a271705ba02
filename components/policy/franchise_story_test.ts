import assert from "node:assert/strict";
import { addDays, instant, localDate } from "../../domain/local_date.ts";
import { kopecks } from "../../domain/money.ts";
import { BASHKORTOSTAN, CALENDAR_DATA, spell, ZONE } from "../../tests/harness/case_facts.ts";
import type { FranchiseInvoice } from "../invoice/invoice_events.ts";
import type { Story } from "../page/timeline.tsx";
import { type FranchiseFacts, franchiseStory } from "./franchise_story.ts";

const VIEWER = 7;

Deno.test("without a consent the story asks for it", () => {
  const story = storyOn("2026-03-10", policy({ franchise: null }));
  assert.deepEqual(past(story), ["2026-01-01 Полис начал действовать"]);
  assert.match(nowOf(story), /^Франшиза не активирована: Дайте согласие/);
  assert.deepEqual(story.next.map(({ title }) => title), ["Последний день полиса"]);
});

Deno.test("a policy that has not begun says when it will", () => {
  const story = storyOn("2025-12-20", policy({ franchise: null }));
  assert.deepEqual(story.past, []);
  assert.equal(next(story)[0], "2026-01-01 Полис начнет действовать (Потому что так в договоре)");
});

Deno.test("between consent and the first day the story says why it is that day", () => {
  // Friday before International Women's Day, whose day off moves to Monday
  const story = storyOn("2026-03-06", policy());
  assert.deepEqual(past(story), [
    "2026-01-01 Полис начал действовать",
    "2026-03-06 Согласие с франшизой 20 %",
  ]);
  assert.equal(story.past[1]?.link?.href, "/documents/franchise_terms/1");
  assert.match(nowOf(story), /^Ждем первого дня: /);
  const [first] = story.next;
  assert.equal(first?.on, "2026-03-10");
  assert.equal(plain(first?.why), "Потому что это следующий рабочий день после согласия 6 марта");
  assert.match(
    plain(first?.details?.[0]),
    /^Пропустили: 7 марта — суббота, 8 марта — .*, 9 марта — /,
  );
});

Deno.test("a consent on paper, or a representative's, says so", () => {
  const given = policy({
    franchise: {
      ...policy().franchise!,
      document: null,
      givenBy: { surname: "Примерова", name: "Ольга" },
    },
  });
  const consent = storyOn("2026-03-10", given).past[1];
  assert.deepEqual(consent?.details?.map(plain), [
    "Дал представитель: Ольга П.",
    "Подписано на бумаге",
  ]);
  assert.equal(consent?.link, undefined);
});

Deno.test("a policy that begins after the next working day opens service with its own first day", () => {
  const early = policy({
    franchise: {
      ...policy().franchise!,
      consentedAt: instant("2025-12-22T07:00:00.000Z"),
      consentedOn: localDate("2025-12-22"),
      activeFrom: localDate("2026-01-01"),
    },
  });
  const opened = storyOn("2026-02-01", early).past.at(-1);
  assert.equal(plain(opened?.title), "Обслуживание открылось");
  assert.deepEqual(opened?.details?.map(plain), ["Потому что раньше полис еще не действовал"]);
});

Deno.test("invoices stand in short with their outcome; only the viewer's own are links", () => {
  const facts = policy({
    invoices: [
      invoice({
        id: 2001,
        owedKopecks: kopecks(0),
        settlement: { by: "payment", at: instant("2026-05-12T07:00:00.000Z") },
      }),
      invoice({ id: 2002 }),
      invoice({ id: 2003, attemptId: "a" }),
      invoice({ id: 2004, dueOn: localDate("2026-05-19") }),
      invoice({ id: 2005, payerId: 8 }),
    ],
  });
  const story = storyOn("2026-05-20", facts);
  assert.deepEqual(past(story).slice(3), [
    "2026-04-20 Счет № 2001, 900,00 ₽ (Оплачен 12 мая)",
    "2026-04-20 Счет № 2002, 900,00 ₽ (Оплатить до 4 июня, чт)",
    "2026-04-20 Счет № 2003, 900,00 ₽ (Платеж проверяется)",
    "2026-04-20 Счет № 2004, 900,00 ₽ (Не оплачен, срок закончился 19 мая)",
    "2026-04-20 Счет № 2005, 900,00 ₽ (Оплатить до 4 июня, чт; Его оплачивает представитель)",
  ]);
  const links = story.past.slice(3).map(({ link }) => link?.href);
  assert.deepEqual(links.at(-1), undefined);
  assert.equal(links[0], "/invoices/2001");
  assert.equal(nowOf(story), "Обслуживание открыто: К оплате 3 600,00 ₽");
  assert.deepEqual(next(story), [
    ...[2002, 2003, 2005].map((id) =>
      `2026-06-04 Последний день оплаты счета № ${id} ` +
      "(Если не оплатить, останется только экстренная помощь)"
    ),
    "2026-12-31 Последний день полиса (Потому что на этот срок договор с работодателем)",
    "2027-06-30 Последний день для новых счетов " +
    "(Потому что клиники присылают реестры с опозданием, до полугода после полиса)",
  ]);
});

Deno.test("hundreds of invoices: the newest and the nearest one by one, the others at once", () => {
  const days = Array.from({ length: 30 }, (_, index) => addDays(localDate("2026-02-01"), index));
  const invoices = days.map((publishedOn, index) =>
    invoice({
      id: 1001 + index,
      publishedOn,
      publishedAt: instant(`${publishedOn}T07:00:00.000Z`),
      dueOn: addDays(publishedOn, 45),
      ...(index < 15 ? { owedKopecks: kopecks(0) } : {}),
    })
  );
  const story = storyOn("2026-03-20", policy({ invoices }));
  const told = past(story).filter((event) => event.includes("Счет") || event.includes("счет"));
  assert.equal(told.length, 11);
  assert.equal(
    told[0],
    "2026-02-20 За 2026 год еще 20 счетов на 18 000,00 ₽ (Не оплачено 4 500,00 ₽)",
  );
  const dues = story.next.filter(({ why }) => why.startsWith("Если"));
  assert.deepEqual(dues.map(({ on }) => on), days.slice(15, 20).map((day) => addDays(day, 45)));
  assert.equal(plain(dues.at(-1)?.title), "Дальше сроки еще 11 счетов");
  assert.deepEqual(dues.at(-1)?.details?.map(plain), ["Последний из них — 16 апреля, чт"]);
});

Deno.test("a withdrawal, the end of service and a new consent are told, each on its day", () => {
  const gap = {
    lastDay: localDate("2026-06-05"),
    until: null,
    withdrawnAt: instant("2026-06-04T07:00:00.000Z"),
    renewedAt: null,
  };
  const soon = storyOn("2026-06-04", policy({ consentGaps: [gap] }));
  assert.equal(
    past(soon).at(-1),
    "2026-06-04 Согласие на франшизу отозвано (Последний день обслуживания: 5 июня)",
  );
  assert.equal(
    next(soon)[0],
    "2026-06-05 Последний день обслуживания (Потому что согласие на франшизу отозвано)",
  );
  const over = storyOn("2026-06-10", policy({ consentGaps: [gap] }));
  assert.equal(past(over).at(-1), "2026-06-05 Обслуживание закончилось");
  assert.match(nowOf(over), /^Обслуживания нет: согласие отозвано/);
  const renewed = storyOn(
    "2026-06-10",
    policy({
      consentGaps: [{
        ...gap,
        until: localDate("2026-06-11"),
        renewedAt: instant("2026-06-10T05:00:00.000Z"),
      }],
    }),
  );
  assert.equal(past(renewed).at(-1), "2026-06-10 Согласие на франшизу дано снова");
  assert.match(next(renewed)[0]!, /^2026-06-11 Откроется обслуживание /);
});

Deno.test("under the emergency programme the story says why, and how the group programme returns", () => {
  const facts = policy({
    invoices: [invoice({ id: 2041 })],
    emergencySpells: [spell()],
  });
  const story = storyOn("2026-06-10", facts);
  assert.equal(
    past(story).at(-1),
    "2026-06-05 Осталась только экстренная помощь (Потому что счет № 2041 не оплачен в срок)",
  );
  assert.equal(nowOf(story), "Действует только экстренная помощь: Просрочено 900,00 ₽");
  assert.equal(
    next(story)[0],
    "2026-06-11 Групповая программа вернется " +
      "(Если оплатить всё просроченное сегодня: это следующий рабочий день)",
  );
});

Deno.test("a policy called off before its first day is told with its consent alone", () => {
  const off = { startsOn: localDate("2026-07-01"), endsOn: localDate("2026-06-30") };
  const story = storyOn("2026-06-10", policy({ ...off, invoices: [], emergencySpells: [] }));
  assert.match(nowOf(story)!, /^Полис отменен до\u00a0?\s?начала: Работодатель/);
  assert.deepEqual(next(story), []);
  assert.ok(!past(story).some((event) => /начал действовать|открылось|закончился/.test(event)));
});

Deno.test("after the debt is paid the return is promised, then told", () => {
  const facts = policy({
    invoices: [
      invoice({
        owedKopecks: kopecks(0),
        settlement: { by: "payment", at: instant("2026-06-10T07:00:00.000Z") },
      }),
    ],
    emergencySpells: [spell({ until: "2026-06-11" })],
  });
  const ahead = storyOn("2026-06-10", facts);
  assert.equal(nowOf(ahead), "Действует только экстренная помощь: Просроченное оплачено");
  assert.match(next(ahead)[0]!, /^2026-06-11 Групповая программа вернется \(Потому что/);
  const behind = storyOn("2026-06-11", facts);
  assert.equal(
    past(behind).at(-1),
    "2026-06-11 Групповая программа вернулась (Потому что просроченное оплачено)",
  );
  assert.equal(nowOf(behind), "Обслуживание открыто: Неоплаченных счетов нет");
});

Deno.test("a reversed default is told as money in time; an empty spell is told by nobody", () => {
  const reversed = spell({
    until: "2026-06-05",
    endedReason: "default_reversed",
    endedRecordedAt: "2026-06-06T05:00:00.000Z",
  });
  const facts = policy({ emergencySpells: [reversed, spell({ until: "2026-06-05" })] });
  assert.deepEqual(past(storyOn("2026-06-10", facts)).slice(3), [
    "2026-06-06 Деньги по счету № 2041 поступили в срок " +
    "(Просрочки не было, групповая программа действовала без перерыва)",
  ]);
});

Deno.test("the policy's last day is still ahead on it, and behind on the next", () => {
  const onTheDay = storyOn("2026-12-31", policy());
  assert.equal(onTheDay.next[0]?.title, "Последний день полиса");
  const after = storyOn("2027-01-01", policy());
  assert.equal(past(after).at(-1), "2026-12-31 Полис закончился");
  assert.equal(nowOf(after), "Полис закончился: Неоплаченных счетов нет");
  assert.deepEqual(after.next.map(({ on }) => on), ["2027-06-30"]);
});

Deno.test("no return is promised to whom pays as the policy ends", () => {
  const facts = policy({ emergencySpells: [spell({ from: "2026-12-25" })] });
  const titles = storyOn("2026-12-31", facts).next.map(({ title }) => title);
  assert.ok(!titles.includes("Групповая программа вернется"));
  const paid = policy({ emergencySpells: [spell({ from: "2026-12-25", until: "2027-01-11" })] });
  assert.equal(past(storyOn("2027-02-01", paid)).at(-1), "2026-12-31 Полис закончился");
});

Deno.test("after the last registers a story ends, unless something is owed", () => {
  const over = storyOn("2027-07-01", policy());
  assert.equal(over.now, null);
  assert.deepEqual(over.next, []);
  assert.equal(past(over).at(-1), "2027-06-30 Новых счетов по полису больше не будет");
  const owing = storyOn("2027-07-01", policy({ invoices: [invoice({})] }));
  assert.equal(nowOf(owing), "Ждем оплату: К оплате 900,00 ₽");
});

function policy(changes: Partial<FranchiseFacts> = {}): FranchiseFacts {
  return {
    startsOn: localDate("2026-01-01"),
    endsOn: localDate("2026-12-31"),
    franchiseRateBp: 2000,
    timeZone: ZONE,
    region: "RU-BA",
    franchise: {
      consentedAt: instant("2026-03-06T07:00:00.000Z"),
      consentedOn: localDate("2026-03-06"),
      activeFrom: localDate("2026-03-10"),
      givenBy: null,
      document: { kind: "franchise_terms", version: 1 },
      calendar: CALENDAR_DATA,
    },
    emergencySpells: [],
    consentGaps: [],
    invoices: [],
    ...changes,
  };
}

function invoice(changes: Partial<FranchiseInvoice>): FranchiseInvoice {
  return {
    id: 2041,
    payerId: VIEWER,
    totalKopecks: kopecks(90_000),
    owedKopecks: kopecks(90_000),
    publishedAt: instant("2026-04-20T07:00:00.000Z"),
    publishedOn: localDate("2026-04-20"),
    dueOn: localDate("2026-06-04"),
    settlement: null,
    timeZone: ZONE,
    region: "RU-BA",
    attemptId: null,
    ...changes,
  };
}

/** Told at noon of that day in Ufa. */
function storyOn(day: string, facts: FranchiseFacts): Story {
  const today = localDate(day);
  const now = instant(`${day}T07:00:00.000Z`);
  return franchiseStory(facts, { calendar: BASHKORTOSTAN, today, now, viewerId: VIEWER });
}

function past({ past }: Story): string[] {
  return past.map(({ on, title, details = [] }) => {
    // Why service opens on its day has tests of its own.
    const told = title === "Обслуживание открылось" ? [] : details;
    return plain(`${on} ${title}${told.length > 0 ? ` (${told.join("; ")})` : ""}`);
  });
}

function next({ next }: Story): string[] {
  return next.map(({ on, title, why }) => plain(`${on} ${title} (${why})`));
}

function nowOf({ now }: Story): string {
  return plain(`${now?.title}: ${now?.detail}`);
}

function plain(text = ""): string {
  return text.replaceAll("\u00a0", " ");
}
