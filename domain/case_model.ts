import type { Calendar } from "./calendar.ts";
import {
  addDays,
  addMonths,
  addSeconds,
  atLocalTime,
  epochMs,
  type Instant,
  type LocalDate,
  localDateOf,
  localTimeOf,
  startOfDay,
} from "./local_date.ts";
import { type Kopecks, sum } from "./money.ts";
import { type ReminderChannel, reminderInstant, type ReminderPlan } from "./reminder_plan.ts";

/**
 * What must be true of one franchise's case, given what happened to it: a second telling of the
 * rules in docs/states.md, without workflows, signals or rows. The property tests in tests/model/
 * hold the product against it.
 *
 * It counts working days, terms and reminders by itself, from the rule's own words, so that a slip
 * in the product's code is not repeated here. Only the choice of a minute within the morning
 * (`reminderInstant`) is the product's.
 */
export interface CaseFacts {
  zone: string;
  personId: number;
  /** The first day of service. */
  activeFrom: LocalDate;
  /** The last day of the policy, inclusive. */
  policyEndsOn: LocalDate;
  /** In the order in which they were added; the first was there before everything else. */
  calendars: readonly AddedCalendar[];
  invoices: readonly PublishedInvoice[];
  attempts: readonly AttemptFacts[];
  calls: readonly CallFacts[];
  /** The moment at which the case is looked at; all facts lie before it. */
  seenAt: Instant;
}

export interface AddedCalendar {
  addedAt: Instant;
  calendar: Calendar;
}

export interface PublishedInvoice {
  invoiceId: number;
  amount: Kopecks;
  publishedAt: Instant;
  /** The employer's own; null is the product's. */
  plan: ReminderPlan | null;
}

/** An attempt to pay that was let in. */
export interface AttemptFacts {
  attemptId: string;
  invoiceIds: readonly number[];
  createdAt: Instant;
  expiresAt: Instant;
  decision: BankDecision | null;
}

/** `decidedAt`: from when on the bank would have said so; `knownAt`: when we learnt of it. */
export type BankDecision =
  & { decidedAt: Instant; knownAt: Instant }
  & ({ outcome: "captured"; capturedAt: Instant } | { outcome: "canceled" });

/** What staff recorded of the call of a step, `day27`. */
export interface CallFacts {
  invoiceId: number;
  step: string;
  outcome: "answered" | "wrong_number";
  at: Instant;
}

export interface CaseOutcome {
  invoices: InvoiceOutcome[];
  /** In the order in which they were written; `until` is the first day of the group programme. */
  spells: SpellOutcome[];
  /** Of payments, of programmes that return, and to look into the cabinet. */
  notices: ExpectedNotice[];
  /** What the bank took and what stands open; in kopecks. */
  received: Kopecks;
  owed: Kopecks;
  /**
   * Pairs of events that happened within the same two minutes and whose order decides something
   * that is not a matter of right: the verdict must not hang on which came first.
   */
  tooClose: string[];
}

export interface InvoiceOutcome {
  invoiceId: number;
  dueOn: LocalDate;
  dueAt: Instant;
  moves: DueMove[];
  owed: Kopecks;
  /** The bank's capture, and when it was known. */
  paid: { capturedAt: Instant; knownAt: Instant } | null;
  /** The default that stands; a reversed one does not. */
  defaultedAt: Instant | null;
  /** A default that was written before we could know of the timely capture. */
  reversed: boolean;
  recovery: { openedAt: Instant; closed: "paid" | "default_reversed" | null } | null;
  notices: ExpectedNotice[];
  calls: ExpectedCall[];
}

export interface DueMove {
  fromOn: LocalDate;
  toOn: LocalDate;
  at: Instant;
}

export interface SpellOutcome {
  invoiceId: number;
  from: LocalDate;
  until: LocalDate | null;
  reason: "overdue_paid" | "default_reversed" | null;
}

/** A message that the person gets, once. */
export interface ExpectedNotice {
  /** `day20`, `accrual`, `moved1`, `payment/…/succeeded`, `return1`. */
  step: string;
  channel: "sms" | "email";
  /** When it goes. */
  at: Instant;
  /** Not later than this. */
  by: Instant;
  /** False where it may or may not go: something that ends it happened within the same minutes. */
  certain: boolean;
}

