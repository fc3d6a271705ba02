import assert from "node:assert/strict";
import { addMinutes, instant, localDate } from "../domain/local_date.ts";
import { cookieName } from "../web/cookies.ts";
import { insertInsured } from "./harness/people.ts";
import { type TestSite, testSite } from "./harness/site.ts";
import { registerOf, registerRow } from "./samples/sheets.ts";

const NOW = instant("2026-11-22T07:00:00.000Z");
const PHONE = "9005550777";
const SECURE = "https://cabinet.fifth.test";

Deno.test("who asks for somebody's codes keeps only themselves from getting one", async () => {
  await using site = await testSite({ at: NOW });
  await insertInsured(site.sql, NOW, { phone: PHONE });
  const stranger = site.visitor();
  for (let asked = 0; asked < 4; asked++) {
    assert.equal((await stranger.post("/login", { phone: PHONE })).status, 303);
  }
  const refused = await stranger.post("/login", { phone: PHONE });
  assert.equal(refused.status, 429);
  assert.match(refused.text, /Подождите 15 минут/);

  await site.logInInsured(PHONE as never);
});

Deno.test("a phone's codes of a day bear 150 guesses, from however many addresses", async () => {
  await using site = await testSite({ at: NOW });
  await insertInsured(site.sql, NOW, { phone: PHONE });
  let codes = 0;
  for (let minutes = 0; minutes < 12 * 60; minutes += 16) {
    site.clock.set(addMinutes(NOW, minutes));
    const answer = await site.useCases.requestLogin({ phone: PHONE, ip: `192.0.2.${minutes % 3}` });
    if (answer.ok) codes++;
    else if (answer.reason === "too_many") assert.equal(answer.waitMinutes, 24 * 60);
  }
  assert.equal(codes, 30);

  site.clock.set(addMinutes(NOW, 25 * 60));
  assert.ok((await site.useCases.requestLogin({ phone: PHONE, ip: "192.0.2.9" })).ok);
});

Deno.test("a burst from one address can't pass the limit side by side", async () => {
  await using site = await testSite({ at: NOW });
  const answers = await Promise.all(
    Array.from(
      { length: 40 },
      (_, n) => site.useCases.requestLogin({ phone: `90055508${10 + n}`, ip: "192.0.2.200" }),
    ),
  );
  assert.equal(answers.filter((answer) => answer.ok).length, 30);
});

Deno.test("known and unknown numbers cost the same queries", async () => {
  await using site = await testSite({ at: NOW });
  await insertInsured(site.sql, NOW, { phone: PHONE });
  assert.ok(await site.useCases.isReady());
  const sent: string[][] = [];
  for (const phone of [PHONE, "9005550999"]) {
    const from = site.queries.length;
    await site.useCases.requestLogin({ phone, ip: "192.0.2.201" });
    sent.push(site.queries.slice(from));
  }
  assert.deepEqual(sent[1], sent[0]);
});

Deno.test("an old or used challenge asks for no further code", async () => {
  await using site = await testSite({ at: NOW });
  await insertInsured(site.sql, NOW, { phone: PHONE });
  const ip = "192.0.2.202";
  const asked = await site.useCases.requestLogin({ phone: PHONE, ip });
  assert.ok(asked.ok);
  const { challengeId } = asked;
  site.clock.set(addMinutes(NOW, 31));
  assert.deepEqual(await site.useCases.resendCode({ challengeId, ip }), {
    ok: false,
    reason: "unknown",
  });
  const late = { challengeId, code: "000000", ip, userAgent: null };
  assert.deepEqual(await site.useCases.confirmCode(late), { ok: false, reason: "unknown" });

  const visitor = site.visitor();
  await visitor.post("/login", { phone: PHONE });
  const used = visitor.cookies.get(cookieName("challenge", false))!;
  await visitor.post("/login/code", { code: await visitor.code() });
  assert.deepEqual(await site.useCases.resendCode({ challengeId: used, ip }), {
    ok: false,
    reason: "unknown",
  });
});

Deno.test("a phone that the roster has changed since is for staff to compare", async () => {
  await using site = await testSite({ at: NOW });
  const person = await insertInsured(site.sql, NOW, { phone: PHONE, registered: false });
  const visitor = site.visitor();
  await visitor.post("/register", registrationOf(person.policyNumber));
  await site.sql`update people set phone = '9005550778' where id = ${person.personId}`;
  const answer = await visitor.post("/login/code", { code: await visitor.code() });
  assert.equal(answer.location, "/register/waiting");
});

