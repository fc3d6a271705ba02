import assert from "node:assert/strict";
import { insertStaff } from "../../db/staff/staff.ts";
import { insertInsured } from "../harness/people.ts";
import { testSite } from "../harness/site.ts";

Deno.test("staff log in by a code from their mail and out again", async () => {
  await using site = await testSite();
  const staff = await site.logInStaff();
  const files = await staff.get("/ops");
  assert.equal(files.status, 200);
  assert.match(files.html, /<body class="ops">/);
  assert.match(files.text, /Файлов пока нет/);

  const left = await staff.post("/logout", {}, "/ops");
  assert.equal(left.location, "/ops/login");
  assert.equal((await staff.get("/ops")).location, "/ops/login");
});

Deno.test("an unknown e-mail looks the same and never logs in", async () => {
  await using site = await testSite();
  const email = "nobody@fifth.test";
  await site.logInStaff();
  const known = site.visitor();
  const unknown = site.visitor();
  const answers = [];
  for (const [visitor, address] of [[known, "operator-1@fifth.test"], [unknown, email]] as const) {
    const asked = await visitor.post("/ops/login", { email: address });
    const page = await visitor.get("/ops/login/code");
    answers.push({
      status: asked.status,
      location: asked.location,
      text: page.text.replace(address, "ADDRESS"),
    });
  }
  assert.deepEqual(answers[0], answers[1]);
  assert.equal(answers[1]!.location, "/ops/login/code");

  const refused = await unknown.post("/ops/login/code", { code: await unknown.code() });
  assert.equal(refused.status, 422);
  assert.match(refused.text, /Код не подошел/);
});

Deno.test("a text that is no e-mail and a wrong code are refused beside their fields", async () => {
  await using site = await testSite();
  await site.logInStaff();
  const visitor = site.visitor();
  const asked = await visitor.post("/ops/login", { email: "анна" });
  assert.equal(asked.status, 422);
  assert.match(asked.html, /value="анна"/);
  assert.match(asked.html, /id="email-error"/);

  await visitor.post("/ops/login", { email: "operator-1@fifth.test" });
  const right = await visitor.code();
  const wrong = right === "000000" ? "111111" : "000000";
  const answer = await visitor.post("/ops/login/code", { code: wrong });
  assert.equal(answer.status, 422);
  assert.match(answer.text, /осталось: 4 попытки/);
  assert.equal((await visitor.get("/ops")).location, "/ops/login");
});

const STAFF_PATHS = [
  "/ops",
  "/ops/files/1",
  "/ops/files/1/refused.csv",
  "/ops/invoices",
  "/ops/invoices/publish?through=2026-10-31",
  "/ops/registrations",
  "/ops/people?q=Образцова",
  "/ops/people/1",
];

Deno.test("the insured and passers-by see no staff page, staff see no cabinet", async () => {
  await using site = await testSite();
  const person = await insertInsured(site.sql, site.clock.now());
  const insured = await site.logInInsured(person.phone);
  const staff = await site.logInStaff();
  for (const path of STAFF_PATHS) {
    for (const visitor of [insured, site.visitor()]) {
      const page = await visitor.get(path);
      assert.equal(page.status, 303, path);
      assert.match(page.location ?? "", /^\/ops\/login(\?next=%2Fops%2F|$)/, path);
    }
  }
  const posted = await insured.post("/ops/registrations/1", {
    decision: "confirm",
    because: "сверили",
  }, "/login");
  assert.equal(posted.location, "/ops/login?unsent=1");

  for (const path of ["/invoices", "/policies"]) {
    const page = await staff.get(path);
    assert.equal(page.status, 303, path);
    assert.match(page.location ?? "", /^\/login/, path);
  }
});

