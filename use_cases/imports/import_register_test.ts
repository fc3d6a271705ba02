import assert from "node:assert/strict";
import { workflowId } from "../../workflows/contract.ts";
import { testDatabase } from "../../tests/harness/database.ts";
import {
  csvOf,
  REGISTER_HEADER,
  registerOf,
  registerRow,
  workbookOf,
} from "../../tests/samples/sheets.ts";
import {
  CLINIC,
  IMPORTED_ON,
  loadPeople,
  loadRegister,
  sample,
} from "../../tests/samples/story.ts";
import { importRegister } from "./import_register.ts";
import { receiveFile, storeFile } from "./receive_file.ts";

Deno.test("a service sent again in another file of the clinic is held; another clinic's is not", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  await loadPeople(sql);
  await loadRegister(sql, {
    name: "register-01-clean.xlsx",
    content: sample("register-01-clean.xlsx"),
  });
  const content = registerOf(
    [
      77,
      "7701/846/001008",
      "ТЕСТОВА ВЕРА ТЕСТОВНА",
      null,
      "30.10.2026",
      "B01.065.007",
      "Приём врача-стоматолога-терапевта первичный",
      "3,0",
      "990,00",
      null,
    ],
    registerRow({ number: 78 }),
  );
  const outcome = await loadRegister(sql, { name: "again.xlsx", content });
  assert.ok(outcome.ok);
  assert.equal(outcome.accepted, 1);
  assert.deepEqual(outcome.held, [{ sheetRow: 2, reason: "in_another_file" }]);
  assert.deepEqual([...outcome.franchiseByPolicy], [["7701/474/001000", 20000]]);
  const other = await loadRegister(sql, { name: "again.xlsx", content, clinic: "Другая клиника" });
  assert.ok(other.ok && other.held.length === 0 && other.accepted === 2);
});

Deno.test("an equal row is refused, one equal but for its number is accepted and marked", async () => {
  await using database = await testDatabase();
  await loadPeople(database.sql);
  const outcome = await loadRegister(database.sql, {
    name: "a.xlsx",
    content: registerOf(
      registerRow({ number: 1 }),
      registerRow({ number: 1, quantity: "1,0", cost: "1 000,00" }),
      registerRow({ number: 2 }),
    ),
  });
  assert.ok(outcome.ok);
  assert.deepEqual(outcome.refused.map((row) => [row.sheetRow, row.reason]), [[3, "duplicate"]]);
  assert.equal(outcome.accepted, 2);
  assert.equal(outcome.marked, 1);
  const lines = await database.sql`select sheet_row, marked from service_lines order by sheet_row`;
  assert.deepEqual(lines.map((line) => line.marked), [null, "equal_but_for_the_number"]);
});

Deno.test("a service inside an emergency spell is held", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  await loadPeople(sql);
  await sql`
    insert into invoices (franchise_id, policy_id, payer_id, employer_id, through, total_kopecks,
      published_at, published_on, due_on, due_at, calendar_version_id, time_zone, recorded_at)
    select f.id, p.id, p.person_id, h.employer_id, '2026-09-30', 100, '2026-10-01T00:00:00Z',
      '2026-10-01', '2026-10-02', '2026-10-03T00:00:00Z', f.calendar_version_id, e.time_zone,
      '2026-10-01T00:00:00Z'
    from franchises f join policies p on p.id = f.policy_id join people h on h.id = p.person_id
    join employers e on e.id = h.employer_id where p.number = '7701/474/001000'`;
  await sql`
    insert into emergency_spells (policy_id, invoice_id, starts_on, until, reason, recorded_at)
    select policy_id, id, '2026-10-05', '2026-10-07', 'unpaid', '2026-10-05T00:00:00Z' from invoices`;
  const days = ["2026-10-04", "2026-10-05", "2026-10-06", "2026-10-07"];
  const outcome = await loadRegister(sql, {
    name: "a.xlsx",
    content: registerOf(...days.map((date, index) => registerRow({ number: index + 1, date }))),
  });
  assert.ok(outcome.ok);
  assert.deepEqual(outcome.held.map((row) => [row.sheetRow, row.reason]), [
    [3, "emergency_spell"],
    [4, "emergency_spell"],
  ]);
});

