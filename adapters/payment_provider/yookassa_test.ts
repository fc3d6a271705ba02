import assert from "node:assert/strict";
import { kopecks } from "../../domain/money.ts";
import { parsePhone, type Phone } from "../../domain/phone.ts";
import { type Sandbox, type SandboxOptions, startSandbox } from "../../sandbox/mod.ts";
import {
  type OpenOutcome,
  paymentRequest,
  type PaymentRequestBody,
  type ProviderPayment,
  readNotification,
} from "./mod.ts";
import { readPayment, yookassa } from "./yookassa.ts";
import expired from "./testdata/payment_expired.json" with { type: "json" };
import pending from "./testdata/payment_pending.json" with { type: "json" };
import refund from "./testdata/notification_refund.json" with { type: "json" };
import succeeded from "./testdata/payment_succeeded.json" with { type: "json" };
import succeededNotice from "./testdata/notification_succeeded.json" with { type: "json" };

const EMAIL = "canary.mail@example.test";
const PHONE = parsePhone("9005550077") as Phone;

Deno.test("readPayment() reads the recorded payloads", () => {
  assert.deepEqual(readPayment(pending), {
    id: "23d93cac-000f-5000-8000-126628f15141",
    status: "pending",
    amount: 277000,
    currency: "RUB",
    attemptId: "0198a6a2-7d30-7000-8000-4f7c2f3a1b11",
    confirmationUrl: pending.confirmation.confirmation_url,
    capturedAt: null,
    cancelReason: null,
  });
  assert.equal(readPayment(succeeded)?.capturedAt, "2026-05-12T09:07:18.700Z");
  assert.equal(readPayment(expired)?.cancelReason, "expired_on_confirmation");
});

Deno.test("readPayment() takes no payment that it can't trust", () => {
  for (
    const wrong of [
      null,
      "pending",
      {},
      { ...pending, status: "paid" },
      { ...pending, amount: { value: "2770", currency: "RUB" } },
      { ...pending, amount: { value: "2770.001", currency: "RUB" } },
      { ...pending, amount: { value: 2770, currency: "RUB" } },
      { ...pending, confirmation: { confirmation_url: "javascript:alert(1)" } },
      { ...pending, id: "../secrets" },
    ]
  ) {
    assert.equal(readPayment(wrong), null, JSON.stringify(wrong));
  }
});

Deno.test("readNotification() tells which payment or refund to read", () => {
  assert.deepEqual(readNotification(succeededNotice), {
    event: "payment.succeeded",
    providerId: "23d93cac-000f-5000-8000-126628f15141",
  });
  assert.deepEqual(readNotification(refund), {
    event: "refund.succeeded",
    providerId: "216749f7-0016-50be-b000-078d43a63ae4",
  });
  assert.equal(readNotification({ type: "notification", event: "payment.succeeded" }), null);
  assert.equal(readNotification(null), null);
});

Deno.test("a payment is opened with its receipt and read again", async () => {
  await withBank({}, async ({ sandbox, provider }) => {
    const body = bodyOf("a1");
    const payment = paymentOf(await provider.open({ key: "a1", body }));
    assert.equal(payment.status, "pending");
    assert.equal(payment.amount, 90055);
    assert.equal(payment.attemptId, "a1");
    assert.ok(payment.confirmationUrl?.startsWith(`${sandbox.url}/bank/pay/`));
    assert.deepEqual(await provider.read(payment.id), { ok: true, payment });
    assert.deepEqual(sandbox.bank.payment(payment.id)?.request.receipt?.customer, {
      email: EMAIL,
      phone: `7${PHONE}`,
    });
  });
});

Deno.test("the same key opens one payment, whatever order jsonb gives the body's keys", async () => {
  await withBank({}, async ({ sandbox, provider }) => {
    const body = bodyOf("a1");
    const reordered = Object.fromEntries(Object.entries(body).reverse()) as PaymentRequestBody;
    const [first, second] = await Promise.all([
      provider.open({ key: "a1", body }),
      provider.open({ key: "a1", body: reordered }),
    ]);
    assert.deepEqual(first, second);
    assert.equal(sandbox.bank.payments().length, 1);
  });
});

Deno.test("the same key with another body is rejected", async () => {
  await withBank({}, async ({ provider }) => {
    await provider.open({ key: "a1", body: bodyOf("a1") });
    const body = { ...bodyOf("a1"), description: "Другое" };
    assert.deepEqual(await provider.open({ key: "a1", body }), {
      ok: false,
      reason: "rejected",
      code: "invalid_request",
    });
  });
});

Deno.test("wrong credentials are rejected, and reading with them knows nothing", async () => {
  await withBank({}, async ({ sandbox }) => {
    const stranger = yookassa({ ...sandbox.settings.bank, key: "wrong" });
    assert.deepEqual(await stranger.open({ key: "a1", body: bodyOf("a1") }), {
      ok: false,
      reason: "rejected",
      code: "invalid_credentials",
    });
    assert.deepEqual(await stranger.read("x"), {
      ok: false,
      reason: "unreachable",
      code: "invalid_credentials",
    });
  });
});

