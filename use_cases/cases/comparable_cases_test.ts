import assert from "node:assert/strict";
import { runningCases } from "../../adapters/temporal/running_cases.ts";
import { compareCase, type Difference } from "../../domain/drift.ts";
import { periodKey, reportPeriod } from "../../domain/employer_report.ts";
import { addMinutes, type Instant, localDate, localDateOf } from "../../domain/local_date.ts";
import { kopecks } from "../../domain/money.ts";
import { changeContact, withdraw } from "../../tests/harness/cabinet_acts.ts";
import { ZONE } from "../../tests/harness/case_rows.ts";
import { type CaseWorld, caseWorld } from "../../tests/harness/case_world.ts";
import { correct, forgive, pay, sendBack } from "../../tests/harness/invoice_steps.ts";
import { workflowId } from "../../workflows/contract.ts";
import { SHOWN } from "../../workflows/search_attributes.ts";
import { acknowledgeReport } from "../employers/acknowledge_report.ts";
import { nameEmployerContact } from "../employers/name_employer_contact.ts";
import { requestReport } from "../employers/request_employer_reports.ts";
import { CASE_KINDS } from "./comparable_cases.ts";

Deno.test("at every stage of a case its workflows show what its rows expect", async () => {
  await using world = await caseWorld();
  const person = await world.insured();
  const invoiceId = await world.invoice(person, 90_000);
  const franchise = workflowId.franchise(person.franchiseId);
  const invoice = workflowId.invoice(invoiceId);
  await agree(world, [franchise, invoice]);

  const [{ dueAt } = { dueAt: "" as Instant }] = await world.sql<{ dueAt: Instant }[]>`
    select due_at as "dueAt" from invoices`;
  await world.passTo(addMinutes(dueAt, -2));
  const { attemptId, providerId } = await world.openPayment(person, [invoiceId]);
  const payment = workflowId.payment(attemptId);
  await world.passTo(addMinutes(dueAt, 2));
  await reaches(world, invoice, "Платеж проверяется");
  await agree(world, [franchise, invoice, payment]);

  await world.sandbox.bank.decide(providerId, { decision: "cancel" });
  await world.notifyOfPayment(attemptId);
  await world.ended(payment);
  await reaches(world, invoice, "Просрочен");
  await reaches(world, franchise, "Экстренная программа");
  await agree(world, [franchise, invoice], [payment]);

  await world.pass(32 * 24 * 60 * 60_000);
  const recovery = workflowId.recovery(invoiceId);
  await reaches(world, invoice, "Взыскание");
  await agree(world, [franchise, invoice, recovery], [payment]);

  const late = await world.openPayment(person, [invoiceId]);
  await world.sandbox.bank.decide(late.providerId, { decision: "pay" });
  await world.notifyOfPayment(late.attemptId);
  const closed = [workflowId.payment(late.attemptId), invoice, recovery];
  for (const id of closed) await world.ended(id);
  await agree(world, [franchise], [...closed, payment]);
});

Deno.test("a changed contact, a withdrawal, a correction and a forgiven debt run until they are told of, as their rows expect", async () => {
  await using world = await caseWorld();
  const [mover, leaver] = [await world.insured(), await world.insured()];
  world.sandbox.faults.set({ sms: { kind: "error", code: 4 } });
  const { changeId } = await changeContact(world, mover, { kind: "phone", value: "9005559967" });
  const { withdrawalId } = await withdraw(world, leaver, "personal_data");
  const correctionId = await correct(world, await world.invoice(mover, 90_000));
  const decisionId = await forgive(world, await world.invoice(mover, 60_000), kopecks(60_000));
  const ids = [
    workflowId.contact(changeId),
    workflowId.withdrawal(withdrawalId),
    workflowId.correction(correctionId),
    workflowId.decision(decisionId),
  ];
  await world.until("the letter", () => Promise.resolve(world.sandbox.mail(leaver.email).length));
  await agree(world, ids);

  world.sandbox.faults.clear();
  for (const id of ids) await world.result(id);
  await agree(world, [], ids);
});

