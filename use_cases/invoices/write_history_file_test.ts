import assert from "node:assert/strict";
import { allRows, readSpreadsheet } from "../../adapters/spreadsheet/mod.ts";
import { fixedClock } from "../../clock.ts";
import type { Sql } from "../../db/connection.ts";
import { addDays, instant, localDate } from "../../domain/local_date.ts";
import { testDatabase } from "../../tests/harness/database.ts";
import { paidInvoices } from "../../tests/harness/paid_invoices.ts";
import { insertInsured } from "../../tests/harness/people.ts";
import { historyFile, type HistoryWanted } from "./write_history_file.ts";

const PUBLISHED = instant("2026-04-20T07:00:00.000Z");
const TODAY = localDate("2026-05-14");
const NOW = fixedClock(instant("2026-05-14T07:00:00.000Z"));

Deno.test("the whole history is one workbook: every invoice with its status, every line, totals as in the ledger", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  const rows = paidInvoices(sql);
  const parent = await insertInsured(sql, PUBLISHED);
  const child = await insertInsured(sql, PUBLISHED, {
    name: "Мирон",
    birthDate: localDate("2015-03-01"),
    representativeId: parent.personId,
    phoneInRoster: false,
    registered: false,
  });
  const stranger = await insertInsured(sql, PUBLISHED, { surname: "Чужая" });
  const given = { givenBy: parent.personId };
  const invoice = (policyId: number, ...franchises: number[]) =>
    rows.invoice({ policyId, ...given }, {
      lines: franchises.map((franchise) => ({ franchise, service: "Прием =1+1" })),
      at: PUBLISHED,
    });
  const paid = await invoice(parent.policyId, 123_456_789, 1);
  const partly = await invoice(child.policyId, 10_000);
  const checking = await invoice(parent.policyId, 20_000);
  await rows.invoice({ policyId: stranger.policyId, givenBy: stranger.personId }, {
    lines: [{ franchise: 66_600 }],
    at: PUBLISHED,
  });
  const at = instant("2026-05-01T19:30:00Z");
  const pay = (invoiceId: number, amount: number) =>
    rows.pay(parent.personId, { parts: [{ invoiceId, amount }], at });
  await pay(paid, 123_456_790);
  await pay(partly, 4000);
  await rows.open(parent.personId, { parts: [{ invoiceId: checking, amount: 20_000 }], at });

  const key = { payerId: parent.personId, insuredId: null, today: TODAY, ip: "192.0.2.1" };
  const file = await fileOf(sql, key);
  assert.deepEqual(await fileOf(sql, key), file);
  const [invoices, services] = await sheetsOf(file);
  const own = "Образцова Майя Тестовна";
  const childs = "Образцова Мирон Тестовна";
  const [due] = await sql`select due_on from invoices where id = ${paid}`;
  const dueOn = due!.due_on;
  const dates = ["2026-04-20", dueOn];
  assert.deepEqual(invoices!.slice(1), [
    [
      paid,
      ...dates,
      own,
      parent.policyNumber,
      1_234_567.9,
      0,
      // 00:30 of the next day in Yekaterinburg
      "2026-05-02",
      "Оплачен",
    ],
    [partly, ...dates, childs, child.policyNumber, 100, 60, null, "К\u00a0оплате"],
    [checking, ...dates, own, parent.policyNumber, 200, 200, null, "Платеж проверяется"],
    ["Итого", null, null, null, null, 1_234_867.9, 260],
  ]);
  assert.deepEqual(
    services!.map((
      cells,
    ) => [cells[0], cells[1], cells[5], cells[6], cells[8], cells[9], cells[10]])
      .slice(1),
    [
      [paid, "2026-03-21", "Прием =1+1", 1, 6_172_839.45, 0.2, 1_234_567.89],
      [paid, "2026-03-22", "Прием =1+1", 1, 0.05, 0.2, 0.01],
      [partly, "2026-03-21", "Прием =1+1", 1, 500, 0.2, 100],
      [checking, "2026-03-21", "Прием =1+1", 1, 1000, 0.2, 200],
      ["Итого", null, null, null, 6_174_339.5, null, 1_234_867.9],
    ],
  );
  const [late] = await sheetsOf(await fileOf(sql, { ...key, today: addDays(dueOn, 1) }));
  assert.equal(late![2]!.at(-1), "Просрочен");
  assert.equal(late![1]!.at(-1), "Оплачен");
  const [ofChild] = await sheetsOf(await fileOf(sql, { ...key, insuredId: child.personId }));
  assert.deepEqual(ofChild!.slice(1).map(([number, ...rest]) => [number, rest[4]]), [
    [partly, 100],
    ["Итого", 100],
  ]);
  assert.equal(await historyFile(sql, NOW, { ...key, insuredId: stranger.personId }), null);
  const looks = await sql`select distinct subject from journal where action = 'looked'`;
  assert.deepEqual(looks.map((row) => row.subject), [`person/${child.personId}`]);
});

Deno.test("the history of somebody without invoices has its heads and totals of nothing", async () => {
  await using database = await testDatabase();
  const person = await insertInsured(database.sql, PUBLISHED);
  const key = { payerId: person.personId, insuredId: null, today: TODAY, ip: "192.0.2.1" };
  const [invoices, services] = await sheetsOf(await fileOf(database.sql, key));
  assert.equal(invoices!.length, 2);
  assert.equal(invoices![1]![5], 0);
  assert.equal(services!.length, 2);
});

async function fileOf(sql: Sql, wanted: HistoryWanted): Promise<Uint8Array> {
  const file = await historyFile(sql, NOW, wanted);
  assert.ok(file);
  return file;
}

async function sheetsOf(content: Uint8Array) {
  const read = await readSpreadsheet({ name: "history.xlsx", content });
  assert.ok(read.ok);
  assert.deepEqual(read.sheets.map((sheet) => sheet.name), ["Счета", "Услуги"]);
  return await Promise.all(
    read.sheets.map(async ({ rows }) => (await allRows(rows)).map((row) => row.cells)),
  );
}
