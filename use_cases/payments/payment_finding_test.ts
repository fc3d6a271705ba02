import assert from "node:assert/strict";
import { yookassa } from "../../adapters/payment_provider/yookassa.ts";
import { owedOn } from "../../db/invoices/ledger.ts";
import { insertStaff } from "../../db/staff/staff.ts";
import type { PaymentFinding } from "../../domain/decision.ts";
import { addMinutes, type Instant, instant } from "../../domain/local_date.ts";
import { kopecks } from "../../domain/money.ts";
import { startSandbox } from "../../sandbox/mod.ts";
import { caseRows } from "../../tests/harness/case_rows.ts";
import { testDatabase } from "../../tests/harness/database.ts";
import type { StaffActor } from "../imports/upload_file.ts";
import { defaultInvoice } from "../invoices/default_invoice.ts";
import { decideProposal, withdrawProposal } from "../decisions/decide_proposal.ts";
import { proposePaymentFinding } from "../decisions/propose_finding.ts";
import { leaveToStaff, settlePayment } from "./settle_payment.ts";

// Published on Monday 20 April 2026 at noon in Ufa; due at the end of 3 June (federal).
const PUBLISHED_AT = instant("2026-04-20T07:00:00.000Z");
const DUE_AT = instant("2026-06-03T19:00:00.000Z");
const NOW = addMinutes(DUE_AT, 3 * 24 * 60);

Deno.test("what two of the staff found paid is posted once, and reverses a default it came before", async () => {
  await using world = await waiting();
  const { sql, attemptId, invoiceIds } = world;
  for (const invoiceId of invoiceIds) {
    const { outcome } = await defaultInvoice(sql, { invoiceId, at: addMinutes(DUE_AT, 120) });
    assert.equal(outcome, "defaulted");
  }
  await sql`update outbox set delivered_at = ${NOW}`;
  const capturedAt = addMinutes(DUE_AT, -2);
  const made = await Promise.all([1, 2].map(() => world.propose({ found: "paid", capturedAt })));
  assert.deepEqual(made.map((one) => one.ok || one.reason).sort(), ["proposed", true]);
  const { decisionId } = made.find((one) => one.ok) as { decisionId: number };
  assert.deepEqual(await world.postings(), [], "a proposal posts nothing");
  assert.deepEqual(await world.confirm(decisionId, world.operator), { ok: false, reason: "own" });
  const outcomes = await Promise.all([1, 2].map(() => world.confirm(decisionId)));
  assert.deepEqual(outcomes.map((one) => one.ok || one.reason).sort(), ["decided", true]);
  assert.deepEqual(await world.decide({ found: "unpaid" }), { ok: false, reason: "answered" });

  for (const invoiceId of invoiceIds) assert.equal(await owedOn(sql, invoiceId), 0);
  assert.deepEqual(
    await world.postings(),
    invoiceIds.map((id) => [`payment/${attemptId}/invoice/${id}`, capturedAt]),
  );
  assert.deepEqual(await world.attempt(), { state: "succeeded", captured_at: capturedAt, open: 0 });
  const defaulted = await sql`select from invoices where defaulted_at is not null`;
  assert.equal(defaulted.length, 0);
  const lasting = await sql`select from emergency_spells where until is null`;
  assert.equal(lasting.length, 0);
  assert.deepEqual(await world.signals(), [
    "franchise: invoicePaid",
    "invoice: paid",
    "invoice: paid",
    "payment: staffDecided",
  ]);
  const entries = await sql`
    select actor, action, subject, detail from journal where action like 'decision%' order by id`;
  const subject = `person/${world.person.personId}`;
  const finding = { decision: decisionId, kind: "payment_found", found: "paid" };
  assert.deepEqual(entries.map((entry) => ({ ...entry })), [
    {
      actor: `staff/${world.operator.staffId}`,
      action: "decision_proposed",
      subject,
      detail: { ...finding, attempt: attemptId, reason: "Выписка банка", capturedAt },
    },
    {
      actor: `staff/${world.approver.staffId}`,
      action: "decision_confirmed",
      subject,
      detail: finding,
    },
  ]);
});

Deno.test("what staff found paid is posted under the bank's own keys: its late answer adds nothing", async () => {
  await using world = await waiting();
  const { sql, attemptId, providerId } = world;
  const capturedAt = addMinutes(DUE_AT, -2);
  await world.decide({ found: "paid", capturedAt });
  const before = await world.postings();
  const settled = await settlePayment(sql, {
    attemptId,
    payment: { ...CAPTURED, id: providerId, attemptId, amount: world.amount, capturedAt },
    now: NOW,
  });
  assert.deepEqual(settled, { ok: true, state: "succeeded" });
  assert.deepEqual(await world.postings(), before);
});

