import { ACKNOWLEDGE_WITHIN, periodKey } from "./employer_report.ts";
import type { LocalDate } from "./local_date.ts";
import { counted, dayAndYear } from "./russian.ts";

/** What a letter about a report may tell: a mailbox is no place for names, sums and debts. */
export interface LetterFacts {
  /** Of whom it is written to. */
  name: string;
  employer: string;
  period: LocalDate;
  formedOn: LocalDate;
  hasDebts: boolean;
  /** Where the cabinet is, without a trailing slash. */
  cabinet: string;
}

/** «Отчет о долгах на 1 декабря 2026»: how a report is called on pages, in letters and files. */
export function reportTitle(formedOn: LocalDate): string {
  return `Отчет о долгах на ${dayAndYear(formedOn)}`;
}

/** The letter to an employer's contact: the report is there, or its acknowledgement is awaited. */
export function reportLetter(
  step: "formed" | "reminder",
  facts: LetterFacts,
): { subject: string; text: string } {
  const { name, employer, period, formedOn, hasDebts, cabinet } = facts;
  const title = reportTitle(formedOn);
  const link = `${cabinet}/employer/reports/${periodKey(period)}`;
  const paragraphs = hasDebts
    ? step === "formed" ? awaiting(link) : reminding(link)
    : noDebts(link);
  const lead = step === "formed"
    ? `${title} по договору ДМС готов: ${employer}.`
    : `${title} по договору ДМС еще не подтвержден: ${employer}.`;
  return {
    subject: step === "formed" ? title : `${title}: подтвердите получение`,
    text: [`Здравствуйте, ${name}!`, lead, ...paragraphs, CLOSING].join("\n\n") + "\n",
  };
}

const WITHIN = counted(ACKNOWLEDGE_WITHIN, ["рабочего дня", "рабочих дней", "рабочих дней"])
  .replaceAll("\u00a0", " ");

function awaiting(link: string): string[] {
  return [
    `Откройте его и подтвердите получение в течение ${WITHIN}:\n${link}`,
    "В отчете можно отметить, как урегулирован каждый долг, и скачать таблицу.",
  ];
}

function reminding(link: string): string[] {
  return [`Откройте его и подтвердите получение:\n${link}`];
}

function noDebts(link: string): string[] {
  return [`Долгов на этот день нет, делать ничего не нужно.\n${link}`];
}

const CLOSING = "Вход по этой почте и коду. Имен и сумм в письмах нет: они только в кабинете.";
