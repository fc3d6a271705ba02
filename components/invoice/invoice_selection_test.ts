import assert from "node:assert/strict";
import { instant, localDate } from "../../domain/local_date.ts";
import { kopecks, sum } from "../../domain/money.ts";
import type { InvoiceFacts } from "./invoice_facts.ts";
import {
  beingChecked,
  isPayable,
  owedByDay,
  readView,
  selectInvoices,
  viewHref,
} from "./invoice_selection.ts";

const TODAY = localDate("2026-05-20");
const ALL = readView(new URLSearchParams());

const OVERDUE = invoice(1, { dueOn: "2026-05-19" });
const LAST_DAY = invoice(2, { dueOn: "2026-05-20" });
const NEW = invoice(3, { dueOn: "2026-06-30" });
const CHECKING = invoice(4, { dueOn: "2026-05-01", checking: true });
const PAID = invoice(5, { dueOn: "2026-01-30", paid: true });
const PAID_BEFORE = invoice(6, { dueOn: "2025-06-30", published: "2025-05-01", paid: true });
const INVOICES = [NEW, LAST_DAY, OVERDUE, CHECKING, PAID, PAID_BEFORE];

Deno.test("a view's address is read back, and what it can't mean is left out", () => {
  for (
    const address of [
      "/invoices",
      "/invoices?show=to-pay",
      "/invoices?show=overdue&year=2026",
      "/invoices?show=paid&year=2025&page=3",
      "/invoices?show=paid&page=2&person=17",
    ]
  ) {
    assert.equal(viewHref(viewOf(address)), address);
  }
  for (
    const query of ["show=constructor", "year=26", "year=20260", "page=0", "page=-1", "page=x"]
  ) {
    assert.equal(viewHref(viewOf(`/invoices?${query}`)), "/invoices", query);
  }
});

Deno.test("each view shows its invoices, and the counts are what the views show", () => {
  const { counts } = selectInvoices(INVOICES, ALL, TODAY);
  assert.deepEqual(counts, { all: 6, to_pay: 4, overdue: 1, paid: 2 });
  for (const show of ["all", "to_pay", "overdue", "paid"] as const) {
    const { unpaid, paid } = selectInvoices(INVOICES, { ...ALL, show }, TODAY);
    assert.equal(unpaid.length + paid.length, counts[show], show);
  }
  const shown = (query: string) => {
    const { unpaid, paid } = selectInvoices(INVOICES, viewOf(`/invoices?${query}`), TODAY);
    return [...unpaid, ...paid].map(({ id }) => id);
  };
  assert.deepEqual(shown(""), [4, 1, 2, 3, 5, 6], "by due day, then the paid");
  assert.deepEqual(shown("show=overdue"), [1]);
  assert.deepEqual(shown("year=2025"), [6]);
  assert.deepEqual(shown("show=to-pay&year=2025"), []);
});

Deno.test("years are those of publication, latest first, each with what the view would show", () => {
  const years = (query: string) =>
    selectInvoices(INVOICES, viewOf(`/invoices?${query}`), TODAY).years;
  assert.deepEqual(years(""), [{ year: 2026, count: 5 }, { year: 2025, count: 1 }]);
  assert.deepEqual(years("show=overdue&year=2025"), [
    { year: 2026, count: 1 },
    { year: 2025, count: 0 },
  ]);
});

Deno.test("the paid are folded under the unpaid, and turned by pages of fifty where they are sought", () => {
  const many = Array.from(
    { length: 120 },
    (_, i) => invoice(i, { dueOn: "2026-02-01", paid: true }),
  );
  const rows = (query: string) => {
    const { paid, paidRows, page } = selectInvoices(many, viewOf(`/invoices?${query}`), TODAY);
    assert.equal(paid.length, paidRows.to - paidRows.from + 1);
    return { ...paidRows, page };
  };
  assert.deepEqual(rows(""), { from: 1, to: 10, total: 120, page: 1 });
  assert.deepEqual(rows("page=2"), { from: 1, to: 10, total: 120, page: 1 });
  assert.deepEqual(rows("show=paid&page=3"), { from: 101, to: 120, total: 120, page: 3 });
  assert.deepEqual(rows("show=paid&page=99"), { from: 101, to: 120, total: 120, page: 3 });
});

Deno.test("the sum of the paid is of all that the view holds, whatever its page shows", () => {
  const paidTotal = (query: string) =>
    selectInvoices(INVOICES, viewOf(`/invoices?${query}`), TODAY).paidTotal;
  assert.equal(paidTotal(""), 20_011);
  assert.equal(paidTotal("show=paid&year=2025"), 10_006);
  assert.equal(paidTotal("show=overdue"), 0);
  const many = Array.from(
    { length: 60 },
    (_, i) => invoice(i, { dueOn: "2026-02-01", paid: true }),
  );
  assert.equal(selectInvoices(many, ALL, TODAY).paidTotal, 60 * 10_000 + 59 * 30);
});

Deno.test("what is owed by when adds up to what is owed; what a bank decides on stands apart", () => {
  const parts = owedByDay(INVOICES, TODAY);
  assert.deepEqual(parts.map(({ kind, dueOn, count }) => [kind, dueOn, count]), [
    ["overdue", null, 1],
    ["until", "2026-05-20", 1],
    ["until", "2026-06-30", 1],
  ]);
  assert.equal(sum(parts.map((part) => part.amount)), sumOwed(INVOICES.filter(isPayable)));
  assert.deepEqual(beingChecked(INVOICES), { amount: CHECKING.owedKopecks, count: 1 });
});

Deno.test("many due days are told as the nearest four and the rest", () => {
  const days = (count: number) =>
    owedByDay(
      Array.from({ length: count }, (_, i) => invoice(i, { dueOn: `2026-06-${10 + i}` })),
      TODAY,
    ).map(({ kind, dueOn, count }) => [kind, dueOn, count]);
  assert.equal(days(5).length, 5, "a rest of one day is told as that day");
  assert.deepEqual(days(8).slice(3), [["until", "2026-06-13", 1], ["later", "2026-06-17", 4]]);
});

function viewOf(address: string) {
  return readView(new URL(address, "http://cabinet.test").searchParams);
}

function sumOwed(invoices: InvoiceFacts[]) {
  return sum(invoices.map((one) => one.owedKopecks));
}

interface Wanted {
  dueOn: string;
  published?: string;
  paid?: boolean;
  checking?: boolean;
}

function invoice(id: number, { dueOn, published, paid, checking }: Wanted) {
  return {
    id,
    owedKopecks: kopecks(paid ? 0 : 10_000 + id),
    totalKopecks: kopecks(10_000 + id),
    publishedOn: localDate(published ?? "2026-01-10"),
    dueOn: localDate(dueOn),
    settlement: paid ? { by: "payment" as const, at: instant("2026-02-01T10:00:00.000Z") } : null,
    timeZone: "Europe/Moscow",
    region: null,
    attemptId: checking ? "0198c0de-0000-7000-8000-000000000000" : null,
  };
}
