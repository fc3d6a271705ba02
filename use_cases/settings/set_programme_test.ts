import assert from "node:assert/strict";
import type { Cell } from "../../adapters/spreadsheet/mod.ts";
import { fixedClock } from "../../clock.ts";
import type { Sql } from "../../db/connection.ts";
import { listProgrammes, readProgrammeContent } from "../../db/policies/programmes.ts";
import { instant } from "../../domain/local_date.ts";
import { testDatabase } from "../../tests/harness/database.ts";
import { csvOf, workbookOf } from "../../tests/samples/sheets.ts";
import { sample } from "../../tests/samples/story.ts";
import { setProgramme } from "./set_programme.ts";

const NOW = instant("2026-11-22T07:00:00.000Z");
const NAME = "ДМС Группа Стандарт";
const ITEMS: Cell[][] = [
  ["Оплата", "Услуга", "Пояснение"],
  ["оплачено", "Приемы врачей", null],
  ["по согласованию", "МРТ и КТ", "До записи звоните на медпульт"],
];
const CLINICS: Cell[][] = [
  ["Клиника", "Город", "Адрес", "Виды помощи"],
  ["Клиника «Образец»", "Уфа", "ул. Примерная, 14", "терапевт"],
];

Deno.test("the sample workbook becomes the programme, and the second time changes nothing", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  const programmeId = await givenProgramme(sql);
  const file = { name: "programme.xlsx", content: sample("programme.xlsx") };
  const first = await set(sql, file);
  assert.ok(first.ok, JSON.stringify(first));
  assert.deepEqual([first.changed, first.kept], [true, []]);
  const { items, clinics } = await readProgrammeContent(sql, programmeId);
  assert.deepEqual(count(items.map(({ kind }) => kind)), {
    paid: 5,
    paid_with_approval: 3,
    not_paid: 3,
  });
  assert.deepEqual(count(clinics.map(({ city }) => city)), {
    "Уфа": 4,
    "Стерлитамак": 1,
    "Салават": 1,
    "Москва": 2,
  });
  assert.deepEqual(clinics[2], {
    name: "Лаборатория «Проба»",
    city: "Уфа",
    address: "пр. Тестовый, 87",
    phone: "9005552103",
    hours: "пн–сб 7:30–14:00",
    care: ["анализы"],
    site: null,
  });

  const second = await set(sql, file);
  assert.deepEqual([second.ok, second.ok && second.changed], [true, false]);
  assert.deepEqual(await written(sql), { editions: 1, items: 11, clinics: 8, journal: 1 });
  const [entry] = await sql`select actor, action, subject, detail, ip from journal`;
  assert.deepEqual({ ...entry, detail: { ...entry!.detail, edition: 0 } }, {
    actor: "command_line",
    action: "programme_set",
    subject: `programme/${programmeId}`,
    detail: { edition: 0, file: "programme.xlsx", items: 11, clinics: 8 },
    ip: null,
  });
});

Deno.test("a wrong row is named with its sheet, number and all its faults, and nothing is applied", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  await givenProgramme(sql);
  const refused = await set(sql, {
    name: "wrong.xlsx",
    content: workbookOf({
      "Программа": [...ITEMS, ["может быть", "Массаж", null], ["нет", "приемы  врачей", null]],
      "Клиники": [
        ...CLINICS,
        [null, "Уфа", "ул. Учебная, 3", "УЗИ"],
        ["клиника «образец»", "Уфа", "ул. Примерная, 14", "невролог"],
      ],
    }),
  });
  assert.deepEqual(refused, {
    ok: false,
    reason: "wrong_rows",
    rows: [
      {
        table: "Программа",
        row: 4,
        problems: [
          "Оплата «может быть» не читается: напишите «оплачено», «по согласованию» или «не оплачено»",
        ],
      },
      { table: "Программа", row: 5, problems: ["Повторяет строку 2"] },
      { table: "Клиники", row: 3, problems: ["Не заполнен столбец «Клиника»"] },
      { table: "Клиники", row: 4, problems: ["Повторяет строку 2"] },
    ],
  });
  assert.deepEqual(await written(sql), { editions: 0, items: 0, clinics: 0, journal: 0 });
});

