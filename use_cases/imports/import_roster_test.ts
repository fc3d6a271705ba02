import assert from "node:assert/strict";
import type { Cell } from "../../adapters/spreadsheet/mod.ts";
import { readContact } from "../../db/cases/notices.ts";
import { ROSTER_REFUSALS } from "../../domain/roster_row.ts";
import { testDatabase } from "../../tests/harness/database.ts";
import { workbookOf } from "../../tests/samples/sheets.ts";
import {
  EMPLOYER,
  loadActivations,
  loadRoster,
  noonOf,
  sample,
} from "../../tests/samples/story.ts";
import { storeFile } from "./receive_file.ts";

const HEADER = [
  "Табельный №",
  "№ полиса",
  "Фамилия",
  "Имя",
  "Отчество",
  "Дата рождения",
  "Пол",
  "Телефон",
  "E-mail",
  "Программа",
  "Франшиза, %",
  "Начало",
  "Окончание",
  "Полис законного представителя",
];

const PERSON = {
  personnel: "1" as Cell,
  policy: "P-1" as Cell,
  surname: "Пробин" as Cell,
  name: "Иван" as Cell,
  patronymic: null as Cell,
  birth: "1980-05-06" as Cell,
  sex: "М" as Cell,
  phone: "+7 900 555-12-34" as Cell,
  email: "ivan@example.test" as Cell,
  programme: "ДМС" as Cell,
  franchise: 20 as Cell,
  starts: "01.06.2026" as Cell,
  ends: "31.05.2027" as Cell,
  representative: null as Cell,
};

function person(changes: Partial<typeof PERSON> = {}): Cell[] {
  return Object.values({ ...PERSON, ...changes });
}

function rosterOf(...rows: Cell[][]): { content: Uint8Array } {
  return { content: workbookOf({ "Список": [["Список застрахованных"], HEADER, ...rows] }) };
}

Deno.test("the sample roster makes people, policies and links to representatives", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  const outcome = await loadRoster(sql, { content: sample("roster.xlsx"), region: "RU-BA" });
  assert.ok(outcome.ok);
  assert.deepEqual(
    { ...outcome, fileId: 0 },
    {
      ok: true,
      fileId: 0,
      added: 40,
      updated: 0,
      unchanged: 0,
      ended: 0,
      refused: [],
      changed: true,
    },
  );
  const [employer] = await sql`select name, region, time_zone from employers`;
  assert.deepEqual({ ...employer }, {
    name: EMPLOYER,
    region: "RU-BA",
    time_zone: "Asia/Yekaterinburg",
  });
  const children = await sql`
    select c.personnel_number as child, r.personnel_number as representative, c.phone
    from people c join people r on r.id = c.representative_id order by 1`;
  assert.deepEqual(children.map((row) => ({ ...row })), [
    { child: "4012", representative: "4011", phone: null },
    { child: "4025", representative: "4024", phone: null },
    { child: "4038", representative: "4037", phone: null },
  ]);
  const [policy] = await sql`
    select starts_on, ends_on, franchise_rate_bp, m.name, m.kind
    from policies join programmes m on m.id = programme_id where number = '7701/474/001000'`;
  assert.deepEqual({ ...policy }, {
    starts_on: "2026-06-01",
    ends_on: "2027-05-31",
    franchise_rate_bp: 2000,
    name: "ДМС Группа Стандарт",
    kind: "group",
  });
});

Deno.test("the same roster again changes nothing; a copy of it says that all is known", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  await loadRoster(sql, { content: sample("roster.xlsx"), region: "RU-BA" });
  const again = await loadRoster(sql, { content: sample("roster.xlsx") });
  assert.ok(again.ok && !again.changed);
  assert.deepEqual([again.added, again.updated, again.unchanged], [0, 0, 0]);
  const [employer] = await sql`select region from employers`;
  assert.equal(employer!.region, "RU-BA", "a region that is left out stays");
  await loadRoster(sql, rosterOf(person()));
  const copy = await loadRoster(sql, rosterOf(person(), person({ personnel: "2", policy: "P-2" })));
  assert.ok(copy.ok);
  assert.deepEqual([copy.added, copy.updated, copy.unchanged], [1, 0, 1]);
});

