import assert from "node:assert/strict";
import { addMinutes, instant } from "../../domain/local_date.ts";
import type { Phone } from "../../domain/phone.ts";
import { formReports, givenIndebted, logInContact, REPORT_DAY } from "../harness/indebted.ts";
import { paidInvoices } from "../harness/paid_invoices.ts";
import { testSite, type Visitor } from "../harness/site.ts";

const REPORT = "/employer/reports/2026-10";
const ORDER = {
  order: "1507",
  "received-day": "5",
  "received-month": "10",
  "received-year": "2026",
};

Deno.test("money of an employer is entered by one member of staff, posted by another, and pays the invoices", async () => {
  await using world = await withheld();
  const { site, path, employerId, late, part, hr } = world;
  const operator = await site.logInStaff();
  const entered = await enter(operator, path, {
    ...ORDER,
    amount: "1100,01",
    debt: [late, part],
    [`amount-${late}`]: "900",
    [`amount-${part}`]: "200,01",
  });
  const payment = `${path}/1`;
  assert.equal(entered.location, `${payment}?entered`);
  assert.equal(await owedOn(world, late), 90_000, "an entry pays nothing");
  const again = { ...ORDER, amount: "900", debt: late, [`amount-${late}`]: "900" };
  assert.match((await enter(operator, path, again)).text, /Это поручение с этим днем уже записано/);
  assert.equal((await operator.post(payment, { answer: "post" }, path)).status, 403);

  const approver = await site.logInStaff("approver");
  assert.match((await approver.get(payment)).text, /Ждет второго сотрудника .* Провести/);
  const posted = await approver.post(payment, { answer: "post" });
  assert.equal(posted.location, `${payment}?posted`);
  const twice = await approver.post(payment, { answer: "post" }, path);
  assert.equal(twice.location, `${payment}?problem=decided`);
  assert.deepEqual([await owedOn(world, late), await owedOn(world, part)], [0, 20_000]);

  const signals = await site.sql<{ workflow_id: string; signal: string }[]>`
    select workflow_id, signal from outbox where recorded_at = ${site.clock.now()}
      and workflow_type in ('invoice', 'recovery') and signal <> 'reread' order by id`;
  assert.deepEqual(signals.map((row) => ({ ...row })), [
    { workflow_id: `recovery/${late}`, signal: "paid" },
    { workflow_id: `invoice/${late}`, signal: "paid" },
    { workflow_id: `invoice/${part}`, signal: "attemptDecided" },
  ]);
  const overview = await approver.get(`/ops/employers/${employerId}`);
  assert.match(overview.text, /Удержано, ждем деньги 1 счет на 200,00 ₽ Долга уже нет 1 счет/);
  assert.match(overview.text, /Взысканова .*? Ничего: долга нет с 5 октября/);
  assert.match((await hr.get(REPORT)).text, /Взысканова .*?Оплачен 5 октября/);
  const [{ phone } = { phone: null }] = await site.sql<{ phone: Phone | null }[]>`
    select phone from people where id = ${world.people["Взысканова"]}`;
  const debtor = await site.logInInsured(phone!);
  assert.match((await debtor.get(`/invoices/${late}`)).text, /Оплачен 5 октября/);
  assert.match((await debtor.get("/statement")).text, /2026 .*?900,00 ₽/, "it was their pay");
  const journal = await site.sql<{ action: string }[]>`
    select action from journal where subject = 'employer_payment/1' order by id`;
  assert.deepEqual(journal.map(({ action }) => action), [
    "employer_payment_entered",
    "employer_payment_posted",
  ]);
});

