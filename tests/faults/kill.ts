import assert from "node:assert/strict";
import { WorkflowClient } from "@temporalio/client";
import { yookassa } from "../../adapters/payment_provider/yookassa.ts";
import type { Database } from "../../db/connection.ts";
import { enqueue } from "../../db/outbox.ts";
import { addSeconds, instant } from "../../domain/local_date.ts";
import { type Sandbox, startSandbox } from "../../sandbox/mod.ts";
import { workflowId } from "../../workflows/contract.ts";
import { type CaseRows, caseRows, type InsuredPerson } from "../harness/case_rows.ts";
import { testDatabase } from "../harness/database.ts";
import { devTemporal, type TestTemporal } from "../harness/temporal.ts";
import { startWorker, type WorkerProcess } from "./worker_process.ts";

/** Cases, each with one invoice: one is not paid in time, two are, at the same moment. */
interface World {
  sql: Database;
  temporal: TestTemporal;
  sandbox: Sandbox;
  rows: CaseRows;
  late: Case;
  inTime: [Case, Case];
}

type Case = InsuredPerson & { invoiceId: number };

/** What is done to the processes at the turns of a life; the twin's are left alone. */
interface Blows {
  untilDeadline(): Promise<void>;
  underWay(): Promise<void>;
  recovered(): Promise<void>;
}

const DEADLINE_SECONDS = 20;
/** The gateway takes so long that the blow falls while it is asked. */
const SLOW_MS = 6000;

/**
 * Lives the same cases twice at the same time, one world being killed again and again, and compares
 * what is left of them row by row.
 */
export async function livesAsIfNothingHappened(command: string[]): Promise<void> {
  const [struck, twin] = await Promise.all([live(command, strike), live(command, leaveAlone)]);
  // Where a blow fell while a gateway had a message, nobody knows what became of it: it is not sent
  // again, and its row says so. All else is the same, and nobody was told anything twice.
  const unknown = struck.notices.filter(({ detail }) => detail === "interrupted");
  assert.ok(unknown.some(({ template, channel }) => template === "default" && channel === "sms"));
  assert.ok(unknown.length <= 4, JSON.stringify(unknown));
  const notices = struck.notices.map((notice) =>
    notice.detail === "interrupted" ? { ...notice, state: "sent", detail: null } : notice
  );
  const untold = without(twin.messages, struck.messages);
  assert.ok(untold.length <= unknown.length, untold.join());
  assert.deepEqual(without(struck.messages, twin.messages), []);
  assert.deepEqual({ ...struck, notices, messages: twin.messages }, twin);
  assert.equal(twin.ledger.length, 6);
}

/** What `all` has more of than `taken`, one for one. */
function without(all: readonly string[], taken: readonly string[]): string[] {
  const left = [...all];
  for (const one of taken) {
    const at = left.indexOf(one);
    if (at >= 0) left.splice(at, 1);
  }
  return left;
}

function leaveAlone(): Blows {
  const nothing = () => Promise.resolve();
  return { untilDeadline: nothing, underWay: nothing, recovered: nothing };
}

function strike({ temporal }: World, worker: Restartable): Blows {
  return {
    async untilDeadline() {
      await worker.kill();
      await worker.start();
      await temporal.stop();
      await temporal.start();
    },
    async underWay() {
      await worker.kill();
      await temporal.stop();
      await temporal.start();
      await worker.start();
    },
    async recovered() {
      await temporal.stop();
      await worker.kill();
      await temporal.start();
      await worker.start();
    },
  };
}

interface Restartable {
  start(): Promise<void>;
  kill(): Promise<void>;
}

async function live(
  command: string[],
  blowsOf: (world: World, worker: Restartable) => Blows,
): Promise<Outcome> {
  await using database = await testDatabase();
  await using temporal = await devTemporal();
  const sandbox = await startSandbox();
  const { sql } = database;
  const rows = caseRows(sql, { now }, yookassa(sandbox.settings.bank));
  const [late, ...inTime] = [
    await published(sql, rows),
    await published(sql, rows),
    await published(sql, rows),
  ];
  const world: World = {
    sql,
    temporal,
    sandbox,
    rows,
    late: late!,
    inTime: inTime as [Case, Case],
  };
  let process: WorkerProcess | null = null;
  const worker: Restartable = {
    async start() {
      process = startWorker(command, { database, temporal, sandbox });
      await process.says("worker ready");
    },
    kill: () => process!.kill(),
  };
  try {
    await setDeadline(sql, late!, DEADLINE_SECONDS);
    await worker.start();
    await liveThrough(world, blowsOf(world, worker));
    return await outcomeOf(world);
  } finally {
    const last = process as WorkerProcess | null;
    if (last) assert.equal(await last.stop(), 0, last.output());
    await sandbox.close();
  }
}

