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

Deno.test("a letter's markup says the same as its text, with the link as a button", () => {
  for (const step of ["formed", "reminder"] as const) {
    const { text, html } = reportLetter(step, FACTS);
    assert.match(html, /<a href="https:\/\/cabinet\.example\/employer\/reports\/2026-11"[^>]*>/);
    const bare = html.replace(/<title>.*?<\/title>/s, "").replace(/<[^>]*>/g, " ");
    const words = (of: string) => of.replace(/\s+/g, " ").trim();
    assert.equal(words(bare).replace(" Открыть отчет", ""), words(text));
    assert.doesNotMatch(html, /<(style|script|img|link)/);
  }
});

Deno.test("an employer's name is text in the markup, whatever signs it has", () => {
  const { html } = reportLetter("formed", { ...FACTS, employer: `<b>"Рога & копыта"</b>` });
  assert.ok(html.includes("&lt;b&gt;&quot;Рога &amp; копыта&quot;&lt;/b&gt;"));
  assert.ok(!html.includes("<b>"));
});
