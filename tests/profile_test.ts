import assert from "node:assert/strict";
import { addMinutes, addSeconds, instant } from "../domain/local_date.ts";
import type { Phone } from "../domain/phone.ts";
import { loginCode } from "../use_cases/accounts/login_code.ts";
import { cookieName } from "../web/cookies.ts";
import { insertInsured } from "./harness/people.ts";
import { type Page, type TestSite, testSite, type Visitor } from "./harness/site.ts";

const NOW = instant("2026-11-22T07:00:00.000Z");
const OLD = "9005550700" as Phone;
const NEW = "9005550801" as Phone;

Deno.test("a phone is changed by the code sent to the new one, and the next login goes by it", async () => {
  await using site = await testSite({ at: NOW });
  const { visitor, accountId } = await givenOwner(site);
  const asked = await visitor.post("/profile/phone", { phone: "+7 900 555-08-01" });
  assert.equal(asked.location, "/profile/code");
  const codePage = await visitor.get("/profile/code");
  assert.match(codePage.text, /Отправили на \+7 900 555-08-01/);
  assert.equal((await accountOf(site, accountId)).phone, OLD, "the code has not been typed yet");

  const changed = await visitor.post("/profile/code", { code: await visitor.code() });
  assert.equal(changed.location, "/profile?changed=phone");
  const profile = await visitor.get(changed.location!);
  assert.match(profile.text, /Телефон изменен .*\+7 900 555-08-01/);
  assert.equal((await accountOf(site, accountId)).phone, NEW);
  const [change] = await site.sql`select * from contact_changes`;
  assert.deepEqual(
    [change!.kind, change!.old_value, change!.new_value, change!.confirmed_at],
    ["phone", OLD, NEW, NOW],
  );
  const starts = await site.sql`select workflow_id, workflow_type, signal, input from outbox`;
  assert.deepEqual([...starts], [{
    workflow_id: `contact/${change!.id}`,
    workflow_type: "contact",
    signal: null,
    input: { changeId: change!.id },
  }]);

  const again = await site.logInInsured(NEW);
  assert.equal((await again.get("/profile")).status, 200);
  await site.visitor().post("/login", { phone: OLD });
  const [challenge] = await site.sql`
    select account_id from challenges where destination = ${OLD} order by created_at desc, id desc`;
  assert.equal(challenge!.account_id, null);
});

Deno.test("an e-mail is changed by the code sent to the new one, and sessions go on", async () => {
  await using site = await testSite({ at: NOW });
  const { visitor, accountId } = await givenOwner(site);
  const other = await site.logInInsured(OLD);
  await visitor.post("/profile/email", { email: " New.Mail@Example.test " });
  assert.match(
    (await visitor.get("/profile/code")).text,
    /Код из письма .* new\.mail ?@example\.test/,
  );
  const changed = await visitor.post("/profile/code", { code: await visitor.code() });
  assert.equal(changed.location, "/profile?changed=email");
  assert.match((await visitor.get(changed.location!)).text, /Почта изменена/);
  assert.equal((await accountOf(site, accountId)).email, "new.mail@example.test");
  assert.equal((await other.get("/profile")).status, 200);
});

Deno.test("a new phone ends every other session of the account, and no one else's", async () => {
  await using site = await testSite({ at: NOW });
  const { visitor } = await givenOwner(site);
  const elsewhere = await site.logInInsured(OLD);
  const neighbour = await insertInsured(site.sql, NOW, { phone: "9005550702" });
  const stranger = await site.logInInsured(neighbour.phone);
  await changePhone(visitor, NEW);
  assert.equal(
    (await elsewhere.get("/profile")).location,
    "/login?ended=elsewhere&next=%2Fprofile",
  );
  assert.equal((await stranger.get("/profile")).status, 200);
  assert.equal((await visitor.get("/profile")).status, 200);
});

Deno.test("after a new phone the session signs with the code that came to it", async () => {
  await using site = await testSite({ at: NOW });
  const { visitor } = await givenOwner(site);
  const signedTo = async () => {
    const rows = await site.sql`
      select c.purpose, c.destination from sessions s join challenges c on c.id = s.challenge_id`;
    return rows.map((row) => ({ ...row }));
  };
  await visitor.post("/profile/email", { email: "new@fifth.test" });
  await visitor.post("/profile/code", { code: await visitor.code() });
  assert.deepEqual(await signedTo(), [{ purpose: "login", destination: OLD }]);
  await changePhone(visitor, NEW);
  assert.deepEqual(await signedTo(), [{ purpose: "contact", destination: NEW }]);
});

