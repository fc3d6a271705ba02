import { canonical } from "./canonical.ts";
import { badGateway, type Faults } from "./faults.ts";
import { createRefunds, type Refunds } from "./refunds.ts";
import type { StateFile } from "./state_file.ts";

export interface BankOptions {
  shopId: string;
  key: string;
  /** Where notifications go; none are sent without it. */
  webhookUrl: string | null;
  /** How long a payment waits for the person, in milliseconds. */
  paymentLifetimeMs: number;
  /** Pauses before the repeats of a notification that was not accepted. */
  webhookRetryDelaysMs: number[];
}

interface PaymentRequest {
  amount: { value: string; currency: string };
  capture?: boolean;
  confirmation: { type: string; return_url: string };
  description?: string;
  metadata?: Record<string, string>;
  receipt?: {
    customer?: { email?: string; phone?: string };
    items?: { description: string; amount: { value: string } }[];
  };
}

export interface StoredPayment {
  id: string;
  idempotenceKey: string;
  request: PaymentRequest;
  /** The bank's own address, where the person confirms. */
  confirmationUrl: string;
  createdAt: string;
  status: "pending" | "waiting_for_capture" | "succeeded" | "canceled";
  method: "sbp" | "bank_card" | null;
  capturedAt: string | null;
  cancelReason: string | null;
}

export interface Decision {
  decision: "pay" | "cancel";
  method?: "sbp" | "bank_card";
  /** ISO instant, possibly in the past: the demo's payments happened before today. */
  capturedAt?: string;
  /** YooKassa's reason for a cancellation, "general_decline" unless told. */
  reason?: string;
}

export interface Bank {
  /** YooKassa's API; `path` begins with `/v3`. */
  api(request: Request, path: string): Promise<Response>;
  payment(id: string): StoredPayment | null;
  payments(): StoredPayment[];
  /** A payment as the API shows it. */
  shown(payment: StoredPayment): Record<string, unknown>;
  decide(id: string, decision: Decision): Promise<"decided" | "decided_before" | "unknown">;
  /** Cancels what nobody paid in time. */
  expire(): Promise<void>;
  refunds: Refunds;
  close(): Promise<void>;
}

interface Parts {
  options: BankOptions;
  file: StateFile;
  faults: Faults;
}

const KEY_LIFE_MS = 24 * 60 * 60 * 1000;