export interface ExpectedCall {
  step: string;
  at: Instant;
  state: "open" | "done" | "failed" | "skipped";
  detail: "paid" | "defaulted" | "answered_before" | "wrong_number" | null;
  certain: boolean;
}

/** Events nearer to each other than this have no order of their own. */
export const CLOSE_SECONDS = 120;

/** domain: reminders. */
const PRODUCT_PLAN: ReminderPlan = [
  { day: 10, channels: ["email"] },
  { day: 20, channels: ["sms", "email"] },
  { day: 25, channels: ["sms"] },
  { day: 27, channels: ["call"] },
  { day: 29, channels: ["sms", "email"] },
];
const TERM_DAYS = 30;
const PRE_TRIAL_DAYS = 30;
const NEWS: readonly ("sms" | "email")[] = ["sms", "email"];

/** The outcome that the rules demand of these facts. The order within the lists means nothing. */
export function caseOutcome(facts: CaseFacts): CaseOutcome {
  const tooClose: string[] = [];
  const courses = facts.invoices.map((invoice) => courseOf(facts, invoice, tooClose));
  const { spells, told } = programmeOf(facts, courses, tooClose);
  for (const course of courses) {
    const opening = recoveryDue(facts, course);
    if (opening && course.paid && isClose(opening, course.paid.knownAt)) {
      tooClose.push("the opening of a recovery and a payment");
    }
  }
  const invoices = courses.map((course) => outcomeOf(facts, course));
  return {
    invoices,
    spells,
    notices: [...newsOfPayments(facts), ...told, ...lookInsOf(facts)],
    received: sum(courses.flatMap(({ invoice, paid }) => paid ? [invoice.amount] : [])),
    owed: sum(invoices.map((invoice) => invoice.owed)),
    tooClose,
  };
}

/** What happens to one invoice by itself. */
interface Course {
  invoice: PublishedInvoice;
  /** Promises in the order of time: each holds until the next one. */
  terms: Term[];
  paid: { capturedAt: Instant; knownAt: Instant } | null;
  /** When a default is written, whether or not it stands. */
  defaultAt: Instant | null;
  reversed: boolean;
}

interface Term {
  since: Instant;
  dueOn: LocalDate;
  dueAt: Instant;
  calendar: Calendar;
}

function courseOf(facts: CaseFacts, invoice: PublishedInvoice, tooClose: string[]): Course {
  const { zone } = facts;
  const publishedOn = localDateOf(invoice.publishedAt, zone);
  const attempts = attemptsOn(facts, invoice.invoiceId);
  const paid = firstCapture(attempts);
  const termBy = (calendar: Calendar, since: Instant): Term => {
    const dueOn = workingDay(calendar, publishedOn, TERM_DAYS);
    return { since, dueOn, dueAt: startOfDay(addDays(dueOn, 1), zone), calendar };
  };
  const terms = [termBy(calendarAt(facts, invoice.publishedAt), invoice.publishedAt)];
  for (const { addedAt, calendar } of inTime(facts.calendars)) {
    if (addedAt <= invoice.publishedAt) continue;
    const current = terms.at(-1)!;
    const ended = earliest(paid?.knownAt ?? null, defaultBy(current, attempts, tooClose));
    const next = termBy(calendar, addedAt);
    const later = next.dueOn > current.dueOn;
    if (later && ended && isClose(ended, addedAt)) tooClose.push("a recount and the case's end");
    if (later && (ended === null || addedAt < ended)) terms.push(next);
  }
  const term = terms.at(-1)!;
  const asked = defaultBy(term, attempts, tooClose);
  const defaultAt = asked !== null && asked <= facts.seenAt ? asked : null;
  const reversed = defaultAt !== null && paid !== null && paid.capturedAt < term.dueAt;
  return { invoice, terms, paid, defaultAt, reversed };
}

/**
 * When the default is written, for that term: at its end, or when the last attempt from before it
 * holds no more. Null where the money is known by then, or the bank says so when it is asked.
 */