Deno.test("nobody of another employer represents: their debts would stand in a stranger's report", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  await loadRoster(sql, rosterOf(person()));
  const child = person({
    personnel: "9",
    policy: "P-9",
    birth: "2020-01-01",
    representative: "P-1",
  });
  const outcome = await loadRoster(sql, { ...rosterOf(child), employer: "АО «Другой завод»" });
  assert.ok(outcome.ok);
  assert.deepEqual(
    outcome.refused.map(({ reason }) => reason),
    ["representative_of_another_employer"],
  );
  assert.equal((await sql`select from people`).length, 1);
});

Deno.test("each refused row says why; the others come in", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  await loadRoster(sql, rosterOf(person()));
  const cases: [Partial<typeof PERSON>, string][] = [
    [{ personnel: null }, "personnel_number_missing"],
    [{ policy: " " }, "policy_number_missing"],
    [{ name: null }, "name_missing"],
    [{ birth: "31.02.1980" }, "birth_date_not_readable"],
    [{ birth: "2026-06-02" }, "birth_date_in_future"],
    [{ phone: "12345" }, "phone_not_readable"],
    [{ email: "ivan.example" }, "email_not_readable"],
    [{ programme: null }, "programme_missing"],
    [{ programme: "Экстренная помощь" }, "emergency_programme"],
    [{ franchise: "120" }, "franchise_not_readable"],
    [{ starts: "июнь" }, "start_not_readable"],
    [{ ends: null }, "end_not_readable"],
    [{ starts: "01.06.2027" }, "dates_reversed"],
    [{ personnel: "77", policy: "P-1" }, "policy_of_another"],
    [
      { personnel: "1", policy: "P-9", surname: "Тестов", birth: "1990-01-01" },
      "personnel_number_of_another",
    ],
    [{ representative: "P-404" }, "unknown_representative"],
    [{ policy: "P-5", representative: "P-5" }, "own_representative"],
    [{ representative: "P-child" }, "minor_representative"],
  ];
  const rows = cases.map(([changes], index) =>
    person({ personnel: `${100 + index}`, policy: `P-${100 + index}`, ...changes })
  );
  const outcome = await loadRoster(
    sql,
    rosterOf(
      ...rows,
      person({ personnel: "50", policy: "P-50", phone: null, email: null, franchise: 0.2 }),
      person({ personnel: "50", policy: "P-50", phone: null, email: null, franchise: 0.2 }),
      person({ personnel: "50", policy: "P-50", ends: "30.05.2027" }),
      person({ personnel: "51", policy: "P-child", birth: "2020-01-01", representative: "P-50" }),
      [null, null, "Всего 20"],
    ),
  );
  assert.ok(outcome.ok);
  assert.deepEqual(
    outcome.refused.map((row) => [row.sheetRow, row.reason]),
    [
      ...cases.map(([, reason], index) => [index + 3, reason]),
      [cases.length + 4, "duplicate"],
      [cases.length + 5, "policy_repeated"],
    ],
  );
  for (const { reason } of outcome.refused) assert.ok(reason in ROSTER_REFUSALS);
  assert.equal(outcome.added, 2);
  const [fifty] = await sql`
    select franchise_rate_bp from policies where number = 'P-50'`;
  assert.equal(fifty!.franchise_rate_bp, 2000, "0.2 is what Excel stores under 20 %");
});

Deno.test("a newer roster updates what it says and keeps a phone that it leaves out", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  await loadRoster(sql, rosterOf(person()));
  await loadActivations(sql, "P-1;2026-09-01;бумага");
  const outcome = await loadRoster(
    sql,
    rosterOf(person({ surname: "Образцов", phone: null, ends: "30.04.2027" })),
  );
  assert.ok(outcome.ok && outcome.updated === 1);
  const [known] = await sql`
    select surname, phone, ends_on from people h join policies p on p.person_id = h.id`;
  assert.deepEqual({ ...known }, {
    surname: "Образцов",
    phone: "9005551234",
    ends_on: "2027-04-30",
  });
  const signals = await sql`select workflow_type, signal from outbox order by id`;
  assert.deepEqual(signals.map((row) => row.signal), [null, "policyChanged"]);
});

