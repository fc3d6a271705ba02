import assert from "node:assert/strict";
import { instant } from "../../domain/local_date.ts";
import { insertEdition } from "../../db/policies/programmes.ts";
import { insertInsured } from "../harness/people.ts";
import { type TestSite, testSite, type Visitor } from "../harness/site.ts";

const NOW = instant("2026-11-22T07:00:00.000Z");
const STAFF = "/ops/settings/staff";

Deno.test("an admin lets a colleague in, who logs in by a code and has the role given", async () => {
  await using site = await testSite({ at: NOW });
  const admin = await site.logInStaff("admin");
  const fields = { name: "Олег Операторов", email: " Oleg@Fifth.test ", role: "operator" };
  const added = await admin.post(STAFF, fields);
  assert.match(added.location!, /\?done=added&staff=\d+$/);
  assert.match(
    (await admin.get(added.location!)).text,
    /Олег Операторов oleg@fifth\.test Оператор/,
  );
  const oleg = await logIn(site, "oleg@fifth.test");
  assert.equal((await oleg.get("/ops")).status, 200);
  assert.equal((await oleg.get(STAFF)).status, 403);
  assert.deepEqual(await entries(site), [["staff_added", { role: "operator" }]]);
});

Deno.test("what is missing in a new colleague is refused beside its field, as typed", async () => {
  await using site = await testSite({ at: NOW });
  const admin = await site.logInStaff("admin");
  const good = { name: "Олег", email: "oleg@fifth.test", role: "viewer" };
  for (
    const [wrong, field] of [
      [{ name: " " }, "name"],
      [{ name: "я".repeat(201) }, "name"],
      [{ email: "oleg" }, "email"],
      [{ email: "ADMIN-1@fifth.test" }, "email"],
      [{ role: "king" }, "role"],
    ] as const
  ) {
    const page = await admin.post(STAFF, { ...good, ...wrong });
    assert.equal(page.status, 422, field);
    assert.ok(page.html.includes(`<a href="#${field}"`), field);
    assert.match(page.html, /<title>Ошибка: /);
  }
  assert.deepEqual(await entries(site), []);
});

Deno.test("a changed role holds from the next page on, in a session that is open", async () => {
  await using site = await testSite({ at: NOW });
  const admin = await site.logInStaff("admin");
  const operator = await site.logInStaff("operator");
  const id = await idOf(site, "operator");
  assert.equal((await operator.get("/ops/journal")).status, 403);
  const changed = await admin.post(`${STAFF}/${id}`, { role: "approver" });
  assert.equal(changed.location, `${STAFF}?done=changed&staff=${id}`);
  assert.equal((await operator.get("/ops/journal")).status, 200);
  assert.deepEqual(await entries(site), [
    ["staff_role_changed", { role: "approver", was: "operator" }],
  ]);
});

Deno.test("ended access ends sessions and codes at once; given again it opens anew", async () => {
  await using site = await testSite({ at: NOW });
  const admin = await site.logInStaff("admin");
  const operator = await site.logInStaff("operator");
  const id = await idOf(site, "operator");
  const [{ email } = { email: "" }] = await site.sql<{ email: string }[]>`
    select email from staff where id = ${id}`;
  const waiting = site.visitor();
  await waiting.post("/ops/login", { email });
  const code = await waiting.code();
  const path = `${STAFF}/${id}/end`;
  assert.match((await admin.get(path)).text, /Закрыть доступ: Сотрудник operator/);
  const silent = await admin.post(path, { reason: "" });
  assert.equal(silent.status, 422);
  assert.match(silent.text, /Напишите, почему вы так решили/);
  assert.equal((await operator.get("/ops")).status, 200, "nothing has ended yet");
  const ended = await admin.post(path, { reason: "Уволен" });
  assert.equal(ended.location, `${STAFF}?done=ended&staff=${id}`);
  assert.match((await admin.get(ended.location!)).text, /Сотрудник operator\. Доступ закрыт/);
  assert.deepEqual(await entries(site), [["staff_ended", { was: "operator", reason: "Уволен" }]]);
  assert.equal((await operator.get("/ops")).location, "/ops/login");
  assert.equal((await waiting.post("/ops/login/code", { code })).location, "/ops/login");
  const late = site.visitor();
  await late.post("/ops/login", { email });
  assert.equal((await late.post("/ops/login/code", { code: await late.code() })).status, 422);
  assert.match((await admin.get(STAFF)).text, /Доступ закрыт 22 ноября/);
  assert.equal((await admin.get(`${STAFF}/${id}`)).status, 404);

  await admin.post(STAFF, { name: "Снова", email, role: "viewer" });
  const again = await logIn(site, email);
  assert.equal((await again.get("/ops")).status, 200);
  assert.equal(await idOf(site, "viewer"), id);
});

