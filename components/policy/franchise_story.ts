import { type CalendarData, calendarOf, describeDayOff } from "../../domain/calendar.ts";
import {
  type ConsentGap,
  gapOn,
  isCalledOff,
  runOffEndsOn,
  type Service,
  serviceOn,
  withdrawnGap,
} from "../../domain/franchise.ts";
import {
  addDays,
  endOfDay,
  type Instant,
  type LocalDate,
  localDateOf,
  startOfDay,
} from "../../domain/local_date.ts";
import { formatRoubles, type Kopecks, kopecks, sum } from "../../domain/money.ts";
import { shortName } from "../../domain/person_name.ts";
import { dayAndYear, formatRate, numbered } from "../../domain/russian.ts";
import { nextWorkingDay } from "../../domain/working_days.ts";
import { type CaseSpell, isByDecision, owed } from "../case/case_events.ts";
import {
  comingDues,
  type FranchiseInvoice,
  tellInvoices,
  type ToldEvent,
} from "../invoice/invoice_events.ts";
import type { Telling } from "../invoice/invoice_story.ts";
import { unbroken } from "../page/text.ts";
import type { ComingEvent, CurrentEvent, Story } from "../page/timeline.tsx";

/** What Postgres knows of a policy and its franchise. */
export interface FranchiseFacts {
  startsOn: LocalDate;
  /** The last day, inclusive. */
  endsOn: LocalDate;
  franchiseRateBp: number;
  timeZone: string;
  region: string | null;
  /** Null until somebody has consented. */
  franchise: {
    consentedAt: Instant;
    consentedOn: LocalDate;
    activeFrom: LocalDate;
    givenBy: { surname: string; name: string } | null;
    document: { kind: string; version: number } | null;
    /** By which the first day was promised. */
    calendar: CalendarData;
  } | null;
  emergencySpells: readonly CaseSpell[];
  /** The consent's withdrawals, each until it was given again. */
  consentGaps: readonly (ConsentGap & { withdrawnAt: Instant; renewedAt: Instant | null })[];
  invoices: readonly FranchiseInvoice[];
}

/**
 * «Что было и что будет» with a policy: consent, first day, invoices, emergency programme, end.
 *
 * @param viewerId who looks: only their own invoices are links
 */
export function franchiseStory(
  policy: FranchiseFacts,
  { viewerId, ...telling }: Telling & { viewerId: number },
): Story {
  const calledOff = isCalledOff(policy);
  const events = [
    ...beginning(policy, telling),
    ...tellInvoices(policy.invoices, { today: telling.today, viewerId }),
    ...policy.emergencySpells.flatMap((spell) => tellSpell(spell, policy)),
    ...policy.consentGaps.flatMap((gap) => tellGap(gap, telling, policy)),
    ...calledOff ? [] : ending(policy),
  ];
  return {
    past: inOrder(events, telling.now).map(({ at, ...event }) => ({
      on: localDateOf(at, policy.timeZone),
      ...event,
    })),
    now: currentStep(policy, telling),
    next: calledOff ? [] : comingSteps(policy, telling),
    today: telling.today,
  };
}

function inOrder(events: readonly ToldEvent[], now: Instant): ToldEvent[] {
  return events.filter((event) => event.at <= now)
    .map((event, index) => ({ event, index }))
    .sort((a, b) => a.event.at < b.event.at ? -1 : a.event.at > b.event.at ? 1 : a.index - b.index)
    .map(({ event }) => event);
}

function beginning(policy: FranchiseFacts, telling: Telling): ToldEvent[] {
  const { startsOn, franchiseRateBp, timeZone, franchise } = policy;
  const calledOff = isCalledOff(policy);
  const started = calledOff
    ? []
    : [{ at: startOfDay(startsOn, timeZone), title: "Полис начал действовать" }];
  if (franchise === null) return started;
  const { consentedAt, activeFrom, givenBy, document } = franchise;
  const consent = {
    at: consentedAt,
    title: `Согласие с\u00a0франшизой ${formatRate(franchiseRateBp)}`,
    details: [
      ...(givenBy === null ? [] : [`Дал представитель: ${shortName(givenBy)}`]),
      ...(document === null ? ["Подписано на\u00a0бумаге"] : []),
    ],
    ...(document === null ? {} : {
      link: {
        href: `/documents/${document.kind}/${document.version}`,
        title: `Порядок оказания услуг, версия\u00a0${document.version}`,
      },
    }),
  };
  if (calledOff || gapOn(activeFrom, policy.consentGaps)) return [...started, consent];
  return [...started, consent, {
    at: startOfDay(activeFrom, timeZone),
    title: "Обслуживание открылось",
    details: firstDayReasons(policy, telling),
  }];
}

