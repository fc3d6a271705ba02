import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { WorkflowClient, type WorkflowHandle } from "@temporalio/client";
import type { TestWorkflowEnvironment } from "@temporalio/testing";
import { bundleWorkflowCode, DefaultLogger, Runtime, Worker } from "@temporalio/worker";
import { createActivities } from "../../activities/mod.ts";
import { smtp } from "../../adapters/email/smtp.ts";
import { paymentRequest } from "../../adapters/payment_provider/mod.ts";
import { yookassa } from "../../adapters/payment_provider/yookassa.ts";
import { smsc } from "../../adapters/sms/smsc.ts";
import { connect, type Database } from "../../db/connection.ts";
import { enqueue } from "../../db/outbox.ts";
import { insertAttempt } from "../../db/payments.ts";
import type { Clock } from "../../domain/clock.ts";
import {
  addDays,
  addMinutes,
  type Instant,
  instant,
  type LocalDate,
  localDateOf,
} from "../../domain/local_date.ts";
import { type Kopecks, kopecks } from "../../domain/money.ts";
import { createLogger } from "../../logging.ts";
import { startOutboxRelay } from "../../relay/outbox_relay.ts";
import { deliverTo } from "../../relay/temporal_delivery.ts";
import { type Sandbox, startSandbox } from "../../sandbox/mod.ts";
import { activateFranchise } from "../../use_cases/activate_franchise.ts";
import { publishInvoices } from "../../use_cases/publish_invoices.ts";
import { TASK_QUEUE, workflowId } from "../../workflows/contract.ts";
import { testDatabase } from "./database.ts";
import { timeSkippingTemporal } from "./temporal.ts";

export const ZONE = "Asia/Yekaterinburg";

export interface InsuredPerson {
  personId: number;
  employerId: number;
  policyId: number;
  franchiseId: number;
  phone: string;
  email: string;
}

export interface PersonWanted {
  /** Days of consent before the world's now: 60 unless told. */
  consentedDaysAgo?: number;
  surname?: string;
  phone?: string;
  email?: string;
  policyEndsOn?: LocalDate;
}

/** Cases running for real: Postgres, the sandbox, a server that skips time, worker and relay. */
export interface CaseWorld extends AsyncDisposable {
  environment: TestWorkflowEnvironment;
  sql: Database;
  url: string;
  sandbox: Sandbox;
  /** The server's clock, as it was last read. */
  clock: Clock;
  insured(wanted?: PersonWanted): Promise<InsuredPerson>;
  /** Publishes an invoice now, or as if it had been then. */
  invoice(person: InsuredPerson, amount: number, publishedAt?: Instant): Promise<number>;
  /** Opens the payment of these invoices as the web does. */
  openPayment(
    person: InsuredPerson,
    invoiceIds: number[],
    createdAt?: Instant,
  ): Promise<{ attemptId: string; providerId: string }>;
  notifyOfPayment(attemptId: string): Promise<void>;
  /** Lets time pass until then, or by so many milliseconds; then everything is delivered. */
  passTo(at: string): Promise<void>;
  pass(ms: number): Promise<void>;
  /** Waits in real time, 20 s at most. */
  until<T>(what: string, find: () => Promise<T | null | undefined | false>): Promise<T>;
  handle(id: string): WorkflowHandle;
  /** Waits for a workflow's end, skipping time. */
  result(id: string): Promise<unknown>;
  stage(id: string): Promise<string | undefined>;
}

let bundle: Promise<{ code: string }> | undefined;

/** One bundle serves every worker of a test file. */
export function workflowBundle(): Promise<{ code: string }> {
  bundle ??= bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL("../../workflows/mod.ts", import.meta.url)),
    logger: new DefaultLogger("ERROR"),
  });
  return bundle;
}

