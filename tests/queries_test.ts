import assert from "node:assert/strict";
import { instant, localDate } from "../domain/local_date.ts";
import { publishInvoices } from "../use_cases/invoices/publish_invoices.ts";
import { insertFamily } from "./harness/family.ts";
import { formReports, givenIndebted, logInContact, REPORT_DAY } from "./harness/indebted.ts";
import { type TestSite, testSite, type Visitor } from "./harness/site.ts";
import { IMPORTED_ON, loadPeople, loadRegister, sample } from "./samples/story.ts";

const NOW = "2026-11-22T07:00:00.000Z";
const REGISTER = "register-01-clean.xlsx";
const POLICY = "7701/128/001031";

/** Session and page: three queries are enough for what a person opens. */
const MOST_FOR_A_PERSON = 3;
/** Staff pages also write down whose records were seen. */
const MOST_FOR_STAFF = 7;

/** The first of January alone is off: days of the whole year turn. */
const DECREE = "year=2026&scope=federal&off=2026-01-01&working=&source=1";

Deno.test("a page of the cabinet asks the database three times at most", async () => {
  await using site = await testSite({ at: NOW });
  const { visitor, policyId, invoiceId, attemptId } = await givenAPayer(site);
  const consentId = await givenPendingWithdrawal(site, { visitor, policyId });
  const counts = await countQueries(site, visitor, [
    "/policies",
    `/policies/${policyId}`,
    `/policies/${policyId}/programme?q=терапевт`,
    `/policies/${policyId}/card`,
    "/invoices",
    "/invoices?show=paid&year=2026",
    `/invoices/${invoiceId}`,
    `/invoices/${invoiceId}/lines`,
    `/invoices/${invoiceId}/file`,
    `/invoices/pay?invoice=${invoiceId}`,
    `/payments/${attemptId}`,
    `/payments/${attemptId}?state`,
    "/payments",
    "/invoices/file",
    "/statement",
    "/profile",
    "/profile/phone",
    "/profile/channels",
    `/profile/consents/${consentId}/withdraw`,
    "/profile/withdrawal",
    "/documents",
    "/documents/user_agreement/1",
    "/help",
    "/contacts",
  ]);
  const visited = await countQueries(site, site.visitor(), ["/", "/login", "/register", "/help"]);
  for (const [path, queries] of [...counts, ...visited]) {
    assert.ok(queries.length <= MOST_FOR_A_PERSON, `${path}: ${queries.join("\n")}`);
  }
});

Deno.test("a representative of three asks no more than anybody", async () => {
  await using site = await testSite({ at: NOW });
  const { mother, misha, invoices } = await insertFamily(site.sql);
  const visitor = await site.logInInsured(mother.phone);
  const ofMisha = `?person=${misha.personId}`;
  const counts = await countQueries(site, visitor, [
    "/invoices",
    `/invoices${ofMisha}`,
    `/invoices/file${ofMisha}`,
    `/invoices/${invoices.mishas[0]}${ofMisha}`,
    `/invoices/${invoices.mishas[0]}/lines${ofMisha}`,
    `/invoices/pay?invoice=${invoices.mothers}&invoice=${invoices.savvas}`,
    `/policies${ofMisha}`,
    `/policies/${misha.policyId}${ofMisha}`,
    "/dependants",
    "/profile",
  ]);
  for (const [path, queries] of counts) {
    assert.ok(queries.length <= MOST_FOR_A_PERSON, `${path}: ${queries.join("\n")}`);
  }
});

Deno.test("a staff page asks the database a few times, however long its lists", async () => {
  await using site = await testSite({ at: NOW });
  const { invoiceId } = await givenAPayer(site);
  const [file] = await site.sql`select id from import_files where kind = 'register'`;
  const [person] = await site.sql`
    select person_id as id from policies where number = ${POLICY}`;
  const counts = await countQueries(site, await site.logInStaff(), [
    "/ops",
    `/ops/files/${file!.id}`,
    `/ops/files/${file!.id}?progress`,
    "/ops/held",
    "/ops/held?list=decided&who=Те",
    "/ops/invoices",
    "/ops/invoices/publish?through=2026-10-31",
    "/ops/payments",
    "/ops/calendar",
    `/ops/calendar/preview?${DECREE}`,
    "/ops/calls",
    "/ops/calls?list=later&who=Те&sum=1&since=01.01.2026",
    "/ops/lists/defaults",
    "/ops/lists/defaults/file",
    "/ops/lists/notices?who=Те",
    "/ops/lists/held/file?list=decided",
    "/ops/lists/refused?kind=register&file=1",
    "/ops/cases",
    "/ops/registrations",
    "/ops/registrations?who=Те&org=Завод",
    "/ops/registrations?list=decided",
    "/ops/people?q=Те",
    `/ops/people/${person!.id}`,
    `/ops/cases/${invoiceId}`,
    "/ops/decisions",
    `/ops/decisions/forgive?invoice=${invoiceId}`,
    `/ops/decisions/pause?invoice=${invoiceId}`,
    `/ops/decisions/postpone?invoice=${invoiceId}`,
    `/ops/decisions/refund?person=${person!.id}`,
    `/ops/decisions/return?invoice=${invoiceId}`,
  ]);
  const settings = await countQueries(site, await site.logInStaff("admin"), [
    "/ops/journal",
    "/ops/journal?person=Те&action=looks",
    "/ops/settings",
    "/ops/settings/staff",
    "/ops/settings/names",
    "/ops/settings/programmes",
    "/ops/settings/programmes/1",
    "/ops/settings/rates",
    "/ops/settings/documents",
    "/ops/settings/documents/personal_data",
  ]);
  for (const [path, queries] of [...counts, ...settings]) {
    assert.ok(queries.length <= MOST_FOR_STAFF, `${path}: ${queries.join("\n")}`);
  }
});

