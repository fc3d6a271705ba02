import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { type Instant, instant, localDate } from "../domain/local_date.ts";
import { paidInvoices } from "./harness/paid_invoices.ts";
import { insertInsured, type InsuredPerson } from "./harness/people.ts";
import { type TestSite, testSite, type Visitor } from "./harness/site.ts";

const PUBLISHED = instant("2026-03-02T07:00:00.000Z");
const MAY = instant("2026-05-14T09:05:00.000Z");
const NOW = "2026-11-22T07:00:00.000Z";

const MOST_QUERIES = 3;
const MOST_HTML_BYTES = 20 * 1024;

Deno.test("a year's statement says who paid, for whom, what and when, and what it is not", async () => {
  await using site = await testSite({ at: NOW });
  const { parent, child, visitor } = await givenAPaidFamily(site);
  const years = await visitor.get("/statement");
  assert.match(years.text, /2026 год 2 платежа, год еще идет 700,00 ₽/);
  const { text } = await visitor.get("/statement/2026");
  assert.match(text, /Выписка об оплате франшизы по ДМС за 2026 год 700,00 ₽/);
  assert.match(text, /Кто платил Образцова Майя Тестовна Дата рождения 7 ноября 1985 ИНН/);
  assert.match(text, /Выписка № 2026-\d+-[0-9A-F]{6} от 22 ноября 2026/);
  assert.match(
    text,
    new RegExp(
      `За себя Застрахованный Образцова Майя Тестовна Страхователь ООО «Работодатель Образец» ` +
        `Полис ДМС № ${parent.policyNumber}`,
    ),
  );
  assert.match(
    text,
    new RegExp(
      `Как законный представитель Застрахованный Образцова Мирон Тестовна Дата рождения ` +
        `1 марта 2015 .* Полис ДМС № ${child.policyNumber}`,
    ),
  );
  assert.match(text, /14 мая 2026 Счет № \d+ Услуги 31 января 2026 Сумма 400,00 ₽ Итого/);
  assert.match(text, /Это не «Справка об оплате медицинских услуг» от клиники/);
  assert.doesNotMatch(text, /Прием терапевта|Клиника Образец/);
});

Deno.test("clinics and services come into the statement and its file only where they are asked for", async () => {
  await using site = await testSite({ at: NOW });
  const { visitor } = await givenAPaidFamily(site);
  const plain = await visitor.get("/statement/2026");
  assert.match(plain.html, /href="\/statement\/2026\/file"/);
  const detailed = await visitor.get("/statement/2026?services=on");
  assert.match(detailed.text, /Прием терапевта 31 января 2026 · ООО «Клиника Образец»/);
  assert.match(detailed.html, /href="\/statement\/2026\/file\?services=on"/);
  const files = [];
  for (const query of ["", "?services=on"]) {
    const file = await visitor.get(`/statement/2026/file${query}`);
    assert.equal(file.status, 200);
    assert.match(file.headers.get("content-type")!, /spreadsheetml\.sheet$/);
    assert.match(file.headers.get("content-disposition")!, /filename="statement-2026\.xlsx"/);
    files.push(file.bytes);
  }
  assert.ok(files[1]!.length > files[0]!.length);
  assert.deepEqual((await visitor.get("/statement/2026/file")).bytes, files[0]);
});

Deno.test("nobody but the payer sees a statement or a receipt: not the child, not a stranger", async () => {
  await using site = await testSite({ at: NOW });
  const { child, attemptId } = await givenAPaidFamily(site);
  // Registered after all, as a roster's mistake would have it.
  await site.sql`insert into accounts (person_id, phone, email, registered_at)
                 values (${child.personId}, ${child.phone}, 'child@fifth.test', ${NOW})`;
  const stranger = await insertInsured(site.sql, NOW as Instant);
  for (const { phone } of [child, stranger]) {
    const visitor = await site.logInInsured(phone);
    assert.match((await visitor.get("/statement")).text, /Платежей пока нет/);
    assert.match((await visitor.get("/payments")).text, /Платежей пока нет/);
    for (const path of ["/statement/2026", "/statement/2026/file", `/payments/${attemptId}`]) {
      const page = await visitor.get(path);
      assert.equal(page.status, 404, path);
      assert.doesNotMatch(page.text, /700,00|400,00/, path);
    }
  }
});

