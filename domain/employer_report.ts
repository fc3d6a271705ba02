import type { Calendar } from "./calendar.ts";
import {
  addDays,
  atLocalTime,
  dayOfMonth,
  daysBetween,
  type Instant,
  type LocalDate,
} from "./local_date.ts";
import { type Kopecks, kopecks, subtract, sum } from "./money.ts";
import { type DatedRate, type DebtCredit, penaltyOf } from "./penalty.ts";
import type { Transitions } from "./transitions.ts";
import { workingDayAfter, workingDaysBetween } from "./working_days.ts";

export type EmployerReportState =
  | "requested"
  | "clear"
  | "waiting"
  | "reminded"
  | "superseded"
  | "acknowledged";

export type EmployerReportEvent =
  | "formed_without_debts"
  | "formed_with_debts"
  | "not_acknowledged_in_time"
  | "next_report_formed"
  | "acknowledged";

/** A month's report to an employer. One that was overtaken is not acknowledged any more. */
export const EMPLOYER_REPORT_TRANSITIONS: Transitions<EmployerReportState, EmployerReportEvent> = {
  requested: { formed_with_debts: "waiting", formed_without_debts: "clear" },
  clear: {},
  waiting: {
    not_acknowledged_in_time: "reminded",
    next_report_formed: "superseded",
    acknowledged: "acknowledged",
  },
  reminded: { next_report_formed: "superseded", acknowledged: "acknowledged" },
  superseded: {},
  acknowledged: {},
};

export interface ReportStanding {
  formedAt: Instant | null;
  debts: number | null;
  remindedAt: Instant | null;
  acknowledgedAt: Instant | null;
  /** A later report of the same employer is formed. */
  superseded: boolean;
}

/** The state follows from what has been written down of the report. */
export function reportState(report: ReportStanding): EmployerReportState {
  if (report.formedAt === null) return "requested";
  if (report.debts === 0) return "clear";
  if (report.acknowledgedAt !== null) return "acknowledged";
  if (report.superseded) return "superseded";
  return report.remindedAt === null ? "waiting" : "reminded";
}

/** The first of the date's month: which report it belongs to. */
export function reportPeriod(on: LocalDate): LocalDate {
  return addDays(on, 1 - dayOfMonth(on));
}

/** «2026-12», as addresses and ids have a period. */
export function periodKey(period: LocalDate): string {
  return period.slice(0, 7);
}

/** The first working day of the date's month: the day on which reports are formed. */
export function reportDay(calendar: Calendar, on: LocalDate): LocalDate {
  return workingDayAfter(calendar, addDays(reportPeriod(on), -1), 1).date;
}

/** Working days for which an acknowledgement is awaited before the contacts are reminded. */
export const ACKNOWLEDGE_WITHIN = 5;

/** When to remind: in the morning of the last working day of {@linkcode ACKNOWLEDGE_WITHIN}. */
export function remindAt(calendar: Calendar, formedOn: LocalDate, zone: string): Instant {
  const { date } = workingDayAfter(calendar, formedOn, ACKNOWLEDGE_WITHIN);
  return atLocalTime(date, "10:00", zone);
}

/** An unpaid invoice as the ledger has it. */
export interface UnpaidInvoice {
  dueOn: LocalDate;
  totalKopecks: Kopecks;
  owedKopecks: Kopecks;
  /** An open recovery case, with what came off the debt. */
  recovery: { contractRateBp: number | null; credits: readonly DebtCredit[] } | null;
}

export type DebtState = "not_due" | "overdue" | "recovery";

/** How a debt of a report stands since: nothing is owed, or as a report of today would say. */
export type DebtStateNow = DebtState | "closed";

export interface ReportedDebt {
  state: DebtState;
  /** Calendar days after the term; 0 within it. */
  daysOverdue: number;
  /** Working days after the report's day through the last day of the term; 0 after it. */
  workingDaysLeft: number;
  /** Of a debt in recovery; null elsewhere, and where the rate of a day has not been entered. */
  penaltyKopecks: Kopecks | null;
}

