import assert from "node:assert/strict";
import { yookassa } from "../../adapters/payment_provider/yookassa.ts";
import { addMinutes, addSeconds, type Instant, instant } from "../../domain/local_date.ts";
import { startSandbox } from "../../sandbox/mod.ts";
import { type CaseRows, caseRows } from "../../tests/harness/case_rows.ts";
import { until } from "../../tests/harness/case_world.ts";
import { type TestDatabase, testDatabase } from "../../tests/harness/database.ts";
import { restoreFranchise } from "../decisions/restore_franchise.ts";
import { settlePayment } from "../payments/settle_payment.ts";
import { defaultInvoice } from "./default_invoice.ts";

// Published on Monday 20 April 2026 at noon in Ufa; due at the end of 3 June (federal).
const PUBLISHED_AT = instant("2026-04-20T07:00:00.000Z");
const DUE_AT = instant("2026-06-03T19:00:00.000Z");

Deno.test("defaultInvoice() answers moved before the deadline and writes nothing", async () => {
  await using world = await openWorld();
  const { invoiceId } = await owing(world);
  const outcome = await defaultInvoice(world.sql, { invoiceId, at: addSeconds(DUE_AT, -1) });
  assert.deepEqual(outcome, { outcome: "moved", dueAt: DUE_AT });
  assert.equal((await spells(world)).length, 0);
});

Deno.test("defaultInvoice() moves the person from the day after the term, once", async () => {
  await using world = await openWorld();
  const { invoiceId } = await owing(world);
  const first = await defaultInvoice(world.sql, { invoiceId, at: DUE_AT });
  const again = await defaultInvoice(world.sql, { invoiceId, at: addMinutes(DUE_AT, 5) });
  assert.deepEqual(first, { outcome: "defaulted", defaultedAt: DUE_AT });
  assert.deepEqual(again, first);
  assert.deepEqual(await spells(world), ["2026-06-04..null"]);
  assert.equal(await told(world, "invoiceDefaulted"), 1);
});

Deno.test("defaultInvoice() is held by an attempt from before the deadline until it expires", async () => {
  await using world = await openWorld();
  const { person, invoiceId } = await owing(world);
  await world.openPayment(person, [invoiceId], addSeconds(DUE_AT, -1));
  const expiry = addMinutes(addSeconds(DUE_AT, -1), 60);
  const held = await defaultInvoice(world.sql, { invoiceId, at: DUE_AT });
  assert.deepEqual(held, { outcome: "held", until: expiry });
  const after = await defaultInvoice(world.sql, { invoiceId, at: expiry });
  assert.equal(after.outcome, "defaulted");
});

Deno.test("defaultInvoice() is not held by an attempt made at the deadline", async () => {
  await using world = await openWorld();
  const { person, invoiceId } = await owing(world);
  await world.openPayment(person, [invoiceId], DUE_AT);
  const { outcome } = await defaultInvoice(world.sql, { invoiceId, at: DUE_AT });
  assert.equal(outcome, "defaulted");
});

Deno.test("defaultInvoice() answers paid where nothing is owed", async () => {
  await using world = await openWorld();
  const { person, invoiceId } = await owing(world);
  await pay(world, { person, invoiceIds: [invoiceId], capturedAt: addMinutes(DUE_AT, -60) });
  assert.deepEqual(await defaultInvoice(world.sql, { invoiceId, at: DUE_AT }), { outcome: "paid" });
});

Deno.test("restoreFranchise() waits until every overdue invoice is paid, not those yet to be due", async () => {
  await using world = await openWorld();
  const { person, invoiceId: first } = await owing(world);
  const second = await world.invoice(person, 50_000, addMinutes(PUBLISHED_AT, 24 * 60));
  await world.invoice(person, 70_000, addMinutes(DUE_AT, -24 * 60));
  const later = addMinutes(DUE_AT, 24 * 60);
  await defaultInvoice(world.sql, { invoiceId: first, at: DUE_AT });
  await defaultInvoice(world.sql, { invoiceId: second, at: later });
  assert.deepEqual(await spells(world), ["2026-06-04..null"]);

  await pay(world, { person, invoiceIds: [first], capturedAt: addMinutes(later, 60) });
  const { policyId } = person;
  const stillOwed = await restoreFranchise(world.sql, { policyId, at: addMinutes(later, 90) });
  assert.equal(stillOwed.outcome, "still_owed");
  // Friday 5 June in Ufa: the next working day is Monday.
  await pay(world, { person, invoiceIds: [second], capturedAt: addMinutes(later, 120) });
  assert.deepEqual(await spells(world), ["2026-06-04..2026-06-08"]);
  const again = await restoreFranchise(world.sql, { policyId, at: addMinutes(later, 180) });
  assert.equal(again.outcome, "not_in_emergency");
});

