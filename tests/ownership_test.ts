import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type Instant, instant, localDate } from "../domain/local_date.ts";
import type { Phone } from "../domain/phone.ts";
import { isRouteFile, patternOf } from "../fresh/file_routes.ts";
import { formEmployerReport } from "../use_cases/employers/form_employer_report.ts";
import { nameEmployerContact } from "../use_cases/employers/name_employer_contact.ts";
import { requestReport } from "../use_cases/employers/request_employer_reports.ts";
import { publishInvoices } from "../use_cases/invoices/publish_invoices.ts";
import { logInContact } from "./harness/indebted.ts";
import { insertInsured } from "./harness/people.ts";
import { type Fields, type Page, type TestSite, testSite, type Visitor } from "./harness/site.ts";
import { IMPORTED_ON, loadPeople, loadRegister, sample } from "./samples/story.ts";

const NOW = "2026-11-22T07:00:00.000Z";
const ROUTES = fileURLToPath(new URL("../routes", import.meta.url));

/** Who may see a route: everybody, whoever it belongs to, staff, an employer, or nobody but machines. */
type Audience = "everybody" | "insured" | "staff" | "employer" | "machines";

/** Every route file. A new one fails the first test until it is listed here, and then the others. */
const AUDIENCES: Record<string, Audience> = {
  "(cabinet)/consent.tsx": "insured",
  "(cabinet)/dependants.tsx": "insured",
  "(cabinet)/invoices/[id]/file.ts": "insured",
  "(cabinet)/invoices/[id]/index.tsx": "insured",
  "(cabinet)/invoices/file.ts": "insured",
  "(cabinet)/invoices/[id]/lines.tsx": "insured",
  "(cabinet)/invoices/index.tsx": "insured",
  "(cabinet)/invoices/pay.tsx": "insured",
  "(cabinet)/payments/[id]/index.tsx": "insured",
  "(cabinet)/payments/index.tsx": "insured",
  "(cabinet)/policies/[id]/activate.tsx": "insured",
  "(cabinet)/policies/[id]/card.tsx": "insured",
  "(cabinet)/policies/[id]/index.tsx": "insured",
  "(cabinet)/policies/[id]/programme.tsx": "insured",
  "(cabinet)/policies/index.tsx": "insured",
  "(cabinet)/profile/channels.tsx": "insured",
  "(cabinet)/profile/code.tsx": "insured",
  "(cabinet)/profile/consents/[id]/withdraw.tsx": "insured",
  "(cabinet)/profile/email.tsx": "insured",
  "(cabinet)/profile/index.tsx": "insured",
  "(cabinet)/profile/phone.tsx": "insured",
  "(cabinet)/profile/sessions.ts": "insured",
  "(cabinet)/profile/withdrawal.tsx": "insured",
  "closed.tsx": "everybody",
  "(cabinet)/statement/[year]/file.ts": "insured",
  "(cabinet)/statement/[year]/index.tsx": "insured",
  "(cabinet)/statement/index.tsx": "insured",
  "contacts.tsx": "everybody",
  "documents/[kind]/[version].tsx": "everybody",
  "documents/index.tsx": "everybody",
  "employer/(employer)/employers.tsx": "employer",
  "employer/(employer)/index.tsx": "employer",
  "employer/(employer)/reports/[period]/acknowledge.ts": "employer",
  "employer/(employer)/reports/[period]/file.ts": "employer",
  "employer/(employer)/reports/[period]/index.tsx": "employer",
  "employer/(employer)/reports/[period]/today.ts": "employer",
  "employer/login/code.tsx": "everybody",
  "employer/login/index.tsx": "everybody",
  "healthz.ts": "machines",
  "help.tsx": "everybody",
  "hooks/yookassa.ts": "machines",
  "index.tsx": "everybody",
  "login/code.tsx": "everybody",
  "login/index.tsx": "everybody",
  "logout.ts": "everybody",
  "ops/(staff)/calls/[id].tsx": "staff",
  "ops/(staff)/calls/index.tsx": "staff",
  "ops/(staff)/calendar/index.tsx": "staff",
  "ops/(staff)/calendar/preview.tsx": "staff",
  "ops/(staff)/cases/[id].tsx": "staff",
  "ops/(staff)/cases/index.tsx": "staff",
  "ops/(staff)/lists/[list]/file.ts": "staff",
  "ops/(staff)/lists/[list]/index.tsx": "staff",
  "ops/(staff)/lists/index.ts": "staff",
  "ops/(staff)/decisions/[id].tsx": "staff",
  "ops/(staff)/decisions/[id]/withdraw.ts": "staff",
  "ops/(staff)/decisions/forgive.tsx": "staff",
  "ops/(staff)/decisions/index.tsx": "staff",
  "ops/(staff)/decisions/pause.tsx": "staff",
  "ops/(staff)/decisions/postpone.tsx": "staff",
  "ops/(staff)/decisions/refund.tsx": "staff",
  "ops/(staff)/decisions/return.tsx": "staff",
  "ops/(staff)/drift.tsx": "staff",
  "ops/(staff)/employers/[id].tsx": "staff",
  "ops/(staff)/employers/[id]/contacts/[contact].tsx": "staff",
  "ops/(staff)/employers/[id]/contacts/index.tsx": "staff",
  "ops/(staff)/employers/[id]/payments/[payment].tsx": "staff",
  "ops/(staff)/employers/[id]/payments/index.tsx": "staff",
  "ops/(staff)/employers/index.tsx": "staff",
  "ops/(staff)/files/[id]/index.tsx": "staff",
  "ops/(staff)/files/[id]/refused.csv.ts": "staff",
  "ops/(staff)/files/[id]/rows/[row].tsx": "staff",
  "ops/(staff)/held.tsx": "staff",
  "ops/(staff)/index.tsx": "staff",
  "ops/(staff)/invoices/index.tsx": "staff",
  "ops/(staff)/invoices/publish.tsx": "staff",
  "ops/(staff)/journal/file.ts": "staff",
  "ops/(staff)/journal/index.tsx": "staff",
  "ops/(staff)/payments.tsx": "staff",
  "ops/(staff)/people/[id].tsx": "staff",
  "ops/(staff)/people/index.tsx": "staff",
  "ops/(staff)/registrations.tsx": "staff",
  "ops/(staff)/registrations/[id].tsx": "staff",
  "ops/(staff)/settings/documents/[kind].tsx": "staff",
  "ops/(staff)/settings/documents/index.tsx": "staff",
  "ops/(staff)/settings/employers/[id].tsx": "staff",
  "ops/(staff)/settings/index.tsx": "staff",
  "ops/(staff)/settings/names/[kind]/[id].tsx": "staff",
  "ops/(staff)/settings/names/index.tsx": "staff",
  "ops/(staff)/settings/programmes.tsx": "staff",
  "ops/(staff)/settings/programmes/[id].tsx": "staff",
  "ops/(staff)/settings/rates.tsx": "staff",
  "ops/(staff)/settings/staff/[id].tsx": "staff",
  "ops/(staff)/settings/staff/[id]/end.tsx": "staff",
  "ops/(staff)/settings/staff/index.tsx": "staff",
  "ops/login/code.tsx": "everybody",
  "ops/login/index.tsx": "everybody",
  "readyz.ts": "machines",
  "register/index.tsx": "everybody",
  "register/waiting.tsx": "everybody",
};

