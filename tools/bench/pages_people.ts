import { insertEdition } from "../../db/policies/programmes.ts";
import type { ProgrammeContent } from "../../domain/programme.ts";
import type { Phone } from "../../domain/phone.ts";
import { addDays, type Instant, instant, localDate } from "../../domain/local_date.ts";
import {
  type LineWanted,
  type PaidInvoices,
  paidInvoices,
} from "../../tests/harness/paid_invoices.ts";
import { insertInsured, type InsuredPersonOptions } from "../../tests/harness/people.ts";
import type { TestSite, Visitor } from "../../tests/harness/site.ts";

/** When the pages are looked at: Sunday noon in Yekaterinburg. */
export const LOOKED_AT: Instant = instant("2026-11-22T07:00:00.000Z");

/** The most that a person is expected to have. */
const INVOICES = 200;
const PAID = 60;
const LINES = 60;
const CLINICS = 300;
const CHILDREN = ["Анастасия-Мария", "Александр", "Елизавета"];

/** A browser that somebody is logged in with, and their policy. */
export interface Holder {
  visitor: Visitor;
  policyId: number;
  invoices: number[];
}

/** Whose pages are measured. All have one programme: 30 lines of what is paid, 300 clinics. */
export interface People {
  /** 200 invoices, 60 of them paid one by one; a payment of the others that the bank has not decided. */
  fullest: Holder & { paidAttempt: string; refusedAttempt: string; openAttempt: string };
  /** One invoice of 60 lines, unpaid. */
  longest: Holder;
  /** One overdue invoice, with interest. */
  late: Holder;
  /** Three children, an invoice for each. */
  representative: Holder;
  /** A policy, and nothing else yet. */
  newcomer: Holder;
  /** No policy is theirs. */
  without: Holder;
  /** Has asked to change the phone; the code is not typed. */
  changing: Holder;
  /** Has asked to withdraw the consent to the franchise; the code is not typed. */
  withdrawing: Holder & { consentId: number };
  /** Has consented to an earlier version of the data processing than is in force. */
  asked: Holder;
  /** Has asked for a code to log in; it is not typed. */
  waiting: Visitor;
}

/** Brings everybody into an empty site whose clock stands at {@linkcode LOOKED_AT}. */
export async function insertPeople(site: TestSite): Promise<People> {
  const made = paidInvoices(site.sql);
  const newcomer = await insertHolder(site);
  await describeProgramme(site);
  const waiting = site.visitor();
  await waiting.post("/login", { phone: "9005559999" });
  return {
    fullest: await insertFullest(site, made),
    longest: await insertLongest(site, made),
    late: await insertLate(site, made),
    representative: await insertRepresentative(site, made),
    newcomer,
    without: await insertWithoutPolicy(site),
    changing: await insertChanging(site),
    withdrawing: await insertWithdrawing(site, made),
    asked: await insertAsked(site),
    waiting,
  };
}

async function insertFullest(site: TestSite, made: PaidInvoices): Promise<People["fullest"]> {
  const holder = await insertHolder(site);
  const policy = { policyId: holder.policyId, givenBy: holder.personId };
  let paidAttempt = "";
  for (let at = 0; at < INVOICES; at++) {
    const lines = SERVICES.map((service, line) => ({
      franchise: 20_000 + at * 37 + line,
      service,
    }));
    const id = await made.invoice(policy, { lines, at: daysAgo(260 - Math.floor(at * 1.25)) });
    holder.invoices.push(id);
    if (at >= PAID) continue;
    const amount = lines.reduce((total, line) => total + line.franchise, 0);
    const parts = [{ invoiceId: id, amount }];
    paidAttempt = await made.pay(holder.personId, { parts, at: daysAgo(3) });
  }
  const [refused, open] = holder.invoices.slice(-2);
  const attempt = (invoiceId: number) =>
    made.open(holder.personId, { parts: [{ invoiceId, amount: 20_000 }], at: daysAgo(0) });
  const refusedAttempt = await attempt(refused!);
  await made.decide(refusedAttempt, {
    state: "canceled",
    at: daysAgo(0),
    reason: "insufficient_funds",
  });
  return { ...holder, paidAttempt, refusedAttempt, openAttempt: await attempt(open!) };
}

async function insertLongest(site: TestSite, made: PaidInvoices): Promise<Holder> {
  const holder = await insertHolder(site, {
    surname: "Константинопольская-Образцова",
    name: "Александра",
    patronymic: "Константиновна",
  });
  const lines: LineWanted[] = Array.from({ length: LINES }, (_, line) => ({
    franchise: 12_345 + line * 1_237,
    service: `${SERVICES[line % SERVICES.length]}, ${line + 1}-е посещение`,
    clinic: `ООО «Клиника Образец № ${line % 5 + 1}»`,
  }));
  const policy = { policyId: holder.policyId, givenBy: holder.personId };
  holder.invoices.push(await made.invoice(policy, { lines, at: daysAgo(20) }));
  return holder;
}

