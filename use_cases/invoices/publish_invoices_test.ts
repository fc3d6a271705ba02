import assert from "node:assert/strict";
import fc from "fast-check";
import { type InvoicePeriod, periodsEnding } from "../../domain/contract_terms.ts";
import { localDate } from "../../domain/local_date.ts";
import { workflowId } from "../../workflows/contract.ts";
import type { Database } from "../../db/connection.ts";
import { testDatabase } from "../../tests/harness/database.ts";
import { registerOf, registerRow } from "../../tests/samples/sheets.ts";
import { expectedOf, loadPeople, loadRegister, noonOf, sample } from "../../tests/samples/story.ts";
import { publishInvoices } from "./publish_invoices.ts";

const OCTOBER = localDate("2026-10-31");
const PUBLISHED = noonOf("2026-11-11");

Deno.test("a quarter's employer waits for the quarter's end, and staff may publish before", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  await loadPeople(sql, "RU-BA");
  await loadRegister(sql, { name: "a.xlsx", content: registerOf(registerRow()) });
  await sql`update employers set invoice_months = 3`;
  const publish = async (periods?: readonly InvoicePeriod[]) =>
    (await publishInvoices(sql, PUBLISHED, { through: OCTOBER, ...periods ? { periods } : {} }))
      .invoices;
  assert.equal(await publish(periodsEnding(OCTOBER)), 0);
  assert.equal(await publish(periodsEnding(localDate("2026-12-31"))), 1);
  await loadRegister(sql, {
    name: "b.xlsx",
    content: registerOf(registerRow({ number: 2, price: 50 })),
  });
  assert.equal(await publish(), 1);
});

Deno.test("one invoice per franchise, its terms and ledger, and nothing doubled by a second run", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  await loadPeople(sql, "RU-BA");
  const name = "register-02-real-life.xlsx";
  await loadRegister(sql, { name, content: sample(name) });
  const parts = Object.values(expectedOf(name).franchise_kopecks_by_policy);
  const before = await sql`select count(*) as count from outbox`;

  const outcome = await publishInvoices(sql, PUBLISHED, { through: OCTOBER });
  assert.deepEqual(outcome, {
    invoices: parts.length,
    lines: 63,
    nothingOwed: 0,
    withoutPayer: 0,
    totalKopecks: parts.reduce((total, part) => total + part, 0),
  });
  const [invoice] = await sql`
    select i.id, i.franchise_id, total_kopecks, published_at, published_on, due_on, due_at,
           time_zone, through, payer_id, p.person_id
    from invoices i join policies p on p.id = i.policy_id where p.number = '7701/749/001021'`;
  assert.equal(invoice!.total_kopecks, 268840);
  assert.equal(invoice!.published_on, "2026-11-11");
  assert.equal(invoice!.due_on, "2026-12-23");
  assert.equal(invoice!.due_at, "2026-12-23T19:00:00.000Z");
  assert.equal(invoice!.payer_id, invoice!.person_id);
  const messages = await sql`
    select workflow_id, workflow_type, signal, input from outbox
    where workflow_id = ${workflowId.invoice(invoice!.id)}
       or (workflow_id = ${workflowId.franchise(invoice!.franchise_id)} and signal is not null)
    order by id`;
  assert.deepEqual(messages.map((row) => ({ ...row })), [
    {
      workflow_id: workflowId.invoice(invoice!.id),
      workflow_type: "invoice",
      signal: null,
      input: { invoiceId: invoice!.id },
    },
    {
      workflow_id: workflowId.franchise(invoice!.franchise_id),
      workflow_type: "franchise",
      signal: "invoicePublished",
      input: { franchiseId: invoice!.franchise_id },
    },
  ]);
  await assertBooksAgree(sql);

  const [first, second] = await Promise.all([
    publishInvoices(sql, PUBLISHED, { through: OCTOBER }),
    publishInvoices(sql, PUBLISHED, { through: OCTOBER }),
  ]);
  assert.deepEqual([first.invoices, second.invoices, first.totalKopecks], [0, 0, 0]);
  const after = await sql`select count(*) as count from outbox`;
  assert.equal(after[0]!.count, before[0]!.count + 2 * parts.length);
});