/** Ids that are in nobody's hands, and texts that are no ids at all. */
const NO_IDS = ["0", "-1", "1.5", "1e3", "abc", "999999999", "9007199254740993", "%00", "%27--"];
const NO_UUIDS = [...NO_IDS, "0198c0de-0000-7000-8000-000000000000", "-".repeat(36)];

interface Owners {
  site: TestSite;
  /** Logged in; asks for what is the other's. */
  asker: Visitor;
  /** Of an employer's contact, who asks for the report of another employer. */
  outsider: Visitor;
  other: { policyId: number; freeInvoice: number; busyInvoice: number; attemptId: string };
  own: { invoiceId: number };
}

Deno.test("every route says who may see it", () => {
  assert.deepEqual(routeFiles(), Object.keys(AUDIENCES).sort());
});

/** Reports are asked for by their month: of months that another employer has, and of none. */
const MONTHS = ["2026-11", "2026-10", ...NO_IDS].map((month) => `/employer/reports/${month}`);
const MARKED = { debt: "2001", kind: "agreed", note: "" };

/** What is asked under a route, as somebody whose it is not. */
type Attempts = (owners: Owners) => Promise<Page[]>;

/** Every route that takes an id, in its path, its query or its form. */
const ATTEMPTS: Record<string, Attempts> = {
  "(cabinet)/invoices/[id]/index.tsx": ({ asker, other }) =>
    getAll(asker, [other.freeInvoice, other.busyInvoice, ...NO_IDS], (id) => `/invoices/${id}`),

  "(cabinet)/invoices/[id]/lines.tsx": ({ asker, other }) =>
    getAll(
      asker,
      [other.freeInvoice, other.busyInvoice, ...NO_IDS],
      (id) => `/invoices/${id}/lines`,
    ),

  "(cabinet)/invoices/[id]/file.ts": ({ asker, other }) =>
    getAll(
      asker,
      [other.freeInvoice, other.busyInvoice, ...NO_IDS],
      (id) => `/invoices/${id}/file`,
    ),

  "(cabinet)/invoices/pay.tsx": ({ asker, other, own }) =>
    getAll(
      asker,
      [
        other.freeInvoice,
        other.busyInvoice,
        `${own.invoiceId}&invoice=${other.freeInvoice}`,
        ...NO_IDS,
      ],
      (id) => `/invoices/pay?invoice=${id}`,
    ),

  "(cabinet)/payments/[id]/index.tsx": async ({ asker, other }) => [
    ...await getAll(asker, [other.attemptId, ...NO_UUIDS], (id) => `/payments/${id}`),
    ...await getAll(asker, [other.attemptId, ...NO_UUIDS], (id) => `/payments/${id}?state`),
  ],

  "(cabinet)/payments/index.tsx": ({ asker, other, own }) =>
    postAll(
      [
        [String(other.freeInvoice)],
        [String(other.busyInvoice)],
        [String(own.invoiceId), String(other.freeInvoice)],
        [String(own.invoiceId), String(other.busyInvoice)],
        ["999999999"],
      ],
      (invoice) => asker.post("/payments", { invoice }, "/policies"),
    ),

  // The asker has paid nothing: any year that opens is somebody else's.
  "(cabinet)/statement/[year]/index.tsx": ({ asker }) =>
    getAll(asker, [2025, 2026, ...NO_IDS], (year) => `/statement/${year}`),

  "(cabinet)/statement/[year]/file.ts": ({ asker }) =>
    getAll(asker, [2025, 2026, ...NO_IDS], (year) => `/statement/${year}/file?services`),

  "(cabinet)/policies/[id]/index.tsx": ({ asker, other }) =>
    getAll(asker, [other.policyId, ...NO_IDS], (id) => `/policies/${id}`),

  "(cabinet)/policies/[id]/programme.tsx": ({ asker, other }) =>
    getAll(asker, [other.policyId, ...NO_IDS], (id) => `/policies/${id}/programme?q=a`),

  "(cabinet)/policies/[id]/card.tsx": ({ asker, other }) =>
    getAll(asker, [other.policyId, ...NO_IDS], (id) => `/policies/${id}/card`),

  "(cabinet)/policies/[id]/activate.tsx": ({ asker, other }) =>
    postAll([String(other.policyId), ...NO_IDS.map(decodeURIComponent)], (id) => {
      const path = `/policies/${encodeURIComponent(id)}/activate`;
      return asker.post(path, { [`consent-${id}`]: "on", document: "1" }, "/policies");
    }),

  "(cabinet)/profile/consents/[id]/withdraw.tsx": async ({ asker, other, site }) => {
    const path = (id: number | string) => `/profile/consents/${id}/withdraw`;
    const [consent] = await site.sql<{ id: number }[]>`
      select consent_id as id from franchises where policy_id = ${other.policyId}`;
    return [
      ...await getAll(asker, [consent!.id, ...NO_IDS], path),
      ...await postAll(
        [String(consent!.id), ...NO_IDS.map(decodeURIComponent)],
        (id) => asker.post(path(encodeURIComponent(id)), { withdraw: "on" }, "/policies"),
      ),
    ];
  },
  "employer/(employer)/reports/[period]/index.tsx": async ({ outsider }) => [
    ...await getAll(outsider, MONTHS, (path) => path),
    ...await postAll(MONTHS, (path) => outsider.post(path, MARKED, "/employer/employers")),
  ],
  "employer/(employer)/reports/[period]/file.ts": ({ outsider }) =>
    getAll(outsider, MONTHS, (path) => `${path}/file`),
  "employer/(employer)/reports/[period]/today.ts": ({ outsider }) =>
    getAll(outsider, MONTHS, (path) => `${path}/today`),
  "employer/(employer)/reports/[period]/acknowledge.ts": ({ outsider }) =>
    postAll(MONTHS, (path) => outsider.post(`${path}/acknowledge`, {}, "/employer/employers")),
  "employer/(employer)/employers.tsx": ({ outsider }) =>
    postAll(
      ["1", "999999999", "abc"],
      (contact) => outsider.post("/employer/employers", { contact }),
    ),
};

