import assert from "node:assert/strict";
import fc from "fast-check";
import type { Cell } from "../adapters/spreadsheet/mod.ts";
import { readCaseRecord } from "../db/cases/case_reading.ts";
import type { Database } from "../db/connection.ts";
import { listUnpaidInvoices } from "../db/employers/employer_report_lines.ts";
import { listInvoiceHistory } from "../db/invoices/invoice_history.ts";
import { listInvoices, showInvoice } from "../db/invoices/invoices.ts";
import { freeMoneyOf, readRefund } from "../db/payments/refunds.ts";
import { insertStaff } from "../db/staff/staff.ts";
import type { SettledBy } from "../domain/invoice.ts";
import { addMinutes, localDate } from "../domain/local_date.ts";
import { kopecks } from "../domain/money.ts";
import { decideProposal } from "../use_cases/decisions/decide_proposal.ts";
import { proposeForgiving, proposeRefund } from "../use_cases/decisions/propose_decision.ts";
import { publishInvoices } from "../use_cases/invoices/publish_invoices.ts";
import { settleRefund } from "../use_cases/payments/settle_refund.ts";
import { testDatabase } from "./harness/database.ts";
import { paidInvoices } from "./harness/paid_invoices.ts";
import { registerOf, registerRow } from "./samples/sheets.ts";
import { loadPeople, loadRegister, noonOf } from "./samples/story.ts";

/**
 * One person's money in any order: services come, change and go, invoices are published, paid,
 * overpaid and forgiven, money goes back or is refused. After each step the books balance, and
 * every page and file says of an invoice what the ledger does.
 */
const THROUGH = localDate("2026-11-01");
const SERVICES = 4;

type Step =
  /** A service costs that many roubles from now on; 0 takes it out of the register. */
  | { kind: "register"; service: number; roubles: number }
  | { kind: "publish" }
  /** Of what is owed on an invoice; above 100 it is overpaid. */
  | { kind: "pay"; invoice: number; percent: number }
  | { kind: "forgive"; invoice: number; percent: number }
  | { kind: "refund"; answer: "succeeded" | "canceled" };

const index = fc.nat(SERVICES - 1);
const percent = fc.constantFrom(30, 100, 150);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("register" as const),
      service: index,
      roubles: fc.constantFrom(0, 333.33, 1000, 2500),
    }),
  },
  { weight: 3, arbitrary: fc.constant({ kind: "publish" as const }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("pay" as const), invoice: index, percent }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("forgive" as const), invoice: index, percent }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("refund" as const),
      answer: fc.constantFrom("succeeded" as const, "canceled" as const),
    }),
  },
);

const PAID: Step = { kind: "pay", invoice: 0, percent: 100 };
const PUBLISHED: Step = { kind: "publish" };

/** Every way of settling, each once for certain: the draws below mix them. */
const KNOWN: { steps: Step[]; by: SettledBy[] }[] = [
  { steps: [PUBLISHED, PAID], by: ["payment"] },
  { steps: [PUBLISHED, { kind: "forgive", invoice: 0, percent: 100 }], by: ["forgiving"] },
  {
    steps: [PUBLISHED, { ...PAID, percent: 30 }, { kind: "forgive", invoice: 0, percent: 100 }],
    by: ["part_forgiven"],
  },
  { steps: [PUBLISHED, { kind: "register", service: 0, roubles: 0 }], by: ["correction"] },
  {
    steps: [PUBLISHED, PAID, { kind: "register", service: 0, roubles: 0 }],
    by: ["correction"],
  },
  {
    steps: [
      PUBLISHED,
      PAID,
      { kind: "register", service: 0, roubles: 333.33 },
      { kind: "register", service: 1, roubles: 333.33 },
      PUBLISHED,
    ],
    by: ["payment", "credit"],
  },
  {
    steps: [
      PUBLISHED,
      { kind: "forgive", invoice: 0, percent: 100 },
      { kind: "register", service: 0, roubles: 0 },
    ],
    by: ["correction"],
  },
  {
    steps: [PUBLISHED, { ...PAID, percent: 150 }, { kind: "refund", answer: "succeeded" }],
    by: ["payment"],
  },
];

for (const { steps, by } of KNOWN) {
  Deno.test(`${told(steps)}: settled by ${by.join(", ")}`, async () => {
    assert.deepEqual(await play(steps), by);
  });
}

