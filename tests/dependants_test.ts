import assert from "node:assert/strict";
import { fixedClock } from "../clock.ts";
import { allRows, readSpreadsheet } from "../adapters/spreadsheet/mod.ts";
import { instant, localDate } from "../domain/local_date.ts";
import type { Phone } from "../domain/phone.ts";
import { publishInvoices } from "../use_cases/invoices/publish_invoices.ts";
import { insertFamily } from "./harness/family.ts";
import { paidInvoices } from "./harness/paid_invoices.ts";
import { insertInsured } from "./harness/people.ts";
import { type TestSite, testSite } from "./harness/site.ts";

/** A Sunday: a consent of today opens service on Monday 23 November. */
const NOW = "2026-11-22T07:00:00.000Z";
const OF_AGE = "2026-12-05T07:00:00.000Z";

async function familyAtHome(at = NOW) {
  const site = await testSite({ at });
  const family = await insertFamily(site.sql);
  const visitor = await site.logInInsured(family.mother.phone);
  return {
    ...family,
    site,
    visitor,
    [Symbol.asyncDispose]: () => site[Symbol.asyncDispose](),
  };
}

Deno.test("a representative's lists show everybody, oneself or one person, with that person's sums alone", async () => {
  await using home = await familyAtHome();
  const { visitor, mother, misha, anya, savva } = home;
  const all = await visitor.get("/invoices");
  assert.match(all.text, /Все Вы Савва К\. Анна К\. Михаил К\. За кого вы отвечаете/);
  assert.match(all.text, /К оплате 1 677,00 ₽/);
  assert.match(all.text, /Оплатить все \(4\)/);

  const ofMisha = await visitor.get(`/invoices?person=${misha.personId}`);
  assert.match(
    ofMisha.text,
    /Вы смотрите полисы и счета: Михаил К\. Показать все Вернуться к своим/,
  );
  assert.match(ofMisha.text, /К оплате 333,00 ₽/);
  assert.match(ofMisha.text, /Оплатить все \(2\)/);
  assert.match(ofMisha.text, /Все 2 К оплате 2/);
  assert.doesNotMatch(ofMisha.text, /терапевта|окулиста/);
  assert.match(ofMisha.html, /<title>Счета: Михаил К\./);
  for (const path of ["/policies", "/invoices"]) {
    assert.ok(ofMisha.html.includes(`<a href="${path}?person=${misha.personId}"`), path);
  }

  const own = await visitor.get(`/invoices?person=${mother.personId}`);
  assert.match(own.text, /К оплате 900,00 ₽/);
  assert.doesNotMatch(own.text, /Вы смотрите полисы и счета|педиатра/);
  assert.match((await visitor.get(`/invoices?person=${anya.personId}`)).text, /Счетов нет/);

  const policy = await visitor.get(`/policies?person=${savva.personId}`);
  assert.match(policy.text, /Ковалев Савва Петрович/);
  assert.doesNotMatch(policy.text, /Ковалева Анна|Ковалев Михаил|\(вы\)/);
});

Deno.test("an invoice and a policy opened from a person's view lead back to it, and say whose they are", async () => {
  await using home = await familyAtHome();
  const { visitor, misha, mother, invoices } = home;
  const query = `?person=${misha.personId}`;
  const invoice = await visitor.get(`/invoices/${invoices.mishas[0]}${query}`);
  assert.match(invoice.text, /Вы смотрите полисы и счета: Михаил К\./);
  assert.ok(invoice.html.includes(`class="crumb" href="/invoices${query}"`));
  const policy = await visitor.get(`/policies/${misha.policyId}${query}`);
  assert.ok(policy.html.includes(`class="crumb" href="/policies${query}"`));
  const [number] = invoices.mishas;
  assert.ok(policy.html.includes(`href="/invoices/${number}${query}"`));
  assert.equal(
    (await visitor.get(`/policies/${misha.policyId}?person=${mother.personId}`)).status,
    404,
  );
  assert.equal((await visitor.get(`/invoices/${number}?person=${mother.personId}`)).status, 404);
  // An address from an SMS names nobody.
  const plain = await visitor.get(`/invoices/${number}`);
  assert.match(plain.text, /Счет № \d+ · Михаил К\./);
  assert.ok(plain.html.includes('class="crumb" href="/invoices"'));
});