Deno.test("two publications at once make one invoice per franchise", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  await loadPeople(sql);
  await loadRegister(sql, { name: "a.xlsx", content: sample("register-01-clean.xlsx") });
  const outcomes = await Promise.all([
    publishInvoices(sql, PUBLISHED, { through: OCTOBER }),
    publishInvoices(sql, PUBLISHED, { through: OCTOBER }),
  ]);
  assert.equal(outcomes[0].invoices + outcomes[1].invoices, 30);
  assert.equal(outcomes[0].lines + outcomes[1].lines, 60);
  await assertBooksAgree(sql);
});

Deno.test("a minor's invoice is the representative's; without one it waits", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  await loadPeople(sql);
  await loadRegister(sql, {
    name: "a.xlsx",
    content: registerOf(
      registerRow({ policy: "7701/848/001012", name: "Примеров Данил Тестович" }),
      registerRow({ policy: "7701/419/001025", name: "Примеров Булат Тестович", number: 2 }),
    ),
  });
  await sql`update people set representative_id = null where personnel_number = '4025'`;
  const outcome = await publishInvoices(sql, PUBLISHED, { through: OCTOBER });
  assert.deepEqual([outcome.invoices, outcome.withoutPayer], [1, 1]);
  const [invoice] = await sql`
    select h.personnel_number from invoices i join people h on h.id = i.payer_id`;
  assert.equal(invoice!.personnel_number, "4011");
});

Deno.test("held lines and lines after the day wait; a line that comes later gets an invoice of its own", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  await loadPeople(sql);
  await loadRegister(sql, {
    name: "a.xlsx",
    content: registerOf(registerRow(), registerRow({ number: 2, date: "2026-11-01" })),
  });
  await publishInvoices(sql, PUBLISHED, { through: OCTOBER });
  await loadRegister(sql, {
    name: "b.xlsx",
    content: registerOf(
      registerRow(),
      registerRow({ number: 3, service: "Анализ", price: 0.02 }),
      registerRow({ number: 4, service: "Снимок" }),
    ),
  });
  const later = await publishInvoices(sql, PUBLISHED, { through: OCTOBER });
  assert.deepEqual([later.invoices, later.lines, later.totalKopecks], [1, 2, 20000]);
  const lines = await sql`
    select sheet_row, held, invoice_id is null as waiting from service_lines order by id`;
  assert.deepEqual(lines.map((line) => line.waiting), [false, true, true, false, false]);
});

Deno.test("lines that come to nothing make no invoice and wait for the next", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  await loadPeople(sql);
  await loadRegister(sql, { name: "a.xlsx", content: registerOf(registerRow({ price: 0.02 })) });
  const outcome = await publishInvoices(sql, PUBLISHED, { through: OCTOBER });
  assert.deepEqual([outcome.invoices, outcome.nothingOwed], [0, 1]);
});

Deno.test("whatever is billed, an invoice is the sum of its lines and the ledger's receivable", async () => {
  const price = fc.integer({ min: 1, max: 9_999_999 }).map((amount) => amount / 100);
  const quantity = fc.constantFrom(1, 2, 0.5, 0.333333, 1.25);
  const lines = fc.array(fc.record({ price, quantity }), { minLength: 1, maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(lines, async (lines) => {
      await using database = await testDatabase();
      const { sql } = database;
      await loadPeople(sql);
      const rows = lines.map((line, index) => registerRow({ number: index + 1, ...line }));
      await loadRegister(sql, { name: "a.xlsx", content: registerOf(...rows) });
      await publishInvoices(sql, PUBLISHED, { through: OCTOBER });
      await assertBooksAgree(sql);
    }),
    { numRuns: 5 },
  );
});

async function assertBooksAgree(sql: Database): Promise<void> {
  const rows = await sql`
    select i.id, i.total_kopecks, b.owed_kopecks, sum(l.franchise_kopecks)::bigint as lines
    from invoices i join invoice_balances b on b.invoice_id = i.id
    join service_lines l on l.invoice_id = i.id
    group by i.id, b.owed_kopecks`;
  for (const row of rows) {
    assert.equal(row.lines, row.total_kopecks);
    assert.equal(row.owed_kopecks, row.total_kopecks);
  }
  const [books] = await sql`
    select coalesce(sum(total_kopecks), 0)::bigint as invoiced,
           (select coalesce(sum(amount_kopecks), 0)::bigint from ledger_transfers) as posted
    from invoices`;
  assert.equal(books!.posted, books!.invoiced);
}
