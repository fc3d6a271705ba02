import assert from "node:assert/strict";
import fc from "fast-check";
import data from "../db/calendar/ru-calendar.json" with { type: "json" };
import { calendarOf } from "./calendar.ts";
import {
  type AttemptFacts,
  type CaseFacts,
  type CaseOutcome,
  caseOutcome,
  type PublishedInvoice,
} from "./case_model.ts";
import {
  addDays,
  addMinutes,
  addSeconds,
  atLocalTime,
  type Instant,
  instant,
  localDate,
  localDateOf,
} from "./local_date.ts";
import { kopecks } from "./money.ts";
import { nextWorkingDay } from "./working_days.ts";

const ZONE = "Asia/Yekaterinburg";
const FEDERAL = calendarOf(data, null);
const BEGINNING = localDate("2026-04-20");

Deno.test("an unpaid invoice is reminded of by plan, defaults at its term's end and goes to recovery", () => {
  const facts = caseOf({ invoices: [published(1, 0)] });
  const [invoice] = caseOutcome(facts).invoices;
  assert.equal(invoice!.dueOn, "2026-06-03");
  assert.equal(invoice!.defaultedAt, "2026-06-03T19:00:00.000Z");
  assert.equal(invoice!.recovery!.openedAt, "2026-07-03T19:00:00.000Z");
  const told = invoice!.notices.map(({ step, channel }) => `${step} ${channel}`);
  assert.deepEqual(told, [
    ...["accrual sms", "accrual email", "day10 email", "day20 sms", "day20 email", "day25 sms"],
    ...["day29 sms", "day29 email", "default sms", "default email"],
    ...["recovery sms", "recovery email"],
  ]);
  assert.deepEqual(invoice!.calls.map(({ step, state, detail }) => [step, state, detail]), [
    ["day27", "skipped", "defaulted"],
  ]);
  assert.deepEqual(caseOutcome(facts).spells, [
    { invoiceId: 1, from: "2026-06-04", until: null, reason: null },
  ]);
});

Deno.test("the millisecond of the bank's capture decides, however late it is known", () => {
  const dueAt = instant("2026-06-03T19:00:00.000Z");
  const captured = (capturedAt: string) =>
    caseOutcome(caseOf({
      invoices: [published(1, 0)],
      attempts: [{
        attemptId: "a",
        invoiceIds: [1],
        createdAt: addMinutes(dueAt, -10),
        expiresAt: addMinutes(dueAt, 50),
        decision: {
          outcome: "captured",
          capturedAt: instant(capturedAt),
          decidedAt: addMinutes(dueAt, 3 * 60),
          knownAt: addMinutes(dueAt, 3 * 60),
        },
      }],
    }));
  const inTime = captured("2026-06-03T18:59:59.999Z");
  assert.equal(inTime.invoices[0]!.defaultedAt, null);
  assert.equal(inTime.invoices[0]!.reversed, true);
  assert.deepEqual(inTime.spells, [
    { invoiceId: 1, from: "2026-06-04", until: "2026-06-04", reason: "default_reversed" },
  ]);
  const late = captured("2026-06-03T19:00:00.000Z");
  assert.equal(late.invoices[0]!.defaultedAt, addMinutes(dueAt, 50));
  assert.deepEqual(late.spells, [
    { invoiceId: 1, from: "2026-06-04", until: "2026-06-05", reason: "overdue_paid" },
  ]);
});

Deno.test("the model does not care in which order its facts are listed", () => {
  fc.assert(fc.property(histories(), fc.infiniteStream(fc.nat()), (facts, numbers) => {
    const shuffled = <T>(items: readonly T[]): T[] =>
      items.map((item) => ({ item, by: numbers.next().value! })).sort((a, b) => a.by - b.by)
        .map(({ item }) => item);
    const other = caseOutcome({
      ...facts,
      invoices: shuffled(facts.invoices),
      attempts: shuffled(facts.attempts),
      calendars: shuffled(facts.calendars),
    });
    assert.deepEqual(inOneOrder(other), inOneOrder(caseOutcome(facts)));
  }));
});

Deno.test("in the model nobody defaults before the deadline or against a timely capture", () => {
  fc.assert(fc.property(histories(), (facts) => {
    for (const { dueAt, defaultedAt, paid } of caseOutcome(facts).invoices) {
      if (defaultedAt !== null) {
        assert.ok(defaultedAt >= dueAt);
        assert.ok(paid === null || paid.capturedAt >= dueAt);
      }
      if (paid === null && addMinutes(dueAt, 61) < facts.seenAt) assert.ok(defaultedAt);
    }
  }));
});

Deno.test("in the model every day of an overdue debt is under the emergency programme, and no other", () => {
  fc.assert(fc.property(histories(), (facts) => {
    const outcome = caseOutcome(facts);
    if (outcome.tooClose.length > 0) return;
    const today = localDateOf(facts.seenAt, ZONE);
    const covered = (day: string) =>
      outcome.spells.some(({ from, until }) => from <= day && (until === null || day < until));
    const debts = outcome.invoices.flatMap(({ defaultedAt, paid }) => {
      if (defaultedAt === null) return [];
      const from = localDateOf(defaultedAt, ZONE);
      const until = paid === null
        ? today
        : nextWorkingDay(calendarAt(facts, paid.knownAt), localDateOf(paid.capturedAt, ZONE)).date;
      return from > facts.policyEndsOn ? [] : [{ from, until }];
    });
    for (const { from, until } of debts) {
      for (let day = from; day < until; day = addDays(day, 1)) assert.ok(covered(day), day);
    }
    for (const { from, until } of outcome.spells) {
      if (from === until) continue;
      assert.ok(debts.some((debt) => debt.from === from), `nothing defaulted on ${from}`);
    }
  }));
});

