import assert from "node:assert/strict";
import {
  type CaseRun,
  compareCase,
  type Expectation,
  type ExpectedCase,
  expectedContact,
  expectedFranchise,
  expectedInvoice,
  expectedNews,
  expectedPayment,
  expectedRecovery,
  expectedRefund,
  expectedReport,
  franchiseDifferences,
  type FranchiseFacts,
  invoiceDifferences,
  type InvoiceFacts,
  isMendable,
  recoveryDifferences,
  type ShownState,
} from "./drift.ts";
import { addMinutes, type Instant, instant, localDate } from "./local_date.ts";
import { kopecks } from "./money.ts";

const NOW = instant("2026-11-22T07:00:00Z");
const DUE = instant("2026-12-20T19:00:00Z");

const INVOICE: InvoiceFacts = {
  invoiceId: 2041,
  totalKopecks: kopecks(90_000),
  linesKopecks: kopecks(90_000),
  owedKopecks: kopecks(90_000),
  dueAt: DUE,
  timeZone: "Asia/Yekaterinburg",
  policyEndsOn: localDate("2027-05-31"),
  defaultedAt: null,
  heldUntil: null,
  recoveryOpenedAt: null,
  openCalls: 0,
  inSpell: false,
};

const FRANCHISE: FranchiseFacts = {
  franchiseId: 17,
  activeFrom: localDate("2026-10-01"),
  activatedAt: instant("2026-09-30T19:00:00Z"),
  policyEndsOn: localDate("2027-05-31"),
  timeZone: "Asia/Yekaterinburg",
  invoices: [INVOICE],
  hasOpenSpell: false,
};

Deno.test("an invoice shows its deadline until it is decided", () => {
  assert.deepEqual(expectedInvoice(INVOICE, NOW), {
    open: true,
    shown: { amountKopecks: 90_000, overdue: false, dueAt: DUE },
    stepDueAt: DUE,
  });
  const held = { ...INVOICE, heldUntil: addMinutes(DUE, 40) };
  assert.equal(expectedInvoice(held, addMinutes(DUE, -1)).shown.dueAt, DUE);
  assert.equal(expectedInvoice(held, DUE).shown.dueAt, addMinutes(DUE, 40));
  assert.equal(expectedInvoice(held, addMinutes(DUE, 40)).shown.dueAt, DUE);
});

Deno.test("an invoice in default shows the end of the pre-trial term, one in recovery nothing", () => {
  const defaulted = { ...INVOICE, defaultedAt: DUE };
  // 30 calendar days after the local 21 December, from its midnight.
  const preTrialEnds = instant("2027-01-19T19:00:00Z");
  assert.deepEqual(expectedInvoice(defaulted, DUE), {
    open: true,
    shown: { amountKopecks: 90_000, overdue: true, dueAt: preTrialEnds },
    stepDueAt: preTrialEnds,
  });
  const recovery = { ...defaulted, recoveryOpenedAt: preTrialEnds };
  assert.deepEqual(expectedInvoice(recovery, preTrialEnds), {
    open: true,
    shown: { amountKopecks: 90_000, overdue: true, dueAt: null },
  });
});

Deno.test("an invoice of which nothing is owed is closed, in default or not", () => {
  for (const owed of [0, -1]) {
    const paid = { ...INVOICE, owedKopecks: kopecks(owed), defaultedAt: DUE };
    assert.deepEqual(expectedInvoice(paid, NOW), { open: false, shown: {} });
  }
});

Deno.test("a franchise shows its first day, then the policy's end, then the end of the run-off", () => {
  const waiting = { ...FRANCHISE, activatedAt: null };
  const opensAt = instant("2026-09-30T19:00:00Z");
  const endsAt = instant("2027-05-31T19:00:00Z");
  const runOffEndsAt = instant("2027-11-30T19:00:00Z");
  assert.equal(expectedFranchise(waiting, addMinutes(opensAt, -1)).shown.dueAt, opensAt);
  assert.equal(expectedFranchise(waiting, NOW).stepDueAt, opensAt);
  assert.deepEqual(expectedFranchise(FRANCHISE, NOW), {
    open: true,
    shown: { dueAt: endsAt, amountKopecks: 90_000, overdue: false },
  });
  assert.equal(expectedFranchise(FRANCHISE, endsAt).shown.dueAt, runOffEndsAt);
  assert.equal(expectedFranchise(FRANCHISE, runOffEndsAt).shown.dueAt, null);
  const free = { ...FRANCHISE, invoices: [] };
  assert.equal(expectedFranchise(free, addMinutes(runOffEndsAt, -1)).open, true);
  assert.equal(expectedFranchise(free, runOffEndsAt).open, false);
});