Deno.test("money found taken after a cancellation, paid twice, is kept as the payer's own", async () => {
  await using world = await waiting();
  const { sql, person, invoiceIds } = world;
  await sql`update payment_attempts set reason = 'captured_after_cancel'`;
  await sql`update payment_allocations set open = false`;
  const second = await world.openPayment(person, invoiceIds, addMinutes(DUE_AT, -20));
  const capturedAt = addMinutes(DUE_AT, -10);
  await settlePayment(sql, {
    attemptId: second.attemptId,
    payment: {
      ...CAPTURED,
      id: second.providerId,
      attemptId: second.attemptId,
      amount: world.amount,
      capturedAt,
    },
    now: NOW,
  });
  const confirmed = await world.decide({ found: "paid", capturedAt });
  assert.deepEqual(confirmed, { ok: true, outcome: "confirmed" });
  for (const invoiceId of invoiceIds) assert.equal(await owedOn(sql, invoiceId), 0);
  const [excess] = await sql`
    select t.amount_kopecks as amount, a.person_id from ledger_transfers t
    join ledger_accounts a on a.id = t.credit_id where a.kind = 'unallocated'`;
  assert.deepEqual({ ...excess }, { amount: world.amount, person_id: person.personId });
});

Deno.test("the invoices of what two of the staff found unpaid are free", async () => {
  await using world = await waiting();
  assert.deepEqual(await world.decide({ found: "unpaid" }), { ok: true, outcome: "confirmed" });
  assert.deepEqual(await world.attempt(), { state: "canceled", captured_at: null, open: 0 });
  assert.deepEqual(await world.postings(), []);
  assert.deepEqual(await world.signals(), [
    "invoice: attemptDecided",
    "invoice: attemptDecided",
    "payment: staffDecided",
  ]);
  await world.openPayment(world.person, world.invoiceIds);
});

Deno.test("an answer of the bank that staff had not seen reopens what they found unpaid", async () => {
  await using world = await waiting();
  const { sql, attemptId, providerId } = world;
  await sql`update payment_attempts set reason = 'other_amount'`;
  await world.decide({ found: "unpaid" });
  const payment = { ...CAPTURED, id: providerId, attemptId, capturedAt: addMinutes(DUE_AT, -2) };
  const settle = (amount: number) =>
    settlePayment(sql, {
      attemptId,
      payment: { ...payment, amount: kopecks(amount) },
      now: NOW,
    });
  assert.deepEqual(await settle(1), { ok: true, state: "canceled" });
  assert.deepEqual(await settle(world.amount), { ok: false, reason: "captured_after_cancel" });
});

Deno.test("proposePaymentFinding() refuses a capture of the future or of before the attempt", async () => {
  await using world = await waiting();
  const captures: [Instant, string][] = [
    [addMinutes(NOW, 1), "captured_later"],
    [addMinutes(world.createdAt, -1), "captured_earlier"],
  ];
  for (const [capturedAt, reason] of captures) {
    const outcome = await world.decide({ found: "paid", capturedAt });
    assert.deepEqual(outcome, { ok: false, reason });
  }
  assert.deepEqual(await world.attempt(), { state: "unknown", captured_at: null, open: 2 });
});

Deno.test("proposePaymentFinding() leaves an attempt alone that still waits for the bank", async () => {
  await using world = await waiting();
  await world.sql`update payment_attempts set state = 'pending'`;
  const outcome = await world.decide({ found: "unpaid" });
  assert.deepEqual(outcome, { ok: false, reason: "answered" });
});

Deno.test("a finding that the bank has answered since books nothing, be it final or another doubt", async () => {
  await using world = await waiting();
  const { sql, attemptId, providerId } = world;
  const first = await world.proposed({ found: "unpaid" });
  const answer = { ...CAPTURED, id: providerId, attemptId, capturedAt: addMinutes(DUE_AT, -2) };
  const settle = (amount: number) =>
    settlePayment(sql, { attemptId, payment: { ...answer, amount: kopecks(amount) }, now: NOW });
  assert.deepEqual(await settle(1), { ok: false, reason: "other_amount" });
  assert.deepEqual(await world.confirm(first), { ok: false, reason: "answered" });
  assert.deepEqual(await world.postings(), []);

  await withdrawProposal(sql, { now: () => NOW }, { decisionId: first, actor: world.operator });
  const second = await world.proposed({ found: "unpaid" });
  const raced = await Promise.all([world.confirm(second), settle(world.amount)]);
  assert.equal((await world.attempt()).open, 0);
  const posted = (await world.postings()).length;
  // The bank first: posted, and the finding is void. The finding first: nothing is posted anew.
  if (raced[0].ok) {
    assert.deepEqual([raced[1], posted], [{ ok: false, reason: "captured_after_cancel" }, 0]);
  } else assert.deepEqual([raced[0].reason, raced[1].ok, posted], ["answered", true, 2]);
});