Deno.test("a year that is none, or has no payments, has no statement", async () => {
  await using site = await testSite({ at: NOW });
  const { visitor } = await givenAPaidFamily(site);
  for (const year of ["2025", "0", "-2026", "2026.0", "02026", "9999", "10000", "abc", "%00"]) {
    assert.equal((await visitor.get(`/statement/${year}`)).status, 404, year);
    assert.equal((await visitor.get(`/statement/${year}/file`)).status, 404, year);
  }
});

Deno.test("a receipt names the payment, the bank's number, the invoices and for whom they are", async () => {
  await using site = await testSite({ at: NOW });
  const { child, visitor, attemptId } = await givenAPaidFamily(site);
  const { text } = await visitor.get(`/payments/${attemptId}`);
  const end = attemptId.slice(-8).toUpperCase();
  assert.match(text, /Оплачено 700,00 ₽ 14 мая 2026, 14:05\./);
  assert.match(text, new RegExp(`Квитанция № ${end.slice(0, 4)}-${end.slice(4)} `));
  assert.match(text, /Плательщик Образцова Майя Тестовна/);
  assert.match(text, new RegExp(`Номер в банке 2d${attemptId.slice(2)} `));
  assert.match(text, new RegExp(`Полис ${child.policyNumber} · Мирон О\\.`));
  assert.match(text, /300,00 ₽ .* 400,00 ₽ Итого 700,00 ₽/);
});

Deno.test("each state of a payment has its own receipt, and only a waiting one has script", async () => {
  await using site = await testSite({ at: NOW });
  const { parent, visitor } = await givenAPaidFamily(site);
  const rows = paidInvoices(site.sql);
  const invoiceId = await rows.invoice(
    { policyId: parent.policyId, givenBy: parent.personId },
    { lines: [{ franchise: 5000 }], at: MAY },
  );
  const parts = [{ invoiceId, amount: 5000 }];
  const canceled = await rows.open(parent.personId, { parts, at: MAY });
  await rows.decide(canceled, { state: "canceled", at: MAY, reason: "insufficient_funds" });
  const attemptId = await rows.open(parent.personId, { parts, at: MAY });

  const no = await visitor.get(`/payments/${canceled}`);
  assert.match(no.text, /Платеж не прошел 50,00 ₽ На карте не хватило денег\. Деньги не списаны\./);
  assert.doesNotMatch(no.text, /Квитанция|Выписка для вычета/);
  const waiting = await visitor.get(`/payments/${attemptId}`);
  assert.match(waiting.text, /Платеж проверяется 50,00 ₽/);
  assert.match(waiting.text, /Состояние Проверяется/);
  await site.sql`update payment_attempts set state = 'unknown' where id = ${attemptId}`;
  const unknown = await visitor.get(`/payments/${attemptId}`);
  assert.match(unknown.text, /Пока не знаем результат 50,00 ₽ .*Второй раз платить не нужно/);
  await site.sql`update payment_attempts set state = 'pending' where id = ${attemptId}`;
  await rows.decide(attemptId, { state: "succeeded", at: MAY });
  const paid = await visitor.get(`/payments/${attemptId}`);
  assert.match(paid.text, /Оплачено 50,00 ₽/);
  assert.match(paid.html, /href="\/statement\/2026"/);
  // The bank took it a second time, when nothing was owed any more.
  const twice = await rows.pay(parent.personId, { parts, at: MAY });
  const excess = await visitor.get(`/payments/${twice}`);
  assert.match(
    excess.text,
    /0,00 ₽ Сверх долга .*Лишнее вернем туда, откуда вы платили\. 50,00 ₽ Итого 50,00 ₽/,
  );
  for (const page of [no, unknown, paid, excess]) assert.doesNotMatch(page.html, /<script/);
  assert.match(waiting.html, /<script/);
  const list = await visitor.get("/payments");
  for (const word of ["Не прошел", "Оплачено"]) assert.match(list.text, new RegExp(word));
});

