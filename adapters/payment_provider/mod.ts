import type { Instant } from "../../domain/local_date.ts";
import type { Kopecks } from "../../domain/money.ts";
import type { PaymentRequestBody } from "./payment_request.ts";

export {
  paymentRequest,
  type PaymentRequestBody,
  type PaymentRequestDetails,
} from "./payment_request.ts";
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

/** No code in an outcome holds a phone, an address or a name. */
export interface PaymentProvider {
  /** `key` is the attempt's id; the provider remembers it for 24 hours. */
  open(request: { key: string; body: PaymentRequestBody }): Promise<OpenOutcome>;
  read(providerId: string): Promise<ReadOutcome>;
}
