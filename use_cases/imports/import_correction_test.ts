import assert from "node:assert/strict";
import { fixedClock } from "../../clock.ts";
import type { Cell } from "../../adapters/spreadsheet/mod.ts";
import type { Database } from "../../db/connection.ts";
import { type Instant, instant, localDate } from "../../domain/local_date.ts";
import { testDatabase } from "../../tests/harness/database.ts";
import { paidInvoices } from "../../tests/harness/paid_invoices.ts";
import { registerOf, registerRow } from "../../tests/samples/sheets.ts";
import {
  CLINIC,
  IMPORTED_ON,
  loadPeople,
  loadRegister,
  noonOf,
} from "../../tests/samples/story.ts";
import { defaultInvoice } from "../invoices/default_invoice.ts";
import { publishInvoices } from "../invoices/publish_invoices.ts";
import { storeFile } from "./receive_file.ts";

const THROUGH = localDate("2026-11-01");
const LATER = noonOf("2026-11-20");

const VISIT = registerRow({ number: 1, price: 1000 });
const TEST = registerRow({ number: 2, service: "Анализ крови", price: 500 });
const SCAN = registerRow({ number: 3, service: "УЗИ", price: 3000 });

const priced = (row: Cell[], price: number) => row.with(8, price);

Deno.test("what is not invoiced yet is taken back and stays on record, and the new line stands", async () => {
  await using world = await worldWith([VISIT, TEST]);
  const outcome = await world.correct([priced(VISIT, 900), SCAN]);
  assert.equal(outcome.accepted, 2);
  assert.deepEqual(outcome.withdrawn, { changed: 1, gone: 1 });
  const lines = await world.sql<{ name: string; withdrawn: string | null; cost: number }[]>`
    select service_name as name, withdrawn, cost_kopecks as cost from service_lines order by id`;
  assert.deepEqual(lines.map((line) => [line.name, line.cost, line.withdrawn]), [
    ["Прием терапевта", 100_000, "changed"],
    ["Анализ крови", 50_000, "gone"],
    ["Прием терапевта", 90_000, null],
    ["УЗИ", 300_000, null],
  ]);
  assert.deepEqual(await world.publish(), [[78_000, 78_000]]);
});

Deno.test("rows that say the same do nothing, also where a row above moved their numbers", async () => {
  await using world = await worldWith([VISIT, TEST, SCAN]);
  const outcome = await world.correct([TEST.with(0, 1), SCAN.with(0, 2)]);
  assert.deepEqual(
    [outcome.accepted, outcome.unchanged, outcome.held.length, outcome.withdrawn],
    [0, 2, 0, { changed: 0, gone: 1 }],
  );
  assert.deepEqual(await world.publish(), [[70_000, 70_000]]);
});

Deno.test("a service that became dearer is charged by the rest, and the line names what it corrects", async () => {
  await using world = await worldWith([VISIT]);
  await world.publish();
  await world.correct([priced(VISIT, 1333.33)]);
  assert.deepEqual(await world.publish(), [[20_000, 20_000], [6_667, 6_667]]);
  const [line] = await world.sql`
    select l.cost_kopecks, l.franchise_kopecks, l.full_cost_kopecks, l.full_franchise_kopecks,
           old.invoice_id as corrected
    from service_lines l join service_lines old on old.id = l.corrects_id`;
  assert.deepEqual(Object.values(line!), [33_333, 6_667, 133_333, 26_667, 2001]);
  assert.equal(await world.ledgerOff(), 0);
});

Deno.test("a service that became cheaper lowers what is owed, and the workflows are told", async () => {
  await using world = await worldWith([VISIT, TEST]);
  await world.publish();
  await world.sql`update outbox set delivered_at = recorded_at`;
  await world.correct([priced(VISIT, 800), TEST]);
  assert.deepEqual(await world.invoices(), [[30_000, 26_000]]);
  const told = await world.sql<{ id: string; signal: string | null }[]>`
    select workflow_id as id, signal from outbox where delivered_at is null order by outbox.id`;
  assert.deepEqual(told.map((row) => [row.id, row.signal]), [
    [told[0]!.id, "invoicePaid"],
    ["invoice/2001", "reread"],
    ["correction/1", null],
  ]);
  assert.deepEqual(await world.publish(), [[30_000, 26_000]], "nothing is left to invoice");
});