Deno.test("a login code that was on its way to the old phone opens nothing after the change", async () => {
  await using site = await testSite({ at: NOW });
  const { visitor } = await givenOwner(site);
  const holder = site.visitor();
  await holder.post("/login", { phone: OLD });
  await changePhone(visitor, NEW);
  const answer = await holder.post("/login/code", { code: await holder.code() });
  assert.equal(answer.location, "/login");
  assert.equal((await holder.get("/profile")).location, "/login?next=%2Fprofile");
});

Deno.test("what is no new phone or e-mail is refused beside its field, and no code is asked for", async () => {
  await using site = await testSite({ at: NOW });
  const { visitor, email } = await givenOwner(site);
  const refusals = [
    ["phone", "", /Введите номер телефона/],
    ["phone", "12345", /Введите 10 цифр после \+7/],
    ["phone", "8 (900) 555-07-00", /Это ваш нынешний номер/],
    ["email", "", /Введите адрес электронной почты/],
    ["email", "maya@", /Адрес почты — как name@example.ru/],
    ["email", email.toUpperCase(), /Это ваша нынешняя почта/],
  ] as const;
  for (const [kind, value, words] of refusals) {
    const page = await visitor.post(`/profile/${kind}`, { [kind]: value });
    assert.equal(page.status, 422, value);
    assert.match(page.text, words);
    assert.match(page.html, /<title>Ошибка: /);
    assert.ok(page.html.includes(`id="${kind}-error"`));
    assert.ok(value === "" || page.html.includes(`value="${value}"`), value);
  }
  const rows = await site.sql`select from challenges where purpose = 'contact'`;
  const changes = await site.sql`select from contact_changes`;
  assert.deepEqual([rows.length, changes.length], [0, 0]);
});

Deno.test("a wrong code counts and what is no code does not, five wrong ones use it up, and nothing is changed", async () => {
  await using site = await testSite({ at: NOW });
  const { visitor, accountId } = await givenOwner(site);
  await visitor.post("/profile/phone", { phone: NEW });
  const right = await visitor.code();
  const wrong = right === "000000" ? "111111" : "000000";
  for (const code of ["", "12345", "abc"]) {
    assert.match(
      (await visitor.post("/profile/code", { code })).text,
      /Введите 6 цифр из СМС/,
    );
  }
  for (const left of [4, 3, 2, 1, 0]) {
    const page = await visitor.post("/profile/code", { code: wrong });
    assert.equal(page.status, 422);
    const words = left === 0
      ? "Код не подошел, попыток больше нет. Запросите новый"
      : `Код не подошел. Проверьте последнюю СМС, осталось: ${left}`;
    assert.ok(page.text.includes(words), page.text);
  }
  assert.match((await visitor.post("/profile/code", { code: right })).text, /больше не примем/);
  assert.equal((await accountOf(site, accountId)).phone, OLD);

  const anew = await visitor.post("/profile/code", { again: "1" });
  assert.equal(anew.location, "/profile/code");
  const changed = await visitor.post("/profile/code", { code: await visitor.code() });
  assert.equal(changed.location, "/profile?changed=phone");
});

Deno.test("an expired code is replaced by a new one, after half an hour the form is to be filled anew", async () => {
  await using site = await testSite({ at: NOW });
  const { visitor, accountId } = await givenOwner(site);
  await visitor.post("/profile/phone", { phone: NEW });
  const late = await visitor.code();
  site.clock.set(addMinutes(NOW, 5));
  const page = await visitor.post("/profile/code", { code: late });
  assert.match(page.text, /Код устарел. Отправили новый/);
  assert.equal((await accountOf(site, accountId)).phone, OLD);
  const fresh = await visitor.code();
  assert.notEqual(fresh, late);

  site.clock.set(addMinutes(NOW, 36));
  for (const fields of [{ code: fresh }, { again: "1" }]) {
    const keep = challengeOf(visitor);
    const answer = await visitor.post("/profile/code", fields);
    assert.equal(answer.location, "/profile/phone?refused=late");
    visitor.cookies.set(cookieName("challenge", false), keep);
  }
  assert.match((await visitor.get("/profile/phone?refused=late")).text, /больше 30 минут/);
  assert.equal((await accountOf(site, accountId)).phone, OLD);
});

