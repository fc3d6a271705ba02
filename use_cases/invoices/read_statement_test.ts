import assert from "node:assert/strict";
import fc from "fast-check";
import { allRows, readSpreadsheet } from "../../adapters/spreadsheet/mod.ts";
import { fixedClock } from "../../clock.ts";
import type { Database } from "../../db/connection.ts";
import { instant, localDate } from "../../domain/local_date.ts";
import { sum } from "../../domain/money.ts";
import { testDatabase } from "../../tests/harness/database.ts";
import { paidInvoices } from "../../tests/harness/paid_invoices.ts";
import { insertInsured, type InsuredPerson } from "../../tests/harness/people.ts";
import { type Payer, readPaidYears, readStatement } from "./read_statement.ts";
import { writeStatementFile } from "./write_statement_file.ts";

const JANUARY = instant("2025-01-09T07:00:00.000Z");
const NOW = fixedClock(instant("2026-11-22T07:00:00.000Z"));
const CLINIC = "ООО «Клиника Образец»";

Deno.test("a payment belongs to the year in which the bank took it by the payer's clock", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  const rows = paidInvoices(sql);
  const zones = [
    ["Asia/Yekaterinburg", "+05:00"],
    ["Europe/Kaliningrad", "+02:00"],
    ["Asia/Kamchatka", "+12:00"],
  ] as const;
  for (const [zone, offset] of zones) {
    const person = await insertInsured(sql, JANUARY, { employer: `Завод в ${zone}` });
    await sql`update employers set time_zone = ${zone} where name = ${`Завод в ${zone}`}`;
    const captures = ["2025-12-31T23:30:00", "2025-12-31T23:59:59.999", "2026-01-01T00:00:00"];
    for (const [index, local] of captures.entries()) {
      const invoiceId = await rows.invoice(ownPolicy(person), {
        lines: [{ franchise: 1000 + index }],
        at: JANUARY,
      });
      const parts = [{ invoiceId, amount: 1000 + index }];
      await rows.pay(person.personId, { parts, at: instant(`${local}${offset}`) });
    }
    const payer = payerOf(person, zone);
    assert.deepEqual([...await readPaidYears(sql, { payer })], [
      { year: 2026, count: 1, paidKopecks: 1002 },
      { year: 2025, count: 2, paidKopecks: 2001 },
    ]);
    const [last, first] = await Promise.all([2025, 2026].map((year) => read(sql, payer, year)));
    assert.deepEqual(daysOf(last!), ["2025-12-31", "2025-12-31"]);
    assert.deepEqual(daysOf(first!), ["2026-01-01"]);
    assert.deepEqual([last!.unfinished, first!.unfinished], [false, true]);
  }
});

Deno.test("statements of all years add up to what the ledger took from the payer, to the kopeck", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  const rows = paidInvoices(sql);
  const capture = fc.record({
    franchises: fc.array(fc.integer({ min: 1, max: 99_999_999 }), { minLength: 1, maxLength: 3 }),
    // Above 1 pays more than is owed, below it a part.
    share: fc.constantFrom(0.3, 1, 1, 1.5),
    at: fc.date({
      min: new Date("2025-02-01T00:00:00Z"),
      max: new Date("2027-12-31T23:59:59Z"),
      noInvalidDate: true,
    }),
    child: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(capture, { minLength: 1, maxLength: 5 }), async (captures) => {
      const person = await insertInsured(sql, JANUARY);
      const child = await insertChild(sql, person);
      for (const { franchises, share, at, child: isChild } of captures) {
        const policyId = isChild ? child.policyId : person.policyId;
        const lines = franchises.map((franchise) => ({ franchise }));
        const invoiceId = await rows.invoice(
          { policyId, givenBy: person.personId },
          { lines, at: JANUARY },
        );
        const amount = Math.ceil(franchises.reduce((all, one) => all + one, 0) * share);
        const parts = [{ invoiceId, amount }];
        await rows.pay(person.personId, { parts, at: instant(at.toISOString()) });
      }
      const payer = payerOf(person);
      const years = await readPaidYears(sql, { payer });
      const statements = await Promise.all(years.map(({ year }) => read(sql, payer, year)));
      for (const [index, statement] of statements.entries()) {
        const parts = statement!.insured;
        assert.equal(statement!.totalKopecks, years[index]!.paidKopecks);
        assert.equal(sum(parts.map((part) => part.totalKopecks)), statement!.totalKopecks);
        const payments = parts.flatMap((part) => part.payments);
        assert.equal(
          sum(payments.map((payment) => payment.amountKopecks)),
          statement!.totalKopecks,
        );
      }
      const [ledger] = await sql<{ taken: number; excess: number }[]>`
        select coalesce(sum(t.amount_kopecks) filter (where c.kind = 'receivable'), 0)::bigint
                 as taken,
               coalesce(sum(t.amount_kopecks) filter (where c.kind = 'unallocated'), 0)::bigint
                 as excess
        from ledger_transfers t
        join ledger_accounts d on d.id = t.debit_id and d.kind = 'bank'
        join ledger_accounts c on c.id = t.credit_id
        left join invoices i on i.id = c.invoice_id
        where coalesce(i.payer_id, c.person_id) = ${person.personId}`;
      assert.equal(sum(statements.map((one) => one!.totalKopecks)), ledger!.taken);
      assert.equal(sum(statements.map((one) => one!.excessKopecks)), ledger!.excess);
    }),
    { numRuns: 8 },
  );
});

