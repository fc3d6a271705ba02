import assert from "node:assert/strict";
import { yookassa } from "../adapters/payment_provider/yookassa.ts";
import {
  beginNotice,
  closeNotice,
  markSent,
  type NewNotice,
  recordNotice,
} from "../db/cases/notices.ts";
import { addMinutes, type Instant, instant, localDate } from "../domain/local_date.ts";
import type { Phone } from "../domain/phone.ts";
import { startSandbox } from "../sandbox/mod.ts";
import { defaultInvoice } from "../use_cases/invoices/default_invoice.ts";
import { openRecovery } from "../use_cases/invoices/open_recovery.ts";
import { settlePayment } from "../use_cases/payments/settle_payment.ts";
import { caseRows } from "./harness/case_rows.ts";
import { insertInsured } from "./harness/people.ts";
import { type TestSite, testSite } from "./harness/site.ts";

/** Published on Monday 20 October 2025, in an employer without regional holidays: due on 2 December. */
const PUBLISHED_AT = instant("2025-10-20T07:00:00.000Z");
const DUE_AT = instant("2025-12-02T19:00:00.000Z");
const RECOVERY_AT = instant("2026-01-01T19:00:00.000Z");

Deno.test("a person follows their invoice from publication to recovery, with the penalty by day", async () => {
  await using site = await testSite({ at: PUBLISHED_AT });
  const { person, invoiceId, phone } = await overdueCase(site);
  const textOn = async (day: string): Promise<string> => {
    site.clock.set(`${day}T07:00:00.000Z`);
    return (await (await site.logInInsured(phone)).get(`/invoices/${invoiceId}`)).text;
  };

  const overdue = await textOn("2025-12-21");
  assert.match(overdue, /20 окт Счет выставлен 900,00 ₽, оплатить до 2 декабря/);
  assert.match(overdue, /20 окт Сообщили о счете: СМС /);
  assert.doesNotMatch(overdue, /smtp_550|Ольга|Сбросили/);
  assert.match(overdue, /27 ноя Позвонили, не дозвонились/);
  assert.match(overdue, /3 дек Срок закончился, счет не оплачен/);
  assert.match(overdue, /3 дек Осталась только экстренная помощь/);
  assert.match(
    overdue,
    /22 дек Групповая программа вернется Если оплатить всё просроченное сегодня/,
  );
  assert.match(overdue, /2 янв 2026 Страховая откроет дело о взыскании Если/);
  // 900 ₽ × 16.5 % × 19 ÷ 365
  assert.match(overdue, /На сегодня — 7,73 ₽ , за день прибавляется 0,41 ₽/);
  assert.match(overdue, /3 декабря – 21 декабря/);
  assert.match(overdue, /Платить их сейчас не нужно/);

  await openRecovery(site.sql, { invoiceId, at: RECOVERY_AT });
  const recovered = await textOn("2026-01-05");
  assert.match(recovered, /2 янв Страховая открыла дело о взыскании/);
  const policy = await (await site.logInInsured(phone)).get(`/policies/${person.policyId}`);
  assert.match(policy.text, /Оплатить просроченное, 900,00 ₽/);
  assert.ok(policy.html.includes(`href="/invoices/pay?invoice=${invoiceId}"`));
  assert.match(
    recovered,
    /Ключевая ставка с 22 декабря 2025 еще не внесена: за эти дни не посчитано/,
  );
});

Deno.test("staff see the case with deliveries, callers, figures and workflows; a viewer sees no service", async () => {
  await using site = await testSite({ at: PUBLISHED_AT, temporalUiUrl: "http://127.0.0.1:8280/" });
  const { invoiceId, person } = await overdueCase(site);
  await openRecovery(site.sql, { invoiceId, at: RECOVERY_AT });
  site.clock.set("2026-01-05T07:00:00.000Z");
  const staff = await site.logInStaff("viewer");
  const page = await staff.get(`/ops/cases/${invoiceId}`);
  assert.equal(page.status, 200);
  assert.match(page.text, /СМС — отправлено 12:00 Письмо — не отправлено: smtp_550/);
  assert.match(page.text, /27 ноя 2025 11:00 Звонок: нет ответа Ольга Сотрудникова «Сбросили»/);
  assert.match(page.text, /3 дек 2025 00:00 Просрочка записана/);
  assert.match(page.text, /Взыскание: ждем оплату 900,00 ₽, срок закончился 2 декабря 2025/);
  assert.match(page.text, /Сумма 900,00 ₽ , 1 услуга по/);
  assert.match(page.text, /Плательщик Образцова Майя Тестовна Застрахован сам плательщик/);
  assert.match(page.text, /Итого Дней 19 Проценты 7,73 ₽/);
  assert.doesNotMatch(page.text, /терапевт/i);
  const operator = await site.logInStaff("operator");
  assert.match((await operator.get(`/ops/cases/${invoiceId}`)).text, /Услуги .*терапевт/i);
  const ui = "http://127.0.0.1:8280/namespaces/default/workflows/";
  for (
    const id of [`invoice/${invoiceId}`, `franchise/${person.franchiseId}`, `recovery/${invoiceId}`]
  ) {
    assert.ok(page.html.includes(`href="${ui}${encodeURIComponent(id)}"`), id);
  }
  const looks = await site.sql`
    select actor, action from journal where subject = ${`person/${person.personId}`}`;
  assert.equal(
    looks.filter(({ actor, action }) => /^staff/.test(actor) && action === "looked").length,
    2,
  );
  const record = await staff.get(`/ops/people/${person.personId}`);
  assert.ok(record.html.includes(`href="/ops/cases/${invoiceId}"`));
});