/** Routes whose id says which public document it is. */
const PUBLIC_IDS = ["documents/[kind]/[version].tsx"];

for (const [file, attempts] of Object.entries(ATTEMPTS)) {
  Deno.test(`${file} answers 404 for what is somebody else's or nobody's, and changes nothing`, async () => {
    await using site = await testSite({ at: NOW });
    const owners = await givenTwoOwners(site);
    const before = await stateOf(site);
    for (const page of await attempts(owners)) {
      assert.equal(page.status, 404, page.text);
      assert.doesNotMatch(page.text, /Диана|7701\/128|клиника образец/i);
    }
    assert.deepEqual(await stateOf(site), before);
  });
}

Deno.test("every cabinet route that takes an id is tried with somebody else's", () => {
  const withId = routeFiles().filter((file) =>
    AUDIENCES[file] !== "staff" && file.includes("[") && !PUBLIC_IDS.includes(file)
  );
  for (const file of withId) assert.ok(file in ATTEMPTS, file);
});

Deno.test("a staff page of what nobody has answers 404", async () => {
  await using site = await testSite({ at: NOW });
  const staff = await site.logInStaff("admin");
  const before = await stateOf(site);
  const paths = (
    id: string,
  ) => [
    `/ops/files/${id}`,
    `/ops/files/${id}/refused.csv`,
    `/ops/files/${id}/rows/1`,
    `/ops/people/${id}`,
    `/ops/cases/${id}`,
    `/ops/decisions/${id}`,
    `/ops/decisions/forgive?invoice=${id}`,
    `/ops/decisions/pause?invoice=${id}`,
    `/ops/decisions/postpone?invoice=${id}`,
    `/ops/decisions/refund?person=${id}`,
    `/ops/decisions/return?invoice=${id}`,
    `/ops/employers/${id}`,
    `/ops/registrations/${id}`,
    `/ops/employers/${id}/contacts`,
    `/ops/employers/1/contacts/${id}`,
    `/ops/employers/${id}/payments`,
    `/ops/employers/1/payments/${id}`,
    `/ops/settings/documents/${id}`,
    `/ops/settings/employers/${id}`,
    `/ops/settings/names/clinics/${id}`,
    `/ops/settings/names/employers/${id}`,
    `/ops/settings/programmes/${id}`,
    `/ops/settings/staff/${id}`,
    `/ops/settings/staff/${id}/end`,
  ];
  for (const path of NO_IDS.flatMap(paths)) {
    assert.equal((await staff.get(path)).status, 404, path);
  }
  for (const id of NO_IDS) {
    assert.equal((await staff.post(`/ops/files/${id}`, {}, "/ops")).status, 404, id);
    assert.equal((await staff.post(`/ops/decisions/${id}/withdraw`, {}, "/ops")).status, 404, id);
    const fields = { decision: "confirm", because: "Сверили" };
    assert.equal((await staff.post(`/ops/registrations/${id}`, fields, "/ops")).status, 404, id);
  }
  for (const id of NO_UUIDS.map(decodeURIComponent)) {
    const fields = { attempt: id, [`decision-${id}`]: "unpaid", [`reason-${id}`]: "Нет" };
    assert.equal((await staff.post("/ops/payments", fields, "/ops")).status, 303, id);
  }
  assert.deepEqual(await stateOf(site), before);
});

