import assert from "node:assert/strict";
import { insertSpell } from "../db/cases/cases.ts";
import { type Instant, type LocalDate, localDate } from "../domain/local_date.ts";
import { publishInvoices } from "../use_cases/invoices/publish_invoices.ts";
import { setProgramme } from "../use_cases/settings/set_programme.ts";
import { insertInsured } from "./harness/people.ts";
import { type Page, type TestSite, testSite, type Visitor } from "./harness/site.ts";
import { csvOf } from "./samples/sheets.ts";
import { IMPORTED_ON, loadPeople, loadRegister, sample } from "./samples/story.ts";

const NOW = "2026-11-22T07:00:00.000Z";
/** Active from 2026-09-02. */
const POLICY = "7701/128/001031";
const PROGRAMME = "ДМС Группа Стандарт";
const REGISTER = "register-01-clean.xlsx";

Deno.test("the programme's page says what is paid, what after an agreement, what not, and where", async () => {
  await using site = await testSite({ at: NOW });
  const { visitor, policyId } = await givenInsured(site);
  await setSample(site);
  const page = await visitor.get(`/policies/${policyId}/programme`);
  assert.equal(page.status, 200);
  assert.match(page.text, /Что оплачено и что нет Программа «ДМС Группа Стандарт», полис № 7701/);
  assert.match(page.text, /Страховая платит 80 % .* вы — 20 %\. В клинике платить не нужно/);
  assert.match(
    page.text,
    /Оплачено Приемы врачей .* Оплачено по согласованию .* МРТ и КТ .* Не оплачено .* Лекарства/,
  );
  assert.match(page.text, /Клиники программы .* 8 клиник в 4 городах/);
  assert.match(page.html, /<a [^>]*href="tel:\+79005552102"[^>]*>\+7 900 555-21-02<\/a>/);
  assert.match(page.text, /Черновик» Уфа, ул\. Выдуманная, 1 .* Запись через медпульт: \+7 800/);
  assert.match(page.html, /href="https:\/\/zub\.example\/ufa" rel="external noreferrer"/);
  assert.doesNotMatch(page.text, /Сейчас только экстренная/);
  assert.doesNotMatch(page.html, /<script/);
});

Deno.test("clinics are found by words, city and kind of care, and the count tells how many", async () => {
  await using site = await testSite({ at: NOW });
  const { visitor, policyId } = await givenInsured(site);
  await setSample(site);
  const found = async (query: string) => {
    const page = await visitor.get(`/policies/${policyId}/programme?${query}`);
    assert.equal(page.status, 200);
    const names = [...page.html.matchAll(/<h3>([^<]+)<\/h3>/g)].map(([, name]) => name);
    return { names, count: /Нашли (\d+) из 8/.exec(page.text)?.[1], page };
  };
  assert.deepEqual((await found(`q=${encodeURIComponent("ЕЛОЧКА")}`)).names, [
    "Стоматология «Ёлочка»",
  ]);
  assert.equal((await found(`q=${encodeURIComponent("в Уфе стоматолог")}`)).count, "1");
  assert.equal((await found(`q=${encodeURIComponent("макетный")}`)).count, "1");
  assert.equal((await found(`city=${encodeURIComponent("Уфа")}`)).count, "4");
  assert.equal((await found(`care=${encodeURIComponent("анализы")}`)).count, "3");
  const both = `city=${encodeURIComponent("Москва")}&care=${encodeURIComponent("МРТ")}`;
  const { count, page } = await found(both);
  assert.equal(count, "1");
  assert.match(page.html, /<option +value="Москва" selected[^>]*>Москва \(2\)<\/option>/);
  assert.equal((await found("city=Атлантида")).count, undefined, "an unknown city chooses nothing");

  const nothing = await found(`q=${encodeURIComponent("ветеринар <b>")}`);
  assert.deepEqual([nothing.names, nothing.count], [[], "0"]);
  assert.match(nothing.page.text, /Таких клиник в программе нет .* медпульт/);
  assert.match(nothing.page.html, /value="ветеринар &lt;b>"/);
  assert.match(nothing.page.text, /Показать все клиники/);
});

