import type { Instant } from "../../domain/local_date.ts";
import type { Kopecks } from "../../domain/money.ts";
import type { PaymentRequestBody } from "./payment_request.ts";
import type { RefundRequestBody } from "./refund_request.ts";

export {
  paymentRequest,
  type PaymentRequestBody,
  type PaymentRequestDetails,
} from "./payment_request.ts";
export {
  refundRequest,
  type RefundRequestBody,
  type RefundRequestDetails,
} from "./refund_request.ts";
export { type Notification, readNotification } from "./notification.ts";

export interface ProviderPayment {
  id: string;
  status: "pending" | "waiting_for_capture" | "succeeded" | "canceled";
  amount: Kopecks;
  /** ISO 4217, "RUB". */
  currency: string;
  /** What we put into `metadata.attempt_id`; null where the payment is not of our making. */
  attemptId: string | null;
  /** The bank's page for the person; null once there is nothing to confirm. */
  confirmationUrl: string | null;
  /** When the money was taken: this instant, not ours, counts against a deadline. */
  capturedAt: Instant | null;
  /** The bank's word for a cancelled payment, "expired_on_confirmation" and the like. */
  cancelReason: string | null;
}

/**
 * `rejected`: nothing was opened and the same request will be refused again. `unreachable`: a
 * payment may have been opened; repeat the same request under the same key.
 */
export type OpenOutcome =
  | { ok: true; payment: ProviderPayment }
  | { ok: false; reason: "rejected" | "unreachable"; code: string };

/** `unknown`: the provider has no such payment. */
export type ReadOutcome =
  | { ok: true; payment: ProviderPayment }
  | { ok: false; reason: "unknown" | "unreachable"; code: string };

export interface ProviderRefund {
  id: string;
  /** Which payment goes back. */
  paymentId: string;
  status: "pending" | "succeeded" | "canceled";
  amount: Kopecks;
  /** ISO 4217, "RUB". */
  currency: string;
  /** What we put into `metadata.refund_id`; null where the refund is not of our making. */
  refundId: string | null;
  /** The bank's word for a cancelled refund, "insufficient_funds" and the like. */
  cancelReason: string | null;
}

/**
 * `rejected`: nothing goes back and the same request will be refused again. `unreachable`: a refund
 * may have been made; repeat the same request under the same key.
 */
export type RefundOutcome =
  | { ok: true; refund: ProviderRefund }
  | { ok: false; reason: "rejected" | "unreachable"; code: string };

/** `unknown`: the provider has no such refund. */
export type ReadRefundOutcome =
  | { ok: true; refund: ProviderRefund }
  | { ok: false; reason: "unknown" | "unreachable"; code: string };

/** The marks of a fiscal receipt, by which anybody can check it with the tax service (54-FZ). */
export interface FiscalReceipt {
  /** Номер фискального документа. */
  documentNumber: string;
  /** Номер фискального накопителя. */
  storageNumber: string;
  /** Фискальный признак документа. */
  attribute: string;
  registeredAt: Instant;
}

/** `receipt` is null while it is not registered. */
export type ReceiptOutcome =
  | { ok: true; receipt: FiscalReceipt | null }
  | { ok: false; code: string };

/** No code in an outcome holds a phone, an address or a name. */
export interface PaymentProvider {
  /** `key` is the attempt's id; the provider remembers it for 24 hours. */
  open(request: { key: string; body: PaymentRequestBody }): Promise<OpenOutcome>;
  read(providerId: string): Promise<ReadOutcome>;
  /** Asks for a part of a payment to go back; `key` is the refund's id, remembered for 24 hours. */
  refund(request: { key: string; body: RefundRequestBody }): Promise<RefundOutcome>;
  readRefund(providerId: string): Promise<ReadRefundOutcome>;
  /** The fiscal receipt of a return, by the refund's id at the provider. */
  readRefundReceipt(providerId: string): Promise<ReceiptOutcome>;
}
