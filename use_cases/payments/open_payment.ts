import type { PaymentProvider } from "../../adapters/payment_provider/mod.ts";
import { paymentRequest } from "../../adapters/payment_provider/mod.ts";
import { type Sql, transaction } from "../../db/connection.ts";
import { enqueue } from "../../db/outbox.ts";
import {
  insertAttempt,
  lockInvoicesToPay,
  noteProviderPayment,
  readAttempt,
} from "../../db/payments/payments.ts";
import type { Clock } from "../../domain/clock.ts";
import { addMinutes } from "../../domain/local_date.ts";
import { kopecks, sum } from "../../domain/money.ts";
import { MOST_INVOICES_A_PAYMENT } from "../../domain/payment.ts";
import type { Phone } from "../../domain/phone.ts";
import { numbered } from "../../domain/russian.ts";
import { workflowId } from "../../workflows/contract.ts";

/** The bank closes an unconfirmed payment after an hour; only so long may it hold a default. */
const ATTEMPT_MINUTES = 60;

export interface PaymentOrder {
  payerId: number;
  invoiceIds: number[];
  receiptEmail: string;
  receiptPhone: Phone;
  /** Where the cabinet is reached, without a trailing slash. */
  publicUrl: string;
  receipt: { vatCode: number; subject: string };
}

export type OpenedPayment =
  /** Go to the bank's page; where the bank has not answered yet it is null, and ours tells. */
  | { ok: true; attemptId: string; confirmationUrl: string | null }
  | { ok: false; reason: "none" | "too_many" | "unknown_invoice" | "paid" }
  /** Another attempt covers some of these invoices, and not exactly these. */
  | { ok: false; reason: "busy"; attemptId: string; invoiceIds: number[] };

/**
 * Opens the payment of one or several invoices: attempt, allocations, the frozen request and the
 * start of its workflow commit first; only then is the bank asked, under the attempt's id. Where it
 * does not answer, the workflow repeats the identical request.
 */
export async function openPayment(
  sql: Sql,
  clock: Clock,
  provider: PaymentProvider,
  order: PaymentOrder,
): Promise<OpenedPayment> {
  const invoiceIds = [...new Set(order.invoiceIds)];
  if (invoiceIds.length === 0) return { ok: false, reason: "none" };
  if (invoiceIds.length > MOST_INVOICES_A_PAYMENT) return { ok: false, reason: "too_many" };
  const recorded = await transaction(sql, (sql) => record(sql, clock, { ...order, invoiceIds }));
  if (!("request" in recorded)) return recorded;

  const opened = await provider.open({ key: recorded.attemptId, body: recorded.request });
  if (!opened.ok) return { ok: true, attemptId: recorded.attemptId, confirmationUrl: null };
  const { id: providerId, confirmationUrl } = opened.payment;
  await noteProviderPayment(sql, { attemptId: recorded.attemptId, providerId, confirmationUrl });
  return { ok: true, attemptId: recorded.attemptId, confirmationUrl };
}

type Recorded = { attemptId: string; request: ReturnType<typeof paymentRequest> };

async function record(
  sql: Sql,
  clock: Clock,
  order: PaymentOrder,
): Promise<Recorded | OpenedPayment> {
  const { payerId, invoiceIds } = order;
  const invoices = await lockInvoicesToPay(sql, { payerId, invoiceIds });
  if (invoices.length < invoiceIds.length) return { ok: false, reason: "unknown_invoice" };

  const busy = invoices.filter((invoice) => invoice.attemptId !== null);
  if (busy[0]) return await resume(sql, { payerId, invoiceIds, attemptId: busy[0].attemptId! });
  if (invoices.some((invoice) => invoice.owedKopecks <= 0)) return { ok: false, reason: "paid" };

  const attemptId = crypto.randomUUID();
  const amount = sum(invoices.map((invoice) => invoice.owedKopecks));
  const numbers = invoices.map((invoice) => numbered(invoice.id));
  const request = paymentRequest({
    attemptId,
    amount,
    description: `Франшиза по ДМС: ${numbers.length === 1 ? "счет" : "счета"} ${
      numbers.join(", ")
    }`,
    returnUrl: `${order.publicUrl}/payments/${attemptId}`,
    receiptEmail: order.receiptEmail,
    receiptPhone: order.receiptPhone,
    items: invoices.map((invoice) => ({
      description: `Франшиза по договору ДМС, счет ${numbered(invoice.id)}`,
      amount: invoice.owedKopecks,
    })),
    vatCode: order.receipt.vatCode,
    paymentSubject: order.receipt.subject,
  });
  const now = clock.now();
  await insertAttempt(sql, {
    id: attemptId,
    payerId,
    amount,
    request,
    at: now,
    expiresAt: addMinutes(now, ATTEMPT_MINUTES),
    allocations: invoices.map(({ id, owedKopecks }) => ({
      invoiceId: id,
      amount: kopecks(owedKopecks),
    })),
  });
  await enqueue(sql, {
    workflowType: "payment",
    workflowId: workflowId.payment(attemptId),
    input: { attemptId },
  }, now);
  return { attemptId, request };
}

/** «Оплатить» on what is being paid already leads back to that attempt. */
async function resume(
  sql: Sql,
  { payerId, invoiceIds, attemptId }: { payerId: number; invoiceIds: number[]; attemptId: string },
): Promise<OpenedPayment> {
  const attempt = await readAttempt(sql, { attemptId, payerId });
  if (attempt === null) throw new Error(`Attempt ${attemptId} is not this payer's`);
  const covered = attempt.allocations.map((allocation) => allocation.invoiceId);
  if (invoiceIds.every((id) => covered.includes(id))) {
    return { ok: true, attemptId, confirmationUrl: attempt.confirmationUrl };
  }
  return { ok: false, reason: "busy", attemptId, invoiceIds: covered };
}
