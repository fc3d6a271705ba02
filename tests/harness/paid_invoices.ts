import assert from "node:assert/strict";
import { paymentRequest } from "../../adapters/payment_provider/mod.ts";
import { fixedClock } from "../../clock.ts";
import type { Database } from "../../db/connection.ts";
import { insertAttempt } from "../../db/payments/payments.ts";
import { addDays, addMinutes, type Instant, localDateOf } from "../../domain/local_date.ts";
import { kopecks, sum } from "../../domain/money.ts";
import { publishInvoices } from "../../use_cases/invoices/publish_invoices.ts";
import { settlePayment } from "../../use_cases/payments/settle_payment.ts";
import { activateFranchise } from "../../use_cases/policies/activate_franchise.ts";

const ZONE = "Asia/Yekaterinburg";

export interface LineWanted {
  /** Kopecks of the insured's fifth. */
  franchise: number;
  service?: string;
  clinic?: string;
}

/** Invoices and payments of any time, without a bank, through the use cases that post them. */
export interface PaidInvoices {
  /** Publishes an invoice of these lines, served from thirty days before, a line a day. */
  invoice(
    policy: { policyId: number; givenBy: number },
    of: { lines: LineWanted[]; at: Instant },
  ): Promise<number>;
  /** Opens a payment and leaves it undecided. */
  open(
    payerId: number,
    of: { parts: { invoiceId: number; amount: number }[]; at: Instant },
  ): Promise<string>;
  /** Settles it as if the bank had answered so. */
  decide(
    attemptId: string,
    as: { state: "succeeded" | "canceled"; at: Instant; reason?: string },
  ): Promise<void>;
  /** Opens and captures at one moment. */
  pay(
    payerId: number,
    of: { parts: { invoiceId: number; amount: number }[]; at: Instant },
  ): Promise<string>;
}

export function paidInvoices(sql: Database): PaidInvoices {
  return { invoice, open, decide, pay };

  async function invoice(
    { policyId, givenBy }: { policyId: number; givenBy: number },
    { lines, at }: { lines: LineWanted[]; at: Instant },
  ): Promise<number> {
    const activated = await activateFranchise(sql, fixedClock(at), {
      policyId,
      givenBy,
      documentId: null,
      source: "paper",
    });
    if (!activated.ok && activated.reason !== "already_activated") {
      assert.fail(activated.reason);
    }
    const { franchiseId } = activated;
    const from = addDays(localDateOf(at, ZONE), -30);
    for (const [index, line] of lines.entries()) {
      const cost = line.franchise * 5;
      await sql`
        with clinic as (
          insert into clinics (name, recorded_at)
          values (${line.clinic ?? "ООО «Клиника Образец»"}, ${at})
          on conflict (name) do update set name = excluded.name returning id
        ), file as (
          insert into import_files (kind, clinic_id, name, sha256, content, as_of, state, received_at)
          select 'register', id, 'register.xlsx', ${crypto.randomUUID()}, '', ${from}, 'done', ${at}
          from clinic returning id, clinic_id
        )
        insert into service_lines (file_id, sheet_row, clinic_id, policy_id, franchise_id,
                                   service_date, service_code, service_name, quantity,
                                   price_kopecks, cost_kopecks, rate_bp, franchise_kopecks,
                                   fingerprint, recorded_at)
        select id, 1, clinic_id, ${policyId}, ${franchiseId}, ${
        addDays(from, index)
      }, 'B01.047.001',
               ${line.service ?? "Прием терапевта"}, 1, ${cost}, ${cost}, 2000, ${line.franchise},
               ${crypto.randomUUID()}, ${at}
        from file`;
    }
    const through = addDays(from, lines.length);
    await publishInvoices(sql, fixedClock(at), { through });
    const [made] = await sql<{ id: number }[]>`
      select max(id) as id from invoices where franchise_id = ${franchiseId}`;
    return made!.id;
  }

  async function open(
    payerId: number,
    { parts, at }: { parts: { invoiceId: number; amount: number }[]; at: Instant },
  ): Promise<string> {
    const id = crypto.randomUUID();
    const allocations = parts.map(({ invoiceId, amount }) => ({
      invoiceId,
      amount: kopecks(amount),
    }));
    const amount = sum(allocations.map((part) => part.amount));
    const request = paymentRequest({
      attemptId: id,
      amount,
      description: "Франшиза по ДМС",
      returnUrl: "https://cabinet.example/payments",
      receiptEmail: "payer@fifth.test",
      items: allocations.map((part) => ({ description: "Франшиза", amount: part.amount })),
      vatCode: 1,
      paymentSubject: "service",
    });
    const expiresAt = addMinutes(at, 60);
    await insertAttempt(sql, { id, payerId, amount, request, at, expiresAt, allocations });
    return id;
  }

  async function decide(
    attemptId: string,
    { state, at, reason }: { state: "succeeded" | "canceled"; at: Instant; reason?: string },
  ): Promise<void> {
    const [attempt] = await sql`
      select amount_kopecks as amount from payment_attempts where id = ${attemptId}`;
    const settled = await settlePayment(sql, {
      attemptId,
      payment: {
        id: `2d${attemptId.slice(2)}`,
        status: state,
        amount: attempt!.amount,
        currency: "RUB",
        attemptId,
        confirmationUrl: null,
        capturedAt: state === "succeeded" ? at : null,
        cancelReason: reason ?? null,
      },
      now: at,
    });
    assert.deepEqual(settled, { ok: true, state });
  }

  async function pay(
    payerId: number,
    of: { parts: { invoiceId: number; amount: number }[]; at: Instant },
  ): Promise<string> {
    const attemptId = await open(payerId, of);
    await decide(attemptId, { state: "succeeded", at: of.at });
    return attemptId;
  }
}