Deno.test("a viewer looks but changes nothing", async () => {
  await using site = await testSite();
  const viewer = await site.logInStaff("viewer");
  for (
    const path of ["/ops", "/ops/invoices", "/ops/payments", "/ops/registrations", "/ops/people"]
  ) {
    const page = await viewer.get(path);
    assert.equal(page.status, 200, path);
    assert.doesNotMatch(page.html, /Загрузить|Выставить счета по/, path);
  }
  const actions = [
    ["/ops", { kind: "register", clinic: "Клиника", registerFile: new File(["а"], "а.csv") }],
    ["/ops/files/1", {}],
    ["/ops/invoices", { "through-day": "1", "through-month": "10", "through-year": "2026" }],
    ["/ops/invoices/publish", { through: "2026-10-01", requestId: crypto.randomUUID() }],
    ["/ops/payments", { attempt: crypto.randomUUID() }],
    ["/ops/registrations/1", { decision: "confirm", because: "сверили" }],
  ] as const;
  for (const [path, fields] of actions) {
    const answer = await viewer.post(path, fields, "/ops");
    assert.equal(answer.status, 403, path);
    assert.match(answer.text, /Нет права на это действие/, path);
  }
  const [{ written } = { written: -1 }] = await site.sql<{ written: number }[]>`
    select (select count(*) from import_files) + (select count(*) from outbox) as written`;
  assert.equal(written, 0);
});

Deno.test("a form from elsewhere or without this browser's token is refused", async () => {
  await using site = await testSite();
  const staff = await site.logInStaff();
  const foreign = await staff.postRaw("/ops/invoices/publish", { csrf: "x" }, {
    origin: "http://elsewhere.test",
  });
  assert.equal(foreign.status, 403);
  const tokenless = await staff.postRaw("/ops/invoices/publish", { csrf: "x" });
  assert.equal(tokenless.status, 403);
});

Deno.test("staff whose session has ended are led back to the page that they wanted", async () => {
  await using site = await testSite();
  const staff = await site.logInStaff();
  staff.cookies.clear();
  const sent = await staff.get("/ops/lists/defaults?who=Пробин&from=51");
  assert.match(sent.location ?? "", /^\/ops\/login\?next=%2Fops%2Flists%2Fdefaults%3Fwho%3D/);
  const login = await staff.get(sent.location!);
  assert.match(login.text, /Сначала войдите После кода откроем страницу, которую вы хотели/);
  await insertStaff(site.sql, {
    email: "anna@fifth.test",
    name: "Анна",
    role: "viewer",
    at: site.clock.now(),
  });
  const asked = await staff.post(sent.location!, { email: "anna@fifth.test" });
  const wrong = await staff.post(asked.location!, { code: "1" });
  assert.match(wrong.html, /action="\/ops\/login\/code\?next=%2Fops%2Flists/);
  const answer = await staff.post(asked.location!, { code: await staff.code() });
  assert.equal(decodeURI(answer.location!), "/ops/lists/defaults?who=Пробин&from=51");
  assert.equal(
    (await staff.get("/ops/login?next=%2Fops%2Fcalls")).location,
    "/ops/calls",
    "who is logged in goes on at once",
  );
  assert.equal((await staff.get("/ops/login?next=%2Fpolicies")).location, "/ops");
});

Deno.test("a form that came too late is told as not sent, and its page opens after the code", async () => {
  await using site = await testSite();
  const staff = await site.logInStaff();
  const csrf = /name="csrf" value="([^"]+)"/.exec((await staff.get("/ops/held")).html)![1]!;
  await site.sql`delete from sessions`;
  const referer = `${site.origin}/ops/registrations?org=1`;
  const late = await staff.postRaw("/ops/registrations", { csrf }, {
    origin: site.origin,
    referer,
  });
  const { pathname, searchParams } = new URL(late.location!, site.origin);
  assert.deepEqual(
    [pathname, searchParams.get("next"), searchParams.get("unsent")],
    ["/ops/login", "/ops/registrations?org=1", "1"],
  );
  assert.match(
    (await staff.get(late.location!)).text,
    /Форма не отправлена, ничего не изменилось\. После кода вернем на страницу формы/,
  );
});
