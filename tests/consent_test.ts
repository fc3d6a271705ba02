import assert from "node:assert/strict";
import { addMinutes, instant } from "../domain/local_date.ts";
import type { Phone } from "../domain/phone.ts";
import { insertInsured } from "./harness/people.ts";
import { type TestSite, testSite, type Visitor } from "./harness/site.ts";

/** Sunday noon in Yekaterinburg; the new version holds from Monday. */
const NOW = instant("2026-11-22T07:00:00.000Z");
const MONDAY = addMinutes(NOW, 15 * 60);
const PATH = "/ops/settings/documents/personal_data";
const FROM = { "from-day": "23", "from-month": "11", "from-year": "2026" };

Deno.test("an admin records a version after seeing it; consent is asked anew from its first day", async () => {
  await using site = await testSite({ at: NOW });
  const me = await givenConsented(site);
  const admin = await site.logInStaff("admin");
  const form = await admin.get(PATH);
  assert.match(form.text, /Сейчас последняя версия — 1\. Согласие спросим снова у каждого/);
  const written = { ...fieldsOf(form.html), ...FROM, body: NEW_BODY, changes: "Добавили телефон." };
  const check = await admin.post(PATH, written);
  assert.equal(check.status, 200);
  assert.match(check.text, /Еще ничего не записано .* Сейчас это 1 человек\./);
  assert.match(check.text, /1\. Какие данные Фамилия, имя и телефон/);
  assert.equal(await versions(site), 1);

  const recorded = await admin.post(PATH, { ...fieldsOf(check.html), record: "on" });
  assert.match(
    (await admin.get(recorded.location!)).text,
    /Версия 2 записана: действует с 23 ноября/,
  );
  assert.equal((await me.get("/invoices")).status, 200, "the day before nobody is asked");

  site.clock.set(MONDAY);
  assert.equal(
    (await me.get("/invoices?show=paid")).location,
    "/consent?next=%2Finvoices%3Fshow%3Dpaid",
  );
  const page = await me.get("/consent?next=%2Finvoices");
  assert.match(page.text, /действует версия 2\. Вы соглашались с версией 1\./);
  assert.match(page.text, /Что изменилось Добавили телефон\./);
  const given = await me.post("/consent?next=%2Finvoices", {
    ...documentOf(page.html),
    consent: "on",
  });
  assert.equal(given.location, "/invoices");
  assert.equal((await me.get("/invoices")).status, 200);
  assert.equal((await me.get("/consent")).location, "/policies");

  const [consent] = await site.sql`
    select d.version, c.source, c.phone, c.given_at as given, c.ip, c.challenge_id = s.challenge_id as signed
    from consents c join documents d on d.id = c.document_id
    join accounts a on a.person_id = c.person_id join sessions s on s.account_id = a.id
    order by c.id desc limit 1`;
  assert.deepEqual({ ...consent }, {
    version: 2,
    source: "web",
    phone: PHONE,
    given: MONDAY,
    ip: "192.0.2.1",
    signed: true,
  });
});

Deno.test("without a tick, or of another version than is due, nothing is consented to", async () => {
  await using site = await testSite({ at: MONDAY });
  const me = await givenConsented(site);
  await addVersion(site, 2);
  const page = await me.get("/consent");
  const unticked = await me.post("/consent", documentOf(page.html));
  assert.equal(unticked.status, 422);
  assert.match(unticked.html, /<title>Ошибка: /);
  assert.match(unticked.html, /href="#consent"/);
  const shown = documentOf(page.html);
  await addVersion(site, 3);
  const late = await me.post("/consent", { ...shown, consent: "on" });
  assert.equal(late.status, 422);
  assert.match(late.text, /появилась новая версия/);
  assert.match(late.text, /Вы соглашались с версией 1/);
  assert.equal(await consents(site), 1);
  await me.post("/consent", { ...documentOf(late.html), consent: "on" });
  assert.equal(await consents(site), 2);
});

Deno.test("whoever sends it twice has consented once", async () => {
  await using site = await testSite({ at: MONDAY });
  const me = await givenConsented(site);
  await addVersion(site, 2);
  const fields = { ...documentOf((await me.get("/consent")).html), consent: "on" };
  const answers = await Promise.all([1, 2, 3].map(() => me.post("/consent", fields, "/help")));
  assert.deepEqual(answers.map(({ status }) => status), [303, 303, 303]);
  assert.equal(await consents(site), 2);
});

Deno.test("whoever refuses is led to what a withdrawal means, and withdraws without consenting", async () => {
  await using site = await testSite({ at: MONDAY });
  const me = await givenConsented(site);
  await addVersion(site, 2);
  const page = await me.get("/consent");
  const [, withdraw] = /href="(\/profile\/consents\/\d+\/withdraw)"/.exec(page.html)!;
  assert.match((await me.get(withdraw!)).text, /закрываю кабинет/);
  const asked = await me.post(withdraw!, { withdraw: "on" });
  assert.equal(asked.location, "/profile/withdrawal");
  const closed = await me.post("/profile/withdrawal", { code: await me.code() });
  assert.equal(closed.location, "/closed");
  assert.equal(await consents(site), 1);
});