async function insertLate(site: TestSite, made: PaidInvoices): Promise<Holder> {
  const holder = await insertHolder(site);
  const policy = { policyId: holder.policyId, givenBy: holder.personId };
  const lines = [{ franchise: 90_000 }];
  holder.invoices.push(await made.invoice(policy, { lines, at: daysAgo(120) }));
  return holder;
}

async function insertRepresentative(site: TestSite, made: PaidInvoices): Promise<Holder> {
  const holder = await insertHolder(site);
  for (const name of CHILDREN) {
    const child = await insertInsured(site.sql, daysAgo(300), {
      surname: "Константинопольская-Образцова",
      name,
      birthDate: localDate("2017-05-04"),
      representativeId: holder.personId,
      phoneInRoster: false,
      registered: false,
    });
    const policy = { policyId: child.policyId, givenBy: holder.personId };
    const lines = [{ franchise: 31_415 }];
    holder.invoices.push(await made.invoice(policy, { lines, at: daysAgo(20) }));
  }
  return holder;
}

async function insertWithoutPolicy(site: TestSite): Promise<Holder> {
  const holder = await insertHolder(site);
  await site.sql`delete from policies where id = ${holder.policyId}`;
  return holder;
}

async function insertChanging(site: TestSite): Promise<Holder> {
  const holder = await insertHolder(site);
  await holder.visitor.post("/profile/phone", { phone: "9005559998" });
  return holder;
}

async function insertWithdrawing(
  site: TestSite,
  made: PaidInvoices,
): Promise<People["withdrawing"]> {
  const holder = await insertHolder(site);
  const policy = { policyId: holder.policyId, givenBy: holder.personId };
  await made.invoice(policy, { lines: [{ franchise: 50_000 }], at: daysAgo(20) });
  const [consent] = await site.sql<{ id: number }[]>`
    select consent_id as id from franchises where policy_id = ${holder.policyId}`;
  const consentId = consent!.id;
  await holder.visitor.post(`/profile/consents/${consentId}/withdraw`, { withdraw: "on" });
  return { ...holder, consentId };
}

/** Nobody else's consent to the data processing names a version: they are asked for nothing. */
async function insertAsked(site: TestSite): Promise<Holder> {
  const holder = await insertHolder(site);
  await site.sql`
    insert into consents (person_id, given_by, document_id, kind, source, given_at, recorded_at)
    select ${holder.personId}, ${holder.personId}, id, kind, 'web', ${LOOKED_AT}, ${LOOKED_AT}
    from documents where kind = 'personal_data'`;
  await site.sql`
    insert into documents (kind, version, title, body, changes, effective_from)
    select kind, 2, title, body || ' ', 'Храним данные на год меньше.', '2026-11-01'
    from documents where kind = 'personal_data'`;
  return holder;
}

/** Everybody has the sample programme, which comes with the first of them. */
async function describeProgramme({ sql }: TestSite): Promise<void> {
  const [programme] = await sql<{ id: number }[]>`select programme_id as id from policies limit 1`;
  const content: ProgrammeContent = {
    items: Array.from({ length: 30 }, (_, item) => ({
      kind: (["paid", "paid_with_approval", "not_paid"] as const)[item % 3]!,
      title: `${SERVICES[item % SERVICES.length]}, вид ${item + 1}`,
      detail: "До десяти посещений за год, по направлению врача",
    })),
    clinics: Array.from({ length: CLINICS }, (_, clinic) => ({
      name: `Медицинский центр «Образец ${clinic + 1}»`,
      city: `Образцовск-${clinic % 40 + 1}`,
      address: `улица Примерная, дом ${clinic + 1}, корпус 2`,
      phone: "8005550199" as Phone,
      hours: "пн–пт 8:00–20:00, сб 9:00–15:00",
      care: ["терапевт", "невролог", "анализы", "УЗИ"],
      site: "https://clinic.example",
    })),
  };
  await insertEdition(sql, {
    programmeId: programme!.id,
    fileName: null,
    setBy: "command_line",
    content,
    at: daysAgo(200),
  });
}

async function insertHolder(
  site: TestSite,
  options: InsuredPersonOptions = {},
): Promise<Holder & { personId: number }> {
  const { personId, policyId, phone } = await insertInsured(site.sql, daysAgo(300), options);
  return { personId, policyId, visitor: await site.logInInsured(phone), invoices: [] };
}

/** Days before the pages are looked at, at noon. */
function daysAgo(days: number): Instant {
  return instant(`${addDays(localDate(LOOKED_AT.slice(0, 10)), -days)}${LOOKED_AT.slice(10)}`);
}

const SERVICES = [
  "Прием (осмотр, консультация) врача-невролога первичный",
  "УЗИ сосудов шеи",
  "Занятие лечебной физкультурой при заболеваниях позвоночника",
];