Deno.test("a child's invoices stand in the statement of the representative who paid, and that look is journalled", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  const rows = paidInvoices(sql);
  const parent = await insertInsured(sql, JANUARY);
  const child = await insertChild(sql, parent);
  const policies = [child.policyId, parent.policyId];
  for (const [index, policyId] of policies.entries()) {
    const invoiceId = await rows.invoice(
      { policyId, givenBy: parent.personId },
      { lines: [{ franchise: 5000 + index }], at: JANUARY },
    );
    const parts = [{ invoiceId, amount: 5000 + index }];
    await rows.pay(parent.personId, { parts, at: instant(`2025-0${index + 2}-03T07:00:00Z`) });
  }
  const statement = await read(sql, payerOf(parent), 2025);
  assert.deepEqual(
    statement!.insured.map((part) => [part.relation, part.name, part.totalKopecks]),
    [["self", "Майя", 5001], ["represented", "Мирон", 5000]],
  );
  assert.equal(await read(sql, payerOf(child), 2025), null);
  const looks = await sql`select actor, subject from journal where action = 'looked'`;
  assert.deepEqual(looks.map((row) => ({ ...row })), [
    { actor: `person/${parent.personId}`, subject: `person/${child.personId}` },
  ]);
});

Deno.test("what is not decided, did not go through, or came above the debt is in no statement", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  const rows = paidInvoices(sql);
  const person = await insertInsured(sql, JANUARY);
  const invoiceId = await rows.invoice(ownPolicy(person), {
    lines: [{ franchise: 10_000 }],
    at: JANUARY,
  });
  const at = instant("2025-03-03T07:00:00Z");
  const parts = [{ invoiceId, amount: 10_000 }];
  const canceled = await rows.open(person.personId, { parts, at });
  await rows.decide(canceled, { state: "canceled", at });
  const undecided = await rows.open(person.personId, { parts, at });
  const payer = payerOf(person);
  assert.deepEqual([...await readPaidYears(sql, { payer })], []);
  assert.equal(await read(sql, payer, 2025), null);

  await rows.decide(undecided, { state: "succeeded", at });
  const before = await read(sql, payer, 2025);
  assert.deepEqual([before!.totalKopecks, before!.excessKopecks], [10_000, 0]);
  await rows.pay(person.personId, { parts, at: instant("2025-03-04T07:00:00Z") });
  const after = await read(sql, payer, 2025);
  assert.deepEqual([after!.totalKopecks, after!.excessKopecks], [10_000, 10_000]);
  for (const year of [0, -1, 999, 9999, 10_000, 2025.5, NaN, 2024, 2026]) {
    assert.equal(await read(sql, payer, year), null, String(year));
  }
});

