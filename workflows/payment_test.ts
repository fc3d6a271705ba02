import assert from "node:assert/strict";
import { tsToMs } from "@temporalio/common/lib/time.js";
import { addMinutes, epochMs } from "../domain/local_date.ts";
import { type CaseWorld, caseWorld } from "../tests/harness/case_world.ts";
import { findUnpaid } from "../tests/harness/invoice_steps.ts";
import { workflowId } from "./contract.ts";

Deno.test("a payment is settled once under repeated notifications, and closes its invoices", async () => {
  await using world = await caseWorld();
  const person = await world.insured();
  const invoiceIds = [await world.invoice(person, 90_000), await world.invoice(person, 187_000)];
  const { attemptId, providerId } = await world.openPayment(person, invoiceIds);
  await world.sandbox.bank.decide(providerId, { decision: "pay" });
  for (let times = 0; times < 5; times++) await world.notifyOfPayment(attemptId);

  assert.equal(await world.result(workflowId.payment(attemptId)), "succeeded");
  for (const id of invoiceIds) assert.equal(await world.result(workflowId.invoice(id)), "paid");
  const posted = await world.sql`select from ledger_transfers where event_key like 'payment/%'`;
  assert.equal(posted.length, 2);
  const accepted = world.sandbox.sms(person.phone).filter((sms) => /принята/.test(sms.text));
  assert.equal(accepted.length, 1);

  // A notification that comes after all is over wakes a new run, which ends at once.
  await world.notifyOfPayment(attemptId);
  assert.equal(await world.result(workflowId.payment(attemptId)), "succeeded");
  await world.pass(0);
  assert.equal(
    world.sandbox.sms(person.phone).filter((sms) => /принята/.test(sms.text)).length,
    1,
  );
});

Deno.test("a payment is settled without any notification", async () => {
  await using world = await caseWorld();
  const person = await world.insured();
  const invoiceId = await world.invoice(person, 90_000);
  const { attemptId, providerId } = await world.openPayment(person, [invoiceId]);
  await world.pass(10_000);
  await world.sandbox.bank.decide(providerId, { decision: "pay" });
  assert.equal(await world.result(workflowId.payment(attemptId)), "succeeded");
});

Deno.test("the bank is asked quickly at first, then calmly, as the attempt expires, and then seldom", async () => {
  await using world = await caseWorld();
  const person = await world.insured();
  const invoiceId = await world.invoice(person, 90_000);
  const createdAt = world.clock.now();
  const { attemptId } = await world.openPayment(person, [invoiceId]);
  await world.pass(50 * 60_000);
  const { events } = await world.handle(workflowId.payment(attemptId)).fetchHistory();
  assert.ok(events!.length <= 160, `${events!.length} events in 50 minutes`);

  await world.pass(3 * 60 * 60_000);
  const asked = (await questions(world, attemptId)).map((at) => at - epochMs(createdAt));
  const gaps = asked.slice(1).map((at, index) => ({ from: asked[index]!, ms: at - asked[index]! }));
  const slack = 30_000;
  for (const { from, ms } of gaps) {
    if (from < 4 * 60_000) assert.ok(ms <= Math.max(10_000, from) + slack, `${ms} at ${from}`);
    if (from < 60 * 60_000) assert.ok(ms <= 10 * 60_000 + slack, `${ms} at ${from}`);
  }
  const after = asked.filter((at) => at >= 60 * 60_000).map((at) => Math.floor(at / 60_000));
  assert.deepEqual(after, [60, 65, 125, 185]);
});

Deno.test("a payment that the bank cancelled frees the invoice, and the person is told", async () => {
  await using world = await caseWorld();
  const person = await world.insured();
  const invoiceId = await world.invoice(person, 90_000);
  const { attemptId, providerId } = await world.openPayment(person, [invoiceId]);
  await world.sandbox.bank.decide(providerId, { decision: "cancel" });
  await world.notifyOfPayment(attemptId);
  assert.equal(await world.result(workflowId.payment(attemptId)), "canceled");
  assert.match(world.sandbox.sms(person.phone)[0]!.text, /не прошел, деньги не списаны/);
  const second = await world.openPayment(person, [invoiceId]);
  assert.notEqual(second.attemptId, attemptId);
});

Deno.test("a payment that the web could not open is opened by the identical post", async () => {
  await using world = await caseWorld();
  const person = await world.insured();
  const invoiceId = await world.invoice(person, 90_000);
  const { attemptId, providerId } = await world.openPayment(person, [invoiceId]);
  // As if the bank's answer had been lost on its way to the web.
  await world.sql`
    update payment_attempts set provider_id = null, state = 'created' where id = ${attemptId}`;
  await world.pass(30_000);
  const [attempt] = await world.sql`
    select provider_id from payment_attempts where id = ${attemptId}`;
  assert.equal(attempt!.provider_id, providerId);
  assert.equal(world.sandbox.bank.payments().length, 1);
});