Deno.test("a service after the last day of a withdrawn franchise is refused, one on it accepted", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  await loadPeople(sql);
  await sql`
    with holder as (
      select f.id, f.consent_id, f.calendar_version_id, p.person_id
      from franchises f join policies p on p.id = f.policy_id where p.number = '7701/474/001000'
    ), account as (
      insert into accounts (person_id, phone, email, registered_at)
      select person_id, '9005550999', 'ilya@fifth.test', '2026-10-01T00:00:00Z' from holder
      returning id
    ), challenge as (
      insert into challenges (purpose, destination, account_id, consent_id, ip, created_at,
                              expires_at)
      select 'withdrawal', '9005550999', account.id, consent_id, '192.0.2.1',
             '2026-10-05T00:00:00Z', '2026-10-05T00:05:00Z'
      from holder, account
      returning id
    )
    insert into withdrawals (consent_id, franchise_id, account_id, withdrawn_by, ends_on,
                             calendar_version_id, challenge_id, phone, ip, withdrawn_at)
    select consent_id, holder.id, account.id, person_id, '2026-10-06', calendar_version_id,
           challenge.id, '9005550999', '192.0.2.1', '2026-10-05T00:00:00Z'
    from holder, account, challenge`;
  const days = ["2026-10-05", "2026-10-06", "2026-10-07"];
  const outcome = await loadRegister(sql, {
    name: "a.xlsx",
    content: registerOf(...days.map((date, index) => registerRow({ number: index + 1, date }))),
  });
  assert.ok(outcome.ok);
  assert.equal(outcome.accepted, 2);
  assert.deepEqual(outcome.refused.map((row) => [row.sheetRow, row.reason]), [
    [4, "after_withdrawal"],
  ]);
});

Deno.test("titles, column numbers, totals and signatures are no lines; a line without a policy is refused", async () => {
  await using database = await testDatabase();
  await loadPeople(database.sql);
  const outcome = await loadRegister(database.sql, {
    name: "a.xlsx",
    content: workbookOf({
      "Реестр": [
        [CLINIC],
        REGISTER_HEADER,
        [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
        registerRow(),
        REGISTER_HEADER,
        registerRow({ number: 2, policy: null, date: null }),
        [null, null, null, null, null, null, "Итого:", 2, null, 2000],
        ["Главный врач", null, null, null, null, null, "Иванов И. И."],
      ],
    }),
  });
  assert.ok(outcome.ok);
  assert.equal(outcome.accepted, 1);
  assert.deepEqual(outcome.refused.map((row) => [row.sheetRow, row.reason]), [
    [6, "policy_number_missing"],
  ]);
});

Deno.test("the name may stand in three columns", async () => {
  await using database = await testDatabase();
  await loadPeople(database.sql);
  const outcome = await loadRegister(database.sql, {
    name: "a.csv",
    content: csvOf([
      ["Полис", "Фамилия", "Имя", "Отчество", "Дата", "Услуга", "Количество", "Тариф"],
      ["7701/474/001000", "Пробин", "Ильдар", "Тестович", "05.10.2026", "Прием", "1", "1000,00"],
    ]),
  });
  assert.ok(outcome.ok && outcome.accepted === 1);
});

Deno.test("an interrupted import resumes without a second copy and ends as an unbroken one", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  await loadPeople(sql);
  const rows = Array.from(
    { length: 2500 },
    (_, index) =>
      registerRow({
        number: index + 1,
        price: 10 + index,
        date: index % 10 === 9 ? "вчера" : "2026-10-05",
      }),
  );
  const stored = await storeFile(sql, IMPORTED_ON, {
    kind: "register",
    clinic: CLINIC,
    name: "large.csv",
    content: csvOf([REGISTER_HEADER, ...rows]),
    uploadedBy: null,
  });
  assert.ok(stored.ok);
  const { id: fileId } = stored.file;
  const interrupted = importRegister(sql, IMPORTED_ON, {
    fileId,
    progress: ({ reachedRow }) => {
      if (reachedRow >= 2000) throw new Error("interrupted");
    },
  });
  await assert.rejects(interrupted, /interrupted/);
  const [half] = await sql`
    select state, (select count(*) from service_lines) as lines from import_files
    where id = ${fileId}`;
  assert.deepEqual({ ...half }, { state: "checking", lines: 1800 });

  const [first, second] = await Promise.all([
    importRegister(sql, IMPORTED_ON, { fileId }),
    importRegister(sql, IMPORTED_ON, { fileId }),
  ]);
  for (const outcome of [first, second]) {
    assert.ok(outcome.ok && outcome.changed);
  }
  const [whole] = await sql`
    select state, accepted, refused, (select count(*) from service_lines) as lines,
           (select count(*) from refused_rows) as refusals
    from import_files where id = ${fileId}`;
  assert.deepEqual({ ...whole }, {
    state: "done",
    accepted: 2250,
    refused: 250,
    lines: 2250,
    refusals: 250,
  });
});

