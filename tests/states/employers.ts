import assert from "node:assert/strict";
import { fixedClock } from "../../clock.ts";
import type { Database } from "../../db/connection.ts";
import { beginLetter, closeLetter } from "../../db/employers/employer_report_letters.ts";
import { insertReport } from "../../db/employers/employer_reports.ts";
import type { MarkKind } from "../../domain/employer_report.ts";
import { type Instant, instant, localDate } from "../../domain/local_date.ts";
import { kopecks } from "../../domain/money.ts";
import { acknowledgeReport } from "../../use_cases/employers/acknowledge_report.ts";
import { formEmployerReport } from "../../use_cases/employers/form_employer_report.ts";
import { nameEmployerContact } from "../../use_cases/employers/name_employer_contact.ts";
import { enterEmployerPayment } from "../../use_cases/employers/enter_employer_payment.ts";
import { markDebts } from "../../use_cases/employers/mark_debts.ts";
import { givenIndebted, HR, type Indebted, OTHER_HR } from "../harness/indebted.ts";
import { paidInvoices } from "../harness/paid_invoices.ts";
import { insertInsured } from "../harness/people.ts";
import type { TestSite } from "../harness/site.ts";

const CONTACTS = ["hr", "otherHr", "hrOfTwo", "clearHr", "newHr"] as const;

/** Whom an employer lets see its reports. */
export type Contact = typeof CONTACTS[number];

export function isContact(as: string): as is Contact {
  return CONTACTS.some((contact) => contact === as);
}

export type Employers = Readonly<Record<Contact, string>> & {
  /** With many debts, some of them marked. */
  employerId: number;
  /** Money of that employer that waits to be posted. */
  paymentId: number;
};

/** The first working days of two months, in the morning. */
const OCTOBER = { period: localDate("2026-10-01"), at: instant("2026-10-01T05:00:00.000Z") };
const NOVEMBER = { period: localDate("2026-11-01"), at: instant("2026-11-02T05:00:00.000Z") };
const LONG_EMPLOYER = "Открытое акционерное общество «Научно-производственное объединение " +
  "„Нефтегазхимоборудованиеэнергомонтаж“ имени Шестидесятилетия Образца»";
const TWO_HR = "anna.obraztsova@kadry.example";
const CLEAR_HR = "kadry@neftegaz.example";
const NEW_HR = "new@otdel.example";

/**
 * Addresses by contact. `hr` has a report of many debts that waits and an older one; `otherHr` has
 * acknowledged; `hrOfTwo` works for an employer
 * without debts, too, as `clearHr` does alone; `newHr` has had no report yet.
 */
export async function employersOf({ sql }: TestSite): Promise<Employers> {
  const { employerId, contactId, otherEmployerId, invoices, people } = await givenIndebted(sql);
  await form(sql, employerId, OCTOBER);
  await markOctober(sql, { employerId, contactId, invoices });
  await addDebts(sql, employerId);
  await form(sql, employerId, NOVEMBER);
  await refuseLetter(sql, { employerId, contactId });
  const paymentId = await settle(sql, { employerId, invoices, people });
  await form(sql, otherEmployerId, NOVEMBER);
  const [other] = await sql<{ id: number }[]>`
    select id from employer_contacts where email = ${OTHER_HR.email}`;
  const acknowledged = await acknowledgeReport(sql, fixedClock(NOVEMBER.at), {
    period: NOVEMBER.period,
    actor: { employerId: otherEmployerId, contactId: other!.id, ip: "203.0.113.9" },
  });
  assert.ok(acknowledged.ok);

  const withoutDebts = await employer(sql, LONG_EMPLOYER);
  await form(sql, withoutDebts, NOVEMBER);
  await name(sql, { employerId: withoutDebts, name: "Анна Образцова", email: TWO_HR });
  await name(sql, { employerId: withoutDebts, name: "Петр Кадровский", email: CLEAR_HR });
  await name(sql, { employerId: otherEmployerId, name: "Анна Образцова", email: TWO_HR });
  const fresh = await employer(sql, "ООО «Отдел Образец»");
  await name(sql, { employerId: fresh, name: "Новая Кадровна", email: NEW_HR });
  return {
    hr: HR.email,
    otherHr: OTHER_HR.email,
    hrOfTwo: TWO_HR,
    clearHr: CLEAR_HR,
    newHr: NEW_HR,
    employerId,
    paymentId,
  };
}

type Marked = Pick<Indebted, "employerId" | "contactId" | "invoices">;