Deno.test("an employer's page asks the database three times at most, however many owe", async () => {
  await using site = await testSite({ at: REPORT_DAY });
  const { employerId } = await givenIndebted(site.sql);
  await formReports(site.sql);
  const counts = await countQueries(site, await logInContact(site), [
    "/employer",
    "/employer/employers",
    "/employer/reports/2026-10",
    "/employer/reports/2026-10?q=Взыск&state=late&sort=owed",
    "/employer/reports/2026-10/file",
    "/employer/reports/2026-10/today",
  ]);
  for (const [path, queries] of counts) {
    assert.ok(queries.length <= MOST_FOR_A_PERSON, `${path}: ${queries.join("\n")}`);
  }
  const staffs = await countQueries(site, await site.logInStaff(), [
    "/ops/employers",
    `/ops/employers/${employerId}`,
    `/ops/employers/${employerId}/payments?mark=`,
    `/ops/settings/employers/${employerId}`,
  ]);
  for (const [path, queries] of staffs) {
    assert.ok(queries.length <= MOST_FOR_STAFF, `${path}: ${queries.join("\n")}`);
  }
});

/** A consent that the visitor has asked to withdraw: its code has not been typed. */
async function givenPendingWithdrawal(
  { sql }: TestSite,
  { visitor, policyId }: { visitor: Visitor; policyId: number },
): Promise<number> {
  const [consent] = await sql<{ id: number }[]>`
    select consent_id as id from franchises where policy_id = ${policyId}`;
  await visitor.post(`/profile/consents/${consent!.id}/withdraw`, { withdraw: "on" });
  return consent!.id;
}

async function countQueries(
  site: TestSite,
  visitor: Visitor,
  paths: string[],
): Promise<Map<string, string[]>> {
  const counts = new Map<string, string[]>();
  // A new connection asks pg_catalog for the types, once.
  for (const path of paths) {
    const before = site.queries.length;
    const page = await visitor.get(path);
    assert.equal(page.status, 200, path);
    counts.set(path, site.queries.slice(before).filter((query) => !query.includes("pg_catalog")));
  }
  if (Deno.env.get("SHOW_QUERIES")) {
    for (const [path, queries] of counts) console.log(String(queries.length).padStart(3), path);
  }
  return counts;
}

async function givenAPayer(
  site: TestSite,
): Promise<{ visitor: Visitor; policyId: number; invoiceId: number; attemptId: string }> {
  const { sql } = site;
  await loadPeople(sql);
  await loadRegister(sql, { name: REGISTER, content: sample(REGISTER) });
  await publishInvoices(sql, IMPORTED_ON, { through: localDate("2026-11-01") });
  const [payer] = await sql`
    select i.id as "invoiceId", i.policy_id as "policyId", p.id as "personId", p.phone from invoices i
    join people p on p.id = i.payer_id join policies o on o.id = i.policy_id
    where o.number = ${POLICY}`;
  const { policyId, invoiceId, personId, phone } = payer!;
  await sql`insert into accounts (person_id, phone, email, registered_at)
            values (${personId}, ${phone}, 'payer@fifth.test', ${instant(NOW)})`;
  const opened = await site.useCases.openPayment({
    payerId: personId,
    invoiceIds: [invoiceId],
    receiptEmail: "payer@fifth.test",
    receiptPhone: phone,
  });
  if (!opened.ok) throw new Error(opened.reason);
  const visitor = await site.logInInsured(phone);
  return { visitor, policyId, invoiceId, attemptId: opened.attemptId };
}
