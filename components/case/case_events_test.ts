import assert from "node:assert/strict";
import { instant, localDate } from "../../domain/local_date.ts";
import { kopecks } from "../../domain/money.ts";
import {
  attempt,
  call,
  caseFacts,
  DEFAULTED_AT,
  notice,
  payment,
  spell,
} from "../../tests/harness/case_facts.ts";
import { type CaseEvent, caseEvents, type CaseNotice, paidInTime, spellOf } from "./case_events.ts";

const LATER = instant("2027-01-01T00:00:00.000Z");

Deno.test("caseEvents() puts everything in the order of its instants, whatever order it is read in", () => {
  const events = caseEvents(
    caseFacts({
      defaultedAt: DEFAULTED_AT,
      owedKopecks: kopecks(0),
      history: {
        notices: [
          notice({ template: "default", at: "2026-06-05T05:00:00.000Z" }),
          notice({ template: "accrual", at: "2026-04-20T07:00:10.000Z" }),
          call({ tries: [["no_answer", "2026-06-01T06:00:00.000Z"]] }),
        ],
        dueMoves: [{
          from: localDate("2026-06-03"),
          to: localDate("2026-06-04"),
          movedAt: instant("2026-05-12T07:00:00.000Z"),
          source: "Указ",
          calendarVersionId: 2,
        }],
        attempts: [attempt({ state: "canceled", settledAt: "2026-05-20T07:10:00.000Z" })],
        payments: [payment({ at: "2026-07-20T07:00:00.000Z" })],
        spells: [spell({ until: "2026-07-21" })],
        recovery: {
          openedAt: instant("2026-07-04T19:00:00.000Z"),
          contractRateBp: null,
          closedAt: instant("2026-07-20T07:00:01.000Z"),
          closedReason: "paid",
        },
      },
    }),
    LATER,
  );
  assert.deepEqual(kinds(events), [
    "published",
    "told",
    "due_moved",
    "attempt_opened",
    "attempt_canceled",
    "told",
    "call_tried",
    "term_ended",
    "defaulted",
    "emergency_began",
    "told",
    "recovery_opened",
    "paid",
    "recovery_closed",
    "group_returned",
  ]);
});

Deno.test("caseEvents() tells nothing that lies ahead of the asked moment", () => {
  const facts = caseFacts({
    defaultedAt: DEFAULTED_AT,
    owedKopecks: kopecks(0),
    history: {
      payments: [payment({ at: "2026-06-10T07:00:00.000Z" })],
      spells: [spell({ until: "2026-06-11" })],
    },
  });
  const before = caseEvents(facts, instant("2026-06-10T18:59:59.999Z"));
  assert.equal(before.at(-1)?.kind, "paid");
  assert.equal(
    caseEvents(facts, instant("2026-06-10T19:00:00.000Z")).at(-1)?.kind,
    "group_returned",
  );
});

Deno.test("what was told on one topic and local day is one event with its channels", () => {
  // 20:00 in UTC is the next day in Ufa
  const notices = [
    notice({ template: "day20", at: "2026-05-20T05:00:00.000Z" }),
    notice({ template: "day20", channel: "email", at: "2026-05-20T06:00:00.000Z" }),
    notice({ template: "day25", at: "2026-05-27T20:00:00.000Z" }),
    notice({ template: "day25", channel: "email", at: "2026-05-27T05:00:00.000Z" }),
  ];
  const told = caseEvents(caseFacts({ history: { notices } }), LATER)
    .flatMap((event) =>
      event.kind === "told" ? [[event.template, channelsOf(event.notices), event.at]] : []
    );
  assert.deepEqual(told, [
    ["day20", "sms email", "2026-05-20T05:00:00.000Z"],
    ["day25", "email", "2026-05-27T05:00:00.000Z"],
    ["day25", "sms", "2026-05-27T20:00:00.000Z"],
  ]);
});

Deno.test("a payment closes the invoice only once all of it is there", () => {
  const payments = [
    payment({ at: "2026-05-10T07:00:00.000Z", amount: 40_000 }),
    payment({ at: "2026-05-11T07:00:00.000Z", amount: 50_000 }),
  ];
  const paid = caseEvents(caseFacts({ history: { payments } }), LATER)
    .flatMap((event) => event.kind === "paid" ? [event.closes] : []);
  assert.deepEqual(paid, [false, true]);
});

