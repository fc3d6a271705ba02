import assert from "node:assert/strict";
import { latestCalendar } from "../db/calendars.ts";
import { insertStaff } from "../db/staff/staff.ts";
import { calendarOf } from "../domain/calendar.ts";
import { addDays, addMinutes, atLocalTime, localDateOf } from "../domain/local_date.ts";
import { kopecks } from "../domain/money.ts";
import { workingDayAfter } from "../domain/working_days.ts";
import { ZONE } from "../tests/harness/case_rows.ts";
import { type CaseWorld, caseWorld } from "../tests/harness/case_world.ts";
import { readInvoice } from "../tests/harness/invoice_steps.ts";
import { decideProposal } from "../use_cases/decisions/decide_proposal.ts";
import { pauseReminders } from "../use_cases/decisions/pause_reminders.ts";
import { postponeDueDate } from "../use_cases/decisions/postpone_due_date.ts";
import { proposeForgiving, proposeReturn } from "../use_cases/decisions/propose_decision.ts";
import type { StaffActor } from "../use_cases/imports/upload_file.ts";
import { workflowId } from "./contract.ts";

const REASON = "Человек в больнице";

Deno.test("reminders stop through the pause's last day, and the term goes on", async () => {
  await using world = await caseWorld();
  const { sql } = world;
  const actor = await member(world, "operator");
  const person = await world.insured();
  const paused = await world.invoice(person, 90_000);
  const other = await world.invoice(await world.insured(), 50_000);
  const { published_on, due_at } = await readInvoice(world, paused);
  const calendar = calendarOf((await latestCalendar(sql)).data, null);
  const onDay = (day: number) => workingDayAfter(calendar, published_on, day).date;

  await world.passTo(atLocalTime(addDays(onDay(10), -1), "12:00", ZONE));
  const through = onDay(27);
  const pause = { subject: { personId: person.personId }, through, reason: REASON, actor };
  assert.ok((await pauseReminders(sql, world.clock, pause)).ok);
  await world.passTo(addMinutes(due_at, -1));
  assert.deepEqual(await told(world, paused), ["accrual", "day29"]);
  assert.deepEqual(await told(world, other), [
    "accrual",
    "day10",
    "day20",
    "day25",
    "day27",
    "day29",
  ]);
  await world.pass(2 * 60_000);
  await world.until("the default", async () => {
    const { defaulted_at } = await readInvoice(world, paused);
    return defaulted_at !== null;
  });
});

Deno.test("a pause takes open calls off the list, may be shortened, and covers what it names", async () => {
  await using world = await caseWorld();
  const { sql } = world;
  const actor = await member(world, "operator");
  const person = await world.insured();
  const invoiceId = await world.invoice(person, 90_000);
  const { published_on } = await readInvoice(world, invoiceId);
  const calendar = calendarOf((await latestCalendar(sql)).data, null);
  const onDay = (day: number) => workingDayAfter(calendar, published_on, day).date;
  await world.passTo(atLocalTime(onDay(27), "14:00", ZONE));
  const call = async () => {
    const [row] = await sql`
      select state, detail from notices where invoice_id = ${invoiceId} and channel = 'call'`;
    return row && { ...row };
  };
  await world.until("the call", async () => (await call())?.state === "open");

  const pause = (through: typeof published_on) =>
    pauseReminders(sql, world.clock, { subject: { invoiceId }, through, reason: REASON, actor });
  assert.deepEqual(await pause(addDays(onDay(27), -1)), {
    ok: false,
    reason: "day",
    problem: "in_the_past",
  });
  assert.deepEqual(await pause(addDays(onDay(27), 61)), {
    ok: false,
    reason: "day",
    problem: "too_far",
  });
  assert.ok((await pause(onDay(30))).ok);
  assert.deepEqual(await call(), { state: "skipped", detail: "paused" });
  assert.ok((await pause(onDay(28))).ok);
  await world.passTo(atLocalTime(onDay(29), "14:00", ZONE));
  assert.equal((await told(world, invoiceId)).at(-1), "day29");
});

Deno.test("the workflows live by what staff decide: moved, given back, forgiven", async () => {
  await using world = await caseWorld();
  const { sql, clock } = world;
  const actor = await member(world, "operator");
  const second = await member(world, "approver");
  const person = await world.insured();
  const invoiceId = await world.invoice(person, 90_000);
  await world.until("the accrual", async () => (await told(world, invoiceId)).length === 1);
  const before = await readInvoice(world, invoiceId);
  const calendar = calendarOf((await latestCalendar(sql)).data, null);
  const dueOn = localDateOf(addMinutes(before.due_at, -1), ZONE);
  const to = workingDayAfter(calendar, dueOn, 3).date;
  await world.pass(24 * 60 * 60_000);
  const moved = { invoiceId, to, dueOnSeen: dueOn, reason: REASON, actor };
  assert.ok((await postponeDueDate(sql, clock, moved)).ok);
  await world.pass(12 * 60 * 60_000);
  await world.until("the news of it", async () => (await told(world, invoiceId)).length > 1);
  assert.match(world.sandbox.sms(person.phone)[0]!.text, /стал позже/);

  await world.passTo(addMinutes(before.due_at, 60));
  assert.equal((await readInvoice(world, invoiceId)).defaulted_at, null);
  await world.passTo(addMinutes((await readInvoice(world, invoiceId)).due_at, 1));
  await world.until(
    "the default",
    async () => (await readInvoice(world, invoiceId)).defaulted_at !== null,
  );

  const franchise = workflowId.franchise(person.franchiseId);
  await world.until(
    "the emergency",
    async () => await world.stage(franchise) === "Экстренная программа",
  );
  const asked = await proposeReturn(sql, clock, {
    policyId: person.policyId,
    reason: REASON,
    actor,
  });
  assert.ok(asked.ok);
  const confirm = (decisionId: number) =>
    decideProposal(sql, clock, { decisionId, answer: "confirm", actor: second });
  assert.ok((await confirm(asked.decisionId)).ok);
  await world.until(
    "its end",
    async () => await world.stage(franchise) === "Программа возвращается",
  );
  await world.pass(12 * 60 * 60_000);
  await world.until(
    "the news of it",
    () =>
      Promise.resolve(
        world.sandbox.sms(person.phone).some(({ text }) =>
          /решил вернуть программу до оплаты/.test(text)
        ),
      ),
  );

  const forgiving = { invoiceId, amount: kopecks(90_000), reason: REASON, actor };
  const proposed = await proposeForgiving(sql, clock, forgiving);
  assert.ok(proposed.ok);
  assert.ok((await confirm(proposed.decisionId)).ok);
  await world.ended(workflowId.invoice(invoiceId));
});

async function member(
  { sql, clock }: CaseWorld,
  role: "operator" | "approver",
): Promise<StaffActor> {
  const at = clock.now();
  const staffId = await insertStaff(sql, { email: `${role}@example.com`, name: role, role, at });
  return { staffId, ip: "192.0.2.1" };
}

/** What the person was told or is to be called about, each topic once, in its order. */
async function told({ sql }: CaseWorld, invoiceId: number): Promise<string[]> {
  const rows = await sql<{ template: string }[]>`
    select template from notices where invoice_id = ${invoiceId} and state in ('sent', 'open')
    group by template order by min(due_at)`;
  return rows.map(({ template }) => template);
}
