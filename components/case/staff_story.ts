import type { CallOutcome } from "../../domain/call.ts";
import { type LocalDate, localDateOf, localTimeOf } from "../../domain/local_date.ts";
import { formatRoubles } from "../../domain/money.ts";
import { dayAndYear, numbered } from "../../domain/russian.ts";
import {
  afterPayment,
  comingSteps,
  debtSentence,
  lateNews,
  paymentTitle,
  SETTLED,
  type Telling,
} from "../invoice/invoice_story.ts";
import { unbroken } from "../page/text.ts";
import type { CurrentEvent, PastEvent, Story } from "../page/timeline.tsx";
import { PAYMENT_STATES, paymentReason } from "../payment/payment_words.ts";
import {
  type CaseEvent,
  caseEvents,
  type CaseFacts,
  type CaseNotice,
  isByDecision,
  openAttempt,
} from "./case_events.ts";
import { NOTICE_CHANNELS, NOTICE_STATES, noticeDetail, noticeTopic } from "./notice_words.ts";

/** The invoice's story as staff need it: to the minute, with deliveries, reasons and names. */
export function staffStory(invoice: CaseFacts, telling: Telling): Story {
  const { timeZone } = invoice;
  const past = caseEvents(invoice, telling.now).map((event): PastEvent => ({
    on: localDateOf(event.at, timeZone),
    time: localTimeOf(event.at, timeZone),
    ...tellPast(event, invoice, telling),
  }));
  return {
    past,
    now: currentStep(invoice, telling),
    next: comingSteps(invoice, telling),
    today: telling.today,
  };
}

function tellPast(
  event: CaseEvent,
  invoice: CaseFacts,
  { today }: Telling,
): Omit<PastEvent, "on" | "time"> {
  const day = (date: LocalDate) => unbroken(dayAndYear(date, today));
  switch (event.kind) {
    case "published": {
      const dueOn = invoice.history.dueMoves[0]?.from ?? invoice.dueOn;
      return {
        title: "Счет выставлен",
        details: [`${formatRoubles(invoice.totalKopecks)}, срок ${day(dueOn)}`],
      };
    }
    case "told":
      return {
        title: messageTitle(event.template),
        details: event.notices.map((notice) => deliveryOf(notice, invoice.timeZone)),
      };
    case "call_tried":
      return tellCall(event, invoice, day);
    case "due_moved":
      return {
        title: `Срок стал позже: ${day(event.move.to)} вместо ${day(event.move.from)}`,
        details: [
          event.move.by === "staff"
            ? "По\u00a0решению сотрудника"
            : unbroken(`Календарь, версия ${event.move.calendarVersionId}: ${event.move.source}`),
        ],
      };
    case "paused":
      return {
        title: `Напоминания приостановлены до\u00a0${day(event.pause.through)} включительно`,
      };
    case "attempt_opened":
      return { title: `Начата оплата ${formatRoubles(event.attempt.amountKopecks)}` };
    case "attempt_canceled":
      return {
        title: "Платеж не\u00a0прошел",
        details: event.attempt.reason === null ? [] : [paymentReason(event.attempt.reason)],
      };
    case "paid":
      return { title: paymentTitle(event), details: lateNews(event, invoice, day) };
    case "term_ended":
      return { title: "Срок закончился, счет не\u00a0оплачен" };
    case "defaulted":
      return { title: "Просрочка записана" };
    case "default_mistaken":
      return {
        title: "Просрочка записана",
        details: ["По\u00a0ошибке: о\u00a0списании банк сообщил позже"],
      };
    case "default_reversed":
      return { title: "Просрочка отменена: деньги поступили в\u00a0срок" };
    case "emergency_began":
      return { title: "Включена экстренная программа" };
    case "emergency_joined":
      return {
        title: "Экстренная программа уже действует",
        details: [
          `С\u00a0${day(event.spell.from)}, из-за счета ${numbered(event.spell.invoiceId)}`,
        ],
      };
    case "group_returned":
      return {
        title: "Групповая программа вернулась",
        details: event.spell.endedReason === "default_reversed"
          ? ["Просрочка отменена"]
          : isByDecision(event.spell)
          ? ["По\u00a0решению сотрудников, долг остается"]
          : [],
      };
    case "recovery_opened":
      return { title: "Открыто дело о\u00a0взыскании" };
    case "recovery_closed":
      return {
        title: "Дело о\u00a0взыскании закрыто",
        details: [
          event.recovery.closedReason !== "paid"
            ? "Просрочка отменена"
            : SETTLED[invoice.settlement?.by ?? "payment"],
        ],
      };
  }
}

function messageTitle(template: string): string {
  const topic = noticeTopic(template);
  return /^day\d+$/.test(template) ? topic : `Сообщение «${topic}»`;
}

/** «СМС — отправлено 10:14»; «Письмо — не отправлено: некуда отправить». */
function deliveryOf(notice: CaseNotice, timeZone: string): string {
  const { channel, state, detail, finishedAt } = notice;
  const words = channel === "call" ? CALL_STATES : NOTICE_STATES;
  const outcome = (words[state] ?? state).toLowerCase();
  const time = state === "sent" && finishedAt ? ` ${localTimeOf(finishedAt, timeZone)}` : "";
  const told = `${NOTICE_CHANNELS[channel]}\u00a0— ${outcome}${time}`;
  return detail === null ? told : `${told}: ${noticeDetail(detail)}`;
}

const CALL_STATES: Record<string, string> = {
  open: "ждет звонка",
  done: "дозвонились",
  failed: "не удался",
  skipped: "не понадобился",
};

const CALLS: Record<CallOutcome, string> = {
  answered: "Звонок: дозвонились",
  no_answer: "Звонок: нет ответа",
  busy: "Звонок: занято",
  call_back: "Звонок: просит перезвонить",
  wrong_number: "Звонок: неверный номер",
};

function tellCall(
  { tried }: CaseEvent & { kind: "call_tried" },
  { timeZone }: CaseFacts,
  day: (date: LocalDate) => string,
): Omit<PastEvent, "on" | "time"> {
  const { outcome, note, staff, nextTryAt } = tried;
  const again = nextTryAt === null ? [] : [
    `Снова ${day(localDateOf(nextTryAt, timeZone))} в\u00a0${localTimeOf(nextTryAt, timeZone)}`,
  ];
  return {
    title: CALLS[outcome],
    details: [staff, ...(note ? [`«${note}»`] : []), ...again],
  };
}

function currentStep(invoice: CaseFacts, telling: Telling): CurrentEvent {
  if (invoice.settlement !== null) {
    return { title: SETTLED[invoice.settlement.by], detail: afterPayment(invoice) };
  }
  const attempt = openAttempt(invoice);
  if (attempt !== null) {
    const { state, reason } = attempt;
    return {
      title: state === "unknown" ? "Платеж решают сотрудники" : "Платеж проверяется",
      detail: reason === null ? PAYMENT_STATES[state] : paymentReason(reason),
    };
  }
  const recovers = invoice.history.recovery !== null;
  return {
    title: recovers ? "Взыскание: ждем оплату" : "Ждем оплату",
    detail: debtSentence(invoice, telling),
  };
}
