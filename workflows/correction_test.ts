import assert from "node:assert/strict";
import { caseWorld } from "../tests/harness/case_world.ts";
import { kopecks } from "../domain/money.ts";
import { correct, pay } from "../tests/harness/invoice_steps.ts";
import { workflowId } from "./contract.ts";

Deno.test("who owes a corrected invoice is told by SMS and letter, once", async () => {
  await using world = await caseWorld();
  const person = await world.insured();
  const invoiceId = await world.invoice(person, 90_000);
  const correctionId = await correct(world, invoiceId);
  assert.equal(await world.result(workflowId.correction(correctionId)), "told");
  const sms = world.sandbox.sms(person.phone).filter(({ text }) => /исправлен/.test(text));
  const letters = world.sandbox.mail(person.email).filter(({ text }) => /исправлен/.test(text));
  assert.deepEqual([sms.length, letters.length], [1, 1]);
  assert.match(sms[0]!.text, /на 100,00\u00a0₽ меньше/);
});

Deno.test("a correction is told by letter alone where the SMS gateway stays away", async () => {
  await using world = await caseWorld();
  const person = await world.insured();
  const invoiceId = await world.invoice(person, 90_000);
  world.sandbox.faults.set({ sms: { kind: "error", code: 4 } });
  const correctionId = await correct(world, invoiceId);
  assert.equal(await world.result(workflowId.correction(correctionId)), "told");
  const notices = await world.sql`
    select channel, state from notices where template = 'invoice_corrected' order by channel`;
  assert.deepEqual([...notices], [
    { channel: "email", state: "sent" },
    { channel: "sms", state: "failed" },
  ]);
});

Deno.test("an invoice that an earlier credit pays whole is told as paid by it, and one in part as less", async () => {
  await using world = await caseWorld();
  const person = await world.insured();
  const first = await world.invoice(person, 90_000);
  await pay(world, { person, invoiceId: first });
  await correct(world, first, kopecks(90_000));
  const covered = await world.invoice(person, 60_000);
  assert.equal(await world.result(workflowId.invoice(covered)), "paid");
  const told = (what: RegExp) =>
    world.sandbox.sms(person.phone).filter(({ text }) => what.test(text)).length;
  const written = (what: RegExp) =>
    world.sandbox.mail(person.email).filter(({ text }) => what.test(text)).length;
  const paid = /600,00\u00a0₽\. Он оплачен зачетом прежней переплаты, платить не нужно/;
  assert.deepEqual([told(paid), written(paid)], [1, 1]);

  const partly = await world.invoice(person, 50_000);
  const news = new RegExp(`${partly}: 200,00\u00a0₽\\. Оплатите`);
  await world.until("the accrual", () => Promise.resolve(told(news) > 0 && written(news) > 0));
  assert.equal(written(/переплата 300,00\u00a0₽ по прежнему счету зачтена/), 1);
});