Deno.test("a newer roster overwrites no contact that its person has confirmed", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  await loadRoster(sql, rosterOf(person()));
  const [{ id: personId } = { id: 0 }] = await sql<{ id: number }[]>`select id from people`;
  await sql`
    insert into accounts (person_id, phone, email, registered_at)
    values (${personId}, '9005550199', 'own@example.test', '2026-06-01T00:00:00Z')`;
  const newer = person({ phone: "+7 900 555-77-88", email: "roster@example.test" });
  const again = await loadRoster(sql, rosterOf(newer));
  assert.ok(again.ok && again.updated === 1);
  const { phone, email } = await readContact(sql, personId);
  assert.deepEqual([phone, email], ["9005550199", "own@example.test"]);
});

Deno.test("a roster loaded again checks its refused rows alone", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  const first = rosterOf(
    person({ phone: "9005550001" }),
    person({ personnel: "2", policy: "P-2", birth: "2019-01-01", representative: "P-3" }),
  );
  const outcome = await loadRoster(sql, first);
  assert.deepEqual(outcome.ok && outcome.refused.map((row) => row.reason), [
    "unknown_representative",
  ]);
  await loadRoster(
    sql,
    rosterOf(
      person({ phone: "9005550002" }),
      person({ personnel: "3", policy: "P-3" }),
    ),
  );
  const again = await loadRoster(sql, first);
  assert.ok(again.ok && again.changed && again.refused.length === 0);
  assert.equal(again.added, 1);
  const [known] = await sql`select phone from people where personnel_number = '1'`;
  assert.equal(known!.phone, "9005550002", "what a newer roster said stays");
});

Deno.test("a region without a calendar is refused, naming the known ones", async () => {
  await using database = await testDatabase();
  const stored = await storeFile(database.sql, noonOf("2026-06-01"), {
    kind: "roster",
    employer: EMPLOYER,
    region: "RU-XX",
    name: "roster.xlsx",
    content: sample("roster.xlsx"),
    uploadedBy: null,
  });
  assert.deepEqual(stored, { ok: false, reason: "unknown_region", known: ["RU-BA"] });
});

const WITH_WARDS = [...HEADER, "Опека"];

function rosterWithWards(...rows: Cell[][]): { content: Uint8Array } {
  return { content: workbookOf({ "Список": [WITH_WARDS, ...rows] }) };
}

const WARD = { personnel: "2", policy: "P-2", name: "Петр", representative: "P-1" } as const;

Deno.test("a roster's column tells wards from grown-up children, and one without it leaves them", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  const known = async () =>
    (await sql<{ ward: boolean }[]>`select ward from people order by personnel_number`)
      .map(({ ward }) => ward);
  const guardian = [...person(), null];
  assert.ok((await loadRoster(sql, rosterWithWards(guardian, [...person(WARD), "Да"]))).ok);
  assert.deepEqual(await known(), [false, true]);
  assert.ok((await loadRoster(sql, rosterOf(person(), person(WARD)))).ok);
  assert.deepEqual(await known(), [false, true]);
  const ended = await loadRoster(sql, rosterWithWards(guardian, [...person(WARD), "нет"]));
  assert.ok(ended.ok);
  assert.deepEqual([ended.updated, ended.unchanged], [1, 1]);
  assert.deepEqual(await known(), [false, false]);
});

Deno.test("a ward represents nobody, and a word that says neither is refused", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  const child = person({ ...WARD, birth: "2015-03-01" });
  const outcome = await loadRoster(sql, rosterWithWards([...person(), "да"], [...child, null]));
  assert.ok(outcome.ok);
  assert.deepEqual(outcome.refused.map(({ reason }) => reason), ["ward_representative"]);
  // The next roster lacks the column: the representative is a ward all the same.
  const again = await loadRoster(sql, rosterOf(person(), child));
  assert.ok(again.ok);
  assert.deepEqual(again.refused.map(({ reason }) => reason), ["ward_representative"]);
  const unclear = await loadRoster(sql, rosterWithWards([...person(), "возможно"]));
  assert.ok(unclear.ok);
  assert.deepEqual(unclear.refused.map(({ reason }) => reason), ["ward_not_readable"]);
});
