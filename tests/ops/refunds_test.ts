import assert from "node:assert/strict";
import { keepReceipt, readRefund } from "../../db/payments/refunds.ts";
import { addMinutes, instant } from "../../domain/local_date.ts";
import { leaveRefundToStaff, settleRefund } from "../../use_cases/payments/settle_refund.ts";
import { insertInsured } from "../harness/people.ts";
import { paidInvoices } from "../harness/paid_invoices.ts";
import { type TestSite, testSite, type Visitor } from "../harness/site.ts";

const PAID_AT = instant("2026-11-20T07:00:00.000Z");
const REASON = "Заплатил дважды, просит вернуть";

Deno.test("money paid twice goes back by two of the staff, and the payer reads of it and its receipt", async () => {
  await using site = await testSite();
  const { person, second } = await paidTwice(site);
  const operator = await site.logInStaff("operator");
  const list = await operator.get("/ops/payments");
  assert.match(
    list.text,
    /Лишние деньги .*Образцова Майя Тестовна 900,00 ₽ 900,00 ₽ Вернуть деньги/,
  );
  assert.match(
    (await operator.get(`/ops/people/${person.personId}`)).text,
    /Лишних денег 900,00 ₽/,
  );

  const path = `/ops/decisions/refund?person=${person.personId}`;
  const unsaid = await operator.post(path, { reason: "", step: "check" });
  assert.equal(unsaid.status, 422);
  assert.match(unsaid.text, /Напишите, почему вы так решили/);
  const check = await operator.post(path, { reason: REASON, step: "check" });
  assert.match(check.text, /Вернуть 900,00 ₽ ?\. Банк вернет их туда, откуда человек платил/);
  const sent = await operator.post(path, { reason: REASON, step: "send" });
  const decision = sent.location!.split("?")[0]!;
  assert.match((await operator.get(sent.location!)).text, /Вернуть 900,00 ₽ через банк/);
  const again = await operator.post(path, { reason: REASON, step: "send" });
  assert.equal(again.location, `${decision}?problem=proposed`);

  const approver = await site.logInStaff("approver");
  const confirmed = await approver.post(decision, { answer: "confirm", refusal: "" });
  assert.equal(confirmed.location, `${decision}?confirmed`);
  const insured = await site.logInInsured(person.phone);
  const page = () => insured.get(`/payments/${second}`);
  assert.match(
    (await page()).text,
    /Возврат Сумма 900,00 ₽ Состояние Возвращаем: ждем ответа банка/,
  );
  assert.match(
    (await operator.get(`/ops/people/${person.personId}`)).text,
    /Возвращаем 900,00 ₽ Ждем ответа банка/,
  );

  await answer(site, { state: "succeeded" });
  const returned = (await page()).text;
  assert.match(returned, /Вернули .* Деньги придут туда, откуда вы платили/);
  assert.match(returned, /Чек возврата ФД № 17, ФН № 9960440300000001, ФПД 1234567890/);
  assert.doesNotMatch(returned, /Лишнее вернем/);
  assert.match((await operator.get("/ops/payments")).text, /Возвращать нечего/);
  assert.match((await operator.get(path)).text, /Лишних денег у плательщика нет/);
});

Deno.test("a refund without a clear answer is decided by two of the staff, with a reason, once", async () => {
  await using site = await testSite();
  const { person, second } = await paidTwice(site);
  await sentBack(site, person.personId);
  await answer(site, { state: "unknown" });
  const approver = await site.logInStaff("approver");
  const list = await approver.get("/ops/payments");
  assert.match(list.text, /Возврат: Образцова Майя Тестовна, 900,00 ₽ Почему ждет Банк не ответил/);
  const id = /name="refund" value="([^"]+)"/.exec(list.html)![1]!;
  const nothing = await approver.post("/ops/payments", { refund: id });
  assert.equal(nothing.status, 422);
  assert.match(nothing.text, /Выберите, вернулись ли деньги/);
  assert.match(nothing.text, /Напишите, откуда вы это знаете/);
  const fields = { refund: id, [`refund-decision-${id}`]: "kept", [`refund-reason-${id}`]: "Нет" };
  const found = await approver.post("/ops/payments", fields);
  const decision = found.location!.split("?")[0]!;
  const waiting = await approver.get("/ops/payments");
  assert.match(waiting.text, /Ждет второго сотрудника/);
  assert.doesNotMatch(waiting.html, /name="refund"/);
  const admin = await site.logInStaff("admin");
  const seen = (await admin.get(decision)).text;
  assert.match(seen, /Закрыть возврат 900,00 ₽: деньги не ушли/);
  assert.match(seen, /Почему ждет Банк не ответил/);
  const kept = await admin.post(decision, { answer: "confirm", refusal: "" });
  assert.equal(kept.location, `${decision}?confirmed`);
  const twice = await approver.postRaw("/ops/payments", {
    ...fields,
    csrf: /name="csrf" value="([^"]+)"/.exec((await approver.get("/ops")).html)![1]!,
  });
  assert.match((await approver.get(twice.location!)).text, /Это уже решено раньше/);
  const insured = await site.logInInsured(person.phone);
  assert.match((await insured.get(`/payments/${second}`)).text, /Лишнее вернем туда, откуда/);
});

