import assert from "node:assert/strict";
import { invoiceActivities } from "../activities/invoices.ts";
import type { ActivityParts } from "../activities/parts.ts";
import { latestCalendar } from "../db/calendars.ts";
import { calendarOf } from "../domain/calendar.ts";
import {
  addDays,
  addMinutes,
  atLocalTime,
  type Instant,
  instant,
  type LocalDate,
  localDateOf,
  localTimeOf,
} from "../domain/local_date.ts";
import { nextWorkingDay, workingDayAfter } from "../domain/working_days.ts";
import { type InsuredPerson, ZONE } from "../tests/harness/case_rows.ts";
import { type CaseWorld, caseWorld } from "../tests/harness/case_world.ts";
import { readInvoice } from "../tests/harness/invoice_steps.ts";
import { workflowId } from "./contract.ts";

Deno.test("an unpaid invoice is reminded of on its days, each once, and defaults as its term ends", async () => {
  await using world = await caseWorld();
  const person = await world.insured();
  const invoiceId = await world.invoice(person, 90_000);
  const { published_on, due_at } = await readInvoice(world, invoiceId);
  await world.until("the accrual", () => smsCame(world, person, 1));
  assert.match(
    world.sandbox.sms(person.phone)[0]!.text,
    /Новый счет №\u00a0\d+: 900,00\u00a0₽\. Оплатите до .* https:\/\/cabinet\.example\/invoices\/\d+$/,
  );

  await world.passTo(addMinutes(due_at, -1));
  assert.equal((await readInvoice(world, invoiceId)).defaulted_at, null);
  const calendar = calendarOf((await latestCalendar(world.sql)).data, null);
  const onDay = (day: number) => workingDayAfter(calendar, published_on, day).date;
  assert.deepEqual((await notices(world, invoiceId)).map(byDay), [
    ["accrual", "email", "sent", published_on],
    ["accrual", "sms", "sent", published_on],
    ["day10", "email", "sent", onDay(10)],
    ["day20", "email", "sent", onDay(20)],
    ["day20", "sms", "sent", onDay(20)],
    ["day25", "sms", "sent", onDay(25)],
    ["day27", "call", "open", onDay(27)],
    ["day29", "email", "sent", onDay(29)],
    ["day29", "sms", "sent", onDay(29)],
  ]);
  for (const notice of await notices(world, invoiceId)) {
    if (notice.template === "accrual") continue;
    const time = localTimeOf(notice.due_at, ZONE);
    assert.ok("09:00" <= time && time < "12:00", `${notice.key} at ${time}`);
  }

  await world.pass(2 * 60_000);
  const { defaulted_at } = await world.until("the default", async () => {
    const row = await readInvoice(world, invoiceId);
    return row.defaulted_at === null ? null : row;
  });
  assert.ok(defaulted_at! >= due_at && defaulted_at! < addMinutes(due_at, 1));
  assert.deepEqual(await spells(world, person), [
    { from: localDateOf(due_at, ZONE), until: null, ended_reason: null },
  ]);
  const stage = () => world.stage(workflowId.franchise(person.franchiseId));
  await world.until("the franchise to know", async () => await stage() === "Экстренная программа");

  await world.pass(12 * 60 * 60_000);
  await world.until("the news of it", () => smsCame(world, person, 5));
  assert.match(world.sandbox.sms(person.phone)[0]!.text, /только экстренная помощь/);
});

Deno.test("news of a due date that was moved on again meanwhile is passed over", async () => {
  await using world = await caseWorld();
  const person = await world.insured();
  const invoiceId = await world.invoice(person, 90_000);
  const { versionId } = await latestCalendar(world.sql);
  const [first] = await world.sql<{ id: number }[]>`
    insert into due_moves (invoice_id, from_on, to_on, calendar_version_id, moved_at)
    select id, due_on, due_on + n, ${versionId}, ${world.clock.now()}
    from invoices, generate_series(1, 2) n where id = ${invoiceId} order by n
    returning id`;
  const { tellOfInvoice } = invoiceActivities({ sql: world.sql } as ActivityParts);
  const now = world.clock.now();
  const step = `moved${first!.id}`;
  const states = await tellOfInvoice({ invoiceId, step, channels: ["sms"], at: now, now });
  assert.deepEqual(states, ["skipped"]);
});

