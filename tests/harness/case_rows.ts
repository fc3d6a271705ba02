import assert from "node:assert/strict";
import { type PaymentProvider, paymentRequest } from "../../adapters/payment_provider/mod.ts";
import type { Database } from "../../db/connection.ts";
import { enqueue } from "../../db/outbox.ts";
import { insertAttempt } from "../../db/payments/payments.ts";
import type { Clock } from "../../domain/clock.ts";
import {
  addDays,
  addMinutes,
  type Instant,
  type LocalDate,
  localDateOf,
} from "../../domain/local_date.ts";
import { type Kopecks, kopecks } from "../../domain/money.ts";
import type { ReminderPlan } from "../../domain/reminder_plan.ts";
import { publishInvoices } from "../../use_cases/invoices/publish_invoices.ts";
import { activateFranchise } from "../../use_cases/policies/activate_franchise.ts";
import { workflowId } from "../../workflows/contract.ts";

export const ZONE = "Asia/Yekaterinburg";

export interface InsuredPerson {
  personId: number;
  employerId: number;
  policyId: number;
  franchiseId: number;
  phone: string;
  email: string;
  zone: string;
}

export interface PersonWanted {
  /** Days of consent before the world's now: 60 unless told. */
  consentedDaysAgo?: number;
  surname?: string;
  phone?: string;
  email?: string;
  policyEndsOn?: LocalDate;
  /** Of the employer: ZONE, the federal calendar and the product's plan unless told. */
  zone?: string;
  region?: string | null;
  reminderPlan?: ReminderPlan | null;
}

/** People, invoices and payments, made through the use cases wherever there is one. */
export interface CaseRows {
  insured(wanted?: PersonWanted): Promise<InsuredPerson>;
  /** Publishes an invoice now, or as if it had been then. */
  invoice(person: InsuredPerson, amount: number, publishedAt?: Instant): Promise<number>;
  /** Opens the payment of these invoices at the sandbox's bank, as the web does. */
  openPayment(
    person: InsuredPerson,
    invoiceIds: number[],
    createdAt?: Instant,
  ): Promise<{ attemptId: string; providerId: string }>;
}

