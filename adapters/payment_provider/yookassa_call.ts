import { z } from "zod";

export interface YookassaSettings {
  /** Base address without the version: `https://api.yookassa.ru`, or the sandbox's `…/bank`. */
  url: string;
  shopId: string;
  key: string;
  /** Milliseconds for the whole call, 10,000 by default. */
  timeoutMs?: number;
}

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

/** Whether the status says that nothing was done, and that the same request would do nothing. */
export function isRefusal(status: number): boolean {
  return [400, 401, 403, 404, 405, 415].includes(status);
}

/** The provider's own code if it is one it documents: its descriptions may echo what we sent. */
export function errorCode(answer: { status: number; body: unknown }): string {
  const parsed = errorReply.safeParse(answer.body);
  return parsed.success ? parsed.data.code : `http_${answer.status}`;
}

/** One call of the API. */
export interface Call {
  method: "GET" | "POST";
  path: string;
  headers?: Record<string, string>;
  body?: string;
}

/** A status with what came, or why nothing did. */
export type Answer = { status: number; body: unknown } | { failed: "timeout" | "network" };

/** Asks the provider; never throws. */
export async function call(settings: YookassaSettings, request: Call): Promise<Answer> {
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

/**
 * A stored body comes back from jsonb with its keys in another order; the provider refuses a known
 * key with another body, so the order is made one and the same.
 */
export function jsonBody(body: unknown): string {
  return JSON.stringify(sorted(body));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([k, v]) => [k, sorted(v)]),
  );
}
