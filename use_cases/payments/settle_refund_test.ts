import assert from "node:assert/strict";
import { yookassa } from "../../adapters/payment_provider/yookassa.ts";
import { refundActivities } from "../../activities/refunds.ts";
import type { ActivityParts } from "../../activities/parts.ts";
import { insertCorrection } from "../../db/invoices/corrections.ts";
import { postTransfer } from "../../db/invoices/ledger.ts";
import { freeMoneyOf, readRefund } from "../../db/payments/refunds.ts";
import { addMinutes, type Instant } from "../../domain/local_date.ts";
import { kopecks } from "../../domain/money.ts";
import { type DecisionsWorld, decisionsWorld } from "../../tests/harness/decisions_world.ts";
import { decideProposal, withdrawProposal } from "../decisions/decide_proposal.ts";
import { proposeRefund } from "../decisions/propose_decision.ts";
import { proposeRefundFinding } from "../decisions/propose_finding.ts";
import { settlePayment } from "./settle_payment.ts";

const REASON = "Уволился, просит вернуть";

Deno.test("money in excess goes back by the bank once, with its receipt, and the books agree", async () => {
  await using world = await paidTwice();
  const refundId = await sentBack(world);
  const { sql, person } = world;
  assert.equal(await freeMoneyOf(sql, person.personId), 0, "nobody can spend what is on its way");
  assert.deepEqual(await balances(world), { returning: -90_000, unallocated: 0 });

  const standing = await ask(world, refundId);
  assert.equal(standing.state, "succeeded");
  assert.ok(standing.untold && standing.receiptAwaited);
  assert.equal((await ask(world, refundId)).receiptAwaited, false);
  const refund = await readRefund(sql, refundId);
  assert.match(refund.receipt!.documentNumber, /^\d+$/);
  assert.deepEqual(await balances(world), { returning: 0, unallocated: 0 });
  const [made] = world.sandbox.bank.refunds.all();
  assert.deepEqual(made!.request, refund.request);
  assert.equal(made!.request.receipt!.items![0]!.amount.value, "900.00");
  assert.equal(world.sandbox.bank.refunds.all().length, 1);
});

Deno.test("a refund without an answer is asked for again under the same key, and made once", async () => {
  await using world = await paidTwice();
  const refundId = await sentBack(world);
  world.sandbox.faults.set({ bank: { kind: "error_500", times: 1 } });
  assert.equal((await ask(world, refundId)).state, "created");
  const key = async () => (await readRefund(world.sql, refundId)).askedAt;
  const first = await key();
  world.clock.set(addMinutes(world.clock.now(), 60));
  assert.equal((await ask(world, refundId)).state, "succeeded");
  assert.equal(await key(), first, "the key's life begins with the first question");
  assert.equal(world.sandbox.bank.refunds.all().length, 1);
});

Deno.test("after the key's life nothing is asked any more: two of the staff decide, once", async () => {
  await using world = await paidTwice();
  const { sql, clock, operator, approver } = world;
  const refundId = await sentBack(world);
  world.sandbox.faults.set({ bank: { kind: "unreachable" } });
  assert.equal((await ask(world, refundId)).state, "created");
  clock.set(addMinutes(clock.now(), 24 * 60));
  assert.equal((await ask(world, refundId)).state, "unknown");
  world.sandbox.faults.clear();
  assert.equal((await ask(world, refundId)).state, "unknown", "and not asked again");
  assert.equal(world.sandbox.bank.refunds.all().length, 0);
  const found = {
    refundId,
    found: "kept",
    reason: "Нет в кабинете банка",
    actor: operator,
  } as const;
  const made = await Promise.all([1, 2].map(() => proposeRefundFinding(sql, clock, found)));
  assert.deepEqual(made.map((one) => one.ok || one.reason).sort(), ["proposed", true]);
  const { decisionId } = made.find((one) => one.ok) as { decisionId: number };
  assert.equal(await freeMoneyOf(sql, world.person.personId), 0, "a proposal moves nothing");
  const confirm = (actor: typeof operator) =>
    decideProposal(sql, clock, { decisionId, answer: "confirm", actor });
  assert.deepEqual(await confirm(operator), { ok: false, reason: "own" });
  const outcomes = await Promise.all([confirm(approver), confirm(approver)]);
  assert.deepEqual(outcomes.map((one) => one.ok || one.reason).sort(), ["decided", true]);
  assert.deepEqual(await proposeRefundFinding(sql, clock, found), {
    ok: false,
    reason: "answered",
  });
  assert.equal(await freeMoneyOf(sql, world.person.personId), 90_000);
  assert.deepEqual(await balances(world), { returning: 0, unallocated: -90_000 });
  const again = await sentBack(world);
  assert.equal((await ask(world, again)).state, "succeeded");
});