export function caseRows(sql: Database, clock: Clock, provider: PaymentProvider): CaseRows {
  let people = 0;
  return { insured, invoice, openPayment };

  async function insured(wanted: PersonWanted = {}): Promise<InsuredPerson> {
    people += 1;
    const now = clock.now();
    const phone = wanted.phone ?? `900555${String(people).padStart(4, "0")}`;
    const email = wanted.email ?? `insured${people}@mail.example`;
    const consentedAt = addMinutes(now, -(wanted.consentedDaysAgo ?? 60) * 24 * 60);
    const { zone = ZONE, region = null, reminderPlan = null } = wanted;
    const startsOn = addDays(localDateOf(now, zone), -200);
    const endsOn = wanted.policyEndsOn ?? addDays(startsOn, 565);
    const [employer] = await sql<{ id: number }[]>`
      insert into employers (name, time_zone, region, reminder_plan, recorded_at)
      values (${`Завод ${people}`}, ${zone}, ${region},
              ${reminderPlan === null ? null : sql.json(reminderPlan as never)}, ${now})
      returning id`;
    const [person] = await sql<{ id: number }[]>`
      insert into people (employer_id, personnel_number, surname, name, patronymic, birth_date,
                          phone, email, recorded_at)
      values (${employer!.id}, ${`T${people}`}, ${wanted.surname ?? "Образцова"}, 'Майя',
              'Тестовна', '1990-05-01', ${phone}, ${email}, ${now})
      returning id`;
    await sql`insert into programmes (name, kind) values ('Основная', 'group') on conflict do nothing`;
    const [policy] = await sql<{ id: number }[]>`
      insert into policies (number, person_id, programme_id, starts_on, ends_on, franchise_rate_bp,
                            recorded_at)
      select ${`ДМС-${people}`}, ${person!.id}, id, ${startsOn}, ${endsOn}, 2000, ${now}
      from programmes where kind = 'group' limit 1
      returning id`;
    const activated = await activateFranchise(sql, clock, {
      policyId: policy!.id,
      givenBy: person!.id,
      documentId: null,
      source: "paper",
      givenAt: consentedAt,
    });
    assert.ok(activated.ok);
    return {
      personId: person!.id,
      employerId: employer!.id,
      policyId: policy!.id,
      franchiseId: activated.franchiseId,
      phone,
      email,
      zone,
    };
  }

  async function invoice(
    person: InsuredPerson,
    amount: number,
    publishedAt: Instant = clock.now(),
  ): Promise<number> {
    const now = clock.now();
    const serviceDate = addDays(localDateOf(publishedAt, person.zone), -30);
    const [clinic] = await sql<{ id: number }[]>`
      insert into clinics (name, recorded_at) values (${crypto.randomUUID()}, ${now}) returning id`;
    const [file] = await sql<{ id: number }[]>`
      insert into import_files (kind, clinic_id, name, sha256, content, as_of, state, received_at)
      values ('register', ${
      clinic!.id
    }, 'register.xlsx', ${crypto.randomUUID()}, '', ${serviceDate},
              'done', ${now})
      returning id`;
    await sql`
      insert into service_lines (file_id, sheet_row, clinic_id, policy_id, franchise_id,
                                 service_date, service_name, quantity, price_kopecks, cost_kopecks,
                                 rate_bp, franchise_kopecks, fingerprint, recorded_at)
      values (${file!.id}, 1, ${clinic!.id}, ${person.policyId}, ${person.franchiseId},
              ${serviceDate}, 'Прием терапевта', 1, ${amount * 5}, ${amount * 5}, 2000, ${amount},
              ${crypto.randomUUID()}, ${now})`;
    const [{ count } = { count: 0 }] = await sql<{ count: number }[]>`
      select count(*) from invoices where franchise_id = ${person.franchiseId}`;
    const through = addDays(localDateOf(publishedAt, person.zone), -1 - count);
    await publishInvoices(sql, { now: () => publishedAt }, { through });
    const [made] = await sql<{ id: number }[]>`
      select invoice_id as id from service_lines where file_id = ${file!.id}`;
    return made!.id;
  }

  async function openPayment(
    person: InsuredPerson,
    invoiceIds: number[],
    createdAt: Instant = clock.now(),
  ): Promise<{ attemptId: string; providerId: string }> {
    const attemptId = crypto.randomUUID();
    const owed = await sql<{ invoiceId: number; amount: Kopecks }[]>`
      select invoice_id as "invoiceId", owed_kopecks as amount from invoice_balances
      where invoice_id = any(${invoiceIds}::bigint[]) order by invoice_id`;
    const amount = kopecks(owed.reduce((all, one) => all + one.amount, 0));
    const body = paymentRequest({
      attemptId,
      amount,
      description: "Франшиза по ДМС",
      returnUrl: "https://cabinet.example/payments",
      receiptEmail: person.email,
      items: owed.map((one) => ({ description: "Франшиза", amount: one.amount })),
      vatCode: 1,
      paymentSubject: "service",
    });
    await insertAttempt(sql, {
      id: attemptId,
      payerId: person.personId,
      amount,
      request: body,
      at: createdAt,
      expiresAt: addMinutes(createdAt, 60),
      allocations: owed.map((one) => ({ invoiceId: one.invoiceId, amount: one.amount })),
    });
    const opened = await provider.open({ key: attemptId, body });
    assert.ok(opened.ok);
    await sql`
      update payment_attempts set provider_id = ${opened.payment.id}, state = 'pending'
      where id = ${attemptId}`;
    await enqueue(sql, {
      workflowType: "payment",
      workflowId: workflowId.payment(attemptId),
      input: { attemptId },
    }, clock.now());
    return { attemptId, providerId: opened.payment.id };
  }
}