Deno.test("consents that staff let through date from the person's code, not from the decision", async () => {
  await using site = await testSite({ at: NOW });
  const person = await insertInsured(site.sql, NOW, {
    phone: PHONE,
    registered: false,
    phoneInRoster: false,
  });
  const visitor = site.visitor();
  await visitor.post("/register", registrationOf(person.policyNumber));
  await visitor.post("/login/code", { code: await visitor.code() });
  site.clock.set(addMinutes(NOW, 60));
  const staff = await site.logInStaff();
  const [registration] = await site.sql`select id from registrations`;
  await staff.post(`/ops/registrations/${registration!.id}`, {
    decision: "confirm",
    because: "Сверили с отделом кадров",
  });
  const consents = await site.sql`
    select kind, given_at as given, recorded_at as recorded from consents order by kind`;
  assert.deepEqual(
    consents.map(({ kind, given, recorded }) => [kind, given, recorded]),
    ["personal_data", "user_agreement"].map((kind) => [kind, NOW, addMinutes(NOW, 60)]),
  );
});

Deno.test("the franchise's consent names document, challenge, phone, time, address and agent", async () => {
  await using site = await testSite({ at: NOW });
  const person = await insertInsured(site.sql, NOW, { phone: PHONE });
  const visitor = site.visitor();
  await visitor.post("/login", { phone: PHONE });
  const challengeId = visitor.cookies.get(cookieName("challenge", false));
  await visitor.post("/login/code", { code: await visitor.code() });
  const form = { [`consent-${person.policyId}`]: "on", document: await termsId(site) };
  const path = `/policies/${person.policyId}/activate`;
  assert.equal((await visitor.post(path, form, "/policies")).status, 303);
  const [consent] = await site.sql`
    select d.kind, length(d.sha256) as hash, c.challenge_id as challenge, c.phone, c.given_at as at,
           c.ip
    from consents c join documents d on d.id = c.document_id`;
  assert.deepEqual({ ...consent }, {
    kind: "franchise_terms",
    hash: 64,
    challenge: challengeId,
    phone: PHONE,
    at: NOW,
    ip: "192.0.2.1",
  });
});

Deno.test("terms that are no longer in force, or not yet, can't be consented to", async () => {
  await using site = await testSite({ at: NOW });
  const person = await insertInsured(site.sql, NOW, { phone: PHONE });
  const old = await termsId(site);
  const added = await site.sql<{ id: number }[]>`
    insert into documents (kind, version, title, body, effective_from)
    values ('franchise_terms', 2, 'Порядок', 'Новый порядок', '2026-11-01'),
           ('franchise_terms', 3, 'Порядок', 'Будущий порядок', '2027-01-01') returning id`;
  const visitor = await site.logInInsured(PHONE as never);
  const path = `/policies/${person.policyId}/activate`;
  const consent = (document: string) =>
    visitor.post(path, { [`consent-${person.policyId}`]: "on", document }, "/policies");
  for (const document of [old, String(added[1]!.id)]) {
    const page = await consent(document);
    assert.equal(page.status, 422);
    assert.match(page.text, /Условия обновились/);
  }
  assert.equal((await consent(String(added[0]!.id))).status, 303);
});

Deno.test("logging in again ends the session that the browser had", async () => {
  await using site = await testSite({ at: NOW });
  await insertInsured(site.sql, NOW, { phone: PHONE });
  const visitor = await site.logInInsured(PHONE as never);
  const former = visitor.cookies.get(cookieName("session", false))!;
  await visitor.post("/login", { phone: PHONE });
  await visitor.post("/login/code", { code: await visitor.code() });
  assert.notEqual(visitor.cookies.get(cookieName("session", false)), former);
  assert.equal(await site.useCases.readSession(former), null);
  assert.equal((await visitor.get("/invoices")).status, 200);
});

Deno.test("an employee's code is not typed on the page of the insured", async () => {
  await using site = await testSite({ at: NOW });
  const visitor = site.visitor();
  await visitor.post("/ops/login", { email: "anna@fifth.test" });
  assert.equal((await visitor.get("/login/code")).location, "/login");
});

