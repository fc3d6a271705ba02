import assert from "node:assert/strict";
import { instant } from "../../domain/local_date.ts";
import { caseRows } from "../../tests/harness/case_rows.ts";
import { testDatabase } from "../../tests/harness/database.ts";
import { yookassa } from "../../adapters/payment_provider/yookassa.ts";
import type { Sql } from "../connection.ts";

const NOW = instant("2026-11-22T07:00:00.000Z");

Deno.test("what is owed on an invoice is what the ledger's postings come to, however they are written", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  const bank = yookassa({ url: "http://127.0.0.1:9", shopId: "1", key: "1" });
  const rows = caseRows(sql, { now: () => NOW }, bank);
  const person = await rows.insured();
  const first = await rows.invoice(person, 10_000, NOW);
  const second = await rows.invoice(person, 20_000, NOW);
  assert.deepEqual(await owed(sql), { [first]: 10_000, [second]: 20_000 });

  await post(sql, [["bank", first, 4_000], ["bank", second, 20_000], ["bank", first, 1_000]]);
  assert.deepEqual(await owed(sql), { [first]: 5_000, [second]: 0 });
  // From one receivable to another: both sides of one posting.
  await post(sql, [[second, first, 5_000]]);
  assert.deepEqual(await owed(sql), { [first]: 0, [second]: 5_000 });

  const others = await sql`
    select from ledger_accounts where invoice_id is null and owed_kopecks <> 0`;
  assert.equal(others.length, 0, "no row that every posting waits for");
  assert.deepEqual(await owed(sql), await summed(sql));
});

Deno.test("a posting that is rolled back leaves what was owed", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  const bank = yookassa({ url: "http://127.0.0.1:9", shopId: "1", key: "1" });
  const rows = caseRows(sql, { now: () => NOW }, bank);
  const invoice = await rows.invoice(await rows.insured(), 10_000, NOW);
  await assert.rejects(sql.begin(async (sql) => {
    await post(sql, [["bank", invoice, 4_000]]);
    throw new Error("changed its mind");
  }));
  assert.deepEqual(await owed(sql), { [invoice]: 10_000 });
});

type Account = number | "bank";

/** All in one statement: debit, credit, kopecks. */
async function post(
  sql: Sql,
  postings: readonly (readonly [Account, Account, number])[],
): Promise<void> {
  await sql`
    insert into ledger_transfers (event_key, debit_id, credit_id, amount_kopecks, effective_at,
                                  recorded_at)
    select gen_random_uuid()::text, ${accountOf(sql, "debit")}, ${accountOf(sql, "credit")},
           amount::bigint, ${NOW}, ${NOW}
    from unnest(${postings.map(([debit]) => String(debit))}::text[],
                ${postings.map(([, credit]) => String(credit))}::text[],
                ${postings.map(([, , amount]) => amount)}::bigint[]) p (debit, credit, amount)`;
}

function accountOf(sql: Sql, side: "debit" | "credit") {
  return sql`
    (select id from ledger_accounts a
     where a.kind = p.${sql(side)} or a.invoice_id::text = p.${sql(side)})`;
}

async function owed(sql: Sql): Promise<Record<number, number>> {
  const rows = await sql<{ id: number; owed: number }[]>`
    select invoice_id as id, owed_kopecks as owed from invoice_balances order by 1`;
  return Object.fromEntries(rows.map(({ id, owed }) => [id, owed]));
}

async function summed(sql: Sql): Promise<Record<number, number>> {
  const rows = await sql<{ id: number; owed: number }[]>`
    select a.invoice_id as id,
           sum(case when t.debit_id = a.id then t.amount_kopecks else -t.amount_kopecks end)::bigint
             as owed
    from ledger_accounts a join ledger_transfers t on a.id in (t.debit_id, t.credit_id)
    where a.invoice_id is not null group by 1 order by 1`;
  return Object.fromEntries(rows.map(({ id, owed }) => [id, owed]));
}