Deno.test("a payment that could not be opened for a day is left to staff, never posted again", async () => {
  await using world = await caseWorld();
  const person = await world.insured();
  const invoiceId = await world.invoice(person, 90_000);
  world.sandbox.faults.set({ bank: { kind: "error_500" } });
  const { attemptId } = await world.openPayment(person, [invoiceId]).catch(async () => {
    const [row] = await world.sql`select id as "attemptId" from payment_attempts`;
    await world.notifyOfPayment(row!.attemptId);
    return row as unknown as { attemptId: string };
  });
  await world.pass(26 * 60 * 60_000);
  world.sandbox.faults.clear();
  await world.pass(2 * 60 * 60_000);
  const [attempt] = await world.sql`
    select state, reason from payment_attempts where id = ${attemptId}`;
  assert.deepEqual({ ...attempt }, { state: "unknown", reason: "key_expired" });
  assert.equal(world.sandbox.bank.payments().length, 0);
  assert.equal(await world.stage(workflowId.payment(attemptId)), "Нужен сотрудник");
});

Deno.test("a question that waited for Postgres past the key's life is made anew, and posts nothing", async () => {
  await using world = await caseWorld();
  const person = await world.insured();
  const invoiceId = await world.invoice(person, 90_000);
  world.sandbox.faults.set({ bank: { kind: "error_500", times: 1 } });
  const createdAt = addMinutes(world.clock.now(), -(24 * 60 - 10));
  await world.openPayment(person, [invoiceId], createdAt).catch(() => {});
  const [row] = await world.sql<{ id: string }[]>`select id from payment_attempts`;
  await world.sql`alter table payment_attempts rename to payment_attempts_away`;
  await world.notifyOfPayment(row!.id);
  await world.pass(40 * 60_000);
  await world.sql`alter table payment_attempts_away rename to payment_attempts`;
  await world.pass(15 * 60_000);
  const attempt = await world.until("the attempt to be left to staff", async () => {
    const [attempt] = await world.sql<{ state: string; reason: string }[]>`
      select state, reason from payment_attempts`;
    return attempt!.state === "created" ? null : attempt;
  });
  assert.deepEqual({ ...attempt }, { state: "unknown", reason: "key_expired" });
  assert.equal(world.sandbox.bank.payments().length, 0);
});

Deno.test("money taken for a cancelled attempt is noticed, and left to staff", async () => {
  await using world = await caseWorld();
  const person = await world.insured();
  const invoiceId = await world.invoice(person, 90_000);
  const { attemptId, providerId } = await world.openPayment(person, [invoiceId]);
  await world.sql`update payment_attempts set state = 'canceled' where id = ${attemptId}`;
  await world.sql`update payment_allocations set open = false where attempt_id = ${attemptId}`;
  await world.sandbox.bank.decide(providerId, { decision: "pay" });
  for (let times = 0; times < 2; times++) {
    await world.notifyOfPayment(attemptId);
    await world.until("the contradiction", async () => {
      const [attempt] = await world.sql`select reason from payment_attempts`;
      return attempt!.reason === "captured_after_cancel";
    });
    await world.pass(60_000);
  }
  const posted = await world.sql`select from ledger_transfers where event_key like 'payment/%'`;
  assert.equal(posted.length, 0);
  assert.equal(await world.stage(workflowId.payment(attemptId)), "Нужен сотрудник");
});

Deno.test("what staff found out ends the case, and the bank's same answer does not reopen it", async () => {
  await using world = await caseWorld();
  const person = await world.insured();
  const invoiceId = await world.invoice(person, 90_000);
  const { attemptId, providerId } = await world.openPayment(person, [invoiceId]);
  await world.sql`update payment_attempts set state = 'canceled' where id = ${attemptId}`;
  await world.sql`update payment_allocations set open = false where attempt_id = ${attemptId}`;
  await world.sandbox.bank.decide(providerId, { decision: "pay" });
  await world.notifyOfPayment(attemptId);
  await world.until("the contradiction", async () => {
    const [attempt] = await world.sql`select state from payment_attempts`;
    return attempt!.state === "unknown";
  });
  await findUnpaid(world, attemptId);
  await world.ended(workflowId.payment(attemptId));
  assert.equal(await world.result(workflowId.payment(attemptId)), "canceled");
  const [attempt] = await world.sql`select state, reason from payment_attempts`;
  assert.deepEqual({ ...attempt }, { state: "canceled", reason: "captured_after_cancel" });
});

Deno.test("a payment that the bank did not find for a while is settled once it is found", async () => {
  await using world = await caseWorld();
  const person = await world.insured();
  const invoiceId = await world.invoice(person, 90_000);
  const { attemptId, providerId } = await world.openPayment(person, [invoiceId]);
  await world.sql`update payment_attempts set provider_id = 'not-there' where id = ${attemptId}`;
  await world.pass(60_000);
  await world.until("the attempt to be unknown", async () => {
    const [attempt] = await world.sql`select state from payment_attempts`;
    return attempt!.state === "unknown";
  });
  await world.sql`update payment_attempts set provider_id = ${providerId} where id = ${attemptId}`;
  await world.sandbox.bank.decide(providerId, { decision: "pay" });
  await world.pass(2 * 60 * 60_000);
  await world.ended(workflowId.payment(attemptId));
  const [attempt] = await world.sql`select state from payment_attempts`;
  assert.equal(attempt!.state, "succeeded");
});

/** When the bank was asked, by the server's clock. */
async function questions(world: CaseWorld, attemptId: string): Promise<number[]> {
  const { events } = await world.handle(workflowId.payment(attemptId)).fetchHistory();
  return events!
    .filter((event) => event.activityTaskScheduledEventAttributes?.activityType?.name === "askBank")
    .map((event) => tsToMs(event.eventTime!));
}
