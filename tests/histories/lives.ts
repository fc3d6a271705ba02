import { readFile } from "node:fs/promises";
import assert from "node:assert/strict";
import { calendarVersion } from "../../db/calendars.ts";
import { enqueue } from "../../db/outbox.ts";
import { calendarOf } from "../../domain/calendar.ts";
import { periodKey, reportPeriod } from "../../domain/employer_report.ts";
import {
  addDays,
  addMinutes,
  type LocalDate,
  localDateOf,
  yearOf,
} from "../../domain/local_date.ts";
import { kopecks } from "../../domain/money.ts";
import { workingDayAfter } from "../../domain/working_days.ts";
import { acknowledgeReport } from "../../use_cases/employers/acknowledge_report.ts";
import { nameEmployerContact } from "../../use_cases/employers/name_employer_contact.ts";
import { receiveFile } from "../../use_cases/imports/receive_file.ts";
import { requestReport } from "../../use_cases/employers/request_employer_reports.ts";
import { workflowId } from "../../workflows/contract.ts";
import { add, turned } from "../harness/calendars.ts";
import { changeContact, withdraw } from "../harness/cabinet_acts.ts";
import { type InsuredPerson, ZONE } from "../harness/case_rows.ts";
import type { CaseWorld } from "../harness/case_world.ts";
import { correct, defaulted, forgive, pay, readInvoice, sendBack } from "../harness/invoice_steps.ts";

/** Whom every life is about: none of this may stand in a history. */
export const PLANTED = {
  surname: "Канарейкина",
  phone: "9005557391",
  email: "canary@nest.example",
};

const DAY_MS = 24 * 60 * 60_000;

/** Lives a case through. @returns the workflows whose histories it has made */
export type Life = (world: CaseWorld) => Promise<string[]>;

