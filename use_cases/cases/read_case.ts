import {
  type CaseHistory,
  type CaseRecord,
  type PolicyCase,
  readCaseHistory,
  readCaseRecord,
  showPolicyCase,
} from "../../db/cases/case_reading.ts";
import { latestCalendar } from "../../db/calendars.ts";
import type { Sql } from "../../db/connection.ts";
import { type InvoiceDetails, showInvoice } from "../../db/invoices/invoices.ts";
import { readInvoiceLines, type StaffInvoiceLines } from "../../db/invoices/staff_lines.ts";
import { journalLooks } from "../../db/staff/journal.ts";
import type { CalendarData } from "../../domain/calendar.ts";
import type { Clock } from "../../domain/clock.ts";
import { peopleShown, type Viewer } from "../policies/read_policies.ts";
import type { StaffActor } from "../imports/upload_file.ts";

export type InvoiceCase = InvoiceDetails & { history: CaseHistory };

/** One invoice with its lines and its history, or null where it is not this payer's. */
export async function openInvoiceCase(
  sql: Sql,
  clock: Clock,
  { invoiceId, payerId, ip }: { invoiceId: number; payerId: number; ip: string },
): Promise<InvoiceCase | null> {
  const [invoice, history] = await Promise.all([
    showInvoice(sql, { invoiceId, viewerId: payerId, ip, at: clock.now() }),
    readCaseHistory(sql, { invoiceId, payerId }),
  ]);
  return invoice && history && { ...invoice, history };
}

/** A case with what its invoice is for. */
export type StaffCase = CaseRecord & StaffInvoiceLines;

/** An invoice's case for staff; that its payer and its insured were shown is journalled (152-FZ). */
export async function readCase(
  sql: Sql,
  clock: Clock,
  { invoiceId, actor }: { invoiceId: number; actor: StaffActor },
): Promise<StaffCase | null> {
  const [record, lines] = await Promise.all([
    readCaseRecord(sql, invoiceId),
    readInvoiceLines(sql, invoiceId),
  ]);
  if (record === null) return null;
  const people = new Set([record.payer.id, record.insured.id]);
  await journalLooks(sql, {
    actor: `staff/${actor.staffId}`,
    action: "looked",
    subjects: [...people].map((id) => `person/${id}`),
    ip: actor.ip,
    at: clock.now(),
  });
  return { ...record, ...lines };
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
  { policyId, viewer, ip }: { policyId: number; viewer: Viewer; ip: string },
): Promise<OpenedPolicy | null> {
  const [policy, { data: calendar }] = await Promise.all([
    showPolicyCase(sql, {
      policyId,
      viewerId: viewer.personId,
      personIds: peopleShown(viewer, null),
      ip,
      at: clock.now(),
    }),
    latestCalendar(sql),
  ]);
  return policy && { policy, calendar };
}
