import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as xlsx from "xlsx";
import { ACTION_GROUPS, JOURNAL_ACTIONS, LOOKS } from "../../domain/journal_words.ts";
import { addMinutes, instant } from "../../domain/local_date.ts";
import { insertInsured } from "../harness/people.ts";
import { type TestSite, testSite } from "../harness/site.ts";

const NOW = instant("2026-11-22T07:00:00.000Z");

Deno.test("every action that the code journals has words", () => {
  const folder = fileURLToPath(new URL("../../use_cases", import.meta.url));
  const written = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.endsWith("_test.ts"))
    .map((file) => readFileSync(`${folder}/${file}`, "utf8"))
    .filter((text) => /writeJournal|journalLooks|[jJ]ournal\w*\(/.test(text))
    .flatMap((text) => [...text.matchAll(/\baction: (?!string)([^\n]*?)[,;\n]/g)])
    .flatMap(([, value]) => [...value!.replace(/=== "\w+"/g, "").matchAll(/"([a-z_]+)"/g)])
    .map(([, action]) => action!);
  assert.ok(written.length > 25, written.join());
  for (const action of written) assert.ok(action in JOURNAL_ACTIONS, action);
});

Deno.test("every action stands once among the choices, under a title", async () => {
  const grouped = ACTION_GROUPS.flatMap(({ actions }) => actions);
  assert.deepEqual([...grouped, ...LOOKS].toSorted(), Object.keys(JOURNAL_ACTIONS).toSorted());
  await using site = await testSite({ at: NOW });
  const page = await (await site.logInStaff("approver")).get("/ops/journal?action=staff_ended");
  assert.match(page.html, /<optgroup\s+label="Настройки">/);
  assert.match(page.html, /<option[^>]*selected[^>]*>Доступ сотрудника закрыт/);
});

Deno.test("what was changed, and which list was looked at, stand in words with links", async () => {
  await using site = await testSite({ at: NOW });
  const operator = await site.logInStaff("operator");
  const { personId } = await insertInsured(site.sql, NOW, { phone: "9005550903" });
  await site.sql`
    insert into notices (key, person_id, channel, template, due_at, state, detail, finished_at,
                         recorded_at)
    values ('x', ${personId}, 'sms', 'reminder', ${NOW}, 'failed', 'no_contact', ${NOW}, ${NOW})`;
  assert.equal((await operator.get("/ops/lists/notices")).status, 200);
  await site.sql`
    insert into journal (actor, action, subject, detail, happened_at)
    select 'command_line', 'employer_set', 'employer/' || id,
           ${site.sql.json({ region: 'null → "RU-BA"', penaltyRateBp: "0 → 1000" })}, ${NOW}
    from employers limit 1`;
  await site.sql`
    insert into journal (actor, action, subject, detail, happened_at)
    values ('command_line', 'decision_proposed', ${`person/${personId}`},
            ${site.sql.json({ decision: 7, kind: "forgive", reason: "Умер" })}, ${NOW})`;
  const { text, html } = await (await site.logInStaff("approver")).get("/ops/journal");
  assert.match(text, /Просмотр списка Образцова Майя Тестовна список ?: недоставленные сообщения/);
  assert.match(text, /регион ?: нет → Республика Башкортостан/);
  assert.match(text, /неустойка в год ?: 0 % → 10 %/);
  assert.match(text, /что ?: простить долг причина ?: Умер/);
  assert.match(html, /<a href="\/ops\/decisions\/7">/);
});

Deno.test("the journal says who looked at whose record, when and from where", async () => {
  await using site = await testSite({ at: NOW });
  const { personId } = await insertInsured(site.sql, NOW);
  const operator = await site.logInStaff();
  await operator.get(`/ops/people/${personId}`);
  const approver = await site.logInStaff("approver");
  const page = await approver.get("/ops/journal");
  assert.match(
    page.text,
    /22 ноября 2026[^А-Я]*12:00 Сотрудник operator сотрудник Просмотр Образцова Майя Тестовна — 192\.0\.2\.1/,
  );
  assert.ok(page.html.includes(`<a href="/ops/people/${personId}">Образцова`));
  // The look at the journal stands in it the next time.
  assert.match((await approver.get("/ops/journal")).text, /Сотрудник approver .*Просмотр журнала/);
});

