import assert from "node:assert/strict";
import { addMinutes, instant, localDate } from "../../domain/local_date.ts";
import type { Phone } from "../../domain/phone.ts";
import {
  AGREEMENT_REQUIRED_MESSAGE,
  CONSENT_REQUIRED_MESSAGE,
  MISMATCH_MESSAGE,
} from "../../domain/registration.ts";
import { insertInsured } from "../harness/people.ts";
import { type Fields, type Page, type TestSite, testSite, type Visitor } from "../harness/site.ts";

const NOW = "2026-11-22T07:00:00.000Z";
const PHONE = "9005550031" as Phone;
const UNKNOWN_PHONE = "9005559999" as Phone;

const NAME = { surname: "Пробина", name: "Майя", patronymic: "Тестовна" };

const MAYA: Fields = {
  ...NAME,
  "birthDate-day": "7",
  "birthDate-month": "11",
  "birthDate-year": "1985",
  policyNumber: "7701/128/001031",
  personnelNumber: "",
  phone: "9005550031",
  email: "maya@fifth.test",
  userAgreement: "on",
  personalData: "on",
};

Deno.test("an empty registration form names every required field, each beside it and in the summary", async () => {
  await using site = await testSite({ at: NOW });
  const page = await site.visitor().post("/register", {});
  assert.equal(page.status, 422);
  assert.match(titleOf(page), /^Ошибка: Регистрация/);
  assert.deepEqual(summaryOf(page), [
    { field: "surname", message: "Введите фамилию" },
    { field: "name", message: "Введите имя" },
    { field: "birthDate", message: "Введите дату рождения: день, месяц и год" },
    { field: "policyNumber", message: "Введите номер полиса или табельный номер" },
    { field: "phone", message: "Введите номер телефона" },
    { field: "email", message: "Введите адрес электронной почты" },
    { field: "userAgreement", message: AGREEMENT_REQUIRED_MESSAGE },
    { field: "personalData", message: CONSENT_REQUIRED_MESSAGE },
  ]);
  for (const { field, message } of summaryOf(page)) assertBesideField(page, field, message);
});

const REFUSED_FIELDS: { what: string; typed: Fields; field: string; message: RegExp }[] = [
  {
    what: "a phone of nine digits",
    typed: { phone: "900555003" },
    field: "phone",
    message: /^Введите 10 цифр после \+7$/,
  },
  {
    what: "a phone of letters",
    typed: { phone: "номер" },
    field: "phone",
    message: /^Введите 10 цифр после \+7$/,
  },
  {
    what: "a day that no month has",
    typed: { "birthDate-day": "31", "birthDate-month": "2" },
    field: "birthDate",
    message: /^Такой даты нет/,
  },
  {
    what: "a year of two digits",
    typed: { "birthDate-year": "85" },
    field: "birthDate",
    message: /четыре цифры/,
  },
  {
    what: "a person who is 18 tomorrow",
    typed: { "birthDate-day": "23", "birthDate-year": "2008" },
    field: "birthDate",
    message: /^Зарегистрироваться можно с 18 лет/,
  },
  {
    what: "a birth date in the future",
    typed: { "birthDate-year": "2985" },
    field: "birthDate",
    message: /еще не наступила/,
  },
  {
    what: "an e-mail without a domain",
    typed: { email: "maya@" },
    field: "email",
    message: /^Адрес почты/,
  },
  {
    what: "an agreement that is not accepted",
    typed: { userAgreement: [] },
    field: "userAgreement",
    message: /соглашения не\sоткроем кабинет$/,
  },
  {
    what: "no consent to personal-data processing",
    typed: { personalData: [] },
    field: "personalData",
    message: /персональных данных не\sоткроем кабинет$/,
  },
];

for (const { what, typed, field, message } of REFUSED_FIELDS) {
  Deno.test(`registration refuses ${what} and keeps all that was typed`, async () => {
    await using site = await testSite({ at: NOW });
    await givenMayaInTheRoster(site);
    const form = { ...MAYA, ...typed };
    const page = await site.visitor().post("/register", form);
    assert.equal(page.status, 422);
    assert.match(titleOf(page), /^Ошибка: /);
    const [error, ...others] = summaryOf(page);
    assert.deepEqual(others, []);
    assert.equal(error!.field, field);
    assert.match(error!.message, message);
    assertBesideField(page, field, error!.message);
    assertKept(page, form);
    await assertNobodyRegistered(site);
  });
}

