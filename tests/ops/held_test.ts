import assert from "node:assert/strict";
import { localDate } from "../../domain/local_date.ts";
import { publishInvoices } from "../../use_cases/invoices/publish_invoices.ts";
import { type Page, type TestSite, testSite, type Visitor } from "../harness/site.ts";
import { registerOf, registerRow } from "../samples/sheets.ts";
import { IMPORTED_ON, loadPeople, loadRegister } from "../samples/story.ts";

const NOW = "2026-11-22T07:00:00.000Z";

Deno.test("a held line stands beside the line that it resembles, with the reason", async () => {
  await using site = await siteWithHeldLines();
  const staff = await site.logInStaff();
  const page = await staff.get("/ops/held");
  assert.match(
    page.text,
    /Пробин Ильдар Тестович 7701\/474\/001000 · ООО «Клиника Образец» .* again\.xlsx , строка 2, № 7 в реестре/,
  );
  assert.match(
    page.text,
    /first\.xlsx , строка 2, № 1 в реестре Ждет ближайшего счета Та же услуга уже есть в другом файле этой клиники/,
  );
  const looks = await site.sql`
    select from journal where action = 'looked_at_held_lines' and subject like 'person/%'`;
  assert.equal(looks.length, 1, "whose lines were shown is journalled, once a person");
});

Deno.test("a released line is invoiced with the next invoices, a refused one never is", async () => {
  await using site = await siteWithHeldLines();
  const staff = await site.logInStaff();
  const [released, refused] = await heldIds(site);
  const yes = await decide(staff, { line: String(released), decision: "released" });
  assert.equal(yes.status, 303);
  assert.match(
    (await staff.get(yes.location!)).text,
    /Отпустили: 1 строка Войдут в ближайший счет/,
  );
  const no = await decide(staff, { line: String(refused), decision: "refused" });
  assert.match((await staff.get(no.location!)).text, /Отказали: 1 строка/);
  assert.match((await staff.get("/ops/held")).text, /Решать нечего/);

  await publishInvoices(site.sql, IMPORTED_ON, { through: localDate("2026-11-01") });
  const lines = await site.sql<{ id: number; invoiced: boolean; withdrawn: string | null }[]>`
    select id, invoice_id is not null as invoiced, withdrawn from service_lines order by id`;
  assert.deepEqual(
    lines.map(({ invoiced, withdrawn }) => [invoiced, withdrawn]),
    [[true, null], [true, null], [true, null], [false, "refused_by_staff"]],
  );

  const decided = await staff.get("/ops/held?list=decided");
  assert.match(decided.text, /Отпущена : клиника подтвердила Сотрудник operator/);
  assert.match(decided.text, /Отказано : клиника подтвердила Сотрудник operator/);
  const journal = await site.sql<{ action: string }[]>`
    select action from journal where action like 'held_lines_%' order by id`;
  assert.deepEqual(journal.map((row) => row.action), ["held_lines_released", "held_lines_refused"]);
  const files = await site.sql<{ accepted: number; held: number }[]>`
    select accepted, held from import_files where name = 'again.xlsx'`;
  assert.deepEqual({ ...files[0] }, { accepted: 1, held: 0 });
});

Deno.test("all lines under a filter are decided at once, unless the list has changed meanwhile", async () => {
  await using site = await siteWithHeldLines();
  const staff = await site.logInStaff();
  const none = await decide(staff, {
    all: "on",
    count: "0",
    person: "Никто",
    decision: "released",
  });
  assert.equal(none.status, 422, "nobody under the filter");
  const stale = await decide(staff, { all: "on", count: "1", decision: "released" });
  assert.equal(stale.status, 422);
  assert.match(stale.text, /Список изменился: по отбору теперь 2 строки/);
  const all = await decide(staff, { all: "on", count: "2", decision: "released" });
  assert.equal(all.location, "/ops/held?released=2&before=0");
  assert.deepEqual(await heldIds(site), []);
});

Deno.test("a decision needs lines and a reason, and the choice stays where one is missing", async () => {
  await using site = await siteWithHeldLines();
  const staff = await site.logInStaff();
  const [first] = await heldIds(site);
  const long = { line: String(first), decision: "refused", because: "я".repeat(501) };
  assert.match((await decide(staff, long)).text, /Сократите до 500 знаков: сейчас 501/);
  const page = await decide(staff, { line: String(first), decision: "refused", because: " " });
  assert.equal(page.status, 422);
  assert.match(page.html, /<title>Ошибка: Удержанные строки/);
  assert.match(page.text, /Напишите, почему вы так решили/);
  assert.match(page.html, new RegExp(`id="line-${first}"[^>]*checked`));
  const empty = await decide(staff, { decision: "released" });
  assert.match(empty.text, /Выберите строки в таблице/);
  assert.equal((await heldIds(site)).length, 2);
});

Deno.test("a line is decided once: a second decision changes nothing and says so", async () => {
  await using site = await siteWithHeldLines();
  const staff = await site.logInStaff();
  const [first] = await heldIds(site);
  await decide(staff, { line: String(first), decision: "refused" });
  const again = await decide(staff, { line: String(first), decision: "released" });
  assert.match((await staff.get(again.location!)).text, /Уже решены кем-то раньше: 1 строка/);
  const rows = await site.sql`select decision from held_decisions`;
  assert.deepEqual(rows.map((row) => row.decision), ["refused"]);
  await assert.rejects(site.sql`update held_decisions set reason = ''`, /append-only/);
});

Deno.test("held lines are narrowed by reason, clinic and person; viewers only look", async () => {
  await using site = await siteWithHeldLines();
  const viewer = await site.logInStaff("viewer");
  const page = await viewer.get("/ops/held");
  assert.doesNotMatch(page.html, /name="decision"/);
  assert.equal((await decide(viewer, { decision: "released", all: "on", count: "2" })).status, 403);
  assert.match((await viewer.get("/ops/held?who=ПРОБ")).text, /Пробин Ильдар/);
  assert.match((await viewer.get("/ops/held?who=7701/474")).text, /Убрать отбор/);
  assert.match((await viewer.get("/ops/held?reason=emergency_spell")).text, /По отбору ничего нет/);
  assert.match((await viewer.get("/ops/held?org=Никакая")).text, /По отбору ничего нет/);
  assert.match((await viewer.get("/ops/held?from=51")).location ?? "", /^\/ops\/held$/);
});

/** Two lines, and both again in another file of the clinic. */
async function siteWithHeldLines(): Promise<TestSite> {
  const site = await testSite({ at: NOW });
  await loadPeople(site.sql);
  const visit = registerRow({ number: 1 });
  const tests = registerRow({ number: 2, service: "Анализ крови", price: 500 });
  await loadRegister(site.sql, { name: "first.xlsx", content: registerOf(visit, tests) });
  const again = registerOf(visit.with(0, 7), tests.with(0, 8));
  await loadRegister(site.sql, { name: "again.xlsx", content: again });
  return site;
}

async function heldIds({ sql }: TestSite): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    select id from service_lines where held is not null and withdrawn is null order by id`;
  return rows.map((row) => row.id);
}

function decide(staff: Visitor, fields: Record<string, string>): Promise<Page> {
  return staff.post("/ops/held", { because: "клиника подтвердила", ...fields });
}
