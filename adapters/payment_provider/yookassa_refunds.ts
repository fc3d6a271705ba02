import { z } from "zod";
import { instant } from "../../domain/local_date.ts";
import { parseRoubles } from "../../domain/money.ts";
import type {
  FiscalReceipt,
  ProviderRefund,
  ReadRefundOutcome,
  ReceiptOutcome,
  RefundOutcome,
} from "./mod.ts";
import { type Answer, errorCode, isRefusal } from "./yookassa_call.ts";

const refundReply = z.object({
  id: z.string().regex(/^[\w-]{1,64}$/),
  payment_id: z.string().regex(/^[\w-]{1,64}$/),
  status: z.enum(["pending", "succeeded", "canceled"]),
  amount: z.object({
    value: z.string().regex(/^\d{1,12}\.\d{2}$/),
    currency: z.string().regex(/^[A-Z]{3}$/),
  }),
  metadata: z.object({ refund_id: z.string().max(64).optional() }).optional(),
  cancellation_details: z.object({ reason: z.string().regex(/^[a-z0-9_]{1,64}$/) }).optional(),
});

const receiptsReply = z.object({
  items: z.array(z.object({
    type: z.string(),
    status: z.string(),
    fiscal_document_number: z.string().regex(/^\d{1,20}$/).optional(),
    fiscal_storage_number: z.string().regex(/^\d{1,20}$/).optional(),
    fiscal_attribute: z.string().regex(/^\d{1,20}$/).optional(),
    registered_at: z.iso.datetime({ offset: true }).optional(),
  })),
});

/** What `POST /v3/refunds` has answered. */
export function refundMade(answer: Answer): RefundOutcome {
  if ("failed" in answer) return { ok: false, reason: "unreachable", code: answer.failed };
  if (answer.status !== 200) {
    const reason = isRefusal(answer.status) ? "rejected" : "unreachable";
    return { ok: false, reason, code: errorCode(answer) };
  }
  const refund = readRefund(answer.body);
  return refund === null
    ? { ok: false, reason: "unreachable", code: "unreadable_reply" }
    : { ok: true, refund };
}

/** What `GET /v3/refunds/{id}` has answered. */
export function refundFound(answer: Answer): ReadRefundOutcome {
  if ("failed" in answer) return { ok: false, reason: "unreachable", code: answer.failed };
  if (answer.status !== 200) {
    const reason = answer.status === 404 ? "unknown" : "unreachable";
    return { ok: false, reason, code: errorCode(answer) };
  }
  const refund = readRefund(answer.body);
  return refund === null
    ? { ok: false, reason: "unreachable", code: "unreadable_reply" }
    : { ok: true, refund };
}

/** What `GET /v3/receipts?refund_id=…` has answered: the receipt of the return, once registered. */
export function receiptFound(answer: Answer): ReceiptOutcome {
  if ("failed" in answer) return { ok: false, code: answer.failed };
  if (answer.status !== 200) return { ok: false, code: errorCode(answer) };
  const parsed = receiptsReply.safeParse(answer.body);
  if (!parsed.success) return { ok: false, code: "unreadable_reply" };
  const registered = parsed.data.items.find(({ type, status }) =>
    type === "refund" && status === "succeeded"
  );
  return { ok: true, receipt: registered === undefined ? null : marksOf(registered) };
}

function marksOf(
  receipt: z.infer<typeof receiptsReply>["items"][number],
): FiscalReceipt | null {
  const { fiscal_document_number, fiscal_storage_number, fiscal_attribute, registered_at } =
    receipt;
  if (!fiscal_document_number || !fiscal_storage_number || !fiscal_attribute || !registered_at) {
    return null;
  }
  return {
    documentNumber: fiscal_document_number,
    storageNumber: fiscal_storage_number,
    attribute: fiscal_attribute,
    registeredAt: instant(new Date(registered_at).toISOString()),
  };
}

function readRefund(body: unknown): ProviderRefund | null {
  const parsed = refundReply.safeParse(body);
  if (!parsed.success) return null;
  const refund = parsed.data;
  const amount = parseRoubles(refund.amount.value);
  if (amount === null) return null;
  return {
    id: refund.id,
    paymentId: refund.payment_id,
    status: refund.status,
    amount,
    currency: refund.amount.currency,
    refundId: refund.metadata?.refund_id ?? null,
    cancelReason: refund.cancellation_details?.reason ?? null,
  };
}