Deno.test("an invoice paid late brings the programme back on the next working day, and ends", async () => {
  await using world = await caseWorld();
  const person = await world.insured();
  const invoiceId = await world.invoice(person, 90_000);
  const { due_at } = await readInvoice(world, invoiceId);
  await world.passTo(addMinutes(due_at, 60));
  const { attemptId, providerId } = await world.openPayment(person, [invoiceId]);
  const paidAt = addMinutes(due_at, 62);
  await world.sandbox.bank.decide(providerId, { decision: "pay", capturedAt: paidAt });
  await world.notifyOfPayment(attemptId);

  assert.equal(await world.result(workflowId.payment(attemptId)), "succeeded");
  assert.equal(await world.result(workflowId.invoice(invoiceId)), "paid");
  const calendar = calendarOf((await latestCalendar(world.sql)).data, null);
  assert.deepEqual(await spells(world, person), [{
    from: localDateOf(due_at, ZONE),
    until: nextWorkingDay(calendar, localDateOf(paidAt, ZONE)).date,
    ended_reason: "overdue_paid",
  }]);
  await world.until(
    "the news of the return",
    () =>
      Promise.resolve(
        world.sandbox.sms(person.phone).some((sms) => /снова действует/.test(sms.text)),
      ),
  );
});

Deno.test("a payment made before the deadline holds the default until it expires", async () => {
  await using world = await caseWorld();
  const person = await world.insured();
  const invoiceId = await world.invoice(person, 90_000);
  const { due_at } = await readInvoice(world, invoiceId);
  await world.passTo(addMinutes(due_at, -30));
  await world.openPayment(person, [invoiceId]);
  await world.passTo(addMinutes(due_at, 20));
  assert.equal((await readInvoice(world, invoiceId)).defaulted_at, null);
  await world.until(
    "the hold to be seen",
    async () => await world.stage(workflowId.invoice(invoiceId)) === "Платеж проверяется",
  );

  await world.passTo(addMinutes(due_at, 31));
  await world.until(
    "the default",
    async () => (await readInvoice(world, invoiceId)).defaulted_at !== null,
  );
});

Deno.test("a capture in time that is learnt of late reverses the default", async () => {
  await using world = await caseWorld();
  const person = await world.insured();
  const invoiceId = await world.invoice(person, 90_000);
  const { due_at } = await readInvoice(world, invoiceId);
  await world.passTo(addMinutes(due_at, -30));
  world.sandbox.faults.set({ bank: { kind: "no_webhook" } });
  const { attemptId, providerId } = await world.openPayment(person, [invoiceId]);
  // The bank has the money, and says nothing until long after the attempt has expired.
  world.sandbox.faults.set({ bank: { kind: "error_500" } });
  await world.sandbox.bank.decide(providerId, {
    decision: "pay",
    capturedAt: addMinutes(due_at, -10),
  });
  await world.passTo(addMinutes(due_at, 40));
  await world.until(
    "the default",
    async () => (await readInvoice(world, invoiceId)).defaulted_at !== null,
  );

  world.sandbox.faults.clear();
  await world.notifyOfPayment(attemptId);
  assert.equal(await world.result(workflowId.payment(attemptId)), "succeeded");
  assert.equal(await world.result(workflowId.invoice(invoiceId)), "paid");
  assert.equal((await readInvoice(world, invoiceId)).defaulted_at, null);
  const day = localDateOf(due_at, ZONE);
  assert.deepEqual(await spells(world, person), [
    { from: day, until: day, ended_reason: "default_reversed" },
  ]);
});