Deno.test("a finding is withdrawn by who proposed it, or expires, and makes room for another", async () => {
  await using world = await waiting();
  const { sql, operator, approver } = world;
  const first = await world.proposed({ found: "unpaid" });
  const withdraw = (actor: typeof operator) =>
    withdrawProposal(sql, { now: () => NOW }, { decisionId: first, actor });
  assert.deepEqual(await withdraw(approver), { ok: false, reason: "other" });
  const raced = await Promise.all([withdraw(operator), world.confirm(first)]);
  assert.equal(raced.filter((one) => one.ok).length, 1, "one of the two comes first");

  await sql`update payment_attempts set state = 'unknown', settled_at = null`;
  const second = await world.proposed({ found: "unpaid" });
  await sql`update decisions set expires_at = ${NOW} where id = ${second}`;
  assert.deepEqual(await world.confirm(second), { ok: false, reason: "expired" });
  assert.notEqual(await world.proposed({ found: "unpaid" }), second);
});

const CAPTURED = {
  status: "succeeded",
  currency: "RUB",
  confirmationUrl: null,
  cancelReason: null,
} as const;

/** An attempt over two invoices, begun ten minutes before the deadline and left to staff. */
async function waiting() {
  const database = await testDatabase();
  const sandbox = await startSandbox();
  const { sql } = database;
  const bank = yookassa(sandbox.settings.bank);
  const rows = caseRows(sql, { now: () => PUBLISHED_AT }, bank);
  const person = await rows.insured();
  const invoiceIds = [await rows.invoice(person, 90_000), await rows.invoice(person, 187_000)];
  const createdAt = addMinutes(DUE_AT, -10);
  const { attemptId, providerId } = await rows.openPayment(person, invoiceIds, createdAt);
  await leaveToStaff(sql, { attemptId, reason: "not_at_bank" });
  await sql`update outbox set delivered_at = ${NOW}`;
  const member = async (role: "operator" | "approver"): Promise<StaffActor> => ({
    staffId: await insertStaff(sql, { email: `${role}@fifth.test`, name: role, role, at: NOW }),
    ip: "192.0.2.1",
  });
  const [operator, approver] = [await member("operator"), await member("approver")];
  const clock = { now: () => NOW };
  const propose = (finding: PaymentFinding) =>
    proposePaymentFinding(sql, clock, {
      attemptId,
      finding,
      reason: "Выписка банка",
      actor: operator,
    });
  const confirm = (decisionId: number, actor = approver) =>
    decideProposal(sql, clock, { decisionId, answer: "confirm", actor });
  return {
    sql,
    person,
    invoiceIds,
    attemptId,
    providerId,
    createdAt,
    amount: kopecks(277_000),
    openPayment: rows.openPayment,
    operator,
    approver,
    propose,
    async proposed(finding: PaymentFinding): Promise<number> {
      const made = await propose(finding);
      assert.ok(made.ok);
      return made.decisionId;
    },
    confirm,
    /** As two of the staff decide it. */
    async decide(finding: PaymentFinding) {
      const made = await propose(finding);
      return made.ok ? await confirm(made.decisionId) : made;
    },
    async postings() {
      const found = await sql`
        select event_key, effective_at from ledger_transfers where event_key like 'payment/%'
        order by id`;
      return found.map((row) => [row.event_key, row.effective_at]);
    },
    async attempt() {
      const [row] = await sql`
        select state, captured_at,
               (select count(*) from payment_allocations where attempt_id = id and open) as open
        from payment_attempts where id = ${attemptId}`;
      return { ...row };
    },
    async signals() {
      const found = await sql<{ workflow_type: string; signal: string }[]>`
        select workflow_type, signal from outbox where delivered_at is null
        order by workflow_type, id`;
      return found.map((row) => `${row.workflow_type}: ${row.signal}`);
    },
    async [Symbol.asyncDispose]() {
      await sandbox.close();
      await database[Symbol.asyncDispose]();
    },
  };
}