/** Marks that November carries on. */
async function markOctober(
  sql: Database,
  { employerId, contactId, invoices }: Marked,
): Promise<void> {
  const mark = async (invoiceId: number, kind: MarkKind, note: string) => {
    const actor = { employerId, contactId, ip: "203.0.113.9" };
    const clock = fixedClock(OCTOBER.at);
    const { period } = OCTOBER;
    const marked = await markDebts(sql, clock, { period, debts: [invoiceId], kind, note, actor });
    assert.ok(marked.ok);
  };
  await mark(invoices["Взысканова"], "agreed", "Заплатит сама до 15 октября");
  await mark(
    invoices["Взысканова"],
    "deducted",
    "Приказ 117-К от 1 октября, удерживаем в два приема: с аванса и с расчета",
  );
  await mark(invoices["Просрочкин"], "refused", "");
  await mark(invoices["Новиков"], "deducted", "");
}

/** One debt is paid since the report of November, one in part; money of the employer waits. */
async function settle(
  sql: Database,
  { employerId, invoices, people }: Pick<Indebted, "employerId" | "invoices" | "people">,
): Promise<number> {
  const { pay } = paidInvoices(sql);
  const at = NOVEMBER.at;
  await pay(people["Новиков"], { parts: [{ invoiceId: invoices["Новиков"], amount: 12_345 }], at });
  const part = [{ invoiceId: invoices["Просрочкин"], amount: 10_000 }];
  await pay(people["Просрочкин"], { parts: part, at });
  const [staff] = await sql<{ id: number }[]>`
    insert into staff (email, name, role, recorded_at)
    values ('accounts@fifth.example', 'Олег Счетов', 'operator', ${at}) returning id`;
  const entered = await enterEmployerPayment(sql, fixedClock(at), {
    employerId,
    orderNumber: "1507/К",
    receivedOn: localDate("2026-11-02"),
    amount: kopecks(90_000),
    parts: [{ invoiceId: invoices["Взысканова"], amountKopecks: kopecks(90_000) }],
    actor: { staffId: staff!.id, ip: "203.0.113.9" },
  });
  assert.ok(entered.ok);
  return entered.paymentId;
}

/** The mailbox refused the letter about the November report for good. */
async function refuseLetter(
  sql: Database,
  { employerId, contactId }: { employerId: number; contactId: number },
): Promise<void> {
  const [report] = await sql<{ id: number }[]>`
    select id from employer_reports
    where employer_id = ${employerId} and period = ${NOVEMBER.period}`;
  const key = { reportId: report!.id, contactId, step: "formed" } as const;
  await beginLetter(sql, key, NOVEMBER.at);
  const refused = { state: "failed", detail: "smtp_550", providerId: null } as const;
  await closeLetter(sql, key, { ...refused, finishedAt: NOVEMBER.at });
}

async function form(
  sql: Database,
  employerId: number,
  { period, at }: { period: ReturnType<typeof localDate>; at: Instant },
): Promise<void> {
  const reportId = await insertReport(sql, { employerId, period, staffId: null, at });
  await formEmployerReport(sql, { reportId: reportId!, at });
}

/** Twelve more, some with long names and seven figures. */
async function addDebts(sql: Database, employerId: number): Promise<void> {
  const [row] = await sql<{ name: string }[]>`select name from employers where id = ${employerId}`;
  const { invoice } = paidInvoices(sql);
  for (let i = 0; i < 12; i++) {
    const long = i % 5 === 0;
    const { policyId, personId } = await insertInsured(sql, OCTOBER.at, {
      surname: long ? "Константинопольская-Преображенская" : `Долгова${"абвгдежзиклм"[i]}`,
      ...(long ? { patronymic: "Вольдемаровна-Константиновна" } : {}),
      personnelNumber: `0${200 + i}`,
      employer: row!.name,
    });
    await invoice({ policyId, givenBy: personId }, {
      at: OCTOBER.at,
      lines: [{ franchise: long ? 123_456_789 : 12_300 + i * 1_137 }],
    });
  }
}

async function employer(sql: Database, name: string): Promise<number> {
  const [row] = await sql<{ id: number }[]>`
    insert into employers (name, recorded_at) values (${name}, ${OCTOBER.at}) returning id`;
  return row!.id;
}

async function name(
  sql: Database,
  contact: { employerId: number; name: string; email: string },
): Promise<void> {
  const named = await nameEmployerContact(sql, fixedClock(OCTOBER.at), { ...contact, actor: null });
  assert.ok(named.ok);
}