Deno.test("a franchise sums what is owed, not what was paid too much", () => {
  const invoices = [
    INVOICE,
    { ...INVOICE, owedKopecks: kopecks(5) },
    { ...INVOICE, owedKopecks: kopecks(-7) },
  ];
  assert.equal(expectedFranchise({ ...FRANCHISE, invoices }, NOW).shown.amountKopecks, 90_005);
});

Deno.test("a franchise is overdue from the default on; between deadline and decision either is right", () => {
  const overdue = (invoice: InvoiceFacts, at: Instant) =>
    expectedFranchise({ ...FRANCHISE, invoices: [invoice] }, at).shown.overdue;
  assert.equal(overdue(INVOICE, addMinutes(DUE, -1)), false);
  assert.equal(overdue(INVOICE, DUE), undefined);
  assert.equal(overdue({ ...INVOICE, defaultedAt: DUE }, DUE), true);
  const paid = { ...INVOICE, defaultedAt: DUE, owedKopecks: kopecks(0) };
  assert.equal(overdue(paid, DUE), false);
});

Deno.test("a refund is open until it is decided, and then as long as its receipt is asked for", () => {
  const facts = { refundId: "x", amountKopecks: kopecks(900), receiptAwaitedUntil: null };
  for (const state of ["created", "pending", "unknown"] as const) {
    const expected = { open: true, shown: { amountKopecks: 900 } };
    assert.deepEqual(expectedRefund({ ...facts, state }, DUE), expected);
  }
  const returned = { ...facts, state: "succeeded", receiptAwaitedUntil: DUE } as const;
  assert.equal(expectedRefund(returned, addMinutes(DUE, -1)).open, true);
  assert.equal(expectedRefund(returned, DUE).open, false);
  assert.equal(expectedRefund({ ...facts, state: "canceled" }, DUE).open, false);
});

Deno.test("a payment is open until it is decided; what staff are to decide has no time", () => {
  const facts = { attemptId: "x", amountKopecks: kopecks(900), expiresAt: DUE };
  for (const state of ["created", "pending"] as const) {
    assert.deepEqual(expectedPayment({ ...facts, state }), {
      open: true,
      shown: { amountKopecks: 900, dueAt: DUE },
    });
  }
  assert.deepEqual(expectedPayment({ ...facts, state: "unknown" }).shown.dueAt, null);
  for (const state of ["succeeded", "canceled"] as const) {
    assert.equal(expectedPayment({ ...facts, state }).open, false);
  }
});

Deno.test("a recovery is open until it is closed, a changed contact or a withdrawal until somebody is told", () => {
  const recovery = { invoiceId: 1, owedKopecks: kopecks(900) };
  assert.deepEqual(expectedRecovery({ ...recovery, closedAt: null }), {
    open: true,
    shown: { amountKopecks: 900, overdue: true },
  });
  assert.equal(expectedRecovery({ ...recovery, closedAt: NOW }).open, false);
  const contact = { changeId: 1, confirmed: true, told: false };
  assert.equal(expectedContact(contact).open, true);
  assert.equal(expectedContact({ ...contact, told: true }).open, false);
  assert.equal(expectedContact({ ...contact, confirmed: false }).open, false);
  assert.equal(expectedNews({ id: 1, told: false }).open, true);
  assert.equal(expectedNews({ id: 1, told: true }).open, false);
});

Deno.test("an employer's report is open while it waits for its acknowledgement, one without debts until it is told of", () => {
  const facts = {
    employerId: 3,
    period: localDate("2026-11-01"),
    requestedAt: NOW,
    remindAt: DUE,
    owedKopecks: kopecks(900),
    telling: false,
  };
  assert.deepEqual(expectedReport({ ...facts, state: "requested" }).stepDueAt, NOW);
  assert.deepEqual(expectedReport({ ...facts, state: "waiting" }), {
    open: true,
    shown: { amountKopecks: 900, dueAt: DUE },
    stepDueAt: DUE,
  });
  assert.deepEqual(expectedReport({ ...facts, state: "reminded" }), {
    open: true,
    shown: { amountKopecks: 900, dueAt: null },
  });
  for (const state of ["acknowledged", "superseded", "clear"] as const) {
    assert.equal(expectedReport({ ...facts, state }).open, false);
  }
  assert.equal(expectedReport({ ...facts, state: "clear", telling: true }).open, true);
});

