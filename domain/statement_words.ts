import { dayAndMonth, dayAndYear } from "./russian.ts";
import { dayOfMonth, type LocalDate, monthOf, yearOf } from "./local_date.ts";

/** What a year's statement is called, on the page and in its file. */
export function statementTitle(year: number): string {
  return `Выписка об\u00a0оплате франшизы по\u00a0ДМС за\u00a0${year}\u00a0год`;
}

export interface StatementFacts {
  year: number;
  madeOn: LocalDate;
  unfinished: boolean;
}

/**
 * What a statement is, what it is not and what is left out of it, a paragraph each. Only what the
 * Ministry of Finance's letter 03-04-06/6072 of 2026-01-29 says is said of the law.
 */
export function statementNotes({ year, madeOn, unfinished }: StatementFacts): string[] {
  return [
    `Здесь платежи за\u00a0франшизу по\u00a0ДМС через личный кабинет, которые банк провел ` +
    `в\u00a0${year}\u00a0году. Франшиза\u00a0— доля в\u00a0цене медицинской услуги, ` +
    `которую застрахованный платит сам.` +
    (unfinished ? ` Год еще идет: платежи учтены по\u00a0${dayAndYear(madeOn)}.` : ""),
    `По\u00a0письму Минфина России от\u00a029\u00a0января 2026 №\u00a003-04-06/6072 уплаченную ` +
    `франшизу можно заявить к\u00a0социальному налоговому вычету. Решение о\u00a0вычете принимает ` +
    `налоговая инспекция.`,
    `Это не\u00a0«Справка об\u00a0оплате медицинских услуг» от\u00a0клиники и\u00a0не\u00a0обещание ` +
    `вычета.`,
    `Не\u00a0вошли деньги, заплаченные сверх счетов, и\u00a0платежи, которых банк еще ` +
    `не\u00a0подтвердил.`,
    `Выписка составлена автоматически в\u00a0кабинете «Пятая часть», без подписи и\u00a0печати.`,
  ];
}

/**
 * `14 мая 2026`, `1–20 мая 2026`, `30 апреля – 2 мая 2026`, `30 декабря 2025 – 2 января 2026`:
 * broken after the dash alone.
 */
export function periodInWords(from: LocalDate, to: LocalDate): string {
  const end = unbroken(dayAndYear(to));
  if (from === to) return end;
  if (yearOf(from) !== yearOf(to)) return `${unbroken(dayAndYear(from))}\u00a0– ${end}`;
  if (monthOf(from) !== monthOf(to)) return `${unbroken(dayAndMonth(from))}\u00a0– ${end}`;
  return `${dayOfMonth(from)}–${end}`;
}

function unbroken(date: string): string {
  return date.replaceAll(" ", "\u00a0");
}