Deno.test("what was paid already pays for the next invoice, and is spent once", async () => {
  await using world = await worldWith([VISIT, TEST]);
  await world.publish();
  await world.pay(2001, 30_000);
  await world.correct([priced(VISIT, 400), TEST]);
  assert.deepEqual(await world.invoices(), [[30_000, 0]]);
  assert.equal(await world.unallocated(), 12_000);

  await loadRegister(world.sql, { name: "next.xlsx", content: registerOf(SCAN.with(0, 30)) });
  assert.deepEqual(await world.publish(), [[30_000, 0], [60_000, 48_000]]);
  assert.equal(await world.unallocated(), 0);
  const [offset] = await world.sql`select * from credit_offsets`;
  assert.deepEqual([offset!.invoice_id, offset!.amount_kopecks], [2002, 12_000]);
  await loadRegister(world.sql, {
    name: "third.xlsx",
    content: registerOf(TEST.with(4, "2026-10-09")),
  });
  assert.deepEqual(await world.publish(), [[30_000, 0], [60_000, 48_000], [10_000, 10_000]]);
  assert.equal(await world.ledgerOff(), 0);
});

Deno.test("what staff had forgiven becomes nobody's money when its service goes", async () => {
  await using world = await worldWith([VISIT, TEST]);
  await world.publish();
  await world.sql`
    insert into ledger_transfers (event_key, debit_id, credit_id, amount_kopecks, effective_at,
                                  recorded_at)
    select 'decision/1/forgiven', f.id, a.id, 30000, ${LATER.now()}, ${LATER.now()}
    from ledger_accounts a, ledger_accounts f where a.invoice_id = 2001 and f.kind = 'forgiven'`;
  await world.correct([TEST]);
  assert.deepEqual(await world.invoices(), [[30_000, 0]]);
  assert.equal(await world.unallocated(), 0);
  const [kept] = await world.sql`select credited_kopecks, unallocated_kopecks from corrections`;
  assert.deepEqual(Object.values(kept!), [20_000, 0]);
  assert.equal(await world.ledgerOff(), 0);
});

Deno.test("a debt that never was takes its default with it", async () => {
  await using world = await worldWith([VISIT]);
  await world.publish();
  const at = instant("2027-01-20T07:00:00.000Z");
  await defaultInvoice(world.sql, { invoiceId: 2001, at });
  await world.correct([SCAN], fixedClock(instant("2027-01-25T07:00:00.000Z")));
  const [invoice] = await world.sql`select defaulted_at from invoices where id = 2001`;
  assert.equal(invoice!.defaulted_at, null);
  const [spell] = await world.sql`select starts_on, until, ended_reason from emergency_spells`;
  assert.deepEqual(Object.values(spell!), ["2027-01-20", "2027-01-20", "default_reversed"]);
  const [told] = await world.sql`
    select signal from outbox where workflow_id = 'invoice/2001' order by id desc limit 1`;
  assert.equal(told!.signal, "paid");
});

Deno.test("one correction after another credits each invoice what it charged, the newest first", async () => {
  await using world = await worldWith([VISIT]);
  await world.publish();
  const second = await world.correct([priced(VISIT, 1500)]);
  await world.publish();
  await world.correct([priced(VISIT, 700)], LATER, second.fileId);
  assert.deepEqual(await world.invoices(), [[20_000, 14_000], [10_000, 0]]);
  assert.deepEqual(await world.publish(), [[20_000, 14_000], [10_000, 0]]);
  assert.equal(await world.ledgerOff(), 0);
});

Deno.test("a correction that was corrected before it was invoiced charges the last word alone", async () => {
  await using world = await worldWith([VISIT]);
  await world.publish();
  const second = await world.correct([priced(VISIT, 2000)]);
  await world.correct([priced(VISIT, 1200)], LATER, second.fileId);
  assert.deepEqual(await world.publish(), [[20_000, 20_000], [4_000, 4_000]]);
});

Deno.test("a file that was loaded by itself may be named as a correction afterwards", async () => {
  await using world = await worldWith([VISIT, TEST]);
  await world.publish();
  const content = registerOf(priced(VISIT, 1200), TEST);
  const alone = await loadRegister(world.sql, { name: "new.xlsx", content });
  assert.ok(alone.ok && alone.held.length === 1 && alone.accepted === 1);
  const named = await loadRegister(world.sql, {
    name: "new.xlsx",
    content,
    replaces: world.fileId,
  });
  assert.ok(named.ok && named.held.length === 0);
  const published = await world.publish();
  assert.equal(sumOf(published, 1), 34_000);
  assert.equal(await world.ledgerOff(), 0);
});

Deno.test("a replaced file changes nothing any more, however often it is sent", async () => {
  await using world = await worldWith([VISIT, registerRow({ number: 2, policy: "unknown" })]);
  await world.correct([VISIT]);
  await world.sql`update policies set number = 'unknown' where number = '7701/918/001039'`;
  const again = await loadRegister(world.sql, { name: "a.xlsx", content: world.content });
  assert.ok(again.ok && !again.changed);
  assert.deepEqual(await world.publish(), [[20_000, 20_000]]);
});

