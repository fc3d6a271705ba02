import assert from "node:assert/strict";
import { addMinutes, instant, type LocalDate, localDate } from "../domain/local_date.ts";
import type { Phone } from "../domain/phone.ts";
import { cookieName } from "../web/cookies.ts";
import { insertInsured, type InsuredPersonOptions } from "./harness/people.ts";
import { type Page, type TestSite, testSite, type Visitor } from "./harness/site.ts";

/** Monday noon in Yekaterinburg. */
const MONDAY = instant("2026-11-16T07:00:00.000Z");
const FRIDAY = instant("2026-11-20T07:00:00.000Z");
const PHONE = "9005550700" as Phone;

Deno.test("a withdrawn franchise serves through the next working day, and its page says so before", async () => {
  await using site = await testSite({ at: MONDAY });
  const me = await givenConsent(site);
  await onFriday(site, me);
  const page = await me.visitor.get(me.withdrawPath);
  assert.match(page.text, /Последний день — 23 ноября, понедельник/);
  assert.match(page.text, /Пропустили: 21 ноября.*22 ноября/);
  assert.match(page.text, /Счета остаются Сейчас неоплаченных нет/);
  assert.match(page.text, /Дайте согласие снова .* до 31 декабря/);

  const done = await withdraw(me);
  assert.equal(done.location, `/profile?withdrawn=${me.consentId}`);
  const profile = await me.visitor.get(done.location!);
  assert.match(profile.text, /Последний день обслуживания: 23 ноября 2026, понедельник/);
  assert.match(profile.text, /Отозвано 20 ноября/);
  assert.ok(!profile.html.includes(me.withdrawPath), "what is withdrawn is not withdrawn again");

  const [row] = await site.sql`
    select consent_id, franchise_id, ends_on, phone, withdrawn_by, withdrawn_at from withdrawals`;
  assert.deepEqual({ ...row }, {
    consent_id: me.consentId,
    franchise_id: me.franchiseId,
    ends_on: "2026-11-23",
    phone: PHONE,
    withdrawn_by: me.personId,
    withdrawn_at: FRIDAY,
  });
  const messages = await site.sql`select workflow_id, signal from outbox order by id offset 1`;
  assert.deepEqual(messages.map(({ workflow_id, signal }) => [workflow_id, signal]), [
    ["withdrawal/1", null],
    [`franchise/${me.franchiseId}`, "policyChanged"],
  ]);
  const [entry] = await site
    .sql`select actor, subject from journal where action = 'consent_withdrawn'`;
  assert.deepEqual({ ...entry }, {
    actor: `person/${me.personId}`,
    subject: `person/${me.personId}`,
  });
  assert.match(
    (await me.visitor.get("/policies")).text,
    /Согласие отозвано, действует до 23 ноября/,
  );
});

Deno.test("withdrawn before its first day, service never opens", async () => {
  await using site = await testSite({ at: FRIDAY });
  const me = await givenConsent(site);
  const page = await me.visitor.get(me.withdrawPath);
  assert.match(page.text, /Обслуживание не откроется Первый день был бы 23 ноября, понедельник/);
  const done = await withdraw(me);
  assert.match((await me.visitor.get(done.location!)).text, /Обслуживание по полису не откроется/);
  site.clock.set("2026-11-23T07:00:00.000Z");
  const anew = await site.logInInsured(PHONE);
  assert.match((await anew.get("/policies")).text, /Согласие отозвано /);
});

Deno.test("unpaid invoices stand on the page with sums and due dates, and stay", async () => {
  await using site = await testSite({ at: MONDAY });
  const me = await givenConsent(site);
  await onFriday(site, me);
  const overdue = await givenInvoice(site, me, { kopecks: 277_000, dueOn: "2026-11-10" });
  const due = await givenInvoice(site, me, { kopecks: 90_000, dueOn: "2026-12-03" });
  const page = await me.visitor.get(me.withdrawPath);
  assert.match(
    page.text,
    new RegExp(`Счет № ${overdue}, срок закончился 10 ноября, вт 2 770,00 ₽`),
  );
  assert.match(page.text, new RegExp(`Счет № ${due}, оплатить до 3 декабря, чт 900,00 ₽`));
  assert.match(page.text, /Всего 3 670,00 ₽/);
  await withdraw(me);
  const [owed] = await site.sql`select sum(owed_kopecks)::int as owed from invoice_balances`;
  assert.equal(owed!.owed, 367_000);
});