/** Why service opens on that day: «Потому что …», then every day that was passed over. */
export function firstDayReasons(
  { franchise, region }: FranchiseFacts,
  { today }: Telling,
): string[] {
  if (franchise === null) return [];
  const { consentedOn, activeFrom, calendar } = franchise;
  const { date, skipped } = nextWorkingDay(calendarOf(calendar, region), consentedOn);
  if (date !== activeFrom) return ["Потому что раньше полис еще не\u00a0действовал"];
  const consented = unbroken(dayAndYear(consentedOn, today));
  const reason = `Потому что это следующий рабочий день после согласия ${consented}`;
  if (skipped.length === 0) return [reason];
  const days = skipped.map((day) => unbroken(describeDayOff(day)));
  return [reason, `Пропустили: ${days.join(", ")}`];
}

function tellSpell(spell: CaseSpell, { endsOn, timeZone }: FranchiseFacts): ToldEvent[] {
  const { from, until, endedReason, endedRecordedAt } = spell;
  const invoice = numbered(spell.invoiceId);
  if (until === from) {
    if (endedReason !== "default_reversed" || endedRecordedAt === null) return [];
    return [{
      at: endedRecordedAt,
      title: `Деньги по\u00a0счету ${invoice} поступили в\u00a0срок`,
      details: ["Просрочки не\u00a0было, групповая программа действовала без перерыва"],
    }];
  }
  const began = {
    at: startOfDay(from, timeZone),
    title: "Осталась только экстренная помощь",
    details: [`Потому что счет ${invoice} не\u00a0оплачен в\u00a0срок`],
  };
  // A debt paid as the policy ends brings no programme back.
  if (until === null || until > endsOn) return [began];
  return [began, {
    at: startOfDay(until, timeZone),
    title: "Групповая программа вернулась",
    details: [
      isByDecision(spell)
        ? "По\u00a0решению страховщика. Долг остается"
        : "Потому что просроченное оплачено",
    ],
  }];
}

/** A withdrawal of the consent, and what it brought until the consent was given again. */
function tellGap(
  { lastDay, until, withdrawnAt, renewedAt }: FranchiseFacts["consentGaps"][number],
  { today }: Telling,
  { timeZone }: FranchiseFacts,
): ToldEvent[] {
  const served = lastDay >= localDateOf(withdrawnAt, timeZone);
  const broken = until === null || until > addDays(lastDay, 1);
  const events: ToldEvent[] = [{
    at: withdrawnAt,
    title: "Согласие на\u00a0франшизу отозвано",
    details: [
      served
        ? unbroken(`Последний день обслуживания: ${dayAndYear(lastDay, today)}`)
        : "Обслуживание еще не\u00a0открылось",
    ],
  }];
  if (served && broken) {
    events.push({
      at: endOfDay(lastDay, timeZone),
      on: lastDay,
      title: "Обслуживание закончилось",
    });
  }
  if (renewedAt !== null) {
    events.push({ at: renewedAt, title: "Согласие на\u00a0франшизу дано снова" });
  }
  if (until !== null && broken) {
    events.push({ at: startOfDay(until, timeZone), title: "Обслуживание открылось снова" });
  }
  return events;
}

/** What ends with a day is told under its date, once it is over. */
function ending({ endsOn, timeZone }: FranchiseFacts): ToldEvent[] {
  const lastOn = runOffEndsOn(endsOn);
  return [
    { at: endOfDay(endsOn, timeZone), on: endsOn, title: "Полис закончился" },
    {
      at: endOfDay(lastOn, timeZone),
      on: lastOn,
      title: "Новых счетов по\u00a0полису больше не\u00a0будет",
    },
  ];
}

function currentStep(policy: FranchiseFacts, { today }: Telling): CurrentEvent | null {
  const { endsOn, franchise, invoices } = policy;
  const debt = sum(invoices.map(owed));
  const owing = debt > 0 ? `К\u00a0оплате ${formatRoubles(debt)}` : "Неоплаченных счетов нет";
  switch (serviceToday(policy, today)) {
    case "ended":
      if (isCalledOff(policy)) {
        return {
          title: "Полис отменен до\u00a0начала",
          detail:
            "Работодатель не\u00a0включил вас в\u00a0список застрахованных. Если это ошибка, " +
            "спросите в\u00a0отделе кадров",
        };
      }
      if (franchise === null) return null;
      if (today <= endsOn) {
        return {
          title: "Обслуживания нет: согласие отозвано",
          detail: `${owing}. Согласие можно дать снова в\u00a0«Моих полисах»`,
        };
      }
      if (today > runOffEndsOn(endsOn)) {
        return debt > 0 ? { title: "Ждем оплату", detail: owing } : null;
      }
      return { title: "Полис закончился", detail: owing };
    case "not_yet":
      return franchise === null
        ? {
          title: "Франшиза не\u00a0активирована",
          detail: "Дайте согласие в\u00a0«Моих полисах» до\u00a0первого визита в\u00a0клинику",
        }
        : {
          title: "Ждем первого дня",
          detail: "До\u00a0него клиника еще не\u00a0примет вас по\u00a0программе",
        };
    case "emergency": {
      const overdue = overdueOf(policy, today);
      return {
        title: "Действует только экстренная помощь",
        detail: overdue > 0 ? `Просрочено ${formatRoubles(overdue)}` : "Просроченное оплачено",
      };
    }
    case "group":
      return { title: "Обслуживание открыто", detail: owing };
  }
}

