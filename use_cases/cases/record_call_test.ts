import assert from "node:assert/strict";
import { yookassa } from "../../adapters/payment_provider/yookassa.ts";
import { closeOpenCalls, hasAnsweredCall, readCall } from "../../db/cases/calls.ts";
import { lockInvoices } from "../../db/cases/cases.ts";
import { recordNotice } from "../../db/cases/notices.ts";
import { type Sql, transaction } from "../../db/connection.ts";
import { insertStaff } from "../../db/staff/staff.ts";
import type { CallTry } from "../../domain/call.ts";
import {
  addMinutes,
  atLocalTime,
  type Instant,
  instant,
  localDate,
} from "../../domain/local_date.ts";
import { caseRows, ZONE } from "../../tests/harness/case_rows.ts";
import { testDatabase } from "../../tests/harness/database.ts";
import { recordCall } from "./record_call.ts";

// Published on Monday 20 April 2026 at noon in Ufa; due at the end of 3 June (federal).
const PUBLISHED_AT = instant("2026-04-20T07:00:00.000Z");
const DUE_AT = instant("2026-06-03T19:00:00.000Z");
/** Friday 29 May, 10:00 in Ufa. */
const MORNING = instant("2026-05-29T05:00:00.000Z");

Deno.test("recordCall() keeps who tried, when and with what outcome, and tells the invoice's case", async () => {
  await using world = await aCall();
  const { sql, noticeId, invoiceId, staffId, person } = world;
  const recorded = await world.record({ outcome: "no_answer" }, { note: "Гудки без ответа" });
  const nextTryAt = addMinutes(MORNING, 120);
  assert.deepEqual(recorded, { ok: true, result: { state: "open", nextTryAt } });
  assert.deepEqual(await world.call(), { state: "open", detail: null, nextTryAt, finished: null });
  const [made, ...others] = await sql`
    select notice_id, staff_id, outcome, note, tried_at, next_try_at from call_tries`;
  assert.equal(others.length, 0);
  assert.deepEqual({ ...made }, {
    notice_id: noticeId,
    staff_id: staffId,
    outcome: "no_answer",
    note: "Гудки без ответа",
    tried_at: MORNING,
    next_try_at: nextTryAt,
  });
  assert.deepEqual(await world.signals(), [`invoice/${invoiceId} callRecorded`]);
  const [entry] = await sql`
    select actor, subject, detail, ip from journal where action = 'call_recorded'`;
  assert.deepEqual({ ...entry }, {
    actor: `staff/${staffId}`,
    subject: `person/${person.personId}`,
    detail: { call: noticeId, outcome: "no_answer" },
    ip: "192.0.2.1",
  });
});

Deno.test("recordCall() closes a call that was answered, and the invoice's other open call", async () => {
  await using world = await aCall();
  const other = await world.openCall("day28");
  assert.equal(await hasAnsweredCall(world.sql, world.invoiceId), false);
  const recorded = await world.record({ outcome: "answered" });
  assert.deepEqual(recorded, { ok: true, result: { state: "done" } });
  const closed = { nextTryAt: null, finished: MORNING };
  assert.deepEqual(await world.call(), { state: "done", detail: null, ...closed });
  assert.deepEqual(await world.call(other), {
    state: "skipped",
    detail: "answered_before",
    ...closed,
  });
  assert.equal(await hasAnsweredCall(world.sql, world.invoiceId), true);
});

Deno.test("recordCall() gives a wrong number up at once, and leaves the invoice's other call", async () => {
  await using world = await aCall();
  const other = await world.openCall("day28");
  await world.record({ outcome: "wrong_number" });
  assert.deepEqual(await world.call(), {
    state: "failed",
    detail: "wrong_number",
    nextTryAt: null,
    finished: MORNING,
  });
  assert.equal((await world.call(other)).state, "open");
  assert.equal(await hasAnsweredCall(world.sql, world.invoiceId), false);
});

Deno.test("recordCall() gives up after the third try without an answer; a call back is none of them", async () => {
  await using world = await aCall();
  const callBackAt = addMinutes(MORNING, 60);
  const outcomes: CallTry[] = [
    { outcome: "no_answer" },
    { outcome: "call_back", callBackAt },
    { outcome: "busy" },
    { outcome: "no_answer" },
  ];
  const states = [];
  for (const [triesSeen, made] of outcomes.entries()) {
    const recorded = await world.record(made, { triesSeen });
    assert.ok(recorded.ok);
    states.push(recorded.result.state);
  }
  assert.deepEqual(states, ["open", "open", "open", "failed"]);
  assert.deepEqual(await world.call(), {
    state: "failed",
    detail: "unreached",
    nextTryAt: null,
    finished: MORNING,
  });
});

Deno.test("recordCall() calls back at the promised hour, and refuses one that can't be kept", async () => {
  await using world = await aCall();
  const refusals: [Instant, string][] = [
    [addMinutes(MORNING, -1), "not_ahead"],
    [DUE_AT, "after_deadline"],
    [atLocalTime(localDate("2026-05-29"), "21:30", ZONE), "quiet_hours"],
  ];
  for (const [callBackAt, problem] of refusals) {
    const recorded = await world.record({ outcome: "call_back", callBackAt });
    assert.deepEqual(recorded, { ok: false, reason: "call_back", problem });
  }
  assert.deepEqual(await world.signals(), []);
  const callBackAt = atLocalTime(localDate("2026-06-01"), "15:00", ZONE);
  await world.record({ outcome: "call_back", callBackAt });
  assert.equal((await world.call()).nextTryAt, callBackAt);
});

