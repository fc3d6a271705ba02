import { type ConsentGap, withdrawnGap } from "../../domain/franchise.ts";
import { isPaid, settledText } from "../../domain/invoice.ts";
import { type Instant, type LocalDate, yearOf } from "../../domain/local_date.ts";
import { formatRoubles, type Kopecks, sum } from "../../domain/money.ts";
import { counted, dayAndYear, numbered, shortDate } from "../../domain/russian.ts";
import { owed } from "../case/case_events.ts";
import { unbroken } from "../page/text.ts";
import type { ComingEvent, PastEvent } from "../page/timeline.tsx";
import { type InvoiceFacts, settledOn } from "./invoice_facts.ts";

/** An invoice in the story of its policy. */
export interface FranchiseInvoice extends InvoiceFacts {
  id: number;
  payerId: number;
  totalKopecks: Kopecks;
  publishedAt: Instant;
}

export interface ToldEvent extends Omit<PastEvent, "on"> {
  at: Instant;
  /** Where that is not the day of `at`. */
  on?: LocalDate;
}

/** A story tells so many invoices one by one; of more than `MANY` the earlier ones by their year. */
const NEWEST = 10;
const MANY = 12;

/** So many terms to come are told one by one; of more than `MANY_DUES` the later ones at once. */
const NEAREST = 4;
const MANY_DUES = 6;

/** @param viewerId who looks: only their own invoices are links */
export function tellInvoices(
  invoices: readonly FranchiseInvoice[],
  { today, viewerId }: { today: LocalDate; viewerId: number },
): ToldEvent[] {
  const inOrder = invoices.toSorted((a, b) =>
    a.publishedAt < b.publishedAt ? -1 : a.publishedAt > b.publishedAt ? 1 : 0
  );
  const one = (invoice: FranchiseInvoice) => tellInvoice(invoice, today, viewerId);
  if (inOrder.length <= MANY) return inOrder.map(one);
  const years = Map.groupBy(inOrder.slice(0, -NEWEST), ({ publishedOn }) => yearOf(publishedOn));
  return [
    ...[...years].map(([year, ofYear]) => tellYear(year, ofYear)),
    ...inOrder.slice(-NEWEST).map(one),
  ];
}

function tellInvoice(invoice: FranchiseInvoice, today: LocalDate, viewerId: number): ToldEvent {
  const own = invoice.payerId === viewerId;
  return {
    at: invoice.publishedAt,
    title: `Счет ${numbered(invoice.id)}, ${formatRoubles(invoice.totalKopecks)}`,
    details: [
      invoiceOutcome(invoice, today),
      ...(own ? [] : ["Его оплачивает представитель"]),
    ],
    ...(own
      ? { link: { href: `/invoices/${invoice.id}`, title: `Открыть счет ${numbered(invoice.id)}` } }
      : {}),
  };
}

function invoiceOutcome(invoice: FranchiseInvoice, today: LocalDate): string {
  const settled = settledOn(invoice);
  if (settled) return unbroken(settledText(settled.by, dayAndYear(settled.on, today)));
  if (invoice.attemptId !== null) return "Платеж проверяется";
  return today > invoice.dueOn
    ? unbroken(`Не оплачен, срок закончился ${dayAndYear(invoice.dueOn, today)}`)
    : unbroken(`Оплатить до ${shortDate(invoice.dueOn, { today })}`);
}

function tellYear(year: number, invoices: readonly FranchiseInvoice[]): ToldEvent {
  const debt = sum(invoices.map(owed));
  const last = invoices.at(-1)!;
  return {
    at: last.publishedAt,
    title: `За\u00a0${year}\u00a0год еще ${
      counted(invoices.length, ["счет", "счета", "счетов"])
    } на\u00a0${formatRoubles(sum(invoices.map((invoice) => invoice.totalKopecks)))}`,
    details: [
      debt > 0
        ? `Не\u00a0оплачено ${formatRoubles(debt)}`
        : invoices.every(({ settlement }) => settlement && isPaid(settlement.by))
        ? "Всё оплачено"
        : "Платить больше нечего",
    ],
  };
}

/** The last days to pay what is owed. */
export function comingDues(
  { invoices, consentGaps, today }: {
    invoices: readonly FranchiseInvoice[];
    consentGaps: readonly ConsentGap[];
    today: LocalDate;
  },
): ComingEvent[] {
  const why = withdrawnGap(consentGaps)
    ? "Если не\u00a0оплатить, могут начислить проценты по\u00a0закону"
    : "Если не\u00a0оплатить, останется только экстренная помощь";
  const dues = invoices
    .filter((invoice) => invoice.owedKopecks > 0 && invoice.dueOn >= today)
    .toSorted((a, b) => a.dueOn < b.dueOn ? -1 : a.dueOn > b.dueOn ? 1 : a.id - b.id);
  const nearest = dues.length > MANY_DUES ? dues.slice(0, NEAREST) : dues;
  const later = dues.slice(nearest.length);
  const steps: ComingEvent[] = nearest.map((invoice) => ({
    on: invoice.dueOn,
    title: `Последний день оплаты счета ${numbered(invoice.id)}`,
    why,
  }));
  if (later.length === 0) return steps;
  const lastDay = unbroken(shortDate(later.at(-1)!.dueOn, { today }));
  return [...steps, {
    on: later[0]!.dueOn,
    title: `Дальше сроки еще ${counted(later.length, ["счета", "счетов", "счетов"])}`,
    why,
    details: [`Последний из\u00a0них — ${lastDay}`],
  }];
}
