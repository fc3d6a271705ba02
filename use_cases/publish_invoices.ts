import { calendarToPromiseBy } from "../db/calendars.ts";
import { type Sql, transaction } from "../db/connection.ts";
import { postTransfer } from "../db/ledger.ts";
import { enqueue } from "../db/outbox.ts";
import {
  franchisesToInvoice,
  insertInvoice,
  lockFranchiseToInvoice,
  lockUnpublishedLines,
} from "../db/unpublished_lines.ts";
import { calendarOf } from "../domain/calendar.ts";
import type { Clock } from "../domain/clock.ts";
import { dueAt, dueDate } from "../domain/invoice.ts";
import { type LocalDate, localDateOf } from "../domain/local_date.ts";
import { type Kopecks, sum } from "../domain/money.ts";
import { DEFAULT_REMINDER_PLAN } from "../domain/reminder_plan.ts";
import { whoActsFor } from "../domain/representation.ts";
import { workflowId } from "../workflows/contract.ts";
import { offsetCredits } from "./correct_invoices.ts";

export interface Publication {
  /** The last day of service that is invoiced. */
  through: LocalDate;
  /** Called after each franchise, with how many are done and how many there are. */
  progress?: (franchises: number, of: number) => void;
}

export interface PublicationOutcome {
  invoices: number;
  lines: number;
  totalKopecks: Kopecks;
  /** Franchises whose lines come to nothing: no invoice is made. */
  nothingOwed: number;
  /** Minors and wards without a representative: their lines wait until the roster names one. */
  withoutPayer: number;
}

/**
 * Turns what is not yet invoiced into one invoice per franchise: all its lines that are not held,
 * of service up to `through`. Each franchise is one transaction with its ledger posting and its
 * workflows' messages, so a run that was interrupted is simply run again.
 */
export async function publishInvoices(
  sql: Sql,
  clock: Clock,
  { through, progress }: Publication,
): Promise<PublicationOutcome> {
  const outcome = { invoices: 0, lines: 0, nothingOwed: 0, withoutPayer: 0 };
  const totals: Kopecks[] = [];
  const franchises = await franchisesToInvoice(sql, through);
  for (const [index, franchiseId] of franchises.entries()) {
    const published = await transaction(
      sql,
      (sql) => publishOne(sql, clock, { franchiseId, through }),
    );
    if (published.ok) {
      outcome.invoices += 1;
      outcome.lines += published.lines;
      totals.push(published.total);
    } else if (published.reason === "nothing_owed") outcome.nothingOwed += 1;
    else if (published.reason === "without_payer") outcome.withoutPayer += 1;
    progress?.(index + 1, franchises.length);
  }
  return { ...outcome, totalKopecks: sum(totals) };
}

type Published =
  | { ok: true; lines: number; total: Kopecks }
  | { ok: false; reason: "nothing_owed" | "without_payer" | "published_meanwhile" };

async function publishOne(
  sql: Sql,
  clock: Clock,
  { franchiseId, through }: { franchiseId: number; through: LocalDate },
): Promise<Published> {
  const franchise = await lockFranchiseToInvoice(sql, franchiseId);
  const lines = await lockUnpublishedLines(sql, franchiseId, through);
  if (lines.length === 0) return { ok: false, reason: "published_meanwhile" };
  const total = sum(lines.map((line) => line.franchise));
  if (total === 0) return { ok: false, reason: "nothing_owed" };

  const now = clock.now();
  const { timeZone, region, policyId, employerId } = franchise;
  const publishedOn = localDateOf(now, timeZone);
  const payerId = whoActsFor(franchise, publishedOn);
  if (payerId === null) return { ok: false, reason: "without_payer" };
  const calendar = await calendarToPromiseBy(sql);
  const dueOn = dueDate(calendarOf(calendar.data, region), publishedOn).date;
  const invoiceId = await insertInvoice(sql, {
    franchiseId,
    policyId,
    payerId,
    employerId,
    through,
    total,
    publishedAt: now,
    publishedOn,
    dueOn,
    dueAt: dueAt(dueOn, timeZone),
    calendarVersionId: calendar.versionId,
    reminderPlan: franchise.reminderPlan ?? DEFAULT_REMINDER_PLAN,
    timeZone,
    recordedAt: now,
  }, lines.map((line) => line.id));
  await postTransfer(sql, {
    eventKey: `invoice/${invoiceId}/published`,
    debit: { kind: "receivable", invoiceId },
    credit: { kind: "income" },
    amount: total,
    effectiveAt: now,
    recordedAt: now,
  });
  await offsetCredits(sql, { invoiceId, payerId, total, at: now });
  await enqueue(sql, {
    workflowType: "invoice",
    workflowId: workflowId.invoice(invoiceId),
    input: { invoiceId },
  }, now);
  await enqueue(sql, {
    workflowType: "franchise",
    workflowId: workflowId.franchise(franchiseId),
    input: { franchiseId },
    signal: "invoicePublished",
  }, now);
  return { ok: true, lines: lines.length, total };
}