Deno.test("money that the bank took in time, learnt of after the default, is told as no delay", async () => {
  await using site = await testSite({ at: PUBLISHED_AT });
  await using sandbox = await bankOf(site);
  const { person, invoiceId, phone } = await publishedCase(site, sandbox.rows);
  const createdAt = addMinutes(DUE_AT, -5);
  const { attemptId, providerId } = await sandbox.rows.openPayment(person, [invoiceId], createdAt);
  await defaultInvoice(site.sql, { invoiceId, at: addMinutes(DUE_AT, 70) });
  await sandbox.pay({
    attemptId,
    providerId,
    at: addMinutes(DUE_AT, -2),
    now: addMinutes(DUE_AT, 1600),
  });

  site.clock.set("2025-12-10T07:00:00.000Z");
  const visitor = await site.logInInsured(phone);
  const page = await visitor.get(`/invoices/${invoiceId}`);
  assert.match(page.text, /2 дек Оплачено 900,00 ₽ Банк сообщил об этом 4 декабря/);
  assert.match(page.text, /4 дек Деньги поступили в срок, просрочки не было/);
  assert.match(page.text, /Сейчас Счет оплачен Напоминаний больше не будет/);
  assert.doesNotMatch(page.text, /Проценты за просрочку/);
  const policy = await visitor.get(`/policies/${person.policyId}`);
  assert.match(policy.text, new RegExp(`Деньги по счету № ${invoiceId} поступили в срок`));

  const staff = await site.logInStaff();
  const record = await staff.get(`/ops/cases/${invoiceId}`);
  assert.match(record.text, /Просрочка отменена: деньги поступили в срок/);
  assert.ok(record.text.includes(`payment/${attemptId}`));
});

Deno.test("paid late: the penalty stands to the day of payment, the programme's return is promised", async () => {
  await using site = await testSite({ at: PUBLISHED_AT });
  await using sandbox = await bankOf(site);
  const { person, invoiceId, phone } = await publishedCase(site, sandbox.rows);
  await defaultInvoice(site.sql, { invoiceId, at: DUE_AT });
  const paidAt = instant("2025-12-05T07:00:00.000Z"); // Friday
  const attempt = await sandbox.rows.openPayment(person, [invoiceId], addMinutes(paidAt, -5));
  await sandbox.pay({ ...attempt, at: paidAt, now: paidAt });

  site.clock.set("2025-12-06T07:00:00.000Z");
  const visitor = await site.logInInsured(phone);
  const { text } = await visitor.get(`/invoices/${invoiceId}`);
  assert.match(text, /8 дек Групповая программа вернется Потому что просроченное оплачено/);
  assert.match(text, /По 5 декабря — 1,22 ₽/); // 900 ₽ × 16.5 % × 3 ÷ 365
  const policy = (await visitor.get(`/policies/${person.policyId}`)).text;
  assert.match(policy, new RegExp(`Потому что счет № ${invoiceId} не оплачен в срок`));
  assert.match(policy, /8 дек Групповая программа вернется/);
});

Deno.test("a policy's page tells the consent, the first day and the invoices", async () => {
  await using site = await testSite({ at: PUBLISHED_AT });
  await using sandbox = await bankOf(site);
  const { person, invoiceId, phone } = await publishedCase(site, sandbox.rows);
  const visitor = await site.logInInsured(phone);
  const list = await visitor.get("/policies");
  assert.ok(list.html.includes(`href="/policies/${person.policyId}"`));
  const page = await visitor.get(`/policies/${person.policyId}`);
  assert.match(page.text, /Согласие с франшизой 20 % Подписано на бумаге/);
  assert.match(page.text, /Обслуживание открылось Потому что это следующий рабочий день/);
  assert.match(page.text, new RegExp(`№ ${invoiceId} от 20 октября К оплате`));
  assert.ok(page.html.includes(`href="/invoices/${invoiceId}"`));
  assert.match(page.text, /Последний день полиса Потому что/);
});

