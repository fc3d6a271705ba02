import assert from "node:assert/strict";
import { readDecision } from "../../db/cases/decisions.ts";
import { readInvoiceFacts } from "../../db/cases/reconciling.ts";
import { owedOn } from "../../db/invoices/ledger.ts";
import { invoiceDifferences } from "../../domain/drift.ts";
import { addMinutes, instant, localDate } from "../../domain/local_date.ts";
import { kopecks } from "../../domain/money.ts";
import {
  type DecisionsWorld,
  decisionsWorld,
  DUE_AT,
} from "../../tests/harness/decisions_world.ts";
import { defaultInvoice } from "../invoices/default_invoice.ts";
import { openRecovery } from "../invoices/open_recovery.ts";
import { settlePayment } from "../payments/settle_payment.ts";
import { decideProposal } from "./decide_proposal.ts";
import { proposeForgiving, proposeReturn } from "./propose_decision.ts";

const REASON = "Клиника признала ошибку в направлении";
const MONTH = 30 * 24 * 60;

Deno.test("proposeForgiving() changes nothing, and the same is not proposed twice", async () => {
  await using world = await decisionsWorld();
  const { sql, clock, invoiceId, operator } = world;
  const proposal = { invoiceId, amount: kopecks(90_000), reason: REASON, actor: operator };
  const outcomes = await Promise.all([1, 2].map(() => proposeForgiving(sql, clock, proposal)));
  const made = outcomes.find((one) => one.ok);
  assert.ok(made?.ok);
  // Ten working days after Tuesday 21 April; the first days of May are off.
  assert.equal(made.expiresAt, instant("2026-05-06T19:00:00.000Z"));
  assert.deepEqual(outcomes.find((one) => !one.ok), {
    ok: false,
    reason: "proposed",
    decisionId: made.decisionId,
  });
  assert.equal(await owedOn(sql, invoiceId), 90_000);
  assert.deepEqual(await world.signals(), []);
  assert.deepEqual(await journal(world), [[`staff/${operator.staffId}`, "decision_proposed"]]);
});

Deno.test("decideProposal() forgives the whole once, and the case ends as by a payment", async () => {
  await using world = await decisionsWorld();
  const { sql, clock, invoiceId, approver } = world;
  await putInRecovery(world);
  const decisionId = await proposed(world, 90_000);
  await world.quiet();
  const confirm = () =>
    decideProposal(sql, clock, { decisionId, answer: "confirm", actor: approver });
  const outcomes = await Promise.all([confirm(), confirm()]);
  assert.deepEqual(outcomes.filter((one) => one.ok), [{ ok: true, outcome: "confirmed" }]);
  assert.deepEqual(outcomes.filter((one) => !one.ok), [{ ok: false, reason: "decided" }]);

  assert.equal(await owedOn(sql, invoiceId), 0);
  const transfers = await sql`
    select t.event_key, d.kind, t.amount_kopecks from ledger_transfers t
    join ledger_accounts d on d.id = t.debit_id where d.kind = 'forgiven'`;
  assert.deepEqual(transfers.map((row) => Object.values(row)), [
    [`decision/${decisionId}/forgiven`, "forgiven", 90_000],
  ]);
  assert.deepEqual(await world.signals(), [
    "decision: null",
    "franchise: invoicePaid",
    "invoice: paid",
    "recovery: paid",
  ]);
  const [spell] = await sql`select until, ended_reason from emergency_spells`;
  assert.equal(spell!.ended_reason, "overdue_paid", "the default stays: it was owed");
  const [invoice] = await sql`select defaulted_at from invoices where id = ${invoiceId}`;
  assert.notEqual(invoice!.defaulted_at, null);
  assert.equal((await journal(world)).at(-1)![1], "decision_confirmed");
});

Deno.test("decideProposal() forgives a part: the rest is owed, and the workflow reads it again", async () => {
  await using world = await decisionsWorld();
  const { sql, clock, invoiceId, approver } = world;
  const decisionId = await proposed(world, 40_000);
  await world.quiet();
  const decided = await decideProposal(sql, clock, {
    decisionId,
    answer: "confirm",
    actor: approver,
  });
  assert.deepEqual(decided, { ok: true, outcome: "confirmed" });
  assert.equal(await owedOn(sql, invoiceId), 50_000);
  assert.deepEqual(await world.signals(), [
    "decision: null",
    "franchise: invoicePaid",
    "invoice: reread",
  ]);
});

