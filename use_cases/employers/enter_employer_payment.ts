import { type Sql, transaction } from "../../db/connection.ts";
import {
  insertEmployerPayment,
  listPayable,
  type PayableInvoice,
  type PaymentPart,
} from "../../db/employers/employer_payments.ts";
import { readEmployer } from "../../db/employers/employers.ts";
import { writeJournal } from "../../db/staff/journal.ts";
import type { Clock } from "../../domain/clock.ts";
import { type LocalDate, localDateOf } from "../../domain/local_date.ts";
import { type Kopecks, sum } from "../../domain/money.ts";
import type { StaffActor } from "../imports/upload_file.ts";

export interface EmployerPaymentEntry {
  employerId: number;
  /** Of the payment order. */
  orderNumber: string;
  receivedOn: LocalDate;
  amount: Kopecks;
  /** At least one, each invoice once, amounts above zero. */
  parts: readonly PaymentPart[];
  actor: StaffActor;
}

export type EnteredEmployerPayment =
  | { ok: true; paymentId: number }
  /** No such employer, or an invoice of another one. */
  | { ok: false; reason: "unknown" }
  /** That order of that day is entered already. */
  | { ok: false; reason: "known" }
  | { ok: false; reason: "future" }
  /** The parts come to something else than the order. */
  | { ok: false; reason: "sum"; parts: Kopecks }
  /** It came before the invoice was published: it can't be for it. */
  | { ok: false; reason: "too_early"; invoiceId: number }
  | { ok: false; reason: "owed_less"; invoiceId: number; owed: Kopecks };

/**
 * Enters money that came from an employer, with what of it is for which invoice. Nothing is paid by
 * that: a second member of staff posts it.
 */
export function enterEmployerPayment(
  sql: Sql,
  clock: Clock,
  { actor, ...entry }: EmployerPaymentEntry,
): Promise<EnteredEmployerPayment> {
  return transaction(sql, async (sql): Promise<EnteredEmployerPayment> => {
    const at = clock.now();
    const { employerId, orderNumber, receivedOn, amount, parts } = entry;
    const employer = await readEmployer(sql, employerId);
    if (employer === null) return { ok: false, reason: "unknown" };
    if (receivedOn > localDateOf(at, employer.timeZone)) return { ok: false, reason: "future" };
    const invoiceIds = parts.map(({ invoiceId }) => invoiceId);
    const payable = await listPayable(sql, { employerId, invoiceIds });
    if (payable.length !== parts.length) return { ok: false, reason: "unknown" };
    const problem = problemIn(payable, entry);
    if (problem !== null) return problem;
    const staffId = actor.staffId;
    const paymentId = await insertEmployerPayment(sql, {
      employerId,
      orderNumber,
      receivedOn,
      amountKopecks: amount,
      parts,
      staffId,
      at,
    });
    if (paymentId === null) return { ok: false, reason: "known" };
    await writeJournal(sql, {
      actor: `staff/${staffId}`,
      action: "employer_payment_entered",
      subject: `employer_payment/${paymentId}`,
      ip: actor.ip,
      at,
    });
    return { ok: true, paymentId };
  });
}

function problemIn(
  payable: readonly PayableInvoice[],
  { receivedOn, amount, parts }: Omit<EmployerPaymentEntry, "actor">,
): Exclude<EnteredEmployerPayment, { ok: true }> | null {
  const wanted = new Map(parts.map(({ invoiceId, amountKopecks }) => [invoiceId, amountKopecks]));
  for (const { invoiceId, publishedOn, owedKopecks: owed } of payable) {
    if (receivedOn < publishedOn) return { ok: false, reason: "too_early", invoiceId };
    if (wanted.get(invoiceId)! > owed) return { ok: false, reason: "owed_less", invoiceId, owed };
  }
  const total = sum(parts.map(({ amountKopecks }) => amountKopecks));
  return total === amount ? null : { ok: false, reason: "sum", parts: total };
}
