import assert from "node:assert/strict";
import { allRows, readSpreadsheet } from "../adapters/spreadsheet/mod.ts";
import { unzipSync } from "fflate";
import { transaction } from "../db/connection.ts";
import { readInvoiceCase } from "../db/cases/cases.ts";
import { addMinutes, epochMs, instant } from "../domain/local_date.ts";
import { formatRoubles, kopecks } from "../domain/money.ts";
import type { Phone } from "../domain/phone.ts";
import {
  EMPLOYER,
  formReports,
  givenIndebted,
  HR,
  logInContact,
  OTHER_HR,
  PERIOD,
  REPORT_DAY,
  SECRETS,
} from "./harness/indebted.ts";
import { paidInvoices } from "./harness/paid_invoices.ts";
import { testSite } from "./harness/site.ts";
import { formEmployerReport } from "../use_cases/employers/form_employer_report.ts";
import { requestDueReports } from "../use_cases/employers/request_employer_reports.ts";

const PAGE = "/employer/reports/2026-10";
const NEXT_PAGE = "/employer/reports/2026-11";

Deno.test("a contact logs in by a code from the letter, reads, acknowledges, and out again", async () => {
  await using site = await testSite({ at: REPORT_DAY });
  await givenIndebted(site.sql);
  await formReports(site.sql);
  const hr = site.visitor();
  assert.equal((await hr.get(PAGE)).location, "/employer/login?report=2026-10");
  const asked = await hr.post("/employer/login?report=2026-10", { email: " HR@sever.example " });
  assert.equal(asked.location, "/employer/login/code?report=2026-10");
  const opened = await hr.post("/employer/login/code?report=2026-10", { code: await hr.code() });
  assert.equal(opened.location, PAGE);

  const list = await hr.get("/employer");
  assert.match(list.text, /1 октября 2026 3 человека, 3 счета .*Ждет подтверждения/);
  const report = await hr.get(PAGE);
  assert.match(report.text, /Отчет о долгах на 1 октября 2026 1 423,46 ₽/);
  assert.match(report.text, /Взысканова.*Новиков.*Просрочкин/s);
  assert.doesNotMatch(report.text, /Оплатова|Чужаков/);

  const acknowledged = await hr.post(`${PAGE}/acknowledge`, {}, PAGE);
  assert.equal(acknowledged.location, `${PAGE}?acknowledged`);
  const after = await hr.get(`${PAGE}?acknowledged`);
  assert.match(after.text, /Подтвержден Мария Кадрова, 1 октября 2026, 10:00/);
  assert.doesNotMatch(after.text, /Подтвердить получение/);
  const again = await hr.post(`${PAGE}/acknowledge`, {}, PAGE);
  assert.equal(again.location, `${PAGE}?known`, "who was first stays");
  const said = /Получение уже подтверждено Мария Кадрова, 1 октября 2026, 10:00/;
  assert.match((await hr.get(`${PAGE}?known`)).text, said);

  const left = await hr.post("/logout", {}, "/employer");
  assert.equal(left.location, "/employer/login");
  assert.equal((await hr.get("/employer")).location, "/employer/login");
});

Deno.test("an unknown address is answered as a known one, and its code opens nothing", async () => {
  await using site = await testSite({ at: REPORT_DAY });
  await givenIndebted(site.sql);
  const answers = [];
  for (const email of [HR.email, "nobody@sever.example"]) {
    const visitor = site.visitor();
    const asked = await visitor.post("/employer/login", { email });
    const page = await visitor.get("/employer/login/code");
    answers.push([asked.status, asked.location, page.text.replace(email, "ADDRESS")]);
  }
  assert.deepEqual(answers[0], answers[1]);
  const stranger = site.visitor();
  await stranger.post("/employer/login", { email: "nobody@sever.example" });
  const refused = await stranger.post("/employer/login/code", { code: await stranger.code() });
  assert.equal(refused.status, 422);
  assert.match(refused.text, /Код не подошел/);
});

Deno.test("a contact taken off the list is out at once, with a code in hand too", async () => {
  await using site = await testSite({ at: REPORT_DAY });
  const { employerId, contactId } = await givenIndebted(site.sql);
  const hr = await logInContact(site);
  const late = site.visitor();
  await late.post("/employer/login", { email: HR.email });
  await site.useCases.endEmployerContact({
    employerId,
    of: { contactId },
    actor: { staffId: await staffId(site), ip: "192.0.2.9" },
  });
  assert.equal((await hr.get("/employer")).location, "/employer/login");
  const refused = await late.post("/employer/login/code", { code: await late.code() });
  assert.equal(refused.location, "/employer/login");
});

