import type { Calendar } from "../../domain/calendar.ts";
import type { CallOutcome } from "../../domain/call.ts";
import { servesOn, withdrawnGap } from "../../domain/franchise.ts";
import { isPaid, PRE_TRIAL_DAYS, type SettledBy, TERM_WORKING_DAYS } from "../../domain/invoice.ts";
import {
  addDays,
  type Instant,
  laterOf,
  type LocalDate,
  localDateOf,
  localTimeOf,
} from "../../domain/local_date.ts";
import { formatRoubles } from "../../domain/money.ts";
import {
  DEFAULT_REMINDER_PLAN,
  type PlannedReminder,
  planReminders,
  type ReminderChannel,
} from "../../domain/reminder_plan.ts";
import { dayAndYear, numbered, ordinal, shortDate } from "../../domain/russian.ts";
import { nextWorkingDay, workingDaysBetween } from "../../domain/working_days.ts";
import {
  type CaseEvent,
  caseEvents,
  type CaseFacts,
  isByDecision,
  openAttempt,
  owed,
  spellOf,
} from "../case/case_events.ts";
import { unbroken } from "../page/text.ts";
import type { ComingEvent, CurrentEvent, PastEvent, Story } from "../page/timeline.tsx";

/** When and by which calendar a story is told. */
export interface Telling {
  calendar: Calendar;
  today: LocalDate;
  now: Instant;
}

/** «Что было и что будет» with an invoice, for who owes it. */
export function invoiceStory(invoice: CaseFacts, telling: Telling): Story {
  const past = caseEvents(invoice, telling.now).flatMap((event) => {
    const told = tellPast(event, invoice, telling);
    return told === null ? [] : [{ on: localDateOf(event.at, invoice.timeZone), ...told }];
  });
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
): Omit<PastEvent, "on"> | null {
  const day = (date: LocalDate) => unbroken(dayAndYear(date, today));
  const { timeZone } = invoice;
  switch (event.kind) {
    case "published": {
      const dueOn = invoice.history.dueMoves[0]?.from ?? invoice.dueOn;
      return {
        title: "Счет выставлен",
        details: [`${formatRoubles(invoice.totalKopecks)}, оплатить до ${day(dueOn)}`],
      };
    }
    case "told":
      return tellNotices(event);
    case "call_tried":
      return event.tried.outcome === "wrong_number"
        ? { title: CALLS.wrong_number, link: { href: "/profile", title: "Проверьте телефон" } }
        : { title: CALLS[event.tried.outcome] };
    case "due_moved":
      return event.move.by === "staff"
        ? {
          title: `Срок перенесен по\u00a0решению страховщика: ${day(event.move.to)} вместо ${
            day(event.move.from)
          }`,
        }
        : {
          title: `Срок стал позже: ${day(event.move.to)} вместо ${day(event.move.from)}`,
          details: [unbroken(`Потому что изменился календарь: ${event.move.source}`)],
        };
    case "paused":
      return {
        title: `Напоминания приостановлены до\u00a0${day(event.pause.through)} включительно`,
        details: ["По\u00a0решению страховщика. Срок оплаты прежний"],
      };
    case "attempt_opened":
      if (event.attempt.id !== invoice.attemptId) return null;
      return {
        title: `Начали оплату в\u00a0${localTimeOf(event.at, timeZone)}`,
        link: { href: `/payments/${event.attempt.id}`, title: "Что с\u00a0платежом" },
      };
    case "attempt_canceled":
      return { title: "Платеж не\u00a0прошел, деньги не\u00a0списаны" };
    case "paid":
      return { title: paymentTitle(event), details: lateNews(event, invoice, day) };
    case "term_ended":
      return { title: "Срок закончился, счет не\u00a0оплачен" };
    case "default_mistaken":
      return {
        title: "Записали просрочку",
        details: ["Банк еще не\u00a0сообщил, что деньги уже списаны"],
      };
    case "default_reversed":
      return { title: "Деньги поступили в\u00a0срок, просрочки не\u00a0было" };
    case "emergency_began":
      if (!servesOn(event.spell.from, invoice.history)) return null;
      return {
        title: "Осталась только экстренная помощь",
        details: ["Потому что счет не\u00a0оплачен в\u00a0срок"],
      };
    case "emergency_joined":
      if (!servesOn(localDateOf(event.at, timeZone), invoice.history)) return null;
      return {
        title: "Экстренная программа продолжается",
        details: [
          `Она началась ${day(event.spell.from)} из-за счета ${numbered(event.spell.invoiceId)}`,
        ],
      };
    case "group_returned":
      if (!servesOn(localDateOf(event.at, timeZone), invoice.history)) return null;
      return {
        title: "Групповая программа вернулась",
        details: isByDecision(event.spell) ? ["По\u00a0решению страховщика. Долг остается"] : [],
      };
    case "recovery_opened":
      return {
        title: "Страховая открыла дело о\u00a0взыскании",
        details: [unbroken(`Потому что и за ${PRE_TRIAL_DAYS} дней после срока счет не оплачен`)],
      };
    case "recovery_closed":
      return { title: "Дело о\u00a0взыскании закрыто" };
    case "defaulted":
      return null;
  }
}