/**
 * A debt as a report of that day tells it. A penalty is told only of debts in recovery: of the others
 * the insurer has claimed none. One that lacks a day's rate is left out, not told in part.
 */
export function reportedDebt(
  invoice: UnpaidInvoice,
  { on, calendar, rates }: { on: LocalDate; calendar: Calendar; rates: readonly DatedRate[] },
): ReportedDebt {
  const { dueOn, recovery } = invoice;
  const daysOverdue = Math.max(0, daysBetween(dueOn, on));
  const state = recovery !== null ? "recovery" : daysOverdue > 0 ? "overdue" : "not_due";
  return {
    state,
    daysOverdue,
    workingDaysLeft: workingDaysBetween(calendar, on, dueOn),
    penaltyKopecks: recovery === null ? null : penaltyOn(invoice, recovery, { on, rates }),
  };
}

function penaltyOn(
  { totalKopecks, dueOn }: UnpaidInvoice,
  { contractRateBp, credits }: NonNullable<UnpaidInvoice["recovery"]>,
  { on, rates }: { on: LocalDate; rates: readonly DatedRate[] },
): Kopecks | null {
  const { total, gaps } = penaltyOf({
    total: totalKopecks,
    credits,
    dueOn,
    until: on,
    rates,
    contractBasisPoints: contractRateBp,
  });
  return gaps.length > 0 ? null : total;
}

export interface ReportTotals {
  debts: number;
  people: number;
  totalKopecks: Kopecks;
  owedKopecks: Kopecks;
  overdueDebts: number;
  overdueKopecks: Kopecks;
  penaltyKopecks: Kopecks;
}

export interface CountedDebt {
  payerId: number;
  totalKopecks: Kopecks;
  owedKopecks: Kopecks;
  state: DebtState;
  penaltyKopecks: Kopecks | null;
}

/** What the lines of a report, or some of them, come to. */
export function reportTotals(debts: readonly CountedDebt[]): ReportTotals {
  const overdue = debts.filter(({ state }) => state !== "not_due");
  return {
    debts: debts.length,
    people: new Set(debts.map(({ payerId }) => payerId)).size,
    totalKopecks: sum(debts.map((debt) => debt.totalKopecks)),
    owedKopecks: sum(debts.map((debt) => debt.owedKopecks)),
    overdueDebts: overdue.length,
    overdueKopecks: sum(overdue.map((debt) => debt.owedKopecks)),
    penaltyKopecks: sum(debts.map((debt) => debt.penaltyKopecks ?? kopecks(0))),
  };
}

/** What is still owed of a report's debts. */
export interface ReportedNow {
  debts: number;
  owedKopecks: Kopecks;
}

/** What of an invoice had been paid. */
export function paidOf(debt: Pick<CountedDebt, "totalKopecks" | "owedKopecks">): Kopecks {
  return subtract(debt.totalKopecks, debt.owedKopecks);
}

/** How the employer says that a debt is settled; `cleared` takes an earlier mark back. */
export const MARK_KINDS = ["deducted", "agreed", "refused", "cleared"] as const;
export type MarkKind = typeof MARK_KINDS[number];

/**
 * So many calendar days after «удержано из зарплаты» the person is not reminded: the money is with
 * the employer. The term stays, and reminders go on where it has not come by then.
 */
export const DEDUCTED_REST_DAYS = 30;

/** Signs that a mark's note may have. */
export const MARK_NOTE_LENGTH = 500;

/** Marks on a page of staff's list of them. */
export const MARKS_ON_PAGE = 50;

/** The mark that counts of a debt's marks, the newest first; null where none does. */
export function markOfNow<Mark extends { kind: MarkKind }>(marks: readonly Mark[]): Mark | null {
  const [last] = marks;
  return last === undefined || last.kind === "cleared" ? null : last;
}

/** Narrows what a form has sent. */
export function isMarkKind(text: string): text is MarkKind {
  return (MARK_KINDS as readonly string[]).includes(text);
}
