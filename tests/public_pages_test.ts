import assert from "node:assert/strict";
import { instant } from "../domain/local_date.ts";
import type { Phone } from "../domain/phone.ts";
import { insertInsured } from "./harness/people.ts";
import { type Page, testSite } from "./harness/site.ts";

const NOW = instant("2026-11-22T07:00:00.000Z");
const PHONE = "9005550656" as Phone;

Deno.test("the start page says what this is, shows an invoice that explains itself, and ships no script", async () => {
  await using site = await testSite({ at: NOW });
  const page = await site.visitor().get("/");
  for (
    const words of [
      /Лечитесь по ДМС, платите пятую часть/,
      /Счет № 2041 · пример 900,00 ₽ Оплатите до 29 мая, пт/,
      /Сегодня 21-й рабочий день из 30/,
      /1 350,00 × 2 = 2 700,00 ₽ 2 700,00 × 20 % = 540,00 ₽/,
      /Всего Стоимость 4 500,00 ₽ Ваши 20 % 900,00 ₽/,
      /11 мая — выходной, перенос с 9 мая/,
      /вымышлены/,
      /Клиник, услуг и диагнозов он не увидит/,
      /\+7 800 555-01-99/,
    ]
  ) assert.match(page.text, words);
  assert.doesNotMatch(page.html, /<script/);
  assert.equal(page.html.match(/class="button"/g)?.length, 1, "one main action");
});

Deno.test("every link of the start page and of the help leads to a page and to its anchor", async () => {
  await using site = await testSite({ at: NOW });
  await insertInsured(site.sql, NOW, { phone: PHONE });
  const member = await site.logInInsured(PHONE);
  const visitor = site.visitor();
  const start = await visitor.get("/");
  const pages = [["/", start, visitor], ["/help", await visitor.get("/help"), visitor], [
    "/help",
    await member.get("/help"),
    member,
  ]] as const;
  for (const [path, page, reader] of pages) {
    for (const link of linksOf(page)) {
      const url = new URL(link, `${site.origin}${path}`);
      const target = await reader.get(url.pathname + url.search);
      assert.equal(target.status, 200, link);
      if (url.hash) assert.ok(target.html.includes(`id="${url.hash.slice(1)}"`), link);
    }
  }
});

Deno.test("the help leads a visitor to the login and who is logged in to the place itself", async () => {
  await using site = await testSite({ at: NOW });
  await insertInsured(site.sql, NOW, { phone: PHONE });
  const visitor = await site.visitor().get("/help");
  assert.ok(linksOf(visitor).includes("/login?next=%2Fpolicies"));
  assert.ok(!linksOf(visitor).includes("/invoices"));
  const member = await (await site.logInInsured(PHONE)).get("/help");
  for (const link of ["/policies", "/invoices", "/profile", "/statement"]) {
    assert.ok(linksOf(member).includes(link), link);
  }
  assert.match(member.html, /id="days"/);
  for (const page of [visitor, member]) assert.doesNotMatch(page.html, /<details/);
});

Deno.test("contacts name the desk first, 103 and 112, and of the insurer what is set", async () => {
  await using site = await testSite({ at: NOW });
  const bare = await site.visitor().get("/contacts");
  assert.match(bare.text, /Контакты Медицинский пульт, круглосуточно \+7 800 555-01-99/);
  assert.match(bare.html, /href="tel:103".*href="tel:112"/s);
  assert.doesNotMatch(bare.html, /mailto:|Для писем|Часы работы/);
  const insurerContacts = { email: "help@fifth.test", address: "Уфа", hours: "по будням" };
  await using told = await testSite({ at: NOW, insurerContacts });
  const full = await told.visitor().get("/contacts");
  assert.match(full.html, /href="mailto:help@fifth\.test"/);
  assert.match(full.text, /Для писем Уфа Часы работы по будням/);
});

Deno.test("documents are listed in every version with its dates and its hash", async () => {
  await using site = await testSite({ at: NOW });
  await site.sql`
    insert into documents (kind, version, title, body, effective_from)
    values ('franchise_terms', 2, 'Порядок', '1. Новое\nТекст', '2026-11-01'),
           ('franchise_terms', 3, 'Порядок', '1. Будущее\nТекст', '2027-01-01')`;
  const visitor = site.visitor();
  const list = await visitor.get("/documents");
  const [, second] = await site.sql`
    select sha256 from documents where kind = 'franchise_terms' order by version`;
  assert.match(
    list.text,
    new RegExp(
      `Версия 2 .*?Действует С 1 ноября 2026 по 31 декабря 2026 SHA-256 ${second!.sha256}`,
    ),
  );
  assert.match(list.text, /Версия 3 : Порядок Еще не действует С 1 января 2027/);
  assert.match(list.text, /Больше не действует С 1 января 2026 по 31 октября 2026/);
  const old = await visitor.get("/documents/franchise_terms/1");
  assert.match(old.text, /Эта версия больше не действует Сейчас в силе версия 2/);
  assert.match(old.html, /href="#p5".*<h2 id="p5">5\. Сколько времени на оплату/s);
  assert.doesNotMatch((await visitor.get("/documents/franchise_terms/2")).text, /не действует/);
});