const CALLS: Record<CallOutcome, string> = {
  answered: "Позвонили и\u00a0поговорили о\u00a0счете",
  no_answer: "Позвонили, не\u00a0дозвонились",
  busy: "Позвонили, было занято",
  call_back: "Позвонили, договорились созвониться позже",
  wrong_number: "Позвонили, но\u00a0номер оказался чужим",
};

const CHANNELS: Record<ReminderChannel, string> = { sms: "СМС", email: "письмо", call: "звонок" };

function tellNotices(
  { template, notices }: CaseEvent & { kind: "told" },
): Omit<PastEvent, "on"> | null {
  const reached = notices.filter(({ channel, state, tries }) =>
    // The tries of a call tell of it themselves.
    channel === "call" ? state === "done" && tries.length === 0 : state === "sent"
  );
  if (reached.length === 0) return null;
  return { title: `${topicOf(template)}: ${listed(reached.map(({ channel }) => channel))}` };
}

function topicOf(template: string): string {
  if (/^day\d+$/.test(template)) return "Напомнили";
  if (/^moved\d+$/.test(template)) return TOPICS.due_moved;
  return Object.hasOwn(TOPICS, template) ? TOPICS[template as keyof typeof TOPICS] : "Написали";
}

const TOPICS = {
  accrual: "Сообщили о\u00a0счете",
  default: "Сообщили о\u00a0просрочке",
  due_moved: "Сообщили о\u00a0новом сроке",
  recovery: "Сообщили о\u00a0взыскании",
  restored: "Сообщили о\u00a0возвращении программы",
  invoice_corrected: "Сообщили об\u00a0исправлении",
  debt_forgiven: "Сообщили о\u00a0списании",
  default_reversed: "Сообщили, что просрочки не\u00a0было",
  payment_succeeded: "Подтвердили оплату",
  payment_canceled: "Сообщили, что платеж не\u00a0прошел",
};

function listed(channels: readonly ReminderChannel[]): string {
  return [...new Set(channels)].map((channel) => CHANNELS[channel]).join(" и\u00a0");
}

export function paymentTitle({ payment, closes }: CaseEvent & { kind: "paid" }): string {
  const sum = formatRoubles(payment.amountKopecks);
  if (payment.source === "correction") return `Клиника исправила реестр: на ${sum} меньше`;
  if (payment.source === "forgiven") return `Списано ${sum} по\u00a0решению страховщика`;
  if (payment.source === "offset") return `Зачтено ${sum} по\u00a0исправлению прежнего счета`;
  return closes ? `Оплачено ${sum}` : `Оплачена часть, ${sum}`;
}

/** That the bank told later than it took the money, where the day differs. */
export function lateNews(
  { payment }: CaseEvent & { kind: "paid" },
  { timeZone }: CaseFacts,
  day: (date: LocalDate) => string,
): string[] {
  const knownOn = localDateOf(payment.recordedAt, timeZone);
  const late = knownOn !== localDateOf(payment.effectiveAt, timeZone);
  return late ? [`Банк сообщил об\u00a0этом ${day(knownOn)}`] : [];
}

function currentStep(invoice: CaseFacts, telling: Telling): CurrentEvent {
  if (invoice.settlement !== null) {
    return { title: SETTLED[invoice.settlement.by], detail: afterPayment(invoice) };
  }
  const attempt = openAttempt(invoice);
  if (attempt?.state === "unknown") {
    return {
      title: "Пока не\u00a0знаем результат платежа",
      detail: "Второй раз платить не\u00a0нужно: сотрудник страховой проверит платеж",
    };
  }
  if (invoice.attemptId !== null) {
    return { title: "Платеж проверяется", detail: "Второй раз платить не\u00a0нужно" };
  }
  return { title: "Ждем вашу оплату", detail: debtSentence(invoice, telling) };
}

