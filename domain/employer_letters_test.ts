import assert from "node:assert/strict";
import { reportLetter } from "./employer_letters.ts";
import { localDate } from "./local_date.ts";

const FACTS = {
  name: "Мария",
  employer: "АО «Завод»",
  period: localDate("2026-11-01"),
  formedOn: localDate("2026-11-02"),
  hasDebts: true,
  cabinet: "https://cabinet.example",
};

Deno.test("the letter of a report leads to it and asks for an acknowledgement in time", () => {
  const { subject, text } = reportLetter("formed", FACTS);
  assert.equal(subject, "Отчет о долгах на 2 ноября 2026");
  assert.equal(
    text,
    `Здравствуйте, Мария!

Отчет о долгах на 2 ноября 2026 по договору ДМС готов: АО «Завод».

Откройте его и подтвердите получение в течение 5 рабочих дней:
https://cabinet.example/employer/reports/2026-11

В отчете можно отметить, как урегулирован каждый долг, и скачать таблицу.

Вход по этой почте и коду. Имен и сумм в письмах нет: они только в кабинете.
`,
  );
});

Deno.test("a reminder says what is awaited, a report without debts asks for nothing", () => {
  const reminder = reportLetter("reminder", FACTS);
  assert.equal(reminder.subject, "Отчет о долгах на 2 ноября 2026: подтвердите получение");
  assert.match(reminder.text, /еще не подтвержден: АО «Завод»/);
  const clear = reportLetter("formed", { ...FACTS, hasDebts: false });
  assert.match(clear.text, /Долгов на этот день нет, делать ничего не нужно/);
  assert.doesNotMatch(clear.text, /подтвердите/);
});
