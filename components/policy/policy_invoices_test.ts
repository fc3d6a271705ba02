import assert from "node:assert/strict";
import { addDays, instant, localDate } from "../../domain/local_date.ts";
import { kopecks } from "../../domain/money.ts";
import { ZONE } from "../../tests/harness/case_facts.ts";
import type { FranchiseInvoice } from "../invoice/invoice_events.ts";
import { invoicesToShow } from "./policy_invoices.tsx";

const VIEWER = 7;

Deno.test("a few invoices are all shown: open ones by their terms, then the newest paid", () => {
  const invoices = [paid(1), paid(2), open(3), open(4)];
  assert.deepEqual(ids(invoicesToShow(invoices.toReversed(), VIEWER)), [3, 4, 2, 1]);
});

Deno.test("of many invoices the ten nearest and the three newest are shown, and what another pays", () => {
  const invoices = [
    { ...paid(1), payerId: 8 },
    ...numbersFrom(2, 100).map(paid),
    ...numbersFrom(101, 120).map(open),
  ];
  assert.deepEqual(ids(invoicesToShow(invoices, VIEWER)), [
    ...numbersFrom(101, 110),
    100,
    99,
    98,
    1,
  ]);
});

function ids(invoices: readonly FranchiseInvoice[]): number[] {
  return invoices.map(({ id }) => id);
}

function numbersFrom(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function paid(id: number): FranchiseInvoice {
  return {
    ...open(id),
    owedKopecks: kopecks(0),
    settlement: { by: "payment", at: instant("2026-05-12T07:00:00.000Z") },
  };
}

/** The greater the id, the later it was published. */
function open(id: number): FranchiseInvoice {
  const publishedOn = addDays(localDate("2026-01-10"), id);
  return {
    id,
    payerId: VIEWER,
    totalKopecks: kopecks(90_000),
    owedKopecks: kopecks(90_000),
    publishedAt: instant(`${publishedOn}T07:00:00.000Z`),
    publishedOn,
    dueOn: addDays(publishedOn, 45),
    settlement: null,
    timeZone: ZONE,
    region: "RU-BA",
    attemptId: null,
  };
}