/** What is settled without money of the payer's is not called paid. */
export const SETTLED: Readonly<Record<SettledBy, string>> = {
  payment: "Счет оплачен",
  credit: "Счет оплачен зачетом прежней переплаты",
  part_forgiven: "Часть оплачена, остальное списано: платить не\u00a0нужно",
  forgiving: "Счет списан, платить не\u00a0нужно",
  correction: "Счет исправлен, платить не\u00a0нужно",
};

/** «900,00 ₽ до 29 мая, пт». */
export function debtSentence(invoice: CaseFacts, { today }: Telling): string {
  const sum = formatRoubles(owed(invoice));
  return today > invoice.dueOn
    ? unbroken(`${sum}, срок закончился ${dayAndYear(invoice.dueOn, today)}`)
    : unbroken(`${sum} до ${shortDate(invoice.dueOn, { today })}`);
}

export function afterPayment(invoice: CaseFacts): string {
  const spell = spellOf(invoice);
  const stays = spell !== null && spell.until === null &&
    withdrawnGap(invoice.history.consentGaps) === null;
  return stays
    ? "Программа вернется, когда оплачены и\u00a0другие просроченные счета"
    : "Напоминаний больше не\u00a0будет";
}

/** What comes next and why, in order of its dates: the same for the insured person and for staff. */
export function comingSteps(invoice: CaseFacts, telling: Telling): ComingEvent[] {
  const steps = invoice.settlement !== null
    ? returnStep(invoice, telling)
    : invoice.defaultedAt !== null
    ? afterDefault(invoice, telling)
    : telling.today > invoice.dueOn
    ? whileDefaultIsHeld(invoice, telling)
    : beforeDue(invoice, telling);
  return steps.map((step, index) => ({ step, index }))
    .sort((a, b) => a.step.on < b.step.on ? -1 : a.step.on > b.step.on ? 1 : a.index - b.index)
    .map(({ step }) => step);
}

function returnStep(invoice: CaseFacts, { today }: Telling): ComingEvent[] {
  const until = spellOf(invoice)?.until ?? null;
  if (until === null || until <= today || !servesOn(until, invoice.history)) return [];
  return [{
    on: until,
    title: "Групповая программа вернется",
    why: invoice.settlement && isPaid(invoice.settlement.by)
      ? "Потому что просроченное оплачено: это следующий рабочий день"
      : "Потому что просроченного больше нет: это следующий рабочий день",
  }];
}

function beforeDue(invoice: CaseFacts, telling: Telling): ComingEvent[] {
  const { dueOn, publishedOn } = invoice;
  const { calendar, today } = telling;
  const workingDays = workingDaysBetween(calendar, publishedOn, dueOn);
  return [
    ...comingReminders(invoice, telling),
    ...comingCall(invoice, telling),
    {
      on: dueOn,
      title: "Последний день оплаты",
      why: workingDays === TERM_WORKING_DAYS
        ? unbroken(
          `Потому что это ${ordinal(workingDays)} рабочий день, он считается целиком`,
        )
        : "Потому что этот срок обещан: раньше он не\u00a0станет",
      details: calendar.dayKind(dueOn).provisional ? [PROVISIONAL] : [],
    },
    ...emergencyStep(invoice, {
      on: addDays(dueOn, 1),
      why: `Если не оплатить до ${dayAndYear(dueOn, today)} включительно`,
    }),
    recoveryStep(addDays(dueOn, 1 + PRE_TRIAL_DAYS)),
  ];
}

const PROVISIONAL = "Дата предварительная: переносы выходных этого года еще не\u00a0утверждены";

function comingReminders(
  { history, publishedOn, dueOn }: CaseFacts,
  { calendar, today }: Telling,
): ComingEvent[] {
  const done = new Set(history.notices.map(({ template, channel }) => `${template} ${channel}`));
  const paused = history.pausedThrough ?? null;
  const spoken = history.notices.some(({ channel, state }) =>
    channel === "call" && state === "done"
  );
  const isLeft = (day: number, channel: ReminderChannel) =>
    (channel === "call" || history.channels[channel]) && !done.has(`day${day} ${channel}`) &&
    !(spoken && channel === "call");
  return planReminders(calendar, publishedOn, history.reminderPlan ?? DEFAULT_REMINDER_PLAN)
    .filter(({ on }) => today <= on && on <= dueOn && !(paused !== null && on <= paused))
    .map((reminder) => ({
      ...reminder,
      channels: reminder.channels.filter((channel) => isLeft(reminder.day, channel)),
    }))
    .filter(({ channels }) => channels.length > 0)
    .map(reminderStep);
}