Deno.test("settlePayment() that reverses one of two defaults keeps the other's emergency", async () => {
  await using world = await openWorld();
  const { person, invoiceId: first } = await owing(world);
  const second = await world.invoice(person, 50_000, addMinutes(PUBLISHED_AT, 24 * 60));
  const later = addMinutes(DUE_AT, 24 * 60);
  await defaultInvoice(world.sql, { invoiceId: first, at: DUE_AT });
  await defaultInvoice(world.sql, { invoiceId: second, at: later });
  await pay(world, { person, invoiceIds: [first], capturedAt: addSeconds(DUE_AT, -1) });
  assert.deepEqual(await spells(world), ["2026-06-04..2026-06-04", "2026-06-05..null"]);
});

Deno.test("settlePayment() locks the policies it pays for in the order of their ids", async () => {
  await using world = await openWorld();
  const { sql } = world;
  const child = await world.insured();
  const parent = await world.insured();
  const invoiceIds = [await world.invoice(parent, 90_000), await world.invoice(child, 50_000)];
  for (const invoiceId of invoiceIds) await defaultInvoice(sql, { invoiceId, at: DUE_AT });
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const { promise: held, resolve: hold } = Promise.withResolvers<void>();
  const holding = sql.begin(async (sql) => {
    await sql`select from policies where id = ${child.policyId} for update`;
    hold();
    await released;
  });
  await held;
  const capturedAt = addSeconds(DUE_AT, -1);
  const paying = pay(world, { person: parent, invoiceIds, capturedAt });
  await until("the payment to wait", async () => {
    const rows = await sql`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    return rows.length === 1;
  });
  const free = await sql`
    select from policies where id = ${parent.policyId} for no key update skip locked`;
  release();
  await Promise.all([holding, paying]);
  assert.equal(free.length, 1);
  assert.deepEqual(await spells(world), ["2026-06-04..2026-06-04", "2026-06-04..2026-06-04"]);
});

Deno.test("settlePayment() with a capture at the deadline does not reverse the default", async () => {
  await using world = await openWorld();
  const { person, invoiceId } = await owing(world);
  await defaultInvoice(world.sql, { invoiceId, at: DUE_AT });
  await pay(world, { person, invoiceIds: [invoiceId], capturedAt: DUE_AT });
  assert.deepEqual(await spells(world), ["2026-06-04..2026-06-05"]);
});

interface World extends TestDatabase, CaseRows {}

async function openWorld(): Promise<World> {
  const database = await testDatabase();
  const sandbox = await startSandbox();
  const clock = { now: () => PUBLISHED_AT };
  return {
    ...database,
    ...caseRows(database.sql, clock, yookassa(sandbox.settings.bank)),
    async [Symbol.asyncDispose]() {
      await sandbox.close();
      await database[Symbol.asyncDispose]();
    },
  };
}

async function owing(world: World) {
  const person = await world.insured();
  return { person, invoiceId: await world.invoice(person, 90_000) };
}

interface Paid {
  person: Awaited<ReturnType<World["insured"]>>;
  invoiceIds: number[];
  capturedAt: Instant;
}

async function pay(world: World, { person, invoiceIds, capturedAt }: Paid): Promise<void> {
  const createdAt = addMinutes(capturedAt, -1);
  const { attemptId, providerId } = await world.openPayment(person, invoiceIds, createdAt);
  const [attempt] = await world.sql`
    select amount_kopecks as amount from payment_attempts where id = ${attemptId}`;
  const settled = await settlePayment(world.sql, {
    attemptId,
    payment: {
      id: providerId,
      status: "succeeded",
      amount: attempt!.amount,
      currency: "RUB",
      attemptId,
      confirmationUrl: null,
      capturedAt,
      cancelReason: null,
    },
    now: capturedAt < DUE_AT ? addMinutes(DUE_AT, 3 * 24 * 60) : addMinutes(capturedAt, 1),
  });
  assert.deepEqual(settled, { ok: true, state: "succeeded" });
}

async function spells({ sql }: World): Promise<string[]> {
  const rows = await sql`select starts_on, until from emergency_spells order by id`;
  return rows.map((row) => `${row.starts_on}..${row.until}`);
}

async function told({ sql }: World, signal: string): Promise<number> {
  const rows = await sql`select from outbox where signal = ${signal}`;
  return rows.length;
}