function defaultBy(
  { dueAt }: Term,
  attempts: readonly AttemptFacts[],
  tooClose: string[],
): Instant | null {
  const holders = attempts.filter((attempt) => attempt.createdAt < dueAt);
  let at = dueAt;
  for (const { decision, expiresAt } of holders) {
    if (decision !== null && decision.knownAt <= dueAt) {
      if (decision.outcome === "captured") return null;
      continue;
    }
    const holdsUntil = expiresAt > dueAt ? expiresAt : dueAt;
    if (decision === null || decision.decidedAt > holdsUntil) {
      if (decision && isClose(decision.decidedAt, holdsUntil)) {
        tooClose.push("a bank's decision and the end of the hold");
      }
      at = latest(at, holdsUntil);
    } else if (decision.outcome === "captured") {
      if (isClose(decision.decidedAt, holdsUntil)) {
        tooClose.push("a bank's capture and the end of the hold");
      }
      return null;
    } else at = latest(at, earliest(holdsUntil, decision.knownAt)!);
  }
  const capture = firstCapture(attempts);
  if (capture !== null && capture.knownAt <= at) return null;
  return at;
}

function firstCapture(attempts: readonly AttemptFacts[]): Course["paid"] {
  return attempts.flatMap(({ decision }) =>
    decision?.outcome === "captured"
      ? [{ capturedAt: decision.capturedAt, knownAt: decision.knownAt }]
      : []
  ).reduce<Course["paid"]>(
    (first, one) => first !== null && first.knownAt <= one.knownAt ? first : one,
    null,
  );
}

/** Defaults and payments of all invoices, as they move the person between the two programmes. */
function programmeOf(facts: CaseFacts, courses: readonly Course[], tooClose: string[]) {
  const { zone, policyEndsOn } = facts;
  const spells: SpellOutcome[] = [];
  const told: ExpectedNotice[] = [];
  const toldOf = new Set<number>();
  const standing = new Map<Course, LocalDate>();
  const settled = new Set<Course>();
  const happenings = happeningsOf(facts, courses);
  for (const [index, { at, attempt, course }] of happenings.entries()) {
    const before = happenings[index - 1];
    if (before && isClose(before.at, at) && !isSameKind(before, happenings[index]!)) {
      tooClose.push("a default and a payment of one policy");
    }
    if (course !== null) startEmergency(course, localDateOf(at, zone));
    else {
      settle(attempt!, at);
      tell(at);
    }
  }
  return { spells, told };

  function startEmergency(course: Course, day: LocalDate): void {
    standing.set(course, day);
    if (day > policyEndsOn || spells.some((spell) => spell.until === null)) return;
    spells.push({ invoiceId: course.invoice.invoiceId, from: day, until: null, reason: null });
  }

  function settle(attempt: AttemptFacts, at: Instant): void {
    const paid = courses.filter(({ invoice }) => attempt.invoiceIds.includes(invoice.invoiceId))
      .sort((a, b) => a.invoice.invoiceId - b.invoice.invoiceId);
    for (const course of paid) settled.add(course);
    for (const course of paid) if (course.reversed) reverse(course);
    endEmergency(at);
  }

  /** The default never was: its spell is empty, or begins with the next default that stands. */
  function reverse(course: Course): void {
    const day = standing.get(course);
    if (day === undefined) return;
    standing.delete(course);
    const spell = spells.findLast(({ from, until }) =>
      from <= day && (until === null || until > day)
    );
    if (!spell) return;
    const others = [...standing].filter(([, on]) =>
      on >= spell.from && (spell.until === null || on < spell.until)
    ).sort(([a, on], [b, other]) => on < other ? -1 : on > other ? 1 : inOrder(a, b));
    const first = others[0];
    if (first?.[1] === spell.from) return;
    const { until, reason } = spell;
    spell.until = spell.from;
    spell.reason = "default_reversed";
    if (first) {
      spells.push({ invoiceId: first[0].invoice.invoiceId, from: first[1], until, reason });
    }
  }

  /** All overdue principal is paid: the group programme is back on the next working day. */
  function endEmergency(at: Instant): void {
    const open = spells.find((spell) => spell.until === null);
    if (!open) return;
    const overdue = courses.filter((course) =>
      standing.has(course) || (course.invoice.publishedAt <= at && termAt(course, at).dueAt <= at)
    );
    if (overdue.some((course) => !settled.has(course))) return;
    const lastPaidAt = overdue.map(({ paid }) => paid!.capturedAt).reduce(latest);
    const back = workingDay(calendarAt(facts, at), localDateOf(lastPaidAt, zone), 1);
    open.until = back < open.from ? open.from : back;
    open.reason = "overdue_paid";
  }

  function tell(at: Instant): void {
    const last = spells.length - 1;
    const spell = spells[last];
    if (!spell || spell.until === null || toldOf.has(last)) return;
    if (spell.until > policyEndsOn && spell.reason !== "default_reversed") return;
    toldOf.add(last);
    told.push(...NEWS.map((channel) => ({
      step: `return${last + 1}`,
      channel,
      at,
      by: soonAfter(at),
      certain: true,
    })));
  }
}

