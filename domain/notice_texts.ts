import type { ContactKind } from "./contact.ts";
import type { LocalDate } from "./local_date.ts";
import { formatRoubles, type Kopecks } from "./money.ts";
import { formatPhone, type Phone } from "./phone.ts";
import { dayAndYear, numbered, ordinal, shortDate } from "./russian.ts";

/**
 * What a person is told. It knows an invoice's number, amount and dates and no more: that somebody
 * was treated is a medical secret, so no clinic and no service can get into a text.
 */
export type Notice =
  | {
    template: "accrual";
    invoiceId: number;
    owed: Kopecks;
    /** Of the invoice, what credits of earlier ones have paid. */
    offset: Kopecks;
    dueOn: LocalDate;
    emergencyFrom: EmergencyFrom;
  }
  /** A new invoice that credits of earlier ones have paid whole: nothing is to be paid. */
  | { template: "accrual_covered"; invoiceId: number; total: Kopecks }
  | {
    template: "reminder";
    invoiceId: number;
    owed: Kopecks;
    dueOn: LocalDate;
    /** Which working day of the term `today` is. */
    workingDay: number;
    termDays: number;
    emergencyFrom: EmergencyFrom;
  }
  | {
    template: "default";
    invoiceId: number;
    owed: Kopecks;
    dueOn: LocalDate;
    emergencyFrom: EmergencyFrom;
  }
  | {
    template: "due_moved";
    invoiceId: number;
    owed: Kopecks;
    from: LocalDate;
    dueOn: LocalDate;
    by: "calendar" | "staff";
    emergencyFrom: EmergencyFrom;
  }
  | {
    template: "recovery";
    invoiceId: number;
    owed: Kopecks;
    dueOn: LocalDate;
    /** Counted through `today`. */
    penalty: Kopecks;
    /** False where days lack a rate: they are not in `penalty`. */
    penaltyComplete: boolean;
  }
  | {
    template: "invoice_corrected";
    invoiceId: number;
    /** By how much the invoice came down. */
    lowered: Kopecks;
    /** What is owed on it now. */
    owed: Kopecks;
    /** Of `lowered`, what had been paid: it goes towards the next invoices. */
    ahead: Kopecks;
  }
  /** Staff forgave a part of the debt or all of it; `owed`: what is owed on the invoice now. */
  | { template: "debt_forgiven"; invoiceId: number; forgiven: Kopecks; owed: Kopecks }
  /** `let_off`: the debt was forgiven or corrected away; `staff_decided`: it stands. */
  | { template: "restored"; from: LocalDate; because: "paid" | "let_off" | "staff_decided" }
  | { template: "default_reversed"; invoiceId: number }
  | { template: "payment_succeeded"; amount: Kopecks; invoiceIds: readonly number[] }
  | { template: "payment_canceled"; amount: Kopecks; invoiceIds: readonly number[] }
  /** Money of a payment went back to the payer. */
  | { template: "refund_succeeded"; amount: Kopecks; attemptId: string }
  /** To the contact that was the account's before; `masked` is all it may know of the new one. */
  | { template: "contact_changed"; kind: ContactKind; masked: string; deskPhone: Phone }
  /** `endsOn`: the last day of service; null where it had not begun and will not. */
  | { template: "consent_withdrawn"; endsOn: LocalDate | null; deskPhone: Phone }
  /** The consent to the processing of personal data was withdrawn. */
  | { template: "cabinet_closed"; deskPhone: Phone }
  /** Nobody has been in the cabinet for a month; who is not registered has never been. */
  | { template: "look_in"; registered: boolean };

/**
 * First day of the emergency programme, which begins once the term is over. Null where there is no
 * service to take: the policy is over, or the consent withdrawn.
 */
type EmergencyFrom = LocalDate | null;

export interface NoticePlace {
  /** The local date of the person told. */
  today: LocalDate;
  /** The cabinet's full address without a trailing slash: people distrust shortened links. */
  cabinet: string;
}

/** The text of an SMS. */
export function smsText(notice: Notice, place: NoticePlace): string {
  return `Пятая часть. ${sentences(notice, place)[0]} ${address(notice, place)}`;
}

export interface Letter {
  subject: string;
  text: string;
}

/**
 * A letter: greeting, what happened, what to do, what follows.
 *
 * @param addressee name and patronymic
 */