Deno.test("the journal is searched by staff, person, policy, action and days", async () => {
  await using site = await testSite({ at: NOW });
  const maya = await insertInsured(site.sql, NOW, { phone: "9005550901" });
  const petra = await insertInsured(site.sql, NOW, {
    phone: "9005550902",
    surname: "Пробная",
    name: "Петра",
  });
  const operator = await site.logInStaff();
  await operator.get(`/ops/people/${maya.personId}`);
  site.clock.set(addMinutes(NOW, 24 * 60));
  const other = await site.logInStaff("viewer");
  await other.get(`/ops/people/${petra.personId}`);
  const approver = await site.logInStaff("approver");
  const [{ id } = { id: 0 }] = await site.sql<{ id: number }[]>`
    select id from staff where role = 'operator'`;
  const found = async (query: string) => {
    const { status, html } = await approver.get(`/ops/journal?${query}`);
    assert.equal(status, 200, query);
    return {
      maya: html.includes(`/ops/people/${maya.personId}"`),
      petra: html.includes(`/ops/people/${petra.personId}"`),
    };
  };
  assert.deepEqual(await found(""), { maya: true, petra: true });
  assert.deepEqual(await found(`staff=${id}`), { maya: true, petra: false });
  assert.deepEqual(await found("person=проб"), { maya: false, petra: true });
  assert.deepEqual(await found(`person=${maya.policyNumber}`), { maya: true, petra: false });
  assert.deepEqual(await found("person=никого"), { maya: false, petra: false });
  assert.deepEqual(await found("from=23.11.2026"), { maya: true, petra: true });
  assert.deepEqual(await found("until=22.11.2026"), { maya: true, petra: false });
  assert.deepEqual(await found("action=uploaded"), { maya: false, petra: false });
  assert.deepEqual(await found("action=acts"), { maya: false, petra: false });
  // Who searched for a person is found under that person.
  const mayas = await approver.get("/ops/journal?person=образцова");
  assert.match(mayas.text, /Сотрудник approver сотрудник Просмотр журнала Образцова/);
});

Deno.test("a date that is none is refused beside its field, and nothing is shown", async () => {
  await using site = await testSite({ at: NOW });
  const approver = await site.logInStaff("approver");
  const page = await approver.get("/ops/journal?from=31.02.2026&until=x&person=я");
  assert.equal(page.status, 422);
  assert.match(page.html, /<title>Ошибка: Журнал/);
  for (const field of ["from", "until", "person"]) {
    assert.ok(page.html.includes(`href="#${field}"`), field);
  }
  assert.match(page.html, /value="31\.02\.2026"/);
  assert.doesNotMatch(page.html, /<table/);
  const backwards = await approver.get("/ops/journal?from=22.11.2026&until=21.11.2026");
  assert.match(backwards.text, /Конец раньше начала/);
});

Deno.test("pages are turned by entry: what comes meanwhile moves nothing", async () => {
  await using site = await testSite({ at: NOW });
  await writeEntries(site, 120);
  const approver = await site.logInStaff("approver");
  const search = "action=uploaded";
  const first = await approver.get(`/ops/journal?${search}`);
  assert.deepEqual(rowsOf(first.html), range(120, 71));
  assert.doesNotMatch(first.text, /Новее/);
  await writeEntries(site, 5);
  const second = await approver.get(linkOf(first.html, "next"));
  assert.deepEqual(rowsOf(second.html), range(70, 21));
  const third = await approver.get(linkOf(second.html, "next"));
  assert.deepEqual(rowsOf(third.html), range(20, 1));
  assert.doesNotMatch(third.text, /Старше/);
  const back = await approver.get(linkOf(third.html, "prev"));
  assert.deepEqual(rowsOf(back.html), range(70, 21));
  const top = await approver.get(linkOf(back.html, "prev"));
  assert.deepEqual(rowsOf(top.html), range(120, 71));
  assert.match(top.text, /Новее/);
});

