import type { Calendar } from "../domain/calendar.ts";
import { PRE_TRIAL_DAYS } from "../domain/invoice.ts";
import { addDays, type Instant, type LocalDate, localDateOf } from "../domain/local_date.ts";
import { formatRoubles, type Kopecks, kopecks } from "../domain/money.ts";
import {
  DEFAULT_REMINDER_PLAN,
  planReminders,
  type ReminderChannel,
} from "../domain/reminder_plan.ts";
import { dayAndYear, shortDate } from "../domain/russian.ts";
import { type InvoiceFacts, paidOn } from "./invoice_facts.ts";
import { unbroken } from "./text.ts";
import type { ComingEvent, PastEvent, TimelineProps } from "./timeline.tsx";

export interface StoryFacts extends InvoiceFacts {
  totalKopecks: Kopecks;
  defaultedAt: Instant | null;
  notices: readonly {
    channel: ReminderChannel;
    template: string;
    state: string;
    finishedAt: Instant | null;
  }[];
  emergencySpell: { from: LocalDate; until: LocalDate | null } | null;
}

const CHANNELS: Record<ReminderChannel, string> = { sms: "СМС", email: "письмо", call: "звонок" };

/** «Что было и что будет» with an invoice: what happened, what comes next, each with its reason. */
export function invoiceStory(
  invoice: StoryFacts,
  calendar: Calendar,
  today: LocalDate,
): TimelineProps {
  const closedOn = paidOn(invoice);
  return {
    past: pastOf(invoice, closedOn),
    now: nowOf(invoice, closedOn, today),
    next: closedOn === null ? nextOf(invoice, calendar, today) : [],
    today,
  };
}

function pastOf(invoice: StoryFacts, closedOn: LocalDate | null): PastEvent[] {
  const events: PastEvent[] = [{ on: invoice.publishedOn, title: "Счет выставлен" }];
  const sent = new Map<LocalDate, Set<string>>();
  for (const notice of invoice.notices) {
    if (notice.finishedAt === null || !["sent", "done"].includes(notice.state)) continue;
    const on = localDateOf(notice.finishedAt, invoice.timeZone);
    sent.set(on, (sent.get(on) ?? new Set()).add(CHANNELS[notice.channel]));
  }
  for (const [on, channels] of sent) {
    const word = on === invoice.publishedOn ? "Сообщили о счете" : "Напомнили";
    events.push({ on, title: `${word}: ${[...channels].join(" и ")}` });
  }
  if (invoice.defaultedAt !== null) {
    events.push({ on: addDays(invoice.dueOn, 1), title: "Срок закончился, счет не оплачен" });
  }
  const spell = invoice.emergencySpell;
  if (spell) events.push({ on: spell.from, title: "Осталась только экстренная помощь" });
  if (closedOn !== null) {
    events.push({ on: closedOn, title: `Оплачено ${formatRoubles(invoice.totalKopecks)}` });
  }
  if (spell?.until) events.push({ on: spell.until, title: "Групповая программа вернулась" });
  return events.map((event, i) => ({ event, i }))
    .sort((a, b) => a.event.on < b.event.on ? -1 : a.event.on > b.event.on ? 1 : a.i - b.i)
    .map(({ event }) => event);
}

function nowOf(invoice: StoryFacts, closedOn: LocalDate | null, today: LocalDate) {
  if (closedOn !== null) {
    return { title: "Счет оплачен", detail: "Напоминаний больше не будет" };
  }
  if (invoice.attemptId !== null) {
    return { title: "Платеж проверяется", detail: "Второй раз платить не нужно" };
  }
  const sum = formatRoubles(kopecks(invoice.owedKopecks));
  return {
    title: "Ждем вашу оплату",
    detail: today > invoice.dueOn
      ? unbroken(`${sum}, срок закончился ${dayAndYear(invoice.dueOn, today)}`)
      : unbroken(`${sum} до ${shortDate(invoice.dueOn, { today })}`),
  };
}

function nextOf(invoice: StoryFacts, calendar: Calendar, today: LocalDate): ComingEvent[] {
  if (invoice.defaultedAt !== null || today > invoice.dueOn) return afterTerm(invoice, today);
  const reminders = planReminders(calendar, invoice.publishedOn, DEFAULT_REMINDER_PLAN)
    .filter((reminder) => reminder.on > today)
    .map((reminder): ComingEvent => ({
      on: reminder.on,
      title: `Напомним: ${reminder.channels.map((channel) => CHANNELS[channel]).join(" и ")}`,
      why: `Если счет еще не оплачен: это рабочий день ${reminder.day} из 30`,
    }));
  return [...reminders, {
    on: addDays(invoice.dueOn, 1),
    title: "Останется только экстренная помощь",
    why: unbroken(`Если не оплатить до ${dayAndYear(invoice.dueOn, today)} включительно`),
    tone: "late",
  }];
}

function afterTerm(invoice: StoryFacts, today: LocalDate): ComingEvent[] {
  const recoveryOn = addDays(invoice.dueOn, PRE_TRIAL_DAYS + 1);
  if (recoveryOn <= today) return [];
  return [{
    on: recoveryOn,
    title: "Страховая может взыскать долг и проценты",
    why: `Если не оплатить за ${PRE_TRIAL_DAYS} дней после срока`,
    tone: "late",
  }];
}