Deno.test("a refund that the bank refuses leaves the money the payer's", async () => {
  await using world = await paidTwice();
  const refundId = await sentBack(world);
  world.sandbox.faults.set({ bank: { kind: "refund_refused", times: 1 } });
  assert.equal((await ask(world, refundId)).state, "canceled");
  assert.equal((await readRefund(world.sql, refundId)).reason, "insufficient_funds");
  assert.equal(await freeMoneyOf(world.sql, world.person.personId), 90_000);
});

Deno.test("a pending refund is read until the bank has decided", async () => {
  await using world = await paidTwice();
  const refundId = await sentBack(world);
  world.sandbox.faults.set({ bank: { kind: "refund_pending", times: 1 } });
  assert.equal((await ask(world, refundId)).state, "pending");
  assert.equal((await ask(world, refundId)).state, "pending");
  await world.sandbox.bank.refunds.decide(
    (await readRefund(world.sql, refundId)).providerId!,
    "return",
  );
  assert.equal((await ask(world, refundId)).state, "succeeded");
});

Deno.test("credits and excess go back over several payments, and no later invoice spends them", async () => {
  await using world = await paidTwice();
  const { sql, person, invoiceId, clock } = world;
  await credit(world, invoiceId, 30_000);
  const refunds = await allSentBack(world);
  assert.deepEqual(
    refunds.map((one) => one.amount).sort((a, b) => a - b),
    [30_000, 90_000],
    "no payment gives back more than it brought",
  );
  for (const { id } of refunds) assert.equal((await ask(world, id)).state, "succeeded");
  const next = await world.invoice(person, 50_000, clock.now());
  const [owed] = await sql`select owed_kopecks from invoice_balances where invoice_id = ${next}`;
  assert.equal(owed!.owed_kopecks, 50_000);
  assert.deepEqual(await balances(world), { returning: 0, unallocated: 0 });
});

Deno.test("a credit that an invoice spent meanwhile is not given back too", async () => {
  await using world = await decisionsWorld();
  const { sql, clock, person, invoiceId, operator, approver } = world;
  await pay(world, invoiceId);
  await credit(world, invoiceId, 30_000);
  const proposed = await proposeRefund(sql, clock, {
    personId: person.personId,
    reason: REASON,
    actor: operator,
  });
  assert.ok(proposed.ok);
  await world.invoice(person, 20_000, clock.now());
  const { decisionId } = proposed;
  assert.deepEqual(
    await decideProposal(sql, clock, { decisionId, answer: "confirm", actor: approver }),
    { ok: false, reason: "free_less", free: 10_000 },
  );
});

Deno.test("two proposals at once leave one; who proposed withdraws it, and nobody else", async () => {
  await using world = await paidTwice();
  const { sql, clock, person, operator, approver } = world;
  const proposal = { personId: person.personId, reason: REASON, actor: operator };
  const made = await Promise.all([1, 2].map(() => proposeRefund(sql, clock, proposal)));
  assert.deepEqual(made.map((one) => one.ok || one.reason).sort(), ["proposed", true]);
  const { decisionId } = made.find((one) => one.ok)! as { decisionId: number };
  const withdraw = (actor: typeof operator) => withdrawProposal(sql, clock, { decisionId, actor });
  assert.deepEqual(await withdraw(approver), { ok: false, reason: "other" });
  const confirm = () =>
    decideProposal(sql, clock, { decisionId, answer: "confirm", actor: approver });
  const raced = await Promise.all([withdraw(operator), confirm()]);
  assert.equal(raced.filter((one) => one.ok).length, 1, "one of the two comes first");
  assert.deepEqual(raced.find((one) => !one.ok), { ok: false, reason: "decided" });
  assert.deepEqual(await withdraw(operator), { ok: false, reason: "decided" });
});

