import assert from "node:assert/strict";
import { yookassa } from "../../adapters/payment_provider/yookassa.ts";
import { startSandbox } from "../../sandbox/mod.ts";
import { leaveToStaff } from "../../use_cases/payments/settle_payment.ts";
import { caseRows } from "../harness/case_rows.ts";
import { insertInsured } from "../harness/people.ts";
import { type TestSite, testSite } from "../harness/site.ts";

const NOW = "2026-04-20T07:00:00.000Z";

Deno.test("two of the staff see what a payment waits for, and post it from its hour at the employer's", async () => {
  await using site = await testSite({ at: NOW });
  const { attemptId, providerId, personId, invoiceId } = await unknownPayment(site);
  const staff = await site.logInStaff("operator");
  const list = await staff.get("/ops/payments");
  assert.match(list.text, /Образцова Майя Тестовна, 900,00 ₽/);
  assert.match(list.text, /Банк не находит этот платеж/);
  assert.match(list.text, new RegExp(`№ ${invoiceId}: 900,00 ₽, сейчас не оплачено 900,00 ₽`));
  assert.match(list.text, /20 апреля 2026, 12:00/);
  assert.ok(list.text.includes(providerId));
  assert.match(list.html, new RegExp(`href="/ops/people/${personId}"`));

  site.clock.set("2026-04-20T08:00:00.000Z");
  const fields = form(attemptId, { decision: "paid", at: ["20", "4", "2026", "12:05"] });
  const proposed = await staff.post("/ops/payments", fields);
  const decision = proposed.location!.split("?")[0]!;
  assert.deepEqual([proposed.status, proposed.location], [303, `${decision}?proposed`]);
  assert.deepEqual(await stateOf(site), { state: "unknown", open: 1 });
  const own = await staff.get(proposed.location!);
  assert.match(own.text, /Провести платеж 900,00 ₽: банк списал 20 апреля 2026, 12:05/);
  assert.match(own.text, /Отозвать предложение/);
  const waiting = await staff.get("/ops/payments");
  assert.match(waiting.html, new RegExp(`href="${decision}">Ждет второго сотрудника`));
  assert.doesNotMatch(waiting.html, /name="attempt"/);
  const rival = await staff.postRaw("/ops/payments", { ...fields, csrf: tokenIn(own.html) });
  assert.equal(rival.location, `${decision}?problem=proposed`);

  const approver = await site.logInStaff("approver");
  const seen = await approver.get(decision);
  assert.match(seen.text, /Почему ждет Банк не находит этот платеж/);
  assert.match(
    seen.text,
    new RegExp(`№ ${invoiceId} ?: 900,00 ₽, сейчас не оплачено 900,00 ₽ ?, срок 3 июня`),
  );
  assert.match(seen.text, /Откуда известно Выписка банка за день/);
  assert.ok(seen.text.includes(providerId) && seen.text.includes(attemptId));
  const confirmed = await approver.post(decision, { answer: "confirm", refusal: "" });
  assert.equal(confirmed.location, `${decision}?confirmed`);
  assert.match((await staff.get("/ops/payments")).text, /Решать нечего/);
  const [transfer] = await site.sql`
    select event_key, effective_at from ledger_transfers where event_key like 'payment/%'`;
  assert.deepEqual({ ...transfer }, {
    event_key: `payment/${attemptId}/invoice/${invoiceId}`,
    effective_at: "2026-04-20T07:05:00.000Z",
  });

  const again = await staff.post("/ops/payments", fields, "/ops");
  assert.equal(again.location, "/ops/payments?outcome=decided");
  const journal = await site.sql`
    select action from journal where subject = ${`person/${personId}`} and actor like 'staff/%'`;
  const actions = journal.map((entry) => entry.action);
  assert.ok(actions.includes("looked_at_payment"));
  assert.equal(actions.filter((action) => action === "decision_confirmed").length, 1);
});

Deno.test("a payment without money is closed, and its invoice can be paid again", async () => {
  await using site = await testSite({ at: NOW });
  const { attemptId } = await unknownPayment(site);
  const staff = await site.logInStaff("operator");
  const proposed = await staff.post("/ops/payments", form(attemptId, { decision: "unpaid" }));
  const decision = proposed.location!.split("?")[0]!;
  const approver = await site.logInStaff("approver");
  assert.match((await approver.get(decision)).text, /Счета снова можно будет оплатить/);
  await approver.post(decision, { answer: "confirm", refusal: "" });
  assert.deepEqual(await stateOf(site), { state: "canceled", open: 0 });
});

