import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { type Calendar, type CalendarData, calendarOf } from "./calendar.ts";
import {
  periodKey,
  remindAt,
  reportDay,
  reportedDebt,
  reportPeriod,
  reportState,
  reportTotals,
  type UnpaidInvoice,
} from "./employer_report.ts";
import { type Instant, localDate } from "./local_date.ts";
import { kopecks } from "./money.ts";

const DATA: CalendarData = JSON.parse(
  readFileSync(new URL("../db/calendar/ru-calendar.json", import.meta.url), "utf8"),
);
const FEDERAL: Calendar = calendarOf(DATA, null);
const UFA: Calendar = calendarOf(DATA, "RU-BA");
const day = localDate;

Deno.test("a report's day is the first working day of its month, by the employer's calendar", () => {
  assert.equal(reportDay(FEDERAL, day("2026-10-20")), "2026-10-01");
  assert.equal(reportDay(FEDERAL, day("2026-11-01")), "2026-11-02");
  assert.equal(reportDay(FEDERAL, day("2026-01-31")), "2026-01-12");
  assert.equal(reportDay(FEDERAL, day("2026-05-01")), "2026-05-04");
  assert.equal(reportPeriod(day("2026-01-31")), "2026-01-01");
  assert.equal(periodKey(day("2026-01-01")), "2026-01");
});

Deno.test("a reminder is due in the morning of the fifth working day, holidays of the region off", () => {
  const zone = "Asia/Yekaterinburg";
  assert.equal(remindAt(FEDERAL, day("2026-10-05"), zone), "2026-10-12T05:00:00.000Z");
  // 12 October is off in Ufa: the holiday of the 11th falls on a Sunday.
  assert.equal(remindAt(UFA, day("2026-10-05"), zone), "2026-10-13T05:00:00.000Z");
});

const INVOICE: UnpaidInvoice = {
  dueOn: day("2026-10-22"),
  totalKopecks: kopecks(100_000),
  owedKopecks: kopecks(100_000),
  recovery: null,
};

function debtOn(on: string, invoice: Partial<UnpaidInvoice> = {}) {
  const rates = [{ from: day("2026-01-01"), basisPoints: 1000 }, {
    from: day("2026-12-01"),
    basisPoints: null,
  }];
  return reportedDebt({ ...INVOICE, ...invoice }, { on: day(on), calendar: FEDERAL, rates });
}

Deno.test("a debt within its term tells the working days left, the last day has none after it", () => {
  const within = { state: "not_due", daysOverdue: 0, penaltyKopecks: null };
  assert.deepEqual(debtOn("2026-10-01"), { ...within, workingDaysLeft: 15 });
  assert.deepEqual(debtOn("2026-10-22"), { ...within, workingDaysLeft: 0 });
});

Deno.test("a debt after its term tells the calendar days, and a penalty in recovery alone", () => {
  const late = { daysOverdue: 10, workingDaysLeft: 0 };
  assert.deepEqual(debtOn("2026-11-01"), { ...late, state: "overdue", penaltyKopecks: null });
  const recovery = { contractRateBp: null, credits: [] };
  // 1 000,00 × 10 % ÷ 365 × 10 days.
  const counted = { ...late, state: "recovery", penaltyKopecks: kopecks(274) };
  assert.deepEqual(debtOn("2026-11-01", { recovery }), counted);
});

Deno.test("a penalty that lacks a day's rate is left out, a contract's own rate lacks none", () => {
  const recovery = { contractRateBp: null, credits: [] };
  assert.equal(debtOn("2026-12-01", { recovery }).penaltyKopecks, null);
  const own = { ...recovery, contractRateBp: 1000 };
  assert.equal(debtOn("2026-12-01", { recovery: own }).penaltyKopecks, 1096);
});

Deno.test("totals count people once, and overdue debts with those in recovery", () => {
  const debt = { totalKopecks: kopecks(300), owedKopecks: kopecks(200), penaltyKopecks: null };
  const totals = reportTotals([
    { ...debt, payerId: 1, state: "not_due" },
    { ...debt, payerId: 1, state: "overdue" },
    { ...debt, payerId: 2, state: "recovery", penaltyKopecks: kopecks(7) },
  ]);
  assert.deepEqual(totals, {
    debts: 3,
    people: 2,
    totalKopecks: 900,
    owedKopecks: 600,
    overdueDebts: 2,
    overdueKopecks: 400,
    penaltyKopecks: 7,
  });
});

Deno.test("a report's state follows from what is written of it", () => {
  const at = "2026-10-01T05:00:00.000Z" as Instant;
  const formed = {
    formedAt: at,
    debts: 2,
    remindedAt: null,
    acknowledgedAt: null,
    superseded: false,
  };
  assert.equal(reportState({ ...formed, formedAt: null, debts: null }), "requested");
  assert.equal(reportState({ ...formed, debts: 0 }), "clear");
  assert.equal(reportState(formed), "waiting");
  assert.equal(reportState({ ...formed, remindedAt: at }), "reminded");
  assert.equal(reportState({ ...formed, remindedAt: at, superseded: true }), "superseded");
  assert.equal(reportState({ ...formed, superseded: true, acknowledgedAt: at }), "acknowledged");
});