Deno.test("a bank's notification of a payment that is nobody's changes nothing", async () => {
  await using site = await testSite({ at: NOW });
  await givenTwoOwners(site);
  const before = await stateOf(site);
  const bodies = [
    `{"type":"notification","event":"payment.succeeded","object":{"id":"2d000000-000f-5000-8000-000000000000"}}`,
    `{"type":"notification"}`,
    "not JSON",
    "",
  ];
  for (const body of bodies) {
    const response = await site.fetch(
      new Request(new URL("/hooks/yookassa", site.origin), { method: "POST", body }),
      CLIENT,
    );
    await response.body?.cancel();
    assert.equal(response.status, 200);
  }
  assert.deepEqual(await stateOf(site), before);
});

Deno.test("a child's invoices and policy open for the representative alone", async () => {
  await using site = await testSite({ at: NOW });
  const parent = await insertInsured(site.sql, NOW as Instant, { phone: "9005550901" });
  const stranger = await insertInsured(site.sql, NOW as Instant, { phone: "9005550902" });
  const child = await insertInsured(site.sql, NOW as Instant, {
    name: "Мирон",
    birthDate: localDate("2015-03-01"),
    representativeId: parent.personId,
    phoneInRoster: false,
    registered: false,
  });
  const form = { [`consent-${child.policyId}`]: "on", document: await termsId(site) };
  const path = `/policies/${child.policyId}/activate`;
  const other = await site.logInInsured(stranger.phone);
  assert.doesNotMatch((await other.get("/policies")).text, /Мирон/);
  assert.equal((await other.post(path, form, "/policies")).status, 404);
  const own = await site.logInInsured(parent.phone);
  assert.match((await own.get("/policies")).text, /Мирон/);
  assert.equal((await own.post(path, form, "/policies")).status, 303);
});