Deno.test("a correction of what was let in is held only where it repeats another file", async () => {
  await using world = await worldWith([VISIT]);
  await world.publish();
  await loadRegister(world.sql, {
    name: "other.xlsx",
    content: registerOf(priced(VISIT, 1500).with(0, 9)),
  });
  const outcome = await world.correct([priced(VISIT, 1500)]);
  assert.deepEqual(outcome.held.map((row) => row.reason), ["in_another_file"]);
  // The visit for 1 000 is no more, the one for 1 500 stands in the other file.
  assert.equal(sumOf(await world.publish(), 1), 30_000);
});

Deno.test("a file can't replace a later one, another clinic's, or one that is replaced", async () => {
  await using world = await worldWith([VISIT]);
  const second = await world.correct([TEST]);
  const tryTo = async (replaces: number, clinic = CLINIC) => {
    const stored = await storeFile(world.sql, IMPORTED_ON, {
      kind: "register",
      clinic,
      name: "x.xlsx",
      content: registerOf(SCAN),
      uploadedBy: null,
      replaces,
    });
    assert.ok(!stored.ok && stored.reason === "no_correction");
    return stored.why;
  };
  assert.equal(await tryTo(world.fileId), "replaced");
  assert.equal(await tryTo(second.fileId, "Другая клиника"), "unknown");
  assert.equal(await tryTo(999), "unknown");
  const files = await world.sql`select from import_files where name = 'x.xlsx'`;
  assert.equal(files.length, 0, "nothing is stored");
});

const sumOf = (invoices: number[][], at: number) =>
  invoices.reduce((all, invoice) => all + invoice[at]!, 0);

async function worldWith(rows: Cell[][]) {
  await using stack = new AsyncDisposableStack();
  const { sql } = stack.use(await testDatabase());
  await loadPeople(sql);
  const content = registerOf(...rows);
  const first = await loadRegister(sql, { name: "a.xlsx", content });
  if (!first.ok) throw new Error(first.problem);
  const { fileId } = first;
  const parts = stack.move();
  return {
    sql,
    fileId,
    content,
    async correct(rows: Cell[][], clock = LATER, replaces = fileId) {
      const name = `corrected-${crypto.randomUUID()}.xlsx`;
      const content = registerOf(...rows);
      const outcome = await loadRegister(sql, { name, content, replaces, clock });
      if (!outcome.ok) throw new Error(outcome.problem);
      return outcome;
    },
    invoices: () => invoices(sql),
    async publish() {
      await publishInvoices(sql, LATER, { through: THROUGH });
      return await invoices(sql);
    },
    async pay(invoiceId: number, amount: number) {
      const [invoice] = await sql<{ payer_id: number }[]>`
        select payer_id from invoices where id = ${invoiceId}`;
      const at: Instant = LATER.now();
      await paidInvoices(sql).pay(invoice!.payer_id, { parts: [{ invoiceId, amount }], at });
    },
    async unallocated() {
      const [row] = await sql<{ left: number }[]>`
        select coalesce(sum(case when t.credit_id = a.id then 1 else -1 end * t.amount_kopecks), 0)
          ::bigint as left
        from ledger_accounts a join ledger_transfers t on a.id in (t.debit_id, t.credit_id)
        where a.kind = 'unallocated'`;
      return row!.left;
    },
    /** What services stand for, less what invoices claim and took for them. */
    async ledgerOff() {
      const [row] = await sql<{ off: number }[]>`
        select ((select coalesce(sum(coalesce(full_franchise_kopecks, franchise_kopecks)), 0)
                 from service_lines where withdrawn is null and held is null)
               - (select coalesce(sum(t.amount_kopecks), 0) from ledger_transfers t
                  join ledger_accounts a on a.id = t.credit_id where a.kind = 'income')
               + (select coalesce(sum(t.amount_kopecks), 0) from ledger_transfers t
                  join ledger_accounts a on a.id = t.debit_id where a.kind = 'income'))::bigint as off`;
      return row!.off;
    },
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

/** Total and what is owed, of each invoice. */
async function invoices(sql: Database): Promise<number[][]> {
  const rows = await sql<{ total: number; owed: number }[]>`
    select total_kopecks as total, owed_kopecks as owed
    from invoices i join invoice_balances b on b.invoice_id = i.id order by i.id`;
  return rows.map((row) => [row.total, row.owed]);
}