Deno.test("every other page of the cabinet waits for the answer; a form that was sent is told", async () => {
  await using site = await testSite({ at: MONDAY });
  const me = await givenConsented(site);
  const csrf = (await me.get("/profile")).html;
  await addVersion(site, 2);
  for (const path of ["/policies", "/invoices", "/profile", "/payments", "/statement"]) {
    const { status, location } = await me.get(path);
    assert.deepEqual([status, location], [303, `/consent?next=${encodeURIComponent(path)}`]);
  }
  assert.equal((await me.get("/documents/personal_data/2")).status, 200);
  assert.equal((await me.get("/help")).status, 200);
  const token = /name="csrf" value="([^"]+)"/.exec(csrf)![1]!;
  const sent = await me.postRaw("/profile/channels", { csrf: token }, {
    origin: site.origin,
    referer: `${site.origin}/profile/channels`,
  });
  assert.equal(sent.location, "/consent?next=%2Fprofile%2Fchannels&unsent");
  assert.match((await me.get(sent.location!)).text, /Форма не отправлена/);
  const outside = await me.get("/consent?next=%2F%2Fevil.example");
  assert.match(outside.html, /action="\/consent"/);
});

Deno.test("new terms of the franchise ask nobody who has consented to earlier ones", async () => {
  await using site = await testSite({ at: MONDAY });
  const me = await givenConsented(site);
  await site.sql`
    insert into documents (kind, version, title, body, effective_from)
    values ('franchise_terms', 2, 'Порядок', 'Новый', '2026-11-23'),
           ('user_agreement', 2, 'Соглашение', 'Новое', '2026-11-23')`;
  assert.equal((await me.get("/policies")).status, 200);
});

Deno.test("a faulty version is refused beside its field, as typed, and nothing is recorded", async () => {
  await using site = await testSite({ at: NOW });
  const admin = await site.logInStaff("admin");
  const typed = fieldsOf((await admin.get(PATH)).html);
  const good = { ...typed, ...FROM, body: NEW_BODY, changes: "Все новое." };
  for (
    const [wrong, field] of [
      [{ title: " " }, "title"],
      [{ "from-day": "22" }, "from"],
      [{ "from-day": "31" }, "from"],
      [{ changes: "" }, "changes"],
      [{ body: "" }, "body"],
      [{ body: `${typed["body"]}\r\n\r\n` }, "body"],
      [{ against: "7" }, "body"],
    ] as const
  ) {
    for (const step of [{}, { record: "on" }]) {
      const page = await admin.post(PATH, { ...good, ...wrong, ...step });
      assert.equal(page.status, 422, JSON.stringify(wrong));
      assert.ok(page.html.includes(`<a href="#${field}"`), JSON.stringify(wrong));
    }
  }
  assert.equal(await versions(site), 1);
  const back = await admin.post(PATH, { ...good, edit: "on" });
  assert.match(back.html, /Все новое\.<\/textarea>/);
});

Deno.test("two admins who record a version at once: the second one sees the first's", async () => {
  await using site = await testSite({ at: NOW });
  const admin = await site.logInStaff("admin");
  const typed = fieldsOf((await admin.get(PATH)).html);
  const fields = { ...typed, ...FROM, body: NEW_BODY, changes: "Все новое.", record: "on" };
  const answers = await Promise.all([
    admin.post(PATH, fields),
    admin.post(PATH, { ...fields, body: "1. Другое\nСовсем" }),
  ]);
  assert.deepEqual(answers.map(({ status }) => status).sort(), [303, 422]);
  assert.equal(await versions(site), 2);
});

const PHONE = "9005550777" as Phone;
const NEW_BODY = "Я даю согласие.\r\n\r\n1. Какие данные\r\nФамилия, имя и телефон";

/** Somebody who has consented to the first version, logged in. */
async function givenConsented(site: TestSite): Promise<Visitor> {
  const { personId } = await insertInsured(site.sql, NOW, { phone: PHONE });
  await site.sql`
    insert into consents (person_id, given_by, document_id, kind, source, given_at, recorded_at)
    select ${personId}, ${personId}, id, kind, 'web', ${NOW}, ${NOW}
    from documents where kind = 'personal_data'`;
  return await site.logInInsured(PHONE);
}

async function addVersion({ sql }: TestSite, version: number): Promise<void> {
  await sql`
    insert into documents (kind, version, title, body, changes, effective_from)
    values ('personal_data', ${version}, 'Согласие', ${`Текст ${version}`}, 'Новое', '2026-11-23')`;
}

async function versions({ sql }: TestSite): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from documents where kind = 'personal_data'`;
  return row!.count;
}

async function consents({ sql }: TestSite): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from consents where kind = 'personal_data'`;
  return row!.count;
}

function documentOf(html: string): { document: string } {
  return { document: /name="document" value="(\d+)"/.exec(html)![1]! };
}

/** What the page's form would send: hidden and text fields, and areas. */
function fieldsOf(html: string): Record<string, string> {
  const main = html.slice(html.indexOf("<main"));
  const inputs = [...main.matchAll(/<input\b[^>]*>/g)].map(([tag]) => tag);
  const fields = inputs.flatMap((tag) => {
    const name = / name="([^"]*)"/.exec(tag)?.[1];
    return name && name !== "csrf"
      ? [[name, decoded(/ value="([^"]*)"/.exec(tag)?.[1] ?? "")]]
      : [];
  });
  const areas = [...main.matchAll(/<textarea\b[^>]* name="([^"]*)"[^>]*>([^<]*)</g)]
    .map(([, name, text]) => [name!, decoded(text!)]);
  return Object.fromEntries([...fields, ...areas]);
}

function decoded(text: string): string {
  return text.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}