Deno.test("a case as expected has no difference", () => {
  const shown = { dueAt: DUE, amountKopecks: 90_000, overdue: false };
  assert.deepEqual(compareCase(steady({ open: true, shown }), running(shown)), []);
  assert.deepEqual(compareCase(steady(CLOSED), null), []);
  assert.deepEqual(compareCase(steady(CLOSED), { ...running({}), status: "completed" }), []);
  assert.deepEqual(compareCase(null, null), []);
  assert.deepEqual(compareCase(null, { ...running({}), status: "terminated" }), []);
});

Deno.test("an open case without a running workflow is named with how that ended", () => {
  const open = steady({ open: true, shown: {} });
  const statuses = ["completed", "failed", "canceled", "terminated", "timed_out"] as const;
  for (const status of statuses) {
    assert.deepEqual(compareCase(open, { ...running({}), status }), [
      { kind: "not_running", expected: "running", found: status },
    ]);
  }
  assert.deepEqual(compareCase(open, null), [
    { kind: "not_running", expected: "running", found: "never started" },
  ]);
});

Deno.test("a running workflow of a closed case, or of none, is named", () => {
  assert.deepEqual(compareCase(steady(CLOSED), running({})), [
    { kind: "still_running", expected: "completed", found: "running" },
  ]);
  assert.deepEqual(compareCase(null, running({})), [
    { kind: "no_rows", expected: "no such case", found: "running" },
  ]);
});

Deno.test("each shown value that differs is named by itself; what is not expected is not compared", () => {
  const shown = { dueAt: DUE, amountKopecks: 90_000, overdue: true };
  const found = { dueAt: null, amountKopecks: 100, overdue: false };
  assert.deepEqual(compareCase(steady({ open: true, shown }), running(found)), [
    { kind: "due_at", expected: DUE, found: null },
    { kind: "amount", expected: "90000", found: "100" },
    { kind: "overdue", expected: "true", found: "false" },
  ]);
  assert.deepEqual(compareCase(steady({ open: true, shown: {} }), running(found)), []);
});

Deno.test("what time alone has changed within minutes is no difference", () => {
  const since = addMinutes(NOW, -5);
  const at = (dueAt: Instant): ExpectedCase => ({ open: true, shown: { dueAt } });
  const turned = { now: at(addMinutes(DUE, 9)), before: at(DUE), since };
  assert.deepEqual(compareCase(turned, running({ dueAt: DUE })), []);
  assert.deepEqual(compareCase(turned, running({ dueAt: addMinutes(DUE, 9) })), []);
  assert.equal(compareCase(turned, running({ dueAt: addMinutes(DUE, 1) })).length, 1);

  const ended = { now: CLOSED, before: at(DUE), since };
  assert.deepEqual(compareCase(ended, running({ dueAt: DUE })), []);
  const reopened = { now: at(DUE), before: CLOSED, since };
  assert.deepEqual(compareCase(reopened, null), []);
});

Deno.test("a workflow that started within minutes may show nothing yet", () => {
  const expected = steady({
    open: true,
    shown: { amountKopecks: 1 },
    stepDueAt: addMinutes(NOW, -60),
  });
  const young = { ...running({}), startedAt: addMinutes(NOW, -4) };
  assert.deepEqual(compareCase(expected, young), []);
  assert.deepEqual(
    compareCase(expected, { ...young, startedAt: addMinutes(NOW, -6) }).map(({ kind }) => kind),
    ["amount", "step_late"],
  );
});

Deno.test("a step that should have been done minutes ago is late", () => {
  const due = (stepDueAt: Instant) => steady({ open: true, shown: {}, stepDueAt });
  assert.deepEqual(compareCase(due(addMinutes(NOW, -4)), running({})), []);
  assert.deepEqual(compareCase(due(addMinutes(NOW, -5)), running({})), [
    { kind: "step_late", expected: addMinutes(NOW, -5), found: "not done" },
  ]);
});

