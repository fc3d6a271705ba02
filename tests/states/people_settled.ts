import assert from "node:assert/strict";
import { insertCorrection } from "../../db/invoices/corrections.ts";
import { postTransfer } from "../../db/invoices/ledger.ts";
import { keepReceipt, readRefund } from "../../db/payments/refunds.ts";
import { insertStaff } from "../../db/staff/staff.ts";
import { type Instant, instant } from "../../domain/local_date.ts";
import { kopecks } from "../../domain/money.ts";
import { settleRefund } from "../../use_cases/payments/settle_refund.ts";
import { paidInvoices } from "../harness/paid_invoices.ts";
import type { TestSite } from "../harness/site.ts";
import { daysAgo, NOW } from "./days.ts";
import { active, type Life } from "./lives.ts";
import type { Maker } from "./people.ts";

/** People whose invoices were settled otherwise than by a payment, or who paid too much. */
export const SETTLED = {
  /**
   * Four invoices: forgiven, paid in part and then forgiven, paid and then corrected away, and one
   * that the credit of that has paid. The rest of the credit went back.
   */
  settled: async (site) => {
    const life = await active(site, { surname: "Закрытова", name: "Фаина" });
    const invoice = invoicesOf(site, life);
    await forgive(site, await invoice(90_000, daysAgo(60)), 90_000);
    const partly = await invoice(150_000, daysAgo(50));
    await pay(site, life, { invoiceId: partly, amount: 40_000, at: daysAgo(45) });
    await forgive(site, partly, 110_000);
    const corrected = await invoice(123_400, daysAgo(40));
    await pay(site, life, { invoiceId: corrected, amount: 123_400, at: daysAgo(30) });
    await credit(site, life, { invoiceId: corrected, amount: 123_400 });
    await invoice(56_700, daysAgo(3));
    await refund(site, life, "returned");
    return life;
  },

  /** One invoice, paid twice. */
  overpaid: async (site) => {
    const life = await active(site, { surname: "Переплатова", name: "Глафира" });
    await payTwice(site, life);
    return life;
  },

  /** The same, and what was too much is on its way back. */
  returning: async (site) => {
    const life = await active(site, { surname: "Возвратова", name: "Лукерья" });
    await payTwice(site, life);
    await refund(site, life, "asked");
    return life;
  },
} satisfies Record<string, Maker>;

function invoicesOf(site: TestSite, life: Life) {
  const { invoice } = paidInvoices(site.sql);
  return (franchise: number, at: Instant) =>
    invoice({ policyId: life.policyId, givenBy: life.personId }, {
      lines: [{ franchise, service: "Прием врача-невролога первичный" }],
      at,
    });
}

async function pay(
  { sql }: TestSite,
  life: Life,
  { invoiceId, amount, at }: { invoiceId: number; amount: number; at: Instant },
): Promise<void> {
  await paidInvoices(sql).pay(life.personId, { parts: [{ invoiceId, amount }], at });
}

async function payTwice(site: TestSite, life: Life): Promise<void> {
  const { sql } = site;
  const invoiceId = await invoicesOf(site, life)(90_000, daysAgo(20));
  const made = paidInvoices(sql);
  const of = { parts: [{ invoiceId, amount: 90_000 }], at: daysAgo(10) };
  const first = await made.open(life.personId, of);
  await sql`update payment_allocations set open = false where attempt_id = ${first}`;
  const second = await made.open(life.personId, of);
  for (const id of [first, second]) await made.decide(id, { state: "succeeded", at: of.at });
}

async function forgive(site: TestSite, invoiceId: number, amount: number): Promise<void> {
  const { operator, approver } = await staffOf(site);
  const proposed = await site.useCases.proposeForgiving({
    invoiceId,
    amount: kopecks(amount),
    reason: "Клиника признала ошибку в направлении",
    actor: operator,
  });
  assert.ok(proposed.ok, JSON.stringify(proposed));
  const { decisionId } = proposed;
  const answer = { decisionId, answer: "confirm", actor: approver } as const;
  assert.ok((await site.useCases.decideProposal(answer)).ok);
}

/** As a corrected register leaves a paid invoice of which nothing is left. */
async function credit(
  { sql }: TestSite,
  { personId }: Life,
  { invoiceId, amount }: { invoiceId: number; amount: number },
): Promise<void> {
  const at = daysAgo(10);
  const [line] = await sql<{ id: number; file: number; clinic: number }[]>`
    select id, file_id as file, clinic_id as clinic from service_lines
    where invoice_id = ${invoiceId}`;
  const [later] = await sql<{ id: number }[]>`
    insert into import_files (kind, clinic_id, name, sha256, content, as_of, state, received_at,
                              replaces_id)
    values ('register', ${line!.clinic}, 'corrected.xlsx', ${crypto.randomUUID()}, '',
            '2026-11-01', 'done', ${at}, ${line!.file})
    returning id`;
  await sql`
    update service_lines
    set withdrawn = 'gone', withdrawn_at = ${at}, withdrawn_by_id = ${later!.id}
    where id = ${line!.id}`;
  const id = await insertCorrection(sql, {
    fileId: later!.id,
    invoiceId,
    payerId: personId,
    credited: kopecks(amount),
    unallocated: kopecks(amount),
    lines: [{ lineId: line!.id, amount: kopecks(amount) }],
    at,
  });
  await postTransfer(sql, {
    eventKey: `correction/${id}/unallocated`,
    debit: { kind: "income" },
    credit: { kind: "unallocated", personId },
    amount: kopecks(amount),
    effectiveAt: at,
    recordedAt: at,
  });
}

async function refund(
  site: TestSite,
  { personId }: Life,
  as: "asked" | "returned",
): Promise<void> {
  const { sql, useCases } = site;
  const { operator, approver } = await staffOf(site);
  const reason = "Уволилась, просит вернуть остаток";
  const proposed = await useCases.proposeRefund({ personId, reason, actor: operator });
  assert.ok(proposed.ok, JSON.stringify(proposed));
  const { decisionId } = proposed;
  const answer = { decisionId, answer: "confirm", actor: approver } as const;
  assert.ok((await useCases.decideProposal(answer)).ok);
  if (as === "asked") return;
  const made = await sql<{ id: string }[]>`
    select id from refunds where decision_id = ${decisionId}`;
  for (const { id } of made) {
    const { paymentId, amountKopecks: amount } = await readRefund(sql, id);
    await settleRefund(sql, {
      refundId: id,
      refund: {
        id: `2e${id.slice(2)}`,
        paymentId,
        status: "succeeded",
        amount,
        currency: "RUB",
        refundId: id,
        cancelReason: null,
      },
      now: instant(NOW),
    });
    await keepReceipt(sql, id, {
      documentNumber: "41893",
      storageNumber: "9960440300123456",
      attribute: "2718281828",
      registeredAt: instant(NOW),
    });
  }
}

/** Two members of staff, as many times as they are needed. */
async function staffOf({ sql }: TestSite) {
  const member = async (name: string, role: "operator" | "approver") => ({
    staffId: await insertStaff(sql, {
      email: `${crypto.randomUUID()}@states.test`,
      name,
      role,
      at: instant(NOW),
    }),
    ip: "203.0.113.7",
  });
  return {
    operator: await member("Ольга Операторова", "operator"),
    approver: await member("Павел Утвердилов", "approver"),
  };
}
