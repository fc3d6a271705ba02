import { calendarVersion } from "../db/calendars.ts";
import { hasAnsweredCall } from "../db/cases/calls.ts";
import {
  defaultHeldUntil,
  type InvoiceCase,
  lockInvoices,
  readInvoiceCase,
  readSpellCovering,
  undecidedBeforeDeadline,
} from "../db/cases/cases.ts";
import {
  abandonNotice,
  finishedNotices,
  type NewNotice,
  recordNotice,
} from "../db/cases/notices.ts";
import { transaction } from "../db/connection.ts";
import { calendarOf } from "../domain/calendar.ts";
import { isPausedAt } from "../domain/decision.ts";
import { servesOn } from "../domain/franchise.ts";
import { preTrialEndsAt, TERM_WORKING_DAYS, workingDayOfTerm } from "../domain/invoice.ts";
import { addDays, type Instant, instant, localDateOf } from "../domain/local_date.ts";
import type { Notice } from "../domain/notice_texts.ts";
import {
  awake,
  DEFAULT_REMINDER_PLAN,
  planReminders,
  type ReminderChannel,
  reminderInstant,
} from "../domain/reminder_plan.ts";
import { defaultInvoice, type DefaultOutcome } from "../use_cases/invoices/default_invoice.ts";
import { openRecovery, type RecoveryOutcome } from "../use_cases/invoices/open_recovery.ts";
import { byEach, type MessageChannel } from "./channels.ts";
import type { ActivityParts } from "./parts.ts";
import { telling } from "./telling.ts";

/** `accrual`, `day10` … `day29`, `moved7`, `default`: what a notice's key names it by. */
export type StepName = string;

/** One thing to tell the person, on the channels on which it has not been told. */
export interface Step {
  name: StepName;
  channels: ReminderChannel[];
  at: string;
}

/** What an invoice's workflow goes by; instants are ISO, dates local. */
export interface InvoiceAgenda {
  franchiseId: number;
  employerId: number;
  owedKopecks: number;
  state: "to_pay" | "defaulted" | "recovery" | "paid";
  dueOn: string;
  timeZone: string;
  /** When the default is to be decided: the deadline, or the end of what holds it. */
  decideAt: string;
  held: boolean;
  /** Undecided attempts from before the deadline: the bank is asked once more before a default. */
  undecided: string[];
  /** When a debt in default is handed to recovery. */
  recoveryAt: string | null;
  /** In order of time. The first may be due already; then it is the newest of those. */
  steps: Step[];
  /** Steps that a newer one has overtaken: recorded, never sent. */
  overtaken: Step[];
}

interface Told {
  invoiceId: number;
  step: StepName;
  at: string;
  now: string;
}

const CHANNELS_OF_NEWS: ReminderChannel[] = ["sms", "email"];