Deno.test("somebody else's challenge confirms nothing, nor does one for logging in", async () => {
  await using site = await testSite({ at: NOW });
  const { visitor, accountId } = await givenOwner(site);
  const thief = await site.logInInsured(
    (await insertInsured(site.sql, NOW, { phone: "9005550702" })).phone,
  );
  await visitor.post("/profile/phone", { phone: NEW });
  const stolen = challengeOf(visitor);
  const code = await visitor.code();
  const login = site.visitor();
  await login.post("/login", { phone: OLD });

  for (const challenge of [stolen, challengeOf(login), crypto.randomUUID(), "nonsense"]) {
    thief.cookies.set(cookieName("challenge", false), challenge);
    assert.equal((await thief.get("/profile/code")).location, "/profile", challenge);
    const posted = await thief.post("/profile/code", { code }, "/profile/phone");
    assert.equal(posted.location, "/profile", challenge);
    const answer = await site.useCases.confirmContactChange({
      challengeId: challenge,
      accountId: accountId + 1,
      code: challenge === "nonsense" ? code : await loginCode(site.serverKey, challenge),
      ip: "192.0.2.77",
      userAgent: null,
      sessionToken: "",
    });
    assert.deepEqual(answer, { ok: false, reason: "unknown" });
    const resent = { challengeId: challenge, accountId: accountId + 1, ip: "192.0.2.77" };
    assert.deepEqual(await site.useCases.resendContactCode(resent), {
      ok: false,
      reason: "unknown",
    });
  }
  const phones = await site.sql`select phone from accounts order by id`;
  assert.deepEqual(phones.map(({ phone }) => phone), [OLD, "9005550702"]);
  const [challenge] = await site.sql`select tries from challenges where id = ${stolen}`;
  assert.equal(challenge!.tries, 0, "a stranger can't use the tries up either");
});

Deno.test("the code of a change logs nobody in", async () => {
  await using site = await testSite({ at: NOW });
  const { visitor } = await givenOwner(site);
  await visitor.post("/profile/phone", { phone: NEW });
  const outsider = site.visitor();
  await outsider.post("/login", { phone: OLD });
  outsider.cookies.set(cookieName("challenge", false), challengeOf(visitor));
  assert.equal((await outsider.get("/login/code")).location, "/login");
  const code = await visitor.code();
  assert.equal((await outsider.post("/login/code", { code }, "/login")).location, "/login");
  const attempt = { challengeId: challengeOf(visitor), code, ip: "192.0.2.77", userAgent: null };
  assert.deepEqual(await site.useCases.confirmCode(attempt), { ok: false, reason: "unknown" });
  assert.deepEqual(
    await site.useCases.resendCode({ challengeId: challengeOf(visitor), ip: "192.0.2.77" }),
    { ok: false, reason: "unknown" },
  );
});

Deno.test("another account's phone looks like any other until its code is typed, then leads to the desk", async () => {
  await using site = await testSite({ at: NOW });
  const { visitor, accountId } = await givenOwner(site);
  await insertInsured(site.sql, NOW, { phone: NEW });
  const pages: Page[] = [];
  for (const phone of ["9005550999", NEW]) {
    const asked = await visitor.post("/profile/phone", { phone });
    assert.equal(asked.location, "/profile/code");
    pages.push(await visitor.get("/profile/code"));
  }
  const [free, taken] = pages.map(({ text }) => text.replace(/\+7 900 555-\d\d-\d\d/, "PHONE"));
  assert.equal(taken, free);

  const keep = challengeOf(visitor);
  for (const attempt of ["first", "again"]) {
    visitor.cookies.set(cookieName("challenge", false), keep);
    const code = await visitor.code();
    const answer = await visitor.post("/profile/code", { code });
    assert.equal(answer.location, "/profile/phone?refused=taken", attempt);
  }
  const told = await visitor.get("/profile/phone?refused=taken");
  assert.match(told.text, /номер уже записан за другим кабинетом .* медпульт.* \+7 800 555-01-99/);
  assert.equal((await accountOf(site, accountId)).phone, OLD);
  assert.equal((await site.sql`select from outbox`).length, 0);
});

Deno.test("of two people who confirm one phone at once, one gets it and the other is told", async () => {
  await using site = await testSite({ at: NOW });
  const { visitor: first } = await givenOwner(site);
  const second = await site.logInInsured(
    (await insertInsured(site.sql, NOW, { phone: "9005550702" })).phone,
  );
  const answers = await Promise.all([first, second].map(async (visitor) => {
    await visitor.post("/profile/phone", { phone: NEW });
    return await visitor.post("/profile/code", { code: await visitor.code() });
  }));
  assert.deepEqual(
    answers.map(({ location }) => location).sort(),
    ["/profile/phone?refused=taken", "/profile?changed=phone"],
  );
  const [{ count } = { count: 0 }] = await site.sql<{ count: number }[]>`
    select count(*) from accounts where phone = ${NEW}`;
  assert.equal(count, 1);
});