Deno.test("an admin takes what a search finds as a file, and that is journalled", async () => {
  await using site = await testSite({ at: NOW });
  const { personId } = await insertInsured(site.sql, NOW);
  const admin = await site.logInStaff("admin");
  await admin.get(`/ops/people/${personId}`);
  const page = await admin.get("/ops/journal?action=looked");
  const file = await admin.get(/href="(\/ops\/journal\/file[^"]*)"/.exec(page.html)![1]!);
  assert.equal(file.status, 200);
  const book = xlsx.read(file.bytes, { type: "array", cellDates: true, UTC: true });
  const rows = xlsx.utils.sheet_to_json<Record<string, unknown>>(book.Sheets["Журнал"]!);
  assert.equal(rows.length, 1);
  const [row] = rows;
  assert.deepEqual(row!["День"], new Date("2026-11-22T00:00:00.000Z"));
  assert.deepEqual(
    ["Время", "Кто", "Что", "О ком или о чем", "Откуда"].map((column) => row![column]),
    ["12:00", "Сотрудник admin", "Просмотр", "Образцова Майя Тестовна", "192.0.2.1"],
  );
  const [entry] = await site.sql`
    select subject, detail from journal where action = 'downloaded_journal'`;
  assert.deepEqual(entry, { subject: "journal", detail: { rows: 1 } });
  const approver = await site.logInStaff("approver");
  assert.doesNotMatch((await approver.get("/ops/journal")).html, /journal\/file/);
});

Deno.test("what a person does in the cabinet is told by their name, what a machine does by its", async () => {
  await using site = await testSite({ at: NOW });
  const { personId } = await insertInsured(site.sql, NOW);
  const [document] = await site.sql`select id from documents where kind = 'personal_data'`;
  const entries = [
    [`person/${personId}`, "channels_chosen", `person/${personId}`],
    ["command_line", "programme_set", "programme/1"],
    ["anonymous", "registration_mismatched", "registration"],
    ["command_line", "document_added", `document/${document!.id}`],
    ["command_line", "key_rate_added", "key_rate/2026-02-16"],
    ["command_line", "asked_to_publish", "invoices/2026-10-31"],
    ["staff/99999999999999999999", "looked", "person/abc"],
  ];
  for (const [actor, action, subject] of entries) {
    await site.sql`
      insert into journal (actor, action, subject, happened_at)
      values (${actor!}, ${action!}, ${subject!}, ${NOW})`;
  }
  const { text, html } = await (await site.logInStaff("approver")).get("/ops/journal");
  assert.match(text, /Образцова Майя Тестовна застрахованный Выбраны каналы напоминаний/);
  assert.match(text, /Командная строка Изменена программа Программа Экстренная помощь/);
  assert.match(text, /Посетитель Регистрация не сошлась со списком Регистрация/);
  assert.match(text, /Согласие на обработку персональных данных, версия 1/);
  assert.match(html, /href="\/documents\/personal_data\/1"/);
  assert.match(text, /Ключевая ставка с 16\.02\.2026/);
  assert.match(text, /Счета за услуги по 31\.10\.2026/);
});

async function writeEntries({ sql }: TestSite, count: number): Promise<void> {
  await sql`
    insert into journal (actor, action, subject, ip, happened_at)
    select 'command_line', 'uploaded', 'file/' || n, null, ${NOW}
    from generate_series(1, ${count}::int) n`;
}

/** The numbers of the files in the list. */
function rowsOf(html: string): number[] {
  return [...html.matchAll(/href="\/ops\/files\/(\d+)"/g)].map(([, id]) => Number(id));
}

function range(from: number, to: number): number[] {
  return Array.from({ length: from - to + 1 }, (_, i) => from - i);
}

function linkOf(html: string, rel: "next" | "prev"): string {
  const [, href] = new RegExp(`rel="${rel}" href="([^"]+)"`).exec(html)!;
  return href!.replaceAll("&amp;", "&");
}