Deno.test("200 clinics come in pages, each within 20 kB", async () => {
  await using site = await testSite({ at: NOW });
  const { visitor, policyId } = await givenInsured(site);
  await setSample(site);
  await setMany(site, 200);
  const path = `/policies/${policyId}/programme`;
  const first = await visitor.get(path);
  assert.match(first.text, /200 клиник в 10 городах/);
  assert.equal(clinicsOf(first), 30);
  assert.match(first.text, /1–30 из 200/);
  assert.ok(await gzipped(first) <= 20_000, `${await gzipped(first)}`);
  const last = await visitor.get(`${path}?page=7`);
  assert.equal(clinicsOf(last), 20);
  assert.match(last.text, /181–200 из 200 Предыдущие/);
  const seen = new Set<string>();
  for (let page = 1; page <= 7; page++) {
    const { html } = await visitor.get(`${path}?page=${page}`);
    for (const [, name] of html.matchAll(/<h3>([^<]+)<\/h3>/g)) seen.add(name!);
  }
  assert.equal(seen.size, 200, "every clinic is on some page");
  const beyond = await visitor.get(`${path}?q=%D0%BA%D0%BB%D0%B8%D0%BD%D0%B8%D0%BA%D0%B0&page=99`);
  assert.deepEqual([beyond.status, beyond.location], [
    303,
    `${path}?q=%D0%BA%D0%BB%D0%B8%D0%BD%D0%B8%D0%BA%D0%B0`,
  ]);
});

Deno.test("a programme of which nothing is told says so, and whom to ask", async () => {
  await using site = await testSite({ at: NOW });
  const { visitor, policyId } = await givenInsured(site);
  const page = await visitor.get(`/policies/${policyId}/programme`);
  assert.equal(page.status, 200);
  assert.match(
    page.text,
    /здесь пока не показано Мы еще не внесли списки услуг и клиник\. До приема спросите медпульт/,
  );
  assert.match(page.html, /href="tel:\+78005550199"/);
  assert.doesNotMatch(page.text, /Клиники программы/);
});

Deno.test("during an emergency spell the page says on top what is still paid", async () => {
  await using site = await testSite({ at: NOW });
  const { visitor, policyId, invoiceId } = await givenInsured(site);
  await setSample(site);
  await givenSpell(site, { policyId, invoiceId });
  const { text } = await visitor.get(`/policies/${policyId}/programme`);
  assert.match(
    text,
    /Сейчас только экстренная помощь .* просроченные счета .* Что оплачено сейчас .* Экстренная помощь через медпульт .* Когда программа вернется .* Приемы врачей/,
  );
});

Deno.test("the card says first whether service is open today, and looks valid only then", async () => {
  await using site = await testSite({ at: NOW });
  const { policyId, invoiceId, phone } = await givenInsured(site);
  const cardOn = async (at: string) => {
    site.clock.set(at);
    return await (await site.logInInsured(phone)).get(`/policies/${policyId}/card`);
  };
  const open = await cardOn(NOW);
  assert.match(
    open.text,
    /Обслуживание открыто По .* включительно\. Сегодня 22 ноября 2026 СК «Образец» Полис ДМС № 7701\/128\/001031/,
  );
  assert.match(open.text, /В клинике не платит\. Франшиза 20 %/);
  assert.match(open.text, /Медпульт для регистратуры, 24 часа \+7 800 555-01-99/);
  assert.match(open.html, /class="pass pass-open"/);

  const { endsOn } = await policyOf(site, policyId);
  const after = `${Number(endsOn.slice(0, 4)) + 1}-01-15T07:00:00.000Z`;
  const shut: [string, RegExp, string][] = [
    ["2026-09-01T07:00:00.000Z", /Обслуживание откроется 2 сентября, ср/, "closed"],
    [after, /Не действует: полис закончился/, "closed"],
  ];
  for (const [at, words, standing] of shut) assertShut(await cardOn(at), { words, standing });

  await givenSpell(site, { policyId, invoiceId });
  assertShut(await cardOn(NOW), {
    words: /Только экстренная помощь С 20 ноября: плановые услуги не оплачиваются/,
    standing: "emergency",
  });
  await site.sql`update emergency_spells set until = '2026-11-23'`;
  assertShut(await cardOn(NOW), {
    words: /Только экстренная помощь Плановые услуги снова с 23 ноября, пн/,
    standing: "emergency",
  });
});

Deno.test("a policy without an activated franchise shows no card that could be taken for one", async () => {
  await using site = await testSite({ at: NOW });
  const { phone, policyId } = await insertInsured(site.sql, NOW as Instant);
  const page = await (await site.logInInsured(phone)).get(`/policies/${policyId}/card`);
  assertShut(page, { words: /Не действует: франшиза не активирована/, standing: "closed" });
  assert.match(page.html, /<a class="button" href="\/policies">Активировать франшизу/);
});