Deno.test("a person who is unknown or not represented is not found, anywhere", async () => {
  await using home = await familyAtHome();
  const { site, visitor, invoices, mother } = home;
  const stranger = await insertInsured(site.sql, instant(NOW), { surname: "Чужая" });
  const wanted = [
    stranger.personId,
    999_999_999,
    0,
    -1,
    "abc",
    "1e3",
    "",
    `${mother.personId}&person=1`,
  ];
  const paths = [
    "/policies",
    "/invoices",
    "/invoices/file",
    `/policies/${mother.policyId}`,
    `/policies/${mother.policyId}/activate`,
    `/invoices/${invoices.mothers}`,
    `/invoices/${invoices.mothers}/lines`,
  ];
  for (const path of paths) {
    for (const person of wanted) {
      const page = await visitor.get(`${path}?person=${person}`);
      assert.equal(page.status, 404, `${path}?person=${person}`);
      assert.doesNotMatch(page.text, /Чужая/);
    }
  }
  const pay = `/invoices/pay?invoice=${invoices.mothers}&person=`;
  assert.equal((await visitor.get(pay + stranger.personId)).status, 404);
  // Somebody who represents nobody has no other person at all, and no switch.
  const alone = await site.logInInsured(stranger.phone);
  assert.equal((await alone.get(`/policies?person=${mother.personId}`)).status, 404);
  for (const path of ["/policies", "/invoices", "/profile"]) {
    assert.doesNotMatch((await alone.get(path)).text, /За кого вы отвечаете|Вернуться к своим/);
  }
  assert.match((await alone.get("/dependants")).text, /Только за себя/);
});

Deno.test("a representative consents for a child, in the child's view, as the representative", async () => {
  await using home = await familyAtHome();
  const { site, visitor, anya, mother } = home;
  const path = `/policies?person=${anya.personId}`;
  const page = await visitor.get(path);
  assert.match(
    page.text,
    /Я, Ковалева Ирина Олеговна, подтверждаю и даю согласие как законный представитель/,
  );
  assert.match(page.text, /Застрахованный: Ковалева Анна Петровна/);
  const document = /name="document" value="(\d+)"/.exec(page.html)![1]!;
  const action = `/policies/${anya.policyId}/activate?person=${anya.personId}`;
  assert.ok(page.html.includes(`action="${action}"`));
  const unread = await visitor.post(action, { document }, path);
  assert.equal(unread.status, 422);
  assert.match(unread.text, /Вы смотрите полисы и счета: Анна К\./);
  const sent = await visitor.post(action, { document, [`consent-${anya.policyId}`]: "on" }, path);
  assert.equal(sent.location, `/policies?activated=${anya.policyId}&person=${anya.personId}`);
  assert.match((await visitor.get(sent.location!)).text, /23 ноября/);
  const [consent] = await site.sql`
    select person_id, given_by from consents where policy_id = ${anya.policyId}`;
  assert.deepEqual({ ...consent }, { person_id: anya.personId, given_by: mother.personId });
});

Deno.test("own and children's invoices are paid together, and the money lands on each", async () => {
  await using home = await familyAtHome();
  const { site, visitor, invoices, misha } = home;
  const chosen = [invoices.mothers, invoices.mishas[1], invoices.savvas];
  const query = chosen.map((id) => `invoice=${id}`).join("&");
  const check = await visitor.get(`/invoices/pay?${query}`);
  assert.match(check.text, /1 566,00 ₽/);
  assert.match(check.text, /Михаил К\. · до .*Савва К\. · до /);
  const opened = await visitor.post(
    "/payments",
    { invoice: chosen.map(String) },
    `/invoices/pay?${query}`,
  );
  const attemptId = opened.location!.replace("/payments/", "");
  await paidInvoices(site.sql).decide(attemptId, { state: "succeeded", at: instant(NOW) });
  const left = await visitor.get("/invoices");
  assert.match(left.text, /К оплате 111,00 ₽/);
  assert.match((await visitor.get(`/invoices?person=${misha.personId}`)).text, /К оплате 111,00 ₽/);
});