Deno.test("a withdrawn franchise can be consented to again: it serves from the next working day", async () => {
  await using site = await testSite({ at: MONDAY });
  const me = await givenConsent(site);
  site.clock.set("2026-11-17T06:00:00.000Z");
  await withdraw(me);
  site.clock.set(FRIDAY);
  const visitor = await site.logInInsured(PHONE);
  assert.match((await visitor.get("/policies")).text, /Согласие отозвано .* Отправить/);
  await consentTo(site, visitor, me.policyId);
  const policies = await visitor.get("/policies");
  assert.match(policies.text, /Обслуживание откроется с 23 ноября 2026, понедельник/);
  assert.match(policies.text, /Откроется 23 ноября/);
  const [renewal] = await site.sql`select franchise_id, active_from from franchise_renewals`;
  assert.deepEqual({ ...renewal }, { franchise_id: me.franchiseId, active_from: "2026-11-23" });
  const [last] = await site.sql`select workflow_id, signal from outbox order by id desc limit 1`;
  assert.deepEqual(
    [last!.workflow_id, last!.signal],
    [`franchise/${me.franchiseId}`, "policyChanged"],
  );
  const policy = await visitor.get(`/policies/${me.policyId}`);
  assert.match(policy.text, /Обслуживание закончилось .* Согласие на франшизу дано снова/);

  // And the new consent can be withdrawn in its turn.
  const [again] = await site.sql`select max(id) as id from consents where kind = 'franchise_terms'`;
  const done = await withdraw({ visitor, withdrawPath: withdrawPath(again!.id) });
  assert.equal(done.location, `/profile?withdrawn=${again!.id}`);
  assert.equal((await site.sql`select from withdrawals`).length, 2);
});

Deno.test("consented to again before service has ended, it goes on without a break", async () => {
  await using site = await testSite({ at: MONDAY });
  const me = await givenConsent(site);
  await onFriday(site, me);
  await withdraw(me);
  await consentTo(site, me.visitor, me.policyId);
  const page = await me.visitor.get("/policies");
  assert.match(page.text, /Обслуживание открыто с 17 ноября 2026, вторник/);
  assert.doesNotMatch(page.text, /отозвано/);
});

Deno.test("a representative withdraws for a minor; nobody else does, and at 18 only the person", async () => {
  await using site = await testSite({ at: MONDAY });
  const parent = await insertInsured(site.sql, MONDAY, { phone: PHONE });
  const child = await insertInsured(site.sql, MONDAY, {
    name: "Мирон",
    birthDate: localDate("2008-11-21"),
    representativeId: parent.personId,
    phone: "9005550701",
  });
  const visitor = await site.logInInsured(PHONE);
  await consentTo(site, visitor, child.policyId);
  const [consent] = await site.sql`select id from consents where kind = 'franchise_terms'`;
  const path = withdrawPath(consent!.id);
  const profile = await visitor.get("/profile");
  assert.match(profile.text, /Мирон .*Согласие на франшизу .*законный представитель/);
  assert.match((await visitor.get(path)).text, /Полис № \S+, Образцова Мирон Тестовна/);

  const stranger = await insertInsured(site.sql, MONDAY, { phone: "9005550702" });
  assert.equal((await (await site.logInInsured(stranger.phone)).get(path)).status, 404);

  // The code is on its way when the child comes of age.
  await visitor.post(path, { withdraw: "on" });
  site.clock.set("2026-11-20T18:59:00.000Z");
  const late = await site.logInInsured(PHONE);
  await late.post(path, { withdraw: "on" });
  const code = await late.code();
  site.clock.set("2026-11-20T19:01:00.000Z");
  assert.equal((await late.get(path)).status, 404);
  const answer = await late.post("/profile/withdrawal", { code }, "/profile/phone");
  assert.equal(answer.location, "/profile?not_withdrawn");
  assert.match((await late.get(answer.location!)).text, /Отзывать уже нечего/);
  const own = await site.logInInsured(child.phone);
  assert.equal((await own.get(path)).status, 200);
  assert.equal((await withdraw({ visitor: own, withdrawPath: path })).status, 303);
});