Deno.test("the file is the same byte for byte whenever it is taken, and agrees with page and ledger", async () => {
  await using site = await testSite({ at: REPORT_DAY });
  const { invoices, people } = await givenIndebted(site.sql);
  await formReports(site.sql);
  const hr = await logInContact(site);
  const first = await hr.get(`${PAGE}/file`);
  assert.equal(first.status, 200);
  const { pay } = paidInvoices(site.sql);
  const at = addMinutes(REPORT_DAY, 60);
  await pay(people["Новиков"], {
    parts: [{ invoiceId: invoices["Новиков"], amount: 12_345 }],
    at,
  });
  site.clock.set(addMinutes(REPORT_DAY, 3 * 60));
  const second = await hr.get(`${PAGE}/file`);
  assert.deepEqual(second.bytes, first.bytes);

  const read = await readSpreadsheet({ name: "a.xlsx", content: first.bytes });
  assert.ok(read.ok);
  assert.deepEqual(read.sheets.map(({ name }) => name), ["Долги", "Пояснения"]);
  const rows = (await allRows(read.sheets[0]!.rows)).map(({ cells }) => cells);
  const [, , , head, ...body] = rows;
  assert.equal(head!.length, 12);
  const debts = body.slice(0, -2);
  assert.deepEqual(debts.map(([number, name]) => [number, name]), [
    ["0017", "Взысканова Майя Тестовна"],
    ["0100", "Новиков Майя Тестовна"],
    ["0004", "Просрочкин Майя Тестовна"],
  ]);
  assert.deepEqual(debts[2]!.slice(2, 11), [
    invoices["Просрочкин"],
    "2026-07-20",
    500.01,
    100,
    400.01,
    "2026-08-31",
    31,
    null,
    "Просрочен",
  ]);
  // 90 000 kopecks at the contract's 10 % from 25 June through 1 October 2026: 99 days.
  assert.equal(debts[0]![11], 24.41);
  const total = body.at(-2)!;
  assert.equal(total[0], "Итого по всем строкам");
  assert.deepEqual([total[4], total[5], total[6]], [1523.46, 100, 1423.46]);
  assert.equal(body.at(-1)![6], 1300.01);

  const [ledger] = await site.sql<{ owed: number }[]>`
    select sum(l.owed_kopecks)::bigint as owed from employer_report_lines l
    join employer_reports r on r.id = l.report_id join employers e on e.id = r.employer_id
    where e.name = ${EMPLOYER}`;
  assert.equal(ledger!.owed, 142_346);
  const page = await hr.get(PAGE);
  assert.ok(page.text.includes(formatRoubles(kopecks(142_346)).replaceAll("\u00a0", " ")));
  assert.match(page.text, /Новиков Майя Тестовна .*Оплачен 1 октября/);
});

Deno.test("the workbook is frozen, printed on A4 across, and explains each of its columns", async () => {
  await using site = await testSite({ at: REPORT_DAY });
  await givenIndebted(site.sql);
  await formReports(site.sql);
  const hr = await logInContact(site);
  const parts = unzipSync((await hr.get(`${PAGE}/file`)).bytes);
  const text = (name: string) => new TextDecoder().decode(parts[name]);
  const sheet = text("xl/worksheets/sheet1.xml");
  assert.match(sheet, /ySplit="4".*state="frozen"/);
  assert.match(sheet, /<\/sheetData><autoFilter ref="A4:L7"\/>/, "debts, without their totals");
  assert.match(sheet, /paperSize="9" orientation="landscape" fitToWidth="1"/);
  assert.match(text("xl/workbook.xml"), /_xlnm.Print_Titles.*\$4:\$4/);
  const read = await readSpreadsheet({
    name: "a.xlsx",
    content: (await hr.get(`${PAGE}/file`)).bytes,
  });
  assert.ok(read.ok);
  const [debts, meanings] = await Promise.all(
    read.sheets.map(async ({ rows }) => (await allRows(rows)).map(({ cells }) => cells)),
  );
  const explained = meanings!.filter(([, meaning]) => typeof meaning === "string").map(([name]) =>
    name
  );
  const notes = meanings!.map(([note]) => String(note)).join("\n");
  assert.match(notes, /только по письменному заявлению работника или по исполнительному документу/);
  assert.match(notes, /Удерживать рано, если срок не наступил/);
  for (const title of debts![3]!) assert.ok(explained.includes(title!), String(title));
});

Deno.test("no clinic and no service reaches an employer: in no page, file, letter or row", async () => {
  await using site = await testSite({ at: REPORT_DAY });
  const { people } = await givenIndebted(site.sql);
  const [seen] = await site.sql`
    select from service_lines l join clinics c on c.id = l.clinic_id
    where c.name = ${SECRETS[0]!} and l.service_name = ${SECRETS[1]!}`;
  assert.ok(seen, "the secrets are planted");
  await formReports(site.sql);
  const hr = await logInContact(site);
  const file = (await hr.get(`${PAGE}/file`)).bytes;
  const texts = [
    (await hr.get("/employer")).html,
    (await hr.get(PAGE)).html,
    ...Object.values(unzipSync(file)).map((part) => new TextDecoder().decode(part)),
    JSON.stringify(await site.sql`select * from employer_report_lines`),
  ];
  assert.ok(texts.some((text) => text.includes("Взысканова")), "the search must read names");
  for (const text of texts) {
    for (const secret of [...SECRETS, "B01.047"]) assert.ok(!text.includes(secret), secret);
  }
  const looks = await site.sql<{ action: string }[]>`
    select action from journal
    where subject = ${`person/${people["Взысканова"]}`} and actor like 'employer_contact/%'
    order by id`;
  assert.deepEqual(looks.map(({ action }) => action), ["downloaded", "looked"]);
});