Deno.test("a minor's policy opens for the representative, each look journalled, and closes at 18", async () => {
  await using site = await testSite({ at: "2026-02-28T07:00:00.000Z" });
  const at = site.clock.now();
  const parent = await insertInsured(site.sql, at);
  const child = await insertInsured(site.sql, at, {
    name: "Мирон",
    birthDate: localDate("2008-03-01"),
    representativeId: parent.personId,
    registered: false,
  });
  const path = `/policies/${child.policyId}`;
  const visitor = await site.logInInsured(parent.phone);
  assert.match((await visitor.get(path)).text, /Мирон/);
  const looks = await site.sql`
    select actor from journal where action = 'looked' and subject = ${`person/${child.personId}`}`;
  assert.deepEqual(looks.map(({ actor }) => actor), [`person/${parent.personId}`]);

  site.clock.set("2026-03-01T07:00:00.000Z");
  assert.equal((await (await site.logInInsured(parent.phone)).get(path)).status, 404);
  const stranger = await insertInsured(site.sql, at);
  assert.equal((await (await site.logInInsured(stranger.phone)).get(path)).status, 404);
});

type Rows = ReturnType<typeof caseRows>;

/** The sandbox's bank, and a payment that it took at one time and told of at another. */
async function bankOf({ sql, clock }: TestSite) {
  const sandbox = await startSandbox();
  const provider = yookassa({ ...sandbox.settings.bank, timeoutMs: 2000 });
  return {
    rows: caseRows(sql, clock, provider),
    async pay(
      paid: { attemptId: string; providerId: string; at: Instant; now: Instant },
    ): Promise<void> {
      const read = await provider.read(paid.providerId);
      assert.ok(read.ok);
      const settled = await settlePayment(sql, {
        attemptId: paid.attemptId,
        payment: { ...read.payment, status: "succeeded", capturedAt: paid.at },
        now: paid.now,
      });
      assert.deepEqual(settled, { ok: true, state: "succeeded" });
    },
    [Symbol.asyncDispose]: () => sandbox.close(),
  };
}

async function publishedCase({ sql, clock }: TestSite, rows: Rows) {
  const person = await rows.insured({ consentedDaysAgo: 90 });
  await sql`
    insert into accounts (person_id, phone, email, registered_at)
    values (${person.personId}, ${person.phone}, ${person.email}, ${clock.now()})`;
  const invoiceId = await rows.invoice(person, 90_000, PUBLISHED_AT);
  return { person, invoiceId, phone: person.phone as Phone };
}

/** Told by SMS and, in vain, by e-mail; called in vain; in default from 3 December. */
async function overdueCase(site: TestSite) {
  const { sql } = site;
  await using sandbox = await bankOf(site);
  const made = await publishedCase(site, sandbox.rows);
  const { person, invoiceId } = made;
  const row = (channel: NewNotice["channel"], template: string, dueAt: string): NewNotice => ({
    key: `invoice/${invoiceId}/${template}/${channel}`,
    personId: person.personId,
    policyId: person.policyId,
    invoiceId,
    channel,
    template,
    dueAt,
  });
  const sms = await beginNotice(sql, row("sms", "accrual", PUBLISHED_AT), PUBLISHED_AT);
  assert.ok(sms.go);
  await markSent(sql, sms.noticeId, { providerId: "1", at: PUBLISHED_AT });
  const letter = await beginNotice(sql, row("email", "accrual", PUBLISHED_AT), PUBLISHED_AT);
  assert.ok(letter.go);
  const refused = { state: "failed", detail: "smtp_550", at: PUBLISHED_AT } as const;
  await closeNotice(sql, letter.noticeId, refused);

  const calledAt = instant("2025-11-27T06:00:00.000Z");
  const listed = row("call", "day27", "2025-11-27T05:00:00.000Z");
  await recordNotice(sql, listed, { state: "open", detail: null, at: listed.dueAt });
  const [call] = await sql<{ id: number }[]>`select id from notices where key = ${listed.key}`;
  const [staff] = await sql<{ id: number }[]>`
    insert into staff (email, name, role, recorded_at)
    values ('olga@fifth.test', 'Ольга Сотрудникова', 'operator', ${PUBLISHED_AT}) returning id`;
  site.clock.set(calledAt);
  const recorded = await site.useCases.recordCall({
    noticeId: call!.id,
    made: { outcome: "no_answer" },
    note: "Сбросили",
    triesSeen: 0,
    actor: { staffId: staff!.id, ip: "192.0.2.1" },
  });
  assert.ok(recorded.ok);
  await defaultInvoice(sql, { invoiceId, at: DUE_AT });
  return made;
}