/** Where each audience's pages lead whom they don't know. */
const LOGINS: Partial<Record<Audience, RegExp>> = {
  insured: /^\/login\?(unsent=1|next=)/,
  staff: /^\/ops\/login(\?|$)/,
  employer: /^\/employer\/login(\?report=2026-10)?$/,
};

Deno.test("without a session every page that is somebody's leads to its login", async () => {
  await using site = await testSite({ at: NOW });
  const owners = await givenTwoOwners(site);
  const before = await stateOf(site);
  for (const { file, path, methods } of await routesOf(owners)) {
    const audience = AUDIENCES[file];
    if (!(audience! in LOGINS)) continue;
    const login = LOGINS[audience!]!;
    const pages = [];
    if (methods.has("GET")) pages.push(await site.visitor().get(path));
    if (methods.has("POST")) pages.push(await site.visitor().post(path, {}, "/login"));
    assert.ok(pages.length > 0, file);
    for (const page of pages) {
      assert.equal(page.status, 303, file);
      assert.match(page.location!, login, file);
      assert.equal(page.html, "", file);
    }
  }
  assert.deepEqual(await stateOf(site), before);
});

Deno.test("a session opens nothing but the pages of its own kind", async () => {
  await using site = await testSite({ at: NOW });
  const owners = await givenTwoOwners(site);
  const staff = await site.logInStaff("admin");
  const before = await stateOf(site);
  for (const { file, path, methods } of await routesOf(owners)) {
    const audience = AUDIENCES[file];
    if (!(audience! in LOGINS)) continue;
    const visitors = {
      insured: { visitor: owners.asker, form: "/policies" },
      staff: { visitor: staff, form: "/ops" },
      employer: { visitor: owners.outsider, form: "/employer/employers" },
    };
    for (const [kind, { visitor, form }] of Object.entries(visitors)) {
      if (kind === audience) continue;
      const login = audience === "insured"
        ? new RegExp(`^/login\\?ended=${kind}(&|$)`)
        : LOGINS[audience!]!;
      const pages = [];
      if (methods.has("GET")) pages.push(await visitor.get(path));
      if (methods.has("POST")) pages.push(await visitor.post(path, {}, form));
      for (const page of pages) {
        assert.equal(page.status, 303, file);
        assert.match(page.location!, login, `${file} as ${kind}`);
      }
    }
  }
  assert.deepEqual(await stateOf(site), before);
});

Deno.test("a form without its token, with another's, or from another site is refused on every route", async () => {
  await using site = await testSite({ at: NOW });
  const owners = await givenTwoOwners(site);
  const staff = await site.logInStaff("admin");
  const strangersToken = tokenOf(await site.visitor().get("/login"));
  const before = await stateOf(site);
  for (const { file, path, methods } of await routesOf(owners)) {
    if (!methods.has("POST") || file === "hooks/yookassa.ts") continue;
    const [visitor, form] = AUDIENCES[file] === "staff"
      ? [staff, "/ops"]
      : AUDIENCES[file] === "employer"
      ? [owners.outsider, "/employer/employers"]
      : [owners.asker, "/policies"];
    const csrf = tokenOf(await visitor.get(form));
    const foreign = [
      { origin: "https://evil.example" },
      { origin: "http://127.0.0.1:8000.evil.example" },
      { origin: "null" },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
      {},
    ];
    const pages = [
      await visitor.postRaw(path, {}),
      await visitor.postRaw(path, { csrf: "" }),
      await visitor.postRaw(path, { csrf: strangersToken }),
      ...await Promise.all(foreign.map((headers) => visitor.postRaw(path, { csrf }, headers))),
    ];
    for (const page of pages) assert.equal(page.status, 403, `${file}: ${page.text}`);
  }
  assert.deepEqual(await stateOf(site), before);
});

