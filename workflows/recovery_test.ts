import assert from "node:assert/strict";
import type { ActivityParts } from "../activities/parts.ts";
import { recoveryActivities } from "../activities/recoveries.ts";
import {
  addDays,
  addMinutes,
  atLocalTime,
  type Instant,
  instant,
  localDateOf,
  localTimeOf,
  startOfDay,
} from "../domain/local_date.ts";
import { formatRoubles, kopecks } from "../domain/money.ts";
import { penaltyOf } from "../domain/penalty.ts";
import { ZONE } from "../tests/harness/case_rows.ts";
import { type CaseWorld, caseWorld } from "../tests/harness/case_world.ts";
import { defaulted, pay, readInvoice } from "../tests/harness/invoice_steps.ts";
import { workflowId } from "./contract.ts";

const DAY_MS = 24 * 60 * 60_000;

Deno.test("a debt goes to recovery 30 days after its default, and the person is told of the penalty", async () => {
  await using world = await caseWorld();
  const person = await world.insured();
  await world.sql`update employers set penalty_rate_bp = 3650 where id = ${person.employerId}`;
  const invoiceId = await world.invoice(person, 1_000_000);
  const defaultedAt = await defaulted(world, invoiceId);
  const day = localDateOf(defaultedAt, ZONE);
  const opensAt = startOfDay(addDays(day, 30), ZONE);

  await world.passTo(addMinutes(opensAt, -1));
  assert.equal(await recoveryOf(world, invoiceId), null);
  await world.pass(2 * 60_000);
  const opened = await world.until("the recovery", () => recoveryOf(world, invoiceId));
  assert.ok(opensAt <= opened.openedAt && opened.openedAt < addMinutes(opensAt, 1));
  assert.equal(opened.contractRateBp, 3650);
  const stage = () => world.stage(workflowId.invoice(invoiceId));
  await world.until("the invoice to know", async () => await stage() === "Взыскание");

  await world.pass(12 * 60 * 60_000);
  const told = await world.until("the news of it", () => {
    const text = world.sandbox.sms(person.phone)[0]!.text;
    return Promise.resolve(/Открыто дело о взыскании долга/.test(text) ? text : null);
  });
  assert.ok(told.includes(`/invoices/${invoiceId}`));
  // The first day of delay is the day after the term, which is the day of the default.
  const { total, lines } = penaltyOf({
    total: kopecks(1_000_000),
    credits: [],
    dueOn: addDays(day, -1),
    until: addDays(day, 30),
    rates: [],
    contractBasisPoints: 3650,
  });
  assert.equal(lines.reduce((days, line) => days + line.days, 0), 31);
  const [letter] = world.sandbox.mail(person.email);
  assert.ok(letter!.text.includes(`начисляются проценты: ${formatRoubles(total)} на`));

  await world.pass(62 * DAY_MS);
  await pay(world, { person, invoiceId });
  assert.equal(await world.result(workflowId.recovery(invoiceId)), "paid");
  assert.equal(await world.result(workflowId.invoice(invoiceId)), "paid");
  assert.equal((await recoveryOf(world, invoiceId))!.closedReason, "paid");
  const news = world.sandbox.sms(person.phone).filter((sms) => /взыскании/.test(sms.text));
  assert.equal(news.length, 1);
});

Deno.test("who paid while the gateways refused is not told of a recovery any more", async () => {
  await using world = await caseWorld();
  const person = await world.insured();
  const invoiceId = await world.invoice(person, 90_000);
  const day = addDays(localDateOf(await defaulted(world, invoiceId), ZONE), 30);
  await world.passTo(addMinutes(startOfDay(day, ZONE), 1));
  await world.until("the recovery", () => recoveryOf(world, invoiceId));
  world.sandbox.faults.set({ sms: { kind: "error_500" }, mail: { kind: "temporary" } });
  await world.passTo(atLocalTime(day, "12:30", ZONE));
  const states = async () => {
    const rows = await world.sql<{ state: string }[]>`
      select state from notices where invoice_id = ${invoiceId} and template = 'recovery'`;
    return rows.map((row) => row.state);
  };
  await world.until("both tries", async () => (await states()).join() === "failed,failed");

  await pay(world, { person, invoiceId });
  await world.until(
    "the end of the recovery",
    async () => (await recoveryOf(world, invoiceId))!.closedReason === "paid",
  );
  world.sandbox.faults.clear();
  assert.equal(await world.result(workflowId.recovery(invoiceId)), "paid");
  assert.deepEqual(await states(), ["skipped", "skipped"]);
  const texts = world.sandbox.sms(person.phone).map((sms) => sms.text).join();
  assert.doesNotMatch(texts, /взыскании/);
});

Deno.test("a debt paid within the pre-trial term never comes to recovery", async () => {
  await using world = await caseWorld();
  const person = await world.insured();
  const invoiceId = await world.invoice(person, 90_000);
  await defaulted(world, invoiceId);
  await world.pass(29 * DAY_MS);
  await pay(world, { person, invoiceId });
  assert.equal(await world.result(workflowId.invoice(invoiceId)), "paid");
  await world.pass(5 * DAY_MS);
  assert.equal(await recoveryOf(world, invoiceId), null);
});