Deno.test("the history's file of one person has that person's invoices alone", async () => {
  await using home = await familyAtHome();
  const { visitor, misha, anya, invoices } = home;
  const file = await visitor.get(`/invoices/file?person=${misha.personId}`);
  const read = await readSpreadsheet({ name: "history.xlsx", content: file.bytes });
  assert.ok(read.ok);
  const numbers = (await allRows(read.sheets[0]!.rows)).slice(1, -1).map(({ cells }) => cells[0]);
  assert.deepEqual(numbers, [...invoices.mishas]);
  assert.equal((await visitor.get(`/invoices/file?person=${anya.personId}`)).status, 404);
});

Deno.test("what a representative was shown is journalled, and what was left out is not", async () => {
  await using home = await familyAtHome();
  const { site, visitor, mother, misha, savva, invoices } = home;
  const looksOf = async (path: string) => {
    const [{ last }] = await site.sql<[{ last: number }]>`
      select coalesce(max(id), 0) as last from journal`;
    await visitor.get(path);
    const rows = await site.sql<{ subject: string }[]>`
      select subject from journal
      where id > ${last} and actor = ${`person/${mother.personId}`} and action = 'looked'
      order by subject`;
    return rows.map(({ subject }) => Number(subject.slice("person/".length)));
  };
  assert.deepEqual(await looksOf("/invoices"), [savva.personId, misha.personId].sort());
  assert.deepEqual(await looksOf(`/invoices?person=${misha.personId}`), [misha.personId]);
  assert.deepEqual(await looksOf(`/invoices?person=${mother.personId}`), []);
  assert.deepEqual(await looksOf(`/policies?person=${savva.personId}`), [savva.personId]);
  assert.deepEqual(await looksOf(`/policies/${misha.policyId}`), [misha.personId]);
  assert.deepEqual(await looksOf(`/invoices/${invoices.savvas}`), [savva.personId]);
  assert.deepEqual(await looksOf(`/invoices/pay?invoice=${invoices.mothers}`), []);
  assert.equal((await looksOf("/dependants")).length, 3);
});

Deno.test("«За кого вы отвечаете» tells each person's age, policies, sums, next step and the day it ends", async () => {
  await using home = await familyAtHome();
  const { visitor, misha, anya } = home;
  const { text, html } = await visitor.get("/dependants");
  const [, savva, ofAnya, ofMisha] = text.split(/Ковалева? (?=Савва|Анна|Михаил)/);
  assert.match(savva!, /17 лет, дата рождения 5 декабря 2008/);
  assert.match(savva!, /отвечаете по 4 декабря 2026 , на следующий день исполнится 18 лет/);
  assert.match(savva!, /444,00 ₽ , ближайший срок/);
  assert.match(ofAnya!, /Не активирован К оплате Ничего Активировать франшизу/);
  assert.match(ofMisha!, /12 лет.*333,00 ₽.*Оплатить 333,00 ₽/);
  assert.ok(html.includes(`href="/policies?person=${anya.personId}"`));
  assert.ok(html.includes(`href="/invoices?person=${misha.personId}"`));
  assert.match((await visitor.get("/profile")).html, /href="\/dependants"/);
});

Deno.test("from the 18th birthday the representative keeps what was published before, and nothing else", async () => {
  await using home = await familyAtHome();
  const { site, savva, mother, invoices } = home;
  await givenLine(site, savva.policyId);
  site.clock.set(OF_AGE);
  await publishInvoices(site.sql, fixedClock(instant(OF_AGE)), {
    through: localDate("2026-12-04"),
  });
  const visitor = await site.logInInsured(mother.phone);
  assert.equal((await visitor.get(`/policies?person=${savva.personId}`)).status, 404);
  for (const page of ["", "/programme", "/card"]) {
    assert.equal((await visitor.get(`/policies/${savva.policyId}${page}`)).status, 404, page);
  }
  const all = await visitor.get("/invoices");
  assert.match(all.text, /К оплате 1 677,00 ₽/);
  assert.doesNotMatch(all.text, /Прием хирурга/);
  const kept = await visitor.get(`/invoices?person=${savva.personId}`);
  assert.match(kept.text, /К оплате 444,00 ₽/);
  assert.ok(!kept.html.includes(`/policies?person=${savva.personId}`));
  assert.equal((await visitor.get(`/invoices/${invoices.savvas}`)).status, 200);
  const page = await visitor.get("/dependants");
  assert.match(page.text, /Ковалев Савва Петрович Вы больше не законный представитель/);
  assert.match(page.text, /Оплатить 444,00 ₽/);

  // They have registered: the new invoice is theirs, the old one is not.
  await site.sql`
    insert into accounts (person_id, phone, email, registered_at)
    values (${savva.personId}, '9005550777', 'savva@fifth.test', ${instant(OF_AGE)})`;
  const own = await site.logInInsured("9005550777" as Phone);
  const ofSavva = await own.get("/invoices");
  assert.match(ofSavva.text, /К оплате 555,00 ₽/);
  assert.match(ofSavva.text, /Прием хирурга/);
  assert.equal((await own.get(`/invoices/${invoices.savvas}`)).status, 404);
});