Deno.test("code that fails again and again is named, and so is an activity", () => {
  const open = steady({ open: true, shown: {} });
  const run = running({});
  const activities = (attempts: number) => [{ name: "askBank", attempts }];
  assert.deepEqual(compareCase(open, { ...run, taskAttempts: 2, activities: activities(7) }), []);
  assert.deepEqual(compareCase(open, { ...run, taskAttempts: 3, activities: activities(8) }), [
    { kind: "code_fails", expected: null, found: "3 attempts" },
    { kind: "activity_fails", expected: null, found: "askBank, 8 attempts" },
  ]);
  const reported = { ...run, problems: ["category=WorkflowTaskFailed"], taskAttempts: 9 };
  assert.equal(compareCase(open, reported)[0]!.found, "category=WorkflowTaskFailed, 9 attempts");
  assert.equal(compareCase(steady(CLOSED), reported).length, 2);
  assert.equal(compareCase(null, reported).length, 2);
  assert.deepEqual(compareCase(steady(CLOSED), { ...reported, status: "completed" }), []);
});

Deno.test("an invoice's total is the sum of its lines", () => {
  assert.deepEqual(invoiceDifferences(INVOICE), []);
  assert.deepEqual(invoiceDifferences({ ...INVOICE, linesKopecks: kopecks(89_999) }), [
    { kind: "total", expected: "89999", found: "90000" },
  ]);
});

Deno.test("nobody is called about a paid invoice", () => {
  const called = { ...INVOICE, openCalls: 2 };
  assert.deepEqual(invoiceDifferences(called), []);
  assert.deepEqual(invoiceDifferences({ ...called, owedKopecks: kopecks(0) }), [
    { kind: "call_open", expected: "0", found: "2" },
  ]);
});

Deno.test("an unpaid default stands under the emergency programme, unless the policy was over", () => {
  const defaulted = { ...INVOICE, defaultedAt: DUE };
  assert.deepEqual(invoiceDifferences(defaulted), [
    { kind: "spell_missing", expected: `since ${DUE}`, found: "none" },
  ]);
  assert.deepEqual(invoiceDifferences({ ...defaulted, inSpell: true }), []);
  assert.deepEqual(invoiceDifferences({ ...defaulted, owedKopecks: kopecks(0) }), []);
  // Its local day, 21 December, is after the policy's last.
  const over = { ...defaulted, policyEndsOn: localDate("2026-12-20") };
  assert.deepEqual(invoiceDifferences(over), []);
  const lastDay = { ...defaulted, policyEndsOn: localDate("2026-12-21") };
  assert.equal(invoiceDifferences(lastDay).length, 1);
});

Deno.test("an emergency programme needs an overdue debt", () => {
  const inSpell = { ...FRANCHISE, hasOpenSpell: true };
  const open = [{ kind: "spell_open", expected: "ended: nothing is overdue", found: "open" }];
  assert.deepEqual(franchiseDifferences(inSpell, NOW), open);
  assert.deepEqual(franchiseDifferences(inSpell, DUE), []);
  const defaulted = { ...INVOICE, defaultedAt: NOW };
  assert.deepEqual(franchiseDifferences({ ...inSpell, invoices: [defaulted] }, NOW), []);
  const paid = { ...defaulted, owedKopecks: kopecks(0) };
  assert.deepEqual(franchiseDifferences({ ...inSpell, invoices: [paid] }, NOW), open);
  assert.deepEqual(franchiseDifferences({ ...FRANCHISE, invoices: [paid] }, NOW), []);
});

Deno.test("a recovery of nothing is named", () => {
  const open = { invoiceId: 1, owedKopecks: kopecks(0), closedAt: null };
  assert.equal(recoveryDifferences(open)[0]!.kind, "recovery_open");
  assert.deepEqual(recoveryDifferences({ ...open, closedAt: NOW }), []);
  assert.deepEqual(recoveryDifferences({ ...open, owedKopecks: kopecks(1) }), []);
});

Deno.test("what reading again can't put right is left to people", () => {
  assert.ok(isMendable("not_running"));
  for (const kind of ["no_rows", "code_fails", "total", "spell_missing", "undelivered"] as const) {
    assert.equal(isMendable(kind), false, kind);
  }
});

const CLOSED: ExpectedCase = { open: false, shown: {} };

/** Facts that say the same now and five minutes ago. */
function steady(expected: ExpectedCase): Expectation {
  return { now: expected, before: expected, since: addMinutes(NOW, -5) };
}

function running(shown: Partial<ShownState>): CaseRun {
  return {
    status: "running",
    startedAt: addMinutes(NOW, -600),
    shown: { dueAt: null, amountKopecks: null, overdue: null, ...shown },
    taskAttempts: 0,
    problems: [],
    activities: [],
  };
}