export function invoiceActivities(parts: ActivityParts) {
  const { sql } = parts;
  const { tell } = telling(parts);
  return {
    readInvoice,
    skipSteps,
    tellOfInvoice,
    openCall,
    giveUpTelling,
    defaultInvoice: decideDefault,
    openRecovery: handToRecovery,
  };

  async function readInvoice(input: { invoiceId: number; now: string }): Promise<InvoiceAgenda> {
    const now = instant(input.now);
    const invoice = await readInvoiceCase(sql, input.invoiceId);
    const { franchiseId, employerId, owedKopecks, dueOn, dueAt, timeZone, defaultedAt } = invoice;
    const state = stateOf(invoice);
    const deciding = state === "to_pay" && dueAt <= now;
    const until = deciding ? await defaultHeldUntil(sql, invoice.invoiceId, now) : null;
    const settled = state === "paid";
    return {
      franchiseId,
      employerId,
      owedKopecks,
      state,
      dueOn,
      timeZone,
      decideAt: until ?? dueAt,
      held: until !== null,
      undecided: deciding ? await undecidedBeforeDeadline(sql, invoice.invoiceId) : [],
      recoveryAt: state === "defaulted" ? preTrialEndsAt(defaultedAt!, timeZone) : null,
      ...settled
        ? { steps: await newsOfCovered(invoice, now), overtaken: [] }
        : settleLate(await stepsOf(invoice), { invoice, now }),
    };
  }

  /** That a new invoice was paid whole by earlier credits is told in place of its accrual. */
  async function newsOfCovered(invoice: InvoiceCase, now: Instant): Promise<Step[]> {
    const { invoiceId, publishedAt, dueAt } = invoice;
    if (!isCovered(invoice) || dueAt <= now) return [];
    const finished = await finishedNotices(sql, invoiceId);
    const channels = CHANNELS_OF_NEWS.filter((channel) =>
      !finished.has(noticeKey(invoiceId, "accrual", channel))
    );
    return channels.length === 0 ? [] : [{ name: "accrual", channels, at: publishedAt }];
  }

  /** Everything the person is to be told until the deadline, or of the default after it. */
  async function stepsOf(invoice: InvoiceCase): Promise<Step[]> {
    const finished = await finishedNotices(sql, invoice.invoiceId);
    return (await planOf(invoice)).flatMap((step) => {
      const channels = step.channels.filter((channel) =>
        !finished.has(noticeKey(invoice.invoiceId, step.name, channel))
      );
      return channels.length > 0 ? [{ ...step, channels }] : [];
    });
  }

  async function planOf(invoice: InvoiceCase): Promise<Step[]> {
    const { invoiceId, publishedAt, publishedOn, dueAt, timeZone, defaultedAt, moved } = invoice;
    const { data } = await calendarVersion(sql, invoice.calendarVersionId);
    const reminders = planReminders(
      calendarOf(data, invoice.region),
      publishedOn,
      invoice.reminderPlan ?? DEFAULT_REMINDER_PLAN,
    ).map(({ day, on, channels }) => ({
      name: `day${day}`,
      channels: [...channels],
      at: reminderInstant(on, timeZone, `invoice/${invoiceId}/day${day}`),
    })).filter((reminder) => !isPausedAt(reminder.at, invoice));
    const accrual = { name: "accrual", channels: CHANNELS_OF_NEWS, at: publishedAt };
    const news = moved === null
      ? []
      : [{ name: moveStep(moved), channels: CHANNELS_OF_NEWS, at: moved.movedAt }];
    const plan = [accrual, ...reminders, ...news]
      .filter((step) => step.at < dueAt)
      .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
    if (defaultedAt === null) return plan;
    const on = localDateOf(defaultedAt, timeZone);
    const morning = reminderInstant(on, timeZone, `invoice/${invoiceId}/default`);
    return [...plan, {
      name: "default",
      channels: CHANNELS_OF_NEWS,
      at: morning < defaultedAt ? defaultedAt : morning,
    }];
  }

  async function skipSteps(
    { invoiceId, steps, now }: { invoiceId: number; steps: Step[]; now: string },
  ): Promise<void> {
    const invoice = await readInvoiceCase(sql, invoiceId);
    for (const { name, channels, at } of steps) {
      for (const channel of channels) {
        const row = noticeRow(invoice, { step: name, channel, at });
        await recordNotice(sql, row, { state: "skipped", detail: "overtaken", at: now });
      }
    }
  }

  /** Each channel at most once, and none waits for another; a gateway that is away fails them all. */
  function tellOfInvoice(
    { channels, ...told }: Told & { channels: MessageChannel[] },
  ): Promise<string[]> {
    return byEach(channels, (channel) => tellBy(channel, told));
  }

  /** @returns the notice's state: a notice overtaken by payment is `skipped` */
  async function tellBy(
    channel: MessageChannel,
    { invoiceId, step, at, now }: Told,
  ): Promise<string> {
    const invoice = await readInvoiceCase(sql, invoiceId);
    const row = noticeRow(invoice, { step, channel, at });
    if (step.startsWith("moved") && step !== moveStep(invoice.moved!)) {
      await recordNotice(sql, row, { state: "skipped", detail: "overtaken", at: now });
      return "skipped";
    }
    if (isReminder(step) && isPausedAt(instant(now), invoice)) {
      await recordNotice(sql, row, { state: "skipped", detail: "paused", at: now });
      return "skipped";
    }
    const notice = await noticeOf(invoice, { step, now: instant(now) });
    if (notice === null) {
      await recordNotice(sql, row, { state: "skipped", detail: "not_due_any_more", at: now });
      return "skipped";
    }
    return await tell({ row, notice, zone: invoice.timeZone, at: instant(now) });
  }

  /** What there is to tell now; null where the invoice has been paid, or the term is over. */
  async function noticeOf(
    invoice: InvoiceCase,
    { step, now }: { step: StepName; now: Instant },
  ): Promise<Notice | null> {
    const { invoiceId, owedKopecks: owed, dueOn, dueAt, timeZone, defaultedAt } = invoice;
    if (owed <= 0) {
      return step === "accrual" && isCovered(invoice)
        ? { template: "accrual_covered", invoiceId, total: invoice.totalKopecks }
        : null;
    }
    const today = localDateOf(now, timeZone);
    if (step === "default") {
      if (defaultedAt === null) return null;
      const day = localDateOf(defaultedAt, timeZone);
      const spell = await readSpellCovering(sql, { policyId: invoice.policyId, day });
      return {
        template: "default",
        invoiceId,
        owed,
        dueOn,
        emergencyFrom: spell !== null && servesOn(today, invoice) ? spell.startsOn : null,
      };
    }
    if (dueAt <= now) return null;
    const afterTerm = addDays(dueOn, 1);
    const emergencyFrom = servesOn(afterTerm, invoice) ? afterTerm : null;
    if (step === "accrual") {
      const { offsetKopecks: offset } = invoice;
      return { template: "accrual", invoiceId, owed, offset, dueOn, emergencyFrom };
    }
    if (step.startsWith("moved")) {
      const { fromOn: from, by } = invoice.moved!;
      return { template: "due_moved", invoiceId, owed, from, dueOn, by, emergencyFrom };
    }
    const { data } = await calendarVersion(sql, invoice.calendarVersionId);
    const workingDay = workingDayOfTerm(
      calendarOf(data, invoice.region),
      invoice.publishedOn,
      today,
    );
    return {
      template: "reminder",
      invoiceId,
      owed,
      dueOn,
      workingDay,
      termDays: TERM_WORKING_DAYS,
      emergencyFrom,
    };
  }

  /** Puts a call on the contact centre's list, unless payment or default is first. */
  function openCall({ invoiceId, step, at, now }: Told): Promise<void> {
    return transaction(sql, async (sql) => {
      await lockInvoices(sql, [invoiceId]);
      const invoice = await readInvoiceCase(sql, invoiceId);
      const due = invoice.owedKopecks > 0 && instant(now) < invoice.dueAt;
      const needless = !due
        ? "not_due_any_more"
        : isPausedAt(instant(now), invoice)
        ? "paused"
        : await hasAnsweredCall(sql, invoiceId)
        ? "answered_before"
        : null;
      await recordNotice(sql, noticeRow(invoice, { step, channel: "call", at }), {
        state: needless === null ? "open" : "skipped",
        detail: needless,
        at: now,
      });
    });
  }

  async function giveUpTelling(
    { invoiceId, step, channels, now }: Omit<Told, "at"> & { channels: MessageChannel[] },
  ): Promise<void> {
    for (const channel of channels) {
      await abandonNotice(sql, noticeKey(invoiceId, step, channel), now);
    }
  }

  function decideDefault(
    { invoiceId, now }: { invoiceId: number; now: string },
  ): Promise<DefaultOutcome> {
    return defaultInvoice(sql, { invoiceId, at: instant(now) });
  }

  function handToRecovery(
    { invoiceId, now }: { invoiceId: number; now: string },
  ): Promise<RecoveryOutcome> {
    return openRecovery(sql, { invoiceId, at: instant(now) });
  }
}

