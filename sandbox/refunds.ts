import { canonical } from "./canonical.ts";
import type { StoredPayment } from "./bank.ts";
import type { Faults } from "./faults.ts";
import type { StateFile } from "./state_file.ts";

interface RefundRequest {
  payment_id: string;
  amount: { value: string; currency: string };
  description?: string;
  metadata?: Record<string, string>;
  receipt?: {
    customer?: { email?: string; phone?: string };
    items?: { description: string; amount: { value: string } }[];
  };
}

export interface StoredRefund {
  id: string;
  idempotenceKey: string;
  request: RefundRequest;
  createdAt: string;
  status: "pending" | "succeeded" | "canceled";
  cancelReason: string | null;
  /** Counted over all receipts, as a fiscal drive does; null while the receipt is not registered. */
  receiptNumber: number | null;
}

/** What the bank's API does of refunds; the bank has checked who asks. */
export interface Refunds {
  /** `POST /v3/refunds` */
  make(request: Request): Promise<Response>;
  /** `GET /v3/refunds/{id}` */
  show(id: string): Response | null;
  /** `GET /v3/receipts?refund_id=…` */
  receipts(refundId: string): Response;
  all(): StoredRefund[];
  decide(
    id: string,
    decision: "return" | "refuse",
  ): Promise<"decided" | "decided_before" | "unknown">;
}

interface Parts {
  file: StateFile;
  faults: Faults;
  payment(id: string): StoredPayment | null;
  failure(status: number, code: string, description: string, parameter?: string): Response;
  notify(event: string, object: Record<string, unknown>): void;
  pause(ms: number): Promise<void>;
}

const KEY_LIFE_MS = 24 * 60 * 60 * 1000;

export function createRefunds(parts: Parts): Refunds {
  const { file, faults, failure, notify, pause } = parts;
  const { refunds } = file.state;

  async function make(request: Request): Promise<Response> {
    const key = request.headers.get("idempotence-key");
    if (key === null || key === "" || key.length > 64) {
      return failure(400, "invalid_request", "Idempotence key is missing", "Idempotence-Key");
    }
    const body: unknown = await request.json().catch(() => null);
    const before = refunds.findLast((known) =>
      known.idempotenceKey === key && Date.parse(known.createdAt) > Date.now() - KEY_LIFE_MS
    );
    if (before) {
      return canonical(before.request) === canonical(body) ? Response.json(shown(before)) : failure(
        400,
        "invalid_request",
        "Idempotence key duplicated with a different request",
        "Idempotence-Key",
      );
    }
    const wrong = wrongParameter(body);
    if (wrong !== null) return failure(400, "invalid_request", `Wrong ${wrong}`, wrong);

    const refund: StoredRefund = {
      id: crypto.randomUUID(),
      idempotenceKey: key,
      request: body as RefundRequest,
      createdAt: new Date().toISOString(),
      status: "pending",
      cancelReason: null,
      receiptNumber: null,
    };
    refunds.push(refund);
    if (faults.strike("bank", "refund_refused")) refuse(refund);
    else if (!faults.strike("bank", "refund_pending")) giveBack(refund);
    await file.save();
    if (faults.strike("bank", "timeout_after_accept")) {
      await pause(60_000);
      return new Response(null, { status: 504 });
    }
    return Response.json(shown(refund));
  }

  function giveBack(refund: StoredRefund): void {
    refund.status = "succeeded";
    refund.receiptNumber = refunds.filter((one) => one.receiptNumber !== null).length + 1;
    notify("refund.succeeded", shown(refund));
  }

  function refuse(refund: StoredRefund): void {
    refund.status = "canceled";
    refund.cancelReason = "insufficient_funds";
  }

  async function decide(id: string, decision: "return" | "refuse") {
    const refund = refunds.find((known) => known.id === id);
    if (!refund) return "unknown";
    if (refund.status !== "pending") return "decided_before";
    if (decision === "return") giveBack(refund);
    else refuse(refund);
    await file.save();
    return "decided";
  }

  /** The first parameter that the real one would refuse, or null. */
  function wrongParameter(body: unknown): string | null {
    if (body === null || typeof body !== "object") return "body";
    const { payment_id, amount, metadata, receipt } = body as RefundRequest;
    const payment = parts.payment(payment_id);
    if (payment === null || payment.status !== "succeeded") return "payment_id";
    if (!isMoney(amount?.value)) return "amount.value";
    if (amount.currency !== "RUB") return "amount.currency";
    const given = refunds.filter((one) =>
      one.request.payment_id === payment_id && one.status !== "canceled"
    ).reduce((all, one) => all + kopecks(one.request.amount.value), 0);
    const left = kopecks(payment.request.amount.value) - given;
    if (kopecks(amount.value) > left) return "amount";
    if (Object.values(metadata ?? {}).some((value) => typeof value !== "string")) return "metadata";
    // A payment that had a receipt needs one for what goes back of it in part (54-FZ).
    if (payment.request.receipt !== undefined && kopecks(amount.value) < left && !receipt) {
      return "receipt";
    }
    if (receipt === undefined) return null;
    if (!receipt.customer?.email && !receipt.customer?.phone) return "receipt.customer";
    const items = receipt.items ?? [];
    if (items.length === 0 || !items.every((item) => isMoney(item.amount?.value))) {
      return "receipt.items";
    }
    const sum = items.reduce((all, item) => all + kopecks(item.amount.value), 0);
    return sum === kopecks(amount.value) ? null : "receipt.items.amount";
  }

  return {
    make,
    decide,
    all: () => refunds,
    show(id) {
      const refund = refunds.find((known) => known.id === id);
      return refund ? Response.json(shown(refund)) : null;
    },
    receipts(refundId) {
      const items = refunds.filter((one) => one.id === refundId && one.status === "succeeded");
      return Response.json({ type: "list", items: items.map(receiptOf) });
    },
  };
}

function shown(refund: StoredRefund): Record<string, unknown> {
  const { request } = refund;
  return {
    id: refund.id,
    payment_id: request.payment_id,
    status: refund.status,
    ...(refund.cancelReason === null
      ? {}
      : { cancellation_details: { party: "yoo_money", reason: refund.cancelReason } }),
    ...(request.receipt === undefined
      ? {}
      : { receipt_registration: refund.receiptNumber === null ? "pending" : "succeeded" }),
    created_at: refund.createdAt,
    amount: request.amount,
    ...(request.description === undefined ? {} : { description: request.description }),
    metadata: request.metadata ?? {},
  };
}

function receiptOf(refund: StoredRefund): Record<string, unknown> {
  return {
    id: `rt-${refund.id}`,
    type: "refund",
    refund_id: refund.id,
    status: "succeeded",
    fiscal_document_number: String(refund.receiptNumber),
    fiscal_storage_number: "9960440300000001",
    fiscal_attribute: String(2_000_000_000 + (refund.receiptNumber ?? 0) * 7919),
    registered_at: refund.createdAt,
    items: refund.request.receipt?.items ?? [],
  };
}

function isMoney(value: string | undefined): boolean {
  return typeof value === "string" && /^\d{1,10}\.\d{2}$/.test(value) && kopecks(value) > 0;
}

function kopecks(value: string): number {
  return Number(value.replace(".", ""));
}
