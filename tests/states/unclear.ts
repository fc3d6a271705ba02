import assert from "node:assert/strict";
import { insertStaff } from "../../db/staff/staff.ts";
import { addMinutes, instant } from "../../domain/local_date.ts";
import { leaveToStaff } from "../../use_cases/payments/settle_payment.ts";
import { paidInvoices } from "../harness/paid_invoices.ts";
import type { TestSite } from "../harness/site.ts";
import { daysAgo, NOW } from "./days.ts";
import { active } from "./lives.ts";

/** Payments of which the bank gave no clear answer. */
export interface Unclear {
  /** Somebody found one of them paid, and proposes to post it. */
  finding: number;
  /** Nobody has looked at the other. */
  attemptId: string;
}

/** Somebody whose two payments wait for staff. */
export async function unclear(site: TestSite): Promise<Unclear> {
  const { sql, useCases } = site;
  const life = await active(site, { surname: "Неясная-Константинопольская", name: "Степанида" });
  const rows = paidInvoices(sql);
  const unclearPayment = async (franchise: number, reason: "key_expired" | "not_at_bank") => {
    const invoiceId = await rows.invoice({ policyId: life.policyId, givenBy: life.personId }, {
      lines: [{ franchise }],
      at: daysAgo(9),
    });
    const of = { parts: [{ invoiceId, amount: franchise }], at: daysAgo(2) };
    const attemptId = await rows.open(life.personId, of);
    await leaveToStaff(sql, { attemptId, reason });
    return attemptId;
  };
  const found = await unclearPayment(123_456, "not_at_bank");
  const attemptId = await unclearPayment(90_000, "key_expired");
  const staffId = await insertStaff(sql, {
    email: "looked@states.test",
    name: "Ольга Смотрелова",
    role: "operator",
    at: instant(NOW),
  });
  const proposed = await useCases.proposePaymentFinding({
    attemptId: found,
    finding: { found: "paid", capturedAt: addMinutes(daysAgo(2), 5) },
    reason: "Выписка банка за 22 ноября, строка 14: сумма и номер заказа сходятся",
    actor: { staffId, ip: "203.0.113.7" },
  });
  assert.ok(proposed.ok, JSON.stringify(proposed));
  return { finding: proposed.decisionId, attemptId };
}
