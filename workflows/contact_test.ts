import assert from "node:assert/strict";
import { enqueue } from "../db/outbox.ts";
import { addDays, addMinutes, atLocalTime, localDateOf } from "../domain/local_date.ts";
import { changeContact } from "../tests/harness/cabinet_acts.ts";
import { ZONE } from "../tests/harness/case_rows.ts";
import { type CaseWorld, caseWorld } from "../tests/harness/case_world.ts";
import { workflowId } from "./contract.ts";

const NEW_PHONE = "9005559967";
const NEW_EMAIL = "new.mail@mail.example";

Deno.test("the old phone is told of the new one once, with two of its digits and the desk's phone", async () => {
  await using world = await caseWorld();
  const person = await world.insured();
  const { changeId } = await changeContact(world, person, { kind: "phone", value: NEW_PHONE });
  const id = workflowId.contact(changeId);
  assert.equal(await world.result(id), "told");
  // The relay may hand a start over twice; a case has one life.
  await enqueue(
    world.sql,
    { workflowType: "contact", workflowId: id, input: { changeId } },
    world.clock.now(),
  );
  await world.pass(1000);

  const [sms, ...more] = world.sandbox.sms(person.phone);
  assert.deepEqual(more, []);
  assert.equal(
    sms!.text,
    "Пятая часть. Телефон вашего кабинета изменен, новый оканчивается на 67. Если это были не вы — " +
      "позвоните на медицинский пульт: +7 800 555-01-99. https://cabinet.example/profile",
  );
  assert.equal(world.sandbox.sms(NEW_PHONE).length, 0);
  const notices = await world.sql`select key, channel, template, state from notices
    where key like 'contact/%'`;
  assert.deepEqual([...notices], [
    { key: `contact/${changeId}/told`, channel: "sms", template: "contact_changed", state: "sent" },
  ]);
});

Deno.test("the old mailbox is told of the new one, whose name stays hidden", async () => {
  await using world = await caseWorld();
  const person = await world.insured();
  const { changeId } = await changeContact(world, person, { kind: "email", value: NEW_EMAIL });
  assert.equal(await world.result(workflowId.contact(changeId)), "told");
  const [letter, ...more] = contactMail(world, person.email);
  assert.deepEqual(more, []);
  assert.match(letter!.text, /Почта вашего кабинета изменена на n\*\*\*@mail\.example\./);
  assert.match(letter!.text, /медицинский пульт: \+7 800 555-01-99/);
  assert.doesNotMatch(letter!.text + letter!.subject, /new\.mail/);
  assert.equal(contactMail(world, NEW_EMAIL).length, 0);
});

Deno.test("the old phone is told as soon as a gateway that was down is back, at any hour", async () => {
  await using world = await caseWorld();
  const person = await world.insured();
  const night = atLocalTime(addDays(localDateOf(world.clock.now(), ZONE), 1), "23:00", ZONE);
  await world.passTo(night);
  world.sandbox.faults.set({ sms: { kind: "error", code: 4, times: 3 } });
  const { changeId } = await changeContact(world, person, { kind: "phone", value: NEW_PHONE });
  assert.equal(await world.result(workflowId.contact(changeId)), "told");
  assert.equal(world.sandbox.sms(person.phone).length, 1);
  const { closeTime } = await world.handle(workflowId.contact(changeId)).describe();
  assert.ok(closeTime!.toISOString() < addMinutes(night, 10), closeTime!.toISOString());
});

Deno.test("where the gateway refuses for good, the case ends and says that nobody was told", async () => {
  await using world = await caseWorld();
  const person = await world.insured();
  world.sandbox.faults.set({ sms: { kind: "error", code: 7, times: 1 } });
  const { changeId } = await changeContact(world, person, { kind: "phone", value: NEW_PHONE });
  const id = workflowId.contact(changeId);
  assert.equal(await world.result(id), "not_told");
  assert.equal(await world.stage(id), "Не удалось");
});

Deno.test("after a change news goes to the new contact, whatever the roster says", async () => {
  await using world = await caseWorld();
  const person = await world.insured();
  const { changeId } = await changeContact(world, person, { kind: "phone", value: NEW_PHONE });
  await world.ended(workflowId.contact(changeId));
  await world.invoice(person, 90_000);
  await world.until(
    "the news of the invoice",
    () => Promise.resolve(world.sandbox.sms(NEW_PHONE).length > 0),
  );
  assert.equal(world.sandbox.sms(person.phone).length, 1, "only of the change itself");
});

function contactMail(world: CaseWorld, address: string) {
  return world.sandbox.mail(address).filter(({ subject }) => /кабинета изменен/.test(subject));
}
