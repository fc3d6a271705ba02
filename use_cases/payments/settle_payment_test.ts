import assert from "node:assert/strict";
import type { ProviderPayment } from "../../adapters/payment_provider/mod.ts";
import { yookassa } from "../../adapters/payment_provider/yookassa.ts";
import { owedOn } from "../../db/invoices/ledger.ts";
import { addMinutes, instant } from "../../domain/local_date.ts";
import { type Kopecks, kopecks } from "../../domain/money.ts";
import { startSandbox } from "../../sandbox/mod.ts";
import { caseRows } from "../../tests/harness/case_rows.ts";
import { testDatabase } from "../../tests/harness/database.ts";
import { cancelUnopened, settlePayment } from "./settle_payment.ts";

const NOW = instant("2026-04-20T07:00:00.000Z");

Deno.test("settlePayment() posts each invoice once, however often it is called", async () => {
  await using world = await paying();
  const { sql, attemptId, payment, invoiceIds } = world;
  const settle = () => settlePayment(sql, { attemptId, payment, now: NOW });
  const outcomes = await Promise.all([settle(), settle(), settle()]);
  for (const outcome of outcomes) assert.deepEqual(outcome, { ok: true, state: "succeeded" });
  for (const invoiceId of invoiceIds) assert.equal(await owedOn(sql, invoiceId), 0);

  const transfers = await sql`
    select event_key, effective_at from ledger_transfers where event_key like 'payment/%'
    order by event_key`;
  assert.deepEqual(
    transfers.map((row) => [row.event_key, row.effective_at]),
    invoiceIds.map((id) => [`payment/${attemptId}/invoice/${id}`, payment.capturedAt]),
  );
  assert.deepEqual(await world.signals(), [
    "franchise: invoicePaid",
    "invoice: paid",
    "invoice: paid",
  ]);
  assert.deepEqual(await world.attempt(), {
    state: "succeeded",
    reason: null,
    captured_at: payment.capturedAt,
    open: 0,
  });
});

Deno.test("settlePayment() keeps what is not owed any more as the payer's own money", async () => {
  await using world = await paying();
  const { sql, attemptId, payment, invoiceIds, person } = world;
  await sql`
    insert into ledger_transfers (event_key, debit_id, credit_id, amount_kopecks, effective_at,
                                  recorded_at)
    select 'by bank transfer', b.id, r.id, 60000, ${NOW}, ${NOW}
    from ledger_accounts b, ledger_accounts r
    where b.kind = 'bank' and r.invoice_id = ${invoiceIds[0]!}`;
  await settlePayment(sql, { attemptId, payment, now: NOW });
  for (const invoiceId of invoiceIds) assert.equal(await owedOn(sql, invoiceId), 0);
  const [excess] = await sql`
    select t.amount_kopecks as amount, a.person_id from ledger_transfers t
    join ledger_accounts a on a.id = t.credit_id where a.kind = 'unallocated'`;
  assert.deepEqual({ ...excess }, { amount: 60_000, person_id: person.personId });
});

const contradictions: [string, Partial<ProviderPayment>, string][] = [
  ["another sum", { amount: kopecks(1) }, "other_amount"],
  ["another currency", { currency: "USD" }, "other_currency"],
  ["another attempt", { attemptId: crypto.randomUUID() }, "other_attempt"],
  ["another payment", { id: "another" }, "other_payment"],
];
for (const [what, difference, reason] of contradictions) {
  Deno.test(`settlePayment() posts nothing for ${what} and leaves it to staff`, async () => {
    await using world = await paying();
    const { sql, attemptId, payment } = world;
    const settled = { attemptId, payment: { ...payment, ...difference }, now: NOW };
    assert.deepEqual(await settlePayment(sql, settled), { ok: false, reason });
    assert.deepEqual(await world.attempt(), {
      state: "unknown",
      reason,
      captured_at: null,
      open: 2,
    });
    const posted = await sql`select from ledger_transfers where event_key like 'payment/%'`;
    assert.equal(posted.length, 0);

    const right = await settlePayment(sql, { attemptId, payment, now: NOW });
    assert.deepEqual(right, { ok: true, state: "succeeded" });
  });
}

Deno.test("settlePayment() of a cancelled payment frees the invoices", async () => {
  await using world = await paying();
  const { sql, attemptId, payment } = world;
  const canceled: ProviderPayment = {
    ...payment,
    status: "canceled",
    capturedAt: null,
    cancelReason: "expired_on_confirmation",
  };
  await settlePayment(sql, { attemptId, payment: canceled, now: NOW });
  assert.deepEqual(await world.attempt(), {
    state: "canceled",
    reason: "expired_on_confirmation",
    captured_at: null,
    open: 0,
  });
  assert.deepEqual(await world.signals(), [
    "invoice: attemptDecided",
    "invoice: attemptDecided",
  ]);
});

Deno.test("settlePayment() of money taken after a cancellation is left to staff", async () => {
  await using world = await paying();
  const { sql, attemptId, payment } = world;
  await settlePayment(sql, {
    attemptId,
    payment: { ...payment, status: "canceled", capturedAt: null },
    now: NOW,
  });
  for (const _ of ["first", "again"]) {
    assert.deepEqual(
      await settlePayment(sql, { attemptId, payment, now: NOW }),
      { ok: false, reason: "captured_after_cancel" },
    );
  }
});

Deno.test("cancelUnopened() leaves an attempt alone that the bank knows", async () => {
  await using world = await paying();
  const { sql, attemptId } = world;
  await cancelUnopened(sql, { attemptId, code: "invalid_request", now: NOW });
  assert.equal((await world.attempt()).state, "pending");
});

async function paying() {
  const database = await testDatabase();
  const sandbox = await startSandbox();
  const { sql } = database;
  const rows = caseRows(sql, { now: () => NOW }, yookassa(sandbox.settings.bank));
  const person = await rows.insured();
  const invoiceIds = [await rows.invoice(person, 90_000), await rows.invoice(person, 187_000)];
  const { attemptId, providerId } = await rows.openPayment(person, invoiceIds);
  const payment: ProviderPayment = {
    id: providerId,
    status: "succeeded",
    amount: 277_000 as Kopecks,
    currency: "RUB",
    attemptId,
    confirmationUrl: null,
    capturedAt: addMinutes(NOW, 5),
    cancelReason: null,
  };
  await sql`update outbox set delivered_at = ${NOW}`;
  return {
    sql,
    person,
    invoiceIds,
    attemptId,
    payment,
    async attempt() {
      const [row] = await sql`
        select state, reason, captured_at,
               (select count(*) from payment_allocations where attempt_id = id and open) as open
        from payment_attempts where id = ${attemptId}`;
      return { ...row } as { state: string; reason: string; captured_at: string; open: number };
    },
    async signals() {
      const found = await sql<{ workflow_type: string; signal: string }[]>`
        select workflow_type, signal from outbox where delivered_at is null
        order by workflow_type, id`;
      return found.map((row) => `${row.workflow_type}: ${row.signal}`);
    },
    async [Symbol.asyncDispose]() {
      await sandbox.close();
      await database[Symbol.asyncDispose]();
    },
  };
}