Deno.test("a page that is not there and somebody else's invoice look alike", async () => {
  await using site = await testSite({ at: NOW });
  await insertInsured(site.sql, NOW, { phone: PHONE });
  const member = await site.logInInsured(PHONE);
  const none = await member.get("/no-such-page");
  assert.equal(none.status, 404);
  assert.match(none.text, /Такой страницы нет .* Медицинский пульт, круглосуточно: \+7 800/);
  assert.equal((await member.get("/invoices/1")).text, none.text);
});

Deno.test("a failure tells that a payment is safe, whom to call, and nothing of its cause", async () => {
  await using site = await testSite({ at: NOW });
  await site.sql`alter table documents rename to documents_away`;
  const page = await site.visitor().get("/documents");
  assert.equal(page.status, 500);
  assert.match(page.text, /У нас ошибка .* второй раз платить не нужно/);
  assert.match(page.html, /class="top".*href="\/documents">Обновить страницу/s);
  assert.doesNotMatch(page.html, /documents_away|relation|\.ts|postgres/i);
});

Deno.test("while the database is away every page says when to come back, and the start page stands", async () => {
  await using site = await testSite({ at: NOW });
  await insertInsured(site.sql, NOW, { phone: PHONE });
  const member = await site.logInInsured(PHONE);
  const cookie = [...member.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const away = await testSite({ at: NOW });
  await away[Symbol.asyncDispose]();
  const ask = async (path: string, headers: HeadersInit = {}) => {
    const response = await away.fetch(new Request(`${away.origin}${path}`, { headers }), CLIENT);
    const again = response.headers.get("retry-after");
    return { status: response.status, again, html: await response.text() };
  };
  for (const path of ["/invoices", "/invoices/5", "/profile"]) {
    const page = await ask(path, { cookie });
    assert.equal(page.status, 503, page.html);
    assert.match(page.html, /Кабинет ненадолго недоступен/);
    assert.match(page.html, /Попробуйте через 5\s?минут/);
    assert.equal(page.again, "300", "in seconds, for what asks again by itself");
    assert.match(page.html, /второй раз платить не\s?нужно/);
    assert.match(page.html, /\+7 800 555-01-99/);
    assert.ok(page.html.includes(`href="${path}">Обновить страницу`));
    assert.doesNotMatch(page.html, /CONNECT|ECONN|\.ts:/);
  }
  for (const path of ["/", "/help", "/contacts", "/login"]) {
    const page = await ask(path);
    assert.deepEqual([page.status, page.again], [200, null], path);
  }
});

Deno.test("a refused form keeps header and phone, and leads back to its page", async () => {
  await using site = await testSite({ at: NOW });
  const visitor = site.visitor();
  const headers = { origin: site.origin, referer: `${site.origin}/register` };
  const stale = await visitor.postRaw("/register", { csrf: "of yesterday" }, headers);
  assert.equal(stale.status, 403);
  assert.match(stale.text, /Страница устарела, форма не отправлена Ничего не изменилось/);
  assert.match(stale.html, /class="top".*href="\/register">Открыть страницу заново/s);
  const foreign = await visitor.postRaw("/register", {}, { origin: "https://evil.test" });
  assert.equal(foreign.status, 403);
  assert.match(foreign.text, /Форма пришла не с нашей страницы/);
  assert.doesNotMatch(foreign.html, /evil/);
  const large = await visitor.postRaw("/register", { surname: "я".repeat(200_000) }, headers);
  assert.equal(large.status, 413);
  assert.match(large.text, /Слишком большой файл или текст/);
});

Deno.test("the registration takes a number as people paste it, and either of the two numbers", async () => {
  await using site = await testSite({ at: NOW });
  const person = await insertInsured(site.sql, NOW, { phone: PHONE, registered: false });
  const fields = {
    surname: "Образцова",
    name: "Майя",
    "birthDate-day": "7",
    "birthDate-month": "11",
    "birthDate-year": "1985",
    email: "maya@fifth.test",
    userAgreement: "on",
    personalData: "on",
  };
  const empty = await site.visitor().post("/register", fields);
  assert.equal(empty.status, 422);
  assert.match(empty.html, /<title>Ошибка: Регистрация/);
  assert.match(empty.html, /href="#policyNumber">Введите номер полиса или табельный номер/);
  assert.match(empty.text, /Номер полиса или табельный номер \* , обязательно Достаточно одного/);
  assert.match(empty.html, /value="Образцова"/);
  for (const phone of ["+7 (900) 555-06-56", "89005550656", "9005550656"]) {
    const sent = await site.visitor().post("/register", {
      ...fields,
      policyNumber: person.policyNumber,
      phone,
    });
    assert.equal(sent.location, "/login/code", phone);
  }
});

function linksOf({ html }: Page): string[] {
  const main = html.slice(html.indexOf("<main"), html.indexOf("</main>"));
  return [...main.matchAll(/href="([^"]+)"/g)].map(([, link]) => link!)
    .filter((link) => !/^(tel|mailto):/.test(link));
}

const CLIENT: Deno.ServeHandlerInfo = {
  remoteAddr: { transport: "tcp", hostname: "192.0.2.251", port: 50_000 },
  completed: Promise.resolve(),
};