Deno.test("a token of before the login does not work after it", async () => {
  await using site = await testSite({ at: NOW });
  const { phone } = await insertInsured(site.sql, NOW as Instant);
  const visitor = site.visitor();
  const early = tokenOf(await visitor.get("/login"));
  await visitor.post("/login", { phone });
  await visitor.post("/login/code", { code: await visitor.code() });
  assert.equal((await visitor.postRaw("/logout", { csrf: early })).status, 403);
  assert.equal((await visitor.get("/policies")).status, 200);
});

Deno.test("after logging out the old cookie opens nothing", async () => {
  await using site = await testSite({ at: NOW });
  const { phone } = await insertInsured(site.sql, NOW as Instant);
  const visitor = await site.logInInsured(phone);
  const cookies = [...visitor.cookies];
  await visitor.post("/logout", {}, "/policies");
  for (const [name, value] of cookies) visitor.cookies.set(name, value);
  assert.equal(
    (await visitor.get("/policies")).location,
    "/login?ended=elsewhere&next=%2Fpolicies",
  );
});

for (const publicUrl of ["http://127.0.0.1:8000", "https://cabinet.fifth.test"]) {
  const scheme = new URL(publicUrl).protocol;
  Deno.test(`every answer has the security headers, over ${scheme}`, async () => {
    await using site = await testSite({ at: NOW, publicUrl });
    const owners = await givenTwoOwners(site);
    const { asker } = owners;
    const pages = [
      await asker.get("/invoices"),
      await asker.get(`/invoices/${owners.own.invoiceId}`),
      await asker.get(`/invoices/${owners.own.invoiceId}/file`),
      await asker.get("/styles.css"),
      await site.visitor().get("/policies"),
      await asker.get("/invoices/999999999"),
      await asker.get("/no-such-page"),
      await asker.postRaw("/payments", {}),
      await asker.post("/login", { phone: "1" }),
    ];
    await site.sql`alter table documents rename to documents_away`;
    pages.push(await asker.get("/documents"));
    assert.deepEqual(
      pages.map((page) => page.status),
      [200, 200, 200, 200, 303, 404, 404, 403, 422, 500],
    );
    for (const page of pages) assertSecured(page, { https: scheme === "https:" });
    const [broken] = pages.slice(-1);
    assert.doesNotMatch(broken!.html, /documents_away|relation|\.ts|postgres/i);
    const nonces = pages.map((page) => /'nonce-([^']+)'/.exec(policyOf(page))?.[1]).filter(Boolean);
    assert.equal(new Set(nonces).size, nonces.length, "a nonce is used once");
  });

  Deno.test(`cookies stay with this host and out of script's reach, over ${scheme}`, async () => {
    await using site = await testSite({ at: NOW, publicUrl });
    const { phone } = await insertInsured(site.sql, NOW as Instant);
    const visitor = site.visitor();
    const set = new Map<string, string>();
    const note = (page: Page) => {
      for (const header of page.headers.getSetCookie()) set.set(header.split("=")[0]!, header);
    };
    note(await visitor.get("/login"));
    note(await visitor.post("/login", { phone }));
    note(await visitor.post("/login/code", { code: await visitor.code() }));
    const prefix = scheme === "https:" ? "__Host-" : "fifth-";
    assert.deepEqual(
      [...set.keys()].sort(),
      ["challenge", "form", "session"].map((n) => prefix + n),
    );
    for (const [name, header] of set) {
      assert.match(header, /; HttpOnly(;|$)/, name);
      assert.match(header, /; SameSite=Lax(;|$)/, name);
      assert.match(header, /; Path=\/(;|$)/, name);
      assert.doesNotMatch(header, /Domain=/i, name);
      assert.equal(/; Secure(;|$)/.test(header), scheme === "https:", name);
    }
  });
}

