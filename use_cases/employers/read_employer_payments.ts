import type { Sql } from "../../db/connection.ts";
import {
  type EmployerPayment,
  findEmployerPayment,
  listEmployerPayments,
  listPaymentParts,
  type PartToPost,
} from "../../db/employers/employer_payments.ts";
import { listOpenDebts, type OpenDebtLine } from "../../db/employers/employer_report_marks.ts";
import type { DebtFilter } from "../../db/employers/employer_report_debts.ts";
import { newestFormed } from "../../db/employers/employer_reports.ts";
import { type EmployerRow, readEmployer } from "../../db/employers/employers.ts";
import { journalLooks } from "../../db/staff/journal.ts";
import type { Clock } from "../../domain/clock.ts";
import { type Instant, type LocalDate, localDateOf } from "../../domain/local_date.ts";
import type { StaffActor } from "../imports/upload_file.ts";

export interface EmployerPayments {
  employer: EmployerRow;
  today: LocalDate;
  /** Debts of the newest report that the filter lets through, as many as one order may be told to. */
  debts: OpenDebtLine[];
  payments: EmployerPayment[];
}

const DEBTS_SHOWN = 500;
const PAYMENTS_SHOWN = 50;

/** What came from an employer, and the debts it may be for; whose were shown is journalled. */
export async function readEmployerPayments(
  sql: Sql,
  clock: Clock,
  { employerId, filter, actor }: { employerId: number; filter: DebtFilter; actor: StaffActor },
): Promise<EmployerPayments | null> {
  const employer = await readEmployer(sql, employerId);
  if (employer === null) return null;
  const at = clock.now();
  const today = localDateOf(at, employer.timeZone);
  const period = await newestFormed(sql, employerId);
  const debts = period === null ? [] : await listOpenDebts(sql, {
    report: { employerId, period },
    today,
    filter,
    limit: DEBTS_SHOWN,
  });
  await noteLook(sql, debts, { actor, at });
  const payments = await listEmployerPayments(sql, { employerId, limit: PAYMENTS_SHOWN });
  return { employer, today, debts, payments };
}

export interface OpenedEmployerPayment {
  employer: EmployerRow;
  payment: EmployerPayment;
  parts: PartToPost[];
}

/** One payment with its parts; whose they are is journalled. */
export async function openEmployerPayment(
  sql: Sql,
  clock: Clock,
  { employerId, paymentId, actor }: { employerId: number; paymentId: number; actor: StaffActor },
): Promise<OpenedEmployerPayment | null> {
  const employer = await readEmployer(sql, employerId);
  const payment = await findEmployerPayment(sql, { employerId, paymentId });
  if (employer === null || payment === null) return null;
  const parts = await listPaymentParts(sql, paymentId);
  await noteLook(sql, parts, { actor, at: clock.now() });
  return { employer, payment, parts };
}

async function noteLook(
  sql: Sql,
  debts: readonly { payerId: number }[],
  { actor, at }: { actor: StaffActor; at: Instant },
): Promise<void> {
  await journalLooks(sql, {
    actor: `staff/${actor.staffId}`,
    action: "looked",
    subjects: [...new Set(debts.map(({ payerId }) => `person/${payerId}`))],
    ip: actor.ip,
    at,
  });
}
