import assert from "node:assert/strict";
import { insertCorrection } from "../../db/invoices/corrections.ts";
import { postTransfer } from "../../db/invoices/ledger.ts";
import { enqueue } from "../../db/outbox.ts";
import { insertStaff } from "../../db/staff/staff.ts";
import { addMinutes, type Instant, type LocalDate } from "../../domain/local_date.ts";
import { type Kopecks, kopecks } from "../../domain/money.ts";
import { decideProposal } from "../../use_cases/decisions/decide_proposal.ts";
import { proposeForgiving, proposeRefund } from "../../use_cases/decisions/propose_decision.ts";
import { proposePaymentFinding } from "../../use_cases/decisions/propose_finding.ts";
import { workflowId } from "../../workflows/contract.ts";
import type { InsuredPerson } from "./case_rows.ts";
import type { CaseWorld } from "./case_world.ts";

export interface InvoiceDates {
  published_on: LocalDate;
  due_at: Instant;
  defaulted_at: Instant | null;
}

export async function readInvoice(world: CaseWorld, invoiceId: number): Promise<InvoiceDates> {
  const [row] = await world.sql<InvoiceDates[]>`
    select published_on, due_at, defaulted_at from invoices where id = ${invoiceId}`;
  return row!;
}

/** Lets time pass until an invoice's term has ended. @returns the instant of its default */
export async function defaulted(world: CaseWorld, invoiceId: number): Promise<Instant> {
  const { due_at } = await readInvoice(world, invoiceId);
  await world.passTo(addMinutes(due_at, 1));
  return await world.until(
    "the default",
    async () => (await readInvoice(world, invoiceId)).defaulted_at,
  );
}

export interface PaymentMade {
  person: InsuredPerson;
  invoiceId: number;
  /** Both now unless told. */
  createdAt?: Instant;
  capturedAt?: Instant;
}

/** Pays an invoice at the bank, and waits until that is settled. @returns the attempt's id */
export async function pay(
  world: CaseWorld,
  { person, invoiceId, createdAt, capturedAt = world.clock.now() }: PaymentMade,
): Promise<string> {
  const { attemptId, providerId } = await world.openPayment(person, [invoiceId], createdAt);
  await world.sandbox.bank.decide(providerId, { decision: "pay", capturedAt });
  await world.notifyOfPayment(attemptId);
  await world.until("the payment to be settled", async () => {
    const [attempt] = await world.sql`
      select from payment_attempts where id = ${attemptId} and settled_at is not null`;
    return attempt;
  });
  await world.delivered();
  return attemptId;
}

/**
 * Notes that an invoice came down, as a corrected register does.
 *
 * @param unallocated what of it had been paid, and pays for the next invoices; nothing unless told
 * @returns the correction's id
 */
export async function correct(
  world: CaseWorld,
  invoiceId: number,
  unallocated: Kopecks = kopecks(0),
): Promise<number> {
  const { sql } = world;
  const at = world.clock.now();
  const [of] = await sql<{ fileId: number; payerId: number }[]>`
    select l.file_id as "fileId", i.payer_id as "payerId"
    from service_lines l join invoices i on i.id = l.invoice_id where i.id = ${invoiceId}`;
  const correctionId = await insertCorrection(sql, {
    ...of!,
    invoiceId,
    credited: unallocated > 0 ? unallocated : kopecks(10_000),
    unallocated,
    lines: [],
    at,
  });
  if (unallocated > 0) {
    await postTransfer(sql, {
      eventKey: `correction/${correctionId}/unallocated`,
      debit: { kind: "income" },
      credit: { kind: "unallocated", personId: of!.payerId },
      amount: unallocated,
      effectiveAt: at,
      recordedAt: at,
    });
  }
  await enqueue(sql, {
    workflowType: "correction",
    workflowId: workflowId.correction(correctionId),
    input: { correctionId },
  }, at);
  return correctionId;
}

/** Sends a payer what is theirs back, as two of the staff decide it. @returns the refund's id */
export async function sendBack(world: CaseWorld, person: InsuredPerson): Promise<string> {
  const { sql, clock } = world;
  const { operator, approver } = await twoOfStaff(world);
  const proposed = await proposeRefund(sql, clock, {
    personId: person.personId,
    reason: "Уволился, просит вернуть",
    actor: operator,
  });
  assert.ok(proposed.ok);
  const { decisionId } = proposed;
  const confirmed = await decideProposal(sql, clock, {
    decisionId,
    answer: "confirm",
    actor: approver,
  });
  assert.ok(confirmed.ok);
  const [refund] = await sql<{ id: string }[]>`
    select id from refunds where decision_id = ${decisionId}`;
  return refund!.id;
}

/** Decides an unclear payment as two of the staff do who found no money of it at the bank. */
export async function findUnpaid(world: CaseWorld, attemptId: string): Promise<void> {
  const { sql, clock } = world;
  const { operator, approver } = await twoOfStaff(world);
  const proposed = await proposePaymentFinding(sql, clock, {
    attemptId,
    finding: { found: "unpaid" },
    reason: "Возвращены плательщику",
    actor: operator,
  });
  assert.ok(proposed.ok);
  const { decisionId } = proposed;
  const answer = { decisionId, answer: "confirm", actor: approver } as const;
  assert.ok((await decideProposal(sql, clock, answer)).ok);
}

/** Forgives what is owed on an invoice, or a part of it, as two of the staff do. @returns the decision */
export async function forgive(
  world: CaseWorld,
  invoiceId: number,
  amount: Kopecks,
): Promise<number> {
  const { sql, clock } = world;
  const { operator, approver } = await twoOfStaff(world);
  const proposed = await proposeForgiving(sql, clock, {
    invoiceId,
    amount,
    reason: "Лежит в больнице",
    actor: operator,
  });
  assert.ok(proposed.ok);
  const { decisionId } = proposed;
  const answer = { decisionId, answer: "confirm", actor: approver } as const;
  assert.ok((await decideProposal(sql, clock, answer)).ok);
  return decisionId;
}

async function twoOfStaff({ sql, clock }: CaseWorld) {
  const member = async (role: "operator" | "approver") => {
    const email = `${role}-${crypto.randomUUID()}@fifth.test`;
    const staffId = await insertStaff(sql, { email, name: role, role, at: clock.now() });
    return { staffId, ip: "192.0.2.1" };
  };
  return { operator: await member("operator"), approver: await member("approver") };
}