Deno.test("a csv whose last line is cut keeps the rows before and refuses that one", async () => {
  await using database = await testDatabase();
  await loadPeople(database.sql);
  const whole = sample("register-03-windows.csv");
  const outcome = await loadRegister(database.sql, {
    name: "register-03-windows.csv",
    content: whole.slice(0, -60),
  });
  assert.ok(outcome.ok);
  assert.equal(outcome.accepted, 59);
  assert.deepEqual(outcome.refused.map((row) => [row.sheetRow, row.reason]), [[61, "cut_short"]]);
  assert.equal(outcome.refused[0]?.cells[0], "60");
});

for (
  const [title, name, content, words] of [
    ["no xlsx", "a.xlsx", new TextEncoder().encode("привет"), /не похож на xlsx/],
    ["empty", "a.xlsx", new Uint8Array(), /^Файл пуст/],
    [
      "a header alone",
      "a.xlsx",
      workbookOf({ "Реестр": [[...REGISTER_HEADER]] }),
      /^В таблице нет ни одной строки/,
    ],
    ["cut short", "a.xlsx", sample("register-01-clean.xlsx").slice(0, 5000), /обрывается/],
    [
      "without a column",
      "a.xlsx",
      workbookOf({ "Реестр": [REGISTER_HEADER.filter((column) => column !== "Цена, руб.")] }),
      /^Не хватает столбца «Цена, руб\.» на листе «Реестр»/,
    ],
    [
      "without the name",
      "a.xlsx",
      workbookOf({
        "Реестр": [REGISTER_HEADER.filter((column) => !column.startsWith("ФИО")), ["1"]],
      }),
      /^Не хватает столбца «ФИО пациента»/,
    ],
  ] as const
) {
  Deno.test(`a register that is ${title} is kept with its problem, and nothing is half done`, async () => {
    await using database = await testDatabase();
    const { sql } = database;
    const outcome = await loadRegister(sql, { name, content });
    assert.ok(!outcome.ok);
    assert.match(outcome.problem, words);
    const [file] = await sql`select state, problem, content from import_files`;
    assert.equal(file!.state, "unreadable");
    assert.equal(file!.problem, outcome.problem);
    assert.deepEqual(new Uint8Array(file!.content), content);
    const [lines] = await sql`select count(*) as count from service_lines`;
    assert.equal(lines!.count, 0);
  });
}

Deno.test("receiveFile() starts the import through the outbox, and answers at once what is no table", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  const content = sample("register-01-clean.xlsx");
  const register = {
    kind: "register",
    clinic: ` ${CLINIC} `,
    name: "a.xlsx",
    uploadedBy: null,
  } as const;
  const received = await receiveFile(sql, IMPORTED_ON, { ...register, content });
  assert.ok(received.ok);
  const again = await receiveFile(sql, IMPORTED_ON, { ...register, content });
  assert.equal(again.ok && again.file.id, received.file.id);
  const bad = await receiveFile(sql, IMPORTED_ON, { ...register, content: new Uint8Array() });
  assert.ok(!bad.ok && bad.reason === "unreadable");
  assert.match(bad.problem, /^Файл пуст/);
  const nameless = await receiveFile(sql, IMPORTED_ON, { ...register, clinic: " ", content });
  assert.deepEqual(nameless, { ok: false, reason: "sender_missing" });
  const messages =
    await sql`select workflow_id, workflow_type, signal, input from outbox order by id`;
  const message = {
    workflow_id: workflowId.register(received.file.clinicId!, received.file.sha256),
    workflow_type: "register",
    signal: "sent",
    input: { fileId: received.file.id },
  };
  assert.deepEqual(messages.map((row) => ({ ...row })), [message, message]);
  const [clinics] = await sql`select count(*) as count from clinics`;
  assert.equal(clinics!.count, 1);
});