Deno.test("who proposed takes it back while nobody has decided, and it is journalled", async () => {
  await using site = await testSite();
  const { person } = await paidTwice(site);
  const operator = await site.logInStaff("operator");
  const decision = await proposed(operator, person.personId);
  assert.match((await operator.get(decision)).text, /Отозвать предложение/);
  const other = await site.logInStaff("approver");
  assert.doesNotMatch((await other.get(decision)).text, /Отозвать предложение/);
  const token = async (visitor: Visitor) =>
    /name="csrf" value="([^"]+)"/.exec((await visitor.get("/ops")).html)![1]!;
  const meddled = await other.postRaw(`${decision}/withdraw`, { csrf: await token(other) });
  assert.match((await other.get(meddled.location!)).text, /Это предложил другой сотрудник/);

  const withdrawn = await operator.post(`${decision}/withdraw`, {}, decision);
  const page = await operator.get(withdrawn.location!);
  assert.match(page.text, /Отозвано: ничего не изменилось Состояние Отозвано/);
  assert.match(page.text, /Отозвал Сотрудник operator/);
  const late = await other.postRaw(decision, { csrf: await token(other), answer: "confirm" });
  assert.match((await other.get(late.location!)).text, /Это уже решено раньше/);
  const [entry] = await site.sql`select count(*) as count from journal
    where action = 'decision_withdrawn' and subject = ${`person/${person.personId}`}`;
  assert.equal(entry!.count, 1);
});

/** An invoice of 900 ₽ that two payments at once have paid. */
async function paidTwice(site: TestSite) {
  const { sql } = site;
  const person = await insertInsured(sql, addMinutes(PAID_AT, -60 * 24 * 90));
  const rows = paidInvoices(sql);
  const invoiceId = await rows.invoice({ policyId: person.policyId, givenBy: person.personId }, {
    lines: [{ franchise: 90_000 }],
    at: addMinutes(PAID_AT, -60),
  });
  const of = { parts: [{ invoiceId, amount: 90_000 }], at: PAID_AT };
  const first = await rows.open(person.personId, of);
  await sql`update payment_allocations set open = false where attempt_id = ${first}`;
  const second = await rows.open(person.personId, of);
  await rows.decide(first, { state: "succeeded", at: PAID_AT });
  await rows.decide(second, { state: "succeeded", at: PAID_AT });
  return { person, invoiceId, second };
}

async function proposed(operator: Visitor, personId: number): Promise<string> {
  const path = `/ops/decisions/refund?person=${personId}`;
  const sent = await operator.post(path, { reason: REASON, step: "send" });
  return sent.location!.split("?")[0]!;
}

async function sentBack(site: TestSite, personId: number): Promise<void> {
  const decision = await proposed(await site.logInStaff("operator"), personId);
  const approver = await site.logInStaff("approver");
  await approver.post(decision, { answer: "confirm", refusal: "" });
}

/** The bank has answered, or said nothing for a day. */
async function answer(
  { sql, clock }: TestSite,
  { state }: { state: "succeeded" | "unknown" },
): Promise<void> {
  const [{ id: refundId } = { id: "" }] = await sql<{ id: string }[]>`select id from refunds`;
  if (state === "unknown") {
    return await leaveRefundToStaff(sql, { refundId, reason: "key_expired" });
  }
  const { paymentId, amountKopecks: amount } = await readRefund(sql, refundId);
  const refund = {
    id: `2e${refundId.slice(2)}`,
    paymentId,
    status: "succeeded" as const,
    amount,
    currency: "RUB",
    refundId,
    cancelReason: null,
  };
  await settleRefund(sql, { refundId, refund, now: clock.now() });
  await keepReceipt(sql, refundId, {
    documentNumber: "17",
    storageNumber: "9960440300000001",
    attribute: "1234567890",
    registeredAt: clock.now(),
  });
}