Deno.test("nobody changes their own role or ends their own access", async () => {
  await using site = await testSite({ at: NOW });
  const admin = await site.logInStaff("admin");
  const id = await idOf(site, "admin");
  for (const [path, fields] of [["", { role: "viewer" }], ["/end", { reason: "сам" }]] as const) {
    assert.equal((await admin.post(`${STAFF}/${id}${path}`, fields, STAFF)).status, 404);
  }
  assert.doesNotMatch((await admin.get(STAFF)).html, new RegExp(`${STAFF}/${id}"`));
  const actor = { staffId: id, ip: "192.0.2.9" };
  assert.deepEqual(
    await site.useCases.changeStaffRole({ staffId: id, role: "viewer", actor }),
    { ok: false, reason: "own" },
  );
  assert.deepEqual(
    await site.useCases.endStaffMember({ staffId: id, reason: "сам", actor }),
    { ok: false, reason: "own" },
  );
});

Deno.test("two admins who take each other's role at once leave one admin", async () => {
  await using site = await testSite({ at: NOW });
  await site.logInStaff("admin");
  await site.logInStaff("admin");
  const admins = await site.sql<{ id: number }[]>`select id from staff order by id`;
  const [first, second] = admins.map(({ id }) => id);
  const end = (staffId: number, by: number) =>
    site.useCases.endStaffMember({
      staffId,
      reason: "спор",
      actor: { staffId: by, ip: "192.0.2.1" },
    });
  const results = await Promise.all([end(first!, second!), end(second!, first!)]);
  assert.deepEqual(results.filter(({ ok }) => !ok), [{ ok: false, reason: "not_admin" }]);
  const [left] = await site.sql`
    select count(*)::int as count from staff where role = 'admin' and ended_at is null`;
  assert.equal(left!.count, 1);
});

Deno.test("a key rate is added once, with its source; days without one are said", async () => {
  await using site = await testSite({ at: NOW });
  await site.sql`alter table key_rates disable trigger key_rates_are_append_only`;
  await site.sql`delete from key_rates`;
  await site.sql`
    insert into key_rates (from_on, basis_points, known_through, source, recorded_at)
    values ('2026-07-01', 1600, '2026-08-31', 'Решение 1', ${NOW})`;
  const admin = await site.logInStaff("admin");
  const path = "/ops/settings/rates";
  assert.match((await admin.get(path)).text, /С 1 сентября 2026 по 22 ноября 2026/);
  const rate = { ...day("from", "26.10.2026"), ...day("through", "18.12.2026") };
  const fields = { ...rate, percent: "15,5", source: "Решение 2" };
  assert.equal((await admin.post(path, fields)).location, `${path}?added`);
  const page = await admin.get(`${path}?added`);
  assert.match(page.text, /С 1 сентября 2026 по 25 октября 2026/);
  assert.match(page.text, /26 октября 2026 15,5 % 18 декабря 2026 Решение 2/);

  const again = await admin.post(path, fields);
  assert.equal(again.status, 422);
  assert.match(again.text, /С этого дня уже записана ставка 15,5 %/);
  const backwards = { ...fields, ...day("from", "20.12.2026") };
  assert.match((await admin.post(path, backwards)).text, /Этот день раньше первого/);
  const empty = await admin.post(path, {});
  for (const field of ["from", "percent", "through", "source"]) {
    assert.ok(empty.html.includes(`<a href="#${field}"`), field);
  }
  assert.deepEqual(await entries(site), [
    ["key_rate_added", { rate: 1550, source: "Решение 2", knownThrough: "2026-12-18" }],
  ]);
  const viewer = await site.logInStaff("viewer");
  assert.doesNotMatch((await viewer.get(path)).html, /name="percent"/);
});

