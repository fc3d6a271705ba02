import assert from "node:assert/strict";
import { fixedClock } from "../../clock.ts";
import type { Sql } from "../../db/connection.ts";
import { localDate } from "../../domain/local_date.ts";
import { publishInvoices } from "../../use_cases/invoices/publish_invoices.ts";
import { insertInsured } from "../harness/people.ts";
import { type TestSite, testSite } from "../harness/site.ts";
import { loadPeople, loadRegister, sample } from "../samples/story.ts";

const CLEAN = "register-01-clean.xlsx";

Deno.test("invoices are published after their numbers were shown, once for one form", async () => {
  await using site = await testSite({ at: "2026-11-12T07:00:00.000Z" });
  const { sql } = site;
  await loadPeople(sql);
  await loadRegister(sql, { name: CLEAN, content: sample(CLEAN) });
  const staff = await site.logInStaff();

  const page = await staff.get("/ops/invoices");
  assert.match(page.text, /60 услуг, 30 франшиз, [\d ]+,\d\d ₽/);
  assert.match(page.text, /Октябрь 2026 60 30/);
  assert.match(page.html, /name="through-day"[^>]*value="31"/);
  assert.match(page.html, /name="through-month"[^>]*value="10"/);

  const chosen = await staff.post("/ops/invoices", day("31", "10", "2026"));
  assert.equal(chosen.location, "/ops/invoices/publish?through=2026-10-31");
  const confirm = await staff.get(chosen.location!);
  assert.match(confirm.text, /Получится 30 счетов на [\d ]+,\d\d ₽/);

  const fields = hiddenFields(confirm.html);
  for (let sent = 0; sent < 2; sent++) {
    const asked = await staff.postRaw("/ops/invoices/publish", fields);
    assert.equal(asked.location, "/ops/invoices?asked=2026-10-31");
  }
  const messages = await outbox(sql);
  assert.equal(new Set(messages.map((message) => message.id)).size, 1);
  assert.equal(messages[0]!.id, `publish/2026-10-31/${fields["requestId"]}`);
  assert.deepEqual(messages[0]!.input, { through: "2026-10-31" });
  assert.match((await staff.get("/ops/invoices?asked=2026-10-31")).text, /Счета выставляются/);

  await publishInvoices(sql, fixedClock(site.clock.now()), { through: localDate("2026-10-31") });
  const after = await staff.get("/ops/invoices");
  assert.match(after.text, /Услуги без счета Ничего не ждет/);
  assert.match(after.text, /12 ноября 2026 31 октября 2026 30 [\d ]+,\d\d ₽/);
});

Deno.test("a day that is none or is yet to come is refused beside its field, as typed", async () => {
  await using site = await testSite({ at: "2026-11-12T07:00:00.000Z" });
  const staff = await site.logInStaff();
  for (
    const [typed, message] of [
      [day("31", "11", "2026"), /Введите день, месяц и год/],
      [day("", "", ""), /Введите день, месяц и год/],
      [day("13", "11", "2026"), /Этот день еще не наступил/],
    ] as const
  ) {
    const answer = await staff.post("/ops/invoices", typed);
    assert.equal(answer.status, 422);
    assert.match(answer.text, message);
    assert.match(answer.html, /id="through-error"/);
    assert.match(answer.html, new RegExp(`name="through-day"[^>]*value="${typed["through-day"]}"`));
  }
  assert.equal((await staff.get("/ops/invoices/publish?through=2026-11-13")).status, 303);
  assert.match(
    (await staff.get("/ops/invoices/publish?through=2026-11-12")).text,
    /Ничего не ждет/,
  );
  assert.equal((await outbox(site.sql)).length, 0);
});

Deno.test("staff confirm a phone that the roster lacks, and the person logs in", async () => {
  await using site = await testSite();
  const staff = await site.logInStaff();
  const person = await awaitingRegistration(site);

  const list = await staff.get("/ops/registrations");
  assert.match(list.text, /Образцова Майя Тестовна 7 ноября 1985 ООО «Работодатель Образец»/);
  assert.match(list.text, /нет \+7 900 111-22-33/);
  const path = decidingPath(list.html);
  const silent = await staff.post(path, { decision: "confirm", because: " " });
  assert.equal(silent.status, 422);
  assert.match(silent.text, /Напишите, как сверили или почему отказываете/);
  const wordy = await staff.post(path, { decision: "refuse", because: "я".repeat(501) });
  assert.match(wordy.text, /Сократите до 500 знаков: сейчас 501/);
  const because = "Позвонили в кадры, номер верный";
  const decided = await staff.post(path, { decision: "confirm", because });
  assert.match(decided.location!, /^\/ops\/registrations\?outcome=confirmed&registration=\d+$/);
  const after = await staff.get(decided.location!);
  assert.match(after.text, /Образцова Майя Тестовна\. Подтвердили/);
  assert.match(after.text, /Решать нечего/);
  const kept = await staff.get("/ops/registrations?list=decided");
  assert.match(kept.text, /Подтверждена ?: Позвонили в кадры, номер верный Сотрудник operator, /);
  assert.match(
    (await staff.get("/ops/lists/registrations?list=decided")).text,
    /Позвонили в кадры/,
  );
  await site.logInInsured(person.typedPhone);

  const again = await staff.post(path, { decision: "refuse", because }, "/ops");
  assert.match(again.location!, /outcome=decided/);
  assert.match((await staff.get(path)).text, /Решение Подтверждена/);
});