Deno.test("what no form can hold is refused, never a broken page", async () => {
  await using site = await testSite({ at: NOW });
  const { policyId, phone } = await insertInsured(site.sql, NOW as Instant);
  const asker = await site.logInInsured(phone);
  const path = `/policies/${policyId}/activate`;
  for (const document of ["", "abc", "1e30", "-1", "1.5", "9007199254740991"]) {
    const page = await asker.post(path, { [`consent-${policyId}`]: "on", document }, "/policies");
    assert.equal(page.status, 422, document);
  }
  for (const version of [...NO_IDS, "99999999999", "0x1"]) {
    assert.equal((await asker.get(`/documents/user_agreement/${version}`)).status, 404, version);
  }
  for (const text of ["\0", "ab\0cd", "\ufffe", "й".repeat(5000)]) {
    for (const from of ["/login", "/register"]) {
      const fields = {
        phone: text,
        surname: text,
        name: text,
        policyNumber: text,
        email: `${text}@fifth.test`,
      };
      const page = await site.visitor().post(from, fields);
      assert.equal(page.status, 422, from);
    }
    const named = { ...REGISTRATION, policyNumber: text };
    assert.ok((await site.visitor().post("/register", named)).status < 500);
    const mailed = { ...REGISTRATION, email: `a${text}b@fifth.test` };
    assert.ok((await site.visitor().post("/register", mailed)).status < 500);
    assert.ok((await site.visitor().post("/ops/login", { email: `a${text}@b.ru` })).status < 500);
  }
});

const REGISTRATION: Fields = {
  surname: "Образцова",
  name: "Майя",
  "birthDate-day": "7",
  "birthDate-month": "11",
  "birthDate-year": "1985",
  policyNumber: "7701/100/0001",
  phone: "9005550001",
  email: "maya@fifth.test",
  userAgreement: "on",
  personalData: "on",
};

/** The sample people with two registers: the asker and the other both have two invoices. */
async function givenTwoOwners(site: TestSite): Promise<Owners> {
  const { sql } = site;
  await loadPeople(sql);
  for (const name of ["register-01-clean.xlsx", "register-03-windows.csv"]) {
    await loadRegister(sql, { name, content: sample(name) });
    await publishInvoices(sql, IMPORTED_ON, { through: localDate("2026-11-01") });
  }
  const asker = await ownerOf(site, "7701/918/001039");
  const other = await ownerOf(site, "7701/128/001031");
  const [busyInvoice, freeInvoice] = other.invoices;
  const opened = await site.useCases.openPayment({
    payerId: other.personId,
    invoiceIds: [busyInvoice!],
    receiptEmail: "other@fifth.test",
    receiptPhone: other.phone,
  });
  if (!opened.ok) throw new Error(opened.reason);
  return {
    site,
    asker: await site.logInInsured(asker.phone),
    outsider: await givenOutsider(site),
    other: {
      policyId: other.policyId,
      busyInvoice: busyInvoice!,
      freeInvoice: freeInvoice!,
      attemptId: opened.attemptId,
    },
    own: { invoiceId: asker.invoices[0]! },
  };
}

/** The sample's employer has its report, and this contact serves another one. */
async function givenOutsider(site: TestSite): Promise<Visitor> {
  const { sql } = site;
  const at = instant(NOW);
  await sql`insert into employers (name, recorded_at) values ('ООО «Другой завод»', ${at})`;
  const employers = await sql<{ id: number; name: string }[]>`select id, name from employers`;
  for (const { id, name } of employers) {
    const own = name === "ООО «Другой завод»";
    const email = own ? "hr@other.example" : `hr${id}@sample.example`;
    const named = { employerId: id, email, name: "Контакт", actor: null };
    assert.ok((await nameEmployerContact(sql, site.clock, named)).ok);
    if (!own) await requestReport(sql, site.clock, { employerId: id, actor: null });
  }
  const reports = await sql<{ id: number }[]>`select id from employer_reports`;
  assert.ok(reports.length > 0);
  for (const { id } of reports) await formEmployerReport(sql, { reportId: id, at });
  return await logInContact(site, "hr@other.example");
}

interface SampleOwner {
  personId: number;
  policyId: number;
  phone: Phone;
  invoices: number[];
}

async function ownerOf({ sql }: TestSite, policyNumber: string): Promise<SampleOwner> {
  const [owner] = await sql<SampleOwner[]>`
    select p.id as "personId", o.id as "policyId", p.phone,
           (select array_agg(i.id::int order by i.id) from invoices i where i.policy_id = o.id) as invoices
    from policies o join people p on p.id = o.person_id where o.number = ${policyNumber}`;
  await sql`
    insert into accounts (person_id, phone, email, registered_at)
    values (${owner!.personId}, ${owner!.phone}, ${`${owner!.phone}@fifth.test`}, ${instant(NOW)})`;
  return owner!;
}

