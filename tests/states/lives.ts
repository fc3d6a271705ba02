import assert from "node:assert/strict";
import { fixedClock } from "../../clock.ts";
import { readInvoiceCase } from "../../db/cases/cases.ts";
import type { Database } from "../../db/connection.ts";
import { currentDocuments } from "../../db/documents.ts";
import { type Instant, localDateOf } from "../../domain/local_date.ts";
import { confirmCode } from "../../use_cases/accounts/confirm_code.ts";
import { loginCode } from "../../use_cases/accounts/login_code.ts";
import { requestRegistration } from "../../use_cases/accounts/request_registration.ts";
import { defaultInvoice } from "../../use_cases/invoices/default_invoice.ts";
import { activateFranchise } from "../../use_cases/policies/activate_franchise.ts";
import { insertInsured, type InsuredPerson, type InsuredPersonOptions } from "../harness/people.ts";
import type { TestSite } from "../harness/site.ts";
import { daysAgo } from "./days.ts";

export interface Life extends InsuredPerson {
  /** Of the code that this person typed last: it signs their consents. */
  challengeId: string;
}

export type LifeOptions = Omit<InsuredPersonOptions, "registered"> & {
  email?: string;
  registeredAt?: Instant;
};

let registrations = 0;

/** Somebody of the roster who has registered through the form. */
export async function registered(site: TestSite, options: LifeOptions = {}): Promise<Life> {
  const { email, registeredAt: at = daysAgo(300), ...roster } = options;
  const person = await insertInsured(site.sql, at, { ...roster, registered: false });
  const [row] = await site.sql`
    select surname, name, patronymic, birth_date as "birthDate" from people
    where id = ${person.personId}`;
  const [birthYear, birthMonth, birthDay] = row!.birthDate.split("-");
  registrations += 1;
  const from = { ip: `203.0.113.${registrations % 256}`, userAgent: AGENT };
  const asked = await requestRegistration(site.sql, fixedClock(at), {
    form: {
      surname: row!.surname,
      name: row!.name,
      patronymic: row!.patronymic ?? "",
      birthDay,
      birthMonth,
      birthYear,
      policyNumber: person.policyNumber,
      personnelNumber: "",
      phone: person.phone,
      email: email ?? "maya@fifth.test",
    },
    accepted: new Set(["user_agreement", "personal_data"]),
    ...from,
  });
  assert.ok(asked.ok, `${person.policyNumber} could not register`);
  const { challengeId } = asked;
  const code = await loginCode(site.serverKey, challengeId);
  const attempt = { challengeId, code, ...from };
  const confirmed = await confirmCode(site.sql, fixedClock(at), site.serverKey, attempt);
  assert.ok(confirmed.ok, `${person.policyNumber} could not confirm the code`);
  return { ...person, challengeId };
}

/** Somebody whose franchise has been active for most of the year. */
export async function active(site: TestSite, options: LifeOptions = {}): Promise<Life> {
  const life = await registered(site, options);
  await activate(site, life, { policyId: life.policyId, at: daysAgo(299) });
  return life;
}

/** Gives the consent to the franchise of a policy: of the giver's own or of their child's. */
export async function activate(
  { sql }: TestSite,
  giver: Life,
  { policyId, at }: { policyId: number; at: Instant },
): Promise<void> {
  const terms = (await currentDocuments(sql, localDateOf(at, "Asia/Yekaterinburg")))
    .franchise_terms;
  const activated = await activateFranchise(sql, fixedClock(at), {
    policyId,
    givenBy: giver.personId,
    documentId: terms.id,
    source: "web",
    challengeId: giver.challengeId,
    phone: giver.phone,
    ip: "203.0.113.1",
    userAgent: AGENT,
  });
  assert.ok(activated.ok, `policy ${policyId} was not activated`);
}

/** Ends the term of an unpaid invoice as its workflow does. */
export async function endTerm(sql: Database, invoiceId: number): Promise<Instant> {
  const { dueAt } = await readInvoiceCase(sql, invoiceId);
  const { outcome } = await defaultInvoice(sql, { invoiceId, at: dueAt });
  assert.equal(outcome, "defaulted");
  return dueAt;
}

const AGENT = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) " +
  "Chrome/142.0.0.0 YaBrowser/25.10.0.0 Safari/537.36";