export function letter(notice: Notice, place: NoticePlace, addressee: string): Letter {
  const text = [
    `Здравствуйте, ${addressee}!`,
    ...sentences(notice, place),
    `${linkTitle(notice)}: ${address(notice, place)}`,
    "Это письмо личного кабинета ДМС «Пятая часть». На него не нужно отвечать.",
  ];
  return { subject: subject(notice, place), text: text.join("\n\n") + "\n" };
}

/** The first sentence stands alone in an SMS; a letter says all of them. */
function sentences(notice: Notice, { today }: NoticePlace): string[] {
  switch (notice.template) {
    case "accrual": {
      const { invoiceId, owed, offset, dueOn, emergencyFrom } = notice;
      return [
        `Новый счет ${numbered(invoiceId)}: ${formatRoubles(owed)}. ` +
        `Оплатите до ${shortDate(dueOn, { today })}.`,
        `Это ваша доля в цене медицинских услуг, остальное платит страховая. ` +
        `Последний день оплаты, ${dayAndYear(dueOn, today)}, считается целиком.`,
        ...offset > 0
          ? [
            `Ваша переплата ${
              formatRoubles(offset)
            } по прежнему счету зачтена: в этой сумме ее нет.`,
          ]
          : [],
        unpaid(emergencyFrom, today),
      ];
    }
    case "accrual_covered":
      return [
        `Новый счет ${numbered(notice.invoiceId)}: ${formatRoubles(notice.total)}. ` +
        "Он оплачен зачетом прежней переплаты, платить не нужно.",
        "Это ваша доля в цене медицинских услуг. Из каких счетов переплата, видно в счете.",
      ];
    case "reminder": {
      const { invoiceId, owed, dueOn, workingDay, termDays, emergencyFrom } = notice;
      return [
        `Счет ${numbered(invoiceId)} не оплачен: ${formatRoubles(owed)}. ${
          dueOn === today
            ? "Сегодня последний день."
            : `Оплатите до ${shortDate(dueOn, { today })}.`
        }`,
        `Сегодня ${ordinal(workingDay)} рабочий день из ${termDays}.`,
        unpaid(emergencyFrom, today),
        "Не получается оплатить? Позвоните нам до срока: номер есть на каждой странице кабинета.",
      ];
    }
    case "default": {
      const { invoiceId, owed, dueOn, emergencyFrom } = notice;
      const over = `Срок оплаты счета ${numbered(invoiceId)} (${formatRoubles(owed)}) истек ` +
        `${dayAndYear(dueOn, today)}.`;
      if (emergencyFrom === null) {
        return [over, "Долг остается, за просрочку могут начисляться проценты по закону."];
      }
      return [
        `${over} С ${dayAndYear(emergencyFrom, today)} действует только экстренная помощь.`,
        "Экстренную помощь вызывайте через медицинский пульт, плановые приемы не оплачиваются.",
        "Когда долг будет оплачен, групповая программа вернется со следующего рабочего дня. " +
        "За просрочку могут начисляться проценты по закону.",
      ];
    }
    case "due_moved": {
      const { invoiceId, owed, from, dueOn, by, emergencyFrom } = notice;
      return [
        `Срок оплаты счета ${numbered(invoiceId)} (${formatRoubles(owed)}) стал позже: ` +
        `${shortDate(dueOn, { today })} вместо ${shortDate(from, { today })}.`,
        by === "calendar"
          ? "Изменился производственный календарь, и рабочих дней до прежнего срока стало меньше 30."
          : "Так решил страховщик.",
        `Последний день оплаты, ${dayAndYear(dueOn, today)}, считается целиком.`,
        unpaid(emergencyFrom, today),
      ];
    }
    case "recovery": {
      const { invoiceId, owed, dueOn, penalty, penaltyComplete } = notice;
      return [
        `Счет ${numbered(invoiceId)} (${formatRoubles(owed)}) не оплачен: срок истек ` +
        `${dayAndYear(dueOn, today)}. Открыто дело о взыскании долга.`,
        `За просрочку по закону начисляются проценты: ${formatRoubles(penalty)} на ` +
        `${dayAndYear(today, today)}${
          penaltyComplete ? "" : ", без дней, для которых ставка еще не известна"
        }. Расчет по дням есть в кабинете.`,
        "Когда долг будет оплачен, дело закроется. Проценты страховая может потребовать отдельно.",
        "Не получается оплатить сразу? Позвоните нам: номер есть на каждой странице кабинета.",
      ];
    }
    case "invoice_corrected": {
      const { invoiceId, lowered, owed, ahead } = notice;
      const lower = `Счет ${numbered(invoiceId)} исправлен: на ${formatRoubles(lowered)} меньше.`;
      const reason = "Клиника исправила свой реестр. Какая строка изменилась, видно в счете.";
      if (ahead > 0) {
        return [
          `${lower} Переплата ${formatRoubles(ahead)} зачтется в следующий счет.`,
          reason,
          ...owed > 0 ? [`К оплате по этому счету: ${formatRoubles(owed)}.`] : [],
        ];
      }
      return owed > 0
        ? [
          `${lower} К оплате ${formatRoubles(owed)}.`,
          reason,
          "Срок оплаты прежний.",
        ]
        : [`${lower} Платить по нему больше не нужно.`, reason];
    }
    case "debt_forgiven": {
      const { invoiceId, forgiven, owed } = notice;
      const [invoice, sum] = [numbered(invoiceId), formatRoubles(forgiven)];
      // «Списано 900 ₽» alone reads as a charge: the debt is named first.
      return owed > 0
        ? [
          `Страховщик списал часть вашего долга по счету ${invoice}: ${sum}. ` +
          `Осталось оплатить ${formatRoubles(owed)}.`,
          "Срок оплаты прежний.",
        ]
        : [
          `Страховщик списал ваш долг по счету ${invoice}: ${sum}. Платить по нему больше не нужно.`,
          "Напоминаний об этом счете больше не будет.",
        ];
    }
    case "restored":
      return [
        `${
          notice.because === "paid"
            ? "Долг оплачен"
            : notice.because === "let_off"
            ? "Просроченного долга больше нет"
            : "Страховщик решил вернуть программу до оплаты"
        }. Программа ДМС снова действует с ${shortDate(notice.from, { today })}.`,
        "До этого дня действует экстренная помощь через медицинский пульт.",
        ...notice.because !== "staff_decided"
          ? []
          : ["Долг остается: его по-прежнему нужно оплатить."],
      ];
    case "default_reversed":
      return [
        `Оплата счета ${numbered(notice.invoiceId)} поступила в срок. ` +
        "Программа ДМС действует без перерыва.",
        "Банк сообщил об оплате с задержкой. Просрочки по счету нет.",
      ];
    case "payment_succeeded":
      return [
        `Оплата ${formatRoubles(notice.amount)} принята: ${invoices(notice.invoiceIds)}.`,
        "Чек придет на почту, указанную в кабинете.",
      ];
    case "payment_canceled":
      return [
        `Платеж ${formatRoubles(notice.amount)} не прошел, деньги не списаны: ${
          invoices(notice.invoiceIds)
        }.`,
        "Оплатить можно снова в кабинете.",
      ];
    case "refund_succeeded":
      return [
        `Вернули вам ${formatRoubles(notice.amount)}: деньги придут туда, откуда вы платили.`,
        "Банк зачисляет их до нескольких дней. Чек возврата придет на почту, его номер будет на " +
        "странице платежа.",
      ];
    case "contact_changed": {
      const desk = `позвоните на медицинский пульт: ${formatPhone(notice.deskPhone)}`;
      return notice.kind === "phone"
        ? [
          `Телефон вашего кабинета изменен, новый оканчивается на ${notice.masked}. ` +
          `Если это были не вы — ${desk}.`,
        ]
        : [
          `Почта вашего кабинета изменена на ${notice.masked}. Если это были не вы — ${desk}.`,
          "Письма и чеки теперь приходят на новую почту.",
        ];
    }
    case "consent_withdrawn":
      return [
        "Согласие на франшизу отозвано. " +
        (notice.endsOn === null
          ? "Обслуживание по полису не откроется."
          : `Последний день обслуживания: ${shortDate(notice.endsOn, { today })}.`),
        "Счета за оказанные услуги остаются: сроки оплаты те же, напоминания придут.",
        "Передумали? Дайте согласие снова в разделе «Мои полисы»: обслуживание откроется со " +
        "следующего рабочего дня.",
        notYou(notice.deskPhone),
      ];
    case "cabinet_closed":
      return [
        "Кабинет закрыт: согласие на обработку персональных данных отозвано. Счета и сроки " +
        "оплаты остаются.",
        "О счетах сообщим, как раньше. Полис и франшиза действуют по договору.",
        "Кабинет можно открыть снова в любой день: зарегистрируйтесь еще раз.",
        notYou(notice.deskPhone),
      ];
    case "look_in":
      return notice.registered
        ? [
          "Вы давно не заходили в кабинет ДМС. Проверьте, нет ли новых счетов.",
          "По условиям франшизы в кабинет нужно заглядывать каждый месяц: счета и сроки оплаты " +
          "появляются там.",
        ]
        : [
          "Франшиза по ДМС действует. Зарегистрируйтесь в кабинете: счета приходят туда.",
          "По условиям франшизы в кабинет нужно заглядывать каждый месяц. Чтобы войти, хватит " +
          "телефона и кода.",
        ];
  }
}

