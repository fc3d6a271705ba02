import assert from "node:assert/strict";
import { describeRefusal } from "../../domain/import_refusal.ts";
import { sum } from "../../domain/money.ts";
import { previewRegister, type RegisterOutcome } from "../../use_cases/imports/import_register.ts";
import { testDatabase } from "../harness/database.ts";
import {
  CLINIC,
  expectedOf,
  type ExpectedRegister,
  IMPORTED_ON,
  loadPeople,
  loadRegister,
  loadRoster,
  sample,
} from "./story.ts";

const REGISTERS = [
  "register-01-clean.xlsx",
  "register-02-real-life.xlsx",
  "register-03-windows.csv",
];

for (const name of REGISTERS) {
  Deno.test(`${name} alone imports as expected.json says`, async () => {
    await using database = await testDatabase();
    await loadPeople(database.sql);
    const outcome = await loadRegister(database.sql, { name, content: sample(name) });
    assertExpected(outcome, expectedOf(name));
  });
}

/** The same sheets, opened and saved again by LibreOffice 7.4. */
const BY_LIBREOFFICE = {
  "register-01-libreoffice.xlsx": "register-01-clean.xlsx",
  "register-01-libreoffice.csv": "register-01-clean.xlsx",
  "register-01-libreoffice-1251.csv": "register-01-clean.xlsx",
  "register-02-libreoffice.xlsx": "register-02-real-life.xlsx",
};

for (const [name, original] of Object.entries(BY_LIBREOFFICE)) {
  Deno.test(`${name} imports as ${original} does`, async () => {
    await using database = await testDatabase();
    await loadPeople(database.sql);
    const outcome = await loadRegister(database.sql, { name, content: sample(name) });
    assertExpected(outcome, expectedOf(original));
  });
}

Deno.test("a roster that LibreOffice saved changes nothing after the one that it was made of", async () => {
  await using database = await testDatabase();
  await loadPeople(database.sql);
  const again = await loadRoster(database.sql, { content: sample("roster-libreoffice.xlsx") });
  assert.ok(again.ok);
  assert.deepEqual([again.added, again.updated], [0, 0]);
  assert.ok(again.unchanged > 0);
});

Deno.test("the three registers in sequence, each previewed first, import as expected.json says", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  await loadPeople(sql, "RU-BA");
  for (const name of REGISTERS) {
    const content = sample(name);
    const preview = await previewRegister(sql, IMPORTED_ON, { clinic: CLINIC, name, content });
    assertExpected(preview, expectedOf(name));
    const [before] = await sql`select count(*) as files from import_files where name = ${name}`;
    assert.equal(before!.files, 0, "a preview writes nothing");
    assertExpected(await loadRegister(sql, { name, content }), expectedOf(name));
  }
});

Deno.test("the same register again changes nothing and says so", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  await loadPeople(sql);
  const [name] = REGISTERS.slice(1);
  const first = await loadRegister(sql, { name: name!, content: sample(name!) });
  assert.equal(first.ok && first.changed, true);
  const again = await loadRegister(sql, { name: name!, content: sample(name!) });
  assert.equal(again.ok && again.changed, false);
  assertExpected(again, expectedOf(name!));
  const [files] = await sql`select count(*) as count from import_files where kind = 'register'`;
  assert.equal(files!.count, 1);
});

Deno.test("a refused row is let in once its cause is gone, the accepted rows stay as they were", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  await loadPeople(sql);
  const name = "register-02-real-life.xlsx";
  await loadRegister(sql, { name, content: sample(name) });
  const before = await sql`select id, sheet_row from service_lines order by id`;
  await sql`update people set surname = 'Пробин', name = 'Ильдар', patronymic = 'Тестович'
            where personnel_number = '4028'`;
  const again = await loadRegister(sql, { name, content: sample(name) });
  assert.ok(again.ok && again.changed);
  assert.equal(again.accepted, 64);
  assert.ok(!again.refused.some((row) => row.sheetRow === 71));
  const after = await sql`select id, sheet_row from service_lines order by id`;
  assert.deepEqual(after.slice(0, before.length).map((row) => row.id), before.map((row) => row.id));
  const [refusal] =
    await sql`select reason, accepted_at, cells from refused_rows where sheet_row = 71`;
  assert.equal(refusal!.reason, "name_mismatch");
  assert.notEqual(refusal!.accepted_at, null);
  assert.equal(refusal!.cells[2], "Пробин Ильдар Тестович");
});

function assertExpected(
  outcome: RegisterOutcome | { ok: false },
  expected: ExpectedRegister,
): void {
  assert.ok(outcome.ok);
  assert.equal(outcome.accepted, expected.accepted);
  assert.deepEqual(
    Object.fromEntries(outcome.refused.map((row) => [
      String(row.sheetRow),
      describeRefusal("register", row.reason).english,
    ])),
    expected.rejected,
  );
  assert.deepEqual(outcome.held, []);
  assert.deepEqual(
    Object.fromEntries(outcome.franchiseByPolicy),
    expected.franchise_kopecks_by_policy,
  );
  assert.ok(sum(outcome.franchiseByPolicy.values()) > 0);
}