Deno.test("200 invoices and payments: paged, within three queries and 20 kB, without script", async () => {
  await using site = await testSite({ at: NOW });
  const { sql } = site;
  const rows = paidInvoices(sql);
  const longest = "Новикова-Преображенская-Константинопольская";
  const person = await insertInsured(sql, PUBLISHED, { surname: longest });
  const child = await insertInsured(sql, PUBLISHED, {
    name: "Мирон",
    birthDate: localDate("2015-03-01"),
    representativeId: person.personId,
    phoneInRoster: false,
    registered: false,
  });
  for (let n = 0; n < 200; n++) {
    const franchise = 123_456_700 + n;
    const invoiceId = await rows.invoice(
      { policyId: n % 2 ? person.policyId : child.policyId, givenBy: person.personId },
      { lines: [{ franchise, service: `Прием, вид ${n * 7919 % 1000}` }], at: PUBLISHED },
    );
    await rows.pay(person.personId, { parts: [{ invoiceId, amount: franchise }], at: MAY });
  }
  const visitor = await site.logInInsured(person.phone);
  const paths = [
    "/statement",
    "/statement/2026",
    "/statement/2026?services=on",
    "/statement/2026/file",
    "/invoices/file",
    "/payments",
    "/payments?from=151",
  ];
  for (const path of paths) {
    const before = site.queries.length;
    const page = await visitor.get(path);
    assert.equal(page.status, 200, path);
    const queries = site.queries.slice(before).filter((query) => !query.includes("pg_catalog"));
    assert.ok(queries.length <= MOST_QUERIES, `${path}: ${queries.join("\n")}`);
    if (path.includes("file")) continue;
    const bytes = gzipSync(page.bytes).length;
    assert.ok(bytes <= MOST_HTML_BYTES, `${path}: ${bytes}`);
    assert.doesNotMatch(page.html, /<script/, path);
  }
  const first = await visitor.get("/payments");
  assert.match(first.text, /1–50 из 200 Следующие/);
  assert.match(first.html, /href="\/payments\?from=51"/);
  const last = await visitor.get("/payments?from=151");
  assert.match(last.text, /151–200 из 200/);
  assert.doesNotMatch(last.text, /Следующие/);
  for (const from of ["201", "0", "-1", "1.5", "abc", "1e3", "99999999"]) {
    assert.equal((await visitor.get(`/payments?from=${from}`)).status, 404, from);
  }
});

interface PaidFamily {
  parent: InsuredPerson;
  child: InsuredPerson;
  visitor: Visitor;
  /** 300 roubles of the parent's own, 400 of the child's. */
  attemptId: string;
}

async function givenAPaidFamily(site: TestSite): Promise<PaidFamily> {
  const { sql } = site;
  const rows = paidInvoices(sql);
  const parent = await insertInsured(sql, PUBLISHED);
  const child = await insertInsured(sql, PUBLISHED, {
    name: "Мирон",
    birthDate: localDate("2015-03-01"),
    representativeId: parent.personId,
    registered: false,
  });
  const parts = [];
  for (const [policyId, amount] of [[parent.policyId, 30_000], [child.policyId, 40_000]] as const) {
    const invoiceId = await rows.invoice(
      { policyId, givenBy: parent.personId },
      { lines: [{ franchise: amount }], at: PUBLISHED },
    );
    parts.push({ invoiceId, amount });
  }
  const attemptId = await rows.pay(parent.personId, { parts, at: MAY });
  return { parent, child, visitor: await site.logInInsured(parent.phone), attemptId };
}