function stateOf({ owedKopecks, defaultedAt, recoveryAt }: InvoiceCase): InvoiceAgenda["state"] {
  if (owedKopecks <= 0) return "paid";
  if (defaultedAt === null) return "to_pay";
  return recoveryAt === null ? "defaulted" : "recovery";
}

/** Whether credits of earlier invoices paid all of it when it was published. */
function isCovered({ offsetKopecks, totalKopecks }: InvoiceCase): boolean {
  return offsetKopecks >= totalKopecks;
}

/**
 * Of the steps whose time has come only the newest is told, by day; once the deadline has passed
 * the default is the newest, so no reminder is; and once the debt is in recovery, whose news says
 * the same, not the default either.
 */
function settleLate(
  steps: Step[],
  { invoice, now }: { invoice: InvoiceCase; now: Instant },
): Pick<InvoiceAgenda, "steps" | "overtaken"> {
  const late = steps.filter((step) => step.at <= now);
  const ahead = steps.filter((step) => step.at > now);
  const newest = late.at(-1);
  if (!newest) return { steps: ahead, overtaken: [] };
  const over = newest.name === "default" ? invoice.recoveryAt !== null : invoice.dueAt <= now;
  if (over) return { steps: ahead, overtaken: late };
  const at = newest.name === "accrual" && isFresh(newest, now)
    ? newest.at
    : awake(now, invoice.timeZone, `invoice/${invoice.invoiceId}/${newest.name}`);
  return { steps: [{ ...newest, at }, ...ahead], overtaken: late.slice(0, -1) };
}

/** Reminders may be paused; the news of an invoice, of its term and of a default may not. */
function isReminder(step: StepName): boolean {
  return /^day\d+$/.test(step);
}

/** Each move has news of its own: what still waits to tell of an earlier one would tell this twice. */
function moveStep({ moveId }: { moveId: number }): StepName {
  return `moved${moveId}`;
}

const FRESH_MS = 60 * 60 * 1000;

/** An invoice just published is told of at once, as the source has it. */
function isFresh(step: Step, now: Instant): boolean {
  return Date.parse(now) - Date.parse(step.at) < FRESH_MS;
}

function noticeKey(invoiceId: number, step: StepName, channel: ReminderChannel): string {
  return `invoice/${invoiceId}/${step}/${channel}`;
}

function noticeRow(
  invoice: InvoiceCase,
  { step, channel, at }: { step: StepName; channel: ReminderChannel; at: string },
): NewNotice {
  return {
    key: noticeKey(invoice.invoiceId, step, channel),
    personId: invoice.payerId,
    policyId: invoice.policyId,
    invoiceId: invoice.invoiceId,
    channel,
    template: step,
    dueAt: at,
  };
}
