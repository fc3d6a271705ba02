import assert from "node:assert/strict";
import { fixedClock } from "../../clock.ts";
import type { Database } from "../../db/connection.ts";
import { insertReport } from "../../db/employers/employer_reports.ts";
import { type Instant, instant, localDate } from "../../domain/local_date.ts";
import { acknowledgeReport } from "../../use_cases/employers/acknowledge_report.ts";
import { formEmployerReport } from "../../use_cases/employers/form_employer_report.ts";
import { nameEmployerContact } from "../../use_cases/employers/name_employer_contact.ts";
import { givenIndebted, HR, OTHER_HR } from "../harness/indebted.ts";
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
  /** With many debts. */
  employerId: number;
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
  const { employerId, otherEmployerId } = await givenIndebted(sql);
  await form(sql, employerId, OCTOBER);
  await addDebts(sql, employerId);
  await form(sql, employerId, NOVEMBER);
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
  };
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
