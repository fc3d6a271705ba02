import { type Sql, transaction } from "../../db/connection.ts";
import { clinicsUnderWay } from "../../db/imports/unpublished_lines.ts";
import {
  countWaitingFranchises,
  listPublishedBatches,
  type PublishedBatch,
  type WaitingEmployer,
  waitingEmployers,
  type WaitingMonth,
  waitingMonths,
} from "../../db/invoices/invoicing.ts";
import { enqueue } from "../../db/outbox.ts";
import { writeJournal } from "../../db/staff/journal.ts";
import type { Clock } from "../../domain/clock.ts";
import {
  addDays,
  addMonths,
  dayOfMonth,
  type Instant,
  type LocalDate,
  localDateOf,
} from "../../domain/local_date.ts";
import { type Kopecks, sum } from "../../domain/money.ts";
import { workflowId } from "../../workflows/contract.ts";
import { INSURER_ZONE } from "../imports/receive_file.ts";
import type { StaffActor } from "../imports/upload_file.ts";

const BATCHES_SHOWN = 12;

/** What is accepted, not held and not yet in an invoice. */
export interface WaitingLines {
  months: WaitingMonth[];
  /** The largest sum first. */
  employers: WaitingEmployer[];
  /** Clinics of which a register is under way: nothing of theirs is counted here, or invoiced. */
  underWay: string[];
  lines: number;
  /** Each gets one invoice. */
  franchises: number;
  totalKopecks: Kopecks;
}

/** @param through the last day of service that counts; null for all */
export async function readWaitingLines(
  sql: Sql,
  through: LocalDate | null,
): Promise<WaitingLines> {
  const [months, employers, franchises, underWay] = await Promise.all([
    waitingMonths(sql, through),
    waitingEmployers(sql, through),
    countWaitingFranchises(sql, through),
    clinicsUnderWay(sql),
  ]);
  return {
    months,
    employers,
    underWay,
    franchises,
    lines: months.reduce((lines, month) => lines + month.lines, 0),
    totalKopecks: sum(months.map((month) => month.franchiseKopecks)),
  };
}

export interface InvoicingOverview {
  waiting: WaitingLines;
  batches: PublishedBatch[];
  /** When invoices are published next without being asked for, and what they take. */
  nextRun: { on: LocalDate; through: LocalDate };
}

export async function readInvoicing(sql: Sql, clock: Clock): Promise<InvoicingOverview> {
  const [waiting, batches] = await Promise.all([
    readWaitingLines(sql, null),
    listPublishedBatches(sql, BATCHES_SHOWN),
  ]);
  return { waiting, batches, nextRun: monthlyRun(localDateOf(clock.now(), INSURER_ZONE)) };
}

export interface PublishingRequest {
  through: LocalDate;
  /** Made with the form: the same form sent twice is one request. */
  requestId: string;
  actor: StaffActor;
}

/** Asks the worker to turn what waits into invoices; it is done once the outbox is delivered. */
export function requestPublishing(
  sql: Sql,
  clock: Clock,
  { through, requestId, actor }: PublishingRequest,
): Promise<void> {
  return transaction(sql, async (sql) => {
    const at = clock.now();
    await enqueue(sql, {
      workflowType: "publish",
      workflowId: workflowId.publish(through, requestId),
      input: { through },
    }, at);
    await writeJournal(sql, {
      actor: `staff/${actor.staffId}`,
      action: "asked_to_publish",
      subject: `invoices/${through}`,
      ip: actor.ip,
      at,
    });
  });
}

/**
 * Asks for the month's invoices where this is the last day of the insurer's month: services through
 * the month before, since registers come in the weeks after a month's end, of employers whose period
 * ended with it. Asked twice on a day, it is one request; what comes later waits for the next month or for staff.
 *
 * @returns the last day of service, or null on any other day
 */
export async function requestMonthlyPublishing(sql: Sql, at: Instant): Promise<LocalDate | null> {
  const today = localDateOf(at, INSURER_ZONE);
  const { on, through } = monthlyRun(today);
  if (on !== today) return null;
  await enqueue(sql, {
    workflowType: "publish",
    workflowId: workflowId.publish(through, "monthly"),
    input: { through, periods: "due" },
  }, at);
  return through;
}

/** The run that comes next, today's too: its day, and the last day of service that it takes. */
export function monthlyRun(today: LocalDate): { on: LocalDate; through: LocalDate } {
  const first = addDays(today, 1 - dayOfMonth(today));
  return { on: addDays(addMonths(first, 1), -1), through: addDays(first, -1) };
}
