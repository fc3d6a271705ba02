import { isPaid } from "../../domain/invoice.ts";
import { type LocalDate, yearOf } from "../../domain/local_date.ts";
import { type Kopecks, sum } from "../../domain/money.ts";
import type { InvoiceFacts } from "./invoice_facts.ts";

/** Which invoices a list shows. */
export type Shown = "all" | "to_pay" | "overdue" | "paid";

/** What the address of «Мои счета» asks for. */
export interface InvoiceView {
  show: Shown;
  /** Of publication; null for all. */
  year: number | null;
  /** Of the paid ones, from 1. */
  page: number;
  /** Whose; null is everybody's. */
  personId: number | null;
}

/** The paid ones shown under the unpaid. */
const LATEST = 10;
const PAGE = 50;

const WORDS: Record<Shown, string> = {
  all: "all",
  to_pay: "to-pay",
  overdue: "overdue",
  paid: "paid",
};

/** What the query asks for; what it can't mean is left out, as old links and typed ones may be. */
export function readView(query: URLSearchParams): InvoiceView {
  const word = query.get("show");
  const show = (Object.keys(WORDS) as Shown[]).find((show) => WORDS[show] === word) ?? "all";
  return {
    show,
    year: numberIn(query.get("year"), /^\d{4}$/),
    page: numberIn(query.get("page"), /^[1-9]\d{0,3}$/) ?? 1,
    personId: numberIn(query.get("person"), /^[1-9]\d{0,14}$/),
  };
}

function numberIn(text: string | null, pattern: RegExp): number | null {
  return text !== null && pattern.test(text) ? Number(text) : null;
}

/** The address of a view; the usual one needs no query. */
export function viewHref({ show, year, page, personId }: InvoiceView): string {
  const query = new URLSearchParams();
  if (show !== "all") query.set("show", WORDS[show]);
  if (year !== null) query.set("year", String(year));
  if (page > 1) query.set("page", String(page));
  if (personId !== null) query.set("person", String(personId));
  return query.size === 0 ? "/invoices" : `/invoices?${query}`;
}

type Listed = InvoiceFacts & { id: number; totalKopecks: Kopecks };

/** The invoices of one view, and what each other view would show. */
export interface Selection<Invoice> {
  counts: Record<Shown, number>;
  /** Latest first, with the count each would show. */
  years: { year: number; count: number }[];
  unpaid: Invoice[];
  paid: Invoice[];
  /** Of the paid ones: rows from 1, of all that the view would hold. */
  paidRows: { from: number; to: number; total: number };
  /** The sum of all that `paidRows` counts. */
  paidTotal: Kopecks;
  /** The page that is shown: the last one where fewer are left than asked for. */
  page: number;
}

/**
 * Picks the invoices of a view, newest first as given; the unpaid by their due day, all on one page,
 * since they are chosen together.
 */
export function selectInvoices<Invoice extends Listed>(
  invoices: readonly Invoice[],
  view: InvoiceView,
  today: LocalDate,
): Selection<Invoice> {
  const ofYear = invoices.filter((invoice) => isOfYear(invoice, view.year));
  const shown = ofYear.filter((invoice) => isShown(invoice, view.show, today));
  const allPaid = shown.filter(isSettled);
  const size = view.show === "paid" ? PAGE : LATEST;
  const page = view.show === "paid"
    ? Math.min(view.page, Math.max(1, Math.ceil(allPaid.length / size)))
    : 1;
  const from = (page - 1) * size;
  const paid = allPaid.slice(from, from + size);
  const count = (show: Shown) => ofYear.filter((invoice) => isShown(invoice, show, today)).length;
  return {
    counts: {
      all: ofYear.length,
      to_pay: count("to_pay"),
      overdue: count("overdue"),
      paid: count("paid"),
    },
    years: yearsOf(invoices, (invoice) => isShown(invoice, view.show, today)),
    unpaid: shown.filter((invoice) => !isSettled(invoice)).sort(byDueDay),
    paid,
    paidRows: {
      from: Math.min(from + 1, allPaid.length),
      to: from + paid.length,
      total: allPaid.length,
    },
    paidTotal: sum(allPaid.map((invoice) => invoice.totalKopecks)),
    page,
  };
}

