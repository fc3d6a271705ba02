import assert from "node:assert/strict";
import { addMinutes, localDate } from "../../domain/local_date.ts";
import {
  type DecisionsWorld,
  decisionsWorld,
  DUE_AT,
} from "../../tests/harness/decisions_world.ts";
import { defaultInvoice } from "../invoices/default_invoice.ts";
import { postponeDueDate } from "./postpone_due_date.ts";

const DUE_ON = localDate("2026-06-03");
const LATER = localDate("2026-06-19");

Deno.test("postponeDueDate() moves the last day once, keeps the calendar's version, and tells", async () => {
  await using world = await decisionsWorld();
  const { sql, invoiceId } = world;
  const outcomes = await Promise.all([postpone(world, LATER), postpone(world, LATER)]);
  assert.equal(outcomes.filter((one) => one.ok).length, 1);
  assert.deepEqual(outcomes.find((one) => !one.ok), { ok: false, reason: "moved", dueOn: LATER });
  const [invoice] = await sql`
    select i.due_on, i.due_at, m.from_on, m.to_on, m.calendar_version_id = i.calendar_version_id as same
    from invoices i join due_moves m on m.invoice_id = i.id and m.decision_id is not null
    where i.id = ${invoiceId}`;
  assert.deepEqual({ ...invoice }, {
    due_on: LATER,
    due_at: "2026-06-19T19:00:00.000Z",
    from_on: DUE_ON,
    to_on: LATER,
    same: true,
  });
  assert.deepEqual(await world.signals(), ["invoice: dueMoved"]);
  const [entry] = await sql`select detail from journal where action = 'due_date_postponed'`;
  assert.deepEqual(entry!.detail.to, LATER);
});

Deno.test("postponeDueDate() never goes back, ends on a working day, and not far away", async () => {
  await using world = await decisionsWorld();
  for (
    const [to, problem] of [
      ["2026-06-03", "not_later"],
      ["2026-05-29", "not_later"],
      ["2026-06-12", "day_off"],
      ["2026-06-13", "day_off"],
      ["2026-09-02", "too_far"],
    ] as const
  ) {
    const outcome = await postpone(world, localDate(to));
    assert.deepEqual(outcome, { ok: false, reason: "day", problem }, to);
  }
  assert.ok((await postpone(world, localDate("2026-09-01"))).ok);
});

Deno.test("an overdue invoice that is not in default yet is moved, and its franchise is told", async () => {
  await using world = await decisionsWorld();
  world.clock.set(addMinutes(DUE_AT, 10));
  assert.ok((await postpone(world, LATER)).ok);
  assert.deepEqual(await world.signals(), ["franchise: dueMoved", "invoice: dueMoved"]);
  const { outcome } = await defaultInvoice(world.sql, {
    invoiceId: world.invoiceId,
    at: world.clock.now(),
  });
  assert.equal(outcome, "moved");
});

Deno.test("postponeDueDate() leaves a default as it is", async () => {
  await using world = await decisionsWorld();
  world.clock.set(addMinutes(DUE_AT, 60));
  await defaultInvoice(world.sql, { invoiceId: world.invoiceId, at: world.clock.now() });
  assert.deepEqual(await postpone(world, LATER), { ok: false, reason: "defaulted" });
});

function postpone({ sql, clock, invoiceId, operator }: DecisionsWorld, to: typeof LATER) {
  return postponeDueDate(sql, clock, {
    invoiceId,
    to,
    dueOnSeen: DUE_ON,
    reason: "Человек в больнице",
    actor: operator,
  });
}
