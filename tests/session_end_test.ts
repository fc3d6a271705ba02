import assert from "node:assert/strict";
import { addMinutes, instant } from "../domain/local_date.ts";
import type { Phone } from "../domain/phone.ts";
import { insertInsured } from "./harness/people.ts";
import { type Page, type TestSite, testSite, type Visitor } from "./harness/site.ts";

const NOW = instant("2026-11-22T07:00:00.000Z");
const PHONE = "9005550655" as Phone;

Deno.test("a link opened without a login leads through the code to its very page", async () => {
  await using site = await givenSomebody();
  const visitor = site.visitor();
  const asked = await visitor.get("/invoices?show=paid&year=2026");
  assert.equal(asked.location, "/login?next=%2Finvoices%3Fshow%3Dpaid%26year%3D2026");
  const login = await visitor.get(asked.location!);
  assert.match(login.text, /Сначала войдите Код придет в СМС, после него откроем страницу/);
  const arrived = await logInFrom(visitor, asked);
  assert.equal(arrived.location, "/invoices?show=paid&year=2026");
  assert.equal((await visitor.get(arrived.location!)).status, 200);
});

Deno.test("the wanted page outlives a wrong code, a new code and another number", async () => {
  await using site = await givenSomebody();
  const visitor = site.visitor();
  const unread = await visitor.post("/login?next=%2Fprofile", { phone: "12" });
  assert.match(unread.html, /action="\/login\?next=%2Fprofile"/);
  await visitor.post("/login?next=%2Fprofile", { phone: PHONE });
  const wrong = await visitor.post("/login/code?next=%2Fprofile", { code: "1" });
  assert.match(wrong.html, /action="\/login\/code\?next=%2Fprofile"/);
  assert.match(wrong.html, /href="\/login\?next=%2Fprofile"/);
  const again = await visitor.post("/login/code?next=%2Fprofile", { again: "1" });
  assert.equal(again.location, "/login/code?next=%2Fprofile");
  const code = await visitor.code();
  const arrived = await visitor.post("/login/code?next=%2Fprofile", { code });
  assert.equal(arrived.location, "/profile");
});

Deno.test("a session of a day ago says how long it was; one ended elsewhere says that", async () => {
  await using site = await givenSomebody();
  const late = await site.logInInsured(PHONE);
  const ended = await site.logInInsured(PHONE);
  await site.useCases.endSessions({
    accountId: (await site.sql`select id from accounts`)[0]!.id,
    sessionToken: late.cookies.get("fifth-session")!,
    sessionId: null,
  });
  const elsewhere = await ended.get("/policies");
  assert.equal(elsewhere.location, "/login?ended=elsewhere&next=%2Fpolicies");
  const told = (await ended.get(elsewhere.location!)).text;
  assert.match(told, /Вы вышли: вход завершен с другого устройства/);
  assert.match(told, /Если это были не вы, войдите и проверьте телефон/);

  site.clock.set(addMinutes(NOW, 24 * 60 + 1));
  const expired = await late.get("/policies");
  assert.equal(expired.location, "/login?ended=24h&next=%2Fpolicies");
  assert.match((await late.get(expired.location!)).text, /Вы вышли: со времени входа прошло 24 ч/);
  const arrived = await logInFrom(late, expired);
  assert.equal(arrived.location, "/policies");
});

Deno.test("a form that met an ended session changes nothing, says so, and leads back to its page", async () => {
  await using site = await givenSomebody();
  const visitor = await site.logInInsured(PHONE);
  const token = /name="csrf" value="([^"]+)"/.exec(
    (await visitor.get("/profile/channels")).html,
  )![1]!;
  await site.sql`delete from sessions`;
  const headers = { origin: site.origin, referer: `${site.origin}/profile/channels` };
  const lost = await visitor.postRaw("/profile/channels", { csrf: token, sms: "on" }, headers);
  assert.equal(lost.status, 303);
  assert.equal(lost.location, "/login?ended=elsewhere&unsent=1&next=%2Fprofile%2Fchannels");
  assert.match(
    (await visitor.get(lost.location!)).text,
    /Форма не отправлена, ничего не изменилось\. .* вернем на страницу формы/,
  );
  const arrived = await logInFrom(visitor, lost);
  assert.equal(arrived.location, "/profile/channels");
  const [account] = await site.sql`select sms_reminders and email_reminders as both from accounts`;
  assert.equal(account!.both, true);
});

Deno.test("a form's page from another site is no page to go back to", async () => {
  await using site = await givenSomebody();
  const visitor = await site.logInInsured(PHONE);
  const token = /name="csrf" value="([^"]+)"/.exec(
    (await visitor.get("/profile/channels")).html,
  )![1]!;
  await site.sql`delete from sessions`;
  const headers = { origin: site.origin, referer: "https://evil.test/profile/channels" };
  const lost = await visitor.postRaw("/profile/channels", { csrf: token }, headers);
  assert.equal(lost.location, "/login?ended=elsewhere&unsent=1");
});

Deno.test("no address leads anywhere else after the login", async () => {
  await using site = await givenSomebody();
  for (const next of ["https://evil.test/", "//evil.test", "/\\evil.test", "/logout", "/ops"]) {
    const visitor = site.visitor();
    const path = `/login?next=${encodeURIComponent(next)}`;
    assert.doesNotMatch((await visitor.get(path)).html, /evil|action="\/login\?next/);
    const asked = await visitor.post(path, { phone: PHONE });
    assert.equal(asked.location, "/login/code");
    const code = await visitor.code();
    const arrived = await visitor.post(`/login/code?next=${encodeURIComponent(next)}`, { code });
    assert.equal(arrived.location, "/policies", next);
    site.clock.set(addMinutes(site.clock.now(), 16));
  }
});

Deno.test("staff are told that the cabinet's login is another, and who logs out that they did", async () => {
  await using site = await givenSomebody();
  const staff = await site.logInStaff();
  const asked = await staff.get("/invoices");
  assert.equal(asked.location, "/login?ended=staff&next=%2Finvoices");
  assert.match((await staff.get(asked.location!)).text, /Вы вошли как сотрудник/);
  const visitor = await site.logInInsured(PHONE);
  const out = await visitor.post("/logout", {}, "/policies");
  assert.equal(out.location, "/login?ended=self");
  assert.match((await visitor.get(out.location!)).text, /Вы вышли Войти снова можно по коду/);
});

Deno.test("an address where only a form goes leads to its page", async () => {
  await using site = await givenSomebody();
  const visitor = await site.logInInsured(PHONE);
  assert.equal((await visitor.get("/profile/sessions")).location, "/profile");
  assert.equal((await visitor.get("/hooks/yookassa")).status, 405);
});

async function givenSomebody(): Promise<TestSite> {
  const site = await testSite({ at: NOW });
  await insertInsured(site.sql, NOW, { phone: PHONE });
  return site;
}

/** Goes through number and code from where a page has led to; answers what the code did. */
async function logInFrom(visitor: Visitor, { location }: Page): Promise<Page> {
  const asked = await visitor.post(location!, { phone: PHONE }, location!);
  assert.equal(asked.status, 303, asked.text);
  return await visitor.post(asked.location!, { code: await visitor.code() });
}