Deno.test("money taken a millisecond before the deadline is in time, at the deadline it is late", () => {
  const paidAt = (at: string) =>
    caseFacts({ owedKopecks: kopecks(0), history: { payments: [payment({ at })] } });
  const timely = paidAt("2026-06-04T18:59:59.999Z");
  const late = paidAt("2026-06-04T19:00:00.000Z");
  assert.equal(paidInTime(timely), true);
  assert.equal(paidInTime(late), false);
  assert.deepEqual(kinds(caseEvents(timely, LATER)), ["published", "paid"]);
  assert.deepEqual(kinds(caseEvents(late, LATER)), ["published", "term_ended", "paid"]);
});

Deno.test("a reversed default is told as a mistake and its end, without an emergency programme", () => {
  const facts = caseFacts({
    owedKopecks: kopecks(0),
    history: {
      payments: [
        payment({ at: "2026-06-04T18:58:00.000Z", recordedAt: "2026-06-06T05:00:00.000Z" }),
      ],
      spells: [spell({
        until: "2026-06-05",
        endedReason: "default_reversed",
        endedRecordedAt: "2026-06-06T05:00:00.000Z",
      })],
    },
  });
  assert.deepEqual(kinds(caseEvents(facts, LATER)), [
    "published",
    "paid",
    "default_mistaken",
    "default_reversed",
  ]);
});

Deno.test("a reversed default that had joined another's spell is known by the message of it", () => {
  const facts = caseFacts({
    owedKopecks: kopecks(0),
    history: {
      notices: [notice({ template: "default", at: "2026-06-05T05:00:00.000Z" })],
      payments: [
        payment({ at: "2026-06-04T18:58:00.000Z", recordedAt: "2026-06-06T05:00:00.000Z" }),
      ],
      spells: [spell({ invoiceId: 1, from: "2026-05-01" })],
    },
  });
  const reversed = caseEvents(facts, LATER).find(({ kind }) => kind === "default_reversed");
  assert.equal(reversed?.at, "2026-06-06T05:00:00.000Z");
});

Deno.test("money in time that was learnt of before any default leaves no trace of one", () => {
  const facts = caseFacts({
    owedKopecks: kopecks(0),
    history: {
      payments: [
        payment({ at: "2026-06-04T18:58:00.000Z", recordedAt: "2026-06-04T19:03:00.000Z" }),
      ],
    },
  });
  assert.deepEqual(kinds(caseEvents(facts, LATER)), ["published", "paid"]);
});

Deno.test("a default joins the spell that covers its day, not an earlier one", () => {
  const facts = caseFacts({
    defaultedAt: DEFAULTED_AT,
    history: {
      spells: [
        spell({ invoiceId: 1, from: "2026-03-01", until: "2026-06-05" }),
        spell({ invoiceId: 2, from: "2026-06-05" }),
      ],
    },
  });
  assert.equal(spellOf(facts)?.invoiceId, 2);
  const joined = caseEvents(facts, LATER).at(-1);
  assert.deepEqual([joined?.kind, joined?.at], ["emergency_joined", facts.defaultedAt]);
});

Deno.test("a default after the policy's end brings no emergency programme, and no return after it", () => {
  const after = caseFacts({ defaultedAt: DEFAULTED_AT });
  assert.deepEqual(kinds(caseEvents(after, LATER)), ["published", "term_ended", "defaulted"]);
  const paidAtTheEnd = caseFacts({
    defaultedAt: DEFAULTED_AT,
    history: { policyEndsOn: localDate("2026-06-10"), spells: [spell({ until: "2026-06-11" })] },
  });
  assert.equal(caseEvents(paidAtTheEnd, LATER).at(-1)?.kind, "emergency_began");
});

function kinds(events: readonly CaseEvent[]): string[] {
  return events.map(({ kind }) => kind);
}

function channelsOf(notices: readonly CaseNotice[]): string {
  return notices.map(({ channel }) => channel).join(" ");
}
