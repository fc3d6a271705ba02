import assert from "node:assert/strict";
import { enqueue } from "../db/outbox.ts";
import { addDays, addMinutes, daysBetween, localDateOf } from "../domain/local_date.ts";
import { ZONE } from "../tests/harness/case_rows.ts";
import { type CaseWorld, caseWorld } from "../tests/harness/case_world.ts";
import { INSURER_ZONE } from "../use_cases/imports/receive_file.ts";
import { monthlyRun, requestPublishing } from "../use_cases/invoices/request_publishing.ts";
import { workflowId } from "./contract.ts";

Deno.test("a term counts from the day an invoice is there, though it was asked for days before", async () => {
  await using world = await caseWorld();
  const { sql, clock } = world;
  const person = await world.insured();
  await world.invoice(person, 90_000);
  await sql`
    insert into service_lines (file_id, sheet_row, clinic_id, policy_id, franchise_id, service_date,
                               service_name, quantity, price_kopecks, cost_kopecks, rate_bp,
                               franchise_kopecks, fingerprint, recorded_at)
    select file_id, 2, clinic_id, policy_id, franchise_id, service_date, service_name, quantity,
           price_kopecks, cost_kopecks, rate_bp, franchise_kopecks, 'another', recorded_at
    from service_lines`;
  const today = localDateOf(clock.now(), ZONE);
  const through = addDays(today, -4);
  const requestId = crypto.randomUUID();
  await requestPublishing(sql, { now: () => addMinutes(clock.now(), -3 * 24 * 60) }, {
    through,
    requestId,
    actor: { staffId: 1, ip: "127.0.0.1" },
  });
  await world.ended(workflowId.publish(through, requestId));
  const [invoice] = await sql<{ published_on: string }[]>`
    select published_on from invoices order by id desc limit 1`;
  assert.equal(invoice!.published_on, localDateOf(clock.now(), ZONE));
});

Deno.test("what the Schedule starts asks for the month's invoices on its last day, and on no other", async () => {
  await using world = await caseWorld();
  const today = localDateOf(world.clock.now(), INSURER_ZONE);
  const { on, through } = monthlyRun(today);
  const days = daysBetween(today, on);
  if (days > 0) {
    assert.equal(await morning(world), null);
    await world.pass(days * DAY_MS);
  }
  assert.equal(await morning(world), through);
  await world.ended(workflowId.publish(through, "monthly"));
});

const DAY_MS = 24 * 60 * 60 * 1000;
let mornings = 0;

/** What the Schedule starts, under an id of its own as a Schedule gives it. */
async function morning(world: CaseWorld): Promise<unknown> {
  const id = `${workflowId.monthlyPublishing()}-${++mornings}`;
  const message = { workflowType: "monthlyPublishing", workflowId: id, input: {} };
  await enqueue(world.sql, message, world.clock.now());
  // Time must not skip meanwhile: the day decides.
  await world.ended(id);
  return await world.handle(id).result();
}