interface Happening {
  at: Instant;
  course: Course | null;
  attempt: AttemptFacts | null;
}

function happeningsOf(facts: CaseFacts, courses: readonly Course[]): Happening[] {
  const defaults = courses.flatMap((course) =>
    course.defaultAt === null ? [] : [{ at: course.defaultAt, course, attempt: null }]
  );
  const payments = facts.attempts.flatMap((attempt) =>
    attempt.decision?.outcome === "captured"
      ? [{ at: attempt.decision.knownAt, course: null, attempt }]
      : []
  );
  return [...defaults, ...payments].sort((a, b) =>
    a.at < b.at ? -1 : a.at > b.at ? 1 : a.course && b.course ? inOrder(a.course, b.course) : 0
  );
}

function isSameKind(a: Happening, b: Happening): boolean {
  return (a.course === null) === (b.course === null);
}

function inOrder(a: Course, b: Course): number {
  return a.invoice.invoiceId - b.invoice.invoiceId;
}

function outcomeOf(facts: CaseFacts, course: Course): InvoiceOutcome {
  const { invoice, terms, paid, defaultAt, reversed } = course;
  const { dueOn, dueAt } = terms.at(-1)!;
  return {
    invoiceId: invoice.invoiceId,
    dueOn,
    dueAt,
    moves: terms.slice(1).map((term, index) => ({
      fromOn: terms[index]!.dueOn,
      toOn: term.dueOn,
      at: term.since,
    })),
    owed: paid ? sum([]) : invoice.amount,
    paid,
    defaultedAt: reversed ? null : defaultAt,
    reversed,
    recovery: recoveryOf(facts, course),
    notices: noticesOf(facts, course),
    calls: callsOf(facts, course),
  };
}

/** Opens at the start of the 30th local day after the default's, unless it was paid by then. */
function recoveryOf(facts: CaseFacts, course: Course): InvoiceOutcome["recovery"] {
  const openedAt = recoveryAt(facts, course);
  if (openedAt === null) return null;
  const { paid, reversed } = course;
  return { openedAt, closed: paid === null ? null : reversed ? "default_reversed" : "paid" };
}

function recoveryAt(facts: CaseFacts, course: Course): Instant | null {
  const at = recoveryDue(facts, course);
  if (at === null || at > facts.seenAt) return null;
  return course.paid === null || at < course.paid.knownAt ? at : null;
}

function recoveryDue({ zone }: CaseFacts, { defaultAt }: Course): Instant | null {
  if (defaultAt === null) return null;
  return startOfDay(addDays(localDateOf(defaultAt, zone), PRE_TRIAL_DAYS), zone);
}