Deno.test("without the tick no code is asked for, and a wrong code withdraws nothing", async () => {
  await using site = await testSite({ at: MONDAY });
  const me = await givenConsent(site);
  const unticked = await me.visitor.post(me.withdrawPath, {});
  assert.equal(unticked.status, 422);
  assert.match(unticked.html, /<title>Ошибка: Отозвать согласие/);
  assert.match(unticked.html, /href="#withdraw"/);
  const asked = () => site.sql`select from challenges where purpose = 'withdrawal'`;
  assert.equal((await asked()).length, 0);
  assert.equal((await me.visitor.get("/profile/withdrawal")).location, "/profile");

  assert.equal(
    (await me.visitor.post(me.withdrawPath, { withdraw: "on" })).location,
    "/profile/withdrawal",
  );
  assert.match(
    (await me.visitor.get("/profile/withdrawal")).text,
    /\+7 900 555-07-00.*Согласие на франшизу/,
  );
  assert.match((await me.visitor.post("/profile/withdrawal", { code: "" })).text, /Введите 6 цифр/);
  const right = await me.visitor.code();
  const wrong = right === "000000" ? "111111" : "000000";
  const refused = await me.visitor.post("/profile/withdrawal", { code: wrong });
  assert.equal(refused.status, 422);
  assert.match(refused.text, /осталось: 4 попытки/);
  assert.equal((await site.sql`select from withdrawals`).length, 0);

  site.clock.set(addMinutes(MONDAY, 5));
  assert.match(
    (await me.visitor.post("/profile/withdrawal", { code: right })).text,
    /Код устарел. Отправили новый/,
  );
  const done = await me.visitor.post("/profile/withdrawal", { code: await me.visitor.code() });
  assert.equal(done.location, `/profile?withdrawn=${me.consentId}`);
});

Deno.test("a form sent twice withdraws once, and its code opens no session", async () => {
  await using site = await testSite({ at: MONDAY });
  const me = await givenConsent(site);
  await me.visitor.post(me.withdrawPath, { withdraw: "on" });
  const code = await me.visitor.code();
  const outsider = site.visitor();
  await outsider.post("/login", { phone: "9005550999" });
  const challenge = cookieName("challenge", false);
  outsider.cookies.set(challenge, me.visitor.cookies.get(challenge)!);
  assert.equal((await outsider.post("/login/code", { code }, "/login")).location, "/login");
  const { html } = await me.visitor.get("/profile/withdrawal");
  const csrf = /name="csrf" value="([^"]+)"/.exec(html)![1]!;
  const answers = await Promise.all(
    [1, 2, 3].map(() => me.visitor.postRaw("/profile/withdrawal", { code, csrf })),
  );
  for (const { location } of answers) assert.equal(location, `/profile?withdrawn=${me.consentId}`);
  assert.equal((await site.sql`select from withdrawals`).length, 1);
});

Deno.test("somebody else's code withdraws nothing", async () => {
  await using site = await testSite({ at: MONDAY });
  const me = await givenConsent(site);
  await me.visitor.post(me.withdrawPath, { withdraw: "on" });
  const thief = await site.logInInsured(
    (await insertInsured(site.sql, MONDAY, { phone: "9005550702" })).phone,
  );
  const challenge = cookieName("challenge", false);
  thief.cookies.set(challenge, me.visitor.cookies.get(challenge)!);
  assert.equal((await thief.get("/profile/withdrawal")).location, "/profile");
  for (const fields of [{ code: await me.visitor.code() }, { again: "1" }]) {
    const answer = await thief.post("/profile/withdrawal", fields, "/profile/phone");
    assert.equal(answer.location, "/profile");
    thief.cookies.set(challenge, me.visitor.cookies.get(challenge)!);
  }
  assert.equal((await site.sql`select from withdrawals`).length, 0);
});

Deno.test("withdrawals and renewals are append-only, and a consent is withdrawn once", async () => {
  await using site = await testSite({ at: MONDAY });
  const me = await givenConsent(site);
  await withdraw(me);
  await consentTo(site, me.visitor, me.policyId);
  for (const table of ["withdrawals", "franchise_renewals"]) {
    await assert.rejects(site.sql`delete from ${site.sql(table)}`, /append-only/);
  }
});