async function termsId({ sql }: TestSite): Promise<string> {
  const [terms] = await sql`
    select id from documents where kind = 'franchise_terms' order by version desc limit 1`;
  return String(terms!.id);
}

/** A hash of each table's rows; codes asked for and cookies' sessions are no changes of a case. */
async function stateOf({ sql }: TestSite): Promise<Record<string, string>> {
  const tables = await sql<{ name: string }[]>`
    select tablename as name from pg_tables where schemaname = 'public' order by tablename`;
  const state: Record<string, string> = {};
  for (const { name } of tables) {
    const [row] = await sql<{ hash: string | null }[]>`
      select md5(string_agg(t::text, ' ' order by t::text)) as hash from ${sql(name)} t`;
    state[name] = row!.hash ?? "empty";
  }
  return state;
}

interface ListedRoute {
  file: string;
  /** A path of the route, with the other's ids in it. */
  path: string;
  methods: Set<string>;
}

async function routesOf({ other }: Owners): Promise<ListedRoute[]> {
  return await Promise.all(
    routeFiles().map(async (file) => {
      const pattern = patternOf(file.replace(/\.tsx?$/, "").split("/"));
      const id = pattern.startsWith("/payments") ? other.attemptId : String(other.freeInvoice);
      const path = pattern.replace(":kind", "user_agreement").replace(":version", "1")
        .replace(":period", "2026-10")
        .replace(":id", pattern.startsWith("/policies") ? String(other.policyId) : id);
      return { file, path, methods: await methodsOf(file) };
    }),
  );
}

async function methodsOf(file: string): Promise<Set<string>> {
  const module = await import(pathToFileURL(`${ROUTES}/${file}`).href);
  const handler: unknown = module.handler;
  if (typeof handler === "object" && handler !== null) {
    const methods = Object.keys(handler);
    return new Set(module.default ? ["GET", ...methods] : methods);
  }
  return new Set(["GET"]);
}

function routeFiles(): string[] {
  return readdirSync(ROUTES, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(ROUTES, `${entry.parentPath}/${entry.name}`).replaceAll("\\", "/"))
    .filter((path) => isRouteFile(path) && !/(^|\/)_[^/]*$/.test(path))
    .sort();
}

function getAll<Id>(asker: Visitor, ids: Id[], path: (id: Id) => string): Promise<Page[]> {
  return Promise.all(ids.map((id) => asker.get(path(id))));
}

async function postAll<Id>(ids: Id[], post: (id: Id) => Promise<Page>): Promise<Page[]> {
  const pages = [];
  for (const id of ids) pages.push(await post(id));
  return pages;
}

function tokenOf(page: Page): string {
  return /name="csrf" value="([^"]+)"/.exec(page.html)![1]!;
}

function policyOf(page: Page): string {
  return page.headers.get("content-security-policy") ?? "";
}

function assertSecured(page: Page, { https }: { https: boolean }): void {
  const policy = policyOf(page);
  assert.match(policy, /(^|; )default-src 'none'/);
  assert.match(policy, /script-src ('none'|'nonce-[^']+' 'strict-dynamic')(;|$)/);
  assert.match(policy, /frame-ancestors 'none'/);
  assert.match(policy, /base-uri 'none'/);
  assert.match(policy, /form-action 'self'/);
  assert.doesNotMatch(policy, /unsafe/);
  assert.equal(page.headers.get("x-content-type-options"), "nosniff");
  assert.equal(page.headers.get("x-frame-options"), "DENY");
  assert.equal(page.headers.get("referrer-policy"), "same-origin");
  assert.equal(page.headers.get("cross-origin-opener-policy"), "same-origin");
  assert.equal(page.headers.has("strict-transport-security"), https);
  assert.equal(page.headers.has("x-fresh-nonce"), false);
  const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
  for (const [tag] of page.html.matchAll(/<script\b[^>]*>/g)) {
    assert.ok(nonce && tag.includes(`nonce="${nonce}"`), `${tag} has another nonce`);
  }
  assert.doesNotMatch(page.html, /\sstyle="|\son[a-z]+="/, "inline style or handler");
}

const CLIENT: Deno.ServeHandlerInfo = {
  remoteAddr: { transport: "tcp", hostname: "192.0.2.250", port: 50_000 },
  completed: Promise.resolve(),
};
