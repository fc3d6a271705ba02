import assert from "node:assert/strict";
import { caseWorld } from "../tests/harness/case_world.ts";
import { correct } from "../tests/harness/invoice_steps.ts";
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
