import assert from "node:assert/strict";
import { yookassa } from "../../adapters/payment_provider/yookassa.ts";
import { addMinutes, instant } from "../../domain/local_date.ts";
import type { Phone } from "../../domain/phone.ts";
import { defaultInvoice } from "../../use_cases/invoices/default_invoice.ts";
import { caseRows, type InsuredPerson } from "../harness/case_rows.ts";
import { type TestSite, testSite } from "../harness/site.ts";

/** Monday 20 April 2026, noon in Ufa: the invoice is due on 3 June. */
const PUBLISHED_AT = "2026-04-20T07:00:00.000Z";
const LATER = "2026-05-20T07:00:00.000Z";
const REASON = "Лежит в больнице, просит подождать";

Deno.test("a debt is forgiven by two: proposed, confirmed by another one, and the insured is told", async () => {
  await using site = await siteWithDebt();
  const { invoiceId } = site;
  const operator = await site.logInStaff("operator");
  const path = `/ops/decisions/forgive?invoice=${invoiceId}`;
  assert.match((await operator.get(path)).html, /value="900,00"/);
  const typed = { amount: "900", reason: REASON };
  const check = await operator.post(path, { ...typed, step: "check" });
  assert.equal(check.status, 200);
  assert.match(
    check.text,
    /Проверьте и отправьте Списать 900,00 ₽ \. Платить по счету будет нечего/,
  );
  const back = await operator.post(path, { ...typed, step: "edit" });
  assert.match(back.html, new RegExp(REASON));
  const sent = await operator.post(path, { ...typed, step: "send" });
  assert.equal(sent.status, 303, sent.text);
  const page = await operator.get(sent.location!);
  assert.match(page.text, /Предложено: теперь нужен второй сотрудник/);
  assert.match(page.text, /Решает роль не ниже «Контролер»/);
  assert.doesNotMatch(page.html, /name="answer"/);
  assert.equal(await site.owed(), 90_000);

  const again = await operator.post(path, { ...typed, step: "send" });
  assert.match((await operator.get(again.location!)).text, /уже предложено и ждет второго/);

  const approver = await site.logInStaff("approver");
  const list = await approver.get("/ops/decisions");
  assert.match(
    list.text,
    /Списать 900,00 ₽ по счету № \d+ Образцова Майя Тестовна Сотрудник operator/,
  );
  const decision = sent.location!.split("?")[0]!;
  const confirmed = await approver.post(decision, { answer: "confirm", refusal: "" });
  assert.equal(confirmed.location, `${decision}?confirmed`);
  assert.equal(await site.owed(), 0);
  const twice = await approver.postRaw(decision, {
    answer: "confirm",
    csrf: tokenOf((await approver.get("/ops")).html),
  });
  assert.match((await approver.get(twice.location!)).text, /Это уже решено раньше/);

  const insured = await site.logInInsured(site.phone);
  const invoice = await insured.get(`/invoices/${invoiceId}`);
  assert.match(invoice.text, /Списано 900,00 ₽ по решению страховщика/);
  assert.match(invoice.text, /Что списано Страховщик решил не требовать с вас 900,00 ₽/);
  assert.match(invoice.text, /Выставлено 900,00 ₽ Списано −900,00 ₽ К оплате сейчас 0,00 ₽/);
  assert.doesNotMatch(invoice.html, /больнице/);
  assert.match((await operator.get(path)).text, /Счет уже оплачен: списывать нечего/);
});

Deno.test("who proposed is not offered to confirm, and is refused if they try; another one refuses it", async () => {
  await using site = await siteWithDebt();
  const approver = await site.logInStaff("approver");
  const path = `/ops/decisions/forgive?invoice=${site.invoiceId}`;
  const sent = await approver.post(path, { amount: "100,50", reason: REASON, step: "send" });
  const decision = sent.location!.split("?")[0]!;
  const page = await approver.get(decision);
  assert.doesNotMatch(page.html, /value="confirm"/);
  const tried = await approver.post(decision, { answer: "confirm", refusal: "" });
  assert.match((await approver.get(tried.location!)).text, /Это предложили вы/);
  assert.equal(await site.owed(), 90_000);

  const another = await site.logInStaff("approver");
  const nothing = await another.post(decision, { answer: "", refusal: "" });
  assert.equal(nothing.status, 422);
  assert.match(nothing.text, /Выберите, подтверждаете вы или нет/);
  const unsaid = await another.post(decision, { answer: "refuse", refusal: "" });
  assert.match(unsaid.text, /Напишите, почему отклоняете/);
  const refused = await another.post(decision, { answer: "refuse", refusal: "Ошибка в сумме" });
  assert.match((await another.get(refused.location!)).text, /Отклонил .*Ошибка в сумме/);
});