Deno.test("staff refuse a registration, and no cabinet opens", async () => {
  await using site = await testSite();
  const staff = await site.logInStaff();
  await awaitingRegistration(site);
  const list = await staff.get("/ops/registrations");
  const because = "Номер не этого человека";
  const decided = await staff.post(decidingPath(list.html), { decision: "refuse", because });
  assert.match((await staff.get(decided.location!)).text, /Образцова Майя Тестовна\. Отказали/);
  const [row] = await site.sql<{ accounts: number }[]>`select count(*) as accounts from accounts`;
  assert.equal(row!.accounts, 0);
  const [entry] = await site.sql<{ actor: string; subject: string; detail: unknown }[]>`
    select actor, subject, detail from journal where action = 'registration_refused'`;
  assert.match(`${entry?.actor} ${entry?.subject}`, /^staff\/\d+ person\/\d+$/);
  assert.deepEqual(entry?.detail, { reason: because });
});

Deno.test("a registration of a phone that has a cabinet by now can only be refused", async () => {
  await using site = await testSite();
  const staff = await site.logInStaff();
  const person = await awaitingRegistration(site);
  await insertInsured(site.sql, site.clock.now(), { phone: person.typedPhone });
  const list = await staff.get("/ops/registrations");
  assert.match(list.text, /Кабинет уже есть/);
  const path = decidingPath(list.html);
  assert.doesNotMatch((await staff.get(path)).html, /value="confirm"/);
  const decided = await staff.post(path, { decision: "confirm", because: "Сверили" });
  assert.match(decided.location!, /outcome=taken/);
});

Deno.test("people are found by surname or policy number, and whoever was shown is journalled", async () => {
  await using site = await testSite({ temporalUiUrl: "http://127.0.0.1:8280" });
  await loadPeople(site.sql);
  await loadRegister(site.sql, { name: CLEAN, content: sample(CLEAN) });
  await publishInvoices(site.sql, site.clock, { through: localDate("2026-10-31") });
  const staff = await site.logInStaff();
  const [person] = await site.sql<
    { id: number; surname: string; number: string; franchise: number }[]
  >`
    select p.id, p.surname, o.number, f.id as franchise
    from people p join policies o on o.person_id = p.id join franchises f on f.policy_id = o.id
    join invoices i on i.payer_id = p.id
    where o.number = '7701/474/001000'`;
  const { id, surname, number, franchise } = person!;

  const byNumber = await staff.get(`/ops/people?q=${encodeURIComponent(number)}`);
  assert.match(byNumber.html, new RegExp(`href="/ops/people/${id}"`));
  const bySurname = await staff.get(`/ops/people?q=${encodeURIComponent(surname.toLowerCase())}`);
  assert.match(bySurname.html, new RegExp(`href="/ops/people/${id}"`));
  assert.match((await staff.get("/ops/people?q=%25%25")).text, /Никого не нашли/);
  assert.doesNotMatch((await staff.get("/ops/people?q=П")).html, /<table/);

  const page = await staff.get(`/ops/people/${id}`);
  assert.equal(page.status, 200);
  assert.match(page.text, new RegExp(number));
  assert.match(page.text, /Действует до/);
  assert.match(page.text, /К оплате/);
  assert.ok(
    page.html.includes(
      `http://127.0.0.1:8280/namespaces/default/workflows/franchise%2F${franchise}`,
    ),
  );
  const looks = await site.sql<{ action: string; ip: string | null }[]>`
    select action, ip from journal where subject = ${`person/${id}`} and actor like 'staff/%'
    order by id`;
  assert.deepEqual(looks.map((look) => look.action), ["found", "found", "looked"]);
  assert.ok(looks.every((look) => look.ip !== null));
  assert.equal((await staff.get("/ops/people/999999")).status, 404);
});

function day(day: string, month: string, year: string) {
  return { "through-day": day, "through-month": month, "through-year": year };
}

function hiddenFields(html: string): Record<string, string> {
  const form = html.split("<main")[1] ?? "";
  const inputs = form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g);
  return Object.fromEntries([...inputs].map(([, name, value]) => [name!, value!]));
}

function decidingPath(html: string): string {
  return / href="(\/ops\/registrations\/\d+)"/.exec(html)![1]!;
}

function outbox(sql: Sql) {
  return sql<{ id: string; input: Record<string, string> }[]>`
    select workflow_id as id, input from outbox where workflow_type = 'publish' order by outbox.id`;
}

/** A person without a phone in the roster registers through the pages and types the code. */
async function awaitingRegistration(site: TestSite) {
  const person = await insertInsured(site.sql, site.clock.now(), {
    phoneInRoster: false,
    registered: false,
  });
  const visitor = site.visitor();
  const sent = await visitor.post("/register", {
    surname: "Образцова",
    name: "Майя",
    patronymic: "Тестовна",
    "birthDate-day": "7",
    "birthDate-month": "11",
    "birthDate-year": "1985",
    policyNumber: person.policyNumber,
    personnelNumber: "",
    phone: "9001112233",
    email: "maya@fifth.test",
    userAgreement: "on",
    personalData: "on",
  });
  assert.equal(sent.status, 303, sent.text);
  const confirmed = await visitor.post("/login/code", { code: await visitor.code() });
  assert.equal(confirmed.location, "/register/waiting");
  return { ...person, typedPhone: "9001112233" as typeof person.phone };
}