Deno.test("over HTTPS a form's origin is the site's own, whatever host the request names", async () => {
  await using site = await testSite({ at: NOW, publicUrl: SECURE });
  const visitor = site.visitor();
  const page = await visitor.get("/login");
  const csrf = /name="csrf" value="([^"]+)"/.exec(page.html)![1]!;
  const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const post = async (origin: string) => {
    const body = new URLSearchParams({ csrf, phone: PHONE });
    const headers = { origin, cookie };
    const response = await site.fetch(
      new Request(`${origin}/login`, { method: "POST", body, headers }),
    );
    await response.body?.cancel();
    return response.status;
  };
  assert.equal(await post("https://elsewhere.test"), 403);
  assert.equal(await post(SECURE), 303);
});

Deno.test("a flood of the bank's notifications leaves one hint, and none of a decided payment", async () => {
  await using site = await testSite({ at: NOW });
  const person = await insertInsured(site.sql, NOW, { phone: PHONE });
  await site.sql`
    insert into payment_attempts (payer_id, amount_kopecks, request, provider_id, state, created_at,
                                  expires_at)
    values (${person.personId}, 100, '{}', 'open-1', 'pending', ${NOW}, ${addMinutes(NOW, 60)}),
           (${person.personId}, 100, '{}', 'paid-1', 'succeeded', ${NOW}, ${addMinutes(NOW, 60)})`;
  const ids = Array.from({ length: 20 }, (_, n) => n % 2 ? "open-1" : "paid-1");
  await Promise.all(ids.map(async (id) => {
    const notification = { type: "notification", event: "payment.succeeded", object: { id } };
    assert.equal(await notify(site, JSON.stringify(notification)), 200);
  }));
  const hints = await site.sql`select signal, input from outbox`;
  assert.equal(hints.length, 1);
});

Deno.test("a notification that is no notification's size is not read", async () => {
  await using site = await testSite({ at: NOW });
  assert.equal(await notify(site, `{"a":"${"x".repeat(70_000)}"}`), 413);
});

Deno.test("staff pages bear a zero byte in what they are asked for", async () => {
  await using site = await testSite({ at: NOW });
  const staff = await site.logInStaff();
  assert.equal((await staff.get("/ops/people?q=%D0%9E%00%D0%B1")).status, 200);
  const uploaded = await staff.post("/ops", {
    kind: "register",
    clinic: "Клиника",
    registerFile: new File([registerOf(registerRow()) as BlobPart], "а.xlsx"),
  });
  assert.equal(uploaded.status, 303, uploaded.text);
  assert.equal((await staff.get(`${uploaded.location}?reason=%00`)).status, 200);
});

Deno.test("a representative's looks at a child's record are journalled, at their own they are not", async () => {
  await using site = await testSite({ at: NOW });
  const parent = await insertInsured(site.sql, NOW, { phone: PHONE });
  const child = await insertInsured(site.sql, NOW, {
    birthDate: localDate("2015-03-01"),
    representativeId: parent.personId,
    phoneInRoster: false,
    registered: false,
  });
  const visitor = await site.logInInsured(PHONE as never);
  await visitor.get("/policies");
  const looks = await site.sql`select actor, action, subject, ip from journal`;
  assert.deepEqual(looks.map((look) => ({ ...look })), [{
    actor: `person/${parent.personId}`,
    action: "looked",
    subject: `person/${child.personId}`,
    ip: "192.0.2.1",
  }]);
});

function registrationOf(policyNumber: string) {
  return {
    surname: "Образцова",
    name: "Майя",
    patronymic: "Тестовна",
    "birthDate-day": "7",
    "birthDate-month": "11",
    "birthDate-year": "1985",
    policyNumber,
    phone: PHONE,
    email: "maya@fifth.test",
    userAgreement: "on",
    personalData: "on",
  };
}

async function termsId(site: TestSite): Promise<string> {
  const [terms] = await site.sql`select id from documents where kind = 'franchise_terms'`;
  return String(terms!.id);
}

async function notify(site: TestSite, body: string): Promise<number> {
  const response = await site.fetch(
    new Request(`${site.origin}/hooks/yookassa`, { method: "POST", body }),
  );
  await response.body?.cancel();
  return response.status;
}