const MISMATCHES: { what: string; typed: Fields }[] = [
  { what: "another birth year", typed: { "birthDate-year": "1986" } },
  { what: "another surname", typed: { surname: "Испытова" } },
  { what: "another patronymic", typed: { patronymic: "Образцовна" } },
  { what: "an unknown policy", typed: { policyNumber: "7701/000/000000" } },
  {
    what: "an unknown personnel number",
    typed: { policyNumber: "", personnelNumber: "0000" },
  },
  { what: "a phone that is not the roster's", typed: { phone: UNKNOWN_PHONE } },
  {
    what: "a child's policy with an adult's birth date",
    typed: { policyNumber: "7701/128/000099" },
  },
];

Deno.test("whatever disagrees with the roster, the answer is the same and names no field", async () => {
  await using site = await testSite({ at: NOW });
  await givenMayaInTheRoster(site);
  await insertInsured(site.sql, instant(NOW), {
    ...NAME,
    birthDate: localDate("2015-11-07"),
    policyNumber: "7701/128/000099",
    registered: false,
  });
  const answers = new Set<string>();
  for (const { what, typed } of MISMATCHES) {
    const form = { ...MAYA, ...typed };
    const page = await site.visitor().post("/register", form);
    assert.equal(page.status, 422, what);
    assert.deepEqual(summaryOf(page).map((error) => error.message), [MISMATCH_MESSAGE], what);
    assert.ok(
      page.html.includes(`id="${summaryOf(page)[0]!.field}"`),
      "the summary leads somewhere",
    );
    assert.doesNotMatch(page.html, /aria-invalid="true"/, what);
    assertKept(page, form);
    await assertNobodyRegistered(site);
    answers.add(withoutTyped(page));
  }
  assert.equal(answers.size, 1, "mismatches can be told apart");
});

Deno.test("mismatches from one address are limited, so that nobody searches through years", async () => {
  await using site = await testSite({ at: NOW });
  await givenMayaInTheRoster(site);
  const visitor = site.visitor();
  for (let year = 1986; year < 2001; year++) {
    const page = await visitor.post("/register", { ...MAYA, "birthDate-year": String(year) });
    assert.equal(page.status, 422);
  }
  const page = await visitor.post("/register", MAYA);
  assert.equal(page.status, 429);
  assert.match(page.text, /Слишком много попыток/);
  await assertNobodyRegistered(site);
});

Deno.test("a phone that cannot be read is refused beside its field and kept", async () => {
  await using site = await testSite({ at: NOW });
  for (const phone of ["", "900 555-00-3", "+1 900 555 00 31", "90055500311"]) {
    const page = await site.visitor().post("/login", { phone });
    assert.equal(page.status, 422, phone);
    assert.match(titleOf(page), /^Ошибка: Авторизация/);
    const [error] = summaryOf(page);
    assert.equal(error!.field, "phone");
    assertBesideField(page, "phone", error!.message);
    assertKept(page, { phone });
  }
});

Deno.test("an unknown number is answered as a known one, from the first form to the last try", async () => {
  await using site = await testSite({ at: NOW });
  await insertInsured(site.sql, instant(NOW), { phone: PHONE });
  const seen = [];
  for (const phone of [PHONE, UNKNOWN_PHONE]) {
    const visitor = site.visitor();
    const answers = [await visitor.post("/login", { phone }), await visitor.get("/login/code")];
    const wrong = await wrongCode(visitor);
    for (let tries = 0; tries < 6; tries++) {
      answers.push(await visitor.post("/login/code", { code: wrong }));
    }
    answers.push(await visitor.post("/login/code", { again: "1" }, "/login/code"));
    seen.push({
      pages: answers.map((page) => ({
        status: page.status,
        location: page.location,
        text: page.text.replace(/\+7 900 555-\d\d-\d\d/, "+7 …"),
      })),
      cookies: [...visitor.cookies.keys()],
    });
  }
  assert.deepEqual(seen[1], seen[0]);
  const asked = await site.sql`
    select (account_id is not null) as known, count(*) as codes
    from code_deliveries join challenges on id = challenge_id group by 1 order by 1`;
  assert.deepEqual([...asked], [{ known: false, codes: 2 }, { known: true, codes: 2 }]);
});

