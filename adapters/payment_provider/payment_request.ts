import { type Kopecks, roublesAndKopecks, sum } from "../../domain/money.ts";
import { MOST_INVOICES_A_PAYMENT } from "../../domain/payment.ts";
import type { Phone } from "../../domain/phone.ts";

const DESCRIPTION_LIMIT = 128;

export interface PaymentRequestDetails {
  attemptId: string;
  amount: Kopecks;
  /** Shown to the person on the bank's page; cut to the provider's 128 characters. */
  description: string;
  returnUrl: string;
  /** Where the receipt goes: at least one of the two. */
  receiptEmail?: string | null;
  receiptPhone?: Phone | null;
  /** One per invoice; they add up to `amount`. */
  items: { description: string; amount: Kopecks }[];
  /** The provider's number for the VAT rate, 1 to 12; 1 is "without VAT". */
  vatCode: number;
  /** The provider's word for what is paid for: "service", "payment", "another" … */
  paymentSubject: string;
}

type Amount = { value: string; currency: "RUB" };

/** The body of YooKassa's `POST /v3/payments`, as it is stored and posted, any number of times. */
export type PaymentRequestBody = {
  amount: Amount;
  capture: true;
  confirmation: { type: "redirect"; return_url: string; locale: "ru_RU" };
  description: string;
  metadata: { attempt_id: string };
  receipt: {
    customer: { email?: string; phone?: string };
    items: {
      description: string;
      quantity: string;
      amount: Amount;
      vat_code: number;
      payment_mode: "full_payment";
      payment_subject: string;
    }[];
  };
};

/**
 * The body that opens a payment, with the receipt of 54-ФЗ: a line per invoice.
 *
 * @throws RangeError if the lines don't add up to the amount, if there are none or too many, or
 * if the receipt has nowhere to go.
 */
export function paymentRequest(details: PaymentRequestDetails): PaymentRequestBody {
  const { items, amount } = details;
  if (items.length === 0 || items.length > MOST_INVOICES_A_PAYMENT) {
    throw new RangeError(
      `A receipt has 1 to ${MOST_INVOICES_A_PAYMENT} lines, not ${items.length}`,
    );
  }
  if (amount <= 0 || sum(items.map((item) => item.amount)) !== amount) {
    throw new RangeError(`The receipt's lines don't add up to ${amount} kopecks`);
  }
  return {
    amount: roubles(amount),
    capture: true,
    confirmation: { type: "redirect", return_url: details.returnUrl, locale: "ru_RU" },
    description: cut(details.description),
    metadata: { attempt_id: details.attemptId },
    receipt: {
      customer: customer(details),
      items: items.map((item) => ({
        description: cut(item.description),
        quantity: "1.00",
        amount: roubles(item.amount),
        vat_code: details.vatCode,
        payment_mode: "full_payment",
        payment_subject: details.paymentSubject,
      })),
    },
  };
}

function customer({ receiptEmail, receiptPhone }: PaymentRequestDetails) {
  if (!receiptEmail && !receiptPhone) {
    throw new RangeError("A receipt needs an e-mail address or a phone to go to");
  }
  return {
    ...(receiptEmail ? { email: receiptEmail } : {}),
    ...(receiptPhone ? { phone: `7${receiptPhone}` } : {}),
  };
}

function roubles(amount: Kopecks): Amount {
  return { value: roublesAndKopecks(amount), currency: "RUB" };
}

function cut(text: string): string {
  const characters = [...text];
  if (characters.length <= DESCRIPTION_LIMIT) return text;
  return characters.slice(0, DESCRIPTION_LIMIT - 1).join("") + "…";
}
