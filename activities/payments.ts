import { noteProviderPayment } from "../db/payments/payments.ts";
import {
  type Attempt,
  listAllocations,
  readAttemptToSettle,
} from "../db/payments/payments_settling.ts";
import { addMinutes, addSeconds, type Instant, instant } from "../domain/local_date.ts";
import { IDEMPOTENCE_KEY_HOURS } from "../domain/payment.ts";
import { readInvoiceCase } from "../db/cases/cases.ts";
import { abandonNotice, isRecorded } from "../db/cases/notices.ts";
import {
  cancelUnopened,
  leaveToStaff,
  settlePayment,
} from "../use_cases/payments/settle_payment.ts";
import type { ActivityParts } from "./parts.ts";
import { telling } from "./telling.ts";

/** While the web itself may still be waiting for the bank's answer, its request is not repeated. */
const WEB_PATIENCE_SECONDS = 15;
/** A decision that is older news than this is not told any more. */
const NEWS_SECONDS = 24 * 60 * 60;

/** Where a payment stands; no text and no address of the bank's gets in. */
export interface PaymentStanding {
  state: "created" | "pending" | "succeeded" | "canceled" | "unknown";
  reason: string | null;
  amountKopecks: number;
  expiresAt: string;
  /** Decided, and the person has not been told. */
  untold: boolean;
}

export function paymentActivities(parts: ActivityParts) {
  const { sql, provider } = parts;
  const { tell } = telling(parts);
  return { askBank, tellOfPayment, giveUpTellingOfPayment };

  /**
   * Brings an attempt one step on: opens it where the web got no answer, asks the bank, and settles
   * what the bank has decided. A cancelled one is read again too: money taken after all is for staff.
   */
  async function askBank(input: { attemptId: string; now: string }): Promise<PaymentStanding> {
    const now = instant(input.now);
    const attempt = await readAttemptToSettle(sql, input.attemptId);
    if (attempt.state !== "succeeded") {
      if (attempt.providerId === null) await open(attempt, now);
      else await settle(attempt.attemptId, attempt.providerId, now);
    }
    return await standing(input.attemptId, now);
  }

  async function open(attempt: Attempt, now: Instant): Promise<void> {
    const { attemptId, createdAt } = attempt;
    if (attempt.state !== "created") return;
    if (now < addSeconds(createdAt, WEB_PATIENCE_SECONDS)) return;
    // Beyond the key's life the same post would open a second payment.
    if (now >= addMinutes(createdAt, IDEMPOTENCE_KEY_HOURS * 60)) {
      return await leaveToStaff(sql, { attemptId, reason: "key_expired" });
    }
    const opened = await provider.open({ key: attemptId, body: attempt.request });
    if (!opened.ok) {
      if (opened.reason === "rejected") {
        await cancelUnopened(sql, { attemptId, code: opened.code, now });
      }
      return;
    }
    const { id: providerId, confirmationUrl } = opened.payment;
    await noteProviderPayment(sql, { attemptId, providerId, confirmationUrl });
    await settlePayment(sql, { attemptId, payment: opened.payment, now });
  }

  async function settle(attemptId: string, providerId: string, now: Instant): Promise<void> {
    const read = await provider.read(providerId);
    if (read.ok) {
      await settlePayment(sql, { attemptId, payment: read.payment, now });
    } else if (read.reason === "unknown") {
      await leaveToStaff(sql, { attemptId, reason: "not_at_bank" });
    }
  }

  async function standing(attemptId: string, now: Instant): Promise<PaymentStanding> {
    const attempt = await readAttemptToSettle(sql, attemptId);
    const { state, reason, amountKopecks, expiresAt, settledAt } = attempt;
    const news = settledAt !== null && settledAt >= addSeconds(now, -NEWS_SECONDS);
    const untold = news && !(await isRecorded(sql, noticeKey(attempt)));
    return { state, reason, amountKopecks, expiresAt, untold };
  }

  async function tellOfPayment(input: { attemptId: string; now: string }): Promise<string> {
    const now = instant(input.now);
    const attempt = await readAttemptToSettle(sql, input.attemptId);
    if (attempt.state !== "succeeded" && attempt.state !== "canceled") {
      throw new Error(`Attempt ${input.attemptId} is not decided`);
    }
    const allocations = await listAllocations(sql, attempt.attemptId);
    const invoiceIds = allocations.map((allocation) => allocation.invoiceId);
    const { timeZone } = await readInvoiceCase(sql, invoiceIds[0]!);
    const template = attempt.state === "succeeded" ? "payment_succeeded" : "payment_canceled";
    return await tell({
      row: {
        key: noticeKey(attempt),
        personId: attempt.payerId,
        policyId: null,
        invoiceId: null,
        channel: "sms",
        template,
        dueAt: now,
      },
      notice: { template, amount: attempt.amountKopecks, invoiceIds },
      zone: timeZone,
      at: now,
    });
  }

  async function giveUpTellingOfPayment(input: { attemptId: string; now: string }): Promise<void> {
    const attempt = await readAttemptToSettle(sql, input.attemptId);
    await abandonNotice(sql, noticeKey(attempt), input.now);
  }
}

function noticeKey({ attemptId, state }: Attempt): string {
  return `payment/${attemptId}/${state}/sms`;
}