function noticesOf(facts: CaseFacts, course: Course): ExpectedNotice[] {
  const { zone, seenAt } = facts;
  const { invoice, paid, defaultAt } = course;
  const key = `invoice/${invoice.invoiceId}`;
  const moves = movesOf(facts, course).filter((move) => !move.replaced);
  const reminders = remindersOf(facts, course);
  const news: Message[] = [
    { step: "accrual", at: invoice.publishedAt, channels: NEWS },
    ...reminders.map((reminder) => {
      const move = moves.find((move) => meet(move, reminder));
      return move ? { ...reminder, by: latest(soonAfter(reminder.at), move.by) } : reminder;
    }),
    ...moves.map((move) => {
      const met = reminders.some((reminder) => meet(move, reminder));
      return { ...move, certain: move.certain && !met };
    }),
  ];
  if (defaultAt !== null) {
    const morning = reminderInstant(localDateOf(defaultAt, zone), zone, `${key}/default`);
    news.push({ step: "default", at: latest(morning, defaultAt), channels: NEWS });
  }
  const recovery = recoveryAt(facts, course);
  if (recovery !== null) {
    const at = reminderInstant(localDateOf(recovery, zone), zone, `${key}/recovery`);
    news.push({ step: "recovery", at, channels: NEWS });
  }
  return news.flatMap(({ step, at, by = soonAfter(at), channels, certain = true }) => {
    const ended = earliest(paid?.knownAt ?? null, seenAt)!;
    if (ended <= at && !isClose(ended, at)) return [];
    const sure = certain && ended > by;
    return channels.flatMap((channel) =>
      channel === "call" ? [] : [{ step, channel, at, by, certain: sure }]
    );
  });
}

interface Message {
  step: string;
  at: Instant;
  /** Soon after `at` unless told. */
  by?: Instant;
  channels: readonly ReminderChannel[];
  certain?: boolean;
}

/** Each step at its hour by the promise that holds then; what a new promise puts behind is dropped. */
function remindersOf({ zone }: CaseFacts, { invoice, terms, defaultAt }: Course): Message[] {
  const publishedOn = localDateOf(invoice.publishedAt, zone);
  return (invoice.plan ?? PRODUCT_PLAN).flatMap(({ day, channels }) => {
    const step = `day${day}`;
    const key = `invoice/${invoice.invoiceId}/${step}`;
    const at = terms.flatMap(({ since, calendar, dueAt }, index) => {
      const hour = reminderInstant(workingDay(calendar, publishedOn, day), zone, key);
      const until = terms[index + 1]?.since ?? earliest(defaultAt, dueAt)!;
      return since < hour && hour < until && hour < dueAt ? [hour] : [];
    })[0];
    return at === undefined ? [] : [{ step, at, channels }];
  });
}

interface MoveMessage extends Message {
  by: Instant;
  certain: boolean;
  /** A later move came before this one was told. */
  replaced: boolean;
}

/** A move is told at once, or in the morning where it came at night. */
function movesOf({ zone }: CaseFacts, { terms }: Course): MoveMessage[] {
  return terms.slice(1).map(({ since }, index) => {
    const replacedAt = terms[index + 2]?.since ?? null;
    const { at, by } = wakingHours(since, zone);
    const replaced = replacedAt !== null && replacedAt <= at && !isClose(replacedAt, at);
    const certain = replacedAt === null || replacedAt > by;
    return { step: `moved${index + 1}`, at, by, channels: NEWS, replaced, certain };
  });
}

/** Where the news of a move and a reminder meet, one waits for the other, or speaks for both. */
function meet(move: MoveMessage, reminder: Message): boolean {
  return addSeconds(move.at, -CLOSE_SECONDS) <= reminder.at && reminder.at <= move.by;
}

/** At once between 9:00 and 21:00; else between 9:00 and 12:00 of the morning that comes. */
function wakingHours(at: Instant, zone: string): { at: Instant; by: Instant } {
  const time = localTimeOf(at, zone);
  if (time >= "09:00" && time < "21:00") return { at, by: soonAfter(at) };
  const today = localDateOf(at, zone);
  const morning = time < "09:00" ? today : addDays(today, 1);
  return {
    at: atLocalTime(morning, "09:00", zone),
    by: soonAfter(atLocalTime(morning, "12:00", zone)),
  };
}

