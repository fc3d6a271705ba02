import type { Instant } from "./local_date.ts";
import { type Kopecks, kopecks, subtract } from "./money.ts";
import type { Transitions } from "./transitions.ts";

export type RefundState = "created" | "pending" | "succeeded" | "canceled" | "unknown";

export type RefundEvent =
  | "bank_accepted"
  | "bank_returned"
  | "bank_refused"
  | "key_expired"
  | "answer_contradicts"
  | "staff_found_returned"
  | "staff_found_kept";

/**
 * Money on its way back to a payer. As with a payment, `unknown` waits for staff: no answer came
 * while the bank still knew the key, or its answer is not what was asked for.
 */
export const REFUND_TRANSITIONS: Transitions<RefundState, RefundEvent> = {
  created: {
    bank_accepted: "pending",
    bank_returned: "succeeded",
    bank_refused: "canceled",
    key_expired: "unknown",
    answer_contradicts: "unknown",
  },
  pending: {
    bank_returned: "succeeded",
    bank_refused: "canceled",
    answer_contradicts: "unknown",
  },
  unknown: { staff_found_returned: "succeeded", staff_found_kept: "canceled" },
  succeeded: {},
  canceled: {},
};

/** Receipts are registered within minutes; one that is not by then is looked for at the bank. */
export const RECEIPT_HOURS = 3 * 24;

/** A refund as the nightly comparison reads it. */
export interface RefundFacts {
  refundId: string;
  state: RefundState;
  amountKopecks: Kopecks;
  /** Went back, and the receipt is still asked for until then; null else. */
  receiptAwaitedUntil: Instant | null;
}

/** A payment that some of a payer's money can go back through. */
export interface RefundablePayment {
  attemptId: string;
  /** What of it has not gone back yet. */
  left: Kopecks;
}

/** A credit that a correction left. */
export interface SpendableCredit {
  correctionId: number;
  left: Kopecks;
}

/** One refund: a part of one payment, and what of it were credits; the rest was paid in excess. */
export interface PlannedRefund {
  attemptId: string;
  amount: Kopecks;
  credits: { correctionId: number; amount: Kopecks }[];
}

/**
 * Splits what goes back over the payments, in their order: the bank returns no more of a payment
 * than it took. What was paid in excess goes first, then the credits in their order.
 *
 * @returns null where the payments don't suffice
 */
export function planRefunds(
  { amount, excess, payments, credits }: {
    amount: Kopecks;
    /** What was paid beyond what was owed, and is no credit. */
    excess: Kopecks;
    payments: readonly RefundablePayment[];
    credits: readonly SpendableCredit[];
  },
): PlannedRefund[] | null {
  const spending = credits.map((credit) => ({ ...credit }));
  const planned: PlannedRefund[] = [];
  let open = amount;
  let freely = excess;
  for (const payment of payments) {
    const part = least(open, payment.left);
    if (part <= 0) continue;
    const uncredited = least(part, freely);
    const taken = takeCredits(spending, subtract(part, uncredited));
    if (taken === null) return null;
    planned.push({ attemptId: payment.attemptId, amount: part, credits: taken });
    freely = subtract(freely, uncredited);
    open = subtract(open, part);
  }
  return open === 0 ? planned : null;
}

/** Takes from the front; null where the credits don't suffice. */
function takeCredits(
  credits: { correctionId: number; left: Kopecks }[],
  wanted: Kopecks,
): PlannedRefund["credits"] | null {
  const taken: PlannedRefund["credits"] = [];
  let open = wanted;
  for (const credit of credits) {
    const amount = least(open, credit.left);
    if (amount <= 0) continue;
    taken.push({ correctionId: credit.correctionId, amount });
    credit.left = subtract(credit.left, amount);
    open = subtract(open, amount);
  }
  return open === 0 ? taken : null;
}

function least(a: Kopecks, b: Kopecks): Kopecks {
  return kopecks(Math.min(a, b));
}
