import { calendarToPromiseBy } from "../../db/calendars.ts";
import { type Sql, transaction } from "../../db/connection.ts";
import {
  countAnew,
  franchisesToInvoice,
  insertInvoices,
  lockFranchisesToInvoice,
  type NewInvoice,
} from "../../db/imports/unpublished_lines.ts";
import { payersWithCredits } from "../../db/invoices/corrections.ts";
import { enqueueAll, type OutboxMessage } from "../../db/outbox.ts";
import { calendarOf } from "../../domain/calendar.ts";
import type { Clock } from "../../domain/clock.ts";
import { INVOICE_PERIODS, type InvoicePeriod } from "../../domain/contract_terms.ts";
import { dueAt, dueDate } from "../../domain/invoice.ts";
import { type Instant, type LocalDate, localDateOf } from "../../domain/local_date.ts";
import { type Kopecks, sum } from "../../domain/money.ts";
import { DEFAULT_REMINDER_PLAN } from "../../domain/reminder_plan.ts";
import { whoActsFor } from "../../domain/representation.ts";
import { workflowId } from "../../workflows/contract.ts";
import { offsetCredits } from "../imports/correct_invoices.ts";

export interface Publication {
  /** The last day of service that is invoiced. */
  through: LocalDate;
  /** Employers with invoices of these periods; all unless told. */
  periods?: readonly InvoicePeriod[];
  /** Called after each part of the franchises, with how many are done and how many there are. */
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

/** Franchises of one transaction: few enough that nobody waits long for the locks. */
const FRANCHISES_AT_ONCE = 200;

/**
 * Turns what is not yet invoiced into one invoice per franchise: all its lines that are not held,
 * of service up to `through`. Each part of the franchises is one transaction with its ledger
 * postings and its workflows' messages, so a run that was interrupted is simply run again.
 */
export async function publishInvoices(
  sql: Sql,
  clock: Clock,
  { through, periods = INVOICE_PERIODS, progress }: Publication,
): Promise<PublicationOutcome> {
  const outcome = { invoices: 0, lines: 0, nothingOwed: 0, withoutPayer: 0 };
  const totals: Kopecks[] = [];
  const franchises = await franchisesToInvoice(sql, { through, periods });
  let counted = 0;
  for (let start = 0; start < franchises.length; start += FRANCHISES_AT_ONCE) {
    const franchiseIds = franchises.slice(start, start + FRANCHISES_AT_ONCE);
    const part = await transaction(
      sql,
      (sql) => publishPart(sql, clock, { franchiseIds, through }),
    );
    outcome.invoices += part.published.length;
    outcome.lines += part.published.reduce((lines, { lineIds }) => lines + lineIds.length, 0);
    outcome.nothingOwed += part.nothingOwed;
    outcome.withoutPayer += part.withoutPayer;
    totals.push(...part.published.map(({ total }) => total));
    if (outcome.invoices >= counted * 8 + FRANCHISES_AT_ONCE) {
      await countAnew(sql);
      counted = outcome.invoices;
    }
    progress?.(start + franchiseIds.length, franchises.length);
  }
  return { ...outcome, totalKopecks: sum(totals) };
}

interface PublishedPart {
  published: NewInvoice[];
  nothingOwed: number;
  withoutPayer: number;
}

async function publishPart(
  sql: Sql,
  clock: Clock,
  { franchiseIds, through }: { franchiseIds: number[]; through: LocalDate },
): Promise<PublishedPart> {
  const calendar = await calendarToPromiseBy(sql);
  const dueDates = new Map<string, LocalDate>();
  const at = clock.now();
  const part: PublishedPart = { published: [], nothingOwed: 0, withoutPayer: 0 };
  for (const franchise of await lockFranchisesToInvoice(sql, { franchiseIds, through })) {
    if (franchise.lines.length === 0) continue;
    const total = sum(franchise.lines.map((line) => line.franchise));
    const { timeZone, region, policyId, employerId, franchiseId } = franchise;
    const publishedOn = localDateOf(at, timeZone);
    const payerId = whoActsFor(franchise, publishedOn);
    if (total === 0) part.nothingOwed += 1;
    else if (payerId === null) part.withoutPayer += 1;
    else {
      const sameDue = `${region}/${publishedOn}`;
      const dueOn = dueDates.get(sameDue) ??
        dueDate(calendarOf(calendar.data, region), publishedOn).date;
      dueDates.set(sameDue, dueOn);
      part.published.push({
        franchiseId,
        policyId,
        payerId,
        employerId,
        total,
        publishedOn,
        dueOn,
        dueAt: dueAt(dueOn, timeZone),
        reminderPlan: franchise.reminderPlan ?? DEFAULT_REMINDER_PLAN,
        timeZone,
        lineIds: franchise.lines.map((line) => line.id),
      });
    }
  }
  if (part.published.length === 0) return part;

  const invoices = part.published;
  const calendarVersionId = calendar.versionId;
  const ids = await insertInvoices(sql, { invoices, through, calendarVersionId, at });
  await spendCredits(sql, { invoices, ids, at });
  await enqueueAll(
    sql,
    invoices.flatMap(({ franchiseId }, place) => messagesOf(ids[place]!, franchiseId)),
    at,
  );
  return part;
}

async function spendCredits(
  sql: Sql,
  { invoices, ids, at }: { invoices: NewInvoice[]; ids: number[]; at: Instant },
): Promise<void> {
  const creditors = await payersWithCredits(sql, invoices.map(({ payerId }) => payerId));
  for (const [place, { payerId, total }] of invoices.entries()) {
    if (!creditors.has(payerId)) continue;
    await offsetCredits(sql, { invoiceId: ids[place]!, payerId, total, at });
  }
}

function messagesOf(invoiceId: number, franchiseId: number): OutboxMessage[] {
  return [
    { workflowType: "invoice", workflowId: workflowId.invoice(invoiceId), input: { invoiceId } },
    {
      workflowType: "franchise",
      workflowId: workflowId.franchise(franchiseId),
      input: { franchiseId },
      signal: "invoicePublished",
    },
  ];
}
