import { readFileSync } from "node:fs";
import type {
  CaseAttempt,
  CaseFacts,
  CaseHistory,
  CaseNotice,
  CasePayment,
  CaseSpell,
} from "../../components/case/case_events.ts";
import type { CallOutcome } from "../../domain/call.ts";
import { type CalendarData, calendarOf } from "../../domain/calendar.ts";
import { dueAt, dueDate } from "../../domain/invoice.ts";
import { type Instant, instant, localDate } from "../../domain/local_date.ts";
import { kopecks } from "../../domain/money.ts";
import type { DatedRate } from "../../domain/penalty.ts";

export const ZONE = "Asia/Yekaterinburg";
export const CALENDAR_DATA: CalendarData = JSON.parse(
  readFileSync(new URL("../../db/calendar/ru-calendar.json", import.meta.url), "utf8"),
);
export const BASHKORTOSTAN = calendarOf(CALENDAR_DATA, "RU-BA");

/** Published on Monday 20 April 2026; the term ends with Thursday 4 June, in Ufa. */
export const INVOICE_ID = 2041;
const PUBLISHED_ON = localDate("2026-04-20");
const DUE_ON = dueDate(BASHKORTOSTAN, PUBLISHED_ON).date;
const KEY_RATES: DatedRate[] = [
  { from: localDate("2026-06-01"), basisPoints: 1600 },
  { from: localDate("2026-06-10"), basisPoints: 1500 },
  { from: localDate("2026-07-01"), basisPoints: null },
];

/** An invoice of 900 roubles to which nothing has happened, but for what is told. */
export function caseFacts(
  { history, ...changes }:
    & Partial<Omit<CaseFacts, "history">>
    & { history?: Partial<CaseHistory> } = {},
): CaseFacts {
  return {
    id: INVOICE_ID,
    totalKopecks: kopecks(90_000),
    owedKopecks: kopecks(90_000),
    publishedAt: instant("2026-04-20T07:00:00.000Z"),
    publishedOn: PUBLISHED_ON,
    dueOn: DUE_ON,
    dueAt: dueAt(DUE_ON, ZONE),
    defaultedAt: null,
    settlement: null,
    timeZone: ZONE,
    region: "RU-BA",
    attemptId: null,
    ...changes,
    history: {
      policyEndsOn: localDate("2026-12-31"),
      reminderPlan: null,
      notices: [],
      dueMoves: [],
      attempts: [],
      payments: [],
      spells: [],
      consentGaps: [],
      channels: { sms: true, email: true },
      recovery: null,
      contractRateBp: null,
      keyRates: KEY_RATES,
      ...history,
    },
  };
}

/** A default at the first second after the term, with its emergency programme. */
export const DEFAULTED_AT = instant("2026-06-04T19:00:01.000Z");

export function notice(
  { template, at, ...changes }:
    & { template: string; at: string }
    & Partial<Pick<CaseNotice, "channel" | "state" | "detail">>,
): CaseNotice {
  return {
    channel: "sms",
    template,
    state: "sent",
    detail: null,
    dueAt: instant(at),
    finishedAt: instant(at),
    nextTryAt: null,
    tries: [],
    ...changes,
  };
}

/** The call of the 27th working day. */
export function call(
  { tries = [], ...changes }:
    & { tries?: readonly (readonly [outcome: CallOutcome, at: string, next?: string])[] }
    & Partial<Pick<CaseNotice, "state" | "detail" | "nextTryAt">>,
): CaseNotice {
  return {
    channel: "call",
    template: "day27",
    state: "open",
    detail: null,
    dueAt: instant("2026-06-01T05:00:00.000Z"),
    finishedAt: null,
    nextTryAt: null,
    tries: tries.map(([outcome, at, next]) => ({
      outcome,
      triedAt: instant(at),
      nextTryAt: next ? instant(next) : null,
      staff: "Ольга Сотрудникова",
      note: null,
    })),
    ...changes,
  };
}

export const ATTEMPT_ID = "0198c0de-0000-7000-8000-000000000001";

export function attempt(
  { createdAt = "2026-05-20T07:00:00.000Z", settledAt, ...changes }:
    & { createdAt?: string; settledAt?: string }
    & Partial<Pick<CaseAttempt, "state" | "reason">>,
): CaseAttempt {
  const at = instant(createdAt);
  return {
    id: ATTEMPT_ID,
    amountKopecks: kopecks(90_000),
    state: "pending",
    reason: null,
    createdAt: at,
    expiresAt: new Date(Date.parse(at) + 60 * 60_000).toISOString() as Instant,
    capturedAt: null,
    settledAt: settledAt ? instant(settledAt) : null,
    ...changes,
  };
}

export function payment(
  { at, recordedAt = at, amount = 90_000 }: { at: string; recordedAt?: string; amount?: number },
): CasePayment {
  return {
    amountKopecks: kopecks(amount),
    effectiveAt: instant(at),
    recordedAt: instant(recordedAt),
  };
}

export function spell(
  { from = "2026-06-05", until = null, invoiceId = INVOICE_ID, ...ended }: {
    from?: string;
    until?: string | null;
    invoiceId?: number;
    endedReason?: string;
    endedRecordedAt?: string;
  } = {},
): CaseSpell {
  return {
    invoiceId,
    from: localDate(from),
    until: until === null ? null : localDate(until),
    endedReason: ended.endedReason ?? (until === null ? null : "overdue_paid"),
    recordedAt: DEFAULTED_AT,
    endedRecordedAt: ended.endedRecordedAt ? instant(ended.endedRecordedAt) : null,
  };
}