async function liveThrough(world: World, blows: Blows): Promise<void> {
  const { sql, sandbox, rows, late, inTime } = world;
  await within(60, "the accruals", async () => {
    const [row] = await sql`
      select count(*) from notices where template = 'accrual' and state = 'sent'`;
    return row!.count === 6;
  });
  // An activity that dies with its worker is given up by its time-out, a minute: once is enough.
  await new Promise((resolve) => setTimeout(resolve, 500));
  sandbox.faults.set({ sms: { kind: "delay", ms: SLOW_MS, times: 1 } });
  await blows.untilDeadline();
  await within(60, "the news of the default to be under way", async () => {
    const [row] = await sql`
      select state from notices where template = 'default' and channel = 'sms'`;
    return row?.state === "sending";
  });
  const payments = [await pay(world, inTime[0]), await pay(world, inTime[1])];
  sandbox.faults.set({ bank: { kind: "delay", ms: SLOW_MS, times: 1 } });
  for (const { providerId } of payments) await sandbox.bank.decide(providerId, { decision: "pay" });
  await within(60, "one of the payments to be settled", async () => {
    const [row] = await sql`select 1 from payment_attempts where settled_at is not null`;
    return row !== undefined;
  });
  await blows.underWay();
  await within(120, "the news of the default, once", () => sandbox.sms(late.phone).length === 2);
  await within(120, "both payments", async () => (await undecided(sql)) === 0);
  await within(120, "the news of the default in the books", async () => {
    const [row] = await sql`select 1 from notices where state = 'sending'`;
    return row === undefined;
  });

  await endPreTrialTerm(sql, late);
  // Who pays while it is told is told no more: the twins would differ by chance.
  await within(60, "the news of the recovery", async () => {
    const [row] = await sql`
      select count(*) from notices where template = 'recovery' and state = 'sent'`;
    return row!.count === 2;
  });
  await blows.recovered();
  const { providerId } = await rows.openPayment(late, [late.invoiceId]);
  await sandbox.bank.decide(providerId, { decision: "pay" });
  await within(120, "the late payment", async () => (await undecided(sql)) === 0);
}

function pay({ rows }: World, one: Case): Promise<{ providerId: string }> {
  return rows.openPayment(one, [one.invoiceId]);
}

async function undecided(sql: Database): Promise<number> {
  const [row] = await sql`
    select count(*) from payment_attempts where state not in ('succeeded', 'canceled')`;
  return row!.count;
}

/** In a zone where it is early afternoon, whenever the test runs: nobody is told at night. */
async function published(sql: Database, rows: CaseRows): Promise<Case> {
  const person = await rows.insured();
  const ahead = 13 - new Date().getUTCHours();
  const zone = `Etc/GMT${ahead > 0 ? "-" : "+"}${Math.abs(ahead)}`;
  await sql`update employers set time_zone = ${zone} where id = ${person.employerId}`;
  return { ...person, invoiceId: await rows.invoice(person, 90_000) };
}

async function setDeadline(sql: Database, { invoiceId }: Case, seconds: number): Promise<void> {
  await sql`
    update invoices set due_at = ${addSeconds(now(), seconds)}, due_on = published_on
    where id = ${invoiceId}`;
}

/** Lets the default have been so long ago that the debt goes to recovery now. */
async function endPreTrialTerm(sql: Database, { invoiceId }: Case): Promise<void> {
  await sql`
    update invoices set due_at = due_at - interval '40 days', due_on = due_on - 40,
      defaulted_at = defaulted_at - interval '40 days'
    where id = ${invoiceId}`;
  await enqueue(sql, {
    workflowType: "invoice",
    workflowId: workflowId.invoice(invoiceId),
    input: { invoiceId },
    signal: "reread",
  }, now());
}

