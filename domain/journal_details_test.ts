import assert from "node:assert/strict";
import { detailWords, journalDetails } from "./journal_details.ts";

const NAMES = { timeZone: "Asia/Yekaterinburg", staff: new Map([[3, "Анна Петрова"]]) };

const say = (detail: Record<string, unknown>) => detailWords(journalDetails(detail, NAMES));

Deno.test("a change of an employer's terms is told in words on both sides", () => {
  assert.equal(say({ region: 'null → "RU-BA"' }), "регион: нет → Республика Башкортостан");
  assert.equal(
    say({ penaltyRateBp: "1000 → 1250" }),
    "неустойка в\u00a0год: 10\u00a0% → 12,5\u00a0%",
  );
  assert.equal(say({ invoiceMonths: "1 → 3" }), "месяцев в\u00a0счете: 1 → 3");
  const plan = '[{"day":10,"channels":["email"]},{"day":20,"channels":["sms","call"]}]';
  assert.equal(
    say({ reminderPlan: `null → ${plan}` }),
    "напоминания: нет → 10-й день: письмо; 20-й день: СМС, звонок",
  );
});

Deno.test("days, roles, rates, names and numbers are told as people read them", () => {
  assert.equal(say({ from: "2026-10-15", version: 2 }), "с: 15 октября 2026; версия: 2");
  const at = say({ from: "2026-11-21T19:00:00.000Z" }).replaceAll("\u00a0", " ");
  assert.equal(at, "с: 22 ноября 2026, 00:00");
  assert.equal(say({ role: "approver", was: "operator" }), "роль: «Контролер»; было: «Оператор»");
  assert.equal(
    say({ was: "ООО «Ромашка»", became: "ООО «Роза»" }),
    "было: ООО «Ромашка»; стало: ООО «Роза»",
  );
  assert.equal(
    say({ rate: 1650, knownThrough: "2026-12-31" }),
    "ставка: 16,5\u00a0%; известна по: 31 декабря 2026",
  );
  assert.equal(say({ staff: 3 }), "сотрудник: Анна Петрова");
  assert.equal(say({ staff: 9 }), "сотрудник: №\u00a09");
  assert.equal(say({ list: "defaults" }), "список: просроченные счета");
  assert.equal(say({ sms: 1, email: 0 }), "СМС: да; почта: нет");
});

Deno.test("what the subject says by name is not told again by number; pages are led to", () => {
  assert.deepEqual(journalDetails({ employerId: 1 }, NAMES), []);
  assert.deepEqual(journalDetails({ decision: 5, kind: "forgive", invoice: 2041 }, NAMES), [
    { title: "решение", text: "№\u00a05", href: "/ops/decisions/5" },
    { title: "что", text: "простить долг", href: null },
    { title: "счет", text: "№\u00a02041", href: "/ops/cases/2041" },
  ]);
});

Deno.test("a reason stays as it was typed, with an arrow of its own too", () => {
  assert.equal(say({ reason: "перевод 1 → 2 подтвержден" }), "причина: перевод 1 → 2 подтвержден");
  assert.equal(say({ unheard: "of" }), "unheard: of");
  assert.deepEqual(journalDetails(null, NAMES), []);
});