type World = DecisionsWorld;

/** The invoice was paid by two attempts: the second one's 900 ₽ are the payer's still. */
async function paidTwice(): Promise<World> {
  const world = await decisionsWorld();
  const { sql, clock, person, invoiceId } = world;
  const first = await world.openPayment(person, [invoiceId]);
  await sql`update payment_allocations set open = false where attempt_id = ${first.attemptId}`;
  const second = await world.openPayment(person, [invoiceId]);
  for (const { attemptId, providerId } of [first, second]) {
    await captured(world, { attemptId, providerId, at: clock.now() });
  }
  assert.equal(await freeMoneyOf(sql, person.personId), 90_000);
  return world;
}

async function pay(world: World, invoiceId: number): Promise<void> {
  const { attemptId, providerId } = await world.openPayment(world.person, [invoiceId]);
  await captured(world, { attemptId, providerId, at: world.clock.now() });
}

async function captured(
  world: World,
  { attemptId, providerId, at }: { attemptId: string; providerId: string; at: Instant },
): Promise<void> {
  await world.sandbox.bank.decide(providerId, { decision: "pay", capturedAt: at });
  const read = await yookassa(world.sandbox.settings.bank).read(providerId);
  assert.ok(read.ok);
  await settlePayment(world.sql, { attemptId, payment: read.payment, now: at });
}

/** As a clinic's correction of a paid invoice leaves it. */
async function credit(world: World, invoiceId: number, amount: number): Promise<void> {
  const { sql, clock, person } = world;
  const at = clock.now();
  const [line] = await sql`select file_id from service_lines where invoice_id = ${invoiceId}`;
  const id = await insertCorrection(sql, {
    fileId: line!.file_id,
    invoiceId,
    payerId: person.personId,
    credited: kopecks(amount),
    unallocated: kopecks(amount),
    lines: [],
    at,
  });
  await postTransfer(sql, {
    eventKey: `correction/${id}/unallocated`,
    debit: { kind: "income" },
    credit: { kind: "unallocated", personId: person.personId },
    amount: kopecks(amount),
    effectiveAt: at,
    recordedAt: at,
  });
}

async function allSentBack(world: World): Promise<{ id: string; amount: number }[]> {
  const { sql, clock, person, operator, approver } = world;
  const proposed = await proposeRefund(sql, clock, {
    personId: person.personId,
    reason: REASON,
    actor: operator,
  });
  assert.ok(proposed.ok);
  const { decisionId } = proposed;
  assert.deepEqual(
    await decideProposal(sql, clock, { decisionId, answer: "confirm", actor: approver }),
    { ok: true, outcome: "confirmed" },
  );
  return await sql<{ id: string; amount: number }[]>`
    select id, amount_kopecks as amount from refunds where decision_id = ${decisionId}`;
}

async function sentBack(world: World): Promise<string> {
  const [refund, ...more] = await allSentBack(world);
  assert.equal(more.length, 0);
  return refund!.id;
}

function ask(world: World, refundId: string) {
  const { sql, clock, sandbox } = world;
  const parts = { sql, provider: yookassa(sandbox.settings.bank) } as ActivityParts;
  return refundActivities(parts).askBankToReturn({ refundId, now: clock.now() });
}

/** Debits less credits of the accounts of these kinds. */
async function balances({ sql }: World): Promise<Record<string, number>> {
  const rows = await sql<{ kind: string; balance: number }[]>`
    select a.kind, coalesce(sum(case when t.debit_id = a.id then t.amount_kopecks
                                     else -t.amount_kopecks end), 0)::bigint as balance
    from ledger_accounts a left join ledger_transfers t on a.id in (t.debit_id, t.credit_id)
    where a.kind in ('returning', 'unallocated') group by a.kind`;
  return Object.fromEntries(rows.map((row) => [row.kind, row.balance]));
}