Deno.test("the number tells one content from another and stays the same on another day", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  const rows = paidInvoices(sql);
  const person = await insertInsured(sql, JANUARY);
  const pay = async (franchise: number, at: string) => {
    const invoiceId = await rows.invoice(ownPolicy(person), {
      lines: [{ franchise }],
      at: JANUARY,
    });
    const parts = [{ invoiceId, amount: franchise }];
    await rows.pay(person.personId, { parts, at: instant(at) });
  };
  await pay(700, "2025-03-03T07:00:00Z");
  const payer = payerOf(person);
  const first = await read(sql, payer, 2025);
  assert.match(first!.number, new RegExp(`^2025-${person.personId}-[0-9A-F]{6}$`));
  const later = fixedClock(instant("2027-01-05T07:00:00Z"));
  const again = await readStatement(sql, later, wanted(payer, 2025));
  assert.equal(again!.number, first!.number);
  await pay(800, "2025-03-04T07:00:00Z");
  assert.notEqual((await read(sql, payer, 2025))!.number, first!.number);
});

Deno.test("the file tells what the page tells, names no clinic unless asked to, and is the same twice", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  const rows = paidInvoices(sql);
  const person = await insertInsured(sql, JANUARY);
  const invoiceId = await rows.invoice(ownPolicy(person), {
    lines: [{ franchise: 123_456_789, service: "МРТ" }, { franchise: 11, service: "Прием" }],
    at: JANUARY,
  });
  // In two parts: its services are told once.
  for (const [index, amount] of [23_456_789, 100_000_011].entries()) {
    const at = instant(`2025-12-3${index}T18:59:00Z`);
    await rows.pay(person.personId, { parts: [{ invoiceId, amount }], at });
  }
  const payer = payerOf(person);
  const file = writeStatementFile((await read(sql, payer, 2025))!);
  assert.deepEqual(writeStatementFile((await read(sql, payer, 2025))!), file);
  const [sheet, ...others] = await sheetsOf(file);
  assert.equal(others.length, 0);
  assert.doesNotMatch(JSON.stringify(sheet), /клиника образец|мрт|прием/i);
  const text = JSON.stringify(sheet).replaceAll("\u00a0", " ");
  assert.match(text, /Выписка об оплате франшизы по ДМС за 2025 год/);
  assert.match(text, /03-04-06\/6072/);
  assert.match(text, /"ИНН \(впишите\)"/);
  assert.deepEqual(sheet!.filter((cells) => cells[1] === invoiceId), [
    ["2025-12-30", invoiceId, "2024-12-10", "2024-12-11", 234_567.89],
    ["2025-12-31", invoiceId, "2024-12-10", "2024-12-11", 1_000_000.11],
  ]);
  assert.equal(sheet!.find((cells) => cells[0] === "Всего за год")?.[4], 1_234_568);

  const detailed = await readStatement(sql, NOW, { ...wanted(payer, 2025), detail: "services" });
  const [, services] = await sheetsOf(writeStatementFile(detailed!));
  const name = "Образцова Майя Тестовна";
  assert.deepEqual(services!.slice(1), [
    [name, invoiceId, "2024-12-10", CLINIC, "МРТ", 6_172_839.45, 1_234_567.89],
    [name, invoiceId, "2024-12-11", CLINIC, "Прием", 0.55, 0.11],
  ]);
});

function ownPolicy(person: InsuredPerson) {
  return { policyId: person.policyId, givenBy: person.personId };
}

function insertChild(sql: Database, parent: InsuredPerson): Promise<InsuredPerson> {
  return insertInsured(sql, JANUARY, {
    name: "Мирон",
    birthDate: localDate("2015-03-01"),
    representativeId: parent.personId,
    phoneInRoster: false,
    registered: false,
  });
}

function payerOf({ personId }: InsuredPerson, timeZone = "Asia/Yekaterinburg"): Payer {
  const birthDate = localDate("1985-11-07");
  return {
    personId,
    surname: "Образцова",
    name: "Майя",
    patronymic: "Тестовна",
    birthDate,
    timeZone,
  };
}

function wanted(payer: Payer, year: number) {
  return { payer, year, detail: "payments" as const, ip: "192.0.2.1" };
}

function read(sql: Database, payer: Payer, year: number) {
  return readStatement(sql, NOW, wanted(payer, year));
}

function daysOf(statement: NonNullable<Awaited<ReturnType<typeof read>>>): string[] {
  return statement.insured.flatMap((part) => part.payments.map((payment) => payment.paidOn));
}

async function sheetsOf(content: Uint8Array) {
  const read = await readSpreadsheet({ name: "statement.xlsx", content });
  assert.ok(read.ok);
  return await Promise.all(
    read.sheets.map(async ({ rows }) => (await allRows(rows)).map((row) => row.cells)),
  );
}