/** One of each kind of life that a case may have; a saved history is named after it. */
export const LIVES: Record<string, Life> = {
  async "paid in time"(world) {
    const { person, invoiceId } = await invoiced(world);
    await world.pass(3 * DAY_MS);
    const attemptId = await paid(world, person, invoiceId);
    return [workflowId.invoice(invoiceId), workflowId.payment(attemptId)];
  },

  async "reminded and paid"(world) {
    const { person, invoiceId } = await invoiced(world);
    const { due_at } = await readInvoice(world, invoiceId);
    await world.passTo(addMinutes(due_at, -60));
    await paid(world, person, invoiceId);
    return [workflowId.invoice(invoiceId)];
  },

  async "held then paid"(world) {
    const { person, invoiceId } = await invoiced(world);
    const { due_at: due } = await readInvoice(world, invoiceId);
    await world.passTo(addMinutes(due, -30));
    const { attemptId, providerId } = await world.openPayment(person, [invoiceId]);
    await world.passTo(addMinutes(due, 20));
    await world.sandbox.bank.decide(providerId, {
      decision: "pay",
      capturedAt: addMinutes(due, -1),
    });
    await world.notifyOfPayment(attemptId);
    await world.result(workflowId.invoice(invoiceId));
    return [workflowId.invoice(invoiceId), workflowId.payment(attemptId)];
  },

  async "default then restored"(world) {
    const { person, invoiceId } = await invoiced(world);
    const franchise = workflowId.franchise(person.franchiseId);
    await defaulted(world, invoiceId);
    await world.until(
      "the emergency",
      async () => await world.stage(franchise) === "Экстренная программа",
    );
    await world.pass(2 * DAY_MS);
    await paid(world, person, invoiceId);
    await world.pass(5 * DAY_MS);
    await world.until(
      "the return",
      async () => /возвращается|Действует/.test(await world.stage(franchise) ?? ""),
    );
    return [workflowId.invoice(invoiceId), franchise];
  },

  async "default, recovery, paid"(world) {
    const { person, invoiceId } = await invoiced(world);
    await defaulted(world, invoiceId);
    await world.pass(35 * DAY_MS);
    await world.until("the recovery", async () => {
      const [row] = await world.sql`select from recovery_cases where invoice_id = ${invoiceId}`;
      return row;
    });
    await world.pass(40 * DAY_MS);
    await paid(world, person, invoiceId);
    await world.ended(workflowId.recovery(invoiceId));
    return [workflowId.invoice(invoiceId), workflowId.recovery(invoiceId)];
  },

  async "franchise through emergency to its end"(world) {
    const policyEndsOn = addDays(localDateOf(world.clock.now(), ZONE), 70);
    const { person, invoiceId } = await invoiced(world, policyEndsOn);
    const franchise = workflowId.franchise(person.franchiseId);
    await world.pass(75 * DAY_MS);
    await world.pass(200 * DAY_MS);
    await paid(world, person, invoiceId);
    await world.result(franchise);
    return [franchise];
  },

  async "credit pays the next, and the rest goes back"(world) {
    const { person, invoiceId } = await invoiced(world);
    await paid(world, person, invoiceId);
    await correct(world, invoiceId, kopecks(70_000));
    const covered = await world.invoice(person, 50_000);
    await world.result(workflowId.invoice(covered));
    const refundId = await sendBack(world, person);
    await world.result(workflowId.refund(refundId));
    return [workflowId.invoice(covered), workflowId.refund(refundId)];
  },

  async "payment canceled"(world) {
    const { person, invoiceId } = await invoiced(world);
    const { attemptId, providerId } = await world.openPayment(person, [invoiceId]);
    await world.sandbox.bank.decide(providerId, { decision: "cancel" });
    await world.notifyOfPayment(attemptId);
    await world.result(workflowId.payment(attemptId));
    return [workflowId.payment(attemptId)];
  },

  async "due date moved"(world) {
    const { person, invoiceId } = await invoiced(world);
    const [row] = await world.sql<{ version: number; on: LocalDate }[]>`
      select calendar_version_id as version, published_on as on from invoices
      where id = ${invoiceId}`;
    const { data } = await calendarVersion(world.sql, row!.version);
    const off = workingDayAfter(calendarOf(data, null), row!.on, 15).date;
    const proposal = await turned(world.sql, { year: yearOf(off), off: [off] });
    await add(world.sql, proposal, world.clock.now());
    await world.pass(DAY_MS);
    await paid(world, person, invoiceId);
    return [workflowId.invoice(invoiceId)];
  },

  async "roster and register"(world) {
    const roster = await receiveFile(world.sql, world.clock, {
      ...await sample("roster.xlsx"),
      kind: "roster",
      employer: "Завод Образец",
    });
    assert.ok(roster.ok);
    const rosterId = workflowId.roster(roster.file.employerId!, roster.file.sha256);
    await world.result(rosterId);
    const register = await receiveFile(world.sql, world.clock, {
      ...await sample("register-01-clean.xlsx"),
      kind: "register",
      clinic: "Клиника Образец",
    });
    assert.ok(register.ok);
    const registerId = workflowId.register(register.file.clinicId!, register.file.sha256);
    await world.result(registerId);
    return [rosterId, registerId];
  },

  async "report to an employer"(world) {
    const { sql, clock } = world;
    const { person: { employerId } } = await invoiced(world);
    const actor = null;
    const contact = { employerId, email: PLANTED.email, name: PLANTED.surname, actor };
    const named = await nameEmployerContact(sql, clock, contact);
    assert.ok(named.ok);
    assert.ok((await requestReport(sql, clock, { employerId, actor })).ok);
    const period = reportPeriod(localDateOf(clock.now(), ZONE));
    const id = workflowId.employerReport(employerId, periodKey(period));
    await world.until("the letter", () => Promise.resolve(letters(world).length === 1));
    await world.pass(25 * DAY_MS);
    await world.until("the reminder", async () => await world.stage(id) === "Не подтвержден");
    const by = { contactId: named.contactId, employerId, ip: "192.0.2.1" };
    assert.ok((await acknowledgeReport(sql, clock, { period, actor: by })).ok);
    await world.result(id);
    const daily = workflowId.employerReports();
    const start = { workflowType: "employerReports", workflowId: daily, input: {} };
    await enqueue(sql, start, clock.now());
    await world.ended(daily);
    return [id, daily];
  },

  async "contact changed"(world) {
    const person = await world.insured(PLANTED);
    const { changeId } = await changeContact(world, person, {
      kind: "phone",
      value: "9005557392",
    });
    await world.result(workflowId.contact(changeId));
    return [workflowId.contact(changeId)];
  },

  async "invoice corrected"(world) {
    const { invoiceId } = await invoiced(world);
    const correctionId = await correct(world, invoiceId);
    await world.result(workflowId.correction(correctionId));
    return [workflowId.correction(correctionId)];
  },

  async "debt forgiven"(world) {
    const { invoiceId } = await invoiced(world);
    const decisionId = await forgive(world, invoiceId, kopecks(40_000));
    await world.result(workflowId.decision(decisionId));
    return [workflowId.decision(decisionId)];
  },

  async "consent withdrawn"(world) {
    const person = await world.insured(PLANTED);
    const { withdrawalId } = await withdraw(world, person, "franchise_terms");
    await world.result(workflowId.withdrawal(withdrawalId));
    return [workflowId.withdrawal(withdrawalId)];
  },
};

/** What the contact was told of the report: the same mailbox is the insured person's too. */
function letters({ sandbox }: CaseWorld) {
  return sandbox.mail(PLANTED.email).filter(({ subject }) => subject.startsWith("Отчет"));
}

async function invoiced(
  world: CaseWorld,
  policyEndsOn?: LocalDate,
): Promise<{ person: InsuredPerson; invoiceId: number }> {
  const person = await world.insured({ ...PLANTED, ...(policyEndsOn ? { policyEndsOn } : {}) });
  const invoiceId = await world.invoice(person, 90_000);
  await world.until(
    "the accrual",
    () => Promise.resolve(world.sandbox.sms(person.phone).length === 1),
  );
  return { person, invoiceId };
}

/** Pays at the bank, and waits for the invoice's end. */
async function paid(world: CaseWorld, person: InsuredPerson, invoiceId: number): Promise<string> {
  const attemptId = await pay(world, { person, invoiceId });
  await world.ended(workflowId.payment(attemptId));
  await world.ended(workflowId.invoice(invoiceId));
  return attemptId;
}

async function sample(name: string) {
  const content = new Uint8Array(await readFile(new URL(`../samples/${name}`, import.meta.url)));
  return { name, content, uploadedBy: null };
}