Deno.test("five wrong codes end a challenge: the right one comes too late", async () => {
  await using site = await testSite({ at: NOW });
  await insertInsured(site.sql, instant(NOW), { phone: PHONE });
  const visitor = await askedForCode(site, PHONE);
  const [right, wrong] = [await visitor.code(), await wrongCode(visitor)];
  const told = ["4 попытки", "3 попытки", "2 попытки", "1 попытка"].map((left) =>
    `осталось: ${left}`
  );
  for (const words of [...told, "попыток больше нет. Запросите новый"]) {
    const page = await visitor.post("/login/code", { code: wrong });
    assert.equal(page.status, 422);
    assert.match(titleOf(page), /^Ошибка: Код из СМС/);
    assertBesideField(page, "code", summaryOf(page)[0]!.message);
    assert.ok(page.text.includes(words), words);
    assertKept(page, { code: wrong });
  }
  const late = await visitor.post("/login/code", { code: right });
  assert.equal(late.status, 422);
  assert.match(late.text, /Этот код больше не примем/);
  await assertLoggedOut(visitor);
});

Deno.test("an expired code is replaced by a new one that works", async () => {
  await using site = await testSite({ at: NOW });
  await insertInsured(site.sql, instant(NOW), { phone: PHONE });
  const visitor = await askedForCode(site, PHONE);
  const old = await visitor.code();
  site.clock.set(addMinutes(instant(NOW), 5));
  const page = await visitor.post("/login/code", { code: old });
  assert.equal(page.status, 422);
  assert.match(page.text, /Код устарел. Отправили новый/);
  await assertLoggedOut(visitor);
  const renewed = await visitor.code();
  assert.notEqual(renewed, old);
  const answer = await visitor.post("/login/code", { code: renewed });
  assert.equal(answer.location, "/policies");
});

Deno.test("a used code opens nothing, in the same browser or another", async () => {
  await using site = await testSite({ at: NOW });
  await insertInsured(site.sql, instant(NOW), { phone: PHONE });
  const visitor = await askedForCode(site, PHONE);
  const thief = site.visitor();
  for (const [name, value] of visitor.cookies) thief.cookies.set(name, value);
  const code = await visitor.code();
  assert.equal((await visitor.post("/login/code", { code })).location, "/policies");

  const again = await thief.post("/login/code", { code });
  assert.equal(again.location, "/login");
  await assertLoggedOut(thief);
  const [sessions] = await site.sql`select count(*) as count from sessions`;
  assert.equal(sessions!.count, 1);
});

Deno.test("a code works only in the browser that asked for it", async () => {
  await using site = await testSite({ at: NOW });
  await insertInsured(site.sql, instant(NOW), { phone: PHONE });
  const visitor = await askedForCode(site, PHONE);
  const thief = await askedForCode(site, PHONE);
  const page = await thief.post("/login/code", { code: await visitor.code() });
  assert.equal(page.status, 422);
  await assertLoggedOut(thief);
});

Deno.test("codes to one phone are limited, whoever asks and however", async () => {
  await using site = await testSite({ at: NOW });
  for (const phone of [PHONE, UNKNOWN_PHONE]) {
    for (let asked = 0; asked < 7; asked++) await askedForCode(site, phone);
    const visitor = await askedForCode(site, phone);
    const refused = await site.visitor().post("/login", { phone });
    assert.equal(refused.status, 429);
    assert.match(refused.text, /Слишком много кодов подряд/);
    assertKept(refused, { phone });
    const again = await visitor.post("/login/code", { again: "1" }, "/login/code");
    assert.match(again.text, /Слишком много кодов подряд/);
  }
  site.clock.set(addMinutes(instant(NOW), 16));
  await askedForCode(site, PHONE);
});

Deno.test("codes from one address are limited, however many phones it tries", async () => {
  await using site = await testSite({ at: NOW });
  const visitor = site.visitor();
  for (let asked = 0; asked < 30; asked++) {
    const page = await visitor.post("/login", { phone: String(9005551000 + asked) });
    assert.equal(page.status, 303);
  }
  const page = await visitor.post("/login", { phone: PHONE });
  assert.equal(page.status, 429);
});

