import assert from "node:assert/strict";
import { enqueue } from "../db/outbox.ts";
import { addDays, localDateOf } from "../domain/local_date.ts";
import { withdraw } from "../tests/harness/cabinet_acts.ts";
import { ZONE } from "../tests/harness/case_rows.ts";
import { caseWorld } from "../tests/harness/case_world.ts";
import { activateFranchise } from "../use_cases/policies/activate_franchise.ts";
import { workflowId } from "./contract.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

Deno.test("a withdrawal is confirmed by SMS and letter, once", async () => {
  await using world = await caseWorld();
  const person = await world.insured();
  const today = localDateOf(world.clock.now(), ZONE);
  const { withdrawalId, endsOn } = await withdraw(world, person, "franchise_terms");
  assert.ok(endsOn! > today);
  const id = workflowId.withdrawal(withdrawalId);
  assert.equal(await world.result(id), "told");
  // The relay may hand a start over twice; a case has one life.
  await enqueue(
    world.sql,
    { workflowType: "withdrawal", workflowId: id, input: { withdrawalId } },
    world.clock.now(),
  );
  await world.pass(1000);
  const [sms, ...more] = world.sandbox.sms(person.phone);
  assert.deepEqual(more, []);
  assert.match(sms!.text, /Согласие на франшизу отозвано. Последний день обслуживания: \d+ \S+, /);
  const letters = world.sandbox.mail(person.email);
  assert.equal(letters.length, 1);
  assert.match(letters[0]!.text, /Счета за оказанные услуги остаются/);
  assert.match(letters[0]!.text, /Если это были не вы — позвоните на медицинский пульт/);
});

Deno.test("a closed cabinet is confirmed to the contacts that it had", async () => {
  await using world = await caseWorld();
  const person = await world.insured();
  const { withdrawalId } = await withdraw(world, person, "personal_data");
  assert.equal(await world.result(workflowId.withdrawal(withdrawalId)), "told");
  const [sms] = world.sandbox.sms(person.phone);
  assert.match(sms!.text, /^Пятая часть. Кабинет закрыт: .*\/register$/);
  assert.match(world.sandbox.mail(person.email)[0]!.text, /зарегистрируйтесь еще раз/);
});

Deno.test("a withdrawal is confirmed by letter alone where the SMS gateway stays away", async () => {
  await using world = await caseWorld();
  const person = await world.insured();
  world.sandbox.faults.set({ sms: { kind: "error", code: 4 } });
  const { withdrawalId } = await withdraw(world, person, "franchise_terms");
  assert.equal(await world.result(workflowId.withdrawal(withdrawalId)), "told");
  const notices = await world.sql`
    select channel, state from notices where template = 'consent_withdrawn' order by channel`;
  assert.deepEqual([...notices], [
    { channel: "email", state: "sent" },
    { channel: "sms", state: "failed" },
  ]);
});

Deno.test("a withdrawn franchise ends service on its day, and lives on through debt and run-off", async () => {
  await using world = await caseWorld();
  const person = await world.insured();
  const id = workflowId.franchise(person.franchiseId);
  await world.until("service", async () => await world.stage(id) === "Действует");
  const invoiceId = await world.invoice(person, 90_000);
  const { endsOn } = await withdraw(world, person, "franchise_terms");
  await world.until("the view", async () => await world.stage(id) === "Согласие отозвано");
  await world.pass(70 * DAY_MS);
  await world.pass(160 * DAY_MS);
  await world.until("the debt's turn", async () => await world.stage(id) === "Ждем оплату долга");
  assert.ok(localDateOf(world.clock.now(), ZONE) > addDays(endsOn!, 180));
  const invoices = await world.sql`select defaulted_at from invoices where id = ${invoiceId}`;
  assert.ok(invoices[0]!.defaulted_at, "the term of an invoice ends all the same");
  const news = world.sandbox.mail(person.email).map((mail) => mail.text)
    .filter((text) => text.includes(`invoices/${invoiceId}`));
  assert.ok(news.some((text) => /не оплачен: /.test(text)), "it is reminded of");
  assert.ok(news.some((text) => /истек .*\n\nДолг остается/.test(text)), "and its term's end told");
  for (const text of news.filter((text) => !text.includes("Новый счет"))) {
    assert.doesNotMatch(text, /экстренная|программа вернется/, "no service is left to take");
  }
  const { attemptId, providerId } = await world.openPayment(person, [invoiceId]);
  const capturedAt = world.clock.now();
  await world.sandbox.bank.decide(providerId, { decision: "pay", capturedAt });
  await world.notifyOfPayment(attemptId);
  assert.equal(await world.result(id), "over");
  const restored = await world.sql`select from notices where template = 'restored'`;
  assert.equal(restored.length, 0, "no programme is promised back");
});

Deno.test("a franchise that was over is woken by a new consent, and opens on its day", async () => {
  await using world = await caseWorld();
  const policyEndsOn = addDays(localDateOf(world.clock.now(), ZONE), 330);
  const person = await world.insured({ policyEndsOn });
  const id = workflowId.franchise(person.franchiseId);
  await world.until("service", async () => await world.stage(id) === "Действует");
  await withdraw(world, person, "franchise_terms");
  await world.until("the view", async () => await world.stage(id) === "Согласие отозвано");
  await world.pass(200 * DAY_MS);
  await world.ended(id);
  const renewed = await activateFranchise(world.sql, world.clock, {
    policyId: person.policyId,
    givenBy: person.personId,
    documentId: null,
    source: "paper",
  });
  assert.ok(renewed.ok);
  assert.equal(renewed.franchiseId, person.franchiseId);
  await world.until("the first day", async () => await world.stage(id) === "Ждет первого дня");
  await world.pass(12 * DAY_MS);
  await world.until("service again", async () => await world.stage(id) === "Действует");
});