Deno.test("a phone taken in the very moment of the change is refused, not a broken page", async () => {
  await using site = await testSite({ at: NOW });
  const { visitor, accountId } = await givenOwner(site);
  await visitor.post("/profile/phone", { phone: NEW });
  const code = await visitor.code();
  const { personId } = await insertInsured(site.sql, NOW, { registered: false });
  let answer: Promise<Page> | undefined;
  await site.sql.begin(async (sql) => {
    await sql`
      insert into accounts (person_id, phone, email, registered_at)
      values (${personId}, ${NEW}, 'other@fifth.test', ${NOW})`;
    answer = visitor.post("/profile/code", { code });
    // The change waits for this transaction: it can't see the row, only the index can.
    await waitingForLock(site);
  });
  assert.equal((await answer!).location, "/profile/phone?refused=taken");
  assert.equal((await accountOf(site, accountId)).phone, OLD);
});

Deno.test("a form sent twice changes once, and both answers are the same", async () => {
  await using site = await testSite({ at: NOW });
  const { visitor } = await givenOwner(site);
  await visitor.post("/profile/phone", { phone: NEW });
  const code = await visitor.code();
  const csrf = /name="csrf" value="([^"]+)"/.exec((await visitor.get("/profile/code")).html)![1]!;
  const answers = await Promise.all(
    [1, 2, 3].map(() => visitor.postRaw("/profile/code", { code, csrf })),
  );
  for (const { location } of answers) assert.equal(location, "/profile?changed=phone");
  assert.equal((await site.sql`select from outbox`).length, 1);
  assert.equal((await visitor.get("/profile/code")).location, "/profile");
});

Deno.test("a change that another one has overtaken is not made", async () => {
  await using site = await testSite({ at: NOW });
  const { visitor, accountId } = await givenOwner(site);
  await visitor.post("/profile/phone", { phone: "9005550802" });
  const early = { challenge: challengeOf(visitor), code: await visitor.code() };
  await changePhone(visitor, NEW);
  visitor.cookies.set(cookieName("challenge", false), early.challenge);
  const answer = await visitor.post("/profile/code", { code: early.code });
  assert.equal(answer.location, "/profile/phone?refused=overtaken");
  assert.equal((await accountOf(site, accountId)).phone, NEW);
});

Deno.test("codes to a new contact are limited like all others, whatever way it is written", async () => {
  await using site = await testSite({ at: NOW });
  const { visitor } = await givenOwner(site);
  for (const email of ["a@b.test", "A@b.test", "a@B.test", "A@B.TEST"]) {
    assert.equal((await visitor.post("/profile/email", { email })).status, 303);
  }
  const refused = await visitor.post("/profile/email", { email: "a@b.test" });
  assert.equal(refused.status, 429);
  assert.match(refused.text, /Подождите 15 минут/);
  const again = await visitor.post("/profile/code", { again: "1" });
  assert.match(again.text, /Подождите 15 минут/);
  assert.equal((await site.sql`select from contact_changes`).length, 4);
});

Deno.test("the profile shows phone and e-mail, each with the way to change it", async () => {
  await using site = await testSite({ at: NOW });
  const { visitor, email } = await givenOwner(site);
  const page = await visitor.get("/profile");
  assert.match(page.text, /Телефон \+7 900 555-07-00/);
  assert.ok(page.text.replace(" @", "@").includes(email));
  for (const kind of ["phone", "email"]) {
    assert.ok(page.html.includes(`href="/profile/${kind}"`));
  }
  const phone = await visitor.get("/profile/phone");
  assert.match(phone.html, /autocomplete="tel-national"/);
});

Deno.test("a login is a visit, also one that ends within a minute", async () => {
  await using site = await testSite({ at: NOW });
  const { accountId } = await givenOwner(site);
  assert.equal((await accountOf(site, accountId)).last_opened_at, NOW);
  site.clock.set(addSeconds(NOW, 60));
  await site.logInInsured(OLD);
  assert.equal((await accountOf(site, accountId)).last_opened_at, addSeconds(NOW, 60));
});

async function givenOwner(site: TestSite) {
  const { personId, phone } = await insertInsured(site.sql, NOW, { phone: OLD });
  const visitor = await site.logInInsured(phone);
  const [account] = await site.sql<{ id: number; email: string }[]>`
    select id, email from accounts where person_id = ${personId}`;
  return { visitor, accountId: account!.id, email: account!.email };
}

async function changePhone(visitor: Visitor, phone: string): Promise<void> {
  await visitor.post("/profile/phone", { phone });
  const changed = await visitor.post("/profile/code", { code: await visitor.code() });
  assert.equal(changed.location, "/profile?changed=phone");
}

async function accountOf({ sql }: TestSite, accountId: number) {
  const [row] = await sql`
    select phone, email, last_opened_at from accounts where id = ${accountId}`;
  return row!;
}

function challengeOf(visitor: Visitor): string {
  return visitor.cookies.get(cookieName("challenge", false))!;
}

async function waitingForLock({ sql }: TestSite): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    const rows = await sql`
      select from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`;
    if (rows.length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error("Nobody waited for the lock");
}
