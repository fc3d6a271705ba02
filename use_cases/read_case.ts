import {
  type CaseHistory,
  type CaseRecord,
  type PolicyCase,
  readCaseHistory,
  readCaseRecord,
  readPolicyCase,
} from "../db/case_reading.ts";
import { latestCalendar } from "../db/calendars.ts";
import type { Sql } from "../db/connection.ts";
import { type InvoiceDetails, readInvoice } from "../db/invoices.ts";
import { journalLooks } from "../db/journal.ts";
import type { CalendarData } from "../domain/calendar.ts";
import type { Clock } from "../domain/clock.ts";
import type { LocalDate } from "../domain/local_date.ts";
import { mayLookAt } from "../domain/representation.ts";
import { journalOthers } from "./journal_others.ts";
import type { StaffActor } from "./upload_file.ts";

export type InvoiceCase = InvoiceDetails & { history: CaseHistory };

/** One invoice with its lines and its history, or null where it is not this payer's. */
export async function openInvoiceCase(
  sql: Sql,
  clock: Clock,
  { invoiceId, payerId, ip }: { invoiceId: number; payerId: number; ip: string },
): Promise<InvoiceCase | null> {
  const [invoice, history] = await Promise.all([
    readInvoice(sql, { invoiceId, payerId }),
    readCaseHistory(sql, { invoiceId, payerId }),
  ]);
  if (invoice === null || history === null) return null;
  await journalOthers(sql, clock, { viewerId: payerId, personIds: [invoice.insuredId], ip });
  return { ...invoice, history };
}

/** An invoice's case for staff; that its payer and its insured were shown is journalled (152-FZ). */
export async function readCase(
  sql: Sql,
  clock: Clock,
  { invoiceId, actor }: { invoiceId: number; actor: StaffActor },
): Promise<CaseRecord | null> {
  const record = await readCaseRecord(sql, invoiceId);
  if (record === null) return null;
  const people = new Set([record.payer.id, record.insured.id]);
  await journalLooks(sql, {
    actor: `staff/${actor.staffId}`,
    action: "looked",
    subjects: [...people].map((id) => `person/${id}`),
    ip: actor.ip,
    at: clock.now(),
  });
  return record;
}

export interface OpenedPolicy {
  policy: PolicyCase;
  /** The newest: it tells the terms of what is still ahead. */
  calendar: CalendarData;
}

/**
 * A policy with the life of its franchise, for the insured and for who acts for them; null for
 * everybody else.
 */
export async function openPolicy(
  sql: Sql,
  clock: Clock,
  key: { policyId: number; viewerId: number; today: LocalDate; ip: string },
): Promise<OpenedPolicy | null> {
  const { policyId, viewerId, today, ip } = key;
  const [policy, { data: calendar }] = await Promise.all([
    readPolicyCase(sql, { policyId, viewerId }),
    latestCalendar(sql),
  ]);
  if (policy === null || !mayLookAt(viewerId, policy, today)) return null;
  await journalOthers(sql, clock, { viewerId, personIds: [policy.personId], ip });
  return { policy, calendar };
}
