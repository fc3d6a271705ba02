import type { PaymentState } from "../../domain/payment.ts";
import type { RefundState } from "../../domain/refund.ts";

/** Why an attempt waits for staff, or ended without money: our codes, then the bank's. */
const REASONS: Record<string, string> = {
  key_expired: "Банк не ответил за сутки: неизвестно, открыл ли он платеж",
  not_at_bank: "Банк не находит этот платеж; спрашиваем его раз в час",
  other_refund: "Банк ответил о другом возврате",
  other_payment: "Банк ответил о другом платеже",
  other_attempt: "Платеж в банке относится к другому заказу",
  other_amount: "Сумма в банке другая",
  other_currency: "Валюта в банке другая",
  captured_after_cancel: "Банк отменил платеж, а потом списал деньги",
  expired_on_confirmation: "Человек не подтвердил оплату вовремя",
  general_decline: "Банк отказал без объяснения",
  insufficient_funds: "Не хватило денег на карте",
};

/** A code that has no words yet is shown as it is: staff can look it up. */
export function paymentReason(code: string): string {
  return Object.hasOwn(REASONS, code) ? REASONS[code]! : code;
}

export const PAYMENT_STATES: Record<PaymentState, string> = {
  created: "ждем, откроет ли его банк",
  pending: "ждем решения банка",
  unknown: "решают сотрудники",
  succeeded: "деньги пришли",
  canceled: "денег нет",
};

/** As staff read it, before the sum. */
export const REFUND_STATES: Record<RefundState, string> = {
  created: "просим банк вернуть",
  pending: "ждем банк, возврат",
  unknown: "решают сотрудники, возврат",
  succeeded: "вернули",
  canceled: "банк отказал вернуть",
};