export function createBank({ options, file, faults }: Parts): Bank {
  const { payments } = file.state;
  const closing = new AbortController();
  const deliveries = new Set<Promise<void>>();
  const refunds = createRefunds({ file, faults, payment, failure, notify: notifyOf, pause });

  async function api(request: Request, path: string): Promise<Response> {
    if (!authorized(request)) {
      return failure(401, "invalid_credentials", "Authentication by given credentials failed");
    }
    if (faults.strike("bank", "error_500")) {
      return failure(500, "internal_server_error", "Something went wrong");
    }
    if (faults.strike("bank", "unreachable")) return badGateway();
    const delay = faults.strike("bank", "delay");
    if (delay) await pause(delay.ms);

    if (path === "/v3/payments" && request.method === "POST") return await open(request);
    if (path === "/v3/refunds" && request.method === "POST") return await refunds.make(request);
    if (path === "/v3/receipts" && request.method === "GET") {
      return refunds.receipts(new URL(request.url).searchParams.get("refund_id") ?? "");
    }
    const refundId = /^\/v3\/refunds\/([\w-]+)$/.exec(path)?.[1];
    if (refundId !== undefined && request.method === "GET") {
      const known = refunds.show(refundId);
      return known ?? failure(404, "not_found", "Refund doesn't exist", "refund_id");
    }
    const id = /^\/v3\/payments\/([\w-]+)$/.exec(path)?.[1];
    if (id !== undefined && request.method === "GET") {
      await expire();
      const known = payment(id);
      if (known) return Response.json(shown(known));
    }
    return failure(404, "not_found", "Payment doesn't exist or access denied", "payment_id");
  }

  function authorized(request: Request): boolean {
    return request.headers.get("authorization") ===
      `Basic ${btoa(`${options.shopId}:${options.key}`)}`;
  }

  async function open(request: Request): Promise<Response> {
    const key = request.headers.get("idempotence-key");
    if (key === null || key === "" || key.length > 64) {
      return failure(400, "invalid_request", "Idempotence key is missing", "Idempotence-Key");
    }
    const body: unknown = await request.json().catch(() => null);
    const wrong = wrongParameter(body);
    if (wrong !== null) return failure(400, "invalid_request", `Wrong ${wrong}`, wrong);
    const wanted = body as PaymentRequest;

    if (faults.strike("bank", "echo")) {
      const { email, phone } = wanted.receipt?.customer ?? {};
      const echo = `Receipt for ${email} ${phone} is refused: ${wanted.description}`;
      return failure(400, "invalid_request", echo, "receipt");
    }

    const before = payments.findLast((known) =>
      known.idempotenceKey === key && Date.parse(known.createdAt) > Date.now() - KEY_LIFE_MS
    );
    if (before) {
      return canonical(before.request) === canonical(wanted)
        ? Response.json(shown(before))
        : failure(
          400,
          "invalid_request",
          "Idempotence key duplicated with a different request",
          "Idempotence-Key",
        );
    }

    const created = create(key, wanted, new URL(request.url).origin);
    payments.push(created);
    await file.save();
    if (faults.strike("bank", "timeout_after_accept")) {
      await pause(60_000);
      return new Response(null, { status: 504 });
    }
    return Response.json(shown(created));
  }

  async function decide(id: string, decision: Decision) {
    await expire();
    const decided = payment(id);
    if (!decided) return "unknown";
    if (decided.status !== "pending") return "decided_before";

    if (decision.decision === "pay") {
      decided.method = decision.method ?? "sbp";
      const captured = decided.request.capture === true;
      decided.status = captured ? "succeeded" : "waiting_for_capture";
      if (captured) decided.capturedAt = instantOf(decision.capturedAt ?? null);
    } else {
      decided.status = "canceled";
      decided.cancelReason = decision.reason ?? "general_decline";
    }
    await file.save();
    notify(decided);
    return "decided";
  }

  async function expire(): Promise<void> {
    const expired = payments.filter((known) =>
      known.status === "pending" &&
      Date.parse(known.createdAt) + options.paymentLifetimeMs <= Date.now()
    );
    if (expired.length === 0) return;
    for (const known of expired) {
      known.status = "canceled";
      known.cancelReason = "expired_on_confirmation";
    }
    await file.save();
    for (const known of expired) notify(known);
  }

  function notify(decided: StoredPayment): void {
    if (options.webhookUrl === null || faults.strike("bank", "no_webhook")) return;
    const latest = notificationOf(shown(decided), decided.status);
    const bodies = [latest];
    if (faults.strike("bank", "duplicate_webhook")) bodies.push(latest);
    if (faults.strike("bank", "out_of_order_webhook")) {
      const stale = { ...decided, status: "waiting_for_capture" as const, capturedAt: null };
      bodies.push(notificationOf(shown(stale), stale.status));
    }
    deliver(options.webhookUrl, bodies);
  }

  function notifyOf(event: string, object: Record<string, unknown>): void {
    if (options.webhookUrl === null || faults.strike("bank", "no_webhook")) return;
    deliver(options.webhookUrl, [{ type: "notification", event, object }]);
  }

  function deliver(url: string, bodies: unknown[]): void {
    const delivery = deliverAll(url, bodies);
    deliveries.add(delivery);
    delivery.finally(() => deliveries.delete(delivery));
  }

  async function deliverAll(url: string, bodies: unknown[]): Promise<void> {
    for (const body of bodies) {
      for (const delay of [0, ...options.webhookRetryDelaysMs]) {
        await pause(delay);
        if (closing.signal.aborted) return;
        if (await post(url, body)) break;
      }
    }
  }

  async function post(url: string, body: unknown): Promise<boolean> {
    try {
      const response = await fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
        redirect: "manual",
        signal: closing.signal,
      });
      await response.body?.cancel();
      return response.status === 200;
    } catch {
      // The receiver may be down: the next repeat, or its own question, makes up for it.
      return false;
    }
  }

  /** Waits, but not past the bank's closing. */
  function pause(ms: number): Promise<void> {
    if (ms === 0 || closing.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(done, ms);
      closing.signal.addEventListener("abort", done, { once: true });
      function done() {
        clearTimeout(timer);
        closing.signal.removeEventListener("abort", done);
        resolve();
      }
    });
  }

  function payment(id: string): StoredPayment | null {
    return payments.find((known) => known.id === id) ?? null;
  }

  function shown(known: StoredPayment): Record<string, unknown> {
    return paymentObject(known, options);
  }

  return {
    api,
    payment,
    payments: () => payments,
    shown,
    decide,
    expire,
    refunds,
    async close() {
      closing.abort();
      await Promise.all(deliveries);
    },
  };
}