Deno.test("nobody confirms their own proposal, not even past the use case", async () => {
  await using world = await decisionsWorld();
  const { sql, clock, invoiceId, operator } = world;
  const decisionId = await proposed(world, 90_000);
  const decided = await decideProposal(sql, clock, {
    decisionId,
    answer: "confirm",
    actor: operator,
  });
  assert.deepEqual(decided, { ok: false, reason: "own" });
  assert.equal(await owedOn(sql, invoiceId), 90_000);
  await assert.rejects(
    sql`update decisions set outcome = 'confirmed', decided_by = ${operator.staffId},
                             decided_at = ${clock.now()}`,
    /nobody_confirms_their_own/,
  );
});

Deno.test("decideProposal() does not forgive what was paid, is being paid, or is owed less meanwhile", async () => {
  await using world = await decisionsWorld();
  const { sql, clock, invoiceId, person, approver } = world;
  const whole = await proposed(world, 90_000);
  const confirm = (decisionId: number) =>
    decideProposal(sql, clock, { decisionId, answer: "confirm", actor: approver });

  const { attemptId, providerId } = await world.openPayment(person, [invoiceId]);
  assert.deepEqual(await confirm(whole), { ok: false, reason: "being_paid" });
  await settlePayment(sql, {
    attemptId,
    payment: {
      id: providerId,
      attemptId,
      amount: kopecks(90_000),
      currency: "RUB",
      status: "succeeded",
      capturedAt: clock.now(),
      confirmationUrl: null,
      cancelReason: null,
    },
    now: clock.now(),
  });
  assert.deepEqual(await confirm(whole), { ok: false, reason: "paid" });
  assert.deepEqual(
    await decideProposal(sql, clock, {
      decisionId: whole,
      answer: "refuse",
      refusal: "Оплачен",
      actor: approver,
    }),
    { ok: true, outcome: "refused" },
  );

  const other = await world.invoice(person, 30_000);
  const actor = world.operator;
  const second = await proposeForgiving(sql, clock, {
    invoiceId: other,
    amount: kopecks(40_000),
    reason: REASON,
    actor,
  });
  assert.deepEqual(second, { ok: false, reason: "owed_less", owed: 30_000 });
});

Deno.test("a payment and a confirmation at once leave one of them, and the books agree", async () => {
  await using world = await decisionsWorld();
  const { sql, clock, invoiceId, person, approver } = world;
  const decisionId = await proposed(world, 90_000);
  const { attemptId, providerId } = await world.openPayment(person, [invoiceId]);
  await Promise.all([
    decideProposal(sql, clock, { decisionId, answer: "confirm", actor: approver }),
    settlePayment(sql, {
      attemptId,
      payment: {
        id: providerId,
        attemptId,
        amount: kopecks(90_000),
        currency: "RUB",
        status: "succeeded",
        capturedAt: clock.now(),
        confirmationUrl: null,
        cancelReason: null,
      },
      now: clock.now(),
    }),
  ]);
  assert.equal(await owedOn(sql, invoiceId), 0);
  const [credits] = await sql`
    select count(*) as count from ledger_transfers t
    join ledger_accounts a on a.id = t.credit_id where a.invoice_id = ${invoiceId}`;
  assert.equal(credits!.count, 1);
});

Deno.test("a proposal whose time is over can't be confirmed, and makes room for another", async () => {
  await using world = await decisionsWorld();
  const { sql, clock, approver } = world;
  const decisionId = await proposed(world, 90_000);
  const { expiresAt } = (await readDecision(sql, decisionId))!;
  clock.set(expiresAt!);
  const late = await decideProposal(sql, clock, { decisionId, answer: "confirm", actor: approver });
  assert.deepEqual(late, { ok: false, reason: "expired" });
  const again = await proposed(world, 90_000);
  assert.notEqual(again, decisionId);
  assert.equal((await readDecision(sql, decisionId))!.outcome, "expired");
});

