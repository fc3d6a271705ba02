import { z } from "zod";
import { instant } from "../../domain/local_date.ts";
import { parseRoubles } from "../../domain/money.ts";
import type { OpenOutcome, PaymentProvider, ProviderPayment, ReadOutcome } from "./mod.ts";
import {
  type Answer,
  call,
  errorCode,
  isRefusal,
  jsonBody,
  type YookassaSettings,
} from "./yookassa_call.ts";
import { receiptFound, refundFound, refundMade } from "./yookassa_refunds.ts";

const paymentReply = z.object({
  id: z.string().regex(/^[\w-]{1,64}$/),
  status: z.enum(["pending", "waiting_for_capture", "succeeded", "canceled"]),
  amount: z.object({
    value: z.string().regex(/^\d{1,12}\.\d{2}$/),
    currency: z.string().regex(/^[A-Z]{3}$/),
  }),
  confirmation: z.object({ confirmation_url: z.url({ protocol: /^https?$/ }).optional() })
    .optional(),
  captured_at: z.iso.datetime({ offset: true }).optional(),
  metadata: z.object({ attempt_id: z.string().max(64).optional() }).optional(),
  cancellation_details: z.object({ reason: z.string().regex(/^[a-z0-9_]{1,64}$/) }).optional(),
});

/**
 * The payments and refunds of YooKassa, API v3. Codes: YooKassa's own error codes, `http_N`, `timeout`,
 * `network`, `unreadable_reply`. HTTP 5xx tells nothing about the outcome (their documentation
 * says so), hence `unreachable`.
 */
export function yookassa(settings: YookassaSettings): PaymentProvider {
  return {
    open: async ({ key, body }) =>
      opened(
        await call(settings, {
          method: "POST",
          path: "/v3/payments",
          headers: { "content-type": "application/json", "idempotence-key": key },
          body: jsonBody(body),
        }),
      ),
    read: async (providerId) =>
      found(
        await call(settings, {
          method: "GET",
          path: `/v3/payments/${encodeURIComponent(providerId)}`,
        }),
      ),
    refund: async ({ key, body }) =>
      refundMade(
        await call(settings, {
          method: "POST",
          path: "/v3/refunds",
          headers: { "content-type": "application/json", "idempotence-key": key },
          body: jsonBody(body),
        }),
      ),
    readRefund: async (providerId) =>
      refundFound(
        await call(settings, {
          method: "GET",
          path: `/v3/refunds/${encodeURIComponent(providerId)}`,
        }),
      ),
    readRefundReceipt: async (providerId) =>
      receiptFound(
        await call(settings, {
          method: "GET",
          path: `/v3/receipts?refund_id=${encodeURIComponent(providerId)}`,
        }),
      ),
  };
}

function opened(answer: Answer): OpenOutcome {
  if ("failed" in answer) return { ok: false, reason: "unreachable", code: answer.failed };
  if (answer.status !== 200) {
    const reason = isRefusal(answer.status) ? "rejected" : "unreachable";
    return { ok: false, reason, code: errorCode(answer) };
  }
  const payment = readPayment(answer.body);
  return payment === null
    ? { ok: false, reason: "unreachable", code: "unreadable_reply" }
    : { ok: true, payment };
}

function found(answer: Answer): ReadOutcome {
  if ("failed" in answer) return { ok: false, reason: "unreachable", code: answer.failed };
  if (answer.status !== 200) {
    const reason = answer.status === 404 ? "unknown" : "unreachable";
    return { ok: false, reason, code: errorCode(answer) };
  }
  const payment = readPayment(answer.body);
  return payment === null
    ? { ok: false, reason: "unreachable", code: "unreadable_reply" }
    : { ok: true, payment };
}

/** A payment in YooKassa's JSON, or null if it is not one. */
export function readPayment(body: unknown): ProviderPayment | null {
  const parsed = paymentReply.safeParse(body);
  if (!parsed.success) return null;
  const payment = parsed.data;
  const amount = parseRoubles(payment.amount.value);
  if (amount === null) return null;
  return {
    id: payment.id,
    status: payment.status,
    amount,
    currency: payment.amount.currency,
    attemptId: payment.metadata?.attempt_id ?? null,
    confirmationUrl: payment.confirmation?.confirmation_url ?? null,
    capturedAt: payment.captured_at === undefined
      ? null
      : instant(new Date(payment.captured_at).toISOString()),
    cancelReason: payment.cancellation_details?.reason ?? null,
  };
}
