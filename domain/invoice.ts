import type { Calendar } from "./calendar.ts";
import {
  addDays,
  endOfDay,
  type Instant,
  type LocalDate,
  localDateOf,
  startOfDay,
} from "./local_date.ts";
import { dayAndYear } from "./russian.ts";
import type { Transitions } from "./transitions.ts";
import { type CountedDate, workingDayAfter, workingDaysBetween } from "./working_days.ts";

export type InvoiceState = "published" | "paid" | "defaulted" | "recovery";

export type InvoiceEvent =
  | "paid_in_full"
  | "term_ended"
  | "timely_payment_found"
  | "pre_trial_ended";

/** `timely_payment_found`: the bank captured the money in time, and we learnt of it late. */
export const INVOICE_TRANSITIONS: Transitions<InvoiceState, InvoiceEvent> = {
  published: { paid_in_full: "paid", term_ended: "defaulted" },
  paid: {},
  defaulted: { paid_in_full: "paid", timely_payment_found: "paid", pre_trial_ended: "recovery" },
  recovery: { paid_in_full: "paid", timely_payment_found: "paid" },
};

/** Working days to pay, counted from the day after publication. */
export const TERM_WORKING_DAYS = 30;

/** Calendar days between default and the opening of a recovery case. */
export const PRE_TRIAL_DAYS = 30;

/** An invoice is shown as due soon while at most this many working days are left. */
const DUE_SOON_WORKING_DAYS = 5;

/** The last day to pay: the 30th working day, the day of publication not counting. */
export function dueDate(calendar: Calendar, publishedOn: LocalDate): CountedDate {
  return workingDayAfter(calendar, publishedOn, TERM_WORKING_DAYS);
}

/** The first moment after the term: the last day counts whole, to 24:00 local. */
export function dueAt(dueOn: LocalDate, zone: string): Instant {
  return endOfDay(dueOn, zone);
}

/** When a recovery case opens: 30 calendar days after the day of default, if nothing was paid. */
export function preTrialEndsAt(defaultedAt: Instant, zone: string): Instant {
  return startOfDay(addDays(localDateOf(defaultedAt, zone), PRE_TRIAL_DAYS), zone);
}

/** Which working day of the term `today` is, or the last one behind it: 0 on publication's day. */
export function workingDayOfTerm(
  calendar: Calendar,
  publishedOn: LocalDate,
  today: LocalDate,
): number {
  return workingDaysBetween(calendar, publishedOn, today);
}

/**
 * What has settled an invoice on which nothing is owed, net of what went back: the bank's money; a
 * credit that a correction of an earlier invoice left; money and then staff, who forgave the rest;
 * staff alone; or a clinic's correction, after which nothing was to pay. The view
 * `invoice_settlements` decides it.
 */
export type SettledBy = "payment" | "credit" | "part_forgiven" | "forgiving" | "correction";

export interface Settlement {
  readonly by: SettledBy;
  /** When the last that counts for it took effect. */
  readonly at: Instant;
}

export interface InvoiceFacts {
  readonly today: LocalDate;
  readonly dueOn: LocalDate;
  /** Null while anything is owed. */
  readonly settled: { readonly by: SettledBy; readonly on: LocalDate } | null;
  /** An attempt to pay it that the bank has not decided. */
  readonly openAttempt: boolean;
  /** Working days after today up to and with `dueOn`. */
  readonly workingDaysLeft: number;
}

export type InvoiceStatus =
  | { readonly kind: "to_pay" | "due_soon" | "last_day" | "overdue"; readonly dueOn: LocalDate }
  | { readonly kind: "checking" }
  | { readonly kind: "settled"; readonly by: SettledBy; readonly on: LocalDate };

/** What a page says about an invoice today; derived, never stored. */
export function statusOf(facts: InvoiceFacts): InvoiceStatus {
  const { today, dueOn, settled } = facts;
  if (settled !== null) return { kind: "settled", ...settled };
  if (facts.openAttempt) return { kind: "checking" };
  if (today > dueOn) return { kind: "overdue", dueOn };
  if (today === dueOn) return { kind: "last_day", dueOn };
  return { kind: facts.workingDaysLeft <= DUE_SOON_WORKING_DAYS ? "due_soon" : "to_pay", dueOn };
}

/** The status in a page's words; «Просрочен с» names the day after the term. */
export function statusText(status: InvoiceStatus, today: LocalDate): string {
  switch (status.kind) {
    case "to_pay":
      return "К оплате";
    case "due_soon":
      return `Срок ${dayAndYear(status.dueOn, today)}`;
    case "last_day":
      return "Сегодня последний день";
    case "overdue":
      return `Просрочен с ${dayAndYear(addDays(status.dueOn, 1), today)}`;
    case "checking":
      return "Платеж проверяется";
    case "settled":
      return settledText(status.by, dayAndYear(status.on, today));
  }
}

/** How an invoice was settled and when: only money of the payer's, or their credit, has paid it. */
export function settledText(by: SettledBy, day: string): string {
  switch (by) {
    case "payment":
      return `Оплачен ${day}`;
    case "credit":
      return `Оплачен зачетом ${day}`;
    case "part_forgiven":
      return `Оплачен частью, остальное списано ${day}`;
    case "forgiving":
      return `Списан ${day}`;
    case "correction":
      return "Исправлен: платить не\u00a0нужно";
  }
}

/** Whether the payer's own money or credit has paid all that was to pay. */
export function isPaid(by: SettledBy): boolean {
  return by === "payment" || by === "credit";
}