Deno.test("without the personal-data consent the cabinet closes at once, on every device", async () => {
  await using site = await testSite({ at: MONDAY });
  const me = await givenRegistered(site);
  const elsewhere = await site.logInInsured(PHONE);
  const path = await dataConsentPath(site);
  const page = await me.visitor.get(path);
  for (
    const words of [
      /Кабинет закроется сразу/,
      /Номер \+7 900 555-07-00 перестанет подходить/,
      /сообщим, как раньше: на \+7 900 555-07-00 и maya ?@fifth\.test/,
      /Зарегистрируйтесь снова в любой день/,
    ]
  ) assert.match(page.text, words);

  const done = await withdraw({ visitor: me.visitor, withdrawPath: path });
  assert.equal(done.location, "/closed");
  assert.match((await me.visitor.get("/closed")).text, /Кабинет закрыт .* на всех устройствах/);
  for (const visitor of [me.visitor, elsewhere]) {
    assert.match((await visitor.get("/policies")).location!, /^\/login\?.*next=%2Fpolicies$/);
  }
  assert.equal((await site.sql`select from sessions`).length, 0);
  const [message] = await site.sql`select workflow_id from outbox order by id desc limit 1`;
  assert.equal(message!.workflow_id, "withdrawal/1");
});

Deno.test("a closed cabinet answers its number like an unknown one, and sends it no code", async () => {
  await using site = await testSite({ at: MONDAY });
  const me = await givenRegistered(site);
  const early = site.visitor();
  await early.post("/login", { phone: PHONE });
  const code = await early.code();
  await withdraw({ visitor: me.visitor, withdrawPath: await dataConsentPath(site) });

  const pages = [];
  for (const phone of [PHONE, "9005550999"]) {
    const visitor = site.visitor();
    assert.equal((await visitor.post("/login", { phone })).location, "/login/code");
    pages.push((await visitor.get("/login/code")).text.replace(/\+7 900 555-\d\d-\d\d/, "PHONE"));
  }
  assert.equal(pages[0], pages[1]);
  const [challenge] = await site.sql`
    select account_id from challenges where destination = ${PHONE} order by id desc limit 1`;
  assert.equal(challenge!.account_id, null);
  const answer = await early.post("/login/code", { code });
  assert.equal(answer.location, "/login", "a code that was on its way opens nothing either");
});

Deno.test("a closed cabinet can be registered anew, with its history", async () => {
  await using site = await testSite({ at: MONDAY });
  const me = await givenRegistered(site);
  await withdraw({ visitor: me.visitor, withdrawPath: await dataConsentPath(site) });
  site.clock.set(FRIDAY);
  const visitor = await register(site, me);
  const profile = await visitor.get("/profile");
  assert.match(profile.text, /Закончилось с закрытием кабинета/);
  assert.match(profile.text, /Отозвано 16 ноября/);
  assert.equal(profile.text.match(/В силе/g)?.length, 2);
  const [account] = await site.sql`select closed_at, registered_at from accounts`;
  assert.deepEqual([account!.closed_at, account!.registered_at], [null, FRIDAY]);
});

Deno.test("a closed cabinet still tells of invoices, and reminds nobody to look in", async () => {
  await using site = await testSite({ at: MONDAY });
  const me = await givenRegistered(site);
  await consentTo(site, me.visitor, me.policyId);
  await site.sql`update franchises set activated_at = ${MONDAY}`;
  await withdraw({ visitor: me.visitor, withdrawPath: await dataConsentPath(site) });
  const { readContact } = await import("../db/cases/notices.ts");
  const { readVisits } = await import("../use_cases/policies/read_look_in.ts");
  const contact = await readContact(site.sql, me.personId);
  assert.deepEqual([contact.phone, contact.email], [PHONE, "maya@fifth.test"]);
  const [franchise] = await site.sql<{ id: number }[]>`select id from franchises`;
  assert.equal(await readVisits(site.sql, { franchiseId: franchise!.id, now: FRIDAY }), null);
});

Deno.test("staff see a closed cabinet and a withdrawn consent on the person's page", async () => {
  await using site = await testSite({ at: MONDAY });
  const me = await givenRegistered(site);
  await consentTo(site, me.visitor, me.policyId);
  const [consent] = await site.sql`select id from consents where kind = 'franchise_terms'`;
  await withdraw({ visitor: me.visitor, withdrawPath: withdrawPath(consent!.id) });
  await withdraw({ visitor: me.visitor, withdrawPath: await dataConsentPath(site) });
  const staff = await site.logInStaff();
  const page = await staff.get(`/ops/people/${me.personId}`);
  assert.match(page.text, /закрыт 16 ноября 2026, 12:00: согласие на обработку данных отозвано/);
  assert.match(page.text, /Согласие отозвано/);
});