function notYou(deskPhone: Phone): string {
  return `Если это были не вы — позвоните на медицинский пульт: ${formatPhone(deskPhone)}.`;
}

function unpaid(emergencyFrom: EmergencyFrom, today: LocalDate): string {
  if (emergencyFrom === null) {
    return "Если не оплатить в срок, могут начисляться проценты, а потом страховая откроет дело о " +
      "взыскании.";
  }
  return `Если не оплатить, с ${dayAndYear(emergencyFrom, today)} ` +
    "останется только экстренная помощь через медицинский пульт.";
}

function subject(notice: Notice, { today }: NoticePlace): string {
  switch (notice.template) {
    case "accrual":
      return `Счет ${numbered(notice.invoiceId)}: ${formatRoubles(notice.owed)} до ${
        dayAndYear(notice.dueOn, today)
      }`;
    case "accrual_covered":
      return `Счет ${numbered(notice.invoiceId)} оплачен зачетом переплаты`;
    case "reminder":
      return `Напоминание: счет ${numbered(notice.invoiceId)}, ${formatRoubles(notice.owed)} до ${
        dayAndYear(notice.dueOn, today)
      }`;
    case "default":
      return `Счет ${numbered(notice.invoiceId)} не оплачен в срок`;
    case "due_moved":
      return `Счет ${numbered(notice.invoiceId)}: срок теперь ${dayAndYear(notice.dueOn, today)}`;
    case "recovery":
      return `Счет ${numbered(notice.invoiceId)}: дело о взыскании`;
    case "invoice_corrected":
      return `Счет ${numbered(notice.invoiceId)} исправлен: на ${
        formatRoubles(notice.lowered)
      } меньше`;
    case "debt_forgiven":
      return notice.owed > 0
        ? `Счет ${numbered(notice.invoiceId)}: долг меньше на ${formatRoubles(notice.forgiven)}`
        : `Счет ${numbered(notice.invoiceId)}: долг списан, платить не нужно`;
    case "restored":
      return `Программа ДМС снова действует с ${dayAndYear(notice.from, today)}`;
    case "default_reversed":
      return `Счет ${numbered(notice.invoiceId)} оплачен в срок`;
    case "payment_succeeded":
      return `Оплата ${formatRoubles(notice.amount)} принята`;
    case "payment_canceled":
      return `Платеж ${formatRoubles(notice.amount)} не прошел`;
    case "refund_succeeded":
      return `Вернули вам ${formatRoubles(notice.amount)}`;
    case "contact_changed":
      return notice.kind === "phone"
        ? "Телефон вашего кабинета изменен"
        : "Почта вашего кабинета изменена";
    case "consent_withdrawn":
      return "Согласие на франшизу отозвано";
    case "cabinet_closed":
      return "Кабинет закрыт";
    case "look_in":
      return notice.registered ? "Загляните в кабинет ДМС" : "Откройте кабинет ДМС";
  }
}

function address(notice: Notice, { cabinet }: NoticePlace): string {
  return `${cabinet}/${placeOf(notice).path}`;
}

function linkTitle(notice: Notice): string {
  return placeOf(notice).title;
}

/** The page of the cabinet where it goes on. */
function placeOf(notice: Notice): { path: string; title: string } {
  if ("invoiceId" in notice) {
    return { path: `invoices/${notice.invoiceId}`, title: "Счет в кабинете" };
  }
  if (notice.template === "refund_succeeded") {
    return { path: `payments/${notice.attemptId}`, title: "Платеж в кабинете" };
  }
  if (notice.template === "restored" || notice.template === "consent_withdrawn") {
    return { path: "policies", title: "Ваши полисы" };
  }
  if (notice.template === "cabinet_closed") return { path: "register", title: "Регистрация" };
  if (notice.template === "contact_changed") return { path: "profile", title: "Ваш профиль" };
  if (notice.template === "look_in" && !notice.registered) {
    return { path: "register", title: "Регистрация" };
  }
  return { path: "invoices", title: "Ваши счета" };
}

function invoices(ids: readonly number[]): string {
  return `${ids.length === 1 ? "счет" : "счета"} ${ids.map(numbered).join(", ")}`;
}
