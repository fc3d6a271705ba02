import assert from "node:assert/strict";
import { kopecks } from "../domain/money.ts";
import { type CaseWorld, caseWorld } from "../tests/harness/case_world.ts";
import { correct, pay, sendBack } from "../tests/harness/invoice_steps.ts";
import { workflowId } from "./contract.ts";

Deno.test("a credit goes back by the bank once: its payer is told by SMS and letter, the receipt is kept", async () => {
  await using world = await caseWorld();
  world.sandbox.faults.set({ bank: { kind: "error_500", times: 2 } });
  const { refundId, person } = await refunded(world);
  assert.equal(await world.result(workflowId.refund(refundId)), "succeeded");
  const told = /Вернули вам 300,00\u00a0₽: деньги придут туда, откуда вы платили/;
  const letters = world.sandbox.mail(person.email).filter(({ text }) => told.test(text));
  const sms = world.sandbox.sms(person.phone).filter(({ text }) => told.test(text));
  assert.deepEqual([sms.length, letters.length], [1, 1]);
  const [row] = await world.sql`select state, receipt from refunds`;
  assert.equal(row!.state, "succeeded");
  assert.equal(row!.receipt.documentNumber, "1");
  assert.equal(world.sandbox.bank.refunds.all().length, 1);
});

Deno.test("a pending refund waits for the bank, however long, and a refused one tells nobody", async () => {
  await using world = await caseWorld();
  world.sandbox.faults.set({ bank: { kind: "refund_pending", times: 1 } });
  const { refundId, person } = await refunded(world);
  await world.pass(3 * 60 * 60_000);
  assert.equal(await world.stage(workflowId.refund(refundId)), "Ждем банк");
  const [refund] = world.sandbox.bank.refunds.all();
  await world.sandbox.bank.refunds.decide(refund!.id, "refuse");
  assert.equal(await world.result(workflowId.refund(refundId)), "canceled");
  assert.equal(
    world.sandbox.sms(person.phone).filter(({ text }) => /Вернули/.test(text)).length,
    0,
  );
});

/** 300 of 900 paid roubles were credited by a correction, and are sent back. */
async function refunded(world: CaseWorld) {
  const person = await world.insured();
  const invoiceId = await world.invoice(person, 90_000);
  const faults = world.sandbox.faults.current();
  world.sandbox.faults.clear();
  await pay(world, { person, invoiceId });
  await correct(world, invoiceId, kopecks(30_000));
  world.sandbox.faults.set(faults);
  return { refundId: await sendBack(world, person), person };
}