function create(idempotenceKey: string, request: PaymentRequest, origin: string): StoredPayment {
  const id = crypto.randomUUID();
  return {
    id,
    idempotenceKey,
    request,
    confirmationUrl: `${origin}/bank/pay/${id}`,
    createdAt: instantOf(null),
    status: "pending",
    method: null,
    capturedAt: null,
    cancelReason: null,
  };
}

function paymentObject(known: StoredPayment, { shopId, paymentLifetimeMs }: BankOptions) {
  const { request } = known;
  const paid = known.status === "succeeded" || known.status === "waiting_for_capture";
  return {
    id: known.id,
    status: known.status,
    amount: request.amount,
    ...(request.description === undefined ? {} : { description: request.description }),
    recipient: { account_id: shopId, gateway_id: "1" },
    ...(known.method === null ? {} : {
      payment_method: { type: known.method, id: known.id, saved: false, status: "inactive" },
    }),
    ...(known.capturedAt === null ? {} : { captured_at: known.capturedAt }),
    created_at: known.createdAt,
    ...(known.status === "waiting_for_capture"
      ? { expires_at: instantOf(null, Date.parse(known.createdAt) + 7 * KEY_LIFE_MS) }
      : {}),
    ...(known.status === "pending"
      ? {
        confirmation: {
          type: "redirect",
          return_url: request.confirmation.return_url,
          confirmation_url: known.confirmationUrl,
        },
        expires_at: instantOf(null, Date.parse(known.createdAt) + paymentLifetimeMs),
      }
      : {}),
    ...(known.cancelReason === null ? {} : {
      cancellation_details: {
        party: known.cancelReason === "expired_on_confirmation" ? "yoo_money" : "payment_network",
        reason: known.cancelReason,
      },
    }),
    test: true,
    paid,
    refundable: known.status === "succeeded",
    metadata: request.metadata ?? {},
    ...(request.receipt === undefined
      ? {}
      : { receipt_registration: paid ? "succeeded" : "pending" }),
  };
}

function notificationOf(object: Record<string, unknown>, status: StoredPayment["status"]) {
  return { type: "notification", event: `payment.${status}`, object };
}

/** The first parameter that the real one would refuse, or null. */
function wrongParameter(body: unknown): string | null {
  if (body === null || typeof body !== "object") return "body";
  const { amount, confirmation, description, metadata, receipt } = body as PaymentRequest;
  if (!money(amount)) return "amount.value";
  if (amount.currency !== "RUB") return "amount.currency";
  if (confirmation?.type !== "redirect") return "confirmation.type";
  if (!/^https?:$/.test(URL.parse(confirmation.return_url)?.protocol ?? "")) {
    return "confirmation.return_url";
  }
  if (description !== undefined && [...description].length > 128) return "description";
  if (Object.values(metadata ?? {}).some((value) => typeof value !== "string")) return "metadata";
  if (receipt === undefined) return null;
  return wrongInReceipt(receipt, kopecks(amount.value));
}

function wrongInReceipt(
  { customer, items }: NonNullable<PaymentRequest["receipt"]>,
  total: number,
): string | null {
  if (customer?.email === undefined && customer?.phone === undefined) return "receipt.customer";
  if (customer.phone !== undefined && !/^\d{11,15}$/.test(customer.phone)) {
    return "receipt.customer.phone";
  }
  if (!items || items.length === 0 || !items.every(({ amount }) => money(amount))) {
    return "receipt.items";
  }
  const sum = items.reduce((all, { amount }) => all + kopecks(amount.value), 0);
  return sum === total ? null : "receipt.items.amount";
}

function money(amount: { value: string } | undefined): amount is { value: string } {
  return typeof amount?.value === "string" && /^\d{1,10}\.\d{2}$/.test(amount.value) &&
    kopecks(amount.value) > 0;
}

function kopecks(value: string): number {
  return Number(value.replace(".", ""));
}

function instantOf(text: string | null, millis = Date.now()): string {
  return (text === null ? new Date(millis) : new Date(text)).toISOString();
}

function failure(status: number, code: string, description: string, parameter?: string): Response {
  const body = { type: "error", id: crypto.randomUUID(), code, description };
  return Response.json(parameter === undefined ? body : { ...body, parameter }, { status });
}
