import { type Sql, transaction } from "../db/connection.ts";
import {
  countWaitingFranchises,
  listPublishedBatches,
  type PublishedBatch,
  type WaitingMonth,
  waitingMonths,
} from "../db/invoicing.ts";
import { writeJournal } from "../db/journal.ts";
import { enqueue } from "../db/outbox.ts";
import type { Clock } from "../domain/clock.ts";
import type { LocalDate } from "../domain/local_date.ts";
import { type Kopecks, sum } from "../domain/money.ts";
import { workflowId } from "../workflows/contract.ts";
import type { StaffActor } from "./upload_file.ts";

const BATCHES_SHOWN = 12;

/** What is accepted, not held and not yet in an invoice. */
export interface WaitingLines {
  months: WaitingMonth[];
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
  const [months, franchises] = await Promise.all([
    waitingMonths(sql, through),
    countWaitingFranchises(sql, through),
  ]);
  return {
    months,
    franchises,
    lines: months.reduce((lines, month) => lines + month.lines, 0),
    totalKopecks: sum(months.map((month) => month.franchiseKopecks)),
  };
}

export interface InvoicingOverview {
  waiting: WaitingLines;
  batches: PublishedBatch[];
}

export async function readInvoicing(sql: Sql): Promise<InvoicingOverview> {
  const [waiting, batches] = await Promise.all([
    readWaitingLines(sql, null),
    listPublishedBatches(sql, BATCHES_SHOWN),
  ]);
  return { waiting, batches };
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