Deno.test("an employer's terms are set for what comes, and the page says what stays", async () => {
  await using site = await testSite({ at: NOW });
  await insertInsured(site.sql, NOW);
  const [employer] = await site.sql<{ id: number; name: string }[]>`select id, name from employers`;
  const path = `/ops/settings/employers/${employer!.id}`;
  const admin = await site.logInStaff("admin");
  const form = await admin.get(path);
  assert.match(form.html, /name="day-4"[^>]* value="29"/);
  const clocks = { timeZone: "Europe/Moscow", period: "3" };
  const fields = {
    ...clocks,
    region: "RU-BA",
    penalty: "16,5",
    plan: "own",
    "day-0": "5",
    "sms-0": "on",
    "email-0": "on",
    "day-2": "20",
    "call-2": "on",
  };
  assert.equal((await admin.post(path, fields)).location, `${path}?saved`);
  const [set] = await site.sql`
    select region, penalty_rate_bp as rate, reminder_plan as plan, time_zone as zone,
           invoice_months as months
    from employers`;
  assert.deepEqual({ ...set }, {
    zone: "Europe/Moscow",
    months: 3,
    region: "RU-BA",
    rate: 1650,
    plan: [{ day: 5, channels: ["sms", "email"] }, { day: 20, channels: ["call"] }],
  });
  assert.match((await admin.get(path)).html, /name="penalty"[^>]* value="16,5"/);
  const [entry] = await site.sql`select actor, detail from journal where action = 'employer_set'`;
  assert.match(entry!.actor, /^staff\/\d+$/);
  assert.equal(entry!.detail.penaltyRateBp, "null → 1650");
  assert.equal(entry!.detail.timeZone, '"Asia/Yekaterinburg" → "Europe/Moscow"');

  for (
    const [wrong, field] of [
      [{ region: "RU-XX" }, "region"],
      [{ penalty: "много" }, "penalty"],
      [{ penalty: "900" }, "penalty"],
      [{ timeZone: "Europe/Paris" }, "timeZone"],
      [{ period: "2" }, "period"],
      [{ "day-0": "31" }, "day-0"],
      [{ "day-2": "5" }, "day-2"],
      [{ "day-3": "25" }, "day-3"],
    ] as const
  ) {
    const page = await admin.post(path, { ...fields, ...wrong });
    assert.equal(page.status, 422, field);
    assert.ok(page.html.includes(`<a href="#${field}"`), field);
  }
  const none = await admin.post(path, { ...clocks, plan: "own" });
  assert.match(none.text, /Введите хотя бы одно напоминание/);
  await admin.post(path, { ...clocks, plan: "" });
  const [back] = await site.sql`
    select region, penalty_rate_bp as rate, reminder_plan as plan from employers`;
  assert.deepEqual({ ...back }, { region: null, rate: null, plan: null });
  const viewer = await site.logInStaff("viewer");
  assert.doesNotMatch((await viewer.get(path)).html, /name="penalty"/);
  assert.ok((await viewer.get(`/ops/employers/${employer!.id}`)).html.includes(`href="${path}"`));
});

const PROGRAMMES = "/ops/settings/programmes";