Deno.test("a payment the bank doesn't know is unknown", async () => {
  await withBank({}, async ({ provider }) => {
    assert.deepEqual(await provider.read("no-such"), {
      ok: false,
      reason: "unknown",
      code: "not_found",
    });
  });
});

Deno.test("paying on the bank's page leads back, and the bank notifies", async () => {
  await withBank({}, async ({ sandbox, provider, notices }) => {
    const payment = paymentOf(await provider.open({ key: "a1", body: bodyOf("a1") }));
    const page = await (await fetch(payment.confirmationUrl ?? "")).text();
    assert.match(page, /900,55\u00a0₽/);
    assert.match(page, /Счет №\u00a02041 &lt;b>/);
    assert.match(page, /Отказаться/);

    const back = await pressed(payment, { decision: "pay", method: "bank_card" });
    assert.equal(back.status, 303);
    assert.equal(back.headers.get("location"), "http://127.0.0.1:8000/payments/a1");

    const notice = await notices.next();
    assert.deepEqual(readNotification(notice), {
      event: "payment.succeeded",
      providerId: payment.id,
    });
    const paid = readPayment((notice as { object: unknown }).object);
    assert.ok(paid?.capturedAt);
    assert.deepEqual(await provider.read(payment.id), { ok: true, payment: paid });
    assert.equal(paid.status, "succeeded");
    assert.equal(paid.confirmationUrl, null);
    assert.equal(sandbox.bank.payment(payment.id)?.method, "bank_card");

    // A second press, or the browser's back button, changes nothing.
    assert.equal((await pressed(payment, { decision: "cancel" })).status, 303);
    assert.equal(sandbox.bank.payment(payment.id)?.status, "succeeded");
  });
});

Deno.test("a refusal on the bank's page cancels the payment", async () => {
  await withBank({}, async ({ provider, notices }) => {
    const payment = paymentOf(await provider.open({ key: "a1", body: bodyOf("a1") }));
    await pressed(payment, { decision: "cancel" });
    assert.equal(readNotification(await notices.next())?.event, "payment.canceled");
    const read = await provider.read(payment.id);
    assert.ok(read.ok);
    assert.equal(read.payment.status, "canceled");
    assert.equal(read.payment.cancelReason, "general_decline");
  });
});

Deno.test("an unpaid payment expires and the bank says so", async () => {
  await withBank({ paymentLifetimeMs: 50 }, async ({ provider, notices }) => {
    const payment = paymentOf(await provider.open({ key: "a1", body: bodyOf("a1") }));
    assert.equal(readNotification(await notices.next())?.event, "payment.canceled");
    const read = await provider.read(payment.id);
    assert.ok(read.ok);
    assert.equal(read.payment.cancelReason, "expired_on_confirmation");
  });
});

Deno.test("a lost answer is unreachable, and the repeat finds the same payment", async () => {
  await withBank({}, async ({ sandbox }) => {
    const provider = yookassa({ ...sandbox.settings.bank, timeoutMs: 200 });
    sandbox.faults.set({ bank: { kind: "timeout_after_accept", times: 1 } });
    assert.deepEqual(await provider.open({ key: "a1", body: bodyOf("a1") }), {
      ok: false,
      reason: "unreachable",
      code: "timeout",
    });
    const payment = paymentOf(await provider.open({ key: "a1", body: bodyOf("a1") }));
    assert.deepEqual(sandbox.bank.payments().map(({ id }) => id), [payment.id]);
  });
});

Deno.test("what breaks at the bank or on the way is unreachable", async () => {
  await withBank({}, async ({ sandbox, provider }) => {
    const open = () => provider.open({ key: "a1", body: bodyOf("a1") });
    sandbox.faults.set({ bank: { kind: "error_500", times: 1 } });
    assert.deepEqual(await open(), {
      ok: false,
      reason: "unreachable",
      code: "internal_server_error",
    });
    sandbox.faults.set({ bank: { kind: "unreachable", times: 1 } });
    assert.deepEqual(await open(), { ok: false, reason: "unreachable", code: "http_502" });
    sandbox.faults.set({ bank: { kind: "delay", ms: 20, times: 1 } });
    assert.ok((await open()).ok);
  });
  const nobody = yookassa({ url: "http://127.0.0.1:1", shopId: "1", key: "k" });
  assert.deepEqual(await nobody.open({ key: "a1", body: bodyOf("a1") }), {
    ok: false,
    reason: "unreachable",
    code: "network",
  });
});

Deno.test("no outcome repeats what the bank's errors echo", async () => {
  await withBank({}, async ({ sandbox, provider }) => {
    sandbox.faults.set({ bank: { kind: "echo" } });
    const outcome = await provider.open({ key: "a1", body: bodyOf("a1") });
    assert.deepEqual(outcome, { ok: false, reason: "rejected", code: "invalid_request" });
  });
});