Deno.test("a refund runs until the bank has decided and its receipt is kept, as its rows expect", async () => {
  await using world = await caseWorld();
  const person = await world.insured();
  const invoiceId = await world.invoice(person, 90_000);
  await pay(world, { person, invoiceId });
  await correct(world, invoiceId, kopecks(30_000));
  world.sandbox.faults.set({ bank: { kind: "refund_pending", times: 1 } });
  const id = workflowId.refund(await sendBack(world, person));
  await reaches(world, id, "Ждем банк");
  await agree(world, [id]);
  const [refund] = world.sandbox.bank.refunds.all();
  await world.sandbox.bank.refunds.decide(refund!.id, "return");
  await world.result(id);
  await agree(world, [], [id]);
});

Deno.test("an employer's report runs until it is acknowledged or replaced, as its rows expect", async () => {
  await using world = await caseWorld();
  const person = await world.insured({ policyEndsOn: localDate("2099-12-31") });
  await world.invoice(person, 90_000);
  const { employerId } = person;
  const contact = { employerId, email: "hr@zavod.example", name: "Мария Кадрова", actor: null };
  const named = await nameEmployerContact(world.sql, world.clock, contact);
  assert.ok(named.ok);
  const asked = async () => {
    await requestReport(world.sql, world.clock, { employerId, actor: null });
    const period = reportPeriod(localDateOf(world.clock.now(), ZONE));
    return { period, id: workflowId.employerReport(employerId, periodKey(period)) };
  };
  const first = await asked();
  await reaches(world, first.id, "Ждет подтверждения");
  await agree(world, [first.id]);
  await world.pass(31 * 24 * 60 * 60_000);
  await reaches(world, first.id, "Не подтвержден");
  await agree(world, [first.id]);

  const second = await asked();
  await world.ended(first.id);
  await reaches(world, second.id, "Ждет подтверждения");
  await agree(world, [second.id], [first.id]);
  const open = CASE_KINDS.find(({ type }) => type === "employerReport")!;
  const keys = [first, second].map(({ id }) => keyOf(id));
  assert.deepEqual(await open.page(world.sql, null, 9), keys);
  assert.deepEqual(await open.page(world.sql, keys[0]!, 9), keys.slice(1));
  assert.deepEqual(await open.input(keys[1]!, world.sql), { reportId: 2 });

  const actor = { employerId, contactId: named.contactId, ip: "192.0.2.1" };
  await acknowledgeReport(world.sql, world.clock, { period: second.period, actor });
  await world.ended(second.id);
  await agree(world, [], [first.id, second.id]);
});

function reaches(world: CaseWorld, workflowId: string, stage: string): Promise<true> {
  return world.until(stage, async () => await world.stage(workflowId) === stage);
}

/** Waits until these run and those have ended, all as their rows say. */
async function agree(
  world: CaseWorld,
  running: readonly string[],
  ended: readonly string[] = [],
): Promise<void> {
  let found: Awaited<ReturnType<typeof compared>> | undefined;
  for (let look = 0; look < 50; look++) {
    found = await compared(world, [...running, ...ended]);
    if (found.differences.length === 0) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.deepEqual(found, { running: [...running], differences: [] });
}

/** Compares as the reconciliation does, without its minutes of patience. */
async function compared(world: CaseWorld, workflowIds: readonly string[]) {
  const cases = runningCases(() => Promise.resolve(world.temporal.client), SHOWN);
  const differences: (Difference & { workflowId: string })[] = [];
  const running: string[] = [];
  for (const workflowId of workflowIds) {
    const key = keyOf(workflowId);
    const kind = CASE_KINDS.find(({ type }) => workflowId.startsWith(`${prefixOf(type)}/`))!;
    const [row] = await kind.read(world.sql, [key]);
    assert.ok(row && kind.isKey(key), workflowId);
    const run = await cases.look(workflowId);
    if (run?.status === "running") running.push(workflowId);
    const now = row.expected(world.clock.now());
    const since = addMinutes(world.clock.now(), 1);
    for (
      const difference of [...compareCase({ now, before: now, since }, run), ...row.own(since)]
    ) {
      if (difference.kind !== "step_late") differences.push({ workflowId, ...difference });
    }
  }
  return { running, differences };
}

function keyOf(workflowId: string): string {
  return workflowId.slice(workflowId.indexOf("/") + 1);
}

function prefixOf(type: string): string {
  return type === "employerReport" ? "employer-report" : type;
}