Deno.test("in any order the books balance, and every page says what they do", async () => {
  const lives = fc.array(step, { minLength: 5, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(lives, async (steps) => {
      await play([PUBLISHED, ...steps]);
    }),
    { numRuns: 12, endOnFailure: true },
  );
});

function told(steps: readonly Step[]): string {
  return steps.map((one) => "answer" in one ? `${one.kind} ${one.answer}` : one.kind).join(", ");
}

/** @returns what has settled each invoice in the end; what is still owed is left out */
async function play(steps: readonly Step[]): Promise<SettledBy[]> {
  await using database = await testDatabase();
  const { sql } = database;
  await loadPeople(sql);
  const rows: Cell[][] = [serviceRow(0, 1000)];
  const first = await loadRegister(sql, { name: "0.xlsx", content: registerOf(...rows) });
  if (!first.ok) throw new Error(first.problem);
  const [person] = await sql<{ id: number; employer: number }[]>`
    select p.id, p.employer_id as employer from people p join policies o on o.person_id = p.id
    where o.number = '7701/474/001000'`;
  const member = async (role: "operator" | "approver") => ({
    staffId: await insertStaff(sql, {
      email: `${role}@fifth.test`,
      name: role,
      role,
      at: noonOf("2026-11-01").now(),
    }),
    ip: "192.0.2.1",
  });
  const world: World = {
    sql,
    payerId: person!.id,
    employerId: person!.employer,
    fileId: first.fileId,
    prices: [1000, ...Array<number>(SERVICES - 1).fill(0)],
    operator: await member("operator"),
    approver: await member("approver"),
    minutes: 0,
  };
  for (const [at, step] of steps.entries()) {
    world.minutes += 1;
    await take(world, step);
    await agree(world, `${told(steps.slice(0, at + 1))}`);
  }
  const settled = await sql<{ by: SettledBy }[]>`
    select settled_by as by from invoice_settlements order by invoice_id`;
  return settled.map((row) => row.by);
}

interface World {
  sql: Database;
  payerId: number;
  employerId: number;
  /** The newest of the clinic's files. */
  fileId: number;
  prices: number[];
  operator: { staffId: number; ip: string };
  approver: { staffId: number; ip: string };
  /** Since noon. */
  minutes: number;
}

function clockOf({ minutes }: World) {
  return { now: () => addMinutes(noonOf("2026-11-20").now(), minutes) };
}

async function take(world: World, step: Step): Promise<void> {
  const { sql, payerId, operator, approver } = world;
  const clock = clockOf(world);
  const confirm = (decisionId: number) =>
    decideProposal(sql, clock, { decisionId, answer: "confirm", actor: approver });
  switch (step.kind) {
    case "register": {
      world.prices[step.service] = step.roubles;
      const rows = world.prices.flatMap((price, at) => price === 0 ? [] : [serviceRow(at, price)]);
      // A register without a line is none, and the same bytes are the same file.
      rows.push(othersRow(world.minutes));
      const loaded = await loadRegister(sql, {
        name: `${world.minutes}.xlsx`,
        content: registerOf(...rows),
        replaces: world.fileId,
        clock,
      });
      if (!loaded.ok) throw new Error(loaded.problem);
      world.fileId = loaded.fileId;
      return;
    }
    case "publish":
      return void await publishInvoices(sql, clock, { through: THROUGH });
    case "pay": {
      const invoice = (await listInvoices(sql, payerId)).toReversed()[step.invoice];
      if (invoice === undefined) return;
      const { id: invoiceId, owedKopecks } = invoice;
      const amount = Math.max(100, Math.round(owedKopecks * step.percent / 100));
      const of = { parts: [{ invoiceId, amount }], at: clock.now() };
      return void await paidInvoices(sql).pay(payerId, of);
    }
    case "forgive": {
      const invoice = (await listInvoices(sql, payerId)).toReversed()[step.invoice];
      if (invoice === undefined || invoice.owedKopecks <= 0) return;
      const share = Math.round(invoice.owedKopecks * Math.min(100, step.percent) / 100);
      const proposed = await proposeForgiving(sql, clock, {
        invoiceId: invoice.id,
        amount: kopecks(Math.max(1, share)),
        reason: "Так решили",
        actor: operator,
      });
      assert.ok(proposed.ok);
      return void assert.ok((await confirm(proposed.decisionId)).ok);
    }
    case "refund": {
      const actor = operator;
      const proposed = await proposeRefund(sql, clock, {
        personId: payerId,
        reason: "Просит вернуть",
        actor,
      });
      if (!proposed.ok) return void assert.equal(proposed.reason, "no_free_money");
      assert.ok((await confirm(proposed.decisionId)).ok);
      const made = await sql<{ id: string }[]>`select id from refunds where state = 'created'`;
      for (const { id } of made) {
        const { paymentId, amountKopecks: amount } = await readRefund(sql, id);
        const refund = {
          id: `2e${id.slice(2)}`,
          paymentId,
          status: step.answer,
          amount,
          currency: "RUB",
          refundId: id,
          cancelReason: null,
        };
        await settleRefund(sql, { refundId: id, refund, now: clock.now() });
      }
    }
  }
}

function serviceRow(at: number, price: number): Cell[] {
  return registerRow({ number: at + 1, price, date: `2026-10-${at + 10}` });
}

function othersRow(number: number): Cell[] {
  return registerRow({ number, policy: "7701/965/001028", name: "Образцова Майя Тестовна" });
}

/** The ledger against itself, and everything that is shown against the ledger. */
async function agree(world: World, when: string): Promise<void> {
  const { sql, payerId, employerId } = world;
  const [books] = await sql<Record<string, number>[]>`
    with balance as (
      select a.id, a.kind, a.invoice_id, a.person_id,
             coalesce((select sum(amount_kopecks) from ledger_transfers where debit_id = a.id), 0)
             - coalesce((select sum(amount_kopecks) from ledger_transfers where credit_id = a.id), 0)
               as amount
      from ledger_accounts a
    )
    select sum(amount)::bigint as total,
           coalesce(sum(amount) filter (where kind = 'returning'), 0)::bigint as returning,
           (coalesce(sum(amount) filter (where kind = 'bank'), 0)
            - (select coalesce(sum(amount_kopecks), 0) from payment_attempts where state = 'succeeded')
            + (select coalesce(sum(amount_kopecks), 0) from refunds where state = 'succeeded')
           )::bigint as "bank off",
           (coalesce(sum(amount) filter (where kind = 'unallocated' and person_id = ${payerId}), 0)
            + (select coalesce(sum(left_kopecks), 0) from credits_left where payer_id = ${payerId})
           )::bigint as "less excess",
           count(*) filter (where kind = 'receivable' and amount < 0) as "below zero"
    from balance`;
  const { "less excess": lessExcess, ...even } = books!;
  assert.deepEqual(even, { total: 0, returning: 0, "bank off": 0, "below zero": 0 }, when);
  assert.ok(lessExcess! <= 0, `${when}: credits exceed what is the payer's`);
  assert.ok(await freeMoneyOf(sql, payerId) >= 0, when);

  const unpaid = new Map(
    (await listUnpaidInvoices(sql, employerId)).map((row) => [row.invoiceId, row.owedKopecks]),
  );
  const history = await listInvoiceHistory(sql, { payerId, insuredId: null });
  for (const listed of await listInvoices(sql, payerId)) {
    const { id: invoiceId, owedKopecks: owed, settlement } = listed;
    const about = `${when}, invoice ${invoiceId}`;
    const file = history.find((one) => one.id === invoiceId)!;
    const record = (await readCaseRecord(sql, invoiceId))!;
    const page = (await showInvoice(sql, {
      viewerId: payerId,
      invoiceId,
      ip: "192.0.2.1",
      at: clockOf(world).now(),
    }))!;
    assert.deepEqual(
      [file.owedKopecks, record.owedKopecks, page.owedKopecks, unpaid.get(invoiceId) ?? 0],
      [owed, owed, owed, owed],
      about,
    );
    for (const said of [file, record, page]) {
      assert.deepEqual(said.settlement, settlement, about);
    }
    assert.equal(settlement === null, owed > 0, about);
    assert.equal(await billed(sql, page), owed, `${about}: the page's reckoning`);
    if (settlement !== null) assert.equal(settlement.by, await settledBy(sql, page), about);
  }
}

type Page = NonNullable<Awaited<ReturnType<typeof showInvoice>>>;

/** What the page's «Что исправлено» comes to: charged, corrected, forgiven, offset and paid. */
async function billed(sql: Database, { id, totalKopecks, corrections }: Page): Promise<number> {
  const { creditedKopecks, aheadKopecks, forgivenKopecks, offsets } = corrections;
  const offset = offsets.reduce((all, one) => all + one.amountKopecks, 0);
  return totalKopecks - creditedKopecks + aheadKopecks - forgivenKopecks - offset -
    await paidByBank(sql, id);
}

async function settledBy(sql: Database, { id, corrections }: Page): Promise<SettledBy> {
  const bank = await paidByBank(sql, id);
  const { aheadKopecks, forgivenKopecks, offsets } = corrections;
  const money = bank + offsets.reduce((all, one) => all + one.amountKopecks, 0) - aheadKopecks;
  if (money > 0 && forgivenKopecks > 0) return "part_forgiven";
  if (money > 0) return bank > 0 ? "payment" : "credit";
  return forgivenKopecks > 0 ? "forgiving" : "correction";
}

async function paidByBank(sql: Database, invoiceId: number): Promise<number> {
  const [row] = await sql<{ paid: number }[]>`
    select coalesce(sum(t.amount_kopecks), 0)::bigint as paid
    from payment_allocations a
    join ledger_transfers t on t.event_key = 'payment/' || a.attempt_id || '/invoice/' || a.invoice_id
    where a.invoice_id = ${invoiceId}`;
  return row!.paid;
}