Deno.test("each consent shows its document, version, hash, and how it was signed", async () => {
  await using site = await testSite({ at: MONDAY });
  const me = await givenRegistered(site);
  const page = await me.visitor.get("/profile");
  const documents = await site.sql<{ kind: string; sha256: string }[]>`
    select kind, sha256 from documents where kind <> 'franchise_terms'`;
  for (const { kind, sha256 } of documents) {
    assert.ok(page.html.includes(`href="/documents/${kind}/1"`), kind);
    assert.ok(page.html.includes(sha256), kind);
    assert.ok(page.text.includes(`SHA-256 ${sha256.slice(0, 6)}…${sha256.slice(-4)}`), kind);
  }
  assert.match(page.text, /Версия 1, 16 ноября 2026, 12:00/);
  assert.match(page.text, /Код из СМС на номер, который оканчивается на 00/);
  assert.match(page.text, /адрес 192\.0\.2\.1/);
});

Deno.test("devices are named, this one is marked; one ends, and all others end", async () => {
  await using site = await testSite({ at: MONDAY });
  const me = await givenRegistered(site);
  const others = [await site.logInInsured(PHONE), await site.logInInsured(PHONE)];
  const neighbour = await insertInsured(site.sql, MONDAY, { phone: "9005550702" });
  const stranger = await site.logInInsured(neighbour.phone);
  const page = await me.visitor.get("/profile");
  assert.equal(page.text.match(/Это устройство/g)?.length, 1);
  assert.match(page.text, /Завершить на всех остальных/);
  const ids = [...page.html.matchAll(/name="session" value="(\d+)"/g)].map(([, id]) => id!);
  assert.equal(ids.length, 2);

  const foreign = await stranger.post("/profile/sessions", { session: ids[0]! }, "/profile");
  assert.equal(foreign.location, "/profile?ended=0#devices");
  const one = await me.visitor.post("/profile/sessions", { session: ids[0]! }, "/profile");
  assert.equal(one.location, "/profile?ended=1#devices");
  assert.match((await me.visitor.get("/profile?ended=1")).text, /Вход завершен/);
  const open = async () =>
    (await Promise.all(others.map((visitor) => visitor.get("/profile"))))
      .filter(({ status }) => status === 200).length;
  assert.equal(await open(), 1);
  await me.visitor.post("/profile/sessions", { session: "others" }, "/profile");
  assert.equal(await open(), 0);
  assert.equal((await me.visitor.get("/profile")).status, 200);
  assert.equal((await stranger.get("/profile")).status, 200);
  for (const session of ["", "0", "abc", "9".repeat(30)]) {
    const answer = await me.visitor.post("/profile/sessions", { session }, "/profile");
    assert.equal(answer.status, 303, session);
  }
});

Deno.test("channels of reminders are chosen, and one of them stays", async () => {
  await using site = await testSite({ at: MONDAY });
  const me = await givenRegistered(site);
  const form = await me.visitor.get("/profile/channels");
  assert.equal(form.html.match(/type="checkbox"[^>]* checked/g)?.length, 2);
  assert.match(form.text, /Что придет в любом случае/);
  const none = await me.visitor.post("/profile/channels", {});
  assert.equal(none.status, 422);
  assert.match(none.html, /<title>Ошибка: Как напоминать/);
  assert.match(none.text, /Оставьте хотя бы одно: СМС или письма/);
  const chosen = await me.visitor.post("/profile/channels", { sms: "on" });
  assert.equal(chosen.location, "/profile?changed=channels");
  assert.match((await me.visitor.get(chosen.location!)).text, /Сохранили.*Только СМС/);
  await assert.rejects(
    site.sql`update accounts set sms_reminders = false`,
    /a_channel_of_reminders_stays/,
  );
});

interface Owner {
  visitor: Visitor;
  personId: number;
  policyId: number;
  policyNumber: string;
}