Deno.test("a csv sets one part, and the other stays; the earlier edition is kept", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  const programmeId = await givenProgramme(sql);
  await set(sql, {
    name: "p.xlsx",
    content: workbookOf({ "Программа": ITEMS, "Клиники": CLINICS }),
  });
  const moved = CLINICS.map((row, i) => i === 0 ? row : row.with(2, "ул. Новая, 1"));
  const file = { name: "clinics.csv", content: csvOf(moved) };
  const changed = await set(sql, file);
  assert.deepEqual(changed.ok && [changed.changed, changed.kept], [true, ["items"]]);
  const { items, clinics } = await readProgrammeContent(sql, programmeId);
  assert.deepEqual(items.map(({ title }) => title), ["Приемы врачей", "МРТ и КТ"]);
  assert.deepEqual(clinics.map(({ address }) => address), ["ул. Новая, 1"]);
  assert.deepEqual(await written(sql), { editions: 2, items: 4, clinics: 2, journal: 2 });
  await assert.rejects(sql`update programme_items set title = 'x'`.execute(), /append-only/);
});

Deno.test("a file without its tables, or with an unreadable sheet of their name, says which columns it needs", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  await givenProgramme(sql);
  const files: [Record<string, Cell[][]>, RegExp][] = [
    [{ "Лист1": [["a", "b"]] }, /^Нет ни таблицы «Программа», ни таблицы «Клиники»/],
    [
      { "Программа": ITEMS, "Клиники": [["Клиника", "Город", "Виды помощи"], ["А", "Б", "В"]] },
      /^Лист «Клиники»\. Не хватает столбца «Адрес»/,
    ],
    [
      { "Программа": ITEMS.slice(0, 1), "Клиники": CLINICS },
      /^Лист «Программа»\..*ни одной строки/,
    ],
  ];
  for (const [sheets, problem] of files) {
    const refused = await set(sql, { name: "x.xlsx", content: workbookOf(sheets) });
    assert.equal(refused.ok, false);
    assert.match("problem" in refused ? refused.problem : "", problem);
  }
  const notes = await set(sql, { name: "x.pdf", content: new TextEncoder().encode("%PDF") });
  assert.equal(notes.ok, false);
  assert.deepEqual(await written(sql), { editions: 0, items: 0, clinics: 0, journal: 0 });
});

Deno.test("a programme that no roster has named is refused with the known names", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  await givenProgramme(sql);
  const content = csvOf(CLINICS);
  const refused = await setProgramme(sql, fixedClock(NOW), {
    name: "ДМС Группа Люкс",
    file: { name: "c.csv", content },
    actor: { name: "command_line", ip: null },
  });
  assert.deepEqual(refused, {
    ok: false,
    reason: "unknown_programme",
    known: [NAME, "Экстренная помощь"],
  });
});

Deno.test("the emergency programme comes with what it pays for", async () => {
  await using database = await testDatabase();
  const [emergency] = await listProgrammes(database.sql);
  assert.deepEqual([emergency!.kind, emergency!.clinics], ["emergency", 0]);
  const { items } = await readProgrammeContent(database.sql, emergency!.id);
  assert.ok(items.some(({ kind }) => kind === "paid"));
  assert.ok(items.some(({ kind }) => kind === "not_paid"));
});

function set(sql: Sql, file: { name: string; content: Uint8Array }) {
  const actor = { name: "command_line", ip: null };
  return setProgramme(sql, fixedClock(NOW), { name: NAME, file, actor });
}

async function givenProgramme(sql: Sql): Promise<number> {
  const [row] = await sql<{ id: number }[]>`
    insert into programmes (name, kind) values (${NAME}, 'group') returning id`;
  return row!.id;
}

/** Of the programme under test: the product brings an edition of the emergency one. */
async function written(sql: Sql) {
  const [row] = await sql<Record<string, number>[]>`
    with edition as (
      select e.id from programme_editions e join programmes g on g.id = e.programme_id
      where g.kind = 'group'
    )
    select (select count(*) from edition) as editions,
           (select count(*) from programme_items where edition_id in (table edition)) as items,
           (select count(*) from programme_clinics where edition_id in (table edition)) as clinics,
           (select count(*) from journal) as journal`;
  return row!;
}

function count(values: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}
