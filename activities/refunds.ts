import { abandonNotices, isRecorded } from "../db/cases/notices.ts";
import { keepReceipt, noteAsked, readRefund, type RefundRow } from "../db/payments/refunds.ts";
import { addMinutes, addSeconds, type Instant, instant } from "../domain/local_date.ts";
import type { Notice } from "../domain/notice_texts.ts";
import { IDEMPOTENCE_KEY_HOURS } from "../domain/payment.ts";
import { RECEIPT_HOURS } from "../domain/refund.ts";
import {
  leaveRefundToStaff,
  refuseRefund,
  settleRefund,
} from "../use_cases/payments/settle_refund.ts";
import type { MessageChannel } from "./channels.ts";
import type { ActivityParts } from "./parts.ts";
import { telling } from "./telling.ts";

/** A decision that is older news than this is not told any more. */
const NEWS_SECONDS = 24 * 60 * 60;

/** Where a refund stands; no text and no address of the bank's gets in. */
export interface RefundStanding {
  state: "created" | "pending" | "succeeded" | "canceled" | "unknown";
  amountKopecks: number;
  /** Went back, and the payer has not been told. */
  untold: boolean;
  /** Went back, and the bank has not told the receipt's marks yet. */
  receiptAwaited: boolean;
}

interface OfRefund {
  refundId: string;
  channels: MessageChannel[];
  now: string;
}

export function refundActivities(parts: ActivityParts) {
  const { sql, provider } = parts;
  const { tellByEach } = telling(parts);
  return { askBankToReturn, tellOfRefund, giveUpTellingOfRefund };

  /**
   * Brings a refund one step on: asks the bank for it, the same under the same key as long as there
   * is no answer; asks what has come of it; then for the receipt of the return.
   */
  async function askBankToReturn(
    input: { refundId: string; now: string },
  ): Promise<RefundStanding> {
    const now = instant(input.now);
    const refund = await readRefund(sql, input.refundId);
    if (refund.state === "created") await ask(refund, now);
    else if (refund.state === "pending") await askAgain(refund, now);
    else if (isReceiptAwaited(refund, now)) await askForReceipt(refund);
    return await standing(input.refundId, now);
  }

  async function ask({ refundId, askedAt, request }: RefundRow, now: Instant): Promise<void> {
    // Beyond the key's life the same post would return twice.
    if (askedAt !== null && now >= addMinutes(askedAt, IDEMPOTENCE_KEY_HOURS * 60)) {
      return await leaveRefundToStaff(sql, { refundId, reason: "key_expired" });
    }
    await noteAsked(sql, refundId, now);
    const made = await provider.refund({ key: refundId, body: request });
    if (made.ok) return await settleRefund(sql, { refundId, refund: made.refund, now });
    if (made.reason === "rejected") await refuseRefund(sql, { refundId, code: made.code, now });
  }

  async function askAgain({ refundId, providerId }: RefundRow, now: Instant): Promise<void> {
    const read = await provider.readRefund(providerId!);
    if (read.ok) return await settleRefund(sql, { refundId, refund: read.refund, now });
    if (read.reason === "unknown") {
      await leaveRefundToStaff(sql, { refundId, reason: "not_at_bank" });
    }
  }

  async function askForReceipt({ refundId, providerId }: RefundRow): Promise<void> {
    const read = await provider.readRefundReceipt(providerId!);
    if (read.ok && read.receipt !== null) await keepReceipt(sql, refundId, read.receipt);
  }

  async function standing(refundId: string, now: Instant): Promise<RefundStanding> {
    const refund = await readRefund(sql, refundId);
    const { state, amountKopecks, settledAt } = refund;
    const news = state === "succeeded" && settledAt !== null &&
      settledAt >= addSeconds(now, -NEWS_SECONDS);
    return {
      state,
      amountKopecks,
      untold: news && !(await isRecorded(sql, toldKey(refundId, "sms"))),
      receiptAwaited: isReceiptAwaited(refund, now),
    };
  }

  /** @returns the states of its notices */
  async function tellOfRefund({ refundId, channels, now }: OfRefund): Promise<string[]> {
    const { payerId, attemptId, amountKopecks, timeZone } = await readRefund(sql, refundId);
    const notice: Notice = { template: "refund_succeeded", amount: amountKopecks, attemptId };
    const about = { personId: payerId, policyId: null, invoiceId: null, timeZone };
    const keyOf = (channel: MessageChannel) => toldKey(refundId, channel);
    return await tellByEach({ channels, keyOf, about, notice, now });
  }

  async function giveUpTellingOfRefund({ refundId, channels, now }: OfRefund): Promise<string[]> {
    const keys = channels.map((channel) => toldKey(refundId, channel));
    return await abandonNotices(sql, keys, now);
  }
}

function isReceiptAwaited({ state, receipt, providerId, settledAt }: RefundRow, now: Instant) {
  return state === "succeeded" && receipt === null && providerId !== null && settledAt !== null &&
    now < addMinutes(settledAt, RECEIPT_HOURS * 60);
}

function toldKey(refundId: string, channel: MessageChannel): string {
  return `refund/${refundId}/${channel}`;
}
