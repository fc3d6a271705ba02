import { type LocalDate, monthOf } from "./local_date.ts";

/** Months of service that a scheduled invoice takes: a month, or a calendar quarter. */
export const INVOICE_PERIODS = [1, 3] as const;

export type InvoicePeriod = typeof INVOICE_PERIODS[number];

export function isInvoicePeriod(months: number): months is InvoicePeriod {
  return (INVOICE_PERIODS as readonly number[]).includes(months);
}

/** The periods that end with the month of that day: quarters with March, June, September, December. */
export function periodsEnding(monthEnd: LocalDate): InvoicePeriod[] {
  return INVOICE_PERIODS.filter((months) => monthOf(monthEnd) % months === 0);
}

/** The zones of Russia, by their IANA names, from west to east; each with its clock's city. */
export const TIME_ZONES: Readonly<Record<string, string>> = {
  "Europe/Kaliningrad": "Калининград, МСК−1",
  "Europe/Moscow": "Москва",
  "Europe/Samara": "Самара, МСК+1",
  "Asia/Yekaterinburg": "Екатеринбург и\u00a0Уфа, МСК+2",
  "Asia/Omsk": "Омск, МСК+3",
  "Asia/Krasnoyarsk": "Красноярск, МСК+4",
  "Asia/Irkutsk": "Иркутск, МСК+5",
  "Asia/Yakutsk": "Якутск, МСК+6",
  "Asia/Vladivostok": "Владивосток, МСК+7",
  "Asia/Magadan": "Магадан, МСК+8",
  "Asia/Kamchatka": "Камчатка, МСК+9",
};

export function isTimeZone(name: string): boolean {
  return Object.hasOwn(TIME_ZONES, name);
}

/** A contract's yearly penalty above this is a slip of the hand: 100 %, in basis points. */
export const HIGHEST_PENALTY_BP = 10_000;