export async function caseWorld(): Promise<CaseWorld> {
  Runtime.install({ logger: new DefaultLogger("ERROR"), shutdownSignals: [] });
  const database = await testDatabase();
  const sandbox = await startSandbox();
  const environment = await timeSkippingTemporal();
  const { sql } = database;
  const relaySql = connect(database.url, { max: 2, applicationName: "test-relay" });
  const logger = createLogger("test", "error", (line) => console.error(line.trim()));

  let now = instant(new Date(await environment.currentTimeMs()).toISOString());
  const clock: Clock = { now: () => now };
  const provider = yookassa(sandbox.settings.bank);
  const activities = createActivities({
    sql,
    sms: smsc({ ...sandbox.settings.sms, timeoutMs: 2000 }),
    mailer: smtp({
      url: sandbox.settings.smtpUrl,
      from: "Пятая часть <noreply@cabinet.example>",
      timeoutMs: 2000,
    }),
    provider,
    publicUrl: "https://cabinet.example",
  }, () => {});
  const worker = await Worker.create({
    connection: environment.nativeConnection,
    taskQueue: TASK_QUEUE,
    activities,
    workflowBundle: await workflowBundle(),
  });
  const running = worker.run();
  const client = new WorkflowClient({ connection: environment.connection });
  const relay = startOutboxRelay({
    sql: relaySql,
    clock,
    logger,
    deliver: deliverTo(client),
    pollMs: 200,
  });
  let people = 0;

  return {
    environment,
    sql,
    url: database.url,
    sandbox,
    clock,
    insured,
    invoice,
    openPayment,
    notifyOfPayment,
    passTo: (at) => pass(Date.parse(at) - Date.parse(now)),
    pass,
    until,
    handle: (id) => client.getHandle(id),
    async result(id) {
      await untilDelivered();
      return await environment.client.workflow.getHandle(id).result();
    },
    async stage(id) {
      await untilDelivered();
      const { searchAttributes } = await client.getHandle(id).describe();
      return searchAttributes.Stage?.[0] as string | undefined;
    },
    async [Symbol.asyncDispose]() {
      worker.shutdown();
      await running;
      await relay.close();
      await relaySql.end({ timeout: 5 });
      await environment[Symbol.asyncDispose]();
      await sandbox.close();
      await database[Symbol.asyncDispose]();
    },
  };

  async function insured(wanted: PersonWanted = {}): Promise<InsuredPerson> {
    people += 1;
    const phone = wanted.phone ?? `900555${String(people).padStart(4, "0")}`;
    const email = wanted.email ?? `insured${people}@mail.example`;
    const consentedAt = addMinutes(now, -(wanted.consentedDaysAgo ?? 60) * 24 * 60);
    const startsOn = addDays(localDateOf(now, ZONE), -200);
    const endsOn = wanted.policyEndsOn ?? addDays(startsOn, 565);
    const [employer] = await sql<{ id: number }[]>`
      insert into employers (name, time_zone, recorded_at)
      values (${`Завод ${people}`}, ${ZONE}, ${now}) returning id`;
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
    };
  }

  async function invoice(
    person: InsuredPerson,
    amount: number,
    publishedAt: Instant = now,
  ): Promise<number> {
    const serviceDate = addDays(localDateOf(publishedAt, ZONE), -30);
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
    const through = addDays(localDateOf(publishedAt, ZONE), -1 - count);
    await publishInvoices(sql, { now: () => publishedAt }, { through });
    const [made] = await sql<{ id: number }[]>`
      select max(id) as id from invoices where franchise_id = ${person.franchiseId}`;
    return made!.id;
  }

  async function openPayment(
    person: InsuredPerson,
    invoiceIds: number[],
    createdAt: Instant = now,
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
    }, now);
    return { attemptId, providerId: opened.payment.id };
  }

  async function notifyOfPayment(attemptId: string): Promise<void> {
    await enqueue(sql, {
      workflowType: "payment",
      workflowId: workflowId.payment(attemptId),
      input: { attemptId },
      signal: "bankNotified",
    }, now);
  }

  async function pass(ms: number): Promise<void> {
    await untilDelivered();
    if (ms > 0) await environment.sleep(ms);
    now = instant(new Date(await environment.currentTimeMs()).toISOString());
    await untilDelivered();
  }

  async function untilDelivered(): Promise<void> {
    await until("the outbox to be delivered", async () => {
      const [row] = await sql<{ count: number }[]>`
        select count(*) from outbox where delivered_at is null`;
      return row!.count === 0;
    });
  }
}

/** Waits in real time until `find` finds something, 20 s at most. */
export async function until<T>(
  what: string,
  find: () => Promise<T | null | undefined | false>,
): Promise<T> {
  const deadline = Date.now() + 20_000;
  while (true) {
    const found = await find();
    if (found !== null && found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`Waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
