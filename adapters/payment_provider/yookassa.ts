import { z } from "zod";
import { instant } from "../../domain/local_date.ts";
import { parseRoubles } from "../../domain/money.ts";
import type { OpenOutcome, PaymentProvider, ProviderPayment, ReadOutcome } from "./mod.ts";

export interface YookassaSettings {
  /** Base address without the version: `https://api.yookassa.ru`, or the sandbox's `…/bank`. */
  url: string;
  shopId: string;
  key: string;
  /** Milliseconds for the whole call, 10,000 by default. */
  timeoutMs?: number;
}

const paymentReply = z.object({
  id: z.string().regex(/^[\w-]{1,64}$/),
  status: z.enum(["pending", "waiting_for_capture", "succeeded", "canceled"]),
  amount: z.object({
    value: z.string().regex(/^\d{1,12}\.\d{2}$/),
    currency: z.string().regex(/^[A-Z]{3}$/),
  }),
  confirmation: z.object({ confirmation_url: z.url({ protocol: /^https?$/ }).optional() })
    .optional(),
  captured_at: z.iso.datetime({ offset: true }).optional(),
  metadata: z.object({ attempt_id: z.string().max(64).optional() }).optional(),
  cancellation_details: z.object({ reason: z.string().regex(/^[a-z0-9_]{1,64}$/) }).optional(),
});

const errorReply = z.object({
  code: z.enum([
    "invalid_request",
    "invalid_credentials",
    "forbidden",
    "not_found",
    "too_many_requests",
    "internal_server_error",
  ]),
});

/**
 * The payments of YooKassa, API v3. Codes: YooKassa's own error codes, `http_N`, `timeout`,
 * `network`, `unreadable_reply`. HTTP 5xx tells nothing about the outcome (their documentation
 * says so), hence `unreachable`.
 */
export function yookassa(settings: YookassaSettings): PaymentProvider {
  return {
    open: async ({ key, body }) =>
      opened(
        await call(settings, {
          method: "POST",
          path: "/v3/payments",
          headers: { "content-type": "application/json", "idempotence-key": key },
          // The stored body comes back from jsonb with its keys in another order; the provider
          // refuses a known key with another body, so the order is made one and the same.
          body: JSON.stringify(sorted(body)),
        }),
      ),
    read: async (providerId) =>
      found(
        await call(settings, {
          method: "GET",
          path: `/v3/payments/${encodeURIComponent(providerId)}`,
        }),
      ),
  };
}

function opened(answer: Answer): OpenOutcome {
  if ("failed" in answer) return { ok: false, reason: "unreachable", code: answer.failed };
  if (answer.status !== 200) {
    const refused = [400, 401, 403, 404, 405, 415].includes(answer.status);
    return { ok: false, reason: refused ? "rejected" : "unreachable", code: errorCode(answer) };
  }
  const payment = readPayment(answer.body);
  return payment === null
    ? { ok: false, reason: "unreachable", code: "unreadable_reply" }
    : { ok: true, payment };
}

function found(answer: Answer): ReadOutcome {
  if ("failed" in answer) return { ok: false, reason: "unreachable", code: answer.failed };
  if (answer.status !== 200) {
    const reason = answer.status === 404 ? "unknown" : "unreachable";
    return { ok: false, reason, code: errorCode(answer) };
  }
  const payment = readPayment(answer.body);
  return payment === null
    ? { ok: false, reason: "unreachable", code: "unreadable_reply" }
    : { ok: true, payment };
}

/** A payment in YooKassa's JSON, or null if it is not one. */
export function readPayment(body: unknown): ProviderPayment | null {
  const parsed = paymentReply.safeParse(body);
  if (!parsed.success) return null;
  const payment = parsed.data;
  const amount = parseRoubles(payment.amount.value);
  if (amount === null) return null;
  return {
    id: payment.id,
    status: payment.status,
    amount,
    currency: payment.amount.currency,
    attemptId: payment.metadata?.attempt_id ?? null,
    confirmationUrl: payment.confirmation?.confirmation_url ?? null,
    capturedAt: payment.captured_at === undefined
      ? null
      : instant(new Date(payment.captured_at).toISOString()),
    cancelReason: payment.cancellation_details?.reason ?? null,
  };
}

/** The provider's own code if it is one it documents: its descriptions may echo what we sent. */
function errorCode(answer: { status: number; body: unknown }): string {
  const parsed = errorReply.safeParse(answer.body);
  return parsed.success ? parsed.data.code : `http_${answer.status}`;
}

interface Call {
  method: "GET" | "POST";
  path: string;
  headers?: Record<string, string>;
  body?: string;
}

type Answer = { status: number; body: unknown } | { failed: "timeout" | "network" };

async function call(settings: YookassaSettings, request: Call): Promise<Answer> {
  const authorization = `Basic ${btoa(`${settings.shopId}:${settings.key}`)}`;
  let status: number;
  let text: string;
  try {
    const response = await fetch(`${settings.url}${request.path}`, {
      method: request.method,
      headers: { ...request.headers, authorization },
      body: request.body ?? null,
      redirect: "manual",
      signal: AbortSignal.timeout(settings.timeoutMs ?? 10_000),
    });
    status = response.status;
    text = await response.text();
  } catch (error) {
    const timedOut = error instanceof DOMException && error.name === "TimeoutError";
    return { failed: timedOut ? "timeout" : "network" };
  }
  return { status, body: parseJson(text) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([k, v]) => [k, sorted(v)]),
  );
}
