import assert from "node:assert/strict";
import { kopecks } from "../domain/money.ts";
import { caseWorld } from "../tests/harness/case_world.ts";
import { forgive } from "../tests/harness/invoice_steps.ts";
import { workflowId } from "./contract.ts";

Deno.test("who is forgiven a part, then the rest, is told of each by SMS and letter, once", async () => {
  await using world = await caseWorld();
  const person = await world.insured();
  const invoiceId = await world.invoice(person, 90_000);
  const part = await forgive(world, invoiceId, kopecks(40_000));
  assert.equal(await world.result(workflowId.decision(part)), "told");
  const told = (what: RegExp) =>
    [world.sandbox.sms(person.phone), world.sandbox.mail(person.email)]
      .map((texts) => texts.filter(({ text }) => what.test(text)).length);
  assert.deepEqual(told(/400,00\u00a0₽\. Осталось оплатить 500,00\u00a0₽/), [1, 1]);

  const rest = await forgive(world, invoiceId, kopecks(50_000));
  assert.equal(await world.result(workflowId.decision(rest)), "told");
  assert.deepEqual(told(/500,00\u00a0₽\. Платить по нему больше не нужно/), [1, 1]);
  assert.equal(await world.result(workflowId.invoice(invoiceId)), "paid");
  assert.deepEqual(told(/списал/), [2, 2]);
});

Deno.test("a forgiven debt is told by letter alone where the SMS gateway stays away", async () => {
  await using world = await caseWorld();
  const person = await world.insured();
  const invoiceId = await world.invoice(person, 90_000);
  world.sandbox.faults.set({ sms: { kind: "error", code: 4 } });
  const decisionId = await forgive(world, invoiceId, kopecks(90_000));
  assert.equal(await world.result(workflowId.decision(decisionId)), "told");
  const notices = await world.sql`
    select channel, state from notices where template = 'debt_forgiven' order by channel`;
  assert.deepEqual([...notices], [
    { channel: "email", state: "sent" },
    { channel: "sms", state: "failed" },
  ]);
});