/** All that a case leaves behind, without ids and instants: these differ between twins. */
interface Outcome {
  invoices: unknown[];
  notices: {
    whose: string;
    template: string;
    channel: string;
    state: string;
    detail: string | null;
  }[];
  attempts: unknown[];
  ledger: unknown[];
  spells: unknown[];
  recoveries: unknown[];
  messages: string[];
  workflows: unknown[];
}

async function outcomeOf(world: World): Promise<Outcome> {
  const { sql, sandbox, late, inTime } = world;
  const workflows = await finished(world);
  const whose = (personId: number) => personId === late.personId ? "late" : "in time";
  const people = [late, ...inTime];
  return {
    invoices: plain(
      await sql`
      select payer_id = ${late.personId} as late, defaulted_at is not null as defaulted, owed_kopecks
      from invoices i join invoice_balances b on b.invoice_id = i.id order by i.id`,
    ),
    notices: (await sql<
      {
        person_id: number;
        template: string;
        channel: string;
        state: string;
        detail: string | null;
      }[]
    >`
      select person_id, template, channel, state, detail from notices
      order by person_id, template, channel`)
      .map(({ person_id, ...row }) => ({ whose: whose(person_id), ...row })),
    attempts: plain(
      await sql`
      select a.state, a.reason, a.amount_kopecks, a.settled_at is not null as settled, l.open,
        l.invoice_id
      from payment_attempts a join payment_allocations l on l.attempt_id = a.id
      order by l.invoice_id, a.created_at`,
    ),
    ledger: plain(
      await sql`
      select d.kind as debit, c.kind as credit, t.amount_kopecks,
        coalesce(d.invoice_id, c.invoice_id) as invoice
      from ledger_transfers t join ledger_accounts d on d.id = t.debit_id
      join ledger_accounts c on c.id = t.credit_id order by invoice, debit`,
    ),
    spells: plain(
      await sql`
      select invoice_id, reason, ended_reason, until > starts_on as lasted from emergency_spells`,
    ),
    recoveries: plain(await sql`select invoice_id, closed_reason from recovery_cases`),
    messages: people.flatMap(({ phone, email, invoiceId }) => [
      ...sandbox.sms(phone).map(({ text }) => `${invoiceId} sms ${text.split(/[:.]/)[0]}`),
      ...sandbox.mail(email).map(({ subject }) => `${invoiceId} mail ${subject}`),
    ]),
    workflows,
  };
}

function plain(rows: Iterable<object>): unknown[] {
  return [...rows].map((row) => ({ ...row }));
}

/** Each case's workflow with where it stands, once those of invoices and payments have ended. */
async function finished({ sql, temporal, late, inTime }: World): Promise<unknown[]> {
  const connection = await temporal.connect();
  try {
    const client = new WorkflowClient({ connection });
    const standings = async (ids: string[]) =>
      await Promise.all(ids.map(async (id) => {
        const { status, searchAttributes } = await client.getHandle(id).describe();
        return { id, status: status.name, stage: searchAttributes.Stage?.[0] };
      }));
    const people = [late, ...inTime];
    const ending = [
      ...people.map(({ invoiceId }) => workflowId.invoice(invoiceId)),
      workflowId.recovery(late.invoiceId),
    ];
    await within(150, "the cases to end", async () => {
      const [row] = await sql`select count(*) from outbox where delivered_at is null`;
      return row!.count === 0 &&
        (await standings(ending)).every(({ status }) => status === "COMPLETED");
    });
    const franchises = people.map(({ franchiseId }) => workflowId.franchise(franchiseId));
    await within(60, "the news of the return", async () => {
      const [row] = await sql`
        select count(*) from notices where template = 'restored' and state in ('sent', 'unknown')`;
      return row!.count === 2;
    });
    return await standings([...ending, ...franchises]);
  } finally {
    await connection.close();
  }
}

/** Waits in real time until it holds. */
export async function within(
  seconds: number,
  what: string,
  holds: () => boolean | Promise<boolean>,
): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!await holds()) {
    if (Date.now() > deadline) throw new Error(`Waited ${seconds} s in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function now() {
  return instant(new Date().toISOString());
}