function serviceToday(policy: FranchiseFacts, today: LocalDate): Service {
  const { startsOn, endsOn, franchise, emergencySpells, consentGaps } = policy;
  return serviceOn(today, {
    activeFrom: franchise?.activeFrom ?? null,
    policyStartsOn: startsOn,
    policyEndsOn: endsOn,
    emergencySpells,
    consentGaps,
  });
}

/** What is owed on the policy's invoices whose term is over. */
export function overdueOf({ invoices }: FranchiseFacts, today: LocalDate): Kopecks {
  return sum(invoices.map((invoice) => today > invoice.dueOn ? owed(invoice) : kopecks(0)));
}

function comingSteps(policy: FranchiseFacts, telling: Telling): ComingEvent[] {
  const steps = [
    ...comingStart(policy, telling),
    ...comingDues({ ...policy, today: telling.today }),
    ...comingReturn(policy, telling),
    ...comingEnd(policy, telling),
  ];
  return steps.map((step, index) => ({ step, index }))
    .sort((a, b) => a.step.on < b.step.on ? -1 : a.step.on > b.step.on ? 1 : a.index - b.index)
    .map(({ step }) => step);
}

function comingStart(policy: FranchiseFacts, telling: Telling): ComingEvent[] {
  const { startsOn, franchise } = policy;
  const { today } = telling;
  if (franchise === null) {
    return startsOn <= today ? [] : [{
      on: startsOn,
      title: "Полис начнет действовать",
      why: "Потому что так в\u00a0договоре",
    }];
  }
  const gap = policy.consentGaps.at(-1);
  if (gap && gap.until !== null && gap.until > today && gap.until > addDays(gap.lastDay, 1)) {
    return [{
      on: gap.until,
      title: "Откроется обслуживание",
      why: "Потому что это следующий рабочий день после нового согласия",
    }];
  }
  if (franchise.activeFrom <= today || gapOn(franchise.activeFrom, policy.consentGaps)) return [];
  const [why = "", ...details] = firstDayReasons(policy, telling);
  return [{ on: franchise.activeFrom, title: "Откроется обслуживание", why, details }];
}

function comingReturn(policy: FranchiseFacts, { calendar, today }: Telling): ComingEvent[] {
  if (serviceToday(policy, today) !== "emergency") return [];
  const spell = policy.emergencySpells.find((spell) =>
    spell.from <= today && (spell.until === null || today < spell.until)
  );
  const until = spell?.until ?? null;
  const on = until ?? nextWorkingDay(calendar, today).date;
  if (on > policy.endsOn) return [];
  return [{
    on,
    title: "Групповая программа вернется",
    why: until === null
      ? "Если оплатить всё просроченное сегодня: это следующий рабочий день"
      : spell && isByDecision(spell)
      ? "Потому что так решил страховщик: долг остается"
      : "Потому что просроченное оплачено: это следующий рабочий день",
  }];
}

function comingEnd(policy: FranchiseFacts, { today }: Telling): ComingEvent[] {
  const { endsOn, franchise } = policy;
  const withdrawn = withdrawnGap(policy.consentGaps);
  const lastOn = runOffEndsOn(withdrawn?.lastDay ?? endsOn);
  const steps: ComingEvent[] = [];
  if (withdrawn && withdrawn.lastDay >= today) {
    steps.push({
      on: withdrawn.lastDay,
      title: "Последний день обслуживания",
      why: "Потому что согласие на\u00a0франшизу отозвано",
    });
  }
  if (endsOn >= today) {
    steps.push({
      on: endsOn,
      title: "Последний день полиса",
      why: "Потому что на\u00a0этот срок договор с\u00a0работодателем",
    });
  }
  if (franchise !== null && lastOn >= today) {
    steps.push({
      on: lastOn,
      title: "Последний день для новых счетов",
      why: "Потому что клиники присылают реестры с\u00a0опозданием, до\u00a0полугода после полиса",
    });
  }
  return steps;
}
