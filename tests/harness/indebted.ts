import assert from "node:assert/strict";
import { fixedClock } from "../../clock.ts";
import type { Database } from "../../db/connection.ts";
import { type Instant, instant, type LocalDate, localDate } from "../../domain/local_date.ts";
import { formEmployerReport } from "../../use_cases/employers/form_employer_report.ts";
import { nameEmployerContact } from "../../use_cases/employers/name_employer_contact.ts";
import { openRecovery } from "../../use_cases/invoices/open_recovery.ts";
import { defaultInvoice } from "../../use_cases/invoices/default_invoice.ts";
import { requestDueReports } from "../../use_cases/employers/request_employer_reports.ts";
import { insertInsured } from "./people.ts";
import { paidInvoices } from "./paid_invoices.ts";
import type { TestSite, Visitor } from "./site.ts";

export const EMPLOYER = "АО «Завод Север»";
export const OTHER_EMPLOYER = "ООО «Завод Юг»";
export const HR = { name: "Мария Кадрова", email: "hr@sever.example" };
export const OTHER_HR = { name: "Павел Кадров", email: "hr@yug.example" };

/** None of it may stand in anything that an employer sees. */
export const SECRETS = ["Клиника Тайная", "Лечение секретное", "Z99.SECRET"];

/** The first working day of October 2026, in the morning of Yekaterinburg. */
export const REPORT_DAY = instant("2026-10-01T05:00:00.000Z");
export const PERIOD: LocalDate = localDate("2026-10-01");

export interface Indebted {
  employerId: number;
  contactId: number;
  otherEmployerId: number;
  /** By the debtor's surname. */
  invoices: Record<"Взысканова" | "Просрочкин" | "Новиков" | "Оплатова" | "Чужаков", number>;
  people: Record<"Взысканова" | "Просрочкин" | "Новиков" | "Оплатова" | "Чужаков", number>;
}

/**
 * Two employers with a contact each. Of the first: a debt in recovery, one overdue and paid in part,
 * one not yet due, and one that was paid; of the second, one debt.
 */
export async function givenIndebted(sql: Database): Promise<Indebted> {
  const long = instant("2026-05-12T06:00:00.000Z");
  const old = instant("2026-07-20T06:00:00.000Z");
  const fresh = instant("2026-09-10T06:00:00.000Z");
  const { invoice, pay } = paidInvoices(sql);
  const invoices: Record<string, number> = {};
  const people: Record<string, number> = {};
  const debt = async (
    surname: string,
    of: { at: Instant; amount: number; number: string; employer?: string },
  ) => {
    const person = await insertInsured(sql, instant("2026-01-12T06:00:00.000Z"), {
      surname,
      personnelNumber: of.number,
      employer: of.employer ?? EMPLOYER,
    });
    people[surname] = person.personId;
    invoices[surname] = await invoice({ policyId: person.policyId, givenBy: person.personId }, {
      at: of.at,
      lines: [{ franchise: of.amount, clinic: SECRETS[0]!, service: SECRETS[1]! }],
    });
  };
  await debt("Взысканова", { at: long, amount: 90_000, number: "0017" });
  await debt("Просрочкин", { at: old, amount: 50_001, number: "0004" });
  await debt("Новиков", { at: fresh, amount: 12_345, number: "0100" });
  await debt("Оплатова", { at: fresh, amount: 70_000, number: "0003" });
  await debt("Чужаков", { at: old, amount: 33_333, number: "0017", employer: OTHER_EMPLOYER });

  const at = instant("2026-09-20T06:00:00.000Z");
  const part = [{ invoiceId: invoices["Просрочкин"]!, amount: 10_000 }];
  await pay(people["Просрочкин"]!, { parts: part, at });
  const whole = [{ invoiceId: invoices["Оплатова"]!, amount: 70_000 }];
  await pay(people["Оплатова"]!, { parts: whole, at });

  await sql`update employers set penalty_rate_bp = 1000 where name = ${EMPLOYER}`;
  const late = invoices["Взысканова"]!;
  const [row] = await sql<{ dueAt: Instant }[]>`
    select due_at as "dueAt" from invoices where id = ${late}`;
  await defaultInvoice(sql, { invoiceId: late, at: row!.dueAt });
  await openRecovery(sql, { invoiceId: late, at });

  const employerId = await idOf(sql, EMPLOYER);
  const otherEmployerId = await idOf(sql, OTHER_EMPLOYER);
  const contactId = await named(sql, employerId, HR);
  await named(sql, otherEmployerId, OTHER_HR);
  return {
    employerId,
    otherEmployerId,
    contactId,
    invoices: invoices as Indebted["invoices"],
    people: people as Indebted["people"],
  };
}

async function idOf(sql: Database, name: string): Promise<number> {
  const [row] = await sql<{ id: number }[]>`select id from employers where name = ${name}`;
  return row!.id;
}

async function named(
  sql: Database,
  employerId: number,
  who: { name: string; email: string },
): Promise<number> {
  const clock = fixedClock(instant("2026-01-12T06:00:00.000Z"));
  const contact = await nameEmployerContact(sql, clock, { employerId, ...who, actor: null });
  assert.ok(contact.ok);
  return contact.contactId;
}

/** Asks for the reports that are due at that moment, and forms them as their workflows would. */
export async function formReports(sql: Database, at: Instant = REPORT_DAY): Promise<number> {
  const asked = await requestDueReports(sql, at);
  const reports = await sql<{ id: number }[]>`
    select id from employer_reports where formed_at is null order by id`;
  for (const { id } of reports) await formEmployerReport(sql, { reportId: id, at });
  return asked;
}

/** A browser of an employer's contact, logged in through the pages. */
export async function logInContact(
  site: TestSite,
  email: string = HR.email,
): Promise<Visitor> {
  const visitor = site.visitor();
  const asked = await visitor.post("/employer/login", { email });
  assert.equal(asked.status, 303, asked.text);
  const code = await visitor.code();
  const answer = await visitor.post("/employer/login/code", { code });
  assert.equal(answer.status, 303, answer.text);
  return visitor;
}
