import assert from "node:assert/strict";
import { recordNotice } from "../../db/cases/notices.ts";
import { insertStaff } from "../../db/staff/staff.ts";
import { instant, localDate } from "../../domain/local_date.ts";
import { kopecks } from "../../domain/money.ts";
import { paidInvoices } from "../harness/paid_invoices.ts";
import type { TestSite } from "../harness/site.ts";
import { daysAgo, NOW, publishedForTerm } from "./days.ts";
import { active, endTerm } from "./lives.ts";

/** Decisions, and what they were decided of, by their ids. */
export interface Decided {
  person: number;
  /** Overdue, with a proposal that waits. */
  overdue: number;
  /** In time, with its term moved on. */
  postponed: number;
  /** Who proposed. */
  colleague: number;
  proposal: number;
  return: number;
  postponement: number;
  pause: number;
  forgiven: number;
  refused: number;
  /** Of an open call. */
  call: number;
}

const REASON = "Лежит в больнице до конца месяца, просит подождать. Звонила дочь, письмо от " +
  "работодателя приложено к обращению № 1234 в системе обращений";

/** Somebody of whom staff have decided all that can be decided. */
export async function decided(site: TestSite): Promise<Decided> {
  const { sql, useCases } = site;
  const life = await active(site, { surname: "Льготникова", name: "Ульяна" });
  const { invoice } = paidInvoices(sql);
  const publish = async (franchise: number, at: ReturnType<typeof instant>) =>
    await invoice({ policyId: life.policyId, givenBy: life.personId }, {
      lines: [{ franchise }],
      at,
    });
  const overdue = await publish(123_456_789, await publishedForTerm(sql, -6));
  await endTerm(sql, overdue);
  const fresh = await publish(90_000, daysAgo(9));
  const small = await publish(12_345, daysAgo(8));
  const another = await publish(54_321, daysAgo(7));
  const member = async (name: string, role: "operator" | "approver") => ({
    staffId: await insertStaff(sql, {
      email: `${role}@states.test`,
      name,
      role,
      at: instant(NOW),
    }),
    ip: "203.0.113.7",
  });
  const actor = await member("Ольга Операторова", "operator");
  const approver = await member("Павел Утвердилов", "approver");

  const forgive = async (invoiceId: number, amount: number) => {
    const proposed = await useCases.proposeForgiving({
      invoiceId,
      amount: kopecks(amount),
      reason: REASON,
      actor,
    });
    assert.ok(proposed.ok, JSON.stringify(proposed));
    return proposed.decisionId;
  };
  const proposal = await forgive(overdue, 100_050);
  const forgiven = await forgive(small, 12_345);
  const refused = await forgive(another, 50_000);
  const yes = await useCases.decideProposal({
    decisionId: forgiven,
    actor: approver,
    answer: "confirm",
  });
  assert.ok(yes.ok);
  const no = await useCases.decideProposal({
    decisionId: refused,
    actor: approver,
    answer: "refuse",
    refusal: "Справки из больницы нет",
  });
  assert.ok(no.ok);
  const returned = await useCases.proposeReturn({ policyId: life.policyId, reason: REASON, actor });
  assert.ok(returned.ok, JSON.stringify(returned));
  const [due] = await sql<{ dueOn: ReturnType<typeof localDate> }[]>`
    select due_on as "dueOn" from invoices where id = ${fresh}`;
  const postponed = await useCases.postponeDueDate({
    invoiceId: fresh,
    to: localDate("2027-02-01"),
    dueOnSeen: due!.dueOn,
    reason: REASON,
    actor,
  });
  assert.ok(postponed.ok, JSON.stringify(postponed));
  const paused = await useCases.pauseReminders({
    subject: { invoiceId: another },
    through: localDate("2026-12-15"),
    reason: REASON,
    actor,
  });
  assert.ok(paused.ok, JSON.stringify(paused));
  await recordNotice(sql, {
    key: `invoice/${fresh}/day27/call`,
    personId: life.personId,
    policyId: life.policyId,
    invoiceId: fresh,
    channel: "call",
    template: "day27",
    dueAt: daysAgo(0),
  }, { state: "open", detail: null, at: daysAgo(0) });
  const [call] = await sql<{ id: number }[]>`
    select id from notices where invoice_id = ${fresh} and channel = 'call'`;
  return {
    person: life.personId,
    overdue,
    postponed: fresh,
    colleague: actor.staffId,
    proposal,
    return: returned.decisionId,
    postponement: postponed.decisionId,
    pause: paused.decisionId,
    forgiven,
    refused,
    call: call!.id,
  };
}
