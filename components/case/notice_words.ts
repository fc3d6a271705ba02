import type { Notice } from "../../domain/notice_texts.ts";
import type { ReminderChannel } from "../../domain/reminder_plan.ts";

const TOPICS: Record<Exclude<Notice["template"], "reminder" | "accrual_covered">, string> = {
  accrual: "Новый счет",
  default: "Срок оплаты истек",
  due_moved: "Срок перенесен",
  recovery: "Взыскание долга",
  invoice_corrected: "Счет исправлен",
  debt_forgiven: "Долг списан",
  restored: "Программа вернулась",
  default_reversed: "Просрочки не было",
  payment_succeeded: "Оплата принята",
  payment_canceled: "Платеж не прошел",
  refund_succeeded: "Деньги вернулись",
  contact_changed: "Контакт изменен",
  consent_withdrawn: "Согласие отозвано",
  cabinet_closed: "Кабинет закрыт",
  look_in: "Давно не было в кабинете",
};

/** What a message was about, for staff. Some are kept under their occasion: `day20`, `moved3`. */
export function noticeTopic(template: string): string {
  const day = /^day(\d+)$/.exec(template)?.[1];
  if (day) return `Напоминание, ${day}-й рабочий день`;
  if (/^moved\d+$/.test(template)) return TOPICS.due_moved;
  return Object.hasOwn(TOPICS, template) ? TOPICS[template as keyof typeof TOPICS] : template;
}

export const NOTICE_CHANNELS: Record<ReminderChannel, string> = {
  sms: "СМС",
  email: "Письмо",
  call: "Звонок",
};

export const NOTICE_STATES: Record<string, string> = {
  sending: "Отправляем",
  sent: "Отправлено",
  skipped: "Не понадобилось",
  failed: "Не отправлено",
  unknown: "Неизвестно, дошло ли",
};

const DETAILS: Record<string, string> = {
  overtaken: "наступило следующее",
  not_due_any_more: "уже оплачено или срок прошел",
  no_contact: "некуда отправить",
  not_wanted: "человек отключил этот канал",
  quiet_hours: "ждет утра",
  gave_up: "все попытки кончились",
  interrupted: "прервалось на отправке",
  timeout: "шлюз не ответил",
  paid: "счет оплачен",
  defaulted: "срок прошел",
  answered_before: "уже дозвонились",
  paused: "напоминания приостановлены",
  unreached: "не дозвонились",
  wrong_number: "неверный номер",
};

/** Why a message or a call has the state it has; a gateway's code is shown as it is. */
export function noticeDetail(code: string): string {
  return Object.hasOwn(DETAILS, code) ? DETAILS[code]! : code;
}