Deno.test("an entry that does not add up is refused at its field, and what was typed stays", async () => {
  await using world = await withheld();
  const { site, path, late } = world;
  const operator = await site.logInStaff();
  const empty = await enter(operator, path, {});
  assert.equal(empty.status, 422);
  assert.match(
    empty.text,
    /Введите номер платежного поручения Введите день, когда деньги поступили Введите сумму поступления, например 12 500,00 Отметьте счета/,
  );
  const of = (fields: Record<string, string>) =>
    enter(operator, path, {
      ...ORDER,
      amount: "900",
      debt: late,
      [`amount-${late}`]: "900",
      ...fields,
    });
  const less = await of({ [`amount-${late}`]: "899,99" });
  assert.match(less.text, /По счетам 899,99 ₽, а поступило 900,00 ₽: суммы должны совпасть/);
  assert.match(less.html, new RegExp(`name="amount-${late}" value="899,99"`));
  assert.match(less.html, /name="order"[^>]*value="1507"/);
  const more = await of({ [`amount-${late}`]: "900,01", amount: "900,01" });
  assert.match(more.text, new RegExp(`Счет № ${late}: осталось 900,00 ₽`));
  assert.match((await of({ [`amount-${late}`]: "сто" })).text, /введите сумму, например 900,00/);
  assert.match((await of({ "received-day": "6" })).text, /День поступления еще не наступил/);
  assert.match((await of({ "received-month": "2" })).text, /выставлен позже этого дня/);
  const rows = await site.sql`select from employer_payments`;
  assert.equal(rows.length, 0);
  const viewer = await site.logInStaff("viewer");
  assert.equal((await viewer.get(path)).status, 403);
  assert.doesNotMatch((await viewer.get(`/ops/employers/${world.employerId}`)).html, /payments"/);
});

Deno.test("all debts of the list come at once; who entered them can't post, but may take back", async () => {
  await using world = await withheld();
  const { site, path } = world;
  const approver = await site.logInStaff("approver");
  const entered = await enter(approver, path, { ...ORDER, amount: "1300,01", all: "on" });
  assert.equal(entered.location, `${path}/1?entered`, entered.text);
  assert.doesNotMatch((await approver.get(`${path}/1`)).html, /value="post"/);
  const own = await approver.post(`${path}/1`, { answer: "post" });
  assert.equal(own.location, `${path}/1?problem=own`);
  assert.match((await approver.get(own.location!)).text, /Проводит другой сотрудник/);
  const refused = await approver.post(`${path}/1`, { answer: "refuse" });
  assert.equal(refused.location, `${path}/1?refused`);
  const again = await enter(approver, path, { ...ORDER, amount: "1300,01", all: "on" });
  assert.equal(again.location, `${path}/2?entered`, "a refused entry may be made anew");
  assert.equal((await approver.get(`/ops/employers/99/payments/1`)).status, 404);
});

Deno.test("what the person has paid meanwhile stays theirs, and an undecided payment is waited for", async () => {
  await using world = await withheld();
  const { site, path, late, people } = world;
  const operator = await site.logInStaff();
  const whole = { ...ORDER, amount: "900", debt: late, [`amount-${late}`]: "900" };
  await enter(operator, path, whole);
  const approver = await site.logInStaff("approver");
  const [attempt] = await site.sql<{ id: string }[]>`
    insert into payment_attempts (payer_id, amount_kopecks, request, state, created_at, expires_at)
    values (${people["Взысканова"]}, 90000, '{}', 'pending', ${site.clock.now()},
            ${addMinutes(site.clock.now(), 60)}) returning id`;
  await site.sql`
    insert into payment_allocations (attempt_id, invoice_id, amount_kopecks, open)
    values (${attempt!.id}, ${Number(late)}, 90000, true)`;
  const waits = await approver.post(`${path}/1`, { answer: "post" });
  assert.equal(waits.location, `${path}/1?problem=being_paid`);
  await site.sql`update payment_allocations set open = false where attempt_id = ${attempt!.id}`;
  const parts = [{ invoiceId: Number(late), amount: 50_000 }];
  await paidInvoices(site.sql).pay(people["Взысканова"], { parts, at: site.clock.now() });
  await approver.post(`${path}/1`, { answer: "post" });
  assert.equal(await owedOn(world, late), 0);
  const [kept] = await site.sql<{ amount: number }[]>`
    select t.amount_kopecks as amount from ledger_transfers t
    join ledger_accounts a on a.id = t.credit_id and a.kind = 'unallocated'
    where a.person_id = ${people["Взысканова"]} and t.event_key like 'employer_payment/%'`;
  assert.equal(kept!.amount, 50_000);
  assert.match((await approver.get(`${path}/1`)).text, /Оказалось лишним 500,00 ₽ ?: люди/);
  assert.match((await approver.get(path)).text, /№ 1507 .*? 900,00 ₽ 1 500,00 ₽ Проведено/);
  assert.match((await approver.get("/ops/payments")).text, /Взысканова .*? 500,00 ₽/);
});

/** Two debts withheld from pay on the report's day, and the fifth of October. */
async function withheld() {
  const site = await testSite({ at: REPORT_DAY });
  const { employerId, invoices, people } = await givenIndebted(site.sql);
  await formReports(site.sql);
  const hr = await logInContact(site);
  const [late, part] = [String(invoices["Взысканова"]), String(invoices["Просрочкин"])];
  await hr.post(REPORT, { debt: [late, part], kind: "deducted", note: "" });
  site.clock.set(instant("2026-10-05T05:00:00.000Z"));
  const path = `/ops/employers/${employerId}/payments`;
  return {
    site,
    employerId,
    path,
    late,
    part,
    people,
    hr: await logInContact(site),
    [Symbol.asyncDispose]: () => site[Symbol.asyncDispose](),
  };
}

function enter(staff: Visitor, path: string, fields: Parameters<Visitor["post"]>[1]) {
  return staff.post(`${path}?q=&mark=deducted`, fields);
}

async function owedOn(
  { site }: { site: Awaited<ReturnType<typeof testSite>> },
  invoiceId: string,
): Promise<number> {
  const [row] = await site.sql<{ owed: number }[]>`
    select owed_kopecks as owed from invoice_balances where invoice_id = ${Number(invoiceId)}`;
  return row!.owed;
}