Deno.test("what is missing or impossible is refused beside its field, as typed", async () => {
  await using site = await testSite({ at: NOW });
  const { attemptId } = await unknownPayment(site);
  const staff = await site.logInStaff("operator");
  const refusals = [
    [form(attemptId, {}), "decision", /Выберите, пришли ли деньги/],
    [form(attemptId, { decision: "unpaid", reason: " " }), "reason", /откуда вы это знаете/],
    [form(attemptId, { decision: "unpaid", reason: "я".repeat(501) }), "reason", /сейчас 501/],
    [form(attemptId, { decision: "paid" }), "captured", /Введите день, месяц и год/],
    [
      form(attemptId, { decision: "paid", at: ["31", "4", "2026", "12:00"] }),
      "captured",
      /Введите день, месяц и год/,
    ],
    [
      form(attemptId, { decision: "paid", at: ["20", "4", "2026", "25:00"] }),
      "time",
      /Введите время/,
    ],
    [
      form(attemptId, { decision: "paid", at: ["20", "4", "2026", "12:01"] }),
      "captured",
      /еще не наступило/,
    ],
    [
      form(attemptId, { decision: "paid", at: ["20", "4", "2026", "9:00"] }),
      "captured",
      /Платеж начали позже: 20 апреля 2026, 12:00/,
    ],
  ] as const;
  for (const [fields, field, message] of refusals) {
    const page = await staff.post("/ops/payments", fields);
    assert.equal(page.status, 422);
    assert.match(page.text, message);
    assert.match(page.html, new RegExp(`id="${field}-${attemptId}-error"`));
    const time = fields[`time-${attemptId}`];
    const given = new RegExp(`name="time-${attemptId}"[^>]*value="([^"]*)"`).exec(page.html)?.[1];
    assert.equal(given ?? "", time);
    assert.ok(page.html.includes(fields[`reason-${attemptId}`]!.trim()));
  }
  assert.deepEqual(await stateOf(site), { state: "unknown", open: 1 });
});

Deno.test("a viewer sees the payments and decides none; the insured see none", async () => {
  await using site = await testSite({ at: NOW });
  const { attemptId } = await unknownPayment(site);
  const viewer = await site.logInStaff("viewer");
  const list = await viewer.get("/ops/payments");
  assert.match(list.text, /Образцова/);
  assert.doesNotMatch(list.html, /name="attempt"/);
  const fields = form(attemptId, { decision: "unpaid" });
  assert.equal((await viewer.post("/ops/payments", fields, "/ops")).status, 403);

  const { phone } = await insertInsured(site.sql, site.clock.now());
  const insured = await site.logInInsured(phone);
  assert.equal((await insured.get("/ops/payments")).location, "/ops/login?next=%2Fops%2Fpayments");
  const posted = await insured.post("/ops/payments", fields, "/policies");
  assert.equal(posted.location, "/ops/login?unsent=1");
  assert.deepEqual(await stateOf(site), { state: "unknown", open: 1 });
});

interface Typed {
  decision?: string;
  at?: readonly [day: string, month: string, year: string, time: string];
  reason?: string;
}

function form(attemptId: string, typed: Typed): Record<string, string> {
  const [day, month, year, time] = typed.at ?? ["", "", "", ""];
  return {
    attempt: attemptId,
    ...(typed.decision ? { [`decision-${attemptId}`]: typed.decision } : {}),
    [`captured-${attemptId}-day`]: day,
    [`captured-${attemptId}-month`]: month,
    [`captured-${attemptId}-year`]: year,
    [`time-${attemptId}`]: time,
    [`reason-${attemptId}`]: typed.reason ?? "Выписка банка за день",
  };
}

function tokenIn(html: string): string {
  return /name="csrf" value="([^"]+)"/.exec(html)![1]!;
}

async function stateOf({ sql }: TestSite) {
  const [row] = await sql`
    select state, (select count(*) from payment_allocations where open) as open
    from payment_attempts`;
  return { ...row };
}

/** A payment begun at noon in Ufa that the bank does not find. */
async function unknownPayment(site: TestSite) {
  await using sandbox = await openSandbox();
  const rows = caseRows(site.sql, site.clock, yookassa(sandbox.settings.bank));
  const person = await rows.insured();
  const invoiceId = await rows.invoice(person, 90_000);
  const opened = await rows.openPayment(person, [invoiceId]);
  await leaveToStaff(site.sql, { attemptId: opened.attemptId, reason: "not_at_bank" });
  return { ...opened, personId: person.personId, invoiceId };
}

async function openSandbox() {
  const sandbox = await startSandbox();
  return { settings: sandbox.settings, [Symbol.asyncDispose]: () => sandbox.close() };
}