function isOfYear(invoice: Listed, year: number | null): boolean {
  return year === null || yearOf(invoice.publishedOn) === year;
}

function isShown(invoice: Listed, show: Shown, today: LocalDate): boolean {
  switch (show) {
    case "all":
      return true;
    case "to_pay":
      return !isSettled(invoice);
    case "overdue":
      return isOverdue(invoice, today);
    case "paid":
      return isSettled(invoice);
  }
}

function isOverdue(invoice: Listed, today: LocalDate): boolean {
  return isPayable(invoice) && invoice.dueOn < today;
}

/** Owed, and no payment of it is under way. */
export function isPayable(invoice: InvoiceFacts): boolean {
  return !isSettled(invoice) && invoice.attemptId === null;
}

function isSettled({ settlement }: InvoiceFacts): boolean {
  return settlement !== null;
}

/** How those on which nothing is owed are called: some were forgiven, or corrected to nothing. */
export function settledTitle(settled: readonly InvoiceFacts[]): "Оплаченные" | "Закрытые" {
  return settled.every(({ settlement }) => settlement && isPaid(settlement.by))
    ? "Оплаченные"
    : "Закрытые";
}

function yearsOf<Invoice extends Listed>(
  invoices: readonly Invoice[],
  shown: (invoice: Invoice) => boolean,
): Selection<Invoice>["years"] {
  const counts = new Map<number, number>();
  for (const invoice of invoices) {
    const year = yearOf(invoice.publishedOn);
    counts.set(year, (counts.get(year) ?? 0) + (shown(invoice) ? 1 : 0));
  }
  return [...counts].map(([year, count]) => ({ year, count })).sort((a, b) => b.year - a.year);
}

/** A part of what is owed, by when. */
export interface OwedPart {
  kind: "overdue" | "until" | "later";
  /** The last due day among them; null for what is overdue. */
  dueOn: LocalDate | null;
  amount: Kopecks;
  count: number;
}

/** Due days that are told apart; where there are more, what is due after them is one part. */
const DAYS_TOLD = 4;

/** What is owed by when: the overdue, then each due day. What a bank is deciding on is left out. */
export function owedByDay(invoices: readonly Listed[], today: LocalDate): OwedPart[] {
  const payable = invoices.filter(isPayable).sort(byDueDay);
  const ahead = payable.filter((invoice) => !isOverdue(invoice, today));
  const days = [...new Set(ahead.map((invoice) => invoice.dueOn))];
  const told = days.length > DAYS_TOLD + 1 ? days.slice(0, DAYS_TOLD) : days;
  const parts: OwedPart[] = [
    { kind: "overdue", dueOn: null, ...total(payable.filter((one) => isOverdue(one, today))) },
    ...told.map((dueOn) => ({
      kind: "until" as const,
      dueOn,
      ...total(ahead.filter((invoice) => invoice.dueOn === dueOn)),
    })),
    {
      kind: "later",
      dueOn: days.at(-1) ?? null,
      ...total(ahead.filter((invoice) => !told.includes(invoice.dueOn))),
    },
  ];
  return parts.filter(({ count }) => count > 0);
}

/** What a bank is deciding on. */
export function beingChecked(invoices: readonly Listed[]): Pick<OwedPart, "amount" | "count"> {
  return total(invoices.filter((invoice) => !isSettled(invoice) && !isPayable(invoice)));
}

function total(invoices: readonly Listed[]): Pick<OwedPart, "amount" | "count"> {
  return { amount: sum(invoices.map((one) => one.owedKopecks)), count: invoices.length };
}

function byDueDay(a: Listed, b: Listed): number {
  return a.dueOn < b.dueOn ? -1 : a.dueOn > b.dueOn ? 1 : a.id - b.id;
}