Deno.test("two members of staff who record one call at once leave one row; the second sees the first", async () => {
  await using world = await aCall();
  const { sql, staffId } = world;
  const colleague = await insertStaff(sql, {
    email: "second@fifth.test",
    name: "Вторая",
    role: "operator",
    at: MORNING,
  });
  const results = await Promise.all([
    world.record({ outcome: "answered" }, { staffId }),
    world.record({ outcome: "answered" }, { staffId: colleague }),
  ]);
  const lost = results.filter((result) => !result.ok);
  assert.equal(lost.length, 1);
  const [tried, ...others] = await sql<{ name: string }[]>`
    select s.name from call_tries c join staff s on s.id = c.staff_id`;
  assert.equal(others.length, 0);
  assert.deepEqual(lost[0], {
    ok: false,
    reason: "recorded",
    last: {
      outcome: "answered",
      note: null,
      triedAt: MORNING,
      nextTryAt: null,
      staff: tried!.name,
    },
  });
  assert.equal((await world.signals()).length, 1);
});

Deno.test("recordCall() waits for a payment in progress, and then records nothing on its call", async () => {
  await using world = await aCall();
  const { sql, invoiceId } = world;
  const locked = Promise.withResolvers<void>();
  const paid = transaction(sql, async (sql) => {
    await lockInvoices(sql, [invoiceId]);
    locked.resolve();
    while (!(await isWaiting(world))) await new Promise((wake) => setTimeout(wake, 20));
    await closeOpenCalls(sql, invoiceId, { detail: "paid", at: MORNING });
  });
  await locked.promise;
  const recorded = await world.record({ outcome: "no_answer" });
  await paid;
  assert.deepEqual(recorded, { ok: false, reason: "closed" });
  assert.deepEqual(await world.call(), {
    state: "skipped",
    detail: "paid",
    nextTryAt: null,
    finished: MORNING,
  });
  assert.equal((await sql`select from call_tries`).length, 0);
  assert.deepEqual(await world.signals(), []);
});

Deno.test("closeOpenCalls() leaves what was answered as it is", async () => {
  await using world = await aCall();
  await world.record({ outcome: "answered" });
  await closeOpenCalls(world.sql, world.invoiceId, { detail: "defaulted", at: DUE_AT });
  assert.equal((await world.call()).state, "done");
});

Deno.test("a call that nobody knows is no call, and a text message neither", async () => {
  await using world = await aCall();
  const { sql, invoiceId, person } = world;
  await recordNotice(sql, {
    key: `invoice/${invoiceId}/day29/sms`,
    personId: person.personId,
    policyId: person.policyId,
    invoiceId,
    channel: "sms",
    template: "day29",
    dueAt: MORNING,
  }, { state: "skipped", detail: "overtaken", at: MORNING });
  const [text] = await sql<{ id: number }[]>`select id from notices where channel = 'sms'`;
  for (const noticeId of [text!.id, 999_999]) {
    const recorded = await world.record({ outcome: "answered" }, { noticeId });
    assert.deepEqual(recorded, { ok: false, reason: "unknown" });
  }
});

async function isWaiting({ sql }: { sql: Sql }): Promise<boolean> {
  const rows = await sql`
    select from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`;
  return rows.length > 0;
}

/** An invoice of 900 ₽ with a call to make on the morning of its 27th working day. */
async function aCall() {
  const database = await testDatabase();
  const { sql } = database;
  const nobody = yookassa({ url: "http://127.0.0.1:9", shopId: "100500", key: "nobody" });
  const rows = caseRows(sql, { now: () => PUBLISHED_AT }, nobody);
  const person = await rows.insured();
  const invoiceId = await rows.invoice(person, 90_000);
  const staffId = await insertStaff(sql, {
    email: "first@fifth.test",
    name: "Первая",
    role: "operator",
    at: MORNING,
  });
  await sql`update outbox set delivered_at = ${MORNING}`;
  const noticeId = await openCall("day27");
  return {
    sql,
    person,
    invoiceId,
    staffId,
    noticeId,
    openCall,
    record(
      made: CallTry,
      how: { note?: string; triesSeen?: number; staffId?: number; noticeId?: number } = {},
    ) {
      return recordCall(sql, { now: () => MORNING }, {
        noticeId: how.noticeId ?? noticeId,
        made,
        note: how.note ?? null,
        triesSeen: how.triesSeen ?? 0,
        actor: { staffId: how.staffId ?? staffId, ip: "192.0.2.1" },
      });
    },
    async call(id = noticeId) {
      const { state, detail, nextTryAt, finishedAt } = (await readCall(sql, id))!;
      return { state, detail, nextTryAt, finished: finishedAt };
    },
    async signals() {
      const found = await sql<{ id: string; signal: string }[]>`
        select workflow_id as id, signal from outbox where delivered_at is null order by outbox.id`;
      return found.map(({ id, signal }) => `${id} ${signal}`);
    },
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };

  async function openCall(step: string): Promise<number> {
    await recordNotice(sql, {
      key: `invoice/${invoiceId}/${step}/call`,
      personId: person.personId,
      policyId: person.policyId,
      invoiceId,
      channel: "call",
      template: step,
      dueAt: MORNING,
    }, { state: "open", detail: null, at: MORNING });
    const [row] = await sql<{ id: number }[]>`select max(id) as id from notices`;
    return row!.id;
  }
}
