import assert from "node:assert/strict";
import { addDays, localDateOf, startOfDay } from "../domain/local_date.ts";
import { ZONE } from "../tests/harness/case_rows.ts";
import { caseWorld, until } from "../tests/harness/case_world.ts";
import { workflowId } from "./contract.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

Deno.test("a franchise opens on the first working day after the consent, not before", async () => {
  await using world = await caseWorld();
  const person = await world.insured({ consentedDaysAgo: 0 });
  const [franchise] = await world.sql<{ active_from: string }[]>`
    select active_from from franchises where id = ${person.franchiseId}`;
  const opensAt = startOfDay(franchise!.active_from as never, ZONE);
  const activatedAt = async () => {
    const [row] = await world.sql<{ activated_at: string | null }[]>`
      select activated_at from franchises where id = ${person.franchiseId}`;
    return row!.activated_at;
  };
  const id = workflowId.franchise(person.franchiseId);
  await until("the first view", async () => await world.stage(id) === "Ждет первого дня");

  await world.passTo(new Date(Date.parse(opensAt) - 60_000).toISOString());
  assert.equal(await activatedAt(), null);
  await world.pass(120_000);
  const at = await until("activation", activatedAt);
  assert.ok(at >= opensAt);
  await until("the view of service", async () => await world.stage(id) === "Действует");
});

Deno.test("a franchise is over half a year after its policy, if nothing is owed", async () => {
  await using world = await caseWorld();
  const policyEndsOn = addDays(localDateOf(world.clock.now(), ZONE), 20);
  const person = await world.insured({ policyEndsOn });
  const id = workflowId.franchise(person.franchiseId);
  await world.pass(21 * DAY_MS);
  await world.until("the run-off", async () => await world.stage(id) === "После полиса");
  assert.equal(await world.result(id), "over");
  assert.ok(await world.temporal.currentTimeMs() >= Date.parse(policyEndsOn) + 180 * DAY_MS);
});

Deno.test("a franchise with a debt lives on until it is paid, without an emergency after its end", async () => {
  await using world = await caseWorld();
  const policyEndsOn = addDays(localDateOf(world.clock.now(), ZONE), 20);
  const person = await world.insured({ policyEndsOn });
  const id = workflowId.franchise(person.franchiseId);
  const invoiceId = await world.invoice(person, 90_000);
  // In steps: an outcome reaches the franchise through the outbox, in real time.
  await world.pass(70 * DAY_MS);
  await world.pass(160 * DAY_MS);
  await world.until("the debt's turn", async () => await world.stage(id) === "Ждем оплату долга");
  const spells = await world.sql`select from emergency_spells`;
  assert.equal(spells.length, 0);
  assert.ok(world.sandbox.sms(person.phone).some((sms) => /Срок оплаты .* истек/.test(sms.text)));

  const { attemptId, providerId } = await world.openPayment(person, [invoiceId]);
  await world.sandbox.bank.decide(providerId, {
    decision: "pay",
    capturedAt: world.clock.now(),
  });
  await world.notifyOfPayment(attemptId);
  assert.equal(await world.result(workflowId.payment(attemptId)), "succeeded");
  assert.equal(await world.result(id), "over");
});

Deno.test("a second default joins the emergency, which ends once both invoices are paid", async () => {
  await using world = await caseWorld();
  const person = await world.insured();
  const id = workflowId.franchise(person.franchiseId);
  const first = await world.invoice(person, 90_000);
  await world.pass(DAY_MS);
  const second = await world.invoice(person, 50_000);
  await world.pass(70 * DAY_MS);
  await world.until("both defaults", async () => {
    const rows = await world.sql`select from invoices where defaulted_at is not null`;
    return rows.length === 2;
  });
  const outcomes = [
    { invoiceId: first, stage: /Экстренная программа/ },
    { invoiceId: second, stage: /возвращается|Действует/ },
  ];
  for (const { invoiceId, stage } of outcomes) {
    const { attemptId, providerId } = await world.openPayment(person, [invoiceId]);
    await world.sandbox.bank.decide(providerId, {
      decision: "pay",
      capturedAt: world.clock.now(),
    });
    await world.notifyOfPayment(attemptId);
    await world.ended(workflowId.payment(attemptId));
    await world.until("the franchise's view", async () => stage.test(await world.stage(id) ?? ""));
  }
  const rows = await world.sql`select starts_on, until from emergency_spells`;
  assert.equal(rows.length, 1);
  assert.notEqual(rows[0]!.until, null);
});

Deno.test("a debt paid as the policy is over ends the emergency, and promises no programme", async () => {
  await using world = await caseWorld();
  const policyEndsOn = addDays(localDateOf(world.clock.now(), ZONE), 70);
  const person = await world.insured({ policyEndsOn });
  const invoiceId = await world.invoice(person, 90_000);
  await world.pass(65 * DAY_MS);
  await world.until("the emergency", async () => {
    const rows = await world.sql`select from emergency_spells`;
    return rows.length === 1;
  });
  await world.pass(10 * DAY_MS);
  const { attemptId, providerId } = await world.openPayment(person, [invoiceId]);
  await world.sandbox.bank.decide(providerId, {
    decision: "pay",
    capturedAt: world.clock.now(),
  });
  await world.notifyOfPayment(attemptId);
  await world.ended(workflowId.payment(attemptId));
  await world.pass(DAY_MS);
  const [spell] = await world.sql`select until from emergency_spells`;
  assert.notEqual(spell!.until, null);
  const texts = world.sandbox.sms(person.phone).map((sms) => sms.text);
  assert.ok(!texts.some((text) => /снова действует/.test(text)), texts.join("\n"));
});