Deno.test("notifications repeat and come out of order on demand", async () => {
  await withBank({}, async ({ sandbox, provider, notices }) => {
    sandbox.faults.set({ bank: { kind: "duplicate_webhook", times: 1 } });
    const first = paymentOf(await provider.open({ key: "a1", body: bodyOf("a1") }));
    await sandbox.bank.decide(first.id, { decision: "pay" });
    assert.deepEqual(await notices.next(), await notices.next());

    sandbox.faults.set({ bank: { kind: "out_of_order_webhook", times: 1 } });
    const second = paymentOf(await provider.open({ key: "a2", body: bodyOf("a2") }));
    await sandbox.bank.decide(second.id, { decision: "pay" });
    assert.equal(readNotification(await notices.next())?.event, "payment.succeeded");
    assert.equal(readNotification(await notices.next())?.event, "payment.waiting_for_capture");

    sandbox.faults.set({ bank: { kind: "no_webhook", times: 1 } });
    const third = paymentOf(await provider.open({ key: "a3", body: bodyOf("a3") }));
    await sandbox.bank.decide(third.id, { decision: "pay" });
    const fourth = paymentOf(await provider.open({ key: "a4", body: bodyOf("a4") }));
    await sandbox.bank.decide(fourth.id, { decision: "pay" });
    assert.equal(readNotification(await notices.next())?.providerId, fourth.id);
  });
});

Deno.test("a notification that was not accepted comes again", async () => {
  await withBank({ webhookRetryDelaysMs: [10, 10] }, async ({ sandbox, provider, notices }) => {
    notices.refuseNext(2);
    const payment = paymentOf(await provider.open({ key: "a1", body: bodyOf("a1") }));
    await sandbox.bank.decide(payment.id, { decision: "pay" });
    for (let i = 0; i < 3; i++) {
      assert.equal(readNotification(await notices.next())?.providerId, payment.id);
    }
  });
});

Deno.test("paymentRequest() refuses a receipt that doesn't add up or goes nowhere", () => {
  const details = {
    attemptId: "a1",
    amount: kopecks(90055),
    description: "Счет № 2041",
    returnUrl: "http://127.0.0.1:8000/",
    receiptEmail: EMAIL,
    items: [{ description: "Счет № 2041", amount: kopecks(90055) }],
    vatCode: 1,
    paymentSubject: "service",
  };
  assert.throws(() => paymentRequest({ ...details, amount: kopecks(90056) }), RangeError);
  assert.throws(() => paymentRequest({ ...details, items: [] }), RangeError);
  assert.throws(() => paymentRequest({ ...details, receiptEmail: null }), RangeError);
  const long = paymentRequest({ ...details, description: "Счета ".repeat(40) }).description;
  assert.equal([...long].length, 128);
  assert.ok(long.endsWith("…"));
});

function bodyOf(attemptId: string): PaymentRequestBody {
  return paymentRequest({
    attemptId,
    amount: kopecks(90055),
    description: "Счет № 2041 <b>",
    returnUrl: `http://127.0.0.1:8000/payments/${attemptId}`,
    receiptEmail: EMAIL,
    receiptPhone: PHONE,
    items: [
      { description: "Счет № 2041", amount: kopecks(90000) },
      { description: "Счет № 2042", amount: kopecks(55) },
    ],
    vatCode: 1,
    paymentSubject: "service",
  });
}

function paymentOf(outcome: OpenOutcome): ProviderPayment {
  assert.ok(outcome.ok, JSON.stringify(outcome));
  return outcome.payment;
}

async function pressed(
  payment: ProviderPayment,
  fields: Record<string, string>,
): Promise<Response> {
  const url = payment.confirmationUrl ?? "";
  const body = new URLSearchParams(fields);
  const response = await fetch(url, { method: "POST", body, redirect: "manual" });
  await response.body?.cancel();
  return response;
}

interface Bank {
  sandbox: Sandbox;
  provider: ReturnType<typeof yookassa>;
  notices: Notices;
}

async function withBank(options: SandboxOptions, run: (bank: Bank) => Promise<void>) {
  const notices = new Notices();
  const sandbox = await startSandbox({ ...options, webhookUrl: notices.url });
  try {
    await run({ sandbox, provider: yookassa(sandbox.settings.bank), notices });
  } finally {
    await sandbox.close();
    await notices.close();
  }
}

/** The receiving end of the bank's notifications. */
class Notices {
  #server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) => this.#receive(request),
  );
  #came: unknown[] = [];
  #waiting: ((body: unknown) => void)[] = [];
  #refusals = 0;
  url = `http://127.0.0.1:${this.#server.addr.port}/webhook`;

  async #receive(request: Request): Promise<Response> {
    const body: unknown = await request.json();
    const waiting = this.#waiting.shift();
    if (waiting) waiting(body);
    else this.#came.push(body);
    return new Response(null, { status: this.#refusals-- > 0 ? 503 : 200 });
  }

  refuseNext(times: number): void {
    this.#refusals = times;
  }

  next(): Promise<unknown> {
    if (this.#came.length > 0) return Promise.resolve(this.#came.shift());
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  async close(): Promise<void> {
    await this.#server.shutdown();
  }
}