Deno.test("a case that wakes late skips the reminders it missed, and sends the newest alone", async () => {
  await using world = await caseWorld();
  const person = await world.insured({ consentedDaysAgo: 150 });
  const calendar = calendarOf((await latestCalendar(world.sql)).data, null);
  const today = localDateOf(world.clock.now(), ZONE);
  const dayOf = (daysAgo: number, day: number) =>
    workingDayAfter(calendar, addDays(today, -daysAgo), day).date;
  const daysAgo = Array.from({ length: 30 }, (_, index) => 25 + index)
    .find((days) => dayOf(days, 20) < today && addDays(today, 1) < dayOf(days, 25))!;
  const publishedAt = addMinutes(world.clock.now(), -daysAgo * 24 * 60);
  const invoiceId = await world.invoice(person, 90_000, publishedAt);

  await world.pass(16 * 60 * 60_000);
  const found = await world.until("the late ones to be told", async () => {
    const rows = await notices(world, invoiceId);
    return rows.filter((row) => row.state === "sent").length === 2 ? rows : null;
  });
  assert.deepEqual(found.map((row) => [row.template, row.channel, row.state]), [
    ["accrual", "email", "skipped"],
    ["accrual", "sms", "skipped"],
    ["day10", "email", "skipped"],
    ["day20", "email", "sent"],
    ["day20", "sms", "sent"],
  ]);
  for (const sms of world.sandbox.sms(person.phone)) assert.match(sms.text, /не оплачен/);
});

Deno.test("an invoice that was due long ago defaults once, and none of its reminders is sent", async () => {
  await using world = await caseWorld();
  const person = await world.insured({ consentedDaysAgo: 150 });
  const publishedAt = addMinutes(world.clock.now(), -100 * 24 * 60);
  const invoiceId = await world.invoice(person, 90_000, publishedAt);
  await world.pass(16 * 60 * 60_000);
  await world.until(
    "the news of the default",
    () => smsCame(world, person, 1),
  );
  const rows = await notices(world, invoiceId);
  assert.ok(rows.every((row) => (row.template === "default") === (row.state === "sent")));
  const [spell] = await spells(world, person);
  assert.ok(spell!.from >= localDateOf(instant(publishedAt), ZONE));
  assert.equal((await spells(world, person)).length, 1);
});

Deno.test("a gateway that comes back at night sends in the morning what it had refused", async () => {
  await using world = await caseWorld();
  const person = await world.insured();
  const day = addDays(localDateOf(world.clock.now(), ZONE), 1);
  await world.passTo(atLocalTime(day, "20:30", ZONE));
  world.sandbox.faults.set({ sms: { kind: "error", code: 4 } });
  await world.invoice(person, 90_000);
  await world.pass(2 * 60 * 60_000);
  world.sandbox.faults.clear();
  await world.passTo(atLocalTime(addDays(day, 1), "08:59", ZONE));
  assert.equal(world.sandbox.sms(person.phone).length, 0);
  await world.passTo(atLocalTime(addDays(day, 1), "12:00", ZONE));
  await world.until("the accrual", () => smsCame(world, person, 1));
});

function smsCame(world: CaseWorld, person: InsuredPerson, count: number): Promise<boolean> {
  return Promise.resolve(world.sandbox.sms(person.phone).length === count);
}

interface NoticeRow {
  key: string;
  template: string;
  channel: string;
  state: string;
  due_at: Instant;
}

async function notices(world: CaseWorld, invoiceId: number): Promise<NoticeRow[]> {
  return await world.sql<NoticeRow[]>`
    select key, template, channel, state, due_at from notices
    where invoice_id = ${invoiceId} order by due_at, channel`;
}

function byDay({ template, channel, state, due_at }: NoticeRow): unknown[] {
  return [template, channel, state, localDateOf(due_at, ZONE)];
}

async function spells(world: CaseWorld, person: InsuredPerson) {
  const rows = await world.sql<{ from: LocalDate; until: LocalDate; ended_reason: string }[]>`
    select starts_on as from, until, ended_reason from emergency_spells
    where policy_id = ${person.policyId} order by id`;
  return rows.map((row) => ({ ...row }));
}