Deno.test("a recovery that an outage has put off to the night is told of in the morning", async () => {
  await using world = await caseWorld();
  const person = await world.insured();
  const invoiceId = await world.invoice(person, 90_000);
  const day = addDays(localDateOf(await defaulted(world, invoiceId), ZONE), 30);
  await world.passTo(addMinutes(startOfDay(day, ZONE), 1));
  await world.until("the recovery", () => recoveryOf(world, invoiceId));

  const { readRecovery } = recoveryActivities({ sql: world.sql } as ActivityParts);
  const night = atLocalTime(addDays(day, 2), "02:00", ZONE);
  const { tellAt } = await readRecovery({ invoiceId, now: night });
  assert.equal(localDateOf(instant(tellAt!), ZONE), addDays(day, 2));
  assert.ok(localTimeOf(instant(tellAt!), ZONE) >= "09:00");
});

Deno.test("money that came in time ends a recovery as a default that never was", async () => {
  await using world = await caseWorld();
  const person = await world.insured();
  const invoiceId = await world.invoice(person, 90_000);
  const { due_at } = await readInvoice(world, invoiceId);
  await world.passTo(addMinutes(due_at, -30));
  world.sandbox.faults.set({ bank: { kind: "no_webhook" } });
  const { attemptId, providerId } = await world.openPayment(person, [invoiceId]);
  world.sandbox.faults.set({ bank: { kind: "error_500" } });
  await world.sandbox.bank.decide(providerId, {
    decision: "pay",
    capturedAt: addMinutes(due_at, -10),
  });
  await world.pass(32 * DAY_MS);
  await world.until("the recovery", () => recoveryOf(world, invoiceId));

  world.sandbox.faults.clear();
  await world.notifyOfPayment(attemptId);
  assert.equal(await world.result(workflowId.recovery(invoiceId)), "default_reversed");
  assert.equal((await readInvoice(world, invoiceId)).defaulted_at, null);
});

Deno.test("the bank is asked once more before a default that an outage has put off", async () => {
  await using world = await caseWorld();
  const person = await world.insured({ consentedDaysAgo: 150 });
  const publishedAt = addMinutes(world.clock.now(), -60 * 24 * 60);
  world.sandbox.faults.set({ bank: { kind: "no_webhook" } });
  const invoiceId = await world.invoice(person, 90_000, publishedAt);
  const { due_at } = await readInvoice(world, invoiceId);
  assert.ok(due_at < world.clock.now());
  const { providerId } = await world.openPayment(person, [invoiceId], addMinutes(due_at, -30));
  await world.sandbox.bank.decide(providerId, {
    decision: "pay",
    capturedAt: addMinutes(due_at, -20),
  });
  assert.equal(await world.result(workflowId.invoice(invoiceId)), "paid");
  const defaults = await world.sql`select from emergency_spells`;
  assert.equal(defaults.length, 0, "nobody is moved to the emergency programme");
});

Deno.test("the bank is asked before a default also about an attempt that expired before the deadline", async () => {
  await using world = await caseWorld();
  const person = await world.insured();
  const invoiceId = await world.invoice(person, 90_000);
  const { due_at } = await readInvoice(world, invoiceId);
  await world.passTo(addMinutes(due_at, -75));
  world.sandbox.faults.set({ bank: { kind: "no_webhook" } });
  const { providerId } = await world.openPayment(person, [invoiceId]);
  await world.passTo(addMinutes(due_at, -9));
  // Its own workflow asks but hourly by now.
  await world.sandbox.bank.decide(providerId, {
    decision: "pay",
    capturedAt: addMinutes(due_at, -70),
  });
  await world.passTo(addMinutes(due_at, 5));
  await world.until("the payment", async () => {
    const [row] = await world.sql`
      select owed_kopecks from invoice_balances where invoice_id = ${invoiceId}`;
    return row!.owed_kopecks === 0;
  });
  assert.equal((await world.sql`select from emergency_spells`).length, 0);
  const texts = world.sandbox.sms(person.phone).map((sms) => sms.text).join();
  assert.doesNotMatch(texts, /истек/);
});

Deno.test("an employer's own plan of reminders is kept by the invoices published under it", async () => {
  await using world = await caseWorld();
  const person = await world.insured();
  const plan = [{ day: 3, channels: ["sms"] }, { day: 5, channels: ["call"] }];
  await world.sql`
    update employers set reminder_plan = ${world.sql.json(plan)} where id = ${person.employerId}`;
  const invoiceId = await world.invoice(person, 90_000);
  await world.sql`update employers set reminder_plan = null where id = ${person.employerId}`;
  const { due_at } = await readInvoice(world, invoiceId);
  await world.passTo(addMinutes(due_at, -1));
  const rows = await world.sql<{ key: string; state: string }[]>`
    select key, state from notices where invoice_id = ${invoiceId} order by due_at, channel`;
  assert.deepEqual(rows.map((row) => [row.key.split("/").slice(2).join("/"), row.state]), [
    ["accrual/email", "sent"],
    ["accrual/sms", "sent"],
    ["day3/sms", "sent"],
    ["day5/call", "open"],
  ]);
  await world.pass(2 * 60_000);
  const [call] = await world.sql`
    select state, detail from notices where key = ${`invoice/${invoiceId}/day5/call`}`;
  assert.deepEqual({ ...call }, { state: "skipped", detail: "defaulted" });
});

async function recoveryOf(world: CaseWorld, invoiceId: number) {
  const [row] = await world.sql<
    { openedAt: Instant; contractRateBp: number | null; closedReason: string | null }[]
  >`
    select opened_at as "openedAt", contract_rate_bp as "contractRateBp",
           closed_reason as "closedReason"
    from recovery_cases where invoice_id = ${invoiceId}`;
  return row ?? null;
}