interface Consented extends Owner {
  consentId: number;
  franchiseId: number;
  withdrawPath: string;
}

/** A person who has consented to the franchise of their policy at the site's now. */
async function givenConsent(
  site: TestSite,
  options: InsuredPersonOptions = {},
): Promise<Consented> {
  const person = await insertInsured(site.sql, site.clock.now(), { phone: PHONE, ...options });
  const visitor = await site.logInInsured(PHONE);
  await consentTo(site, visitor, person.policyId);
  const [franchise] = await site.sql<{ id: number; consentId: number }[]>`
    select id, consent_id as "consentId" from franchises where policy_id = ${person.policyId}`;
  const { id: franchiseId, consentId } = franchise!;
  return { ...person, visitor, franchiseId, consentId, withdrawPath: withdrawPath(consentId) };
}

/** Days later: a session lasts one, so they log in anew. */
async function onFriday(site: TestSite, me: Consented): Promise<void> {
  site.clock.set(FRIDAY);
  me.visitor = await site.logInInsured(PHONE);
}

async function givenRegistered(site: TestSite): Promise<Owner> {
  const person = await insertInsured(site.sql, site.clock.now(), {
    phone: PHONE,
    registered: false,
  });
  return { ...person, visitor: await register(site, person) };
}

async function register(
  site: TestSite,
  { policyNumber }: { policyNumber: string },
): Promise<Visitor> {
  const visitor = site.visitor();
  await visitor.post("/register", {
    surname: "Образцова",
    name: "Майя",
    "birthDate-day": "7",
    "birthDate-month": "11",
    "birthDate-year": "1985",
    policyNumber,
    phone: PHONE,
    email: "maya@fifth.test",
    userAgreement: "on",
    personalData: "on",
  });
  await visitor.post("/login/code", { code: await visitor.code() });
  return visitor;
}

async function consentTo(site: TestSite, visitor: Visitor, policyId: number): Promise<void> {
  const [terms] = await site.sql`select id from documents where kind = 'franchise_terms'`;
  const form = { [`consent-${policyId}`]: "on", document: String(terms!.id) };
  const answer = await visitor.post(`/policies/${policyId}/activate`, form, "/policies");
  assert.equal(answer.status, 303, answer.text);
}

function withdrawPath(consentId: number): string {
  return `/profile/consents/${consentId}/withdraw`;
}

async function dataConsentPath({ sql }: TestSite): Promise<string> {
  const [consent] = await sql<{ id: number }[]>`
    select max(id) as id from consents where kind = 'personal_data'`;
  return withdrawPath(consent!.id);
}

/** Ticks, asks for the code and types it. */
async function withdraw(
  { visitor, withdrawPath }: { visitor: Visitor; withdrawPath: string },
): Promise<Page> {
  const asked = await visitor.post(withdrawPath, { withdraw: "on" });
  assert.equal(asked.location, "/profile/withdrawal", asked.text);
  return await visitor.post("/profile/withdrawal", { code: await visitor.code() });
}

async function givenInvoice(
  { sql }: TestSite,
  { personId, policyId, franchiseId }: Consented,
  { kopecks, dueOn }: { kopecks: number; dueOn: string },
): Promise<number> {
  const [made] = await sql<{ id: number; dueOn: LocalDate }[]>`
    with invoice as (
      insert into invoices (franchise_id, policy_id, payer_id, employer_id, through, total_kopecks,
                            published_at, published_on, due_on, due_at, calendar_version_id,
                            time_zone, recorded_at)
      select ${franchiseId}, ${policyId}, id, employer_id, '2026-09-30', ${kopecks}, ${MONDAY},
             '2026-10-20', ${dueOn}, ${MONDAY}, 1, 'Asia/Yekaterinburg', ${MONDAY}
      from people where id = ${personId}
      returning id, total_kopecks
    ), account as (
      insert into ledger_accounts (kind, invoice_id) select 'receivable', id from invoice
      returning id, invoice_id
    ), posted as (
      insert into ledger_transfers (event_key, debit_id, credit_id, amount_kopecks, effective_at,
                                    recorded_at)
      select 'invoice/' || account.invoice_id || '/published', account.id, income.id,
             ${kopecks}, ${MONDAY}, ${MONDAY}
      from account, ledger_accounts income where income.kind = 'income'
    )
    select id from invoice`;
  return made!.id;
}