Deno.test("debts are marked together, marks change, and their history stays", async () => {
  await using site = await testSite({ at: REPORT_DAY });
  const { employerId, invoices } = await givenIndebted(site.sql);
  await formReports(site.sql);
  const hr = await logInContact(site);
  const both = [String(invoices["Взысканова"]), String(invoices["Новиков"])];
  const nothing = await hr.post(PAGE, { note: "Заметка" });
  assert.equal(nothing.status, 422);
  assert.match(nothing.html, /<title>Ошибка: /);
  assert.match(nothing.text, /Выберите в списке хотя бы один долг.*Выберите, чем закончилось/s);
  const unsaid = await hr.post(PAGE, { debt: both, note: "Заметка" });
  assert.equal(unsaid.html.match(/type="checkbox"[^>]*checked/g)?.length, 2, "boxes stay ticked");
  assert.match(unsaid.html, />Заметка<\/textarea>/);

  const marked = await hr.post(PAGE, { debt: both, kind: "agreed", note: "До 15-го" });
  const told = `marked=${epochMs(REPORT_DAY)}`;
  assert.equal(marked.location, `${PAGE}?${told}`);
  assert.match((await hr.get(marked.location!)).text, /Отмечено: 2 долга/);
  const twice = await hr.post(PAGE, { debt: both, kind: "agreed", note: "До 15-го" });
  assert.equal(twice.location, `${PAGE}?unchanged`, "a form sent twice is one mark");
  assert.match(
    (await hr.get(twice.location!)).text,
    /Ничего не изменилось Такая отметка уже стоит/,
  );
  const rest = await hr.post(`${PAGE}?mark=none`, { all: "1", kind: "refused", note: "" });
  assert.equal(rest.location, `${PAGE}?mark=none&${told}`, "all that the filter has found");
  site.clock.set(addMinutes(REPORT_DAY, 2 * 60));
  const filtered = `${PAGE}?mark=agreed&q=Взыск`;
  assert.match((await hr.get(filtered)).text, /1–1 из 1/);
  await hr.post(filtered, { debt: [both[0]!], kind: "deducted", note: "" });
  const page = await hr.get(PAGE);
  assert.match(
    page.text,
    /Удержано из зарплаты Мария Кадрова, 1 октября 2026, 12:00 Раньше: 1 отметка Договорились «До 15-го»/,
  );
  const [balance] = await site.sql`
    select owed_kopecks as owed from invoice_balances where invoice_id = ${Number(both[0])}`;
  assert.equal(balance!.owed, 90_000, "a mark moves no money");

  const staff = await site.logInStaff();
  const overview = await staff.get(`/ops/employers/${employerId}`);
  assert.match(overview.text, /Взысканова Майя Тестовна Удержано из зарплаты — Мария Кадрова/);
  assert.match(overview.text, /Новиков Майя Тестовна Договорились До 15-го/);
  const story = await staff.get(`/ops/cases/${both[0]}`);
  assert.match(story.text, /Долг передан работодателю Отчет на 1 октября/);
  assert.match(story.text, /Работодатель: договорились Мария Кадрова «До 15-го»/);
  assert.match(story.text, /Работодатель: удержано из зарплаты Мария Кадрова/);
});

Deno.test("all found debts are marked only while they are as many as the button said", async () => {
  await using site = await testSite({ at: REPORT_DAY });
  const { invoices, people } = await givenIndebted(site.sql);
  await formReports(site.sql);
  const hr = await logInContact(site);
  assert.match((await hr.get(PAGE)).html, /name="all" value="3"/);
  await paidInvoices(site.sql).pay(people["Новиков"], {
    parts: [{ invoiceId: invoices["Новиков"], amount: 12_345 }],
    at: REPORT_DAY,
  });
  const refused = await hr.post(PAGE, { all: "3", kind: "deducted", note: "Приказ 7" });
  assert.equal(refused.status, 422);
  assert.match(refused.text, /Список изменился: было? 3 долга, стало 2/);
  assert.match(refused.html, /name="all" value="2"/);
  assert.match(refused.html, />Приказ 7<\/textarea>/, "what was typed stays");
  assert.equal((await site.sql`select from employer_report_marks`).length, 0);
  const both = { debt: String(invoices["Взысканова"]), all: "2", kind: "agreed", note: "" };
  await hr.post(PAGE, both);
  assert.equal((await site.sql`select from employer_report_marks`).length, 2);
});