/** A service from before the birthday that its clinic reports after it. */
async function givenLine({ sql }: TestSite, policyId: number): Promise<void> {
  await sql`
    insert into service_lines (file_id, sheet_row, clinic_id, policy_id, franchise_id, service_date,
                               service_code, service_name, quantity, price_kopecks, cost_kopecks,
                               rate_bp, franchise_kopecks, fingerprint, recorded_at)
    select file_id, 99, clinic_id, policy_id, franchise_id, '2026-11-20', service_code,
           'Прием хирурга', 1, 277500, 277500, 2000, 55500, 'late', recorded_at
    from service_lines where policy_id = ${policyId} limit 1`;
}

Deno.test("a ward of full age is looked after like a child; a grown-up child is not", async () => {
  await using site = await testSite({ at: NOW });
  const at = instant(NOW);
  const guardian = await insertInsured(site.sql, at, { phone: "9005550910" });
  const adult = (name: string, ward: boolean) =>
    insertInsured(site.sql, at, {
      surname: "Образцов",
      name,
      birthDate: localDate("1990-01-01"),
      representativeId: guardian.personId,
      registered: false,
      ward,
    });
  const ward = await adult("Глеб", true);
  await adult("Захар", false);
  const visitor = await site.logInInsured(guardian.phone);
  const policies = await visitor.get("/policies");
  assert.match(policies.text, /Глеб/);
  assert.doesNotMatch(policies.text, /Захар/);
  assert.match((await visitor.get("/dependants")).text, /Опекун: отвечаете, пока опека не снята/);
  const rows = paidInvoices(site.sql);
  const invoiceId = await rows.invoice(
    { policyId: ward.policyId, givenBy: guardian.personId },
    { lines: [{ franchise: 10_000 }], at },
  );
  const [consent] = await site.sql`select id from consents where policy_id = ${ward.policyId}`;
  assert.match(
    (await visitor.get("/profile")).html,
    new RegExp(`consents/${consent!.id}/withdraw`),
  );
  const invoices = await visitor.get(`/invoices?person=${ward.personId}`);
  assert.match(invoices.text, new RegExp(`№ ${invoiceId}.*100,00 ₽`));
});

Deno.test("neither a minor nor a ward registers, whatever phone the roster has; each is told who acts for them", async () => {
  await using site = await testSite({ at: NOW });
  const at = instant(NOW);
  const guardian = await insertInsured(site.sql, at);
  const person = (birthDate: string, ward: boolean) =>
    insertInsured(site.sql, at, {
      birthDate: localDate(birthDate),
      representativeId: guardian.personId,
      registered: false,
      ward,
    });
  const minor = await person("2010-11-07", false);
  const ward = await person("1985-11-07", true);
  const register = (of: typeof ward, year: string) =>
    site.visitor().post("/register", {
      surname: "Образцова",
      name: "Майя",
      patronymic: "Тестовна",
      "birthDate-day": "7",
      "birthDate-month": "11",
      "birthDate-year": year,
      policyNumber: of.policyNumber,
      phone: of.phone,
      email: "maya@fifth.test",
      userAgreement: "on",
      personalData: "on",
    });
  const young = await register(minor, "2010");
  assert.equal(young.status, 422);
  assert.match(young.text, /с 18 лет\. Полисы и счета ребенка ведет законный представитель/);
  const refused = await register(ward, "1985");
  assert.equal(refused.status, 422);
  assert.match(refused.text, /кабинет ведет законный представитель: он дает согласия/);
  // What does not agree says nothing of a ward.
  const wrong = await register({ ...ward, phone: "9005559999" as Phone }, "1985");
  assert.doesNotMatch(wrong.text, /законный представитель: он/);
  assert.equal((await site.sql`select from registrations`).length, 0);
});
