import type { Transitions } from "./transitions.ts";

export type PaymentState = "created" | "pending" | "succeeded" | "canceled" | "unknown";

export type PaymentEvent =
  | "bank_opened"
  | "bank_refused"
  | "bank_captured"
  | "bank_canceled"
  | "key_expired"
  | "staff_found_paid"
  | "staff_found_unpaid";

/** The bank's receipt has a line an invoice, and takes no more lines than this. */
export const MOST_INVOICES_A_PAYMENT = 80;

/**
 * An attempt to pay. `key_expired`: no answer came while the bank still knew the idempotence key,
 * so the post may not be repeated; `unknown` waits for staff.
 */
export const PAYMENT_TRANSITIONS: Transitions<PaymentState, PaymentEvent> = {
  created: {
    bank_opened: "pending",
    bank_refused: "canceled",
    bank_captured: "succeeded",
    bank_canceled: "canceled",
    key_expired: "unknown",
  },
  pending: { bank_captured: "succeeded", bank_canceled: "canceled" },
  unknown: {
    bank_captured: "succeeded",
    bank_canceled: "canceled",
    staff_found_paid: "succeeded",
    staff_found_unpaid: "canceled",
  },
  succeeded: {},
  canceled: { bank_captured: "unknown" },
};

/** How long the bank answers a repeated post by its key instead of opening a second payment. */
export const IDEMPOTENCE_KEY_HOURS = 24;

/** Whether the attempt still keeps its invoices from being paid by another one. */
export function isUndecided(state: PaymentState): boolean {
  return state === "created" || state === "pending" || state === "unknown";
}