function reminderStep({ on, day, channels, provisional }: PlannedReminder): ComingEvent {
  return {
    on,
    title: `Напомним: ${listed(channels)}`,
    why: unbroken(`Если счет еще не оплачен: это рабочий день ${day} из ${TERM_WORKING_DAYS}`),
    details: provisional ? [PROVISIONAL] : [],
  };
}

/** A call that stands on the contact centre's list. */
function comingCall({ history, timeZone }: CaseFacts, { today }: Telling): ComingEvent[] {
  const call = history.notices.find(({ channel, state }) => channel === "call" && state === "open");
  if (!call) return [];
  const on = laterOf(today, localDateOf(call.nextTryAt ?? call.dueAt, timeZone));
  const last = call.tries.at(-1)?.outcome;
  return [{
    on,
    title: last === undefined ? "Позвоним" : "Позвоним еще раз",
    why: last === undefined
      ? "Потому что срок близко, а\u00a0счет не\u00a0оплачен"
      : last === "call_back"
      ? "Потому что так договорились"
      : "Потому что не\u00a0дозвонились, а\u00a0счет не\u00a0оплачен",
  }];
}

function emergencyStep(
  { history }: CaseFacts,
  { on, why }: { on: LocalDate; why: string },
): ComingEvent[] {
  if (!servesOn(on, history)) return [];
  const lasts = history.spells.some(({ from, until }) =>
    from <= on && (until === null || on < until)
  );
  return [{
    on,
    title: lasts ? "Экстренная программа продолжится" : "Останется только экстренная помощь",
    why: unbroken(why),
    tone: "late",
  }];
}

/** The last day before staff's latest move; null where no move of theirs stands. */
export function postponedFrom({ dueMoves }: Pick<CaseFacts["history"], "dueMoves">) {
  const last = dueMoves.at(-1);
  return last?.by === "staff" ? last.from : null;
}

function recoveryStep(on: LocalDate): ComingEvent {
  return {
    on,
    title: "Страховая откроет дело о\u00a0взыскании",
    why: unbroken(`Если не оплатить и за ${PRE_TRIAL_DAYS} дней после срока`),
    tone: "late",
  };
}

/** The term is over and no default is written: a payment is being checked, or we are about to. */
function whileDefaultIsHeld(invoice: CaseFacts, { today }: Telling): ComingEvent[] {
  const { dueAt, timeZone } = invoice;
  const attempt = openAttempt(invoice);
  const held = attempt !== null && attempt.createdAt < dueAt;
  const on = held ? laterOf(today, localDateOf(attempt.expiresAt, timeZone)) : today;
  return [
    ...emergencyStep(invoice, {
      on,
      why: held
        ? "Если банк не подтвердит оплату, начатую до конца срока"
        : "Потому что срок закончился, а счет не оплачен",
    }),
    recoveryStep(addDays(on, PRE_TRIAL_DAYS)),
  ];
}

function afterDefault(invoice: CaseFacts, { calendar, today }: Telling): ComingEvent[] {
  const { timeZone, defaultedAt, history } = invoice;
  const steps: ComingEvent[] = [];
  const back = nextWorkingDay(calendar, today);
  const spell = spellOf(invoice);
  if (
    spell !== null && isByDecision(spell) && spell.until! > today && servesOn(spell.until!, history)
  ) {
    steps.push({
      on: spell.until!,
      title: "Групповая программа вернется",
      why: "Потому что так решил страховщик: долг остается",
    });
  }
  if (spell?.until === null && servesOn(back.date, history)) {
    steps.push({
      on: back.date,
      title: "Групповая программа вернется",
      why: "Если оплатить всё просроченное сегодня: это следующий рабочий день",
      details: back.provisional ? [PROVISIONAL] : [],
    });
  }
  const recoveryOn = addDays(localDateOf(defaultedAt!, timeZone), PRE_TRIAL_DAYS);
  if (history.recovery === null) steps.push(recoveryStep(laterOf(today, recoveryOn)));
  return steps;
}
