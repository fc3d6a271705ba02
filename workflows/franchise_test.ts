import assert from "node:assert/strict";
import { latestCalendar } from "../db/calendars.ts";
import { calendarOf } from "../domain/calendar.ts";
import {
  addDays,
  addMinutes,
  type LocalDate,
  localDateOf,
  startOfDay,
  yearOf,
} from "../domain/local_date.ts";
import { nextWorkingDay, workingDayAfter } from "../domain/working_days.ts";
import { add, turned } from "../tests/harness/calendars.ts";
import { ZONE } from "../tests/harness/case_rows.ts";
import { type CaseWorld, caseWorld, until } from "../tests/harness/case_world.ts";
import { pay, readInvoice } from "../tests/harness/invoice_steps.ts";
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

  await pay(world, { person, invoiceId });
  assert.equal(await world.result(id), "over");
});

Deno.test("a second default joins the emergency, which ends once both invoices are paid", async () => {
  await using world = await caseWorld();
  const { person, first, second } = await twoDefaults(world);
  const id = workflowId.franchise(person.franchiseId);
  await pay(world, { person, invoiceId: first });
  await world.until("the view", async () => await world.stage(id) === "Экстренная программа");
  assert.deepEqual((await spellsOf(world)).map(({ until }) => until), [null]);

  await world.pass(4 * DAY_MS);
  const paidOn = localDateOf(world.clock.now(), ZONE);
  await pay(world, { person, invoiceId: second });
  await world.until(
    "the end",
    async () => /возвращается|Действует/.test(await world.stage(id) ?? ""),
  );
  const [spell, ...more] = await spellsOf(world);
  assert.deepEqual(more, []);
  assert.equal(spell!.until, await nextWorkingDayAfter(world, paidOn));
});

Deno.test("the programme returns after the last payment's day, also where that payment was learnt of first", async () => {
  await using world = await caseWorld();
  const { person, first, second } = await twoDefaults(world);
  const early = world.clock.now();
  await world.pass(6 * DAY_MS);
  const late = world.clock.now();
  await pay(world, { person, invoiceId: first, capturedAt: late });
  await pay(world, { person, invoiceId: second, createdAt: early, capturedAt: early });
  const [spell] = await spellsOf(world);
  const returnsOn = await nextWorkingDayAfter(world, localDateOf(late, ZONE));
  assert.equal(spell!.until, returnsOn);

  const stage = () => world.stage(workflowId.franchise(person.franchiseId));
  await world.until(
    "the return to be shown",
    async () => await stage() === "Программа возвращается",
  );
  await world.passTo(addMinutes(startOfDay(returnsOn, ZONE), 1));
  await world.until("the programme to be shown", async () => await stage() === "Действует");
});

Deno.test("the programme returns as a decree moves the only deadline that was still overdue", async () => {
  await using world = await caseWorld();
  const person = await world.insured();
  const first = await world.invoice(person, 90_000);
  await world.pass(7 * DAY_MS);
  const second = await world.invoice(person, 50_000);
  const { due_at, published_on } = await readInvoice(world, second);
  await world.passTo(addMinutes(due_at, -30));
  await world.openPayment(person, [second]);
  await world.passTo(addMinutes(due_at, 5));
  await pay(world, { person, invoiceId: first });
  const stage = () => world.stage(workflowId.franchise(person.franchiseId));
  assert.equal(await stage(), "Экстренная программа");
  assert.equal((await readInvoice(world, second)).defaulted_at, null);

  const { data } = await latestCalendar(world.sql);
  const off = workingDayAfter(calendarOf(data, null), published_on, 29).date;
  const decree = await turned(world.sql, { year: yearOf(off), off: [off] });
  assert.ok((await add(world.sql, decree, world.clock.now())).ok);
  assert.ok((await readInvoice(world, second)).due_at > world.clock.now());
  await world.until("the return", async () => await stage() === "Программа возвращается");
});

Deno.test("a policy that ends in the emergency keeps its debt's case open, and brings no programme back", async () => {
  await using world = await caseWorld();
  const policyEndsOn = addDays(localDateOf(world.clock.now(), ZONE), 70);
  const person = await world.insured({ policyEndsOn });
  const id = workflowId.franchise(person.franchiseId);
  const invoiceId = await world.invoice(person, 90_000);
  await world.pass(65 * DAY_MS);
  await world.until("the emergency", async () => await world.stage(id) === "Экстренная программа");
  await world.pass(10 * DAY_MS);
  await world.until("the policy's end", async () => await world.stage(id) === "После полиса");
  await world.pass(200 * DAY_MS);
  await world.until("the debt's turn", async () => await world.stage(id) === "Ждем оплату долга");
  assert.deepEqual((await spellsOf(world)).map(({ until }) => until), [null]);

  await pay(world, { person, invoiceId });
  assert.equal(await world.result(id), "over");
  const told = world.sandbox.sms(person.phone).filter(({ text }) => /снова действует/.test(text));
  assert.deepEqual(told, []);
});

Deno.test("a long life goes on as a new run, with nothing forgotten", async () => {
  await using world = await caseWorld();
  const person = await world.insured();
  const id = workflowId.franchise(person.franchiseId);
  const invoiceId = await world.invoice(person, 90_000);
  await world.pass(65 * DAY_MS);
  await world.until("the emergency", async () => await world.stage(id) === "Экстренная программа");
  const before = await world.handle(id).describe();
  const handle = world.handle(id);
  for (let sent = 0; sent < 4200; sent += 100) {
    await Promise.all(Array.from({ length: 100 }, () => handle.signal("reread")));
  }
  await world.until("the new run", async () => (await handle.describe()).runId !== before.runId);
  await world.until("its view", async () => await world.stage(id) === "Экстренная программа");
  assert.ok((await handle.describe()).historyLength < 100);

  await pay(world, { person, invoiceId });
  await world.until(
    "the end",
    async () => /возвращается|Действует/.test(await world.stage(id) ?? ""),
  );
  assert.notEqual((await spellsOf(world))[0]!.until, null);
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
  await pay(world, { person, invoiceId });
  await world.pass(DAY_MS);
  const [spell] = await world.sql`select until from emergency_spells`;
  assert.notEqual(spell!.until, null);
  const texts = world.sandbox.sms(person.phone).map((sms) => sms.text);
  assert.ok(!texts.some((text) => /снова действует/.test(text)), texts.join("\n"));
});

/** Two invoices of one person whose terms are over, with one emergency spell between them. */
async function twoDefaults(world: CaseWorld) {
  const person = await world.insured();
  const first = await world.invoice(person, 90_000);
  await world.pass(DAY_MS);
  const second = await world.invoice(person, 50_000);
  await world.pass(70 * DAY_MS);
  await world.until("both defaults", async () => {
    const rows = await world.sql`select from invoices where defaulted_at is not null`;
    return rows.length === 2;
  });
  return { person, first, second };
}

async function spellsOf(world: CaseWorld): Promise<{ until: LocalDate | null }[]> {
  return await world.sql<{ until: LocalDate | null }[]>`
    select until from emergency_spells order by id`;
}

async function nextWorkingDayAfter(world: CaseWorld, day: LocalDate): Promise<LocalDate> {
  const { data } = await latestCalendar(world.sql);
  return nextWorkingDay(calendarOf(data, null), day).date;
}