Deno.test("the group programme comes back by decision while the debt stands, and not twice", async () => {
  await using world = await decisionsWorld();
  const { sql, clock, person, invoiceId, operator, approver } = world;
  const asked = { policyId: person.policyId, reason: REASON, actor: operator };
  assert.deepEqual(await proposeReturn(sql, clock, asked), {
    ok: false,
    reason: "not_in_emergency",
  });
  clock.set(addMinutes(DUE_AT, 60));
  await defaultInvoice(sql, { invoiceId, at: clock.now() });
  await world.quiet();
  const made = await proposeReturn(sql, clock, asked);
  assert.ok(made.ok);
  const confirm = () =>
    decideProposal(sql, clock, { decisionId: made.decisionId, answer: "confirm", actor: approver });
  const outcomes = await Promise.all([confirm(), confirm()]);
  assert.equal(outcomes.filter((one) => one.ok).length, 1);
  const spells = await sql`select starts_on, until, ended_reason from emergency_spells`;
  // 4 June 2026 is a Thursday: the next working day is the 5th.
  assert.deepEqual(spells.map((row) => Object.values(row)), [
    ["2026-06-04", "2026-06-05", "staff_decided"],
  ]);
  assert.equal(await owedOn(sql, invoiceId), 90_000);
  assert.deepEqual(await world.signals(), ["franchise: reread"]);
  // The comparison of the night finds nothing amiss in a default without an emergency.
  const [facts] = await readInvoiceFacts(sql, [invoiceId]);
  assert.deepEqual(invoiceDifferences(facts!), []);
});

Deno.test("a programme that a payment brought back meanwhile is not given back again", async () => {
  await using world = await decisionsWorld();
  const { sql, clock, person, invoiceId, operator, approver } = world;
  clock.set(addMinutes(DUE_AT, 60));
  await defaultInvoice(sql, { invoiceId, at: clock.now() });
  const asked = { policyId: person.policyId, reason: REASON, actor: operator };
  const made = await proposeReturn(sql, clock, asked);
  const forgiven = await proposed(world, 90_000);
  assert.ok(made.ok);
  for (
    const [decisionId, expected] of [
      [forgiven, { ok: true, outcome: "confirmed" }],
      [made.decisionId, { ok: false, reason: "not_in_emergency" }],
    ] as const
  ) {
    const answer = { decisionId, answer: "confirm", actor: approver } as const;
    assert.deepEqual(await decideProposal(sql, clock, answer), expected);
  }
});

Deno.test("a programme is not promised back after the policy's end", async () => {
  await using world = await decisionsWorld();
  const { sql, clock, person, invoiceId, operator } = world;
  clock.set(addMinutes(DUE_AT, 60));
  await defaultInvoice(sql, { invoiceId, at: clock.now() });
  await sql`update policies set ends_on = ${localDate("2026-06-04")}`;
  const asked = { policyId: person.policyId, reason: REASON, actor: operator };
  assert.deepEqual(await proposeReturn(sql, clock, asked), { ok: false, reason: "service_over" });
});

async function proposed(world: DecisionsWorld, amount: number): Promise<number> {
  const { sql, clock, invoiceId, operator } = world;
  const proposal = { invoiceId, amount: kopecks(amount), reason: REASON, actor: operator };
  const made = await proposeForgiving(sql, clock, proposal);
  assert.ok(made.ok);
  return made.decisionId;
}

async function putInRecovery({ sql, clock, invoiceId }: DecisionsWorld): Promise<void> {
  await defaultInvoice(sql, { invoiceId, at: addMinutes(DUE_AT, 60) });
  clock.set(addMinutes(DUE_AT, MONTH + 24 * 60));
  const { outcome } = await openRecovery(sql, { invoiceId, at: clock.now() });
  assert.equal(outcome, "opened");
}

async function journal({ sql }: DecisionsWorld): Promise<[string, string][]> {
  const found = await sql<{ actor: string; action: string }[]>`
    select actor, action from journal where action like 'decision%' order by id`;
  return found.map((row) => [row.actor, row.action]);
}
