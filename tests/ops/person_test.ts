import assert from "node:assert/strict";
import { yookassa } from "../../adapters/payment_provider/yookassa.ts";
import { addMinutes } from "../../domain/local_date.ts";
import { defaultInvoice } from "../../use_cases/invoices/default_invoice.ts";
import { caseRows } from "../harness/case_rows.ts";
import { type TestSite, testSite } from "../harness/site.ts";

const PUBLISHED_AT = "2026-04-20T07:00:00.000Z";

Deno.test("a person's page says first what is awaited, until when, what then and why", async () => {
  await using site = await siteWithDebt();
  const { personId } = site;
  const operator = await site.logInStaff("operator");
  const { text } = await operator.get(`/ops/people/${personId}`);
  assert.match(
    text,
    /Сейчас Счет № \d+ : Ждем оплату 900,00 ₽ до 3 июня, ср 20 мая, ср : Напомним: СМС и письмо\. Если счет еще не оплачен/,
  );
  assert.match(
    text,
    /4 июня, чт : Останется только экстренная помощь\. Если не оплатить до 3 июня/,
  );
  assert.match(text, /Полис ДМС-1 Групповая программа действует до 20 апреля 2027 включительно/);
});

Deno.test("staff are led to what the case allows them to decide, and viewers to nothing", async () => {
  await using site = await siteWithDebt();
  const { personId, invoiceId, sql, clock } = site;
  const path = `/ops/people/${personId}`;
  const ways = async (role: "viewer" | "operator") => {
    const { html } = await (await site.logInStaff(role)).get(path);
    return [...html.matchAll(/\/ops\/decisions\/(\w+)\?invoice=/g)].map(([, way]) => way);
  };
  assert.deepEqual(await ways("operator"), ["pause", "postpone", "forgive"]);
  assert.deepEqual(await ways("viewer"), []);
  clock.set("2026-06-04T07:00:00.000Z");
  await defaultInvoice(sql, { invoiceId, at: clock.now() });
  assert.deepEqual(await ways("operator"), ["pause", "forgive", "return"]);
});

Deno.test("what was is told newest first, of one kind where one is chosen, and whole when asked", async () => {
  await using site = await siteWithDebt();
  const { personId, invoiceId, sql, clock } = site;
  const operator = await site.logInStaff("operator");
  const path = `/ops/people/${personId}`;
  await operator.post(`/ops/decisions/pause?invoice=${invoiceId}`, {
    of: "invoice",
    "date-day": "30",
    "date-month": "5",
    "date-year": "2026",
    reason: "Отпуск",
    step: "send",
  });
  const [account] = await sql<{ id: number }[]>`
    insert into accounts (person_id, phone, email, registered_at)
    values (${personId}, '9005559912', 'maya@fifth.test', ${PUBLISHED_AT}) returning id`;
  await sql`
    insert into contact_changes (account_id, kind, old_value, new_value, requested_at, confirmed_at)
    values (${account!.id}, 'phone', '9005559911', '9005559912', ${clock.now()}, ${clock.now()})`;
  const all = await operator.get(path);
  const order = ["Изменен телефон кабинета", "Счет № \\d+ выставлен", "Первый день обслуживания"];
  assert.match(all.text, new RegExp(`Что было.*${order.join(".*")}`));
  assert.match(all.text, /Не напоминать о счете № \d+ до 30 мая включительно/);
  assert.match(all.text, /Сейчас Напоминания остановлены по 30 мая О счете № \d+, решил/);
  assert.match(all.text, /20 февраля 2026 Первый день обслуживания/);
  assert.doesNotMatch(all.text, /9005559911/);

  const decisions = await operator.get(`${path}?kind=decision`);
  assert.match(decisions.text, /Что было.*Не напоминать/);
  assert.doesNotMatch(decisions.text, /Изменен телефон|выставлен \d/);
  assert.match((await operator.get(`${path}?kind=call`)).text, /Такого не было/);
  assert.equal((await operator.get(`${path}?kind=<b>`)).status, 200);

  for (let day = 1; day <= 12; day++) {
    await sql`
      insert into contact_changes (account_id, kind, old_value, new_value, requested_at, confirmed_at)
      values (${account!.id}, 'email', 'a@fifth.test', 'b@fifth.test', ${clock.now()},
              ${addMinutes(clock.now(), -day)})`;
  }
  const count = (html: string) => html.split("Изменена почта").length - 1;
  const short = await operator.get(`${path}?kind=contact`);
  assert.match(short.text, /Показать всё, 14/);
  assert.equal(count((await operator.get(`${path}?all&kind=contact`)).html), 12);
  assert.ok(count(short.html) < 12);
});

Deno.test("consents stand with the text's version and hash, how they were given, and when withdrawn", async () => {
  await using site = await siteWithDebt();
  const { personId, sql } = site;
  const [document] = await sql<{ id: number; sha256: string }[]>`
    select id, sha256 from documents where kind = 'personal_data'`;
  await sql`
    insert into consents (person_id, given_by, document_id, kind, source, phone, given_at, recorded_at)
    values (${personId}, ${personId}, ${document!.id}, 'personal_data', 'web', '9005559912',
            ${PUBLISHED_AT}, ${PUBLISHED_AT})`;
  const { text, html } = await (await site.logInStaff("viewer")).get(`/ops/people/${personId}`);
  assert.match(text, /Согласие на обработку данных 1 [0-9a-f]{12}… в кабинете нет/);
  assert.ok(html.includes(document!.sha256));
  assert.match(html, /href="\/documents\/personal_data\/1"/);
});

interface SiteWithDebt extends TestSite {
  personId: number;
  /** 900 ₽. */
  invoiceId: number;
}

/** An invoice of 20 April, looked at on 20 May. */
async function siteWithDebt(): Promise<SiteWithDebt> {
  const site = await testSite({ at: PUBLISHED_AT });
  const { sql, clock } = site;
  const bank = yookassa({ url: "http://127.0.0.1:9", shopId: "100500", key: "nobody" });
  const rows = caseRows(sql, clock, bank);
  const person = await rows.insured();
  const invoiceId = await rows.invoice(person, 90_000);
  clock.set("2026-05-20T07:00:00.000Z");
  return Object.assign(site, { personId: person.personId, invoiceId });
}