Deno.test("a page's debts are ticked by a link, and an address alone tells of no marks", async () => {
  await using site = await testSite({ at: REPORT_DAY });
  await givenIndebted(site.sql);
  await formReports(site.sql);
  const hr = await logInContact(site);
  const ticked = async (search: string) =>
    (await hr.get(PAGE + search)).html.match(/type="checkbox"[^>]*checked/g)?.length ?? 0;
  assert.deepEqual([await ticked(""), await ticked("?pick=page")], [0, 3]);
  assert.match((await hr.get(`${PAGE}?pick=page`)).html, /reports\/2026-10#debts">Снять выбор/);
  for (const search of ["?marked=999999", "?marked=99999999999999", "?acknowledged", "?known"]) {
    const page = await hr.get(PAGE + search);
    assert.equal(page.status, 200);
    assert.doesNotMatch(page.text, /Отмечено: \d|Получение/, search);
  }
});

Deno.test("a mark stands in the journal at each person whose debt it is", async () => {
  await using site = await testSite({ at: REPORT_DAY });
  const { invoices, people } = await givenIndebted(site.sql);
  await formReports(site.sql);
  const hr = await logInContact(site);
  const debt = [String(invoices["Взысканова"]), String(invoices["Новиков"])];
  await hr.post(PAGE, { debt, kind: "refused", note: "" });
  await hr.post(PAGE, { debt, kind: "refused", note: "" });
  const rows = await site.sql<{ subject: string }[]>`
    select subject from journal where action = 'marked_refused' and subject like 'person/%'
    order by subject`;
  const wanted = [people["Взысканова"], people["Новиков"]].map((id) => `person/${id}`).sort();
  assert.deepEqual(rows.map(({ subject }) => subject), wanted, "once, where something was marked");
});

Deno.test("a mark that waits for the next report's forming does not land in the report before", async () => {
  await using site = await testSite({ at: REPORT_DAY });
  const { employerId, contactId, invoices } = await givenIndebted(site.sql);
  await formReports(site.sql);
  const next = instant("2026-11-03T05:00:00.000Z");
  await requestDueReports(site.sql, next);
  const [report] = await site.sql<{ id: number }[]>`
    select id from employer_reports where formed_at is null and employer_id = ${employerId}`;
  const actor = { employerId, contactId, ip: "192.0.2.7" };
  const marking = await transaction(site.sql, async (sql) => {
    await formEmployerReport(sql, { reportId: report!.id, at: next });
    const marking = site.useCases.markDebts({
      period: PERIOD,
      debts: [invoices["Новиков"]],
      kind: "agreed",
      note: "",
      actor,
    });
    const first = await Promise.race([marking.then(() => "marked"), waited(300)]);
    assert.equal(first, "waits", "whoever marks waits for the forming's end");
    return () => marking;
  });
  assert.deepEqual(await marking(), { ok: false, reason: "superseded" });
});

Deno.test("an overtaken report is told so once, not with each later one", async () => {
  await using site = await testSite({ at: REPORT_DAY });
  const { employerId } = await givenIndebted(site.sql);
  for (const day of ["2026-10-01", "2026-11-03", "2026-12-01", "2027-01-11"]) {
    await formReports(site.sql, instant(`${day}T05:00:00.000Z`));
  }
  const rows = await site.sql<{ workflow_id: string }[]>`
    select workflow_id from outbox where signal = 'superseded'
      and workflow_id like ${`employer-report/${employerId}/%`} order by id`;
  assert.deepEqual(
    rows.map(({ workflow_id }) => workflow_id.slice(-7)),
    ["2026-10", "2026-11", "2026-12"],
  );
});

Deno.test("a report that a newer one has replaced says so, leads there, and is acknowledged no more", async () => {
  await using site = await testSite({ at: REPORT_DAY });
  const { invoices } = await givenIndebted(site.sql);
  await formReports(site.sql);
  const next = instant("2026-11-03T05:00:00.000Z");
  await formReports(site.sql, next);
  site.clock.set(next);
  const hr = await logInContact(site);
  const page = await hr.get(PAGE);
  assert.match(page.text, /Этот отчет заменен новым .* Открыть отчет на 3 ноября 2026/);
  assert.match(page.html, /href="\/employer\/reports\/2026-11"/);
  assert.match(page.text, /Не подтвержден, есть новее/);
  assert.doesNotMatch(page.html, /name="debt"|acknowledge"/);
  const fields = { debt: String(invoices["Новиков"]), kind: "agreed", note: "" };
  const unmarked = await hr.post(PAGE, fields, NEXT_PAGE);
  assert.equal(unmarked.location, `${PAGE}?unmarked`);
  assert.match((await hr.get(unmarked.location!)).text, /Отметки не поставлены: отчет заменен/);
  assert.equal((await hr.post(`${PAGE}/acknowledge`, {}, NEXT_PAGE)).location, PAGE);
  const [{ count } = { count: -1 }] = await site.sql<{ count: number }[]>`
    select (select count(*) from employer_report_marks) +
           (select count(*) from employer_reports where acknowledged_at is not null) as count`;
  assert.equal(count, 0);
  const refused = await hr.get(`${PAGE}?acknowledged`);
  assert.doesNotMatch(refused.text, /Получение подтверждено/, "an address says nothing of itself");
  assert.match((await hr.get(NEXT_PAGE)).html, /acknowledge"/);
});

Deno.test("what was acknowledged and marked stays: the next month's report carries marks on", async () => {
  await using site = await testSite({ at: REPORT_DAY });
  const { employerId, invoices } = await givenIndebted(site.sql);
  await formReports(site.sql);
  const hr = await logInContact(site);
  const [late, fresh] = [String(invoices["Взысканова"]), String(invoices["Новиков"])];
  await hr.post(`${PAGE}/acknowledge`, {}, PAGE);
  await hr.post(PAGE, { debt: [late, fresh], kind: "deducted", note: "Октябрь" });
  const next = instant("2026-11-03T05:00:00.000Z");
  await formReports(site.sql, next);
  site.clock.set(next);
  const again = await logInContact(site);
  const carried = await again.get(NEXT_PAGE);
  const marked =
    /Взысканова .*?Удержано из зарплаты «Октябрь» Мария Кадрова, 1 октября 2026, 10:00/;
  assert.match(carried.text, marked);
  assert.match((await again.get("/employer")).text, /3 ноября 2026 .*Отмечено: 2 из 3/);
  assert.match((await again.get(`${NEXT_PAGE}?mark=deducted`)).text, /1–2 из 2/);
  const same = await again.post(NEXT_PAGE, { debt: late, kind: "deducted", note: "Октябрь" });
  assert.equal(same.location, `${NEXT_PAGE}?unchanged`, "the mark is there already");
  await again.post(NEXT_PAGE, { debt: late, kind: "refused", note: "" });

  const before = await again.get(PAGE);
  assert.match(before.text, /Подтвержден Мария Кадрова, 1 октября 2026, 10:00/);
  assert.match(before.text, marked, "the older report keeps what was said in its month");
  assert.doesNotMatch(before.text, /Отказ Мария/);
  const overview = await (await site.logInStaff()).get(`/ops/employers/${employerId}`);
  assert.match(overview.text, /Новиков Майя Тестовна Удержано из зарплаты/);
  assert.match(overview.text, /Взысканова Майя Тестовна Отказ/);
});

Deno.test("what was paid since is said beside the frozen sum, in the table of today, and is not marked", async () => {
  await using site = await testSite({ at: REPORT_DAY });
  const { invoices, people } = await givenIndebted(site.sql);
  await formReports(site.sql);
  const { pay } = paidInvoices(site.sql);
  const at = addMinutes(REPORT_DAY, 60);
  const of = (surname: "Новиков" | "Просрочкин", amount: number) =>
    pay(people[surname], { parts: [{ invoiceId: invoices[surname], amount }], at });
  await of("Новиков", 12_345);
  await of("Просрочкин", 10_001);
  site.clock.set(addMinutes(REPORT_DAY, 3 * 60));
  const hr = await logInContact(site);
  const page = await hr.get(PAGE);
  assert.match(page.text, /1 октября 2026 1 423,46 ₽ Осталось сейчас 1 200,00 ₽ ?, 2 счета/);
  assert.match(page.text, /Просрочкин .*? 400,01 ₽ .*?Осталось 300,00 ₽ Просрочен на 31 день/);
  assert.doesNotMatch(page.html, new RegExp(`value="${invoices["Новиков"]}"`));
  assert.match(page.html, /name="all" value="2"/, "as many as may be marked");
  const all = await hr.post(PAGE, { all: "2", kind: "deducted", note: "" });
  assert.equal(all.location, `${PAGE}?marked=${epochMs(site.clock.now())}&closed`);
  assert.match((await hr.get(all.location!)).text, /Отмечено: 2 долга Где долга уже нет/);
  const again = await hr.post(PAGE, {
    debt: String(invoices["Новиков"]),
    kind: "deducted",
    note: "",
  });
  assert.equal(again.location, `${PAGE}?unchanged&closed`);
  assert.match((await hr.get(again.location!)).text, /Ничего не изменилось Где долга уже нет/);

  const file = await hr.get(`${PAGE}/today`);
  assert.match(file.headers.get("content-disposition")!, /filename="debts-now-2026-10-01.xlsx"/);
  const rows = await rowsIn(file.bytes);
  assert.equal(rows[0]![0], "Долги на 1 октября 2026, 13:00");
  const [, paid, part] = rows.slice(4);
  assert.deepEqual(paid!.slice(1, 9), [
    "Новиков Майя Тестовна",
    invoices["Новиков"],
    123.45,
    123.45,
    0,
    "Долга нет",
    "2026-10-01",
    "2026-10-22",
  ]);
  assert.deepEqual(part!.slice(3, 6), [400.01, 100.01, 300]);
  assert.equal(part![10], "Удержано из зарплаты");
  assert.deepEqual(rows.at(-1)!.slice(0, 6), [
    "Итого по всем строкам",
    null,
    null,
    1423.46,
    223.46,
    1200,
  ]);
  assert.deepEqual((await hr.get(`${PAGE}/today`)).bytes, file.bytes);

  const left = await rowsIn((await hr.get(`${PAGE}/today?state=open&q=Взыск`)).bytes);
  assert.match(String(left[2]![0]), /по фильтру счетов: 1 из 3/);
  assert.equal(left.length, 6);
});

Deno.test("debts are found, put in order and turned over by pages", async () => {
  await using site = await testSite({ at: REPORT_DAY });
  const { invoices } = await givenIndebted(site.sql);
  await formReports(site.sql);
  const hr = await logInContact(site);
  const shown = async (search: string) =>
    [...(await hr.get(`${PAGE}?${search}`)).html.matchAll(/name="debt" value="(\d+)"/g)]
      .map(([, id]) => Object.entries(invoices).find(([, known]) => known === Number(id))![0]);
  assert.deepEqual(await shown(""), ["Взысканова", "Новиков", "Просрочкин"]);
  assert.deepEqual(await shown("sort=owed"), ["Взысканова", "Просрочкин", "Новиков"]);
  assert.deepEqual(await shown("sort=due"), ["Взысканова", "Просрочкин", "Новиков"]);
  assert.deepEqual(await shown("state=late"), ["Взысканова", "Просрочкин"]);
  assert.deepEqual(await shown("state=recovery"), ["Взысканова"]);
  assert.deepEqual(await shown("state=not_due"), ["Новиков"]);
  assert.deepEqual(await shown("state=closed"), []);
  for (const query of ["  нОВИК", "0100", `№ ${invoices["Новиков"]}`, "новиков  майя"]) {
    assert.deepEqual(await shown(`q=${encodeURIComponent(query)}`), ["Новиков"], query);
  }
  for (const query of ["%", "_", "100%", "\\", "'", "0\u0000"]) {
    assert.deepEqual(await shown(`q=${encodeURIComponent(query)}`), [], query);
  }
  assert.deepEqual(await shown("page=2"), []);
  assert.deepEqual(await shown("page=1e9&sort=x&state=y"), ["Взысканова", "Новиков", "Просрочкин"]);
});

Deno.test("who had pay withheld is not reminded or called for a month, and is again once the mark is gone", async () => {
  await using site = await testSite({ at: REPORT_DAY });
  const { invoices, people } = await givenIndebted(site.sql);
  await formReports(site.sql);
  const invoiceId = invoices["Новиков"];
  await site.sql`
    insert into notices (key, person_id, invoice_id, channel, template, due_at, state, recorded_at)
    values ('invoice/x/call', ${people["Новиков"]}, ${invoiceId}, 'call', 'reminder', ${REPORT_DAY},
            'open', ${REPORT_DAY})`;
  const hr = await logInContact(site);
  const rests = async () => (await readInvoiceCase(site.sql, invoiceId)).pausedThrough;
  const signals = async () => {
    const rows = await site.sql<{ signal: string }[]>`
      select signal from outbox where workflow_id = ${`invoice/${invoiceId}`}
        and recorded_at = ${site.clock.now()} order by id`;
    return rows.map(({ signal }) => signal);
  };
  assert.equal(await rests(), null);
  await hr.post(PAGE, { debt: String(invoiceId), kind: "deducted", note: "" });
  assert.equal(await rests(), "2026-10-31");
  assert.deepEqual(await signals(), ["reread"]);
  const [{ phone } = { phone: null }] = await site.sql<{ phone: Phone | null }[]>`
    select phone from people where id = ${people["Новиков"]}`;
  const debtor = await site.logInInsured(phone!);
  const told = /Работодатель сообщил, что удержал этот долг .* До 31 октября не напоминаем/;
  assert.match((await debtor.get(`/invoices/${invoiceId}`)).text, told);
  const [call] = await site.sql`select state, detail from notices where key = 'invoice/x/call'`;
  assert.deepEqual({ ...call }, { state: "skipped", detail: "paused" });
  site.clock.set(addMinutes(REPORT_DAY, 60));
  await hr.post(PAGE, { debt: String(invoiceId), kind: "agreed", note: "" });
  assert.equal(await rests(), null);
  assert.deepEqual(await signals(), ["reread"]);
  assert.doesNotMatch((await debtor.get(`/invoices/${invoiceId}`)).text, /удержал этот долг/);
  site.clock.set(addMinutes(REPORT_DAY, 120));
  await hr.post(PAGE, { debt: String(invoiceId), kind: "refused", note: "" });
  assert.deepEqual(await signals(), [], "nothing rests or begins again");
});

Deno.test("a contact sees and touches the own employer's reports alone", async () => {
  await using site = await testSite({ at: REPORT_DAY });
  const { invoices, otherEmployerId } = await givenIndebted(site.sql);
  await formReports(site.sql);
  // A month that only the other employer has.
  await site.sql`
    insert into employer_reports overriding system value
    select id + 1000, employer_id, '2026-09-01', requested_by, requested_at, formed_at,
           '2026-09-01', calendar_version_id, remind_at, debts, people, total_kopecks,
           owed_kopecks, overdue_debts, overdue_kopecks, penalty_kopecks
    from employer_reports where employer_id = ${otherEmployerId}`;
  const hr = await logInContact(site);
  for (const month of ["2026-09", "2026-13", "0000-00", "abc", "%00", "2026-10-01"]) {
    const path = `/employer/reports/${month}`;
    for (
      const page of [
        await hr.get(path),
        await hr.get(`${path}/file`),
        await hr.post(path, { debt: "1", kind: "agreed", note: "" }, "/employer"),
        await hr.post(`${path}/acknowledge`, {}, "/employer"),
      ]
    ) {
      assert.equal(page.status, 404, path);
      assert.match(page.text, /работодателю .* Такой страницы нет/, "in the employer's own frame");
      assert.doesNotMatch(page.text, /Чужаков/);
    }
  }
  const foreign = [String(invoices["Новиков"]), String(invoices["Чужаков"])];
  const mixed = await hr.post(PAGE, { debt: foreign, kind: "agreed", note: "" });
  assert.equal(mixed.status, 404);
  const marks = await site.sql`select from employer_report_marks`;
  assert.equal(marks.length, 0, "not even the own one is marked");
});

Deno.test("who serves several employers chooses, and nobody else's can be chosen", async () => {
  await using site = await testSite({ at: REPORT_DAY });
  const { otherEmployerId, contactId } = await givenIndebted(site.sql);
  await formReports(site.sql);
  const named = await site.useCases.nameEmployerContact({
    employerId: otherEmployerId,
    ...HR,
    actor: { staffId: await staffId(site), ip: "192.0.2.9" },
  });
  assert.ok(named.ok);
  const hr = site.visitor();
  await hr.post("/employer/login", { email: HR.email });
  const opened = await hr.post("/employer/login/code", { code: await hr.code() });
  assert.equal(opened.location, "/employer/employers");
  assert.match((await hr.get("/employer/employers")).text, /Завод Север.*Завод Юг/s);
  await hr.post("/employer/employers", { contact: String(named.contactId) });
  assert.match((await hr.get(PAGE)).text, /Чужаков/);
  await hr.post("/employer/employers", { contact: String(contactId) });
  assert.match((await hr.get(PAGE)).text, /Взысканова/);

  const other = await logInContact(site, OTHER_HR.email);
  for (const contact of [String(contactId), String(named.contactId), "0", "x", "9".repeat(15)]) {
    const page = await other.post("/employer/employers", { contact });
    assert.equal(page.status, 404, contact);
  }
  assert.match((await other.get(PAGE)).text, /Чужаков/);
});

Deno.test("staff name and end contacts, ask for a missing report once, and viewers only look", async () => {
  await using site = await testSite({ at: REPORT_DAY });
  const { employerId } = await givenIndebted(site.sql);
  const path = `/ops/employers/${employerId}`;
  const staff = await site.logInStaff("approver");
  assert.match((await staff.get("/ops/employers")).text, /Завод Север.*Завод Юг/s);
  const contacts = `${path}/contacts`;
  const wrong = await staff.post(contacts, { name: "", email: "нет", step: "send" });
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /Введите почту, например/);
  assert.match(wrong.text, /Введите имя, до 200 знаков/);
  assert.match(wrong.text, /Напишите, кто и как назвал этого человека/);
  const reason = "Письмо кадров № 41";
  const known = await staff.post(contacts, { name: "Мария", email: "HR@sever.example", reason });
  assert.match(known.text, /Этот адрес у работодателя уже есть/);
  const fields = { name: "Второй Кадров", email: "second@sever.example", reason };
  const checked = await staff.post(contacts, { ...fields, step: "check" });
  assert.match(checked.text, /Проверьте и отправьте .*second@sever\.example/);
  assert.equal(
    (await site.sql`select from employer_contacts where name = ${fields.name}`).length,
    0,
  );
  const added = await staff.post(contacts, { ...fields, step: "send" });
  assert.match((await staff.get(added.location!)).text, /Второй Кадров\. Контакт добавлен/);
  const [second] = await site.sql<{ id: number }[]>`
    select id from employer_contacts where email = 'second@sever.example'`;
  const ending = `${contacts}/${second!.id}`;
  assert.doesNotMatch((await staff.get(ending)).text, /Это последний контакт/);
  assert.equal((await staff.post(ending, { reason: " " })).status, 422);
  const ended = await staff.post(ending, { reason: "Уволилась" });
  assert.match((await staff.get(ended.location!)).text, /Второй Кадров\. Контакт убран/);
  const again = await staff.post(ending, { reason: "Уволилась" });
  assert.equal(again.location, `${path}?done=gone&contact=${second!.id}`);
  const [last] = await site.sql<{ id: number }[]>`
    select id from employer_contacts where employer_id = ${employerId} and ended_at is null`;
  assert.match((await staff.get(`${contacts}/${last!.id}`)).text, /Это последний контакт/);
  assert.match(
    (await staff.get(path)).text,
    /Второй Кадров second@sever.example .* убран 1 октября/,
  );

  const asked = await staff.post(path, { report: "2026-10" });
  assert.equal(asked.location, `${path}?done=requested`);
  assert.equal((await staff.post(path, { report: "2026-10" })).location, `${path}?done=known`);
  const outbox = await site.sql`
    select workflow_id from outbox where workflow_type = 'employerReport'`;
  assert.deepEqual(outbox.map((row) => row["workflow_id"]), [
    `employer-report/${employerId}/2026-10`,
  ]);
  const journal = await site.sql<{ action: string; detail: { reason?: string } | null }[]>`
    select action, detail from journal
    where actor like 'staff/%' and subject like 'employer%' order by id`;
  assert.deepEqual(
    journal.map(({ action, detail }) => [action, detail?.reason]),
    [["named", reason], ["ended", "Уволилась"], ["asked_for_report", undefined]],
  );
  const operator = await site.logInStaff("operator");
  assert.match((await operator.get(path)).text, /роль не ниже «Контролер»/);
  for (const address of [contacts, `${contacts}/${last!.id}`]) {
    assert.equal((await operator.get(address)).status, 403);
    assert.equal((await operator.post(address, { ...fields, step: "send" }, "/ops")).status, 403);
  }

  const viewer = await site.logInStaff("viewer");
  assert.doesNotMatch((await viewer.get(path)).html, /<form class="form"/);
  const refused = await viewer.post(path, { report: "2026-10" }, "/ops");
  assert.equal(refused.status, 403);
});

Deno.test("staff see to which contact the newest report's letter did not go, and why", async () => {
  await using site = await testSite({ at: REPORT_DAY });
  const { employerId, contactId } = await givenIndebted(site.sql);
  await formReports(site.sql);
  const write = (step: string, state: string, detail: string | null) =>
    site.sql`
      insert into employer_report_letters
        (report_id, contact_id, step, state, detail, recorded_at, finished_at)
      select id, ${contactId}, ${step}, ${state}, ${detail}, ${REPORT_DAY}, ${REPORT_DAY}
      from employer_reports where employer_id = ${employerId}`;
  const staff = await site.logInStaff();
  const page = `/ops/employers/${employerId}`;
  assert.match((await staff.get(page)).text, /hr@sever.example .*?не отправляли/);
  await write("formed", "sent", null);
  assert.match((await staff.get(page)).text, /hr@sever.example .*?Отчет, 1 октября 2026, 10:00/);
  assert.doesNotMatch((await staff.get("/ops/employers")).text, /не дошло|дошли не всем/);
  await write("reminder", "failed", "smtp_550");
  assert.match((await staff.get(page)).text, /hr@sever.example .*?Не дошло: smtp_550/);
  const list = await staff.get("/ops/employers");
  assert.match(list.text, /Письма об отчете дошли не всем .*?: АО «Завод Север» ?\./);
  assert.match(list.text, /АО «Завод Север» Письмо не дошло: 1 из 1/);
  await site.sql`update employer_contacts set ended_at = ${REPORT_DAY} where id = ${contactId}`;
  assert.doesNotMatch((await staff.get("/ops/employers")).text, /не дошло|дошли не всем/);
});

Deno.test("staff read an employer's marks by kind and by pages, each person's look journalled", async () => {
  await using site = await testSite({ at: REPORT_DAY });
  const { employerId, invoices, people } = await givenIndebted(site.sql);
  await formReports(site.sql);
  const hr = await logInContact(site);
  const of = (surname: "Взысканова" | "Новиков") => String(invoices[surname]);
  await hr.post(PAGE, { debt: of("Взысканова"), kind: "deducted", note: "" });
  await hr.post(PAGE, { debt: of("Новиков"), kind: "refused", note: "" });
  const staff = await site.logInStaff();
  const page = `/ops/employers/${employerId}`;
  const both = await staff.get(page);
  assert.match(both.text, /Взысканова .*? 900,00 ₽ Взыскание .*Новиков .*? 123,45 ₽ Срок не/);
  const looks = () =>
    site.sql`
    select from journal where subject = ${`person/${
      people["Взысканова"]
    }`} and actor like 'staff/%'`;
  const before = (await looks()).length;
  const refused = await staff.get(`${page}?mark=refused`);
  assert.match(refused.text, /Новиков Майя/);
  assert.doesNotMatch(refused.text, /Взысканова Майя/);
  assert.equal((await looks()).length, before, "who is not shown is not journalled");
  assert.match((await staff.get(`${page}?mark=agreed`)).text, /Таких отметок нет/);
  assert.match((await staff.get(`${page}?marks=2`)).text, /0–0 из 2 Предыдущие/);
});

Deno.test("without reports and without debts the pages say so", async () => {
  await using site = await testSite({ at: REPORT_DAY });
  const { people, invoices } = await givenIndebted(site.sql);
  const other = await logInContact(site, OTHER_HR.email);
  assert.match((await other.get("/employer")).text, /Отчетов пока нет/);
  const { pay } = paidInvoices(site.sql);
  const parts = [{ invoiceId: invoices["Чужаков"], amount: 33_333 }];
  await pay(people["Чужаков"], { parts, at: instant("2026-09-21T06:00:00.000Z") });
  await formReports(site.sql);
  const page = await other.get(PAGE);
  assert.match(page.text, /Неоплаченных счетов на этот день нет/);
  assert.doesNotMatch(page.html, /acknowledge/);
  assert.equal((await other.post(`${PAGE}/acknowledge`, {}, "/employer")).location, PAGE);
  assert.equal((await other.get(`${PAGE}/file`)).status, 200);
});

async function rowsIn(content: Uint8Array) {
  const read = await readSpreadsheet({ name: "a.xlsx", content });
  assert.ok(read.ok);
  return (await allRows(read.sheets[0]!.rows)).map(({ cells }) => cells);
}

async function staffId(
  site: { sql: Awaited<ReturnType<typeof testSite>>["sql"] },
): Promise<number> {
  const [row] = await site.sql<{ id: number }[]>`
    insert into staff (email, name, role, recorded_at)
    values (${`${crypto.randomUUID()}@fifth.test`}, 'Ольга', 'operator', ${REPORT_DAY})
    returning id`;
  return row!.id;
}

function waited(ms: number): Promise<"waits"> {
  return new Promise((resolve) => setTimeout(() => resolve("waits"), ms));
}