Deno.test("consent without the tick activates nothing and says so beside the box", async () => {
  await using site = await testSite({ at: NOW });
  const { policyId } = await insertInsured(site.sql, instant(NOW), { phone: PHONE });
  const visitor = await site.logInInsured(PHONE);
  const page = await visitor.post(`/policies/${policyId}/activate`, {}, "/policies");
  assert.equal(page.status, 422);
  assert.match(titleOf(page), /^Ошибка: Мои полисы/);
  const [error] = summaryOf(page);
  assert.equal(error!.field, `consent-${policyId}`);
  assertBesideField(page, error!.field, error!.message);
  const [franchises] = await site.sql`select count(*) as count from franchises`;
  assert.equal(franchises!.count, 0);
});

Deno.test("«Оплатить выбранные» with nothing chosen says so", async () => {
  await using site = await testSite({ at: NOW });
  await insertInsured(site.sql, instant(NOW), { phone: PHONE });
  const visitor = await site.logInInsured(PHONE);
  const answer = await visitor.get("/invoices/pay");
  assert.equal(answer.status, 303);
  const page = await visitor.get(answer.location!);
  assert.match(titleOf(page), /^Ошибка: Мои счета/);
  assert.match(page.text, /Выберите хотя бы один счет/);
});

async function givenMayaInTheRoster(site: TestSite): Promise<void> {
  await insertInsured(site.sql, instant(NOW), {
    ...NAME,
    birthDate: localDate("1985-11-07"),
    policyNumber: "7701/128/001031",
    personnelNumber: "4031",
    phone: PHONE,
    registered: false,
  });
}

async function askedForCode(site: TestSite, phone: Phone): Promise<Visitor> {
  const visitor = site.visitor();
  const page = await visitor.post("/login", { phone });
  assert.equal(page.location, "/login/code");
  return visitor;
}

async function wrongCode(visitor: Visitor): Promise<string> {
  const right = await visitor.code();
  return right === "000000" ? "000001" : "000000";
}

async function assertLoggedOut(visitor: Visitor): Promise<void> {
  assert.equal((await visitor.get("/policies")).location, "/login?next=%2Fpolicies");
}

async function assertNobodyRegistered(site: TestSite): Promise<void> {
  const [row] = await site.sql`
    select (select count(*) from accounts) + (select count(*) from registrations)
             + (select count(*) from challenges) + (select count(*) from consents) as count`;
  assert.equal(row!.count, 0);
}

function titleOf(page: Page): string {
  return /<title>([^<]*)<\/title>/.exec(page.html)?.[1] ?? "";
}

/** The summary's links, each with the id that it leads to. */
function summaryOf(page: Page): { field: string; message: string }[] {
  const summary = /class="error-summary".*?<\/ul>/s.exec(page.html)?.[0] ?? "";
  return [...summary.matchAll(/<a href="#([^"]+)">([^<]+)<\/a>/g)]
    .map(([, field, message]) => ({ field: field!, message: message! }));
}

/** The message stands at the field that the summary's link leads to. */
function assertBesideField(page: Page, field: string, message: string): void {
  const text = new RegExp(`id="${field}-error".*?</p>`, "s").exec(page.html)?.[0] ?? "";
  assert.ok(text.includes(message), `no message at ${field}`);
  assert.match(page.html, new RegExp(`<input[^>]* id="${field}"`), `no field ${field}`);
}

/** Every field shows what was typed into it, every tick stands or does not. */
function assertKept(page: Page, typed: Fields): void {
  const inputs = [...page.html.matchAll(/<input\b[^>]*>/g)].map(([tag]) => tag);
  for (const [name, value] of Object.entries(typed)) {
    const input = inputs.find((tag) => tag.includes(` name="${name}"`));
    assert.ok(input, `no input ${name}`);
    if (input.includes('type="checkbox"')) {
      assert.equal(/ checked\b/.test(input), value === "on", `${name} lost its tick`);
    } else {
      const shown = / value="([^"]*)"/.exec(input)?.[1] ?? "";
      assert.equal(shown, value, `${name} lost what was typed`);
    }
  }
}

/** The page without what was typed and without what differs between any two answers. */
function withoutTyped(page: Page): string {
  return page.html
    .replace(/ name="csrf" value="[^"]*"/g, "")
    .replace(/(<input\b[^>]*?) value(="[^"]*")?/g, "$1")
    .replace(/nonce="[^"]*"/g, "");
}