Deno.test("what is typed wrong is said beside its field and kept", async () => {
  await using site = await siteWithDebt();
  const operator = await site.logInStaff("operator");
  const { invoiceId } = site;
  for (
    const [path, fields, messages] of [
      ["forgive", { amount: "900,01", reason: "" }, [/Не больше 900,00 ₽/, /Напишите, почему/]],
      ["forgive", { amount: "много", reason: REASON }, [/Введите сумму/]],
      ["postpone", { ...day("3", "6"), reason: REASON }, [/позже прежнего/]],
      ["postpone", { ...day("12", "6"), reason: REASON }, [/нерабочий день/]],
      ["postpone", { ...day("31", "6"), reason: "" }, [/Введите день, месяц и год/, /Напишите/]],
      ["pause", { of: "person", ...day("19", "5"), reason: REASON }, [/уже прошел/]],
      ["pause", { of: "person", ...day("20", "7"), reason: REASON }, [/больше чем на 60 дней/]],
      ["return", { reason: "" }, [/Напишите, почему/]],
    ] as const
  ) {
    const told = `${path} ${JSON.stringify(fields)}`;
    const address = `/ops/decisions/${path}?invoice=${invoiceId}`;
    const from = path === "return" ? "/ops" : address;
    const page = await operator.post(address, { ...fields, step: "check" }, from);
    assert.equal(page.status, 422, told);
    assert.match(page.html, /<title>Ошибка: /, told);
    for (const message of messages) assert.match(page.text, message, told);
  }
  for (const path of ["forgive", "postpone", "pause", "return"]) {
    assert.equal((await operator.get(`/ops/decisions/${path}?invoice=999999`)).status, 404);
    assert.equal((await operator.get(`/ops/decisions/${path}`)).status, 404);
  }
});

Deno.test("a term is moved and reminders are paused at once, and the insured reads both", async () => {
  await using site = await siteWithDebt();
  const operator = await site.logInStaff("operator");
  const { invoiceId } = site;
  const postpone = `/ops/decisions/postpone?invoice=${invoiceId}`;
  const moved = { ...day("19", "6"), reason: REASON };
  const check = await operator.post(postpone, { ...moved, step: "check" });
  assert.match(check.text, /станет 19 июня, пт вместо 3 июня, ср/);
  const sent = await operator.post(postpone, { ...moved, seen: "2026-06-03", step: "send" });
  assert.match((await operator.get(sent.location!)).text, /Записано и уже действует/);
  const stale = await operator.post(postpone, {
    ...day("22", "6"),
    reason: REASON,
    seen: "2026-06-03",
    step: "send",
  });
  assert.match(stale.text, /Срок уже перенесли, теперь он 19 июня, пт/);

  const pause = `/ops/decisions/pause?invoice=${invoiceId}`;
  const paused = { of: "invoice", ...day("10", "6"), reason: REASON };
  const asked = await operator.post(pause, { ...paused, step: "check" });
  assert.match(asked.text, /не будет напоминаний и звонков до 10 июня, ср включительно/);
  assert.equal((await operator.post(pause, { ...paused, step: "send" })).status, 303);

  const insured = await site.logInInsured(site.phone);
  const { text } = await insured.get(`/invoices/${invoiceId}`);
  assert.match(text, /Срок перенесен по решению страховщика: 19 июня вместо 3 июня/);
  assert.match(text, /Напоминания приостановлены до 10 июня включительно/);
  assert.match(
    text,
    /Почему до 19 июня Счет выставлен 20 апреля\. Срок был до 3 июня, страховщик перенес его\./,
  );
});

Deno.test("the programme comes back by two while the debt stands", async () => {
  await using site = await siteWithDebt();
  const { sql, clock, invoiceId } = site;
  const path = `/ops/decisions/return?invoice=${invoiceId}`;
  const early = await site.logInStaff("operator");
  assert.match((await early.get(path)).text, /Программа уже вернулась, или/);
  clock.set("2026-06-04T07:00:00.000Z");
  const operator = await site.logInStaff("operator");
  await defaultInvoice(sql, { invoiceId, at: clock.now() });
  assert.match(
    (await operator.get(`/ops/decisions/postpone?invoice=${invoiceId}`)).text,
    /Просрочка уже наступила, срок не перенести/,
  );
  const sent = await operator.post(path, { reason: REASON, step: "send" });
  const approver = await site.logInStaff("admin");
  const decision = sent.location!.split("?")[0]!;
  const done = await approver.post(decision, { answer: "confirm", refusal: "" });
  assert.match((await approver.get(done.location!)).text, /Подтверждено: решение действует/);
  const [spell] = await sql`select until, ended_reason from emergency_spells`;
  assert.deepEqual({ ...spell }, { until: "2026-06-05", ended_reason: "staff_decided" });
  clock.set("2026-06-08T07:00:00.000Z");
  const insured = await site.logInInsured(site.phone);
  assert.match(
    (await insured.get(`/invoices/${invoiceId}`)).text,
    /Групповая программа вернулась По решению страховщика\. Долг остается/,
  );
});

interface SiteWithDebt extends TestSite {
  person: InsuredPerson;
  /** 900 ₽. */
  invoiceId: number;
  phone: Phone;
  owed(): Promise<number>;
}

async function siteWithDebt(): Promise<SiteWithDebt> {
  const site = await testSite({ at: PUBLISHED_AT });
  const { sql, clock } = site;
  const bank = yookassa({ url: "http://127.0.0.1:9", shopId: "100500", key: "nobody" });
  const rows = caseRows(sql, clock, bank);
  const person = await rows.insured();
  const invoiceId = await rows.invoice(person, 90_000);
  const phone = person.phone as Phone;
  await sql`
    insert into accounts (person_id, phone, email, registered_at)
    values (${person.personId}, ${phone}, ${person.email},
            ${addMinutes(instant(PUBLISHED_AT), -1)})`;
  clock.set(LATER);
  return Object.assign(site, {
    person,
    invoiceId,
    phone,
    async owed() {
      const [row] = await sql<{ owed: number }[]>`
        select owed_kopecks as owed from invoice_balances where invoice_id = ${invoiceId}`;
      return row!.owed;
    },
  });
}

function day(day: string, month: string) {
  return { "date-day": day, "date-month": month, "date-year": "2026" };
}

function tokenOf(html: string): string {
  return /name="csrf" value="([^"]+)"/.exec(html)![1]!;
}
