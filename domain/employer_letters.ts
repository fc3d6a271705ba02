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

export interface ReportLetter {
  subject: string;
  text: string;
  /** The same words, the link as a button. */
  html: string;
}

/** The letter to an employer's contact: the report is there, or its acknowledgement is awaited. */
export function reportLetter(step: "formed" | "reminder", facts: LetterFacts): ReportLetter {
  const { name, employer, period, formedOn, hasDebts, cabinet } = facts;
  const title = reportTitle(formedOn);
  const link = `${cabinet}/employer/reports/${periodKey(period)}`;
  const { ask, after } = hasDebts ? ASKS[step] : NO_DEBTS;
  const greeting = `Здравствуйте, ${name}!`;
  const lead = step === "formed"
    ? `${title} по договору ДМС готов: ${employer}.`
    : `${title} по договору ДМС еще не подтвержден: ${employer}.`;
  return {
    subject: step === "formed" ? title : `${title}: подтвердите получение`,
    text: [greeting, lead, `${ask}\n${link}`, ...after, CLOSING].join("\n\n") + "\n",
    html: markup(title, [
      ...[greeting, lead, ask].map(paragraph),
      button(link),
      ...after.map(paragraph),
      aside(CLOSING),
    ]),
  };
}

const WITHIN = counted(ACKNOWLEDGE_WITHIN, ["рабочего дня", "рабочих дней", "рабочих дней"])
  .replaceAll("\u00a0", " ");

/** What is asked, the link follows it, and what else there is to say. */
const ASKS: Record<"formed" | "reminder", { ask: string; after: readonly string[] }> = {
  formed: {
    ask: `Откройте его и подтвердите получение в течение ${WITHIN}:`,
    after: ["В отчете можно отметить, как урегулирован каждый долг, и скачать таблицу."],
  },
  reminder: { ask: "Откройте его и подтвердите получение:", after: [] },
};

const NO_DEBTS = { ask: "Долгов на этот день нет, делать ничего не нужно.", after: [] } as const;

const CLOSING = "Вход по этой почте и коду. Имен и сумм в письмах нет: они только в кабинете.";

/** Mail programs drop style sheets and scripts: each element bears its own look. */
function markup(title: string, parts: readonly string[]): string {
  return `<!doctype html>\n<html lang="ru"><head><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width, initial-scale=1">` +
    `<title>${escaped(title)}</title></head>` +
    `<body style="margin:0;padding:24px 16px;background:#f0f6f6;color:#0b242d;` +
    `font:17px/1.5 Arial,sans-serif">` +
    `<div style="max-width:560px;margin:0 auto;padding:24px;background:#fcfefe;` +
    `border:1px solid #cad7d9;border-top:2px solid #0b242d">${
      parts.join("")
    }</div></body></html>\n`;
}

function paragraph(text: string): string {
  return `<p style="margin:0 0 16px">${escaped(text)}</p>`;
}

function aside(text: string): string {
  return `<p style="margin:0;font-size:14px;color:#455a63">${escaped(text)}</p>`;
}

/** With its address under it: a link that hides where it leads is not trusted. */
function button(link: string): string {
  const address = escaped(link);
  return `<p style="margin:0 0 8px"><a href="${address}" style="display:inline-block;` +
    `padding:12px 20px;background:#02535f;border-radius:4px;color:#fcfefe;font-weight:bold;` +
    `text-decoration:none">Открыть отчет</a></p>` +
    `<p style="margin:0 0 16px;font-size:14px;color:#455a63">${address}</p>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