Deno.test("in the model each step goes once on each channel, and none after the payment or the term", () => {
  fc.assert(fc.property(histories(), (facts) => {
    for (const { notices, paid, dueAt, moves, dueOn } of caseOutcome(facts).invoices) {
      const keys = notices.map(({ step, channel }) => `${step} ${channel}`);
      assert.equal(new Set(keys).size, keys.length);
      for (const { step, at, certain } of notices) {
        if (certain && paid) assert.ok(at < paid.knownAt);
        if (step.startsWith("day")) assert.ok(at < dueAt);
      }
      for (const { fromOn, toOn } of moves) assert.ok(fromOn < toOn && toOn <= dueOn);
    }
  }));
});

interface Wanted {
  invoices: PublishedInvoice[];
  attempts?: AttemptFacts[];
  policyEndsOn?: CaseFacts["policyEndsOn"];
  calendars?: CaseFacts["calendars"];
}

function caseOf({ invoices, attempts = [], policyEndsOn, calendars }: Wanted): CaseFacts {
  return {
    zone: ZONE,
    personId: 1,
    activeFrom: BEGINNING,
    policyEndsOn: policyEndsOn ?? addDays(BEGINNING, 500),
    calendars: calendars ?? [{ addedAt: at(-60 * 24), calendar: FEDERAL }],
    invoices,
    attempts,
    calls: [],
    seenAt: atLocalTime(addDays(BEGINNING, 120), "12:00", ZONE),
  };
}

function published(invoiceId: number, day: number): PublishedInvoice {
  const publishedAt = atLocalTime(addDays(BEGINNING, day), "12:00", ZONE);
  return { invoiceId, amount: kopecks(90_000), publishedAt, plan: null };
}

function at(minute: number): Instant {
  return addMinutes(atLocalTime(BEGINNING, "00:00", ZONE), minute);
}

/** Histories as the product lets them happen: one undecided attempt at a time, none on what is paid. */
function histories(): fc.Arbitrary<CaseFacts> {
  const day = 24 * 60;
  const wanted = fc.record({
    invoices: fc.uniqueArray(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 2 }),
    minute: fc.oneof(
      fc.integer({ min: 1, max: 110 * day }),
      fc.integer({ min: -90, max: 90 }).map((minutes) => 45 * day + minutes),
    ),
    captured: fc.boolean(),
    capturedAfter: fc.integer({ min: 0, max: 100 }),
    decidedAfter: fc.integer({ min: 0, max: 3 * day }),
    knownAfter: fc.integer({ min: 0, max: 60 }),
  });
  return fc.record({
    days: fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 3 }),
    attempts: fc.array(wanted, { maxLength: 6 }),
    policyDays: fc.constantFrom(500, 500, 50, 70),
    // Versions come one after another: no two at one instant.
    decrees: fc.uniqueArray(
      fc.record({
        minute: fc.integer({ min: 1, max: 90 * day }),
        off: fc.integer({ min: 1, max: 80 }),
      }),
      { maxLength: 3, selector: ({ minute }) => minute },
    ),
  }).map(({ days, attempts, policyDays, decrees }) => {
    const invoices = days.map((day, index) => published(index + 1, day));
    const letIn: AttemptFacts[] = [];
    for (const one of attempts.sort((a, b) => a.minute - b.minute)) {
      const createdAt = addSeconds(at(one.minute), 1);
      const invoiceIds = one.invoices.filter((id) =>
        invoices.some((invoice) => invoice.invoiceId === id && invoice.publishedAt < createdAt)
      );
      const hindered = letIn.some(({ invoiceIds: taken, decision }) =>
        taken.some((id) => invoiceIds.includes(id)) &&
        (decision!.outcome === "captured" || decision!.knownAt > createdAt)
      );
      if (invoiceIds.length === 0 || hindered) continue;
      const decidedAt = addMinutes(createdAt, Math.max(one.decidedAfter, one.capturedAfter));
      const times = { decidedAt, knownAt: addMinutes(decidedAt, one.knownAfter) };
      letIn.push({
        attemptId: `a${letIn.length}`,
        invoiceIds,
        createdAt,
        expiresAt: addMinutes(createdAt, 60),
        decision: one.captured
          ? { ...times, outcome: "captured", capturedAt: addMinutes(createdAt, one.capturedAfter) }
          : { ...times, outcome: "canceled" },
      });
    }
    const facts = caseOf({
      invoices,
      attempts: letIn,
      policyEndsOn: addDays(BEGINNING, policyDays),
      calendars: [
        { addedAt: at(-60 * day), calendar: FEDERAL },
        ...decrees.map(({ minute, off }) => ({
          addedAt: addSeconds(at(minute), 7),
          calendar: withDayOff(off),
        })),
      ],
    });
    const known = (decision: AttemptFacts["decision"]) => decision!.knownAt < facts.seenAt;
    return { ...facts, attempts: letIn.filter(({ decision }) => known(decision)) };
  });
}

function withDayOff(off: number) {
  const region = { name: "Область", days_off: ["2026-07-05", addDays(BEGINNING, off)] };
  return calendarOf({ ...data, regions: { "RU-XX": region } }, "RU-XX");
}

function calendarAt({ calendars }: CaseFacts, at: Instant) {
  return calendars.toSorted((a, b) => a.addedAt < b.addedAt ? -1 : 1)
    .findLast(({ addedAt }) => addedAt <= at)!.calendar;
}

function inOneOrder({ invoices, notices, spells, ...rest }: CaseOutcome) {
  const byText = (items: readonly unknown[]) => items.map((item) => JSON.stringify(item)).sort();
  return { ...rest, spells, invoices: byText(invoices), notices: byText(notices) };
}
