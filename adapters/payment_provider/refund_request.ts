import { type Kopecks, roublesAndKopecks } from "../../domain/money.ts";
import type { PaymentRequestBody } from "./payment_request.ts";

type Amount = PaymentRequestBody["amount"];

/** The body of YooKassa's `POST /v3/refunds`, as it is stored and posted, any number of times. */
export type RefundRequestBody = {
  payment_id: string;
  amount: Amount;
  description: string;
  metadata: { refund_id: string };
  receipt: PaymentRequestBody["receipt"];
};

export interface RefundRequestDetails {
  refundId: string;
  /** The bank's id of the payment that goes back, whole or in part. */
  paymentId: string;
  /** What that payment was opened with: the receipt of the return goes the same way (54-FZ). */
  payment: PaymentRequestBody;
  amount: Kopecks;
}

/**
 * The body that returns a part of a payment, with the receipt of the return of 54-ФЗ: one line of
 * the payment's own subject and VAT code.
 *
 * @throws RangeError if nothing would go back
 */
export function refundRequest(details: RefundRequestDetails): RefundRequestBody {
  const { refundId, paymentId, payment, amount } = details;
  const [item] = payment.receipt.items;
  if (amount <= 0 || item === undefined) {
    throw new RangeError(
      `${amount} kopecks can't go back with ${payment.receipt.items.length} lines`,
    );
  }
  const returned: Amount = { value: roublesAndKopecks(amount), currency: "RUB" };
  const description = "Возврат франшизы по договору ДМС";
  return {
    payment_id: paymentId,
    amount: returned,
    description,
    metadata: { refund_id: refundId },
    receipt: {
      customer: payment.receipt.customer,
      items: [{ ...item, description, quantity: "1.00", amount: returned }],
    },
  };
}