Deno.test("who acts for a child sees its programme and card, journalled; a stranger and a grown-up's parent do not", async () => {
  await using site = await testSite({ at: NOW });
  const at = NOW as Instant;
  const parent = await insertInsured(site.sql, at);
  const stranger = await insertInsured(site.sql, at);
  const ofParent = { representativeId: parent.personId, phoneInRoster: false, registered: false };
  const child = await insertInsured(site.sql, at, {
    ...ofParent,
    name: "Мирон",
    birthDate: localDate("2015-03-01"),
  });
  const grownUp = await insertInsured(site.sql, at, {
    ...ofParent,
    birthDate: localDate("2000-03-01"),
  });
  const visitor = await site.logInInsured(parent.phone);
  for (const page of ["programme", "card"]) {
    const shown = await visitor.get(`/policies/${child.policyId}/${page}`);
    assert.equal(shown.status, 200);
    assert.match(shown.text, /Мирон/);
    assert.equal((await visitor.get(`/policies/${grownUp.policyId}/${page}`)).status, 404);
    const other = await site.logInInsured(stranger.phone);
    assert.equal((await other.get(`/policies/${child.policyId}/${page}`)).status, 404);
  }
  const looks = await site.sql`select actor, subject from journal where action = 'looked'`;
  assert.deepEqual(
    [...looks],
    Array(2).fill({
      actor: `person/${parent.personId}`,
      subject: `person/${child.personId}`,
    }),
  );
});

Deno.test("the policies' page and the policy's own lead to its programme and card", async () => {
  await using site = await testSite({ at: NOW });
  const { visitor, policyId } = await givenInsured(site);
  for (const path of ["/policies", `/policies/${policyId}`]) {
    const { html } = await visitor.get(path);
    for (const to of ["programme", "card"]) {
      assert.ok(html.includes(`href="/policies/${policyId}/${to}"`), `${path} → ${to}`);
    }
  }
});

async function givenInsured(site: TestSite) {
  const { sql } = site;
  await loadPeople(sql);
  await loadRegister(sql, { name: REGISTER, content: sample(REGISTER) });
  await publishInvoices(sql, IMPORTED_ON, { through: localDate("2026-11-01") });
  const [row] = await sql`
    select i.id as "invoiceId", o.id as "policyId", p.id as "personId", p.phone
    from invoices i join policies o on o.id = i.policy_id join people p on p.id = o.person_id
    where o.number = ${POLICY}`;
  const { invoiceId, policyId, personId, phone } = row!;
  await sql`insert into accounts (person_id, phone, email, registered_at)
            values (${personId}, ${phone}, 'payer@fifth.test', ${NOW})`;
  const visitor: Visitor = await site.logInInsured(phone);
  return { visitor, policyId: policyId as number, invoiceId: invoiceId as number, phone };
}

async function givenSpell(
  { sql }: TestSite,
  key: { policyId: number; invoiceId: number },
): Promise<void> {
  await insertSpell(sql, { ...key, startsOn: localDate("2026-11-20"), reason: "default" }, NOW);
}

async function policyOf({ sql }: TestSite, policyId: number): Promise<{ endsOn: LocalDate }> {
  const [row] = await sql<{ endsOn: LocalDate }[]>`
    select ends_on as "endsOn" from policies where id = ${policyId}`;
  return row!;
}

function setSample(site: TestSite): Promise<void> {
  return setFile(site, { name: "programme.xlsx", content: sample("programme.xlsx") });
}

function setMany(site: TestSite, count: number): Promise<void> {
  const cities = ["Уфа", "Салават", "Стерлитамак", "Москва", "Казань", "Самара", "Пермь"]
    .concat(["Тюмень", "Омск", "Орск"]);
  const rows = Array.from({ length: count }, (_, i) => [
    `Многопрофильная клиника «Образцовое здоровье и долголетие» № ${i + 1}`,
    cities[i % cities.length]!,
    `проспект Первопроходцев и первооткрывателей, ${i + 1}, корпус 2`,
    `+7 900 5${String(i).padStart(2, "0").padEnd(6, "1")}`,
    "пн–пт 8:00–20:00, сб 9:00–16:00, вс 9:00–14:00",
    "терапевт, невролог, кардиолог, УЗИ, анализы, стоматология, рентген",
    `clinic-${i + 1}.example`,
  ]);
  const header = ["Клиника", "Город", "Адрес", "Телефон", "Часы работы", "Виды помощи", "Сайт"];
  return setFile(site, { name: "clinics.csv", content: csvOf([header, ...rows]) });
}

async function setFile(site: TestSite, file: { name: string; content: Uint8Array }) {
  const set = await setProgramme(site.sql, site.clock, {
    name: PROGRAMME,
    file,
    actor: { name: "command_line", ip: null },
  });
  assert.ok(set.ok && set.changed, JSON.stringify(set));
}

function assertShut(page: Page, { words, standing }: { words: RegExp; standing: string }): void {
  assert.equal(page.status, 200);
  assert.match(page.text, words);
  assert.ok(page.html.includes(`class="pass pass-${standing}"`));
  assert.doesNotMatch(page.text, /В клинике не платит|Обслуживание открыто/);
}

function clinicsOf({ html }: Page): number {
  return [...html.matchAll(/class="clinic">/g)].length;
}

async function gzipped({ bytes }: Page): Promise<number> {
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream()
    .pipeThrough(new CompressionStream("gzip"));
  return (await new Response(stream).arrayBuffer()).byteLength;
}