function callsOf(facts: CaseFacts, course: Course): ExpectedCall[] {
  const { invoice, paid, defaultAt } = course;
  const recorded = facts.calls.filter((call) => call.invoiceId === invoice.invoiceId);
  const answered = recorded.filter((call) => call.outcome === "answered").map(({ at }) => at);
  const calls = remindersOf(facts, course).filter(({ channels }) => channels.includes("call"));
  return calls.flatMap(({ step, at }): ExpectedCall[] => {
    const needless = answered.find((one) => one < at);
    if (at > facts.seenAt || (paid !== null && paid.knownAt <= at)) return [];
    const ends: Pick<ExpectedCall, "at" | "state" | "detail">[] = [
      ...recorded.filter((call) => call.step === step).map((call) =>
        call.outcome === "answered"
          ? { at: call.at, state: "done" as const, detail: null }
          : { at: call.at, state: "failed" as const, detail: "wrong_number" as const }
      ),
      ...recorded.filter((call) => call.step !== step && call.outcome === "answered")
        .map((call) => ({
          at: call.at,
          state: "skipped" as const,
          detail: "answered_before" as const,
        })),
      ...(paid ? [{ at: paid.knownAt, state: "skipped" as const, detail: "paid" as const }] : []),
      ...(defaultAt
        ? [{ at: defaultAt, state: "skipped" as const, detail: "defaulted" as const }]
        : []),
    ].sort((a, b) => a.at < b.at ? -1 : 1);
    const [first, second] = ends;
    const near = [at, second?.at].some((other) => other && first && isClose(first.at, other));
    const certain = !near && !isClose(at, facts.seenAt);
    if (needless) return [{ step, at, state: "skipped", detail: "answered_before", certain }];
    if (!first) return [{ step, at, state: "open", detail: null, certain }];
    return [{ step, at, state: first.state, detail: first.detail, certain }];
  });
}

/** The payer hears what became of each attempt; our own last question may have settled it first. */
function newsOfPayments({ attempts, seenAt }: CaseFacts): ExpectedNotice[] {
  return attempts.flatMap(({ attemptId, decision }): ExpectedNotice[] => {
    if (decision === null) return [];
    const { outcome, knownAt } = decision;
    const by = addSeconds(knownAt, SLOWEST_QUESTION_SECONDS + CLOSE_SECONDS);
    const step = `payment/${attemptId}/${outcome === "captured" ? "succeeded" : "canceled"}`;
    return [{ step, channel: "sms", at: knownAt, by, certain: by <= seenAt }];
  });
}

/** Nobody visits the cabinet in these cases: each month a letter asks them to (domain: duties). */
function lookInsOf({ zone, personId, activeFrom, policyEndsOn, seenAt }: CaseFacts) {
  const lookIns: ExpectedNotice[] = [];
  for (let months = 1;; months++) {
    const on = addMonths(activeFrom, months);
    const at = reminderInstant(on, zone, `look-in/${personId}`);
    if (on > policyEndsOn || at > seenAt) return lookIns;
    lookIns.push({ step: on, channel: "email", at, by: soonAfter(at), certain: true });
  }
}

/** A payment that has expired is asked about once an hour. */
const SLOWEST_QUESTION_SECONDS = 60 * 60;

function attemptsOn(facts: CaseFacts, invoiceId: number): AttemptFacts[] {
  return facts.attempts.filter((attempt) => attempt.invoiceIds.includes(invoiceId))
    .sort((a, b) => a.createdAt < b.createdAt ? -1 : 1);
}

function termAt({ terms }: Course, at: Instant): Term {
  return terms.findLast((term) => term.since <= at) ?? terms[0]!;
}

function calendarAt({ calendars }: CaseFacts, at: Instant): Calendar {
  const known = inTime(calendars).filter(({ addedAt }) => addedAt <= at).at(-1);
  if (!known) throw new RangeError("A case needs a calendar that was there from the start");
  return known.calendar;
}

function inTime(calendars: readonly AddedCalendar[]): AddedCalendar[] {
  return [...calendars].sort((a, b) => a.addedAt < b.addedAt ? -1 : a.addedAt > b.addedAt ? 1 : 0);
}

/** The n-th working day strictly after that day (Civil Code art. 191). */
function workingDay(calendar: Calendar, after: LocalDate, n: number): LocalDate {
  let day = after;
  for (let left = n; left > 0;) {
    day = addDays(day, 1);
    if (calendar.dayKind(day).working) left -= 1;
  }
  return day;
}

function isClose(a: Instant, b: Instant): boolean {
  return Math.abs(epochMs(a) - epochMs(b)) < CLOSE_SECONDS * 1000;
}

function soonAfter(at: Instant): Instant {
  return addSeconds(at, CLOSE_SECONDS);
}

function earliest(a: Instant | null, b: Instant | null): Instant | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}

function latest(a: Instant, b: Instant): Instant {
  return a < b ? b : a;
}