Deno.test("a programme's file is shown with all that it changes, then applied", async () => {
  await using site = await testSite({ at: NOW });
  await insertInsured(site.sql, NOW);
  const admin = await site.logInStaff("admin");
  const send = (rows: string[]) =>
    admin.post(PROGRAMMES, {
      programme: "Стандарт",
      file: new File([["Оплата;Услуга;Пояснение", ...rows].join("\r\n")], "Программа.csv"),
    });
  const first = await send(["оплачено;Терапевт;", "оплачено;Анализы;До десяти"]);
  assert.equal(first.status, 200);
  assert.match(first.text, /Станет 2\. Добавятся: 2 Терапевт Анализы/);
  assert.match(first.text, /Клиники В файле этого нет: останется как было/);
  assert.equal(await items(site), 0, "nothing is applied yet");
  const applied = await admin.post(PROGRAMMES, { ...checked(first.html), apply: "on" });
  assert.equal(applied.location, `${PROGRAMMES}?set`);
  assert.match((await admin.get(`${PROGRAMMES}?set`)).text, /Стандарт Групповая 2 0 1 22 ноября/);
  assert.equal(await items(site), 2);

  const second = await send(["не оплачено;Терапевт;", "оплачено;Массаж;"]);
  assert.match(
    second.text,
    /Добавятся: 1 Массаж Исчезнут: 1 Анализы Изменятся: 1 Терапевт/,
  );
  const same = await send(["оплачено;Терапевт;", "оплачено;Анализы;До десяти"]);
  assert.match(same.text, /менять нечего/);
  assert.doesNotMatch(same.html, /name="apply"/);
  const [entry] = await site.sql`select actor, detail from journal where action = 'programme_set'`;
  assert.match(entry!.actor, /^staff\//);
  assert.equal(entry!.detail.file, "Программа.csv");
});

Deno.test("a programme opens with what is paid and its clinics, which are searched", async () => {
  await using site = await testSite({ at: NOW });
  await insertInsured(site.sql, NOW);
  const [{ id } = { id: 0 }] = await site.sql<{ id: number }[]>`
    select id from programmes where name = 'Стандарт'`;
  const clinic = (name: string, city: string, care: string[]) => ({
    name,
    city,
    address: "ул. Пробная, 1",
    phone: null,
    hours: null,
    care,
    site: null,
  });
  const clinics = Array.from(
    { length: 34 },
    (_, i) => clinic(`Клиника ${i + 1}`, "Уфа", ["Анализы"]),
  );
  const content = {
    items: [{ kind: "paid" as const, title: "Терапевт", detail: null }],
    clinics: [...clinics, clinic("Дента", "Казань", ["Стоматология"])],
  };
  await insertEdition(site.sql, {
    programmeId: id,
    fileName: null,
    setBy: "command line",
    content,
    at: NOW,
  });
  const viewer = await site.logInStaff("viewer");
  const list = await viewer.get(PROGRAMMES);
  assert.ok(list.html.includes(`<a href="${PROGRAMMES}/${id}">Стандарт</a>`));
  const page = await viewer.get(`${PROGRAMMES}/${id}`);
  assert.match(page.text, /Стандарт Вид Групповая Полисов 1 .*Терапевт .*35 клиник в 2 городах/);
  assert.match(page.text, /1–30 из 35/);
  const found = await viewer.get(`${PROGRAMMES}/${id}?q=стоматологию&city=Казань`);
  assert.match(found.text, /Нашли 1 из 35 .*Дента/);
  assert.match((await viewer.get(`${PROGRAMMES}/${id}?q=рентген`)).text, /Таких клиник/);
  assert.match((await viewer.get(`${PROGRAMMES}/${id}?city=Нет`)).text, /35 клиник/);
  const beyond = await viewer.get(`${PROGRAMMES}/${id}?page=9`);
  assert.equal(beyond.location, `${PROGRAMMES}/${id}`);
  assert.equal((await viewer.get(`${PROGRAMMES}/999999`)).status, 404);
});

Deno.test("a programme's file with wrong rows, or none, is refused with the rows to put right", async () => {
  await using site = await testSite({ at: NOW });
  await insertInsured(site.sql, NOW);
  const admin = await site.logInStaff("admin");
  const file = new File(["Оплата;Услуга;Пояснение\r\nможет быть;Терапевт;"], "а.csv");
  const wrong = await admin.post(PROGRAMMES, { programme: "Стандарт", file });
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /Что исправить .*«Программа», 2/);
  const nothing = await admin.post(PROGRAMMES, {});
  for (const field of ["programme", "file"]) {
    assert.ok(nothing.html.includes(`<a href="#${field}"`), field);
  }
  const noTable = await admin.post(PROGRAMMES, {
    programme: "Стандарт",
    file: new File(["просто текст"], "а.csv"),
  });
  assert.match(noTable.text, /Нет ни таблицы «Программа», ни таблицы «Клиники»/);
  const forged = { programme: "Стандарт", "checked-name": "а.csv", checked: "%%%", apply: "on" };
  assert.equal((await admin.post(PROGRAMMES, forged)).status, 422);
  assert.equal(await items(site), 0);
});

async function items({ sql }: TestSite): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from programme_items i
    join programme_editions e on e.id = i.edition_id
    join programmes g on g.id = e.programme_id where g.name = 'Стандарт'`;
  return row!.count;
}

/** What the page brings back to apply. */
function checked(html: string): Record<string, string> {
  const fields = ["programme", "checked-name", "checked"].map((name) =>
    [name, new RegExp(`name="${name}" value="([^"]*)"`).exec(html)![1]!] as const
  );
  return Object.fromEntries(fields);
}

function day(name: string, text: string): Record<string, string> {
  const [day, month, year] = text.split(".");
  return { [`${name}-day`]: day!, [`${name}-month`]: month!, [`${name}-year`]: year! };
}

async function logIn(site: TestSite, email: string): Promise<Visitor> {
  const visitor = site.visitor();
  await visitor.post("/ops/login", { email });
  const answer = await visitor.post("/ops/login/code", { code: await visitor.code() });
  assert.equal(answer.status, 303);
  return visitor;
}

async function idOf({ sql }: TestSite, role: string): Promise<number> {
  const [member] = await sql<{ id: number }[]>`select id from staff where role = ${role}`;
  return member!.id;
}

/** Everything that was done, in its order. */
async function entries({ sql }: TestSite): Promise<[string, unknown][]> {
  const rows = await sql<{ action: string; detail: unknown }[]>`
    select action, detail from journal where action not like 'looked%' order by id`;
  return rows.map(({ action, detail }) => [action, detail]);
}
